"""Mutations of tables, whatever document holds them: columns moved, added, without header; rows split.

A case is read as grids (one per table or sheet) from its own source, changed as grids, and written back as the
document it was; `meta.json` says which lines are the header.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import replace

from lxml import html

from tests.property.mutations import Documents, mutation, rewritten, text_of
from tests.support.corpus import Case
from tests.support.make_fixtures import made
from tests.support.writers import delimited, html_table

Grid = list[list[str]]


def grids_of(case: Case) -> list[Grid]:
    """The grids of a case; none where the document holds no table with a header."""
    if "header" not in case.meta:
        return []
    if case.family == "table":
        return [_html_grid(table) for table in html.document_fromstring(text_of(case)).iter("table")]
    if case.family == "delimited":
        return [list(csv.reader(io.StringIO(text_of(case)), delimiter=case.meta["separator"]))]
    return [deepcopy(grid) for _, grid in case.source.get("sheets", case.source.get("tables"))]


def _html_grid(table: html.HtmlElement) -> Grid:
    """The inner markup of the cells, a merged cell repeated."""
    lines = table.xpath(".//tr")
    places: list[dict[int, str]] = [{} for _ in lines]
    for number, line in enumerate(lines):
        column = 0
        for cell in line:
            while column in places[number]:
                column += 1
            text = (cell.text or "") + "".join(html.tostring(child, encoding="unicode") for child in cell)
            for down in range(int(cell.get("rowspan", 1))):
                for right in range(int(cell.get("colspan", 1))):
                    places[number + down][column + right] = text
            column += 1
    width = max(max(line) for line in places) + 1
    return [[line.get(column, "") for column in range(width)] for line in places]


def rebuilt(case: Case, groups: Sequence[Sequence[Grid]]) -> Documents:
    """The document with each of its tables replaced by one or more."""
    if case.family == "table":
        tree = html.document_fromstring(text_of(case))
        for table, group in zip(list(tree.iter("table")), groups, strict=True):
            captions = [html.tostring(one, encoding="unicode", with_tail=False) for one in table.iter("caption")]
            for grid in group:
                markup = html_table(grid).replace("<table>", "<table>" + "".join(captions))
                table.addprevious(html.fragment_fromstring(markup))
            table.getparent().remove(table)
        return rewritten(case, html.tostring(tree, encoding="unicode"))
    if case.family == "delimited":
        blank = [[""] * len(groups[0][0][0])]
        grid = groups[0][0] + [row for more in groups[0][1:] for row in blank + more]
        return rewritten(case, delimited(grid, case.meta["separator"]))
    key = "sheets" if "sheets" in case.source else "tables"
    named = [
        [f"{name} ({number + 1})" if number else name, grid]
        for (name, _), group in zip(case.source[key], groups, strict=True)
        for number, grid in enumerate(group)
    ]
    return [replace(case.document, body=made({**case.source, key: named}))]


def each_grid(case: Case, change: Callable[[Grid, int, int], list[Grid]]) -> Documents:
    """The document with every grid changed by `change(grid, first line of the header, first line of the rows)`."""
    grids = grids_of(case)
    return rebuilt(case, [change(grid, *case.meta["header"]) for grid in grids]) if grids else []


def _columns(grid: Grid, order: Sequence[int]) -> Grid:
    return [[row[column] for column in order] for row in grid]


def _is_heading(row: Sequence[str]) -> bool:
    return len({cell for cell in row if cell}) == 1


@mutation(on=10)
def columns_in_reverse(case: Case) -> Documents:
    """Missions are listed in the order of their columns: a case where one CPTS has several is left out."""
    if any(";" in row.get("missions_text", "") for row in case.rows):
        return []
    return each_grid(case, lambda grid, *_: [_columns(grid, range(len(grid[0]) - 1, -1, -1))])


@mutation(on=10)
def first_column_last(case: Case) -> Documents:
    return each_grid(case, lambda grid, *_: [_columns(grid, [*range(1, len(grid[0])), 0])])


def _with_column(case: Case, header: str, cells: Sequence[str]) -> Documents:
    def change(grid: Grid, first: int, body: int) -> list[Grid]:
        more = []
        for number, row in enumerate(grid):
            if first <= number < body:
                cell = header
            else:
                cell = row[0] if _is_heading(row) else cells[number % len(cells)]
            more.append([*row[:2], cell, *row[2:]])
        return [more]

    return each_grid(case, change)


@mutation(on=10)
def a_column_of_words_added(case: Case) -> Documents:
    return _with_column(case, "Zorglub", ["texte libre", "un autre texte", "encore un texte"])


@mutation(on=10)
def a_column_of_figures_added(case: Case) -> Documents:
    return _with_column(case, "Nb de projets", ["12", "7", "3"])


@mutation(on=10)
def a_column_of_people_added(case: Case) -> Documents:
    return _with_column(case, "Référent(e)", ["Anne Fictive", "Dr Paul Imaginaire", "Lise Inventée"])


@mutation(on=10)
def an_empty_column_added(case: Case) -> Documents:
    return _with_column(case, "", [""])


@mutation("UnknownHeader", "UnreadText", "LayoutDrift", on=10)
def header_dropped(case: Case) -> Documents:
    return each_grid(case, lambda grid, first, body: [grid[:first] + grid[body:]])


@mutation(on=10)
def header_repeated(case: Case) -> Documents:
    def change(grid: Grid, first: int, body: int) -> list[Grid]:
        middle = _boundary(grid, body)
        return [grid[:middle] + grid[first:body] + grid[middle:]]

    return each_grid(case, change)


@mutation(on=10)
def header_in_capitals(case: Case) -> Documents:
    def change(grid: Grid, first: int, body: int) -> list[Grid]:
        return [grid[:first] + [[cell.upper() for cell in row] for row in grid[first:body]] + grid[body:]]

    # one field of the listing is the header itself
    quoted = any("Date de signature" in str(row.get("date_text")) for row in case.rows)
    return [] if quoted else each_grid(case, change)


def _boundary(grid: Grid, body: int) -> int:
    """A line near the middle where no row is cut from its heading and no CPTS from its communes."""
    middle = (len(grid) + body) // 2
    while middle < len(grid) and (_is_heading(grid[middle - 1]) or set(grid[middle]) & set(grid[middle - 1]) - {""}):
        middle += 1
    return middle if middle < len(grid) else body


def _split(grid: Grid, first: int, body: int, again: bool) -> list[Grid]:
    middle = _boundary(grid, body)
    return [grid[:middle], (grid[first:body] if again else []) + grid[middle:]] if middle > body else [grid]


def _has_headings(case: Case) -> bool:
    return any(_is_heading(row) for grid in grids_of(case) for row in grid[case.meta["header"][1] :])


@mutation(on=8)
def split_in_two_tables(case: Case) -> Documents:
    return [] if _has_headings(case) else each_grid(case, lambda *grid: _split(*grid, again=True))


@mutation("UnknownHeader", "UnreadText", "LayoutDrift", on=8)
def split_in_two_tables_with_one_header(case: Case) -> Documents:
    return [] if _has_headings(case) else each_grid(case, lambda *grid: _split(*grid, again=False))


@mutation("CountMismatch", on=5)
def split_over_two_documents(case: Case) -> Documents:
    """The two pages of a list that is given page by page."""
    grids = grids_of(case)
    if len(grids) != 1 or _has_headings(case):
        return []
    parts = _split(grids[0], *case.meta["header"], again=True)
    return [document for part in parts for document in rebuilt(case, [[part]])] if len(parts) > 1 else []


@mutation(on=5)
def rows_in_reverse(case: Case) -> Documents:
    """Lists of communes are read in their order: only where each row stands alone."""
    if _has_headings(case) or (
        any("," in row.get("territory_text", "") for row in case.rows)
        and case.name.endswith(("communes", "rows", "tabs"))
    ):
        return []
    return each_grid(case, lambda grid, first, body: [grid[:body] + grid[body:][::-1]])


@mutation(on=10)
def title_lines_above(case: Case) -> Documents:
    def change(grid: Grid, first: int, body: int) -> list[Grid]:
        blank = [""] * (len(grid[0]) - 1)
        return [[["Agence régionale de santé", *blank], ["Liste des CPTS", *blank], ["", *blank], *grid]]

    return [] if case.meta["kind"] == "cpts" else each_grid(case, change)


@mutation(on=10)
def blank_lines_between(case: Case) -> Documents:
    def change(grid: Grid, first: int, body: int) -> list[Grid]:
        middle = _boundary(grid, body)
        return [[*grid[:middle], [""] * len(grid[0]), *grid[middle:]]]

    return each_grid(case, change)
