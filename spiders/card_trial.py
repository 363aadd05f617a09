"""A card tried on what is at hand, without a network: its fixtures, and the pages of its captures."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from spiders.baseline import fill_rates
from spiders.document import Document
from spiders.extract.bounded import read_bounded
from spiders.extract.model.source import SourceContext
from spiders.instructions import FIELDS
from spiders.listing import Extraction, Listing
from spiders.probe import documents_of
from spiders.registry import SourceCard

DRIFTS = frozenset({"LayoutDrift", "BlockedPage", "WrongType", "TooHeavy"})  # what a card must answer for


@dataclass(frozen=True)
class Tried:
    """One document read by the card. `differences`: from the rows a person expects, where there are any."""

    place: str  # folder of the fixture, or address of the page
    found: Extraction
    differences: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        return not self.differences and not any(one.name in DRIFTS for one in self.found.alarms)


def try_card(card: SourceCard, captures: Sequence[Path], fixtures: Path) -> list[Tried]:
    """The fixtures that name the source, then the pages of its captures."""
    tried = [_fixture(card, folder) for folder in _fixtures(card.id, fixtures)]
    for folder in captures:
        if documents := documents_of(folder / card.id):
            return [*tried, *(Tried(one.url, _read(card, one)) for one in documents)]
    return tried


def _fixtures(source_id: str, fixtures: Path) -> Iterator[Path]:
    for meta in sorted(fixtures.glob("*/*/meta.json")):
        if json.loads(meta.read_text(encoding="utf-8")).get("source") == source_id:
            yield meta.parent


def _fixture(card: SourceCard, folder: Path) -> Tried:
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    page = next(folder.glob("page.*"))
    document = Document(meta["url"], page.read_bytes(), meta.get("content_type", "text/html; charset=utf-8"))
    lines = (folder / "expected.jsonl").read_text(encoding="utf-8").splitlines()
    found = _read(card, document)
    return Tried(folder.name, found, tuple(_differences([json.loads(line) for line in lines], found.listings)))


def _read(card: SourceCard, document: Document) -> Extraction:
    context = replace(SourceContext.from_card(card), entry=document.url in card.entry_urls)
    return read_bounded(document, context)


def _differences(wanted: Sequence[dict[str, Any]], found: Sequence[Listing]) -> Iterator[str]:
    names, read = [row["name"] for row in wanted], [one.name for one in found]
    yield from (f"missing: {name}" for name in names if name not in read)
    yield from (f"not expected: {name}" for name in read if name not in names)
    told = {one.name: one for one in found}
    for row in wanted:
        if row["name"] in told:
            yield from _fields_that_differ(row, told[row["name"]])


def _fields_that_differ(row: dict[str, Any], listing: Listing) -> Iterator[str]:
    for field in FIELDS[1:-1]:  # between the name and what is kept beside
        here = getattr(listing, field) or None
        value = tuple(row[field]) if isinstance(row.get(field), list) else row.get(field) or None
        if here != value:
            yield f"{listing.name}: {field} is {here!r}, {value!r} expected"


def describe(tried: Sequence[Tried]) -> str:
    lines = []
    for one in tried:
        lines.append(f"{one.place}: {len(one.found.listings)} listings by {one.found.extractor or 'no reader'}")
        shares = [f"{name} {share:.0%}" for name, share in fill_rates(one.found.listings).items() if share]
        lines += [f"  filled     {', '.join(shares)}"] if shares else []
        lines += [f"  alarm      {alarm.name}: {alarm.detail}" for alarm in one.found.alarms]
        lines += [f"  difference {text}" for text in one.differences]
    return "\n".join(lines)
