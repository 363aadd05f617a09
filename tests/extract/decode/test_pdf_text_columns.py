"""PDF pages set in columns of text: bullets, names, a letter in two close columns."""

from __future__ import annotations

import pytest
from fpdf import FPDF

from lexicon.stages import read_status
from tests.support.cpts_tables import read_paper, stages_and_dates
from tests.support.writers import paper, written


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
    found = read_paper(columns(count))
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
    assert set(stages_and_dates(read_paper(pdf)).values()) == {("aci_signe", None)}


@pytest.mark.parametrize("shift", [0, 2.3])
def test_columns_of_names_without_bullets(shift):
    pdf = paper("Les CPTS de Bretagne", orientation="landscape")
    for column, heading in enumerate(("CPTS signataires de l'ACI", "Lettres d'intention validées")):
        left, top = 12 + 88 * column, 40 + shift * column
        written(pdf, left, top, heading, "B", 11)
        for line, name in enumerate(("Alpha", "Beta", "Gamma")):
            written(pdf, left, top + 8 + 7 * line, f"CPTS {name} {column}")
    assert [stage for stage, _ in stages_and_dates(read_paper(pdf)).values()] == ["aci_signe"] * 3 + [
        "lettre_intention"
    ] * 3


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
    found = {one.name: one for one in read_paper(pdf).listings}
    assert sorted(found) == ["CPTS des Causses", "CPTS des Gorges", "CPTS des Monts", "CPTS du Plateau"]
    assert [found[name].department_text for name in sorted(found)] == ["Lot", "Lozère", "Cantal", "Aveyron"]
    values = {name: read_status(one.status_text or "").value for name, one in found.items()}
    assert values == {
        "CPTS des Monts": "aci_signe",
        "CPTS des Gorges": "emergence",
        "CPTS du Plateau": "lettre_intention",
        "CPTS des Causses": "projet_valide",
    }


def test_cards_side_by_side_each_keep_what_stands_under_their_name():
    pdf = paper("Les CPTS de Bretagne")
    cards = [
        ("CPTS Iroise", "ACI signé en mars 2021"),
        ("CPTS du Léon", "projet de santé validé"),
        ("CPTS de l'Elorn", "-"),
    ]
    for column, card in enumerate(cards):
        for line, text in enumerate((*card, f"4{column} 000 habitants")):
            written(pdf, 12 + 62 * column, 40 + 6 * line, text)
    found = read_paper(pdf)
    numbers = [(one.population_text or "")[-16:] for one in found.listings]
    assert numbers == [f"4{column} 000 habitants" for column in range(3)]
    assert [stage for stage, _ in stages_and_dates(found).values()] == ["aci_signe", "projet_valide", None]
