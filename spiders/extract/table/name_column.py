"""Which column of a table names the CPTS: by header and content, by content alone, else the territory."""

from __future__ import annotations

import re

from lexicon.cpts_names import name_key
from lexicon.gate import gated
from lexicon.patterns import vocabulary
from lexicon.text import fold
from spiders.extract.table.cell_values import looks_personal
from spiders.extract.table.header_meaning import names_a_cpts, speaks_of_cpts
from spiders.extract.table.header_rows import Column
from spiders.extract.table.rows import FACTS, Table

_ASSOCIATION = gated(r"\W*(?:l'\s?)?asso(?:ciation)?\b")


def name_column(table: Table, about: bool) -> Column | None:
    """`about`: the table is known to list CPTS, so that names may lack the word."""
    named = table.of("name")
    best = max(
        named,
        default=None,
        key=lambda column: (table.prefixed(column) >= 0.3, speaks_of_cpts(column.header), column.weight),
    )
    if best and table.prefixed(best) > 0:
        return _carried_by(table, best) or best
    bare, beside = _bare(table, best) if about else None, _prefixed_beside(table)
    carried = bare and beside and is_carrier(beside) and not _is_of(bare, "undertakings")
    if beside and not carried and not (bare and speaks_of_cpts(bare.header)):
        return _carried_by(table, beside) or beside
    return bare


def lists_cpts(table: Table) -> bool:
    """Whether headers, or carriers that repeat the names of another column, say that a table lists CPTS."""
    headed = any(speaks_of_cpts(column.header) for column in table.columns if column.field != "other")
    return headed or any(_carried_by(table, column) for column in table.columns)


def _carried_by(table: Table, column: Column) -> Column | None:
    """The column of the names that a column of carriers or associations repeats: « Morvan » for « Association CPTS du
    Morvan ». Beside associations that nothing else calls carriers, a territory is no name."""
    cells = table.cells(column)
    carrier = is_carrier(column)
    if table.prefixed(column) < 0.5 or not (carrier or sum(map(_is_association, cells)) * 2 >= len(cells)):
        return None
    named = table.of("name", "territory") if carrier else table.of("name")
    return next((one for one in named if one is not column and _repeats(table, column, one)), None)


def _is_association(cell: str) -> bool:
    return bool(_ASSOCIATION.match(fold(cell)))


def _repeats(table: Table, column: Column, other: Column) -> bool:
    """Whether most names of a column hold all the words of the other's."""
    pairs = [(row[column.index], row[other.index]) for _, row in table.rows]
    both = [
        set(name_key(short).split()) <= set(name_key(name).split())
        for name, short in pairs
        if names_a_cpts(name, about=False) and names_a_cpts(short, about=True)
    ]
    return sum(both) * 2 > len(both)


def _bare(table: Table, best: Column | None) -> Column | None:
    """The column of names that lack the word."""
    if _has_people(table):
        return None
    if best:
        return None if _lists_people(table, best) else best
    return next((column for column in table.of("territory") if _has_one_each(table, column)), None)


def is_carrier(column: Column) -> bool:
    """« Porteur », « Structure porteuse »: who carries the CPTS, which another column names; not « CPTS porteuse »."""
    return _is_of(column, "carriers") and not speaks_of_cpts(column.header)


def _is_of(column: Column, section: str) -> bool:
    header = fold(column.header)
    return any(re.search(rf"\b{word}", header) for word in vocabulary("headers")[section]["columns"])


def _prefixed_beside(table: Table) -> Column | None:
    """« Association … » under « Nom », « CPTS … » under « Territoire »: the second names the CPTS."""
    others = [column for column in table.columns if column.field not in ("name", "website")]
    other = max(others, key=table.prefixed, default=None)
    return other if other and table.prefixed(other) >= 0.5 else None


def _has_people(table: Table) -> bool:
    return any(_is_of(column, "people") for column in table.columns if column.field != "mission")


def _lists_people(table: Table, column: Column) -> bool:
    cells = table.cells(column)
    return bool(cells) and sum(map(looks_personal, cells)) * 2 >= len(cells)


def _has_one_each(table: Table, column: Column) -> bool:
    """A territory on each row, once, with a fact beside it: « Sud Yonne | ACI signé »."""
    cells = table.cells(column)
    facts = any(other.field in FACTS for other in table.columns if other is not column)
    return bool(cells) and facts and len(set(cells)) == len(cells)
