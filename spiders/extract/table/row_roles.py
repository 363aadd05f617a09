"""The rows of one table, told apart: headings, totals, other structures, rows cut by a page, and the CPTS.

A CPTS may take one row, or one row per commune; both end as one `Record`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from lexicon.cpts_names import name_key
from lexicon.patterns import vocabulary
from lexicon.text import fold
from spiders.extract.model.table import DRAWN, FACTS, Record, Table
from spiders.extract.table.cell_values import looks_personal
from spiders.extract.table.header_meaning import (
    is_blank,
    is_note,
    is_total,
    meaning_of,
    names_a_cpts,
    names_other_structure,
    speaks_of_cpts,
    stage_of,
)
from spiders.extract.table.header_rows import Column, Row, distinct, infer_columns
from spiders.extract.table.legends import decoded
from spiders.extract.table.table_headings import (
    Section,
    heading_name,
    is_department_heading,
    is_stage_heading,
    names_a_region,
    names_one_cpts,
)

_CONTINUED_NAME = re.compile(r"(?:de |du |des |d['’]|et |la |le |les |l['’]|sur |en |[-–] ?)")
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


def read_rows(table: Table, about: bool, one_cpts_site: bool = False) -> TableReading:
    """The records of a table. `about`: the document or the headings say that it lists CPTS, so that names may
    lack the word. On the site of one CPTS (`one_cpts_site`) a table lists its members, not other CPTS."""
    width = len(table.rows[0][1]) if table.rows else 0
    if not table.columns:
        table.columns = tuple(Column(index, "unknown", "") for index in range(width))
    body = [row for _, row in table.rows if len(distinct(row)) > 1 or width == 1]
    table.columns = infer_columns(body, table.columns)
    decoded(table, table.section.legend)
    return _RowReader(table, about, one_cpts_site).read()


class _RowReader:
    """Keeps what a reader keeps while going down: the group headings above, the CPTS above."""

    def __init__(self, table: Table, about: bool, one_cpts_site: bool) -> None:
        self.table = table
        self.headed = any(speaks_of_cpts(column.header) for column in table.columns if column.field != "other")
        self.typed = any(speaks_of_cpts(cell) for column in table.of("type") for cell in table.cells(column))
        self.about = self.headed or self.typed or (about and not one_cpts_site)
        self.name = self._name_column()
        if self.name:
            # « CPTS (département) » over names: the column is that of the names only
            self.name = replace(self.name, field="name")
            table.columns = tuple(self.name if one.index == self.name.index else one for one in table.columns)
            for column in () if table.complete else table.of("department", "status"):
                table.fill_down(column, self.name)
        self.headings: list[tuple[str, str]] = []  # (kind, text), outermost first
        self.unread: list[tuple[int, str]] = []
        self.key = ""

    def read(self) -> TableReading:
        records = self._records_of_many() if self.name else self._records_of_one()
        # records of titles and links are the menu of a site
        facts = FACTS - {"website"} if self.table.complete else FACTS
        believable = (
            self.headed
            or self.typed
            or any(
                (column.field in facts or column.header == DRAWN) and column is not self.name
                for column in self.table.columns
            )
        )
        records = [record for record in records if believable or speaks_of_cpts(record.name)]
        filled = [(line, row) for line, row in self.table.rows if distinct(row)]
        if not records and not self.unread:
            named = [
                (line, cell)
                for line, row in filled
                for cell in distinct(row)
                if len(cell) < 120 and names_one_cpts(cell)
            ]
            self.unread += named if len(named) >= 2 else []
        empty = self.name is not None and self.headed and not filled
        return TableReading(self.table, self.name, records, self.unread, empty)

    def _name_column(self) -> Column | None:
        """The column that names the CPTS: by header and content, by content alone, else the territory in a
        table known to list CPTS."""
        table = self.table
        people = any(
            re.search(rf"\b{word}", fold(column.header))
            for column in table.columns
            for word in vocabulary("headers")["people"]["columns"]
            if column.field != "mission"
        )
        named = table.of("name")
        best = max(
            named,
            default=None,
            key=lambda column: (table.prefixed(column) >= 0.3, column.weight + 2 * speaks_of_cpts(column.header)),
        )
        others = [column for column in table.columns if column.field not in ("name", "website")]
        other = max(others, key=table.prefixed, default=None)
        # « Association … » under « Nom », « CPTS … » under « Territoire »: the second names the CPTS
        if other and table.prefixed(other) >= 0.5 and not (best and table.prefixed(best) > 0):
            return other
        if best and (table.prefixed(best) > 0 or (self.about and not people and not self._lists_people(best))):
            return best
        if not self.about or people or named:
            return None
        for column in table.of("territory"):
            cells = table.cells(column)
            facts = any(other.field in FACTS for other in table.columns if other is not column)
            one_each = len(set(cells)) == len(cells) and not any(re.search(r"[,;]", cell) for cell in cells)
            if cells and facts and one_each:
                return column
        return None

    def _lists_people(self, column: Column) -> bool:
        cells = self.table.cells(column)
        return bool(cells) and sum(map(looks_personal, cells)) * 2 >= len(cells)

    def _records_of_many(self) -> list[Record]:
        assert self.name is not None
        records: dict[tuple[str, str], Record] = {}
        last: Record | None = None
        refused = False
        for line, row in self.table.rows:
            cells = distinct(row)
            if not cells:
                continue
            if self._is_heading(line, row, cells) and not (last and self._totals_of(last, row[self.name.index], row)):
                last, refused = None, False
                continue
            name = name_in(row[self.name.index])
            if last and self._totals_of(last, name, row):
                for column in self.table.of("population"):
                    last.total = last.total or row[column.index]
                continue
            if self._continues(name, row, last):
                if last is not None and not refused:
                    last.add(line, row, continued=True)
                    last.name = f"{last.name} {name}".strip()
                continue
            refused = not self._accepts(name, row)
            if refused:
                last = None
                if names_a_cpts(name, about=False) and not names_a_region(name):
                    self.unread.append((line, name))
                continue
            self.key = self._key_of(last, name, row)
            last = records.setdefault((name_key(name), self.key), Record(name, self._section()))
            last.add(line, row)
        told = list(records.values())
        if any(len(record.rows) > 1 and not record.total for record in told):
            for record in told:  # a total under the last of many is that of all
                record.total = ""
        return told

    def _totals_of(self, last: Record, name: str, row: Row) -> bool:
        """« Total » in place of a commune: what the communes of the CPTS above add up to."""
        places = self.table.of("communes", "commune_codes")
        same = is_blank(name) or name_key(name) == name_key(last.name)
        return same and any(is_total(row[column.index]) for column in places)

    def _continues(self, name: str, row: Row, last: Record | None) -> bool:
        """A row without a name, or whose name goes on in lower case: the row above was cut by a page. Where every
        row repeats its name, a row without one belongs to no CPTS."""
        if is_blank(name):
            return not (self.table.complete or self._names_are_repeated())
        return bool(
            last
            and _CONTINUED_NAME.match(name)
            and speaks_of_cpts(last.name)
            and not speaks_of_cpts(name)
            and len(distinct(row)) <= len(distinct(last.rows[-1]))
        )

    def _names_are_repeated(self) -> bool:
        assert self.name is not None
        names = [row[self.name.index] for _, row in self.table.rows]
        return any(one and one == other for one, other in pairwise(names))

    def _key_of(self, last: Record | None, name: str, row: Row) -> str:
        """What tells a CPTS from another one of its name: the key of the row above while it goes on."""
        if last is None or name_key(last.name) != name_key(name):
            return self._territory_key(row)
        return self._department_of(row) if self._is_elsewhere(last, row) else self.key

    def _territory_key(self, row: Row) -> str:
        """Rows of one name that do not follow each other are one CPTS when they list communes, else only within
        one département."""
        if self.table.of("communes", "commune_codes") and not self.table.of("population"):
            return ""
        return self._department_of(row)

    def _department_of(self, row: Row) -> str:
        departments = " ".join(row[column.index] for column in self.table.of("department"))
        return fold(departments or self._section().department or "")

    def _is_elsewhere(self, last: Record, row: Row) -> bool:
        """Whether a row under one of the same name is another CPTS: it says another département, and another stage,
        number or population. One that adds a département or communes goes on with the row above."""
        place = self._department_of(row)
        if not place or place in map(self._department_of, last.rows) or not self.table.of("department"):
            return False
        by_place = self.table.of("communes", "commune_codes", "territory", "epci")
        told = self.table.of("status", "milestone", "finess", "siren", "ref", *(() if by_place else ("population",)))
        return any(
            not is_blank(cell := row[column.index]) and (known := last.values(column)) and cell not in known
            for column in told
        )

    def _is_heading(self, line: int, row: Row, cells: list[str]) -> bool:
        """A group row, a total or a note. Its one text is a département, a stage, another kind of structure, or
        any words merged over the whole row."""
        if is_total(cells[0]):
            return True
        if len(cells) > 1:
            return False
        text, single_column = cells[0], len(row) == 1
        # « Auray | Auray » names a CPTS and its commune; a merged cell is repeated more often
        merged = sum(map(bool, row)) > 2
        if is_note(text):
            return True
        if names_other_structure(text) and not single_column:
            self._push("other", text)
            return True
        if names_one_cpts(text) and not (merged and stage_of(text)):
            return False
        department, stage = is_department_heading(text), is_stage_heading(text)
        if department:
            self._push("department", text)
        if stage:
            self._push("stage", text)
        if department or stage:
            return True
        if merged and not single_column:
            self._push("words", text)
            return True
        assert self.name is not None
        if single_column or len(row) == 2 or not row[self.name.index]:
            return False
        if self._names_have_prefix():
            self._push("words", text)
        elif names_a_cpts(text, self.about):
            self.unread.append((line, text))
        return True

    def _names_have_prefix(self) -> bool:
        assert self.name is not None
        cells = [row[self.name.index] for _, row in self.table.rows if len(distinct(row)) > 1]
        return sum(map(speaks_of_cpts, cells)) * 2 >= max(1, len(cells))

    def _push(self, kind: str, text: str) -> None:
        """A heading replaces the one of its kind and all below it; a heading of another structure ends at the
        next heading."""
        self.headings = [entry for entry in self.headings if entry[0] != "other"]
        kinds = [known for known, _ in self.headings]
        if kind in kinds:
            del self.headings[kinds.index(kind) :]
        self.headings.append((kind, text))

    def _section(self) -> Section:
        return self.table.section.inner(*(text for _, text in self.headings))

    def _accepts(self, name: str, row: Row) -> bool:
        if speaks_of_cpts(name):
            return names_a_cpts(name, about=True) and not names_a_region(name)
        for column in self.table.of("type"):
            kind = row[column.index]
            if speaks_of_cpts(kind) or re.fullmatch(r"604(?:[.,]0)?", kind):
                return names_a_cpts(name, about=True)
            if self.typed or names_other_structure(kind):
                return False
        return not self._section().other_structure and names_a_cpts(name, self.about)

    def _records_of_one(self) -> list[Record]:
        """A table under the name of one CPTS: its sheet of facts, or one row per commune."""
        listed = self.table.of("communes", "commune_codes")
        facts = [column for column in self.table.columns if column.field in FACTS]
        name = next((word for word in reversed(self.table.section.words) if names_one_cpts(word)), None)
        rows_of_others = any(self.table.cells(column) for column in self.table.of("name"))
        if name is None or rows_of_others or len(facts) < (1 if listed else 2):
            return []
        record = Record(heading_name(name), self.table.section)
        for line, row in self.table.rows:
            cells = distinct(row)
            if not cells or (len(cells) == 1 and is_note(cells[0])):
                continue
            if not is_total(cells[0]):
                record.add(line, row)
                continue
            for column in self.table.of("population"):
                record.total = record.total or row[column.index]
        return [record] if record.rows and (listed or len(record.rows) == 1) else []


def name_in(cell: str) -> str:
    """The name of a cell that may also hold an address, a site or a person on further lines."""
    lines = [line for line in cell.split("\n") if line.strip()]
    kept = lines[:1]
    for line in lines[1:]:
        labelled = ":" in line and meaning_of(line.split(":")[0]) is not None
        if labelled or looks_personal(line) or _BESIDE_A_NAME.search(line):
            break
        kept.append(line)
    return " ".join(kept).strip()
