"""Which lines of a grid are its header, and what each column holds.

A header may stand under title lines, take several lines with merged cells, come back on every page, or be
missing: then the content of a column says what it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from lexicon.departement_headings import is_department_heading
from lexicon.gate import gated
from lexicon.stage_marks import stage_of
from lexicon.text import fold
from spiders.extract.table.cell_values import has_date, inhabitants, looks_personal, whole_number
from spiders.extract.table.header_meaning import (
    Meaning,
    is_blank,
    looks_like_header,
    meaning_with_card,
    names_a_cpts,
    says_no,
    says_yes,
)

Row = Sequence[str]

# fields that only a header of such a table names; missions and stages also stand in cells
_STRUCTURAL = frozenset(
    {
        "name",
        "status",
        "department",
        "communes",
        "territory",
        "epci",
        "commune_codes",
        "commune_count",
        "population",
        "website",
        "finess",
        "siren",
        "type",
        "personal",
    }
)

# « Association CPTS du Val » carries one: neither heads a column
_OPENS_WITH_CPTS = gated(r"\W*(?:(?:l'\s?)?asso(?:ciation|\.)?\s(?:loi 1901\s)?(?:de la\s)?)?c[pt]{2}s\s")
_CODE = gated(r"\d[\dAB]\d{3}")


@dataclass(frozen=True, slots=True)
class Column:
    """`header` as published on one line, parents of merged cells first; empty when the grid gives none."""

    index: int
    field: str  # a section of `headers.toml`, or `unknown`
    header: str
    weight: float = 0.0


@dataclass(frozen=True, slots=True)
class Header:
    """The header lines `start` to `end` (excluded) of a grid and the columns they name."""

    start: int
    end: int
    columns: tuple[Column, ...]


def distinct(row: Row) -> list[str]:
    """The different filled cells of a row: a merged cell is repeated by its reader and counts once."""
    return list(dict.fromkeys(cell for cell in row if cell))


def is_header_row(row: Row, names: Mapping[str, str]) -> bool:
    """At least two recognised cells, one of them structural, and half of the filled cells; no cell names a
    CPTS. `names` is the column map of the card."""
    cells = distinct(row)
    if len(cells) < 2 or any(_is_data(cell) for cell in cells):
        return False
    meanings = [meaning for cell in cells if (meaning := _header_cell(cell, names))]
    # « Communes » and « Population » head a table; three cells that all mean « name » are three names
    fields = {meaning.field for meaning in meanings}
    return len(meanings) >= 2 and len(meanings) * 2 >= len(cells) and len(fields) >= 2 and bool(fields & _STRUCTURAL)


def _header_cell(cell: str, names: Mapping[str, str]) -> Meaning | None:
    if names:
        meaning = meaning_with_card(cell, names)
        if meaning and meaning.weight >= 1000:
            return meaning
    return looks_like_header(cell)


def _is_data(cell: str) -> bool:
    if not _OPENS_WITH_CPTS.match(fold(cell)) and looks_like_header(cell):
        return False
    return names_a_cpts(cell, about=False) or inhabitants(cell) is not None or "@" in cell


def find_header(grid: Sequence[Row], start: int, names: Mapping[str, str], above: Sequence[Row] = ()) -> Header | None:
    """The header that begins at line `start`, if one does; `above`: the lines of the header it stands under."""
    if not _heads(grid[start], above, names):
        below = start + 1 < len(grid) and _heads(grid[start + 1], above, names)
        if not (below and _is_parent_row(grid[start], grid[start + 1])):
            return None
    end = start + 1
    while end < len(grid) and end - start < 4 and _continues_header(grid, start, end, names):
        end += 1
    return Header(start, end, _compose(grid[start:end], names))


def _is_parent_row(row: Row, below: Row) -> bool:
    """« Identification | | Missions | | » over the real header: several short labels, each wider than one cell
    or repeated by a merge."""
    cells = distinct(row)
    if len(cells) < 2 or any(len(cell) > 60 or re.search(r"\d{3,}", cell) or _is_data(cell) for cell in cells):
        return False
    return len(cells) < len(distinct(below)) and all(not says_yes(cell) for cell in cells)


def _continues_header(grid: Sequence[Row], start: int, line: int, names: Mapping[str, str]) -> bool:
    row, above = grid[line], grid[line - 1]
    if [fold(cell) for cell in row] == [fold(cell) for cell in above]:
        return False
    if _heads(row, grid[start:line], names):
        return True
    new = [(cell, over) for cell, over in zip(row, above, strict=True) if cell and cell != over]
    if len(new) in (0, len(row)) or any(_is_data(cell) or len(cell) > 60 for cell, _ in new):
        return False
    if not _heads_names(row, grid[start:line], names):
        return False
    return sum(_may_head(cell, names) for cell, _ in new) * 3 >= len(new) * 2


def _heads(row: Row, above: Sequence[Row], names: Mapping[str, str]) -> bool:
    return is_header_row(row, names) and (not above or row in above or _heads_names(row, above, names))


def _heads_names(row: Row, above: Sequence[Row], names: Mapping[str, str]) -> bool:
    """Whether what a row says under the names and territories of the header lines above it heads a column of the same,
    or any where that header stands over several columns. « Métropole » under « CPTS » is a CPTS."""
    for one in _compose(above, names):
        cell, over = row[one.index], above[-1]
        if one.field not in ("name", "territory") or cell in ("", over[one.index]):
            continue
        meaning = _header_cell(cell, names)
        wide = one.index + 1 < len(row) and over[one.index + 1] in ("", over[one.index])
        wide = wide or over[one.index] in ("", over[one.index - 1])
        if not meaning or meaning.coverage < 0.9 or not (wide or meaning.field == one.field):
            return False
    return True


def _may_head(cell: str, names: Mapping[str, str]) -> bool:
    return bool(_header_cell(cell, names) or re.fullmatch(r"(?:19|20)\d\d", cell))


def _compose(lines: Sequence[Row], names: Mapping[str, str]) -> tuple[Column, ...]:
    filled = [list(line) for line in lines]
    for number, line in enumerate(filled[:-1]):
        # an unmerged parent stands over its first child only: it speaks for the empty cells after it
        for column in range(1, len(line)):
            if not line[column] and line[column - 1] and filled[number + 1][column]:
                line[column] = line[column - 1]
    columns = []
    for index in range(len(filled[0])):
        parts = list(dict.fromkeys(" ".join(line[index].split()) for line in filled if line[index]))
        columns.append(_column(index, parts, names))
    return tuple(columns)


def columns_of(headers: Sequence[str], names: Mapping[str, str]) -> tuple[Column, ...]:
    """The columns of headers already known, one line each."""
    return tuple(_column(index, [header] if header else [], names) for index, header in enumerate(headers))


def _column(index: int, parts: Sequence[str], names: Mapping[str, str]) -> Column:
    if not parts:
        return Column(index, "unknown", "")
    leaf, whole = parts[-1], " ".join(parts)
    own, composed = meaning_with_card(leaf, names), meaning_with_card(whole, names)
    # « Siège / Commune » is no territory and « Coordonnateur / Nom » no name: the parent decides
    chosen = composed if own is None or (composed and composed.field in ("personal", "other", "milestone")) else own
    if chosen is None:
        return Column(index, "unknown", whole)
    return Column(index, chosen.field, whole if chosen is composed else leaf, chosen.weight)


def infer_columns(rows: Sequence[Row], given: Sequence[Column]) -> tuple[Column, ...]:
    """`given` with the columns of unknown field told by their content, where it cannot be mistaken."""
    taken = {column.field for column in given}
    result = []
    for column in given:
        cells = [row[column.index] for row in rows if not is_blank(row[column.index])]
        field = column.field
        if field == "unknown" and cells:
            field = _content_field(cells, headed=bool(column.header))
            if field in taken and field in ("name", "population", "department"):
                field = "unknown"
            taken.add(field)
        elif cells:
            field = _told_by_cells(field, column.header, cells)
        result.append(Column(column.index, field, column.header, column.weight))
    return tuple(result)


def _told_by_cells(field: str, header: str, cells: Sequence[str]) -> str:
    """The field of a column whose header says one thing and whose cells another."""
    if field == "communes" and all(_CODE.fullmatch(cell.strip()) for cell in cells):
        return "commune_codes"
    if field == "other" and _share(cells, looks_personal) >= 0.5:
        return "personal"
    if field == "missions" and stage_of(header) and all(says_yes(cell) or says_no(cell) for cell in cells):
        return "milestone"  # crosses under « En projet » tell a stage, texts under « Projets » actions
    return field


def _share(cells: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(1 for cell in cells if test(cell)) / len(cells)


_Test = Callable[[Sequence[str]], bool]


def _mostly(share: float, test: Callable[[str], object]) -> _Test:
    return lambda cells: _share(cells, lambda cell: bool(test(cell))) >= share


_are_codes = _mostly(0.8, lambda cell: _CODE.fullmatch(cell.strip()))
_tell_inhabitants = _mostly(0.8, lambda cell: inhabitants(cell) is not None)

# (field, whether the cells are of it), the first that holds; under a header nobody knows only the first three are
# tried: its cells stay in `extra`
_FIELDS: tuple[tuple[str, _Test], ...] = (
    ("name", _mostly(0.6, lambda cell: names_a_cpts(cell, about=False) and len(cell) < 120)),
    ("personal", _mostly(0.5, looks_personal)),
    ("website", _mostly(0.6, lambda cell: re.fullmatch(r"(?:https?://|www\.)\S+", cell.strip()))),
    ("department", _mostly(0.8, is_department_heading)),
    # one for all, or round, « 45000 », « 30200 »: these may be amounts
    ("unknown", lambda cells: _are_codes(cells) and (len(set(cells)) == 1 or all(one.endswith("00") for one in cells))),
    ("commune_codes", _are_codes),
    ("population", lambda cells: _tell_inhabitants(cells) or _are_populations(cells)),
    ("milestone", _mostly(0.8, lambda cell: re.search(r"\d", cell) and has_date(cell))),
    ("status", _mostly(0.7, lambda cell: stage_of(cell) and len(cell) < 100)),
    ("communes", _mostly(0.5, lambda cell: _lists_places(cell))),
)


def _content_field(cells: Sequence[str], headed: bool) -> str:
    tried = _FIELDS[:3] if headed else _FIELDS
    return next((field for field, test in tried if test(cells)), "unknown")


def _are_populations(cells: Sequence[str]) -> bool:
    """Bare numbers of the size of a CPTS that are no postal or commune codes: those have five digits and few
    beginnings."""
    numbers = [whole_number(cell) for cell in cells]
    if len(cells) < 2 or not all(number and 5_000 <= int(number) <= 900_000 for number in numbers):
        return False
    lengths = {len(number or "") for number in numbers}
    return lengths != {5} or len({(number or "")[:2] for number in numbers}) * 2 > len(numbers)


def _lists_places(cell: str) -> bool:
    """« Fougères, Lécousse, Javené »: several capitalised names and nothing else."""
    parts = [part.strip() for part in re.split(r"[,;\n]|\s[-–]\s", cell) if part.strip()]
    proper = sum(part[:1].isupper() and len(part.split()) <= 6 for part in parts)
    return len(parts) >= 2 and proper * 5 >= len(parts) * 4


def transposed(grid: Sequence[Row], names: Mapping[str, str]) -> bool:
    """Whether the first column holds the headers: a sheet of one CPTS (« Nom | … », « Population | … ») or
    CPTS side by side."""
    first = [row[0] for row in grid if row and row[0]]
    if len(first) < 3 or len({fold(cell) for cell in first}) < 3 or not grid or len(grid[0]) < 2:
        return False
    if any(_heads_a_table(row, names) for row in grid):
        return False  # « CPTS | Statut | Population » under a title, over « Le Mans Agglo | … »
    known = [meaning.field for cell in first if (meaning := _header_cell(cell, names))]
    return _tells_enough(set(known)) and len(known) * 5 >= len(first) * 3 and not is_header_row(grid[0], names)


def _tells_enough(fields: set[str]) -> bool:
    """A name and another fact of a CPTS; without a name, three."""
    if "name" in fields:
        return len(fields & _STRUCTURAL) >= 2
    return len(fields & (_STRUCTURAL | {"milestone"})) >= 3


def _heads_a_table(row: Row, names: Mapping[str, str]) -> bool:
    """Three header cells or more, one of them that of the names, and nothing else; « CPTS | CPTS du Val | CPTS du Lac »
    only names."""
    fields = [meaning.field if (meaning := _header_cell(cell, names)) else "" for cell in distinct(row)]
    return len(fields) > 2 and all(fields) and "name" in fields and len(set(fields)) > 1
