"""Two tables drawn side by side on one sheet: « CPTS signataires | … |  | CPTS en projet | … »."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from lexicon.text import fold
from spiders.extract.table.header_meaning import meaning_with_card
from spiders.extract.table.header_rows import Row, distinct, is_header_row


def tables_apart(rows: Sequence[Row], names: Mapping[str, str]) -> list[tuple[int, list[Row]]]:
    """(first column, rows) of each table of a grid; the whole grid when it holds one. Tables are apart where the
    header begins again, or behind an empty column, and each has names of its own. A title over all is that of each.
    `names` is the column map of the card."""
    line = next((number for number, row in enumerate(rows) if is_header_row(row, names)), None)
    if line is None:
        return [(0, list(rows))]
    starts = _starts(rows[line], rows[line:])
    bounds = [0, *starts[1:], len(rows[line])]
    spans = [range(begin, end) for begin, end in pairwise(bounds)]
    parts = [[[row[column] for column in span] for row in rows] for span in spans]
    if len(parts) < 2 or not all(_has_names(part[line], names) for part in parts):
        return [(0, list(rows))]
    for number, row in enumerate(rows[:line]):
        if len(title := distinct(row)) == 1:
            for part in parts:
                part[number] = [title[0], *[""] * (len(part[number]) - 1)]
    return [(span[0], list(part)) for span, part in zip(spans, parts, strict=True)]


def _starts(header: Row, body: Sequence[Row]) -> list[int]:
    """The columns at which a table may begin: behind an empty one, or where the first header is said again."""
    first = fold(next(cell for cell in header if cell))
    empty = {column for column in range(len(header)) if not any(row[column] for row in body)}

    def begins(column: int) -> bool:
        again = fold(header[column]) == first and header[column] != header[column - 1]
        return not column or column - 1 in empty or again

    return [column for column, cell in enumerate(header) if cell and begins(column)]


def _has_names(header: Row, names: Mapping[str, str]) -> bool:
    meanings = [meaning_with_card(cell, names) for cell in header if cell]
    return is_header_row(header, names) and any(meaning and meaning.field == "name" for meaning in meanings)
