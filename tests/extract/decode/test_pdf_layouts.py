"""Layouts of PDF met for the first time: columns of bullets, turned cells, tables cut by a page, one table per section."""

from __future__ import annotations

import pytest
from fpdf import FPDF

from spiders.extract.decode.pdf.document import read_pdf
from spiders.extract.table.cell_values import unwrap
from tests.support.bombs import text_page
from tests.support.cpts_tables import ARS, alarm_names, document, read_paper, stages_and_dates
from tests.support.writers import paper, written


def rules(pdf: FPDF, xs, ys) -> None:
    """A grid of upright rules over the whole height and level rules between the first and the last."""
    for x in xs:
        pdf.line(x, ys[0], x, ys[-1])
    for y in ys:
        pdf.line(xs[0], y, xs[-1], y)


# --- one table per section, without upright rules ------------------------------------------------------


def sections(*tables):
    pdf = paper("Les CPTS bretonnes")
    y = 35.0
    for title, header, rows in tables:
        written(pdf, 12, y, title, "B", 12)
        for line, row in enumerate([header, *rows]):
            for column, text in enumerate(row):
                written(pdf, 12 + 46 * column, y + 8 + 6 * line, text, "" if line else "B")
        y += 20 + 6 * len(rows)
        written(pdf, 12, y - 6, "Contact : ars-dd@sante.example", size=7)
    return pdf


def test_each_section_is_read_under_its_own_header():
    found = read_paper(
        sections(
            (
                "1. Département du Finistère",
                ["CPTS", "Étape", "Échéance atteinte", "Population"],
                [
                    ["CPTS Iroise", "ACI signé", "2022", "51 204"],
                    ["CPTS du Léon", "LI validée", "février 2023", "61 310"],
                ],
            ),
            (
                "2. Département du Morbihan",
                ["Population", "CPTS", "Étape", "Échéance atteinte"],
                [
                    ["71 480", "CPTS de Vannes", "ACI signé", "2021"],
                    ["41 940", "CPTS Pays de Ploërmel", "LI validée", "2020"],
                ],
            ),
        )
    )
    assert [(one.name, one.department_text, one.population_text) for one in found.listings] == [
        ("CPTS Iroise", "Finistère", "51 204 habitants"),
        ("CPTS du Léon", "Finistère", "61 310 habitants"),
        ("CPTS de Vannes", "Morbihan", "71 480 habitants"),
        ("CPTS Pays de Ploërmel", "Morbihan", "41 940 habitants"),
    ]
    assert stages_and_dates(found)["CPTS du Léon"] == ("lettre_intention", "2023-02")
    assert stages_and_dates(found)["CPTS de Vannes"] == ("aci_signe", "2021")


def test_the_space_between_thousands_is_no_river():
    pdf = paper()
    rows = [
        ("CPTS Iroise", "contrat tripartite signé le", "31 322"),
        ("CPTS du Léon", "lettre d'intention déposée le", "91 113"),
        ("CPTS de Quimper", "projet de santé en cours de", "142 221"),
    ]
    for column, text in enumerate(("Communauté", "Où en est-on ?", "Population")):
        written(pdf, 12 + 60 * column, 40, text, "B")
    for line, (name, stage, number) in enumerate(rows):
        y = 48 + 11 * line
        written(pdf, 12, y, name)
        written(pdf, 72, y, stage)
        written(pdf, 72, y + 4, ["4 mai 2021", "5 juin 2022", "rédaction"][line])
        written(pdf, 148 - pdf.get_string_width(number), y, number)
    found = read_paper(pdf)
    assert [one.population_text for one in found.listings] == [
        "31 322 habitants",
        "91 113 habitants",
        "142 221 habitants",
    ]
    assert stages_and_dates(found)["CPTS Iroise"] == ("aci_signe", "2021-05-04")


def test_a_cpts_told_beside_the_table_is_not_lost_in_silence():
    pdf = sections(
        (
            "1. Département du Finistère",
            ["CPTS", "Étape", "Population"],
            [["CPTS Iroise", "ACI signé", "51 204"], ["CPTS du Léon", "LI validée", "61 310"]],
        )
    )
    found = read_paper(pdf)
    assert [(one.name, one.population_text) for one in found.listings] == [
        ("CPTS Iroise", "51 204 habitants"),
        ("CPTS du Léon", "61 310 habitants"),
    ]
    assert "UnreadText" not in alarm_names(found.alarms)
    pdf = paper("Les CPTS bretonnes")
    written(pdf, 12, 30, "La CPTS de Vannes a signé son contrat ACI le 3 mars 2023.")
    xs, ys = (12, 80, 130), (40, 48, 56)
    rules(pdf, xs, ys)
    for line, row in enumerate([("CPTS", "Population"), ("CPTS Iroise", "51 204")]):
        for column, text in enumerate(row):
            written(pdf, xs[column] + 2, ys[line] + 5, text)
    found = read_paper(pdf)
    assert [one.name for one in found.listings] == ["CPTS Iroise"]
    assert alarm_names(found.alarms) == {"UnreadText"}


# --- ruled tables --------------------------------------------------------------------------------------


def test_a_turned_cell_is_the_département_of_its_rows_and_a_legend_decodes_the_stages():
    pdf = paper("Tableau de bord des CPTS")
    xs, ys = (10, 20, 80, 100, 130), (30, 38, 50, 62, 84)
    rules(pdf, xs[1:], ys)
    for x in xs[:2]:
        pdf.line(x, ys[0], x, ys[-1])
    for y in (ys[0], ys[1], ys[3], ys[4]):
        pdf.line(xs[0], y, xs[1], y)
    rows = [
        ("CPTS", "Stade", "Population"),
        ("CPTS Iroise", "S", "51 204"),
        ("CPTS du Léon", "I", "61 310"),
        ("CPTS de Vannes", "S", "71 480"),
    ]
    for line, row in enumerate(rows):
        for column, text in enumerate(row):
            written(pdf, xs[column + 1] + 2, ys[line] + 6, text)
    for text, y, turn in (("Finistère", 59, 90), ("Morbihan", 64, -90)):
        with pdf.rotation(turn, 16, y):
            pdf.text(16, y, text)
    written(pdf, 12, 90, "S : contrat ACI signé - I : lettre d'intention validée")
    found = read_paper(pdf)
    assert [(one.name, one.department_text) for one in found.listings] == [
        ("CPTS Iroise", "Finistère"),
        ("CPTS du Léon", "Finistère"),
        ("CPTS de Vannes", "Morbihan"),
    ]
    assert [stage for stage, _ in stages_and_dates(found).values()] == ["aci_signe", "lettre_intention", "aci_signe"]


def test_a_row_that_the_page_cuts_goes_on_on_the_next():
    pdf = paper("Les CPTS bretonnes")
    xs = (12, 60, 130, 200)
    for page, (top, rows, last) in enumerate(
        [
            (
                40,
                [
                    ("CPTS", "Territoire", "Contrat"),
                    ("CPTS Iroise", "Brest, Guipavas", "ACI signé le 4 mai 2021"),
                    ("CPTS du Léon", "Lesneven,", "Projet de santé validé le"),
                ],
                True,
            ),
            (
                20,
                [("", "Landerneau", "5 juin 2022"), ("CPTS de Vannes", "Vannes, Séné", "ACI signé le 6 mai 2020")],
                False,
            ),
        ]
    ):
        if page:
            pdf.add_page()
        ys = [top + 12 * line for line in range(len(rows) + 1)]
        for x in xs:
            pdf.line(x, ys[0], x, ys[-1])
        for number, y in enumerate(ys):
            if not (last and number == len(ys) - 1) and not (page and not number):
                pdf.line(xs[0], y, xs[-1], y)
        for line, row in enumerate(rows):
            for column, text in enumerate(row):
                written(pdf, xs[column] + 2, ys[line] + 6, text)
    found = read_paper(pdf)
    assert [(one.name, one.territory_text) for one in found.listings] == [
        ("CPTS Iroise", "Brest, Guipavas"),
        ("CPTS du Léon", "Lesneven, Landerneau"),
        ("CPTS de Vannes", "Vannes, Séné"),
    ]
    assert stages_and_dates(found)["CPTS du Léon"] == ("projet_valide", "2022-06-05")


def communes(totals=True):
    pdf = paper("Périmètre communal des CPTS")
    xs = (12, 80, 130, 170)
    rows = [
        ("CPTS", "Commune", "Pop. municipale"),
        ("CPTS Iroise", "Brest", "139 619"),
        ("", "Guipavas", "15 021"),
        *([("", "Total", "154 640")] if totals else []),
        ("CPTS du Léon", "Lesneven", "7 418"),
        ("", "Landerneau", "16 190"),
        ("", "Total", "23 608" if totals else "178 248"),
    ]
    ys = [30 + 8 * line for line in range(len(rows) + 1)]
    rules(pdf, xs[1:], ys)
    pdf.line(xs[0], ys[0], xs[0], ys[-1])
    starts = [line for line, row in enumerate(rows) if row[0].startswith("CPTS ")]
    for line in (0, *starts[1:], len(rows)):  # no rule between « CPTS » and the first name
        pdf.line(xs[0], ys[line], xs[1], ys[line])
    for line, row in enumerate(rows):
        for column, text in enumerate(row):
            written(pdf, xs[column] + 2, ys[line] + 5, text)
    return pdf


def test_a_name_below_its_header_in_one_cell_and_the_totals_of_its_communes():
    found = read_paper(communes())
    assert [(one.name, one.territory_text, one.population_text) for one in found.listings] == [
        ("CPTS Iroise", "Brest, Guipavas", "154 640 habitants"),
        ("CPTS du Léon", "Lesneven, Landerneau", "23 608 habitants"),
    ]


def test_one_total_under_the_last_of_many_is_not_its_own():
    assert [one.population_text for one in read_paper(communes(totals=False)).listings] == [None, None]


# --- the words of a cell -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell, text",
    [
        (
            "ACI signé le 6 octobre\n2025 pour cinq ans.\nAvenant prévu en 2027.",
            "ACI signé le 6 octobre 2025 pour cinq ans. Avenant prévu en 2027.",
        ),
        ("Validé le 6\noctobre 2025", "Validé le 6 octobre 2025"),
        ("Brest\nGuipavas", "Brest, Guipavas"),
    ],
)
def test_a_date_cut_by_the_end_of_a_line(cell, text):
    assert unwrap(cell) == text


def test_a_step_to_come_hides_none_that_is_done():
    pdf = paper("Les CPTS bretonnes")
    xs, ys = (12, 70, 190), (30, 40, 50, 60)
    rules(pdf, xs, ys)
    for line, row in enumerate(
        [
            ("CPTS", "Contrat"),
            ("CPTS Iroise", "ACI signé le 4 mai 2021. Avenant prévu en 2027."),
            ("CPTS du Léon", "Signature de l'ACI prévue le 3 mars 2027"),
        ]
    ):
        for column, text in enumerate(row):
            written(pdf, xs[column] + 2, ys[line] + 6, text)
    assert stages_and_dates(read_paper(pdf)) == {
        "CPTS Iroise": ("aci_signe", "2021-05-04"),
        "CPTS du Léon": (None, None),
    }


def test_one_commune_after_its_label_is_the_territory():
    pdf = paper("Les CPTS")
    for line, text in enumerate(
        [
            "CPTS Haut-Léon : projet de santé validé (2023) ; communes : Roscoff.",
            "CPTS Iroise : ACI signé ; communes : 12 ; 51 204 habitants.",
        ]
    ):
        written(pdf, 12, 40 + 8 * line, f"- {text}")
    assert [one.territory_text for one in read_paper(pdf).listings] == ["Roscoff", "communes : 12"]


@pytest.mark.parametrize("number, alarms", [(4, {"CountMismatch"}), (3, set())])
def test_a_number_announced_in_a_sentence_over_the_list(number, alarms):
    pdf = paper("Où en sont les CPTS ?")
    written(
        pdf, 12, 40, f"{number} CPTS sont recensées en Bretagne, dont 2 signataires. Elles sont présentées ci-dessous."
    )
    for line, name in enumerate(["Iroise", "du Léon", "de Vannes"]):
        written(pdf, 12, 50 + 8 * line, f"- CPTS {name} : contrat ACI signé")
    assert alarm_names(read_paper(pdf).alarms) == alarms


@pytest.mark.parametrize("colon", [True, False])
def test_a_sheet_of_facts_line_by_line(colon):
    pdf, y = paper("Les CPTS de Bretagne"), 40
    for name, stage in (("Iroise", "ACI signé le 4 mai 2021"), ("du Léon", "Lettre d'intention validée")):
        written(pdf, 12, y, f"CPTS {name}", "B", 12)
        for line, (label, value) in enumerate(
            (
                ("Département", "Finistère"),
                ("Statut", stage),
                ("Population", "51 204 habitants"),
                ("Communes", "Brest, Guipavas"),
            )
        ):
            written(pdf, 12, y + 7 + 5 * line, f"{label} : {value}" if colon else label)
            if not colon:
                written(pdf, 70, y + 7 + 5 * line, value)
        y += 40
    found = read_paper(pdf)
    assert stages_and_dates(found) == {
        "CPTS Iroise": ("aci_signe", "2021-05-04"),
        "CPTS du Léon": ("lettre_intention", None),
    }
    assert [(one.territory_text, one.population_text) for one in found.listings] == [
        ("Brest, Guipavas", "51 204 habitants")
    ] * 2


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_the_text_of_a_turned_page_is_read(degrees):
    lines = ["CPTS du Val Clair : ACI signe le 12 mars 2021"]
    upright, turned = (read_pdf(document(text_page(lines, turn), "a.pdf"), ARS) for turn in (0, degrees))
    assert stages_and_dates(turned) == stages_and_dates(upright) == {"CPTS du Val Clair": ("aci_signe", "2021-03-12")}
