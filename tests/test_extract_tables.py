# ruff: noqa: E501 (rows of fixtures stay on one line)
"""Grids of cells and HTML tables: layouts of publishers, and what must not become a listing."""

from __future__ import annotations

import random

import pytest
from lxml import html

from spiders.extract.context import SourceContext
from spiders.extract.headers import meaning_of, names_a_cpts, stage_of
from spiders.extract.html_tables import read_tables
from spiders.extract.sections import Section, department_in, is_department_heading, names_one_cpts, stated_date
from spiders.extract.tabular import listings_from_grid
from tests.cpts_tables import (
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


def read(text, words=(), context=ARS, name="page"):
    """Listings and alarms of a grid written one row per line, cells between bars."""
    rows = (
        text
        if isinstance(text, list)
        else [
            [cell.strip().replace("\\n", "\n") for cell in line.split("|")] for line in text.strip("\n").split("\n")
        ]
    )
    return listings_from_grid(
        rows, document(b"", name), context, lambda row: f"ligne {row + 1}", Section(tuple(words))
    )


def one(text, **options):
    listings, _ = read(text, **options)
    assert len(listings) == 1, names(listings)
    return listings[0]


# --- headers -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Nom de la CPTS", "name"),
        ("NOM_CPTS", "name"),
        ("nomCpts", "name"),
        ("Dénomination", "name"),
        ("Communauté professionnelle territoriale de santé", "name"),
        ("Territoire CPTS", "territory"),
        ("Périmètre géographique", "territory"),
        ("Comunes couvertes", "communes"),
        ("Intercommunalité(s)", "epci"),
        ("Nb de communes", "commune_count"),
        ("code INSEE", "commune_codes"),
        ("CODGEO", "commune_codes"),
        ("dpt", "department"),
        ("Départ.", "department"),
        ("Departemnt", "department"),
        ("Population municipale 2021", "population"),
        ("pop_2021", "population"),
        ("Nombre d'habitants", "population"),
        ("État d'avancement", "status"),
        ("Statut juridique", "other"),
        ("Taille de la CPTS", "other"),
        ("Date de signature de l'ACI", "milestone"),
        ("LI", "milestone"),
        ("Date prévisionnelle de signature ACI", "other"),
        ("Mission 1 : accès aux soins", "mission"),
        ("Missions socles", "missions"),
        ("Nombre de CPTS", "other"),
        ("Population de 65 ans et plus", "other"),
        ("Densité de population", "other"),
        ("Président(e)", "personal"),
        ("president de la CPTS", "personal"),
        ("Coord.", "personal"),
        ("Contact CPTS", "personal"),
        ("Tél. CPTS", "personal"),
        ("Adresse mail", "personal"),
        ("Référent ARS", "personal"),
        ("Nom du président", "personal"),
        ("Site Internet", "website"),
        ("N° FINESS", "finess"),
        ("Numéro SIRET", "siren"),
        ("Type de structure", "type"),
    ],
)
def test_a_header_is_understood(header, field):
    meaning = meaning_of(header)
    assert meaning is not None
    assert meaning.field == field


@pytest.mark.parametrize("header", ["Zorglub", "Fougères", "", "…"])
def test_a_header_nobody_knows_has_no_meaning(header):
    assert meaning_of(header) is None


def test_the_card_says_what_a_header_means():
    context = SourceContext(columns={"Bassin couvert": "territory_text", "Zorglub": "name"})
    listing = one("Zorglub|Bassin couvert|Population\nCPTS de Fougères|Fougères, Javené|48 924", context=context)
    assert (listing.name, listing.territory_text) == ("CPTS de Fougères", "Fougères, Javené")


# --- names and headings ------------------------------------------------------------------------------


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
        ("Pays de la Loire", None, False),
        ("44-Loire Atlantique", "Loire Atlantique", True),
        ("CPTS 35", "35", True),
        ("CPTS de la Vallée de la Vienne", None, False),
        ("Région Centre-Val de Loire", None, False),
        ("2025", None, False),
    ],
)
def test_a_departement_in_a_heading(text, found, heading):
    assert department_in(text) == found
    assert is_department_heading(text) is heading


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        ("Fiche signalétique – CPTS Loire Val d'Yonne Morvan", None),
        ("CPTS Sud Yonne", None),
        ("CPTS de l'Yonne (4)", "Yonne"),
        ("Les CPTS de l'Yonne", "Yonne"),
    ],
)
def test_the_name_of_a_cpts_is_no_heading_of_a_departement(heading, found):
    assert Section((heading,)).department == found


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("CPTS en fonctionnement", "aci_signe"),
        ("Les 25 CPTS conventionnées", "aci_signe"),
        ("CPTS en projet", "lettre_intention"),
        ("Lettre d'intention validée", "lettre_intention"),
        ("Projet de santé validé", "projet_valide"),
        ("Rédaction", "lettre_intention"),
        ("initiative", "emergence"),
        ("Signataires et en projet", None),
        ("carte interactive", None),
        ("Finistère", None),
    ],
)
def test_a_stage_in_a_heading(text, stage):
    assert stage_of(text) == stage


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


# --- one row per CPTS --------------------------------------------------------------------------------

GRID = [HEADER, *ROWS]


@pytest.mark.parametrize("field", range(6))
def test_every_field_of_a_plain_table(field):
    listings, _ = read(GRID)
    assert [facts(listing)[field] for listing in listings] == [row[field] for row in EXPECTED]


def test_locators_are_rows():
    listings, _ = read(GRID)
    assert [listing.evidence.locator for listing in listings] == ["ligne 2", "ligne 3", "ligne 4"]


def test_people_are_never_kept():
    listings, alarms = read(GRID)
    assert listings
    assert says_nobody(listings)
    assert says_nobody(alarms)


def test_people_under_a_header_nobody_knows_are_never_kept():
    grid = [[*HEADER[:5], "Zorglub"], *([*row[:5], row[5]] for row in ROWS)]
    listings, alarms = read(grid)
    assert names(listings) == NAMES
    assert says_nobody(listings)
    assert says_nobody(alarms)


@pytest.mark.parametrize("seed", range(6))
def test_columns_in_any_order(seed):
    order = list(range(len(HEADER)))
    random.Random(seed).shuffle(order)
    listings, _ = read([[row[column] for column in order] for row in GRID])
    assert [facts(listing) for listing in listings] == EXPECTED


def test_an_added_column_is_kept_and_told():
    grid = [
        [*row, extra]
        for row, extra in zip(GRID, ["Zorglub", "texte libre", "autre texte", "encore un texte"], strict=True)
    ]
    listings, alarms = read(grid)
    assert [facts(listing) for listing in listings] == EXPECTED
    assert ("Zorglub", "texte libre") in listings[0].extra
    assert "UnknownHeader" in alarm_names(alarms)


def test_an_added_column_of_figures_raises_no_alarm():
    grid = [[*row, extra] for row, extra in zip(GRID, ["Zorglub", "12", "7,5", "3"], strict=True)]
    assert "UnknownHeader" not in alarm_names(read(grid)[1])


def test_a_dropped_header():
    listings, alarms = read(ROWS)
    assert names(listings) == NAMES
    assert says_nobody([*listings, *alarms])
    assert [listing.department_text for listing in listings] == [row[1] for row in EXPECTED]
    assert [listing.territory_text for listing in listings] == [row[4] for row in EXPECTED]


def test_a_header_in_the_seventh_row():
    above = [["ARS Bretagne"], [], ["Liste des CPTS"], ["Situation au 15 mars 2026"], [], ["(données provisoires)"]]
    listings, _ = read([*([*line, *[""] * (8 - len(line))] for line in above), *GRID])
    assert [facts(listing) for listing in listings] == EXPECTED
    assert {listing.page_date for listing in listings} == {"2026-03-15"}


def test_a_repeated_header():
    listings, _ = read([HEADER, ROWS[0], HEADER, *ROWS[1:]])
    assert [facts(listing) for listing in listings] == EXPECTED


def test_two_header_lines_with_merged_cells():
    listings, _ = read("""
CPTS|Territoire|Territoire|Missions|Missions|Missions|Statut
CPTS|Communes|Nb hab.|Accès aux soins|Parcours|Prévention|Statut
Pays de Redon|Redon, Allaire|81 246|X||X|ACI
Fougères|Fougères, Javené|48 924|non|oui|non|Projet
""")
    assert names(listings) == ["Pays de Redon", "Fougères"]
    assert [listing.missions_text for listing in listings] == ["Accès aux soins; Prévention", "Parcours"]
    assert listings[0].population_text == "81 246 habitants"


def test_two_header_lines_not_merged():
    listings, _ = read("""
CPTS|||Missions|||Statut
Nom|Dép|Pop|Accès aux soins|Parcours|Prévention|
CPTS de Redon|35|81 246|x||x|ACI
CPTS de Fougères|35|48 924||x||Projet
""")
    assert [listing.missions_text for listing in listings] == ["Accès aux soins; Prévention", "Parcours"]
    assert [listing.status_text for listing in listings] == ["sous ACI", "Projet"]


def test_a_parent_header_that_makes_a_name_a_person():
    listing = one(
        "CPTS|Coordonnateur|Coordonnateur|Population\nCPTS|Nom|Mail|Population\nCPTS de Redon|Sacha PELLERIN|p@exemple.invalid|81 246"
    )
    assert listing.name == "CPTS de Redon"
    assert says_nobody([listing])


# --- headings inside the table -----------------------------------------------------------------------


def test_rows_grouped_by_departement():
    listings, _ = read("""
CPTS|Population|Communes
Finistère||
CPTS de Brest|210 000|Brest
CPTS de Quimper|100 000|Quimper
Morbihan (1)||
CPTS d'Auray|90 000|Auray
""")
    assert [listing.department_text for listing in listings] == ["Finistère", "Finistère", "Morbihan"]


def test_rows_grouped_by_stage_merged_over_the_table():
    listings, _ = read("""
CPTS|Département|Population
CPTS en fonctionnement (ACI signé)|CPTS en fonctionnement (ACI signé)|CPTS en fonctionnement (ACI signé)
Pays de Brest|29|210 000
CPTS en projet|CPTS en projet|CPTS en projet
Quimper|29|100 000
""")
    assert [listing.status_text for listing in listings] == ["CPTS en fonctionnement (ACI signé)", "CPTS en projet"]


def test_a_stage_under_a_departement_ends_with_it():
    listings, _ = read("""
CPTS|Population
Finistère|
CPTS en projet|
CPTS de Brest|210 000
Morbihan|
CPTS d'Auray|90 000
""")
    assert [(listing.department_text, listing.status_text) for listing in listings] == [
        ("Finistère", "CPTS en projet"),
        ("Morbihan", None),
    ]


def test_totals_sources_and_notes_are_no_rows():
    listings, _ = read(
        [
            *GRID,
            ["TOTAL", "", "", "220 170", "", "", "", ""],
            ["Source : ARS, données 2024"],
            ["* communes en partie"],
        ]
    )
    assert names(listings) == NAMES


def test_other_structures_are_refused_by_type_and_by_name():
    listings, _ = read("""
Structure|Type|Département
Brest santé|CPTS|29
Pôle de Brest|MSP|29
Quimper|Communauté professionnelle territoriale de santé|29
MSP de Quimper|CPTS ?|29
DAC 29|DAC|29
""")
    assert names(listings) == ["Brest santé", "Quimper"]


def test_other_structures_under_their_own_heading_are_refused():
    listings, _ = read("""
Nom CPTS|Population
CPTS de Brest|210 000
Maisons de santé|
Pôle de Belz|3 000
""")
    assert names(listings) == ["CPTS de Brest"]


# --- cells -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("48924", "48 924 habitants"),
        ("48924.0", "48 924 habitants"),
        ("48 924,0", "48 924 habitants"),
        ("48.924", "48 924 habitants"),
        ("48,924", "48 924 habitants"),
        ("48 924 hab.", "48 924 hab."),
        ("env. 48 000", "env. 48 000 habitants"),
        ("48\u202f924", "48 924 habitants"),
        ("0", None),
        ("0,0", None),
        ("", None),
        ("NC", None),
        ("-", None),
        ("2", None),
        ("40 000 à 80 000", None),
        ("0 habitants", None),
    ],
)
def test_a_population_cell(cell, text):
    assert one([["CPTS", "Population"], ["CPTS de Fougères", cell]]).population_text == text


def test_a_population_in_thousands():
    assert one("CPTS|Population (en milliers)\nCPTS de Fougères|48,9").population_text == "48 900 habitants"


def test_the_latest_vintage_of_a_population():
    assert (
        one("CPTS|Pop 2015|Pop 2021|Pop 2018\nCPTS de Fougères|47 000|48 924|48 000").population_text
        == "48 924 habitants"
    )


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("Fougères\\nLécousse\\nJavené", "Fougères, Lécousse, Javené"),
        ("- Fougères\\n- Lécousse", "Fougères, Lécousse"),
        ("Fougères ; Lécousse", "Fougères; Lécousse"),
        ("Fougères - Lécousse - Javené", "Fougères - Lécousse - Javené"),
        ("Fougères, Saint-\\nSauveur, Javené", "Fougères, Saint-Sauveur, Javené"),
        ("Communauté de communes\\ndu Pays de Redon", "Communauté de communes du Pays de Redon"),
    ],
)
def test_a_list_of_communes_in_one_cell(cell, text):
    assert one(f"CPTS|Communes\nCPTS de Fougères|{cell}").territory_text == text


def test_the_announced_number_of_communes_stays_with_the_list():
    assert (
        one("CPTS|Nb communes|Communes\nCPTS de Fougères|3.0|Fougères, Lécousse").territory_text
        == "3 communes : Fougères, Lécousse"
    )


@pytest.mark.parametrize(
    ("cell", "text"), [("1", "01"), ("35.0", "35"), ("Ille-et-Vilaine", "Ille-et-Vilaine"), ("2A", "2A")]
)
def test_a_departement_cell(cell, text):
    assert one(f"CPTS|Dpt|Population\nCPTS de Fougères|{cell}|48 924").department_text == text


def test_a_seat_is_no_territory():
    listings, _ = read("""
CPTS|Adresse|Code postal|Commune|Population
CPTS de Redon|1 rue du Port|35600|Redon|81 246
CPTS de Fougères|2 rue Haute|35300|Fougères|48 924
""")
    assert [listing.territory_text for listing in listings] == [None, None]


def test_steps_with_crosses_and_dates():
    listings, _ = read("""
CPTS|Lettre d'intention|Projet de santé validé|Date de signature ACI|Date prévisionnelle de signature ACI
CPTS de Redon|X|X|2021-03-12|
CPTS de Fougères|X|non||2027-01-01
CPTS d'Auray|12/02/2020|||
""")
    assert listings[0].status_text == "Date de signature ACI : 2021-03-12; Projet de santé validé; Lettre d'intention"
    assert listings[0].date_text == "Date de signature ACI : 2021-03-12"
    assert listings[1].status_text == "Lettre d'intention"
    assert listings[1].date_text is None
    assert listings[2].date_text == "Lettre d'intention : 12/02/2020"


def test_status_as_crosses_under_columns_of_status():
    listings, _ = read("CPTS|Département|En projet|ACI signé\nCPTS de Redon|35||X\nCPTS de Fougères|35|X|")
    assert [listing.status_text for listing in listings] == ["ACI signé", "En projet"]


# --- one row per commune -----------------------------------------------------------------------------

PACA = """
Nom CPTS|Territoire CPTS|dpt|president de la CPTS|coordinateur|contact|Site Internet
CPTS Sud 04|Manosque|4|Dr Camille DUROCHER|Sacha PELLERIN|durocher@exemple.invalid|https://cpts04.example
CPTS Sud 04|Pierrevert|4|Dr Camille DUROCHER|Sacha PELLERIN|durocher@exemple.invalid|https://cpts04.example
CPTS Marseille 14|Marseille 14e Arrondissement|13||||
CPTS Adour|Aire-sur-l'Adour|40||||
CPTS Adour|Riscle|32||||
"""


def test_one_row_per_commune_is_grouped():
    listings, _ = read(PACA, name="Listing CPTS_012026.xlsx")
    assert [(listing.name, listing.territory_text, listing.department_text) for listing in listings] == [
        ("CPTS Sud 04", "Manosque, Pierrevert", "04"),
        ("CPTS Marseille 14", "Marseille 14e Arrondissement", "13"),
        ("CPTS Adour", "Aire-sur-l'Adour, Riscle", "40 / 32"),
    ]
    assert listings[0].website == "https://cpts04.example"
    assert listings[0].evidence.locator == "ligne 2 (et 1 suivantes)"
    assert says_nobody(listings)


def test_the_population_of_each_commune_is_not_that_of_the_cpts():
    listings, _ = read(
        "CPTS|Commune|Population\nCPTS de Redon|Redon|9 000\nCPTS de Redon|Allaire|4 000\nCPTS de Fougères|Fougères|20 000"
    )
    assert [listing.population_text for listing in listings] == [None, None]


def test_codes_of_communes():
    listing = one(
        "Code INSEE|Commune|CPTS de rattachement\n1004|Ambérieu|CPTS de l'Ain\n01007|Ambronay|CPTS de l'Ain\n01008|Bettant|Aucune"
    )
    assert listing.commune_codes == ("01004", "01007")
    assert listing.territory_text == "Ambérieu, Ambronay"


def test_a_row_cut_by_a_page():
    listings, _ = read("""
CPTS|Communes|Statut
CPTS d'Alaric|Trèbes, Saint-|ACI
|Martin, Capendu|
CPTS|Communes|Statut
|Barbaira, Floure|
CPTS du Bérange|Castries|Projet
""")
    assert listings[0].territory_text == "Trèbes, Saint-Martin, Capendu, Barbaira, Floure"
    assert names(listings) == ["CPTS d'Alaric", "CPTS du Bérange"]


def test_a_table_of_communes_under_the_name_of_one_cpts():
    listing = one(
        "Commune|Population\nFougères|20 000\nLécousse|3 000\nTotal|23 000",
        words=("Les CPTS de Bretagne", "CPTS de Fougères"),
    )
    assert (listing.name, listing.territory_text, listing.population_text) == (
        "CPTS de Fougères",
        "Fougères, Lécousse",
        "23 000 habitants",
    )


def test_a_sheet_of_one_cpts():
    listing = one(
        "Nom de la CPTS|CPTS de Brest\nDépartement|Finistère\nNombre d'habitants|210 000\nCommunes|Brest, Guilers\nPrésident|Dr Camille DUROCHER"
    )
    assert (listing.name, listing.department_text, listing.population_text) == (
        "CPTS de Brest",
        "Finistère",
        "210 000 habitants",
    )
    assert says_nobody([listing])


STACKED = "{0}Population|48 000\nCommunes|Plouzané, Saint-Renan\n{1}Population|90 000\nCommunes|Landerneau, Lesneven"


@pytest.mark.parametrize("heads", [("CPTS Iroise|\n", "CPTS du Léon|\n"), ("Nom|CPTS Iroise\n", "Nom|CPTS du Léon\n")])
def test_sheets_of_one_cpts_stacked_in_one_table(heads):
    listings, _ = read(STACKED.format(*heads))
    assert [(one.name, one.population_text, one.territory_text) for one in listings] == [
        ("CPTS Iroise", "48 000 habitants", "Plouzané, Saint-Renan"),
        ("CPTS du Léon", "90 000 habitants", "Landerneau, Lesneven"),
    ]


def test_the_name_with_cpts_wins_over_that_of_the_association():
    listings, _ = read("Nom de l'association|Territoire|Statut\nSanté Iroise|CPTS Iroise|ACI\nSanté Léon|CPTS du Léon|LI")
    assert names(listings) == ["CPTS Iroise", "CPTS du Léon"]


@pytest.mark.parametrize("grid", ["CPTS|Territoire\nCPTS Iroise|19 communes, 48 000 habitants", "CPTS|Taille\nCPTS Iroise|Taille 2 (48 000 hab.)"])
def test_a_population_written_in_another_column(grid):
    assert "48 000 hab" in one(grid).population_text


def test_a_part_of_the_population_is_not_the_population():
    assert one("CPTS|Population de 65 ans et plus\nCPTS Iroise|12 000 habitants").population_text is None


def test_a_size_class_written_in_another_column_is_no_population():
    assert one("CPTS|Taille\nCPTS Iroise|Taille 2 (40 000 à 80 000 hab.)").population_text is None


def test_cpts_side_by_side():
    listings, _ = read(
        "|CPTS de Brest|CPTS d'Auray\nPopulation|210 000|90 000\nDépartement|29|56\nStatut|ACI signé|Projet"
    )
    assert [(listing.name, listing.population_text) for listing in listings] == [
        ("CPTS de Brest", "210 000 habitants"),
        ("CPTS d'Auray", "90 000 habitants"),
    ]


def test_lists_side_by_side_under_their_stage():
    listings, alarms = read("""
CPTS signataires de l'ACI|CPTS en projet
CPTS d'Alaric|CPTS de Craon
CPTS du Bérange|CPTS Iroise
""")
    assert [(one.name, one.status_text) for one in listings] == [
        ("CPTS d'Alaric", "CPTS signataires de l'ACI"),
        ("CPTS du Bérange", "CPTS signataires de l'ACI"),
        ("CPTS de Craon", "CPTS en projet"),
        ("CPTS Iroise", "CPTS en projet"),
    ]
    assert alarms == []


def test_one_column_with_headings_of_stage():
    listings, _ = read("CPTS de Bretagne\nCPTS en fonctionnement\nCPTS d'Alaric\nCPTS en projet\nCPTS de Craon")
    assert [(one.name, one.status_text) for one in listings] == [
        ("CPTS d'Alaric", "CPTS en fonctionnement"),
        ("CPTS de Craon", "CPTS en projet"),
    ]


def test_a_subtotal_is_no_rest_of_the_row_above():
    listings, _ = read("""
Département|CPTS|Population
29|CPTS Iroise|48 000
Sous-total 29||48 000
56|CPTS d'Auray|90 000
""")
    assert [one.department_text for one in listings] == ["29", "56"]


def test_a_departement_written_after_the_name():
    listings, _ = read("CPTS (département)|Nombre d'habitants\nCPTS Iroise (29)|48 000\nCPTS d'Auray (56)|90 000")
    assert [(one.name, one.department_text) for one in listings] == [("CPTS Iroise (29)", "29"), ("CPTS d'Auray (56)", "56")]


def test_territories_stand_for_names_in_a_table_about_cpts():
    listings, _ = read(
        "Territoire|Statut|Population\nPays de Brest|ACI|210 000\nPays d'Auray|LI validée|90 000", words=("CPTS de Bretagne",)
    )
    assert names(listings) == ["Pays de Brest", "Pays d'Auray"]


def test_a_date_written_under_the_status():
    assert one("CPTS|Statut|Population\nCPTS Iroise|ACI signé en juillet 2021|48 000").date_text == "ACI signé en juillet 2021"


def test_a_name_cell_that_also_holds_a_person():
    listing = one("Nom|Site|Secteur\nCPTS Iroise\\nDr Camille DUROCHER\\n02 99 00 00 00|www.iroise.example|Pays d'Iroise")
    assert (listing.name, listing.website) == ("CPTS Iroise", "www.iroise.example")
    assert says_nobody([listing])


# --- what is no list of CPTS -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grid", "words"),
    [
        (
            "Nom|Profession|Ville\nCamille DUROCHER|Infirmière|Brest\nSacha PELLERIN|Médecin|Brest",
            ("Les membres de la CPTS",),
        ),
        (
            "Taille de la CPTS|Population|Financement\nTaille 1|moins de 40 000|50 000 €\nTaille 2|40 000 à 80 000|60 000 €",
            ("Financement des CPTS",),
        ),
        (
            "Département|Nombre de CPTS|Population couverte\nFinistère|8|900 000\nMorbihan|7|700 000",
            ("Les CPTS de Bretagne",),
        ),
        ("Nom|Adresse|Téléphone\nPharmacie du Port|1 rue du Port|02 99 00 00 00", ("Partenaires",)),
        ("Date|Lieu\n12/03/2024|Brest", ("CPTS : réunions",)),
    ],
)
def test_tables_about_something_else_give_nothing(grid, words):
    listings, alarms = read(grid, words=words)
    assert listings == []
    assert alarms == []


def test_members_on_the_site_of_one_cpts_are_no_cpts():
    grid = "Structure|Commune|Site\nPharmacie du Port|Brest|www.port.example\nCabinet Iroise|Brest|"
    assert read(grid, words=("CPTS de Brest",), context=SourceContext(kind="cpts"))[0] == []


# --- alarms ------------------------------------------------------------------------------------------


def test_a_header_without_rows_is_an_alarm():
    listings, alarms = read([HEADER])
    assert listings == []
    assert alarm_names(alarms) == {"EmptyListing"}


def test_another_number_than_announced_is_an_alarm():
    assert "CountMismatch" in alarm_names(read(GRID, words=("Les 25 CPTS de Bretagne",))[1])
    assert "CountMismatch" not in alarm_names(read(GRID, words=("Les 3 CPTS de Bretagne",))[1])


def test_a_row_that_looks_like_a_cpts_and_is_not_taken_is_an_alarm():
    listings, alarms = read("CPTS|Population|Statut\nBrest|210 000|ACI\nQuimper|100 000|ACI\nPays de Morlaix||")
    assert names(listings) == ["Brest", "Quimper"]
    assert "UnreadText" in alarm_names(alarms)


# --- HTML --------------------------------------------------------------------------------------------


def page(body, title="Les CPTS de Bretagne"):
    return f"<html><head><title>{title}</title></head><body><main><h1>{title}</h1>{body}</main></body></html>"


def tables(body, context=ARS, **options):
    markup = page(body, **options)
    return read_tables(html.fromstring(markup), document(markup.encode()), context)


def as_html(grid, tag="td"):
    lines = ["<tr>" + "".join(f"<th>{cell}</th>" for cell in grid[0]) + "</tr>"]
    lines += ["<tr>" + "".join(f"<{tag}>{cell}</{tag}>" for cell in row) + "</tr>" for row in grid[1:]]
    return "<table>" + "".join(lines) + "</table>"


def test_an_html_table():
    readings = tables(as_html(GRID))
    assert [facts(listing) for listing in readings[0].listings] == EXPECTED
    assert readings[0].xpath == "/html/body/main/table"
    assert readings[0].listings[0].evidence.locator == "/html/body/main/table/tr[2]"


def test_rowspan_and_colspan():
    found = tables(
        "<table><tr><th rowspan=2>CPTS<th colspan=2>Territoire<th rowspan=2>Statut</tr><tr><th>Communes<th>Population</tr>"
        "<tr><td colspan=4>Finistère</td></tr>"
        "<tr><td>Brest<td>Brest<br>Guilers<td>210&nbsp;000<sup>1</sup><td rowspan=2>ACI</tr><tr><td>Quimper<td>Quimper<td>100 000</tr></table>"
    )[0]
    assert [(one.name, one.department_text, one.status_text, one.population_text) for one in found.listings] == [
        ("Brest", "Finistère", "sous ACI", "210 000 habitants"),
        ("Quimper", "Finistère", "sous ACI", "100 000 habitants"),
    ]
    assert found.listings[0].territory_text == "Brest, Guilers"


def test_headings_and_captions_speak_for_the_table():
    table = "<table><caption>CPTS ayant signé l'ACI</caption><tr><th>Nom<th>Population</tr><tr><td>Brest<td>210 000</tr></table>"
    listing = tables(f"<h2>Morbihan</h2><p>…</p><h2>Finistère</h2>{table}")[0].listings[0]
    assert (listing.department_text, listing.status_text) == ("Finistère", "CPTS ayant signé l'ACI")


def test_a_table_in_an_accordion():
    body = (
        "<button data-bs-target='#d29'>Finistère</button><div id='d29'>"
        + as_html([["CPTS", "Population"], ["Brest", "210 000"]])
        + "</div>"
    )
    assert tables(body)[0].listings[0].department_text == "Finistère"


def test_links_ticks_and_counters_in_cells():
    listing = tables(
        "<table><tr><th>CPTS<th>Site<th>Accès aux soins<th>Prévention<th>Habitants</tr>"
        "<tr><td><a href='/fiche'>CPTS de Brest</a><td><a href='http://cpts-brest.example'>voir</a><td><i class='fa fa-check'></i>"
        "<td><img alt='Non' src='x'><td><span data-count='210000'>0</span></tr></table>"
    )[0].listings[0]
    assert listing.website == "http://cpts-brest.example"
    assert listing.missions_text == "Accès aux soins"
    assert listing.population_text == "210 000 habitants"


def test_a_visible_zero_is_no_population():
    assert tables(as_html([["CPTS", "Habitants"], ["CPTS de Brest", "0"]]))[0].listings[0].population_text is None


def test_layout_tables_hold_the_table_of_data():
    readings = tables(f"<table><tr><td>menu</td><td>{as_html(GRID)}</td></tr></table>")
    assert len(readings) == 1
    assert names(readings[0].listings) == NAMES


def test_divs_that_play_tables():
    rows = "".join(
        "<div role=row>" + "".join(f"<span role=cell>{cell}</span>" for cell in row) + "</div>" for row in GRID
    )
    assert [facts(listing) for listing in tables(f"<div role=table>{rows}</div>")[0].listings] == EXPECTED


def test_a_table_under_a_heading_of_another_structure():
    table = as_html([["Nom", "Département", "Communes"], ["Pôle de Belz", "56", "Belz"]])
    assert tables(f"<h2>Maisons de santé</h2>{table}") == []


# --- one column per stage, per département, per CPTS ---------------------------------------------------


def stages(text, *words):
    return {listing.name: listing.status_text for listing in read(text, words=words)[0]}


def test_one_column_per_stage_over_bare_names():
    text = """
ACI signé|Projet de santé validé|Lettre d'intention
Haut Vallon|Plaine du Lin|Trois Étangs
Sud Plateau||Val Fleuri, Monts d'Or
"""
    assert stages(text, "Avancement des CPTS en Bourgogne") == {
        "Haut Vallon": "ACI signé", "Sud Plateau": "ACI signé", "Plaine du Lin": "Projet de santé validé",
        "Trois Étangs": "Lettre d'intention", "Val Fleuri": "Lettre d'intention", "Monts d'Or": "Lettre d'intention",
    }
    assert stages(text) == {}, "nothing says that the names are those of CPTS"
    assert stages(text, "Avancement de la CPTS du Lac") == {}, "actions of one CPTS"


@pytest.mark.parametrize(
    "text",
    [
        "Département|ACI signé|LI\nAin|3|2\nIsère|5|1",
        "En projet|Signé\nProtocole Pharmacie|Charte Ehpad\nConvention Hôpital|",
        "ACI signé|LI\nOrganiser les soins non programmés|Former les équipes\nAccueillir des internes|",
        "ACI signé|LI\nDr Sacha PELLERIN|Camille DUROCHER\nMaxence TRIVIER|",
    ],
)
def test_stages_over_counts_actions_or_people_list_no_cpts(text):
    assert read(text, words=["Les CPTS de la région"])[0] == []


def test_stages_and_departements_cross_over_names():
    listings, _ = read("""
État des CPTS au 1er mars 2024||
|22 - Côtes-d'Armor|29 - Finistère
ACI signé|Trégor; Goëlo|Iroise
Lettre d'intention|Penthièvre|
""")
    found = [(one.name, one.status_text, one.department_text, one.page_date) for one in listings]
    assert found[0] == ("Trégor", "ACI signé", "22 - Côtes-d'Armor", "2024-03-01")
    assert found[2:] == [
        ("Penthièvre", "Lettre d'intention", "22 - Côtes-d'Armor", "2024-03-01"),
        ("Iroise", "ACI signé", "29 - Finistère", "2024-03-01"),
    ]


def test_one_column_per_departement_over_communes_of_one_cpts():
    assert read("Ille-et-Vilaine|Morbihan\nRedon|Allaire\nBains-sur-Oust|Rieux", words=["CPTS du Pays de Redon"])[0] == []


def test_departements_crossed_for_each_cpts():
    listings, _ = read("CPTS|22 - Côtes-d'Armor|29 - Finistère\nCPTS du Trégor|x|x\nCPTS d'Iroise||x")
    assert [(one.name, one.department_text) for one in listings] == [
        ("CPTS du Trégor", "22 - Côtes-d'Armor / 29 - Finistère"), ("CPTS d'Iroise", "29 - Finistère"),
    ]


def test_communes_crossed_for_each_cpts():
    listings, _ = read("""
Commune|Code INSEE|CPTS du Trégor|CPTS du Goëlo
Lannion|22113|X|
Perros-Guirec|22168|X|
Paimpol|22162||X
""")
    assert [(one.name, one.territory_text, one.commune_codes) for one in listings] == [
        ("CPTS du Trégor", "Lannion, Perros-Guirec", ("22113", "22168")), ("CPTS du Goëlo", "Paimpol", ("22162",)),
    ]


# --- dates of stages ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "cell", "date"),
    [
        ("Date", "10/10/2021", "Signature ACI : 10/10/2021"),
        ("Suivi / Date", "2021-10-09T22:00:00Z", "Signature ACI : 2021-10-10"),
        ("Date du statut", "juin-21", "Signature ACI : juin 2021"),
        ("Date de création", "2019", "Date de création : 2019"),
        ("Date", "prévue fin 2026", None),
    ],
)
def test_a_date_column_dates_the_stage_beside_it(header, cell, date):
    listing = one(f"Nom de la CPTS|Statut|{header}\nCPTS du Lac|Signature ACI|{cell}")
    assert (listing.status_text, listing.date_text) == ("Signature ACI", date)


@pytest.mark.parametrize("cell", ["prévue fin 2026", "NC", "à venir", "06/2026 (prév.)", "objectif fin 2026", "à signer"])
def test_a_planned_signature_is_no_signature(cell):
    listing = one(f"Nom de la CPTS|LI|Signature ACI\nCPTS du Lac|02/2022|{cell}")
    assert (listing.status_text, listing.date_text) == ("LI : 02/2022", "LI : 02/2022")


def test_a_date_after_the_document_is_planned():
    listing = one("CPTS : situation au 01/09/2025||\nNom de la CPTS|LI|Signature ACI\nCPTS du Lac|02/2022|30/06/2027")
    assert listing.date_text == "LI : 02/2022"


@pytest.mark.parametrize(
    ("cell", "day"),
    [("1633816800000", "2021-10-10"), ("1633816800", "2021-10-10"), ("44479", "2021-10-10"), ("20211010", "2021-10-10"),
     ("2021-10-10T08:00:00", "2021-10-10"), ("2021-10-10", "2021-10-10"), ("2021", "2021")],
)
def test_dates_written_by_machines(cell, day):
    assert one(f"Nom de la CPTS|Signature ACI\nCPTS du Lac|{cell}").date_text == f"Signature ACI : {day}"


def test_a_cpts_that_has_ceased_is_not_signed():
    listing = one("Nom de la CPTS|Statut|Date de signature ACI|Date de fin\nCPTS du Lac|Dissoute|12/01/2020|31/12/2023")
    assert listing.status_text == "Dissoute"
    assert listing.date_text == "Date de signature ACI : 12/01/2020; Dissoute : 31/12/2023"


def test_the_end_of_a_contract_is_no_end_of_the_cpts():
    listing = one("Nom de la CPTS|Contrat ACI signé le|Fin du contrat\nCPTS du Lac|12-mai-21|11/05/2026")
    assert listing.status_text == listing.date_text == "Contrat ACI signé le : 12 mai 2021"
    assert listing.extra == (("Fin du contrat", "11/05/2026"),)


def test_words_under_a_date_are_not_the_event_it_would_date():
    listing = one("Nom de la CPTS|Date de validation du projet de santé\nCPTS du Lac|en cours de rédaction")
    assert (listing.status_text, listing.date_text) == ("projet de santé : en cours de rédaction", None)


def test_a_date_beside_a_cross():
    listing = one("Nom de la CPTS|ACI|Date\nCPTS du Lac|oui|12/05/2021")
    assert (listing.status_text, listing.date_text) == ("sous ACI", "ACI : 12/05/2021")


def test_steps_under_steps():
    listing = one("""
CPTS|LI|LI|Projet de santé|ACI
|Déposée le|Validée le|Validé le|Signé le
CPTS du Lac|01/02/2019|15/03/2019|06/2020|15/12/2020
""")
    assert listing.date_text is not None and listing.date_text.startswith("ACI Signé le : 15/12/2020; LI Validée le")


# --- other layouts --------------------------------------------------------------------------------------


def test_pairs_side_by_side_under_a_title():
    listing = one("""
CPTS Sud Gironde|||
Département|Gironde|Population|78 400
Statut|ACI signé|Date de signature|12/05/2021
Communes|Langon, Bazas, La Réole|Site web|www.cpts-sudgironde.example
""")
    assert (listing.name, listing.department_text, listing.population_text) == ("CPTS Sud Gironde", "Gironde", "78 400 habitants")
    assert (listing.status_text, listing.date_text) == ("ACI signé", "Date de signature : 12/05/2021")
    assert listing.territory_text == "Langon, Bazas, La Réole"


def test_a_group_label_written_once():
    listings, _ = read("Dpt|Nom de la CPTS|Habitants\n09|CPTS Couserans|29 500\n|CPTS de Foix|41 200\n11|CPTS du Lauragais|45k")
    assert [(one.department_text, one.population_text) for one in listings] == [
        ("09", "29 500 habitants"), ("09", "41 200 habitants"), ("11", "45 000 habitants"),
    ]
    listings, _ = read("Dpt|Nom de la CPTS|Habitants\n09|CPTS Couserans|29 500\n09|CPTS de Foix|41 200\n|CPTS du Lauragais|45k")
    assert listings[2].department_text is None


def test_communes_added_to_an_epci():
    listing = one("Nom de la CPTS|EPCI|Communes hors EPCI\nCPTS Haut Léon|Haut-Léon Communauté|Plouescat")
    assert listing.territory_text == "Haut-Léon Communauté; Plouescat"


def test_population_of_each_commune_and_of_the_cpts():
    listings, _ = read("""
CPTS|Commune|Pop. commune|Pop. CPTS
CPTS du Lac|Annecy|130 721|134 921
CPTS du Lac|Sevrier|4 200|134 921
CPTS du Mont|Passy|11 000|27 500
CPTS du Mont|Sallanches|16 500|27 500
""")
    assert [(one.territory_text, one.population_text) for one in listings] == [
        ("Annecy, Sevrier", "134 921 habitants"), ("Passy, Sallanches", "27 500 habitants"),
    ]


@pytest.mark.parametrize("title", ["Suivi régional des CPTS", "Cartographie CPTS 2025", "CPTS avec lettre d'intention validée",
                                   "CPTS dissoutes", "CPTS au 1er mars 2024", "CPTS (nb communes)"])
def test_titles_are_no_names(title):
    assert not names_a_cpts(title, about=True)


@pytest.mark.parametrize("name", ["Voironnais", "Champagne Sud", "Notre-Dame-de-Gravenchon"])
def test_names_that_begin_like_a_note(name):
    assert read(f"Nom de la CPTS|Habitants\n{name}|45 000\nCPTS du Lac|30 000")[0][0].name == name
