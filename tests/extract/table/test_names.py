"""Which cells and headings name a CPTS, a département, a day."""

from __future__ import annotations

import pytest

from lexicon.departement_headings import department_in, is_department_heading
from spiders.extract.model.section import Heading, department_words
from spiders.extract.table.header_meaning import (
    names_a_cpts,
)
from spiders.extract.table.table_headings import (
    names_one_cpts,
    stated_date,
)
from tests.support.cpts_tables import read_grid


@pytest.mark.parametrize(
    "text",
    [
        "CPTS de Redon",
        "CTPS Sud 04",
        "CPTS 13",
        "CPTS & co de Châteauroux",
        "Communauté professionnelle territoriale de santé du Perche",
        "CPTS Santé au Cœur",
        "CPTS Val de Seine (Rouen)",
    ],
)
def test_a_name(text):
    assert names_a_cpts(text, about=False)


@pytest.mark.parametrize(
    "text",
    [
        "CPTS en projet",
        "CPTS de taille 1",
        "CPTS signataires d'un ACI",
        "34 CPTS",
        "Total CPTS",
        "Nombre de CPTS",
        "MSP de Redon",
        "DAC 29",
        "CPTS",
        "La CPTS des Mauges signe son ACI",
        "Lancement de la CPTS Iroise",
        "Zone blanche",
        "Hors CPTS",
        "-",
        "www.cpts.example",
        "a@exemple.invalid",
        "Source : ARS",
    ],
)
def test_not_a_name(text):
    assert not names_a_cpts(text, about=True)


@pytest.mark.parametrize(
    ("text", "found", "heading"),
    [
        ("Finistère", "Finistère", True),
        ("35 - Ille-et-Vilaine", "Ille-et-Vilaine", True),
        ("COTES D'ARMOR", "COTES D'ARMOR", True),
        ("CPTS du Finistère (7)", "Finistère", True),
        ("CPTS Sud Finistère", "Finistère", False),
        ("Loire (42)", "Loire", True),
        ("Corse-du-Sud (2A)", "Corse-du-Sud", True),
        ("Pays de la Loire", None, False),
        ("44-Loire Atlantique", "Loire Atlantique", True),
        ("CPTS 35", "35", True),
        ("CPTS de la Vallée de la Vienne", None, False),
        ("Région Centre-Val de Loire", None, False),
        ("2025", None, False),
        ("Ain : CPTS de Bourg signée", "Ain", False),
        ("CPTS de l'Ain en projet", "Ain", True),
    ],
)
def test_a_departement_in_a_heading(text, found, heading):
    assert department_in(text) == found
    assert is_department_heading(text) is heading


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        ("Fiche signalétique – CPTS Loire Val d'Yonne Morvan", ""),
        ("CPTS Sud Yonne", ""),
        ("CPTS Nord", ""),
        ("CPTS de l'Yonne (4)", "Yonne"),
        ("Les CPTS de l'Yonne", "Yonne"),
    ],
)
def test_the_name_of_a_cpts_is_no_heading_of_a_departement(heading, found):
    assert department_words([Heading(heading)]) == found


def test_a_heading_of_one_cpts_is_told_from_a_heading_of_many():
    assert names_one_cpts("La CPTS d'Artois Lys : son territoire")
    assert not names_one_cpts("Les CPTS de Bretagne")
    assert not names_one_cpts("CPTS Bretagne")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Situation au 15 septembre 2021", "2021-09-15"),
        ("MAJ : 01/02/2026", "2026-02-01"),
        ("Réunion du 3 mars 2024", None),
    ],
)
def test_the_date_a_title_states(text, day):
    assert stated_date((text,)) == day


@pytest.mark.parametrize(
    "title",
    [
        "Suivi régional des CPTS",
        "Cartographie CPTS 2025",
        "CPTS avec lettre d'intention validée",
        "CPTS dissoutes",
        "CPTS au 1er mars 2024",
        "CPTS (nb communes)",
    ],
)
def test_titles_are_no_names(title):
    assert not names_a_cpts(title, about=True)


@pytest.mark.parametrize("name", ["Voironnais", "Champagne Sud", "Notre-Dame-de-Gravenchon"])
def test_names_that_begin_like_a_note(name):
    assert read_grid(f"Nom de la CPTS|Habitants\n{name}|45 000\nCPTS du Lac|30 000")[0][0].name == name


@pytest.mark.parametrize(
    "text", ["Site https://www.cpts-iroise.example", "www.cpts-iroise.example", "Site : www.cpts.example/a"]
)
def test_a_site_is_no_name(text):
    assert not names_a_cpts(text, about=False)
    assert not names_a_cpts(text, about=True)


def test_a_name_in_signs_of_programs_is_said_and_is_no_row():
    listings, alarms = read_grid("CPTS|Habitants\nCPTS =HYPERLINK(1)|45 000\nCPTS du Lac|30 000")
    assert [one.name for one in listings] == ["CPTS du Lac"]
    assert ["HYPERLINK" in one.detail for one in alarms if one.name == "UnreadText"] == [True]


def test_a_name_beside_its_site():
    assert names_a_cpts("CPTS Iroise, www.iroise.example", about=False)


def test_a_column_of_neighbours_is_no_row():
    found = read_grid(
        [["CPTS", "CPTS voisine"], ["CPTS Val Blanc", "CPTS Lac Vert"], ["CPTS Lac Vert", "CPTS Val Blanc"]]
    )
    assert [one.name for one in found[0]] == ["CPTS Val Blanc", "CPTS Lac Vert"]


def test_a_name_cut_by_a_page_goes_on_in_the_next_row() -> None:
    listings, _ = read_grid("CPTS|Communes\nCPTS du Pays|Redon\nde Vilaine|Renac\nCPTS du Haut Val|Bruz")
    assert [one.name for one in listings] == ["CPTS du Pays de Vilaine", "CPTS du Haut Val"]


def test_a_surname_in_capitals_is_no_name_of_a_cpts() -> None:
    listings, _ = read_grid("CPTS|Statut\nPays|ACI signé\nDUPONT Jeanne|ACI signé\nHaut Val|projet de santé validé")
    assert [one.name for one in listings] == ["Pays", "Haut Val"]


def test_what_a_cell_says_beside_the_name_is_not_of_it() -> None:
    grid = "CPTS|Statut\nCPTS du Pays\\n12 rue du Lac 35000 Rennes|ACI\nCPTS du Haut Val\\nAssociation loi 1901|ACI"
    listings, _ = read_grid(grid)
    assert [one.name for one in listings] == ["CPTS du Pays", "CPTS du Haut Val"]


@pytest.mark.parametrize(
    "led", ["portée par Lavoinne-Diop Marc", "pilotée par l'association Bercé Santé", "(animée par une équipe)"]
)
def test_who_leads_a_cpts_is_no_part_of_its_name(led: str) -> None:
    listings, _ = read_grid([["CPTS", "Statut"], [f"CPTS Bercé {led}", "ACI signé"], ["CPTS Perche", "ACI signé"]])
    assert [one.name for one in listings] == ["CPTS Bercé", "CPTS Perche"]
