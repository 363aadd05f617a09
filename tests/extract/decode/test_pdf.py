"""PDF documents written by our own code: tables with and without rules, columns of bullets, broken files."""

from __future__ import annotations

import pytest
from fpdf import FPDF

from spiders.extract.decode.pdf.document import read_pdf
from tests.support.cpts_tables import (
    ARS,
    EXPECTED,
    HEADER,
    NAMES,
    ROWS,
    alarm_names,
    document,
    facts,
    names,
    says_nobody,
)
from tests.support.writers import paper, pdf_table

COLUMNS = (0, 1, 2, 3, 4)  # a page is too narrow for all
GRID = [[row[column] for column in COLUMNS] for row in [HEADER, *ROWS]]
WIDTHS = (30, 25, 25, 18, 60)
PLAIN = [fact[:5] for fact in EXPECTED]


def table(pdf, grid, **options):
    return pdf_table(pdf, grid, **{"col_widths": WIDTHS[: len(grid[0])], **options})


def read(pdf):
    body = pdf if isinstance(pdf, bytes) else bytes(pdf.output())
    return read_pdf(document(body, "media/12/download", "application/pdf"), ARS)


def plain(found):
    return [facts(listing)[:5] for listing in found.listings]


@pytest.mark.parametrize("field", range(5))
def test_every_field_of_a_ruled_table(field):
    assert [fact[field] for fact in plain(read(table(paper(), GRID)))] == [row[field] for row in PLAIN]


def test_locators_name_page_and_row():
    assert read(table(paper(), GRID)).listings[0].evidence.locator == "page 1, tableau 1, ligne 2"


@pytest.mark.parametrize(
    "layout", ["HORIZONTAL_LINES", "MINIMAL", "NONE", "SINGLE_TOP_LINE", "NO_HORIZONTAL_LINES", "INTERNAL"]
)
def test_tables_without_all_their_rules(layout):
    assert plain(read(table(paper(), GRID, borders_layout=layout))) == PLAIN


@pytest.mark.parametrize("repeat", [0, 1], ids=["header once", "header on each page"])
@pytest.mark.parametrize("layout", ["ALL", "NONE"])
def test_a_table_over_two_pages(repeat, layout):
    pdf = paper()
    pdf.set_y(250)
    found = read(table(pdf, GRID, repeat_headings=repeat, borders_layout=layout))
    assert len({listing.evidence.locator.split(",")[0] for listing in found.listings}) == 2
    assert plain(found) == PLAIN


def test_a_row_cut_by_the_page():
    pdf = table(paper(), [["CPTS", "Communes"], ["CPTS de Redon", "Redon, Allaire, Saint-"]], col_widths=(40, 60))
    pdf.add_page()
    table(
        pdf,
        [["", "Vincent-sur-Oust, Rieux"], ["CPTS d'Auray", "Auray"]],
        col_widths=(40, 60),
        first_row_as_headings=False,
    )
    assert [(one.name, one.territory_text) for one in read(pdf).listings] == [
        ("CPTS de Redon", "Redon, Allaire, Saint-Vincent-sur-Oust, Rieux"),
        ("CPTS d'Auray", "Auray"),
    ]


def test_a_table_per_departement():
    pdf = paper()
    for department, rows in (("Ille-et-Vilaine", ROWS[:2]), ("Morbihan", ROWS[2:])):
        pdf.set_font("Helvetica", "B", 12)
        pdf.cell(text=department)
        pdf.ln(8)
        pdf.set_font("Helvetica", size=9)
        table(
            pdf,
            [["Nom de la CPTS", "État d'avancement", "Communes"], *([row[0], row[2], row[4]] for row in rows)],
            col_widths=(50, 40, 70),
        )
        pdf.ln(6)
    assert [(one.name, one.department_text) for one in read(pdf).listings] == [
        (NAMES[0], "Ille-et-Vilaine"),
        (NAMES[1], "Ille-et-Vilaine"),
        (NAMES[2], "Morbihan"),
    ]


def test_merged_cells():
    pdf = paper()
    with pdf.table(num_heading_rows=2) as drawn:
        line = drawn.row()
        line.cell("CPTS", rowspan=2)
        line.cell("Territoire", colspan=2)
        line.cell("Statut", rowspan=2)
        line = drawn.row()
        line.cell("Communes")
        line.cell("Population")
        drawn.row().cell("Finistère", colspan=4)
        line = drawn.row()
        for text in ("Brest", "Brest, Guilers", "210 000"):
            line.cell(text)
        line.cell("ACI", rowspan=2)
        line = drawn.row()
        for text in ("Quimper", "Quimper", "100 000"):
            line.cell(text)
    assert [(one.name, one.department_text, one.status_text, one.population_text) for one in read(pdf).listings] == [
        ("Brest", "Finistère", "sous ACI", "210 000 habitants"),
        ("Quimper", "Finistère", "sous ACI", "100 000 habitants"),
    ]


def test_people_are_never_kept():
    grid = [[HEADER[0], HEADER[3], HEADER[5], HEADER[6]], *([row[0], row[3], row[5], row[6]] for row in ROWS)]
    found = read(table(paper(), grid, col_widths=(50, 25, 45, 50)))
    assert names(found.listings) == NAMES
    assert says_nobody([*found.listings, *found.alarms])


def test_running_text():
    pdf = paper("Deux CPTS signent leur contrat")
    pdf.multi_cell(
        0,
        5,
        "La CPTS du Pays de Redon couvre une population de 81 246 habitants répartis sur 39 communes.\n\n"
        "La CPTS de Fougères couvre 48 924 habitants.",
    )
    listings = {one.name: one.population_text for one in read(pdf).listings}
    assert "81 246" in listings["CPTS du Pays de Redon"]
    assert "48 924" in listings["CPTS de Fougères"]


# --- broken files ------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [b"<html><body>403</body></html>", b"PK\x03\x04", b""])
def test_a_pdf_that_is_none_is_named(body):
    assert alarm_names(read(body).alarms) == {"WrongType"}


def test_a_locked_file_is_named():
    pdf = paper()
    pdf.set_encryption("owner", "user")
    found = read(pdf)
    assert alarm_names(found.alarms) == {"WrongType"}
    assert "mot de passe" in found.alarms[0].detail


def test_a_scan_is_named():
    pdf = FPDF()
    pdf.add_page()
    assert "EmptyListing" in alarm_names(read(pdf).alarms)


def test_one_column_per_stage_with_several_names_in_a_cell():
    pdf = paper()
    with pdf.table() as drawn:
        for row in (["Lettre d'intention", "ACI signé"], ["CPTS des Trois Lacs", "CPTS de la Plaine\nCPTS du Vallon"]):
            line = drawn.row()
            for text in row:
                line.cell(text)
    assert [(one.name, one.status_text) for one in read(pdf).listings] == [
        ("CPTS des Trois Lacs", "Lettre d'intention"),
        ("CPTS de la Plaine", "ACI signé"),
        ("CPTS du Vallon", "ACI signé"),
    ]


def test_a_line_is_counted_on_its_page_and_a_table_among_those_of_its_page():
    pdf = paper("CPTS en projet")
    for page, names_of_page in enumerate((("CPTS du Perche", "CPTS du Bocage"), ("CPTS de Flers", "CPTS de Caen"))):
        if page:
            pdf.add_page()
        for name in names_of_page:
            pdf.cell(text=f"- {name}")
            pdf.ln(12)
    found = {one.name: one.evidence.locator for one in read(pdf).listings}
    assert found["CPTS du Bocage"] == "page 1, ligne 3"
    assert found["CPTS de Flers"] == "page 2, ligne 1"


def test_the_second_table_of_a_page_is_told_from_the_first():
    pdf = table(paper(), GRID[:2])
    pdf.ln(20)
    places = [one.evidence.locator for one in read(table(pdf, [GRID[0], GRID[2]])).listings]
    assert places == ["page 1, tableau 1, ligne 2", "page 1, tableau 2, ligne 2"]
