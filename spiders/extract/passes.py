"""The passes over a document, in their order; each leaves to the next what it has not read.

1. `decode/` makes `Content` of the bytes, and `card/` takes the rows that a card selects.
2. `table/` reads the grids.
3. `people/` cuts people from the text beside the grids that gave rows; `prose/` tells headings, asides and notes,
   `attribution/` which words speak of which CPTS, `fields/` what each field keeps of them.
4. `decode/data` reads what a page carries beside what it shows.
5. `output/merge` joins: one listing per name and département, where an earlier pass has read nothing a later one fills.
6. What is left unread raises alarms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lexicon.cpts_names import name_key
from lexicon.published_counts import read_counts
from spiders.document import Document
from spiders.extract.model.alarm import alarm
from spiders.extract.model.attempt import attempt
from spiders.extract.model.content import Block, Content, Grid
from spiders.extract.model.source import SourceContext
from spiders.extract.output.merge import merge_same
from spiders.extract.prose.read_blocks import listings_from_blocks
from spiders.extract.table.meanings import with_meanings
from spiders.extract.table.read_grid import listings_from_grid
from spiders.listing import TOLD, Alarm, Extraction, Listing

COUNTS = ("federation", "national", "assurance_maladie")  # kinds of publishers whose figures are of the country


@dataclass(frozen=True, slots=True)
class Rows:
    """What the grids of a document gave; `taken`: the places of those that gave listings."""

    listings: tuple[Listing, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    taken: frozenset[str] = frozenset()


def read_content(content: Content, document: Document, context: SourceContext) -> Extraction:
    """Listings of a document, each CPTS once, and the alarms. A part that fails leaves the others."""
    rows, no_rows = attempt("tableaux", lambda: rows_of(content.grids, document, context), Rows(), document, context)
    first = (*content.by_card, *rows.listings)
    blocks = content.text(rows.taken)
    text = "\n".join(block.text for block in blocks)
    if not first and (reason := content.refusal(text)):
        return Extraction(alarms=(alarm("BlockedPage", reason, document, context),), extractor=content.reader)
    told, no_told = attempt("texte", lambda: _told(content, blocks, document, context), Extraction(), document, context)
    data, no_data = attempt("données", content.data, Extraction(), document, context)
    told = replace(told, listings=_as_the_card_calls(content.by_card, told.listings))
    prose, alarms = _beside_rows(content, rows, told, document, context)
    merged, of_nobody = merge_same((*first, *prose, *data.listings))
    day = content.day(blocks)
    listings = tuple(_dated(one, day) for one in with_meanings(merged, [block.text for block in blocks]))
    raised = [*rows.alarms, *_raised(told, first or data.listings), *data.alarms, *no_rows, *no_told, *no_data]
    raised += [*alarms, *_beside_card(content.by_card, listings, document, context)]
    raised += _of_two(of_nobody, document, context)
    if not listings and (silent := content.silence(text, bool(data.links))):
        raised.append(alarm(*silent, document, context))
    gave = {"card": content.by_card, "tables": rows.listings, "inline": data.listings, "prose": prose}
    return Extraction(
        listings,
        tuple(dict.fromkeys((*content.alarms, *raised))),
        _readers(content.reader, gave) if blocks or content.by_card or data.listings else content.reader,
        tuple(dict.fromkeys((*content.links, *data.links))),
        told.unread,
        tuple(_counts(blocks, context)),
    )


def _counts(blocks: Sequence[Block], context: SourceContext) -> Iterator[str]:
    """What a publisher of the whole country counts."""
    if context.kind in COUNTS and not context.regions:
        yield from (one.words for block in blocks for one in read_counts(block.text))


def joined(parts: Iterable[Extraction], reader: str, document: Document, context: SourceContext) -> Extraction:
    """What several parts of a document gave, each read alone; a CPTS of two of them once."""
    read = list(parts)
    merged, of_nobody = merge_same(listing for part in read for listing in part.listings)
    alarms = [one for part in read for one in part.alarms]
    return Extraction(
        tuple(merged),
        tuple(dict.fromkeys((*alarms, *_of_two(of_nobody, document, context)))),
        reader,
        tuple(dict.fromkeys(link for part in read for link in part.links)),
        counts=tuple(dict.fromkeys(words for part in read for words in part.counts)),
    )


def rows_of(grids: Iterable[Grid], document: Document, context: SourceContext) -> Rows:
    """The listings of grids."""
    listings: list[Listing] = []
    alarms: list[Alarm] = []
    taken: set[str] = set()
    for grid in grids:
        found, wrong = listings_from_grid(grid, document, context)
        listings += found
        alarms += wrong
        taken |= {grid.place} if found else set()
    return Rows(tuple(listings), tuple(alarms), frozenset(taken))


def _told(content: Content, blocks: Sequence[Block], document: Document, context: SourceContext) -> Extraction:
    owner = content.owner(blocks) if context.kind == "cpts" else None
    day, title = content.day(blocks), content.title(blocks)
    return listings_from_blocks(blocks, document, context, title=title, page_date=day, owner=owner)


def _as_the_card_calls(by_card: Sequence[Listing], listings: Sequence[Listing]) -> tuple[Listing, ...]:
    """What the text says where a row of the card stands is of the CPTS of that row, whose bare name the general rules
    may have cut: « Bièvre – La Valloire »."""
    rows = {one.evidence.locator: one for one in by_card}
    found = ((rows.get(one.evidence.locator), one) for one in listings)
    return tuple(
        replace(one, name=row.name) if row and name_key(row.name).startswith(name_key(one.name)) else one
        for row, one in found
    )


def _beside_rows(
    content: Content, rows: Rows, told: Extraction, document: Document, context: SourceContext
) -> tuple[Sequence[Listing], list[Alarm]]:
    """What the text adds to the rows of grids, and what to look at in it: a bare name adds no row."""
    if not rows.listings:
        return told.listings, []
    listed = {name_key(one.name) for one in rows.listings}
    if content.introduces:  # its names are in the grids already
        return (), [
            alarm("UnreadText", f"{one.evidence.locator} : {one.name}, citée hors des tableaux", document, context)
            for one in told.listings
            if name_key(one.name) not in listed and (one.status_text or one.territory_text)
        ]
    own = ("territory_text", "population_text", "date_text", "status_text")
    return [
        one for one in told.listings if name_key(one.name) in listed or any(getattr(one, field) for field in own)
    ], []


def _raised(told: Extraction, listed: Sequence[Listing]) -> list[Alarm]:
    """The alarms of the text; a heading over a table lists what the table does."""
    return [one for one in told.alarms if not (listed and one.name == "EmptyListing")]


def _beside_card(
    by_card: Sequence[Listing], listings: Sequence[Listing], document: Document, context: SourceContext
) -> list[Alarm]:
    """CPTS that a document names outside the rows of the card, which were read by the general rules."""
    known = {name_key(listing.name) for listing in by_card}
    return [
        alarm("UnreadText", f"{one.name} : lue hors des lignes de la fiche", document, context)
        for one in listings
        if known and name_key(one.name) not in known
    ]


def _of_two(of_nobody: Iterable[Listing], document: Document, context: SourceContext) -> list[Alarm]:
    """What tells something of one of two CPTS of a name without saying of which."""
    return [
        alarm("UnreadText", f"{one.evidence.locator} : {one.name}, de quel département ?", document, context)
        for one in of_nobody
        if any(getattr(one, field) for field in TOLD[1:])
    ]


def _dated(listing: Listing, day: str | None) -> Listing:
    return replace(listing, page_date=day) if day and not listing.page_date else listing


def _readers(reader: str, gave: Mapping[str, Sequence[Listing]]) -> str:
    return f"{reader}:" + "+".join([name for name, listings in gave.items() if listings] or ["prose"])
