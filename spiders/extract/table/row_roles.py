"""The rows of one table, told apart: headings, totals, other structures, rows cut by a page, and the CPTS.

A CPTS may take one row, or one row per commune; both end as one `Record`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from lexicon.cpts_names import name_key
from lexicon.departement_headings import is_department_heading, names_a_region
from lexicon.gate import gated
from lexicon.name_refusals import has_signs_of_programs
from lexicon.stage_marks import stage_of
from spiders.extract.model.content import Grid
from spiders.extract.model.section import Heading, Section
from spiders.extract.people.clean import clean
from spiders.extract.table.cell_values import looks_personal
from spiders.extract.table.header_meaning import (
    is_blank,
    is_note,
    is_total,
    meaning_of,
    names_a_cpts,
    names_other_structure,
    speaks_of_cpts,
)
from spiders.extract.table.header_rows import Column, Row, distinct, infer_columns
from spiders.extract.table.legends import decoded
from spiders.extract.table.name_column import is_carrier, lists_cpts, name_column
from spiders.extract.table.rows import DRAWN, FACTS, Record, Table
from spiders.extract.table.runs import one_record_each, place_of
from spiders.extract.table.sheet_of_one import sheet_of_one
from spiders.extract.table.table_headings import (
    about_other_structures,
    is_stage_heading,
    names_one_cpts,
)

_SURNAME_IN_CAPITALS = gated(r"^[A-ZÀ-Þ'’-]{3,} [A-ZÀ-Þ][a-zà-ÿ]+$|^[A-ZÀ-Þ][a-zà-ÿ]+ [A-ZÀ-Þ'’-]{3,}$")
_CONTINUED_NAME = gated(r"(?:de |du |des |d['’]|et |la |le |les |l['’]|sur |en |[-–] ?)")
# an address, a site, the law the association stands under
_BESIDE_A_NAME = re.compile(r"https?://|www\.|\b\d{5}\b|^association|loi (?:de )?1901|^siège", re.I)


@dataclass(eq=False)
class TableReading:
    """What reading the rows gave. `unread` holds (line, text) of rows that look like a CPTS and were not taken;
    `name` is the column of names; `empty` tells a header of CPTS without any row."""

    table: Table
    name: Column | None
    records: list[Record]
    unread: list[tuple[int, str]]
    empty: bool = False


def read_rows(table: Table, grid: Grid, about: bool, one_cpts_site: bool) -> TableReading:
    """The records of a table. `about`: the document or the headings say that it lists CPTS, so that names may
    lack the word. On the site of one CPTS (`one_cpts_site`) a table lists its members, not other CPTS."""
    width = len(table.rows[0][1]) if table.rows else 0
    if not table.columns:
        table.columns = tuple(Column(index, "unknown", "") for index in range(width))
    body = [row for _, row in table.rows if len(distinct(row)) > 1 or width == 1]
    table.columns = infer_columns(body, table.columns)
    decoded(table, table.section.legend)
    return _RowReader(table, grid, about, one_cpts_site).read()


class _RowReader:
    """Keeps what a reader keeps while going down: the group headings above, the CPTS above."""

    def __init__(self, table: Table, grid: Grid, about: bool, one_cpts_site: bool) -> None:
        self.table, self.grid = table, grid
        self.headed = lists_cpts(table)
        self.typed = any(speaks_of_cpts(cell) for column in table.of("type") for cell in table.cells(column))
        self.about = self.headed or self.typed or (about and not one_cpts_site)
        self.name = name_column(table, self.about)
        if self.name:
            # « CPTS (département) » over names: the column is that of the names only
            self.name = replace(self.name, field="name")
            table.columns = tuple(self.name if one.index == self.name.index else one for one in table.columns)
            for column in () if table.complete else table.of("department", "status"):
                table.fill_down(column, self.name)
        self.headings: list[Heading] = []  # the group rows above, outermost first; the role of each is its kind
        self.unread: list[tuple[int, str]] = []
        self.runs: list[Record] = []  # the rows that follow each other under one name
        self.last: Record | None = None  # the CPTS of the row above
        self.refused = False  # whether that row named something else

    def read(self) -> TableReading:
        records = self._records_of_many() if self.name else sheet_of_one(self.table)
        believable = self._is_believable()
        records = [record for record in records if believable or speaks_of_cpts(record.name)]
        filled = [(line, row) for line, row in self.table.rows if distinct(row)]
        if not records and not self.unread:
            named = [(line, cell) for line, row in filled for cell in distinct(row) if _may_name_one(cell)]
            self.unread += named if len(named) >= 2 else []
        empty = self.name is not None and self.headed and not filled
        return TableReading(self.table, self.name, records, self.unread, empty)

    def _is_believable(self) -> bool:
        """Whether names without « CPTS » are those of CPTS: the header says so, or facts stand beside them."""
        # records of titles and links are the menu of a site
        facts = FACTS - {"website"} if self.table.complete else FACTS
        others = [column for column in self.table.columns if column is not self.name]
        told = any(one.field in facts or one.header == DRAWN or is_carrier(one) for one in others)
        return self.headed or self.typed or told

    def _records_of_many(self) -> list[Record]:
        assert self.name is not None
        for line, row in self.table.rows:
            if cells := distinct(row):
                self._take(line, row, cells)
        told = one_record_each(self.runs, self.table)
        if any(len(record.rows) > 1 and not record.total for record in told):
            for record in told:  # a total under the last of many is that of all
                record.total = ""
        return told

    def _take(self, line: int, row: Row, cells: list[str]) -> None:
        assert self.name is not None
        cell, last = row[self.name.index], self.last
        if self._is_heading(line, row, cells) and not (last and self._totals_of(last, cell, row)):
            self.last, self.refused = None, False
            return
        name = name_in(cell)
        if last and self._totals_of(last, name, row):
            for column in self.table.of("population"):
                last.total = last.total or row[column.index]
        elif not self._continues(name, row, last):
            self._begin(line, row, name)
        elif last is not None and not self.refused:
            last.add(line, row, continued=True)
            last.name = f"{last.name} {name}".strip()

    def _begin(self, line: int, row: Row, name: str) -> None:
        """A row with a name of its own: a CPTS, or another structure."""
        self.refused = not self._accepts(name, row, self.about)
        if self.refused:
            self.last = None
            told = any(row[column.index] for column in self.table.of("status", "milestone"))
            named = names_a_cpts(name, False) or (speaks_of_cpts(name) and (told or has_signs_of_programs(name)))
            bare = told and self._names_have_prefix and self._accepts(name, row, about=True)
            if (named or bare) and not names_a_region(name):
                self.unread.append((line, name))
            return
        last = self.last
        if last is None or name_key(last.name) != name_key(name) or not self._goes_on(last, line, row):
            last = Record(name, self._section())
            self.runs.append(last)
        last.add(line, row)
        self.last = last

    def _totals_of(self, last: Record, name: str, row: Row) -> bool:
        """« Total » in place of a commune: what the communes of the CPTS above add up to."""
        places = self.table.of("communes", "commune_codes")
        same = is_blank(name) or name_key(name) == name_key(last.name)
        return same and any(is_total(row[column.index]) for column in places)

    def _continues(self, name: str, row: Row, last: Record | None) -> bool:
        """A row without a name, or whose name goes on in lower case: the row above was cut by a page. Where every
        row repeats its name, a row without one belongs to no CPTS, nor does a row that another column names."""
        if is_blank(name):
            named = any(row[column.index] for column in self.table.of("name"))
            return not (named or self.table.complete or self._names_are_repeated)
        return bool(
            last
            and _CONTINUED_NAME.match(name)
            and speaks_of_cpts(last.name)
            and not speaks_of_cpts(name)
            and len(distinct(row)) <= len(distinct(last.rows[-1]))
        )

    @cached_property
    def _names_are_repeated(self) -> bool:
        assert self.name is not None
        names = [row[self.name.index] for _, row in self.table.rows]
        return any(one and one == other for one, other in pairwise(names))

    def _goes_on(self, last: Record, line: int, row: Row) -> bool:
        """Whether a row goes on with the one above, which has its name: it adds no département, or the name is merged
        over both. A record stands alone."""
        column = self.name.index if self.name else 0
        merged = len({self.grid.merged.get((number, column), number) for number in (line, last.lines[-1])}) == 1
        return merged or not (self.table.complete or place_of(row, self.table))

    def _is_heading(self, line: int, row: Row, cells: list[str]) -> bool:
        """A group row, a total or a note. Its one text is a département, a stage, another kind of structure, or
        any words merged over the whole row."""
        if len(cells) > 1 or is_total(cells[0]):
            return is_total(cells[0])
        text, single_column = cells[0], len(row) == 1
        if is_note(text):
            return True
        if names_other_structure(text) and not single_column:
            self._push("other", text, line)
            return True
        # « Auray | Auray » names a CPTS and its commune; a merged cell is repeated more often
        merged = sum(map(bool, row)) > 2
        if names_one_cpts(text) and not (merged and stage_of(text)):
            return False
        if self._groups(text, line):
            return True
        if merged and not single_column:
            self._push("words", text, line)
            return True
        return self._stands_over_names(line, row, text)

    def _groups(self, text: str, line: int) -> bool:
        """Whether the one text of a row is a département or a stage, which hold for the rows below."""
        kinds = {"department": is_department_heading(text), "stage": is_stage_heading(text)}
        for kind in [kind for kind, told in kinds.items() if told]:
            self._push(kind, text, line)
        return any(kinds.values())

    def _stands_over_names(self, line: int, row: Row, text: str) -> bool:
        assert self.name is not None
        if len(row) < 3 or not row[self.name.index]:
            return False
        if self._names_have_prefix:
            self._push("words", text, line)
        elif names_a_cpts(text, self.about):
            self.unread.append((line, text))
        return True

    @cached_property
    def _names_have_prefix(self) -> bool:
        assert self.name is not None
        cells = [row[self.name.index] for _, row in self.table.rows if len(distinct(row)) > 1]
        return sum(map(speaks_of_cpts, cells)) * 2 >= max(1, len(cells))

    def _push(self, kind: str, text: str, line: int) -> None:
        """A heading replaces the one of its kind and all below it; a heading of another structure ends at the
        next heading."""
        self.headings = [one for one in self.headings if one.role != "other"]
        kinds = [one.role for one in self.headings]
        if kind in kinds:
            del self.headings[kinds.index(kind) :]
        self.headings.append(Heading(text, self.grid.where(line), kind))

    def _section(self) -> Section:
        return self.table.section.inner(*self.headings)

    def _accepts(self, name: str, row: Row, about: bool) -> bool:
        if speaks_of_cpts(name):
            return names_a_cpts(name, about=True) and not names_a_region(name)
        for column in self.table.of("type"):
            kind = row[column.index]
            if speaks_of_cpts(kind):
                return names_a_cpts(name, about=True)
            if self.typed or names_other_structure(kind):
                return False
        if about_other_structures(self._section()) or not names_a_cpts(name, about):
            return False
        # a person alone in a row is no CPTS
        return bool(clean(name, value=self._names_have_prefix or _SURNAME_IN_CAPITALS.search(name) is not None))


# « CPTS du Perche (https://…) », « CPTS Loir portée par … »: beside the name, not of it
_LED = r"[\s,;(–-]+(?:port|pilot|anim|présid|coordonn|dirig|gér)ée par\b.*$"
_NOT_OF_IT = re.compile(rf"[\s(\[,;:–—-]*(?:https?://|\bwww\.)\S*|{_LED}", re.I)


def _may_name_one(cell: str) -> bool:
    return len(cell) < 120 and names_one_cpts(cell)


def name_in(cell: str) -> str:
    """The name of a cell that may also hold an address, a site or a person on further lines."""
    lines = [line for line in cell.split("\n") if line.strip()]
    kept = lines[:1]
    for line in lines[1:]:
        labelled = ":" in line and meaning_of(line.split(":")[0]) is not None
        if labelled or looks_personal(line) or _BESIDE_A_NAME.search(line):
            break
        kept.append(line)
    return _NOT_OF_IT.sub("", " ".join(kept)).strip()
