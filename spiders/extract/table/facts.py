"""Which rule gave each field of a row its words: a cell under a header, a heading over the table, the name itself."""

from __future__ import annotations

import re

from lexicon.text import clauses, word_key
from spiders.extract.table.header_rows import Column
from spiders.extract.table.rows import Record, Table
from spiders.listing import Fact, Listing, told_of


def facts_of_row(listing: Listing, record: Record, table: Table) -> tuple[Fact, ...]:
    """The facts of a listing made of the rows of one CPTS, field by field, in the order of their words."""
    cells = [f" {word_key(cell)} " for row in record.rows for cell in row if cell]
    headers = [word_key(column.header) for column in table.columns]
    brackets = [f" {word_key(words)} " for words in re.findall(r"\(([^()]+)\)", record.name)]
    row = listing.evidence.locator
    headings = [(key, one.locator or row) for one in record.section.headings if (key := word_key(one.text))]

    def told_by(field: str, words: str) -> tuple[str, str, str]:
        key, place = word_key(words), _place_in(table, record, words) or row
        if field == "name" or any(f" {key} " in cell for cell in cells):  # « Ain » is no word of « Saint-Germain »
            in_name = any(f" {key} " in one for one in brackets) and f" {key} " not in cells
            return place, ("nom.entre_parentheses" if in_name and field != "name" else "colonne.valeur"), "own"
        over = [at for heading, at in headings if key in heading or heading in key]
        if over:
            return over[-1], "tableau.intitule", "heading"
        return place, ("colonne.cochee" if key in headers else "colonne.intitule_et_valeur"), "own"

    return tuple(
        Fact(field, words, *told_by(field, words))
        for field, text in told_of(listing).items()
        for words in ([text] if field == "name" else clauses(text))
    )


def _place_in(table: Table, record: Record, words: str) -> str:
    """The place of the column that most of the words stand in, where it has one of its own."""
    if not table.places:
        return ""
    wanted = set(word_key(words).split())

    def shared(column: Column) -> int:
        return len(wanted & set(word_key(" ".join((column.header, *record.values(column)))).split()))

    return table.places.get(max(table.columns, key=shared).index, "")
