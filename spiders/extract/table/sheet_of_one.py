"""A table under the name of one CPTS: its sheet of facts, or one row per commune."""

from __future__ import annotations

from spiders.extract.table.header_meaning import is_note, is_total
from spiders.extract.table.header_rows import distinct
from spiders.extract.table.rows import FACTS, Record, Table
from spiders.extract.table.table_headings import heading_name, names_one_cpts


def sheet_of_one(table: Table) -> list[Record]:
    """Its record; none where the headings name no CPTS, or the rows name others."""
    listed = table.of("communes", "commune_codes")
    facts = [column for column in table.columns if column.field in FACTS]
    name = next((word for word in reversed(table.section.words) if names_one_cpts(word)), None)
    rows_of_others = any(table.cells(column) for column in table.of("name"))
    if name is None or rows_of_others or len(facts) < (1 if listed else 2):
        return []
    record = _filled(Record(heading_name(name), table.section), table)
    return [record] if record.rows and (listed or len(record.rows) == 1) else []


def _filled(record: Record, table: Table) -> Record:
    for line, row in table.rows:
        cells = distinct(row)
        if not cells or (len(cells) == 1 and is_note(cells[0])):
            continue
        if not is_total(cells[0]):
            record.add(line, row)
            continue
        for column in table.of("population"):
            record.total = record.total or row[column.index]
    return record
