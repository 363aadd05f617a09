"""What a table read leaves to look at: columns of no known meaning, codes, rows that look like a CPTS."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain

from lexicon.stage_marks import stage_of
from lexicon.text import fold
from spiders.document import Document
from spiders.extract.model.alarm import alarm
from spiders.extract.model.content import Grid
from spiders.extract.model.section import announced_in
from spiders.extract.model.source import SourceContext
from spiders.extract.people.clean import clean
from spiders.extract.table.header_meaning import (
    says_no,
    says_yes,
)
from spiders.extract.table.header_rows import Column
from spiders.extract.table.row_roles import TableReading
from spiders.extract.table.rows import Record, Table
from spiders.listing import Alarm

LONGEST = 160  # characters of a text that an alarm quotes


def alarms_of(
    reading: TableReading, grid: Grid, shared: Sequence[tuple[int, str]], document: Document, context: SourceContext
) -> list[Alarm]:
    """`shared`: (line, words) of the merged cells that are nobody's own."""
    found = []
    if reading.empty:
        found.append(alarm("EmptyListing", "le tableau a un en-tête et aucune ligne", document, context))
    for line, text in (*reading.unread[:20], *shared[:20]):
        found.append(alarm("UnreadText", f"{grid.where(line)} : {clean(text)[:LONGEST]}", document, context))
    found += [alarm("CountMismatch", detail, document, context) for detail in _miscounted_groups(reading.records)]
    for column in reading.table.columns:
        unread = column.header and column.field == "unknown"
        unnamed = context.rules.leaves(column.header) and any(record.values(column) for record in reading.records)
        if unread and (unnamed or _says_something(column, reading.records)):
            header = clean(column.header, value=True) or "en-tête qui nomme une personne"
            found.append(alarm("UnknownHeader", f"« {header} »", document, context))
        if column.field == "status" and (
            codes := _codes_alone(column, reading.records, looked_up="status_text" in context.rules.lookups)
        ):
            detail = f"« {column.header} » : codes que rien n'explique ({', '.join(codes)})"
            found.append(alarm("UnreadText", detail, document, context))
    return found


def _miscounted_groups(records: Sequence[Record]) -> Iterator[str]:
    """The group rows that announce another number of CPTS than follow them."""
    told = ({(one.text, one.locator) for one in record.section.headings if one.role} for record in records)
    for (text, locator), number in Counter(chain.from_iterable(told)).items():
        if (announced := announced_in(text)) not in (None, number):
            yield f"{locator} : annonce {announced} CPTS, {number} lues"


def _codes_alone(column: Column, records: Sequence[Record], looked_up: bool) -> list[str]:
    """The cells of a column of stages that holds nothing but figures or letters; not those that say yes or no. Where
    the card has `looked_up` some of them, those it does not know."""
    cells = sorted({text.strip() for record in records for text in record.values(column)})
    codes = [cell for cell in cells if re.fullmatch(r"[A-Z]{1,2}\d?|\d{1,2}", cell) and not stage_of(cell)]
    coded = bool(codes) and (looked_up or codes == cells)
    return codes if coded and (looked_up or not all(says_yes(cell) or says_no(cell) for cell in codes)) else []


_TELLING = frozenset({"population", "status", "milestone", "commune_codes"})


def without_header(reading: TableReading, about: bool) -> tuple[str, str] | None:
    """What a table without header leaves unread: columns whose content does not say what they are; or all its rows,
    when it lists CPTS by names without the word."""
    columns = reading.table.columns
    if any(column.header for column in columns):
        return None
    unknown = [column for column in columns if column.field == "unknown" and reading.table.cells(column)]
    if reading.records:
        return ("UnknownHeader", f"tableau sans en-tête : {len(unknown)} colonnes non lues") if unknown else None
    if about and any(column.field in _TELLING for column in columns):
        return "LayoutDrift", f"tableau sans en-tête : {len(reading.table.rows)} lignes non lues"
    return None


def _says_something(column: Column, records: Sequence[Record]) -> bool:
    """Whether half of the cells hold words rather than figures, addresses, colours or keys."""
    cells = [text for record in records for text in record.values(column)]
    words = [
        cell
        for cell in cells
        if re.search(r"[^\W\d_]{4}", cell) and not re.match(r"https?://|#[0-9a-f]{3,8}$|[\w-]{30,}$", cell)
    ]
    return bool(words) and len(words) * 2 >= len(cells)


def missing_columns(tables: Sequence[Table], context: SourceContext) -> list[str]:
    """The columns of `expect_columns` that the table nearest to them lacks."""
    wanted = {fold(" ".join(one.split())): one for one in context.rules.expect_columns}
    lacking = [
        [one for key, one in wanted.items() if key not in {fold(column.header) for column in table.columns}]
        for table in tables
    ]
    return min(lacking, key=len, default=[])
