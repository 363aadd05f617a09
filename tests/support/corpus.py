"""The fixtures: documents of our own making, where they would be published, and what a reader finds in them.

`fixtures/<family>/<case>/` holds one document (`page.*`), `meta.json` (address, kind of the publisher, region, and
where needed declared type, announced alarms, links, the id of a card) and `expected.jsonl`, one object per CPTS in
document order; an absent field is one the document does not give. A document that cannot be read with the eyes has its
words beside it in `source.json`, from which `python -m tests.support.make_fixtures` writes it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read
from spiders.listing import Alarm, Extraction, Listing
from spiders.registry import load_cards

FOLDER = Path(__file__).parents[1] / "fixtures"
FIELDS = (
    "status_text",
    "territory_text",
    "department_text",
    "population_text",
    "missions_text",
    "date_text",
    "page_date",
    "website",
    "finess",
    "siren",
    "rna",
    "publisher_ref",
    "commune_codes",
)


@dataclass(frozen=True)
class Case:
    """`source`: the words of a document made by `make_fixtures`, empty where the document is its own source."""

    name: str
    document: Document
    context: SourceContext
    rows: tuple[dict[str, Any], ...]
    meta: dict[str, Any] = field(hash=False)
    source: dict[str, Any] = field(default_factory=dict, hash=False)

    @property
    def family(self) -> str:
        return self.name.partition("/")[0]

    def __str__(self) -> str:
        return self.name


def _context(meta: dict[str, Any]) -> SourceContext:
    """That of the card which the fixture of a source names, with its `[extract]`."""
    if meta.get("source") in (cards := load_cards()):
        return SourceContext.from_card(cards[meta["source"]])
    return SourceContext(source_id="essai", kind=meta["kind"], regions=tuple(meta["region"].split()))


def _case(folder: Path) -> Case:
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    (page,) = folder.glob("page.*")
    lines = (folder / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    source = folder / "source.json"
    return Case(
        name=f"{folder.parent.name}/{folder.name}",
        document=Document(meta["url"], page.read_bytes(), meta.get("content_type", "text/html; charset=utf-8")),
        context=_context(meta),
        rows=tuple(map(json.loads, lines)),
        meta=meta,
        source=json.loads(source.read_text(encoding="utf-8")) if source.exists() else {},
    )


CASES = {case.name: case for case in map(_case, sorted(meta.parent for meta in FOLDER.glob("*/*/meta.json")))}


@cache
def extraction(name: str) -> Extraction:
    """What is read in the document of a case as it stands."""
    return read(CASES[name].document, CASES[name].context)


def fields(listing: Listing) -> dict[str, Any]:
    """The filled fields of a listing, in the form of a line of `expected.jsonl`."""
    filled = {name: value for name in FIELDS if (value := getattr(listing, name))}
    if listing.commune_codes:
        filled["commune_codes"] = list(listing.commune_codes)
    return {"name": listing.name, **filled}


def wanted(row: dict[str, Any]) -> dict[str, Any]:
    """A line of `expected.jsonl` as it is read. Beside it `extra` names some of what else must be kept, and `also`
    what the document says once more in other words, which are read where the first are lost."""
    return {key: value for key, value in row.items() if key not in ("extra", "also")}


def words_of(listings: tuple[Listing, ...], alarms: tuple[Alarm, ...]) -> str:
    """Everything that leaves a document, for a search of what must not."""
    kept = [value for listing in listings for value in fields(listing).values()]
    beside = [text for listing in listings for pair in listing.extra for text in pair]
    return " | ".join([*map(str, kept), *beside, *(alarm.detail for alarm in alarms)])


def names_invented_people(text: str) -> bool:
    """Whether a text holds a person of the fixtures: their surnames are said to be invented, or listed here."""
    surnames = r"\b(?:Exemple|Inventée?|Imaginaire|Fictive?|Durocher|Pellerin|Trivier)\b"
    return bool(re.search(surnames, re.sub(r"Pays d'Exemple", "", text), re.I)) or "exemple.invalid" in text.lower()
