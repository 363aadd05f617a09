"""Layouts of PDF met for the first time: columns of bullets, turned cells, tables cut by a page, one table per section."""

from __future__ import annotations

import pytest
from fpdf import FPDF

from lexicon.stages import read_status
from spiders.extract.decode.pdf.document import read_pdf
from spiders.extract.table.cell_values import unwrap
from tests.support.bombs import text_page
from tests.support.cpts_tables import ARS, alarm_names, document, stages_and_dates
from tests.support.writers import paper


def read(pdf: FPDF):
    return read_pdf(document(bytes(pdf.output()), "media/7/download", "application/pdf"), ARS)


def written(pdf: FPDF, x: float, y: float, text: str, style: str = "", size: int = 9) -> None:
    pdf.set_font("Helvetica", style, size)
    pdf.text(x, y, text)


def rules(pdf: FPDF, xs, ys) -> None:
    """A grid of upright rules over the whole height and level rules between the first and the last."""
    for x in xs:
        pdf.line(x, ys[0], x, ys[-1])
    for y in ys:
        pdf.line(xs[0], y, xs[-1], y)


# --- columns of bullets ------------------------------------------------------------------------------


def columns(count, bullet="-"):
    """Départements and their CPTS in columns whose lines do not stand at the same heights."""
    pdf = paper("Les CPTS de Bretagne", orientation="landscape")
    for column in range(count):
        left, top = 12 + 88 * column, 40 + 2.3 * column
        written(pdf, left, top, ["FINISTERE (29)", "MORBIHAN (56)", "ILLE-ET-VILAINE (35)"][column], "B", 11)
        for line, name in enumerate(["Alpha", "Beta", "Gamma"]):
            y = top + 7 + 11.4 * line
            written(pdf, left, y, f"{bullet} CPTS {name} {column} : contrat ACI signé le 4 mai 202{column}, 5{line}")
            written(pdf, left + 3, y + 4, f"00{line} habitants.")
    return pdf


@pytest.mark.parametrize("count", [2, 3])
def test_each_column_of_bullets_is_read_to_its_end_before_the_next(count):
    found = read(columns(count))
    assert [one.name for one in found.listings] == [
        f"CPTS {name} {column}" for column in range(count) for name in ("Alpha", "Beta", "Gamma")
    ]
    assert [one.department_text for one in found.listings] == [
        place for place in ("FINISTERE (29)", "MORBIHAN (56)", "ILLE-ET-VILAINE (35)")[:count] for _ in range(3)
    ]
    assert found.listings[-1].population_text == "52 002 habitants"
    assert stages_and_dates(found)["CPTS Beta 1"] == ("aci_signe", "2021-05-04")


def test_dashes_for_none_in_two_columns_are_no_bullets():
    pdf = paper()
    for line, (name, *cells) in enumerate(
        [
            ("CPTS Iroise", "-", "ACI signé", "-"),
            ("CPTS du Léon", "-", "ACI signé", "-"),
            ("CPTS de Quimper", "-", "ACI signé", "-"),
        ]
    ):
        for column, text in enumerate((name, *cells)):
            written(pdf, 12 + 50 * column, 40 + 8 * line, text)
    assert set(stages_and_dates(read(pdf)).values()) == {("aci_signe", None)}


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
    found = read(
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
    found = read(pdf)
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
    assert "UnreadText" not in alarm_names(read(pdf).alarms)
    pdf = paper("Les CPTS bretonnes")
    written(pdf, 12, 30, "La CPTS de Vannes a signé son contrat ACI le 3 mars 2023.")
    xs, ys = (12, 80, 130), (40, 48, 56)
    rules(pdf, xs, ys)
    for line, row in enumerate([("CPTS", "Population"), ("CPTS Iroise", "51 204")]):
        for column, text in enumerate(row):
            written(pdf, xs[column] + 2, ys[line] + 5, text)
    found = read(pdf)
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
    found = read(pdf)
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
    found = read(pdf)
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
    found = read(communes())
    assert [(one.name, one.territory_text, one.population_text) for one in found.listings] == [
        ("CPTS Iroise", "Brest, Guipavas", "154 640 habitants"),
        ("CPTS du Léon", "Lesneven, Landerneau", "23 608 habitants"),
    ]


def test_one_total_under_the_last_of_many_is_not_its_own():
    assert [one.population_text for one in read(communes(totals=False)).listings] == [None, None]


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
    assert stages_and_dates(read(pdf)) == {"CPTS Iroise": ("aci_signe", "2021-05-04"), "CPTS du Léon": (None, None)}


def test_one_commune_after_its_label_is_the_territory():
    pdf = paper("Les CPTS")
    for line, text in enumerate(
        [
            "CPTS Haut-Léon : projet de santé validé (2023) ; communes : Roscoff.",
            "CPTS Iroise : ACI signé ; communes : 12 ; 51 204 habitants.",
        ]
    ):
        written(pdf, 12, 40 + 8 * line, f"- {text}")
    assert [one.territory_text for one in read(pdf).listings] == ["Roscoff", "communes : 12"]


@pytest.mark.parametrize("number, alarms", [(4, {"CountMismatch"}), (3, set())])
def test_a_number_announced_in_a_sentence_over_the_list(number, alarms):
    pdf = paper("Où en sont les CPTS ?")
    written(
        pdf, 12, 40, f"{number} CPTS sont recensées en Bretagne, dont 2 signataires. Elles sont présentées ci-dessous."
    )
    for line, name in enumerate(["Iroise", "du Léon", "de Vannes"]):
        written(pdf, 12, 50 + 8 * line, f"- CPTS {name} : contrat ACI signé")
    assert alarm_names(read(pdf).alarms) == alarms


@pytest.mark.parametrize("shift", [0, 2.3])
def test_columns_of_names_without_bullets(shift):
    pdf = paper("Les CPTS de Bretagne", orientation="landscape")
    for column, heading in enumerate(("CPTS signataires de l'ACI", "Lettres d'intention validées")):
        left, top = 12 + 88 * column, 40 + shift * column
        written(pdf, left, top, heading, "B", 11)
        for line, name in enumerate(("Alpha", "Beta", "Gamma")):
            written(pdf, left, top + 8 + 7 * line, f"CPTS {name} {column}")
    assert [stage for stage, _ in stages_and_dates(read(pdf)).values()] == ["aci_signe"] * 3 + ["lettre_intention"] * 3


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
    found = read(pdf)
    assert stages_and_dates(found) == {
        "CPTS Iroise": ("aci_signe", "2021-05-04"),
        "CPTS du Léon": ("lettre_intention", None),
    }
    assert [(one.territory_text, one.population_text) for one in found.listings] == [
        ("Brest, Guipavas", "51 204 habitants")
    ] * 2


# --- a letter set in two close columns ---------------------------------------------------------------

LEFT = [
    "B|Éditorial",
    "Les équipes reprennent le travail de fond",
    "et cette lettre fait le point du territoire,",
    "de la population et des accès aux soins, de",
    "l'avancement des projets de toute la région.",
    "B|CPTS des Monts",
    "Cantal. Le contrat tripartite a été signé le",
    "8 juillet 2021 pour 31 246 habitants. Une",
    "cellule oriente les soins non programmés.",
    "B|CPTS des Gorges",
    "Lozère. Les soignants ont entamé la réflexion",
    "avec la délégation. Rien n'est encore écrit.",
]
RIGHT = [
    "B|CPTS du Plateau",
    "Aveyron. La lettre d'intention a été validée",
    "le 4 mai 2022. L'équipe rédige le projet de",
    "santé et compte le déposer cet été après les",
    "la population, missions et accès aux soins.",
    "B|CPTS des Causses",
    "Lot. Son projet de santé a été validé par la",
    "commission pour 22 300 habitants en tout.",
    "B|Agenda",
    "Mardi 17 mai : journée de rencontre à Rodez.",
]


def test_a_letter_in_two_close_columns_is_read_one_column_after_the_other():
    pdf = FPDF()
    pdf.add_page()
    written(pdf, 12, 20, "La lettre des communautés du sud de la région, numéro 4, mars 2022", "B", 13)
    for left, top, lines in ((14, 40, LEFT), (90, 40, RIGHT)):
        for number, line in enumerate(lines):
            bold, _, text = line.rpartition("|")
            # the columns drift apart: their lines share a height here and there
            written(pdf, left, top + (5.0 if left < 50 else 5.4) * number, text, bold, 10)
    found = {one.name: one for one in read(pdf).listings}
    assert sorted(found) == ["CPTS des Causses", "CPTS des Gorges", "CPTS des Monts", "CPTS du Plateau"]
    assert [found[name].department_text for name in sorted(found)] == ["Lot", "Lozère", "Cantal", "Aveyron"]
    values = {name: read_status(one.status_text or "").value for name, one in found.items()}
    assert values == {
        "CPTS des Monts": "aci_signe",
        "CPTS des Gorges": "emergence",
        "CPTS du Plateau": "lettre_intention",
        "CPTS des Causses": "projet_valide",
    }


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_the_text_of_a_turned_page_is_read(degrees):
    lines = ["CPTS du Val Clair : ACI signe le 12 mars 2021"]
    upright, turned = (read_pdf(document(text_page(lines, turn), "a.pdf"), ARS) for turn in (0, degrees))
    assert stages_and_dates(turned) == stages_and_dates(upright) == {"CPTS du Val Clair": ("aci_signe", "2021-03-12")}
