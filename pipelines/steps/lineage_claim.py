"""What a listing says of where its CPTS comes from and of what became of it, as a claim of `propriete` `filiation`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lexicon.cpts_names import name_key
from lexicon.dates import read_dates
from lexicon.lineage import LineageReading, read_lineage
from lexicon.readings import DateReading
from pipelines.steps.event_dates import impossible
from schema import SEPARATOR
from spiders.listing import Listing

TOPIC = "filiation"


@dataclass(frozen=True, slots=True)
class LineageClaim:
    """A relation and `day`, when its words say it took place, as written (`None` where they do not)."""

    reading: LineageReading
    day: str | None

    @property
    def value(self) -> str:
        """« CPTS du Mont ; CPTS du Val → CPTS Grand Val »."""
        return f"{SEPARATOR.join(self.reading.former)} → {SEPARATOR.join(self.reading.heirs)}"

    @property
    def data(self) -> dict[str, object]:
        """The structured value."""
        told = self.reading
        return {"nature": told.nature, "anciennes": list(told.former), "nouvelles": list(told.heirs), "jour": self.day}

    def leaves(self, name: str) -> bool:
        """Whether it is a split that the CPTS of this name outlives: among its own heirs, or with one other alone."""
        former, heirs = (set(map(name_key, names)) for names in (self.reading.former, self.reading.heirs))
        lives = name_key(name) in former and (name_key(name) in heirs or len(heirs) < 2)
        return self.reading.nature == "scission" and lives


def lineage_claims(listing: Listing) -> Iterator[LineageClaim]:
    """The relations that the name (« CPTS du Val (ex-CPTS du Mont) »), the sentences, the stage the remarks of a
    listing tell; none of what is still to come."""
    texts = [
        listing.name,
        listing.lineage_text,
        listing.status_text,
        listing.date_text,
        *(value for _, value in listing.extra),
    ]
    seen = set()
    for text in filter(None, texts):
        for reading in read_lineage(text, listing.name):
            told = [replace(one, event=reading.nature) for one in read_dates(reading.excerpt, listing.page_date)]
            if any(one.planned or impossible(one, listing) for one in told):
                continue
            claim = LineageClaim(reading, _day(told))
            if claim.value not in seen:
                seen.add(claim.value)
                yield claim


def outlives_a_split(listing: Listing) -> bool:
    """Whether the listing tells that its CPTS was split and goes on."""
    return any(one.leaves(listing.name) for one in lineage_claims(listing))


def _day(dates: list[DateReading]) -> str | None:
    """The only day that the sentence gives; of several none is known to be that of the relation."""
    days = {one.value for one in dates if one.value and not one.value.startswith("--")}
    return days.pop() if len(days) == 1 else None
