"""Mutations of tables that change what holds them: another format, another separator, other sheets, other paper."""

from __future__ import annotations

from dataclasses import replace

from spiders.document import Document
from tests.property.mutations import Documents, mutation, rewritten
from tests.property.mutations_grid import Grid, grids_of
from tests.support.corpus import Case
from tests.support.make_fixtures import made
from tests.support.writers import delimited, html_page, html_table, ods, pdf_pages, xlsx


def _plain(case: Case) -> Grid:
    """The only grid of a case whose cells are words, without markup."""
    grids = grids_of(case)
    return [[str(cell) for cell in row] for row in grids[0]] if len(grids) == 1 and case.family != "table" else []


def _as(case: Case, body: bytes, content_type: str) -> Documents:
    return [Document(case.document.url, body, content_type)]


def _title(case: Case) -> str:
    return str(case.source.get("title", "Liste des CPTS"))


@mutation(on=5)
def as_a_page(case: Case) -> Documents:
    grid = _plain(case)
    return _as(case, html_page(html_table(grid), _title(case)).encode(), "text/html; charset=utf-8") if grid else []


@mutation(on=5)
def as_a_workbook(case: Case) -> Documents:
    grid = _plain(case)
    return _as(case, xlsx(("Feuil1", [[_title(case)], *grid])), "") if grid else []


@mutation(on=5)
def as_an_open_workbook(case: Case) -> Documents:
    grid = _plain(case)
    return _as(case, ods(("Feuil1", [[_title(case)], *grid])), "") if grid else []


@mutation(on=5)
def as_delimited_text(case: Case) -> Documents:
    grid = _plain(case)
    title = [_title(case), *[""] * (len(grid[0]) - 1)] if grid else []
    return _as(case, delimited([title, *grid]).encode(), "text/csv") if grid else []


@mutation(on=3)
def as_paper(case: Case) -> Documents:
    """Seven columns and the signs of its font are all that the paper of these tests holds."""
    grid = _plain(case)
    written = all(ord(sign) < 256 for row in grid for cell in row for sign in cell)
    if not grid or not written or case.document.kind == "pdf":
        return []
    return _as(case, pdf_pages(_title(case), [("", grid)]), "application/pdf")


@mutation(on=3)
def separated_by_commas(case: Case) -> Documents:
    return rewritten(case, delimited(grids_of(case)[0], ",")) if case.family == "delimited" else []


@mutation(on=2)
def separated_by_tabs(case: Case) -> Documents:
    return rewritten(case, delimited(grids_of(case)[0], "\t")) if case.family == "delimited" else []


@mutation(on=3)
def separated_by_bars(case: Case) -> Documents:
    return rewritten(case, delimited(grids_of(case)[0], "|")) if case.family == "delimited" else []


@mutation()
def sheets_renamed(case: Case) -> Documents:
    """By names that office software gives itself; a name that says a département is a fact, and stays."""
    sheets = case.source.get("sheets", [])
    if not sheets or any(row.get("department_text", "") in name for row in case.rows for name, _ in sheets):
        return []
    renamed = [[f"Sheet{number}", grid] for number, (_, grid) in enumerate(sheets, 1)]
    return [replace(case.document, body=made({**case.source, "sheets": renamed}))]


@mutation(on=2)
def a_sheet_of_notes_first(case: Case) -> Documents:
    notes = ["Lisez-moi", [["Ce classeur est mis à jour chaque trimestre."], ["Source : agence régionale de santé"]]]
    sheets = case.source.get("sheets", [])
    return [replace(case.document, body=made({**case.source, "sheets": [notes, *sheets]}))] if sheets else []


# --- paper ----------------------------------------------------------------------------------------------


@mutation()
def without_rules(case: Case) -> Documents:
    tables = case.source.get("tables")
    body = pdf_pages(_title(case), tables, rules=False) if tables else b""
    return [replace(case.document, body=body)] if tables else []


@mutation()
def header_on_the_first_page_only(case: Case) -> Documents:
    tables = case.source.get("tables")
    return [replace(case.document, body=pdf_pages(_title(case), tables, repeat=False))] if tables else []


@mutation()
def columns_of_bullets_exchanged(case: Case) -> Documents:
    lists = case.source.get("lists")
    return [replace(case.document, body=made({**case.source, "lists": lists[::-1]}))] if lists else []


@mutation()
def bullets_of_each_column_in_reverse(case: Case) -> Documents:
    lists = [[heading, items[::-1]] for heading, items in case.source.get("lists", [])]
    return [replace(case.document, body=made({**case.source, "lists": lists}))] if lists else []
