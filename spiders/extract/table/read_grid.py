"""A grid of cells in, one listing per CPTS out.

Every structured source comes here: HTML and PDF tables, sheets, CSV, and the properties of maps and JSON
records (their keys are the header). `columns` finds the header, `rows` tells the rows apart, `record_fields`
writes the fields.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from lexicon.cpts_names import find_names, name_key
from lexicon.text import fold
from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.extract.model.table import Record, Table
from spiders.extract.output.alarms import alarm
from spiders.extract.output.merge import merge_same
from spiders.extract.people.clean import clean
from spiders.extract.table.cell_values import plain
from spiders.extract.table.fields import Links, listing_of
from spiders.extract.table.header_meaning import (
    Meaning,
    looks_like_header,
    meaning_with_card,
    names_a_cpts,
    says_no,
    says_yes,
    speaks_of_cpts,
    stage_of,
)
from spiders.extract.table.header_rows import Column, Row, columns_of, distinct, find_header, transposed
from spiders.extract.table.legends import legend_of
from spiders.extract.table.lookups import as_published, put_meanings
from spiders.extract.table.pivots import matrix_of
from spiders.extract.table.row_roles import TableReading, read_rows
from spiders.extract.table.side_by_side import tables_apart
from spiders.extract.table.table_headings import Section, names_one_cpts, stated_date
from spiders.listing import Alarm, Listing


def listings_from_grid(
    grid: Sequence[Sequence[str]],
    document: Document,
    context: SourceContext,
    where: Callable[[int], str],
    section: Section | None = None,
    links: Links | None = None,
) -> tuple[list[Listing], list[Alarm]]:
    """Listings of one grid, in the order of its rows, and what looked wrong.

    `where(row)` is the locator of a row. `section` holds the headings over the grid. A grid that lists no CPTS
    gives nothing; a grid of CPTS that cannot be read gives an alarm.
    """
    width = max((len(row) for row in grid), default=0)
    rows: list[Row] = [[plain(str(cell)) for cell in row] + [""] * (width - len(row)) for row in grid]
    section, links = section or Section(), links or {}
    if not section.legend:
        section = replace(section, legend=legend_of(notes_of(rows)))
    parts = tables_apart(rows, context.columns)
    if len(parts) > 1:
        return _joined(
            _read(
                part,
                document,
                context,
                where,
                section,
                {(line, column - first): address for (line, column), address in links.items() if column >= first},
            )
            for first, part in parts
        )
    rows = _pairs_under_each_other(rows, context)
    if width and not _sheets_of_one(rows, context, section) and transposed(rows, context.columns):
        titles, rows = _titles_over(rows)
        section = section.inner(*titles)
        rows, links, sheet = list(zip(*rows, strict=True)), {}, where(0)
        return _read(rows, document, context, lambda row: sheet, section, links)
    return _read(rows, document, context, where, section, links)


def notes_of(rows: Iterable[Row]) -> str:
    """The lines of a grid that hold one text, or a label and a text: titles, notes, legends."""
    found = (distinct(row) for row in rows)
    return "\n".join(" : ".join(cells) for cells in found if 0 < len(cells) < 3)


def listings_from_columns(
    headers: Sequence[str],
    rows: Sequence[Row],
    document: Document,
    context: SourceContext,
    where: Callable[[int], str],
    section: Section | None = None,
) -> tuple[list[Listing], list[Alarm]]:
    """As `listings_from_grid`, for rows whose headers are known (keys of records, properties of a map)."""
    table = Table(columns_of(headers, context.columns), section or Section(), complete=True)
    table.rows = [(number, [plain(cell) for cell in row]) for number, row in enumerate(rows)]
    return _listings([table], table.section, document, context, where, {})


def _read(
    rows: Sequence[Row],
    document: Document,
    context: SourceContext,
    where: Callable[[int], str],
    section: Section,
    links: Links,
) -> tuple[list[Listing], list[Alarm]]:
    matrix = matrix_of(rows, context, section, _is_about(section, document))
    if matrix:
        return _listings([matrix.table], section.inner(*matrix.titles), document, context, where, {})
    apart = _sheets_of_one(rows, context, section) or _lists_side_by_side(rows, section)
    tables, titles = (apart, []) if apart else _tables(rows, context, section)
    return _listings(tables, section.inner(*titles), document, context, where, links)


def _joined(parts: Iterable[tuple[list[Listing], list[Alarm]]]) -> tuple[list[Listing], list[Alarm]]:
    read = list(parts)
    return merge_same(one for listings, _ in read for one in listings), [one for _, alarms in read for one in alarms]


def _is_about(section: Section, document: Document) -> bool:
    """Whether the headings or the address say that the document lists CPTS."""
    address = urlsplit(document.url)
    return section.about_cpts or speaks_of_cpts(unquote(f"{address.path} {address.query}"))


def _listings(
    tables: Sequence[Table],
    whole: Section,
    document: Document,
    context: SourceContext,
    where: Callable[[int], str],
    links: Links,
) -> tuple[list[Listing], list[Alarm]]:
    """`whole` holds every heading and title line over the tables."""
    about = _is_about(whole, document) or "name" in context.columns.values()
    listings: list[Listing] = []
    alarms: list[Alarm] = []
    for table in tables:
        published = put_meanings(table, context.rules)
        reading = read_rows(table, about, one_cpts_site=context.kind == "cpts")
        listings += [
            as_published(listing_of(record, reading, document, context, where, links), record, published)
            for record in reading.records
        ]
        alarms += _alarms(reading, document, context, where)
        if unheaded := _without_header(reading, about and context.kind != "cpts"):
            alarms.append(alarm(*unheaded, document, context))
    if listings and (missing := _missing_columns(tables, context)):
        detail = f"le tableau n'a plus de colonne {', '.join(f'« {one} »' for one in missing)}"
        alarms.append(alarm("LayoutDrift", detail, document, context))
    listings = merge_same(listings)
    page_date = stated_date(whole.words)
    listings = [replace(listing, page_date=listing.page_date or page_date) for listing in listings]
    if listings and whole.announced not in (None, len(listings)):
        detail = f"annonce {whole.announced} CPTS, {len(listings)} lues"
        alarms.append(alarm("CountMismatch", detail, document, context))
    return listings, alarms


def _missing_columns(tables: Sequence[Table], context: SourceContext) -> list[str]:
    """The columns of `expect_columns` that the table nearest to them lacks."""
    wanted = {fold(" ".join(one.split())): one for one in context.rules.expect_columns}
    lacking = [
        [one for key, one in wanted.items() if key not in {fold(column.header) for column in table.columns}]
        for table in tables
    ]
    return min(lacking, key=len, default=[])


def _tables(rows: Sequence[Row], context: SourceContext, section: Section) -> tuple[list[Table], list[str]]:
    """The grid cut at its headers, and its title lines. A header that comes back unchanged on a new page goes on
    with the same table."""
    tables = [Table((), section)]
    titles: list[str] = []
    line = 0
    while line < len(rows):
        header = find_header(rows, line, context.columns)
        if header is None:
            tables[-1].rows.append((line, rows[line]))
            line += 1
            continue
        above = _pop_titles(tables[-1])
        titles += above
        if above or not _same_columns(tables[-1].columns, header.columns):
            tables.append(Table(header.columns, section.inner(*above)))
        line = header.end
    if len(tables) == 1:
        above = _leading_titles(tables[0])
        titles += above
        tables[0].section = section.inner(*above)
    return [table for table in tables if table.rows or table.columns], titles


def _pairs_under_each_other(rows: list[Row], context: SourceContext) -> list[Row]:
    """A sheet of facts whose lines hold several « label | value » pairs, as one pair per line; any other grid as it
    is."""
    pairs: list[Row] = []
    several = 0
    for row in rows:
        cells = distinct(row)
        labels = [meaning_with_card(cell, context.columns) for cell in cells[::2]]
        if len(cells) % 2 or not all(meaning and meaning.coverage >= 0.6 for meaning in labels):
            if len(cells) > 1:
                return rows
            pairs.append([*cells, "", ""][:2])
            continue
        several += len(cells) > 2
        pairs += [cells[start : start + 2] for start in range(0, len(cells), 2)]
    values = [looks_like_header(row[1]) for row in pairs if row[1]]
    return pairs if several and sum(map(bool, values)) * 2 < len(values) else rows


def _titles_over(rows: list[Row]) -> tuple[list[str], list[Row]]:
    """The lone cells above a sheet of facts, and the rest of it."""
    titles: list[str] = []
    while rows and len(cells := distinct(rows[0])) < 2:
        titles += cells
        rows = rows[1:]
    return titles, rows


def _name_of_sheet(cells: Sequence[str], meaning: Meaning | None) -> str:
    """The CPTS whose sheet a line begins, or nothing. `meaning`: of the first of two cells."""
    if len(cells) == 1 and names_one_cpts(cells[0]):
        return cells[0]
    # « Nom de la CPTS | CPTS du Perche », not « CPTS du Perche | reconnue par l'ARS »
    labelled = meaning is not None and meaning.field == "name" and meaning.coverage >= 0.6
    return cells[1] if labelled and names_a_cpts(cells[1], about=True) else ""


def _sheets_of_one(rows: Sequence[Row], context: SourceContext, section: Section) -> list[Table]:
    """One table per CPTS when a grid stacks sheets of facts: a line with its name, then « label | value » lines.
    A sheet may also begin with the label of the name."""
    sheets: list[tuple[int, str, dict[str, str]]] = []
    known = told = 0
    for line, row in enumerate(rows):
        cells = distinct(row)
        if len(cells) > 2:
            return []
        meaning = meaning_with_card(cells[0], context.columns) if len(cells) == 2 else None
        if name := _name_of_sheet(cells, meaning):
            sheets.append((line, name, {}))
        elif len(cells) == 2 and sheets:
            told += 1
            known += meaning is not None
            sheets[-1][2].setdefault(*cells)
    if len(sheets) < 2 or known * 5 < told * 3 or not all(facts for _, _, facts in sheets):
        return []
    tables = []
    for line, name, facts in sheets:
        columns = columns_of(["Nom de la CPTS", *facts], context.columns)
        tables.append(Table(columns, section, [(line, [name, *facts.values()])], complete=True))
    return tables


def _lists_side_by_side(rows: Sequence[Row], section: Section) -> list[Table]:
    """One table per column when every column is a list of CPTS: a stage or a département stands over each."""
    columns = [column for column in range(len(rows[0]) if rows else 0) if any(row[column] for row in rows)]
    if _names_one_twice(rows, columns):
        return []
    tables = []
    for column in columns:
        cells: list[tuple[int, Row]] = [(line, [row[column]]) for line, row in enumerate(rows) if row[column]]
        named = sum(names_a_cpts(cell[0], about=False) for _, cell in cells)
        if named < 2 or named * 3 < len(cells) * 2:
            return []
        tables.append(Table((), section, cells))
    return tables if len(tables) > 1 else []


def _names_one_twice(rows: Sequence[Row], columns: Sequence[int]) -> bool:
    """« CPTS du Perche | Association CPTS du Perche »: one CPTS and who carries it."""
    called = ([_called(row[column]) for column in columns if row[column]] for row in rows)
    return any(len(names) > len(set(names)) for names in called)


def _called(cell: str) -> str:
    """What tells a CPTS from the others, whatever stands before its name: « Association CPTS du Perche »."""
    return name_key(next((mention.name for mention in find_names(cell)), cell))


def _pop_titles(table: Table) -> list[str]:
    """Takes the lone cells that end a run of rows: they are titles of what follows."""
    found: list[str] = []
    while table.rows:
        row = table.rows[-1][1]
        cells = distinct(row)
        if table.columns and (len(cells) > 1 or (cells and not row[0]) or any(names_a_cpts(c, False) for c in cells)):
            break  # a row, or the rest of one
        if len(cells) > 2:
            break
        table.rows.pop()
        found = cells + found
    return found


def _leading_titles(table: Table) -> list[str]:
    """Takes the title lines of a grid without header: lone cells before the first wide row."""
    found: list[str] = []
    if any(len(distinct(row)) > 1 for _, row in table.rows):
        while len(cells := distinct(table.rows[0][1])) <= 1:
            found += cells
            table.rows.pop(0)
    return found


def _same_columns(one: Sequence[Column], other: Sequence[Column]) -> bool:
    return [fold(column.header) for column in one] == [fold(column.header) for column in other]


def _alarms(
    reading: TableReading, document: Document, context: SourceContext, where: Callable[[int], str]
) -> list[Alarm]:
    found = []
    if reading.empty:
        found.append(alarm("EmptyListing", "le tableau a un en-tête et aucune ligne", document, context))
    for line, text in reading.unread[:20]:
        found.append(alarm("UnreadText", f"{where(line)} : {clean(text)[:120]}", document, context))
    for column in reading.table.columns:
        unnamed = context.rules.leaves(column.header) and any(record.values(column) for record in reading.records)
        unknown = column.field == "unknown" and _says_something(column, reading.records)
        if column.header and (unnamed or unknown):
            found.append(alarm("UnknownHeader", f"« {column.header} »", document, context))
        if column.field == "status" and (
            codes := _codes_alone(column, reading.records, looked_up="status_text" in context.rules.lookups)
        ):
            detail = f"« {column.header} » : codes que rien n'explique ({', '.join(codes)})"
            found.append(alarm("UnreadText", detail, document, context))
    return found


def _codes_alone(column: Column, records: Sequence[Record], looked_up: bool) -> list[str]:
    """The cells of a column of stages that holds nothing but figures or letters; not those that say yes or no. Where
    the card has `looked_up` some of them, those it does not know."""
    cells = sorted({text.strip() for record in records for text in record.values(column)})
    codes = [cell for cell in cells if re.fullmatch(r"[A-Z]{1,2}\d?|\d{1,2}", cell) and not stage_of(cell)]
    coded = bool(codes) and (looked_up or codes == cells)
    return codes if coded and (looked_up or not all(says_yes(cell) or says_no(cell) for cell in codes)) else []


_TELLING = frozenset({"population", "status", "milestone", "commune_codes"})


def _without_header(reading: TableReading, about: bool) -> tuple[str, str] | None:
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
