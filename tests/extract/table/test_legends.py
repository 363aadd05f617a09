"""Legends of a page, a sheet or data, which give the codes of stages their words."""

from __future__ import annotations

import pytest

from spiders.extract.table.legends import legend_of, legend_of_tree
from tests.support.cpts_tables import alarm_names, read_file, stages_and_dates
from tests.support.pages import by_name, extract
from tests.support.writers import xlsx


@pytest.mark.parametrize(
    "text",
    [
        "Légende : A = émergence ; B = lettre d'intention validée ; C = ACI signé.",
        "A : émergence, B : lettre d'intention validée, C : ACI signé",
        "A – émergence\nB – lettre d'intention validée\nC – ACI signé",
        "Légende\nA : émergence\nB : lettre d'intention validée\nC : ACI signé",
    ],
)
def test_a_legend_is_read(text: str) -> None:
    assert legend_of(text) == {"a": "émergence", "b": "lettre d'intention validée", "c": "ACI signé"}


@pytest.mark.parametrize(
    "text",
    [
        "ACI : accord conventionnel interprofessionnel ; LI : lettre d'intention",
        "Phase 1 : rédaction du projet de santé",
        "Le 3 mai : signature de l'ACI",
        "Taille 1 : moins de 40 000 habitants ; taille 2 : de 40 000 à 80 000",
    ],
)
def test_what_is_no_legend_of_stages(text: str) -> None:
    assert legend_of(text) == {}


def test_the_legend_of_a_json_tree() -> None:
    tree = {"labels": {"OPEN": "ACI signé", "DRAFT": "Projet de santé en rédaction", "IDEA": "Émergence"}, "total": "3"}
    assert legend_of_tree(tree)["draft"] == "Projet de santé en rédaction"
    tree = [{"id": 1, "libelle": "Lettre d'intention"}, {"id": 2, "libelle": "ACI signé"}]
    assert legend_of_tree(tree) == {"1": "Lettre d'intention", "2": "ACI signé"}


LEGEND = "<p>1 = lettre d'intention validée ; 2 = <b>projet de santé</b> validé ; 3 = ACI signé</p>"


COLUMN = """<table><tr><th>CPTS</th><th>{}</th><th>Nb MSP</th></tr>
<tr><td>CPTS de la Brenne</td><td>3</td><td>2</td></tr>
<tr><td>CPTS des Loges</td><td>1</td><td>3</td></tr></table>"""


def test_a_coded_column_says_the_words_of_the_legend() -> None:
    found = by_name(extract(f"<main><h1>Les CPTS</h1>{LEGEND}{COLUMN.format('Stade')}</main>"))
    assert found["CPTS de la Brenne"].status_text == "ACI signé"
    assert found["CPTS des Loges"].status_text == "lettre d'intention validée"


def test_a_column_of_numbers_is_no_coded_stage() -> None:
    found = by_name(extract(f"<main><h1>Les CPTS</h1>{LEGEND}{COLUMN.format('Pôles')}</main>"))
    assert found["CPTS des Loges"].status_text is None


def test_the_title_legende_names_no_cpts() -> None:
    found = extract(
        """<main><h1>Carte des CPTS de l'Indre</h1><p><b>Légende</b></p><p>vert : ACI signé</p>
        <p>orange : projet de santé validé</p></main>"""
    )
    assert not found.listings


CODED = [
    {"nom": "CPTS du Léon", "population": 61000, "statut": 3},
    {"nom": "CPTS Iroise", "population": 51000, "statut": 1},
]


FEATURES = [{"type": "Feature", "properties": row, "geometry": None} for row in CODED]


DECODED = {"CPTS du Léon": ("aci_signe", None), "CPTS Iroise": ("emergence", None)}


@pytest.mark.parametrize(
    "around",
    [
        {"legende": {"1": "Émergence", "2": "Lettre d'intention validée", "3": "ACI signé"}},
        {"metadata": {"statut": [{"code": 1, "libelle": "Émergence"}, {"code": 3, "libelle": "ACI signé"}]}},
    ],
)
def test_a_map_explains_its_codes(around):
    assert (
        stages_and_dates(read_file({"type": "FeatureCollection", **around, "features": FEATURES}, "cpts.json"))
        == DECODED
    )


def test_a_sheet_or_the_last_lines_of_a_file_explain_its_letters():
    grid = [["CPTS", "Stade", "Population"], ["CPTS du Léon", "A", "61000"], ["CPTS Iroise", "E", "51000"]]
    legend = [["A", "ACI signé"], ["E", "En émergence"]]
    assert stages_and_dates(read_file(xlsx(("Liste", grid), ("Légende", legend)), "c.xlsx")) == DECODED
    lines = "\n".join(
        ";".join(row) for row in [*grid, ["", "", ""], ["A : ACI signé", "", ""], ["E : émergence", "", ""]]
    )
    assert stages_and_dates(read_file(lines + "\n", "c.csv")) == DECODED


def test_codes_that_nothing_explains_are_said_to_be_unread():
    found = read_file({"type": "FeatureCollection", "features": FEATURES}, "cpts.json")
    assert set(stages_and_dates(found).values()) == {(None, None)}
    assert alarm_names(found.alarms) == {"UnreadText"}
    said = [row | {"statut": stage} for row, stage in zip(CODED, ("oui", "non"), strict=True)]
    assert alarm_names(read_file(said).alarms) == set()


def test_a_word_is_explained_under_the_title_of_a_legend() -> None:
    text = "Légende :\nVert : ACI signé\nOrange : projet de santé validé"
    assert legend_of(text) == {"vert": "ACI signé", "orange": "projet de santé validé"}
