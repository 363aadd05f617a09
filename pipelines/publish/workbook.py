"""`observatoire-cpts.xlsx`: one workbook for whoever only wants to open a file."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import schema
from pipelines.publish.tables_csv import each, write_french_csv
from pipelines.publish.texts import limits
from pipelines.site.cells import DATES, DAY, DESCRIBED, NAMED, NO_REGION, PROPERTIES, ROWS
from pipelines.site.columns import columns, label_columns
from pipelines.site.french import french_date, french_place, french_release
from pipelines.site.readable import Names, names

if TYPE_CHECKING:
    import pyarrow
    from openpyxl import Workbook

ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the oldest date a zip member can carry: no clock in the bytes
WIDEST = 60  # characters
TEXT, DATE, COUNT = "@", "DD/MM/YYYY", "#,##0"  # formats of cells


def add_sheet(book: Workbook, title: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add a sheet to a write-only book, row by row: what stands above the rows is known before the first is written."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    held, sheet = list(rows), book.create_sheet(title)
    for index, column in enumerate(zip(header, *held, strict=True), 1):
        width = max(len(str(value)) for value in column if value is not None)
        sheet.column_dimensions[get_column_letter(index)].width = min(width + 3, WIDEST)
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = _sized(sheet, get_column_letter(len(header)), len(held) + 1)
    head = WriteOnlyCell(sheet)
    head.font = Font(bold=True, color="FFFFFF")
    head.fill = PatternFill("solid", fgColor="0F5257")
    head.alignment = Alignment(wrap_text=True, vertical="top")
    formatted = {form: WriteOnlyCell(sheet) for form in (TEXT, DATE, COUNT)}

    def shown(value: Any) -> Any:
        """What stands for the value in its row: one cell serves all of a format, each written before the next."""
        if not (form := _format(value)):
            return value
        cell = _filled(formatted[form], value)
        if form == TEXT:
            cell.data_type = "s"  # words of a publisher are never a formula
        else:
            cell.number_format = form
        return cell

    sheet.append(_filled(head, name) for name in header)
    for row in held:
        sheet.append(shown(value) for value in row)


def _filled(cell: Any, value: Any) -> Any:
    cell.value = value
    return cell


def _sized(sheet: Any, column: str, rows: int) -> str:
    """The cells from the first to that of the last column and row, of which a write-only sheet must be told."""
    size = f"A1:{column}{rows}"
    sheet.calculate_dimension = lambda: size
    return size


def _format(value: Any) -> str:
    """Of a cell; empty where its type says enough."""
    if isinstance(value, str):
        return TEXT if value.startswith("=") else ""
    if isinstance(value, date):
        return DATE
    return COUNT if isinstance(value, int) and not isinstance(value, bool) else ""


def names_of(tables: dict[str, pyarrow.Table]) -> Names:
    def pairs(table: str, code: str, name: str) -> list[tuple[str, str]]:
        return list(zip(*(tables[table].column(column).to_pylist() for column in (code, name)), strict=True))

    words = tables["vocabulaire"].select(["domaine", "code", "libelle"]).to_pylist()
    return names(
        ((row["domaine"], row["code"], row["libelle"]) for row in words),
        {
            "commune": pairs("couverture", "commune", "nom"),
            "region": [*NO_REGION.items(), *pairs("regions", "region", "nom")],
            "departement": pairs("departements", "departement", "nom"),
            "source": pairs("sources", "source_id", "titre"),
            "cpts": pairs("cpts", "cpts_id", "nom"),
        },
    )


def in_words(name: str, table: pyarrow.Table, known: Names) -> tuple[list[str], list[list[Any]]]:
    """The titles of the columns that people read of one table, and these in words: a spreadsheet joins nothing."""
    titles = {field.name: field.title for field in schema.load_schema()[name].fields}
    left_out = set(columns()["technical"].get(name, ()))
    if "region_nom" in titles:
        left_out.add("region")  # in words, the name beside it
    shown = [column for column in table.column_names if column not in left_out]
    return [titles[column] for column in shown], [_column_in_words(name, column, table, known) for column in shown]


def _column_in_words(name: str, column: str, table: pyarrow.Table, known: Names) -> list[Any]:
    values: list[Any] = table[column].to_pylist()
    if table[column].type != "string":
        return values
    if column in DATES:
        return each(lambda value: value and _day(value), values)
    if kind := _kind(name, column):
        return each(lambda value: value and known.name(kind, value), values)
    if (name, column) == ("alarmes", "detail"):
        return each(lambda value: value and french_place(value), values)
    if (name, column) in DESCRIBED:
        beside = DESCRIBED[name, column]
        tables = table[beside].to_pylist() if beside else [None] * len(values)
        return each(lambda pair: pair[1] and _title(*pair), list(zip(tables, values, strict=True)))
    meant = table[PROPERTIES[name, column]].to_pylist() if (name, column) in PROPERTIES else [column] * len(values)
    return each(lambda pair: pair[1] and known.value(*pair), list(zip(meant, values, strict=True)))


def _kind(name: str, column: str) -> str | None:
    """What the codes of a column are names of; one that stands beside its name stays a code."""
    table = schema.load_schema()[name]
    if "cpts_nom" not in table.columns and any(
        key.field == column and key.table == "cpts" for key in table.foreign_keys
    ):
        return "cpts"
    if column in NAMED and ROWS[column] != name and f"{column}_nom" not in table.columns:
        return NAMED[column]
    return label_columns().get((name, column))


def _title(table: str | None, code: str) -> str:
    """Of the column `code` of `table`, or of the table `code`."""
    tables = schema.load_schema()
    if table is None:
        return tables[code].title if code in tables else code
    return next((field.title for field in tables[table].fields if field.name == code), code)


def _day(text: str) -> Any:
    """A day that a spreadsheet may sort, and in words what is known of any other date."""
    return date.fromisoformat(text) if DAY.fullmatch(text) else french_date(text)


def table_sheet(book: Workbook, title: str, table: pyarrow.Table, name: str, known: Names) -> None:
    header, columns = in_words(name, table, known)
    add_sheet(book, title, header, zip(*columns, strict=True))


def write_excel_csv(tables: dict[str, pyarrow.Table], folder: Path) -> None:
    """`<table>.csv` in `folder`, in words, for whoever opens a CSV in a French Excel."""
    folder.mkdir()
    known = names_of(tables)
    for name, table in tables.items():
        write_french_csv(*in_words(name, table, known), folder / f"{name}.csv")


def front_sheet(book: Workbook, title: str, release: str, statement: str) -> None:
    """The first sheet: a title, which release it is, the licence, where the evidence is; an empty line is left out."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    front = book.create_sheet("Lisez-moi")
    front.column_dimensions["A"].width = 110
    head = WriteOnlyCell(front, title)
    head.font = Font(bold=True, size=16, color="0F5257")
    lines = (
        head,
        f"Livraison du {french_release(release)}",
        statement,
        "Licence Ouverte 2.0 : citer l'Observatoire des CPTS et la date de la livraison.",
        "Chaque valeur est justifiée dans la table « preuves », publiée en Parquet et en CSV.",
    )
    told = [line for line in lines if line]
    _sized(front, "A", len(told))
    for line in told:
        front.append([line])


def save(book: Workbook, path: Path, release: str) -> None:
    """Write `book` of the release of that name; equal sheets give equal bytes."""
    from openpyxl.writer.excel import ExcelWriter

    raw = io.BytesIO()  # what is about to be written again is not compressed first
    ExcelWriter(book, zipfile.ZipFile(raw, "w")).save()
    _without_clock(raw, path, release[:10])


def write_workbook(tables: dict[str, pyarrow.Table], path: Path, release: str, statement: str) -> None:
    """Sheets: Lisez-moi, CPTS, Changements, Dictionnaire, Sources, Limites. Equal tables give equal bytes."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    front_sheet(book, "Observatoire des CPTS", release, statement)
    known = names_of(tables)
    table_sheet(book, "CPTS", tables["cpts"], "cpts", known)
    table_sheet(book, "Changements", tables["changements"], "changements", known)
    add_sheet(
        book,
        "Dictionnaire",
        ("Table", "Colonne", "Titre", "Type", "Obligatoire", "Description"),
        (
            (table.name, field.name, field.title, field.type, field.required, field.description)
            for table in schema.load_schema().values()
            for field in table.fields
        ),
    )
    table_sheet(book, "Sources", tables["sources"], "sources", known)
    add_sheet(book, "Limites", ("Limite connue",), ([limit] for limit in limits()))
    save(book, path, release)


def _without_clock(raw: io.BytesIO, path: Path, day: str) -> None:
    """Rewrite the zip with fixed member dates and the release day as date of the document."""
    stamp = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
    with zipfile.ZipFile(raw) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = stamp.sub(rb"\g<1>" + f"{day}T00:00:00Z".encode(), content)
            member = zipfile.ZipInfo(name, ZIP_EPOCH)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            target.writestr(member, content)
