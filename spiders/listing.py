"""What one document says of one CPTS, as published, and where exactly it says so.

A listing never interprets: every value is a string of the publisher. `None` means that the document does
not say. Normalisation happens in `pipelines.normalise`, on these strings.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from spiders.files import write_text


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a listing was read, and when. `locator` is the place in the document: an XPath, `page 2, ligne 14`,
    `feuille Listing, ligne 7`, `entité 12`.

    Three dates, ISO 8601 in UTC: `fetched_at`, of the exchange that carried the page; `first_read_at`, since when
    the source has been known to say these words; `confirmed_at`, when it was last seen to say them, which a 304
    confirms. The last two are `fetched_at` where nothing else is known.
    """

    source_id: str
    url: str
    locator: str
    record_id: str = ""  # WARC-Record-ID of the response, empty for a file given by hand
    digest: str = ""  # sha256 of the payload, as `sha256:<hex>`
    fetched_at: str = ""
    reconstruction: bool = False
    first_read_at: str = ""
    confirmed_at: str = ""

    def __post_init__(self) -> None:
        for name in ("first_read_at", "confirmed_at"):
            object.__setattr__(self, name, getattr(self, name) or self.fetched_at)


@dataclass(frozen=True, slots=True)
class Fact:
    """Words of one field of a listing and what gave them to its CPTS: `rule` is an id of `spiders.extract.rules`,
    `locator` the place of the words, which may be far from that of the name.

    `basis`: `own` (said of this CPTS alone), `shared` (of several at once), `heading` (of a group it stands in),
    `page` (of the whole document), `note` (of the words that carry its mark).
    """

    field: str
    words: str
    locator: str
    rule: str
    basis: str = "own"


@dataclass(frozen=True, slots=True)
class Listing:
    """One CPTS in one document. Text fields hold the publisher's words, cleaned of personal data only."""

    name: str  # as written: « CPTS de Luxeuil les Bains »
    evidence: Evidence
    status_text: str | None = None  # words that speak of the stage, section heading included
    status_filed: str | None = None  # of these, what the document files the CPTS under: a heading, a column, a label
    territory_text: str | None = None  # communes, EPCI, arrondissements, exclusions, footnotes
    place_text: str | None = None  # sentences that show where it sits or acts, which are not its territory
    department_text: str | None = None  # « Loire-Atlantique », « 44 », « Landes / Gers »
    population_text: str | None = None  # the words around the number of inhabitants
    missions_text: str | None = None
    date_text: str | None = None  # words that carry a date of this CPTS's life, event word included
    lineage_text: str | None = None  # sentences that say where it comes from or what became of it, other CPTS named
    structure_text: str | None = None  # sentences on the association: its members, legal form, declared size
    plan_text: str | None = None  # words that announce a step to come, with its date
    page_date: str | None = None  # ISO date of the document, when the document or feed states it
    website: str | None = None
    finess: str | None = None
    siren: str | None = None
    rna: str | None = None  # of the association: W and nine characters
    publisher_ref: str | None = None  # the publisher's own stable id: node, feature id, row key
    commune_codes: tuple[str, ...] = ()  # INSEE codes, only where the publisher gives codes
    extra: tuple[tuple[str, str], ...] = ()  # every other column or property, nothing is lost
    by_card: tuple[tuple[str, str], ...] = ()  # field whose value a card gave → the words published in its place
    facts: tuple[Fact, ...] = ()  # what each field was read from, and by which rule

    def told_by(self, fields: tuple[str, ...], words: str) -> tuple[Fact, ...]:
        """What gave `words` to this CPTS: the first fact of the first of `fields` that holds them, else all those that
        they are made of; where a rule put them in other words, the first fact of the first field."""
        told = [fact for field in fields for fact in self.facts if fact.field == field]
        whole = next(((fact,) for fact in told if words in fact.words), ())
        return whole or tuple(fact for fact in told if fact.words in words) or tuple(told[:1])


# the fields whose words are facts; `status_filed` repeats words of `status_text`, the others tell no property of a CPTS
TOLD = (
    "name",
    "status_text",
    "territory_text",
    "place_text",
    "department_text",
    "population_text",
    "missions_text",
    "date_text",
    "plan_text",
    "lineage_text",
    "structure_text",
    "website",
    "finess",
    "siren",
    "rna",
    "commune_codes",
)


def told_of(listing: Listing) -> dict[str, str]:
    """The filled fields that tell something of the CPTS, as text."""
    told = {name: getattr(listing, name) for name in TOLD if getattr(listing, name)}
    return {name: value if isinstance(value, str) else " ".join(value) for name, value in told.items()}


def read_by(listing: Listing, rule: str, places: Mapping[str, str] | None = None) -> Listing:
    """A listing whose every field was read by one rule; the words of `by_card` come first. `places`: field → where it
    stands, where that is not in the row."""
    places, row = places or {}, listing.evidence.locator
    words = {name: dict(listing.by_card).get(name, text) for name, text in told_of(listing).items()}
    return replace(
        listing, facts=tuple(Fact(name, text, places.get(name) or row, rule) for name, text in words.items())
    )


def placed_in(listing: Listing, place: str) -> Listing:
    """A listing read in a part of a document: `place` tells which, before every locator."""
    facts = tuple(replace(fact, locator=place + fact.locator) for fact in listing.facts)
    return replace(listing, evidence=replace(listing.evidence, locator=place + listing.evidence.locator), facts=facts)


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something a reader of the source should look at. `name` is one of `ALARMS`; `detail` is published, in French."""

    name: str
    detail: str
    source_id: str = ""
    url: str = ""


ALARMS = {
    "LayoutDrift": "the anchor the card names is missing from the page",
    "EmptyListing": "the container is there and holds nothing",
    "BlockedPage": "a challenge, login or error page was served with status 200",
    "WrongType": "the bytes are not of the type the source is known to serve",
    "TooHeavy": "reading it would take more memory or time than a listing needs",
    "CountMismatch": "the document announces another number than it lists",
    "UnknownHeader": "a column header has no known meaning; its cells are kept in `extra`",
    "UnreadText": "text that looks like a CPTS was taken by no listing",
    "Truncated": "the document ends before its format says it should",
    "Collapse": "far fewer listings than the last good run",
    "Turnover": "too many of the names differ from the last good run",
    "LastGoodUnreadable": "the listings of the last good run cannot be read: these were compared with nothing",
    "Stale": "the last success is older than the card allows",
    "RobotsRefused": "robots.txt refuses the page or could not be read as rules",
    "ReplayMiss": "the replayed crawl asked for an exchange the capture does not hold",
    "FetchFailed": "the network or the server failed",
}


@dataclass(frozen=True, slots=True)
class Unread:
    """A sentence that looks like a fact of a CPTS and that no field took; `family` is a property (`statut`, `date` …),
    or `autre`: it names a CPTS, or tells a day or a number, and nothing was read of it."""

    family: str
    words: str
    locator: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one document gave: listings in document order, alarms, the links worth following, the texts left unread, the
    sentences that count CPTS."""

    listings: tuple[Listing, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    extractor: str = ""  # name of the extractor that read it
    links: tuple[str, ...] = field(default=())
    unread: tuple[Unread, ...] = ()
    counts: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.listings or self.alarms)


def to_json(listing: Listing) -> str:
    """One line of JSON, keys sorted, so that equal listings give equal bytes."""
    row = asdict(listing)
    if not listing.by_card:
        del row["by_card"]  # a listing that no card has completed is what it was before cards could
    return json.dumps(row, ensure_ascii=False, sort_keys=True)


def from_dict(row: dict[str, Any]) -> Listing:
    """The inverse of `to_json` on a parsed line."""
    row = dict(row)
    row["evidence"] = Evidence(**row["evidence"])
    row["commune_codes"] = tuple(row.get("commune_codes") or ())
    for pairs in ("extra", "by_card"):
        row[pairs] = tuple((key, value) for key, value in row.get(pairs) or ())
    row["facts"] = tuple(Fact(**fact) for fact in row.get("facts") or ())
    return Listing(**row)


def write_jsonl(listings: Iterable[Listing], path: Path) -> None:
    write_text(path, "".join(to_json(listing) + "\n" for listing in listings))


def read_jsonl(path: Path) -> Iterator[Listing]:
    """Listings of a file written by `write_jsonl`. A line that is not one names the file and the line."""
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield from_dict(json.loads(line))
            except (ValueError, TypeError, KeyError) as error:
                raise ValueError(f"{path.name}, line {number}: not a listing ({error}); collect again") from error
