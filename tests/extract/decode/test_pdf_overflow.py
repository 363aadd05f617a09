"""Text that runs over the edge of its cell in a PDF: the whole name is read, and none of its letters elsewhere."""

from __future__ import annotations

import pytest
from fpdf import FPDF

from spiders.extract.decode.pdf.document import read_pdf
from tests.support.cpts_tables import ARS, document

ROWS = [
    ("CPTS", "Statut", "Population"),
    ("CPTS du Pays de la Roche aux Fées et de la Seiche", "ACI signé", "52 000"),
    ("CPTS du Trégor", "Projet de santé validé", "31 000"),
    ("CPTS Centre Armor et Haut Pays de Vannes", "Lettre d'intention", "22 000"),
]


def printed(rows, widths, rules=True, drawn_last=0):
    """A sheet printed as a spreadsheet does: no cell wraps, and the column `drawn_last` is drawn after the others."""
    paper = FPDF()
    paper.add_page()
    paper.set_font("Helvetica", size=9)
    paper.cell(0, 10, "Les CPTS de Bretagne", new_x="LMARGIN", new_y="NEXT")
    lefts = [paper.l_margin + sum(widths[:column]) for column in range(len(widths))]
    for number, row in enumerate(rows):
        for column in sorted(range(len(row)), key=lambda column: column == drawn_last):
            paper.set_xy(lefts[column], 24 + 8 * number)
            paper.cell(widths[column], 8, row[column], border=int(rules))
    return read_pdf(document(bytes(paper.output()), "liste.pdf"), ARS).listings


@pytest.mark.parametrize("rules", [True, False])
@pytest.mark.parametrize("drawn_last", [0, 2])
@pytest.mark.parametrize("width", [40, 52, 60, 66, 95])
def test_a_name_over_the_next_cell_is_whole_and_its_neighbour_too(width, drawn_last, rules):
    found = printed(ROWS, (width, 50, 30), rules, drawn_last)
    assert [(one.name, one.status_text, one.population_text) for one in found] == [
        (name, status, f"{figure} habitants") for name, status, figure in ROWS[1:]
    ]


@pytest.mark.parametrize("width", [40, 60])
def test_a_name_over_an_empty_cell_leaves_it_empty(width):
    found = printed([*ROWS[:3], (ROWS[1][0].replace("Seiche", "Vilaine"), "", "9 000")], (width, 50, 30))
    assert (found[-1].name, found[-1].status_text) == ("CPTS du Pays de la Roche aux Fées et de la Vilaine", None)


def test_texts_that_touch_at_a_rule_are_two():
    rows = [*ROWS, ("CPTS Rives de Vannes", "Lettre d'intention", "8 000")]
    found = printed(rows, (35, 50, 30))
    assert (found[-1].name, found[-1].status_text) == ("CPTS Rives de Vannes", "Lettre d'intention")
