"""Cells merged over the rows of several CPTS: what one of them says of all is said of none alone.

A stage, a date or a département merged over rows is that of each. A number is the total of all and a place what they
share: given to each, it would be counted as often as there are rows. The same holds for a number merged over columns
of different meanings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lexicon.departement_headings import is_department_heading
from spiders.extract.people.clean import clean
from spiders.extract.table.cell_values import inhabitants, is_figure
from spiders.extract.table.header_meaning import is_blank, is_total
from spiders.extract.table.header_rows import Column
from spiders.extract.table.row_roles import TableReading

Cell = tuple[int, int]  # row and column in the grid
_NUMBERS = frozenset({"population", "commune_count"})
_PLACES = frozenset({"communes", "commune_codes", "territory", "epci"})
_FIGURES_ELSEWHERE = frozenset({"other", "unknown"})
_IDENTIFIERS = ("finess", "siren")


@dataclass
class _Shared:
    """A merged cell that holds a number or places; `owners`: whose rows it stands over."""

    text: str
    line: int
    columns: dict[str, Column] = field(default_factory=dict)  # by their field
    owners: set[str] = field(default_factory=set)

    @property
    def is_nobodys(self) -> bool:
        return len(self.owners) > 1 or (len(self.columns) > 1 and is_figure(self.text))


def without_shared(reading: TableReading, merged: Mapping[Cell, Cell]) -> list[tuple[int, str]]:
    """Empties, in the rows of each record, the merged cells that are nobody's own; (line, what stood there) of each.
    `merged`: every cell of a merged one → its first."""
    if not merged:
        return []
    found = _shared_cells(reading, merged)
    nobodys = {first for first, shared in found.items() if shared.is_nobodys}
    for record in reading.records if nobodys else ():
        for number, line in enumerate(record.lines):
            record.rows[number] = [
                "" if merged.get((line, column)) in nobodys else cell for column, cell in enumerate(record.rows[number])
            ]
    return [(found[first].line, _words(found[first])) for first in sorted(nobodys)]


def _shared_cells(reading: TableReading, merged: Mapping[Cell, Cell]) -> dict[Cell, _Shared]:
    owners = _owners(reading)
    found: dict[Cell, _Shared] = {}
    for line, row in reading.table.rows:
        for column in reading.table.columns:
            first = merged.get((line, column.index))
            if first is None or not _is_own(column, row[column.index]):
                continue
            shared = found.setdefault(first, _Shared(row[column.index], line))
            if line in owners:
                shared.owners.add(owners[line])
            if column.header:
                shared.columns.setdefault(column.field, column)
    return found


def _is_own(column: Column, text: str) -> bool:
    """Whether a cell says what two CPTS do not have in common."""
    if column.field in _NUMBERS:
        return not is_blank(text)
    if column.field in _FIGURES_ELSEWHERE:
        return is_figure(text) or inhabitants(text) is not None
    return column.field in _PLACES and not is_blank(text) and not is_department_heading(text)


def _owners(reading: TableReading) -> dict[int, str]:
    """Line → the CPTS, or the other structure, whose row it is. Rows of one identifier are of one CPTS, whatever
    their names."""
    owners: dict[int, str] = {}
    for number, record in enumerate(reading.records):
        identifiers = (value for column in reading.table.of(*_IDENTIFIERS) for value in record.values(column))
        owners |= dict.fromkeys(record.lines, next(identifiers, f"n° {number}"))
    others = ((line, row[reading.name.index]) for line, row in reading.table.rows if reading.name)
    for line, name in others:
        if line not in owners and not is_blank(name) and not is_total(name):
            owners[line] = name
    return owners


def _words(shared: _Shared) -> str:
    said = clean(" ".join(shared.text.split()), value=True)
    over = f"{len(shared.owners)} lignes de CPTS" if len(shared.owners) > 1 else "plusieurs colonnes"
    return f"« {said} », cellule fusionnée sur {over}, qui n'est la valeur d'aucune"


def turned(merged: Mapping[Cell, Cell], titles: int) -> dict[Cell, Cell]:
    """The merged cells of a grid whose columns became rows, without its first lines, `titles` of them."""
    return {(column, row - titles): (over, first - titles) for (row, column), (first, over) in merged.items()}


def from_column(merged: Mapping[Cell, Cell], start: int) -> dict[Cell, Cell]:
    """The merged cells of the part of a grid that begins at a column."""
    return {
        (row, column - start): (first, over - start) for (row, column), (first, over) in merged.items() if over >= start
    }
