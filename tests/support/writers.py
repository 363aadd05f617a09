"""Grids and records written as the documents that publishers make of them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import openpyxl
from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from openpyxl.utils.cell import range_boundaries

Grid = Sequence[Sequence[Any]]
WRITTEN = datetime(2026, 1, 1, tzinfo=UTC)  # the same words give the same bytes on any day


def html_table(grid: Grid, tag: str = "td") -> str:
    lines = ["<tr>" + "".join(f"<th>{cell}</th>" for cell in grid[0]) + "</tr>"]
    lines += ["<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in row) + "</tr>" for row in grid[1:]]
    return "<table>" + "".join(lines) + "</table>"


def html_page(body: str, title: str = "Les CPTS de Bretagne") -> str:
    return f"<html><head><title>{title}</title></head><body><main><h1>{title}</h1>{body}</main></body></html>"


def delimited(grid: Grid, separator: str = ";", newline: str = "\r\n") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=newline).writerows(grid)
    return text.getvalue()


def xlsx(*sheets: tuple[str, Grid], hidden: Sequence[str] = (), merged: Sequence[str] = ()) -> bytes:
    """A workbook of (title, rows); `merged` are ranges of the first sheet."""
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    workbook.properties.created = workbook.properties.modified = WRITTEN.replace(tzinfo=None)
    for title, rows in sheets:
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append([cell if cell != "" else None for cell in row])
        if title in hidden:
            sheet.sheet_state = "hidden"
    for cells in merged:
        workbook.worksheets[0].merge_cells(cells)
    body = io.BytesIO()
    workbook.save(body)
    return body.getvalue()


def ods(*sheets: tuple[str, Grid], merged: Sequence[str] = ()) -> bytes:
    """A workbook of (title, rows); `merged` are ranges of every sheet."""
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import CoveredTableCell, Table, TableCell, TableRow
    from odf.text import P

    book = OpenDocumentSpreadsheet()
    for title, rows in sheets:
        table = Table(name=title)
        spans = {(top, left): (bottom, right) for left, top, right, bottom in map(range_boundaries, merged)}
        covered = {
            (line, column)
            for (top, left), (bottom, right) in spans.items()
            for line in range(top, bottom + 1)
            for column in range(left, right + 1)
        } - spans.keys()
        for number, row in enumerate(rows, 1):
            line = TableRow()
            for column, cell in enumerate(row, 1):
                if (number, column) in covered:
                    line.addElement(CoveredTableCell())
                    continue
                bottom, right = spans.get((number, column), (number, column))
                over = {"numberrowsspanned": bottom - number + 1, "numbercolumnsspanned": right - column + 1}
                holder = TableCell(valuetype="string", **(over if max(over.values()) > 1 else {}))
                holder.addElement(P(text=str(cell)))
                line.addElement(holder)
            table.addElement(line)
        book.spreadsheet.addElement(table)
    body = io.BytesIO()
    book.write(body)
    return body.getvalue()


class Paper(FPDF):
    """A page with the running head and foot of an agency."""

    head = "ARS Bretagne - offre de soins"

    def header(self) -> None:
        self.set_font("Helvetica", size=8)
        self.cell(text=self.head)
        self.ln(10)

    def footer(self) -> None:
        self.set_y(-12)
        self.set_font("Helvetica", size=8)
        self.cell(text=f"Page {self.page_no()}/{{nb}}")


def paper(title: str = "Les CPTS de Bretagne", **sheet: Any) -> Paper:
    pdf = Paper(**sheet)
    pdf.set_creation_date(WRITTEN)
    pdf.add_page()
    if title:
        pdf.set_font("Helvetica", "B", 14)
        pdf.cell(text=title)
        pdf.ln(12)
    pdf.set_font("Helvetica", size=9)
    return pdf


def written(pdf: FPDF, x: float, y: float, text: str, style: str = "", size: int = 9) -> None:
    """Sets a text at a place of the page, in millimetres."""
    pdf.set_font("Helvetica", style, size)
    pdf.text(x, y, text)


def pdf_table(pdf: FPDF, grid: Grid, **options: Any) -> FPDF:
    with pdf.table(**options) as drawn:
        for row in grid:
            line = drawn.row()
            for cell in row:
                line.cell(str(cell))
    return pdf


def pdf_pages(title: str, tables: Sequence[tuple[str, Grid]], rules: bool = True, repeat: bool = True) -> bytes:
    """A table per heading, as long as need be: their pages break where they must."""
    pdf = paper(title, format=(280, 120))
    for heading, grid in tables:
        if heading:
            pdf.set_font("Helvetica", "B", 12)
            pdf.cell(text=heading)
            pdf.ln(8)
            pdf.set_font("Helvetica", size=9)
        layout = TableBordersLayout.ALL if rules else TableBordersLayout.NONE
        pdf_table(pdf, grid, borders_layout=layout, repeat_headings=int(repeat))
        pdf.ln(6)
    return bytes(pdf.output())


def pdf_columns(title: str, lists: Sequence[tuple[str, Sequence[str]]]) -> bytes:
    """Headed lists of bullets, side by side two by two."""
    pdf = paper(title)
    top = pdf.get_y()
    for number, (heading, items) in enumerate(lists):
        left = 10 + 100 * (number % 2)
        if number and number % 2 == 0:
            top += 10 + 6 * max(len(items) for _, items in lists) + 8
        pdf.set_xy(left, top)
        pdf.set_font("Helvetica", "B", 11)
        pdf.cell(text=heading)
        pdf.set_font("Helvetica", size=10)
        for line, item in enumerate(items):
            pdf.set_xy(left, top + 8 + 6 * line)
            pdf.cell(text=f"- {item}")
    return bytes(pdf.output())


def zipped(name: str, body: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(zipfile.ZipInfo(name, WRITTEN.timetuple()[:6]), body)
    return archive.getvalue()


def collection(rows: Sequence[dict], point: tuple[float, float] = (2.3, 48.8), **more: Any) -> dict:
    """A GeoJSON collection as a WFS gives it, one polygon per row around `point`."""
    features = [
        {
            "type": "Feature",
            "id": f"AMBU_CPTS.{number}",
            "properties": row,
            "geometry": {"type": "MultiPolygon", "coordinates": [[[list(point), list(point)]]]},
        }
        for number, row in enumerate(rows, 1)
    ]
    return {"type": "FeatureCollection", "features": features, **more}


def as_json(data: Any, **options: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, **options).encode("utf-8")
