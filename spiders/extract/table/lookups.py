"""Cells that hold a code, said in the words a person has found for it (`[extract] lookups` of a card)."""

from __future__ import annotations

from dataclasses import replace

from lexicon.text import fold
from spiders.extract.table.header_meaning import LISTING_FIELDS
from spiders.extract.table.rows import Record, Table
from spiders.instructions import ExtractRules
from spiders.listing import Fact, Listing

Published = dict[tuple[int, str], str]  # (line, field of a listing) → cell as published


def put_meanings(table: Table, rules: ExtractRules) -> Published:
    """Puts what they mean in the place of cells that the card looks up; what was published is given back."""
    published: Published = {}
    for field, meanings in rules.lookups.items():
        known = {_key(value): meant.means for value, meant in meanings.items()}
        for column in table.of(LISTING_FIELDS[field]):
            for number, (line, row) in enumerate(table.rows):
                meant = known.get(_key(row[column.index]))
                if meant:
                    published[line, field] = row[column.index]
                    cells = list(row)
                    cells[column.index] = meant
                    table.rows[number] = (line, cells)
    return published


def as_published(listing: Listing, record: Record, published: Published) -> Listing:
    """The listing of a record, with the words that were published in the place of its looked-up values."""
    told = {field: words for (line, field), words in published.items() if line in record.lines}
    kept = tuple(fact for fact in listing.facts if fact.field not in told)
    facts = tuple(Fact(field, words, listing.evidence.locator, "fiche.traduction") for field, words in told.items())
    return replace(listing, by_card=tuple(told.items()), facts=kept + facts) if told else listing


def _key(text: str) -> str:
    return " ".join(fold(text).split())
