"""Tables while they are read: runs of rows under one header, and the rows of one CPTS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from spiders.extract.model.section import Section
from spiders.extract.table.header_meaning import is_blank, names_a_cpts
from spiders.extract.table.header_rows import Column, Row

# what a table of CPTS says beside their names; one of these makes a name without « CPTS » believable
FACTS = frozenset(
    {
        "department",
        "communes",
        "territory",
        "epci",
        "commune_count",
        "commune_codes",
        "population",
        "status",
        "milestone",
        "mission",
        "missions",
        "finess",
        "website",
        "siren",
    }
)
Merged = Mapping[tuple[int, int], tuple[int, int]]  # as in `Grid`
DRAWN = "géométrie"  # header under which maps note that a row is drawn


@dataclass(slots=True)
class Record:
    """The rows of one CPTS, in order. `continued` marks rows without a name of their own; `total` is the
    population a total row states for a table of one CPTS."""

    name: str
    section: Section
    lines: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    continued: list[bool] = field(default_factory=list)
    total: str = ""

    def add(self, line: int, row: Row, continued: bool = False) -> None:
        self.lines.append(line)
        self.rows.append(row)
        self.continued.append(continued)

    def join(self, other: Record) -> None:
        """Takes the rows of a later run of the same CPTS."""
        self.lines += other.lines
        self.rows += other.rows
        self.continued += other.continued
        self.total = self.total or other.total

    def values(self, column: Column) -> list[str]:
        """The different filled cells of a column, in order."""
        return list(dict.fromkeys(cell for row in self.rows if not is_blank(cell := row[column.index])))


@dataclass
class Table:
    """A run of rows under one header, and the headings over it. `places`: column → where its words stand, where that is
    not in the row: the stages over names, the lines of a sheet of facts."""

    columns: tuple[Column, ...]
    section: Section
    rows: list[tuple[int, Row]] = field(default_factory=list)
    places: Mapping[int, str] = field(default_factory=dict)
    complete: bool = False  # each row stands alone: a record, never the rest of the one above

    def of(self, *fields: str) -> list[Column]:
        return [column for column in self.columns if column.field in fields]

    def cells(self, column: Column) -> list[str]:
        return [row[column.index] for _, row in self.rows if not is_blank(row[column.index])]

    def fill_down(self, column: Column, name: Column) -> None:
        """Gives the rows under a group label the label, where the publisher wrote it once, left of the names: no
        value comes back on the next row and some rows have none."""
        found = [row[column.index] for _, row in self.rows if not is_blank(row[name.index])]
        told = [cell for cell in found if cell]
        once = len(set(told)) == len(told) < len(found) and bool(found[0])
        if column.index > name.index or not once or any(map(is_blank, told)):
            return
        label = ""
        for number, (line, row) in enumerate(self.rows):
            label = row[column.index] or label
            if not row[column.index] and row[name.index] and sum(map(bool, row)) > 1:
                self.rows[number] = (line, [*row[: column.index], label, *row[column.index + 1 :]])

    def prefixed(self, column: Column) -> float:
        """Share of the cells of a column that name a CPTS with the word."""
        cells = self.cells(column)
        return sum(names_a_cpts(cell, about=False) for cell in cells) / len(cells) if cells else 0.0
