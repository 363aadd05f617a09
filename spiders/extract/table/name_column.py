"""Which column of a table names the CPTS: by header and content, by content alone, else the territory."""

from __future__ import annotations

import re

from lexicon.patterns import vocabulary
from lexicon.text import fold
from spiders.extract.model.table import FACTS, Table
from spiders.extract.table.cell_values import looks_personal
from spiders.extract.table.header_meaning import speaks_of_cpts
from spiders.extract.table.header_rows import Column


def name_column(table: Table, about: bool) -> Column | None:
    """`about`: the table is known to list CPTS, so that names may lack the word."""
    named = table.of("name")
    best = max(
        named,
        default=None,
        key=lambda column: (table.prefixed(column) >= 0.3, speaks_of_cpts(column.header), column.weight),
    )
    if best and table.prefixed(best) > 0:
        return best
    if not (best and about and speaks_of_cpts(best.header)) and (other := _prefixed_beside(table)):
        return other
    if not about or _has_people(table):
        return None
    if best:
        return None if _lists_people(table, best) else best
    return next((column for column in table.of("territory") if _has_one_each(table, column)), None)


def _prefixed_beside(table: Table) -> Column | None:
    """« Association … » under « Nom », « CPTS … » under « Territoire »: the second names the CPTS."""
    others = [column for column in table.columns if column.field not in ("name", "website")]
    other = max(others, key=table.prefixed, default=None)
    return other if other and table.prefixed(other) >= 0.5 else None


def _has_people(table: Table) -> bool:
    words = vocabulary("headers")["people"]["columns"]
    headers = (fold(column.header) for column in table.columns if column.field != "mission")
    return any(re.search(rf"\b{word}", header) for header in headers for word in words)


def _lists_people(table: Table, column: Column) -> bool:
    cells = table.cells(column)
    return bool(cells) and sum(map(looks_personal, cells)) * 2 >= len(cells)


def _has_one_each(table: Table, column: Column) -> bool:
    """A territory on each row, once, with a fact beside it: « Sud Yonne | ACI signé »."""
    cells = table.cells(column)
    facts = any(other.field in FACTS for other in table.columns if other is not column)
    return bool(cells) and facts and len(set(cells)) == len(cells)
