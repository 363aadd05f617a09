"""A grid of cells in, one listing per CPTS out.

Every structured source comes here: HTML and PDF tables, sheets, CSV, and the properties of maps and JSON
records (their keys are the header). `columns` finds the header, `rows` tells the rows apart, `record_fields`
writes the fields.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from lexicon.characters import without_entities
from lexicon.text import fold
from spiders.document import Document
from spiders.extract.model.alarm import alarm
from spiders.extract.model.content import Grid
from spiders.extract.model.section import Heading, Section, announced_above
from spiders.extract.model.source import SourceContext
from spiders.extract.output.merge import merge_same
from spiders.extract.table.cell_values import plain
from spiders.extract.table.fields import listing_of
from spiders.extract.table.header_meaning import (
    names_a_cpts,
    speaks_of_cpts,
)
from spiders.extract.table.header_rows import Column, Row, columns_of, distinct, find_header, transposed
from spiders.extract.table.legends import legend_of
from spiders.extract.table.lookups import as_published, put_meanings
from spiders.extract.table.notes import with_notes
from spiders.extract.table.pivots import matrix_of
from spiders.extract.table.row_roles import read_rows
from spiders.extract.table.rows import Table
from spiders.extract.table.shared_cells import from_column, turned, without_shared
from spiders.extract.table.side_by_side import tables_apart
from spiders.extract.table.stacked_sheets import lists_side_by_side, pairs_under_each_other, sheets_of_one, titles_over
from spiders.extract.table.table_alarms import alarms_of, missing_columns, without_header
from spiders.extract.table.table_headings import about_cpts, stated_date
from spiders.listing import Alarm, Listing


def listings_from_grid(grid: Grid, document: Document, context: SourceContext) -> tuple[list[Listing], list[Alarm]]:
    """Listings of one grid, in the order of its rows, and what looked wrong. A grid that lists no CPTS gives nothing;
    a grid of CPTS that cannot be read gives an alarm."""
    width = max((len(row) for row in grid.rows), default=0)
    rows: list[Row] = [
        [plain(without_entities(str(cell))) for cell in row] + [""] * (width - len(row)) for row in grid.rows
    ]
    if grid.headers is not None:
        table = Table(columns_of(grid.headers, context.columns), grid.section, list(enumerate(rows)), complete=True)
        return _listings([table], grid.section, grid, document, context)
    if not grid.section.legend:
        grid = replace(grid, section=replace(grid.section, legend=legend_of(notes_of(rows))))
    if counted := _counted(rows, width, context, grid.section):
        return _listings([counted], grid.section, grid, document, context)
    parts = tables_apart(rows, context.columns)
    if len(parts) > 1:
        return _joined(_read(part, _from_column(grid, first), document, context) for first, part in parts)
    as_drawn, rows = rows, pairs_under_each_other(rows, context)
    if rows is not as_drawn:
        grid = replace(grid, merged={})
    if width and not sheets_of_one(rows, context, grid) and transposed(rows, context.columns):
        lines = len(rows)
        titles, rows = titles_over(rows, grid.where)
        merged = turned(grid.merged, lines - len(rows))
        places = {column: grid.where(line) for column, line in enumerate(_lines_of(rows, as_drawn))}
        rows, sheet = list(zip(*rows, strict=True)), grid.where(0)
        notes = dict.fromkeys(range(len(rows)), grid.notes.get(0, ()))
        grid = replace(grid, where=lambda row: sheet, section=grid.section.inner(*titles), links={}, notes=notes)
        return _read(rows, replace(grid, merged=merged), document, context, places)
    return _read(rows, grid, document, context)


def _from_column(grid: Grid, first: int) -> Grid:
    """The grid of the table that begins at a column of a grid: its links and merged cells are counted from there."""
    links = {(line, column - first): address for (line, column), address in grid.links.items() if column >= first}
    return replace(grid, links=links, merged=from_column(grid.merged, first))


def _counted(rows: Sequence[Row], width: int, context: SourceContext, section: Section) -> Table | None:
    """The table of a grid whose columns the card counts, for want of a header: `"colonne 1" = "name"`."""
    numbered = [f"colonne {number}" for number in range(1, width + 1)]
    if not set(numbered) & context.columns.keys():
        return None
    # « colonne 5 » is not what the publisher wrote: it stays where it tells which column nobody named
    columns = (
        one if one.field == "unknown" else replace(one, header="") for one in columns_of(numbered, context.columns)
    )
    return Table(tuple(columns), section, list(enumerate(rows)), complete=True)


def notes_of(rows: Iterable[Row]) -> str:
    """The lines of a grid that hold one text, or a label and a text: titles, notes, legends."""
    found = (distinct(row) for row in rows)
    return "\n".join(" : ".join(cells) for cells in found if 0 < len(cells) < 3)


def _lines_of(pairs: Iterable[Row], drawn: Sequence[Row]) -> Iterator[int]:
    """The line of a grid that each pair of a label and values is on."""
    line = 0
    for pair in pairs:
        while not {*pair} <= {*drawn[line], ""}:
            line += 1
        yield line


def _read(
    rows: Sequence[Row],
    grid: Grid,
    document: Document,
    context: SourceContext,
    places: Mapping[int, str] | None = None,
) -> tuple[list[Listing], list[Alarm]]:
    """The listings of `rows`, a part of the grid or its columns turned to rows; `places` as in `Table`, of these."""
    section = grid.section
    matrix = matrix_of(rows, context, grid, _is_about(section, document))
    if matrix:
        return _listings([matrix.table], matrix.section, replace(grid, links={}, merged={}), document, context)
    apart = sheets_of_one(rows, context, grid) or lists_side_by_side(rows, section)
    tables, titles = (apart, []) if apart else _tables(rows, context, grid)
    for table in tables:
        table.places = places or table.places
    return _listings(tables, section.inner(*titles), grid, document, context)


def _joined(parts: Iterable[tuple[list[Listing], list[Alarm]]]) -> tuple[list[Listing], list[Alarm]]:
    read = list(parts)
    return [one for listings, _ in read for one in listings], [one for _, alarms in read for one in alarms]


def _is_about(section: Section, document: Document) -> bool:
    """Whether the headings or the address say that the document lists CPTS."""
    address = urlsplit(document.url)
    return about_cpts(section) or speaks_of_cpts(unquote(f"{address.path} {address.query}"))


def _listings(
    tables: Sequence[Table], whole: Section, grid: Grid, document: Document, context: SourceContext
) -> tuple[list[Listing], list[Alarm]]:
    """`whole` holds every heading and title line over the tables."""
    about = _is_about(whole, document) or "name" in context.columns.values()
    listings: list[Listing] = []
    alarms: list[Alarm] = []
    for table in tables:
        published = put_meanings(table, context.rules)
        reading = read_rows(table, grid, about, one_cpts_site=context.kind == "cpts")
        shared = without_shared(reading, grid.merged)
        for record in reading.records:
            listing = as_published(listing_of(record, reading, grid, document, context), record, published)
            listings.append(with_notes(listing, grid.notes.get(record.lines[0], ())))
        alarms += alarms_of(reading, grid, shared, document, context)
        if unheaded := without_header(reading, about and context.kind != "cpts"):
            alarms.append(alarm(*unheaded, document, context))
    if listings and (missing := missing_columns(tables, context)):
        detail = f"le tableau n'a plus de colonne {', '.join(f'« {one} »' for one in missing)}"
        alarms.append(alarm("LayoutDrift", detail, document, context))
    if page_date := stated_date(whole.words):
        listings = [replace(listing, page_date=listing.page_date or page_date) for listing in listings]
    announced, read = announced_above(whole.headings), len(merge_same(listings)[0])
    if read and announced not in (None, read):
        detail = f"annonce {announced} CPTS, {read} lues"
        alarms.append(alarm("CountMismatch", detail, document, context))
    return listings, alarms


def _tables(rows: Sequence[Row], context: SourceContext, grid: Grid) -> tuple[list[Table], list[Heading]]:
    """The grid cut at its headers, and its title lines. A header that comes back unchanged on a new page goes on
    with the same table."""
    section = grid.section
    tables = [Table((), section)]
    titles: list[Heading] = []
    heads: Sequence[Row] = ()
    line = 0
    while line < len(rows):
        header = find_header(rows, line, context.columns, heads)
        if header is None:
            tables[-1].rows.append((line, rows[line]))
            line += 1
            continue
        above = _pop_titles(tables[-1], grid)
        titles += above
        if above or not _same_columns(tables[-1].columns, header.columns):
            tables.append(Table(header.columns, section.inner(*above)))
        heads, line = rows[line : header.end], header.end
    if len(tables) == 1:
        above = _leading_titles(tables[0], grid)
        titles += above
        tables[0].section = section.inner(*above)
    return [table for table in tables if table.rows or table.columns], titles


def _pop_titles(table: Table, grid: Grid) -> list[Heading]:
    """Takes the lone cells that end a run of rows: they are titles of what follows."""
    found: list[Heading] = []
    while table.rows:
        line, row = table.rows[-1]
        cells = distinct(row)
        if table.columns and (len(cells) > 1 or (cells and not row[0]) or any(names_a_cpts(c, False) for c in cells)):
            break  # a row, or the rest of one
        if len(cells) > 2:
            break
        table.rows.pop()
        found = [*(Heading(cell, grid.where(line)) for cell in cells), *found]
    return found


def _leading_titles(table: Table, grid: Grid) -> list[Heading]:
    """Takes the title lines of a grid without header: lone cells before the first wide row."""
    found: list[Heading] = []
    if any(len(distinct(row)) > 1 for _, row in table.rows):
        while len(cells := distinct(table.rows[0][1])) <= 1:
            line, _ = table.rows.pop(0)
            found += [Heading(cell, grid.where(line)) for cell in cells]
    return found


def _same_columns(one: Sequence[Column], other: Sequence[Column]) -> bool:
    return [fold(column.header) for column in one] == [fold(column.header) for column in other]
