"""A number merged over the rows of several CPTS is nobody's own, in every format; a stage or a date is that of each."""

from __future__ import annotations

import pytest
from openpyxl.utils.cell import range_boundaries

from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read
from spiders.listing import Extraction
from tests.support.cpts_tables import ARS, document
from tests.support.writers import ods, paper, xlsx

HEADER = ["CPTS", "Département", "Statut", "Population", "Communes"]
# CPTS Nord and Sud share a département, a stage, a total and their communes; CPTS Est has its own; two rows are of one
ROWS = [
    HEADER,
    ["CPTS Nord Lorral", "Ain", "ACI signé le 12/05/2021", "120 000", "Belley, Culoz"],
    ["CPTS Sud Lorral", "", "", "", ""],
    ["CPTS du Val Clair", "Jura", "En projet", "48 000", "Dole"],
    ["CPTS des Monts", "Jura", "En projet", "61 000", "Lons-le-Saunier"],
    ["CPTS des Monts", "", "", "", "Morez"],
]
MERGED = ("B2:B3", "C2:C3", "D2:D3", "E2:E3", "A5:A6", "B5:B6", "C5:C6", "D5:D6")
EXPECTED = [
    ("CPTS Nord Lorral", "Ain", "ACI signé le 12/05/2021", None, None),
    ("CPTS Sud Lorral", "Ain", "ACI signé le 12/05/2021", None, None),
    ("CPTS du Val Clair", "Jura", "En projet", "48 000 habitants", "Dole"),
    ("CPTS des Monts", "Jura", "En projet", "61 000 habitants", "Lons-le-Saunier, Morez"),
]


def cells() -> list[list[tuple[str, int]]]:
    """The (text, rowspan) of each row of the table; cells under a merged one are left out."""
    spans = {(top - 1, left - 1): bottom - top + 1 for left, top, _, bottom in map(range_boundaries, MERGED)}
    below = {(row + down, column) for (row, column), count in spans.items() for down in range(1, count)}
    return [
        [(text, spans.get((number, column), 1)) for column, text in enumerate(row) if (number, column) not in below]
        for number, row in enumerate(ROWS)
    ]


def page(rows: str) -> bytes:
    return f"<html><body><main><h1>Les CPTS</h1><table>{rows}</table></main></body></html>".encode()


def table_of_page() -> bytes:
    lines = ("".join(f'<td rowspan="{count}">{text}</td>' for text, count in row) for row in cells())
    return page("".join(f"<tr>{line}</tr>" for line in lines))


def table_of_paper() -> bytes:
    pdf = paper()
    with pdf.table(first_row_as_headings=False) as table:
        for row in cells():
            line = table.row()
            for text, count in row:
                line.cell(text, rowspan=count)
    return bytes(pdf.output())


def told(found: Extraction):
    return [
        (one.name, one.department_text, one.status_text, one.population_text, one.territory_text)
        for one in found.listings
    ]


def read_as(body: bytes, name: str) -> Extraction:
    return read(document(body, name), ARS)


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (table_of_page, "liste"),
        (lambda: xlsx(("Feuil1", ROWS), merged=MERGED), "liste.xlsx"),
        (lambda: ods(("Feuil1", ROWS), merged=MERGED), "liste.ods"),
        (table_of_paper, "liste.pdf"),
    ],
    ids=["html", "xlsx", "ods", "pdf"],
)
def test_what_is_merged_over_two_cpts(make, name):
    found = read_as(make(), name)
    assert told(found) == EXPECTED
    said = [one.detail for one in found.alarms if one.name == "UnreadText"]
    assert len(said) == 2 and "« 120 000 »" in said[0] and "« Belley, Culoz »" in said[1]


def populations(rows: list[list[str]], *merged: str) -> list[str | None]:
    return [one.population_text for one in read_as(xlsx(("Feuil1", rows), merged=merged), "liste.xlsx").listings]


NAME_AND_SIZE = ["CPTS", "Population"]


def test_rows_of_one_identifier_are_one_cpts():
    rows = [
        ["CPTS", "N° FINESS", "Population"],
        ["CPTS du Mont", "010012345", "90 000"],
        ["CPTS Mont et Val", "010012345", ""],
    ]
    assert populations(rows, "C2:C3") == ["90 000 habitants"] * 2
    rows[2][1] = "010054321"
    assert populations(rows, "C2:C3") == [None, None]


def test_a_total_shared_with_another_structure():
    rows = [NAME_AND_SIZE, ["CPTS du Mont", "90 000"], ["MSP du Val", ""], ["CPTS du Lac", "41 000"]]
    assert populations(rows, "B2:B3") == [None, "41 000 habitants"]


def test_the_rows_of_communes_of_one_cpts_share_its_total():
    rows = [["CPTS", "Commune", "Population"]]
    rows += [
        ["CPTS du Mont", "Belley", "90 000"],
        ["", "Culoz", ""],
        ["CPTS du Lac", "Dole", "41 000"],
        ["", "Tavaux", ""],
    ]
    assert populations(rows, "A2:A3", "C2:C3", "A4:A5", "C4:C5") == ["90 000 habitants", "41 000 habitants"]
    assert populations(rows, "A2:A3", "C2:C5", "A4:A5") == [None, None]


def test_a_total_row_is_nobodys():
    rows = [
        NAME_AND_SIZE,
        ["CPTS du Mont", "90 000"],
        ["CPTS du Val", ""],
        ["CPTS du Lac", "41 000"],
        ["Total", "131 000"],
    ]
    assert populations(rows, "B2:B3") == [None, None, "41 000 habitants"]


def test_a_number_over_columns_of_different_meanings():
    rows = [
        ["CPTS", "Nombre de communes", "Population"],
        ["CPTS du Mont", "48 000", ""],
        ["CPTS du Lac", "25", "41 000"],
    ]
    assert populations(rows, "B2:C2") == [None, "41 000 habitants"]
    rows[0][1:] = ["Population 2019", "Population 2022"]
    assert populations(rows, "B2:C2") == ["48 000 habitants", "41 000 habitants"]


def test_cpts_across_and_facts_down():
    rows = [["CPTS", "CPTS du Mont", "CPTS du Val", "CPTS du Lac"]]
    rows += [["Statut", "ACI signé", "", "En projet"], ["Population", "90 000", "", "41 000"]]
    assert populations([["Les CPTS de l'Ain", "", "", ""], *rows], "A1:D1", "B3:C3", "B4:C4") == [
        None,
        None,
        "41 000 habitants",
    ]
    assert populations(rows, "B2:C2") == ["90 000 habitants", None, "41 000 habitants"]


def test_two_tables_side_by_side():
    rows = [["CPTS", "Statut", "", *NAME_AND_SIZE], ["CPTS du Mont", "ACI signé", "", "CPTS du Val", "90 000"]]
    rows += [["CPTS du Lac", "En projet", "", "CPTS du Bois", ""]]
    assert populations(rows, "E2:E3") == [None, None, None, None]
    assert "90 000 habitants" in populations(rows)


def test_a_departement_of_the_column_of_territories_is_that_of_each():
    rows = [["CPTS", "Territoire", "Population"], ["CPTS du Mont", "Ain", "90 000"], ["CPTS du Val", "", "41 000"]]
    found = read_as(xlsx(("Feuil1", rows), merged=("B2:B3",)), "liste.xlsx")
    assert [one.territory_text for one in found.listings] == ["Ain", "Ain"]


def test_to_the_last_row():
    rows = "<tr><th>CPTS<th>Population<tr><td>CPTS du Mont<td rowspan=0>90 000<tr><td>CPTS du Val"
    assert [one.population_text for one in read_as(page(rows), "liste").listings] == [None, None]


def test_a_total_that_goes_on_on_the_next_page():
    rows = [(f"CPTS du Mont {number}", f"{40 + number} 000") for number in range(14)]
    pdf = paper(format=(200, 120))
    with pdf.table(repeat_headings=0) as table:
        table.row(NAME_AND_SIZE)
        for number, (name, size) in enumerate(rows):
            line = table.row()
            line.cell(name)
            if number not in (5, 6, 7, 8, 9):
                line.cell(size, rowspan=6 if number == 4 else 1)
    found = read_as(bytes(pdf.output()), "liste.pdf")
    expected = [None if 4 <= number < 10 else f"{40 + number} 000 habitants" for number in range(14)]
    assert [one.population_text for one in found.listings] == expected


def test_nobody_is_named_by_the_alarm():
    rows = [["CPTS", "Population, suivie par Ysoline Vercassoul"], ["CPTS du Mont", "90 000 (Ysoline Vercassoul)"]]
    found = read_as(xlsx(("Feuil1", [*rows, ["CPTS du Val", ""]]), merged=("B2:B3",)), "liste.xlsx")
    assert found.alarms and not any("Vercassoul" in one.detail for one in found.alarms)


def test_a_row_that_another_column_names_does_not_go_on():
    rows = "Nom;Structure porteuse;Signature ACI\nCentre;CPTS du Morvan;03/03/2021\nBazois;;04/05/2022\n"
    rows += "Auxois;CPTS Puisaye Forterre;05/06/2023\n"
    found = read(Document("https://exemple.invalid/a", rows.encode(), "text/csv"), SourceContext(kind="ars"))
    assert [(one.name, one.date_text) for one in found.listings] == [
        ("CPTS du Morvan", "Signature ACI : 03/03/2021"),
        ("CPTS Puisaye Forterre", "Signature ACI : 05/06/2023"),
    ]


def test_an_address_too_long_for_its_cell_goes_on_on_the_next_line():
    rows = [["CPTS", "Site internet"], ["CPTS du Mont", "https://www.cpts-du-\nmont.invalid"]]
    found = read_as(xlsx(("Feuil1", rows)), "liste.xlsx").listings
    assert [one.website for one in found] == ["https://www.cpts-du-mont.invalid"]
