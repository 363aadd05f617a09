"""Grids with one row per CPTS: header lines, headings between rows, what is no row and no list, alarms."""

from __future__ import annotations

import pytest

from spiders.extract.model.source import SourceContext
from spiders.extract.read import read
from tests.support.cpts_tables import (
    ARS,
    EXPECTED,
    GRID,
    HEADER,
    NAMES,
    ROWS,
    alarm_names,
    document,
    facts,
    names,
    one_of,
    read_grid,
    says_nobody,
)


@pytest.mark.parametrize("field", range(6))
def test_every_field_of_a_plain_table(field):
    listings, _ = read_grid(GRID)
    assert [facts(listing)[field] for listing in listings] == [row[field] for row in EXPECTED]


def test_locators_are_rows():
    listings, _ = read_grid(GRID)
    assert [listing.evidence.locator for listing in listings] == ["ligne 2", "ligne 3", "ligne 4"]


def test_people_are_never_kept():
    listings, alarms = read_grid(GRID)
    assert listings
    assert says_nobody(listings)
    assert says_nobody(alarms)


def test_people_under_a_header_nobody_knows_are_never_kept():
    grid = [[*HEADER[:5], "Zorglub"], *([*row[:5], row[5]] for row in ROWS)]
    listings, alarms = read_grid(grid)
    assert names(listings) == NAMES
    assert says_nobody(listings)
    assert says_nobody(alarms)


def test_an_added_column_is_kept_and_told():
    grid = [
        [*row, extra]
        for row, extra in zip(GRID, ["Zorglub", "texte libre", "autre texte", "encore un texte"], strict=True)
    ]
    listings, alarms = read_grid(grid)
    assert [facts(listing) for listing in listings] == EXPECTED
    assert ("Zorglub", "texte libre") in listings[0].extra
    assert "UnknownHeader" in alarm_names(alarms)


def test_an_added_column_of_figures_raises_no_alarm():
    grid = [[*row, extra] for row, extra in zip(GRID, ["Zorglub", "12", "7,5", "3"], strict=True)]
    assert "UnknownHeader" not in alarm_names(read_grid(grid)[1])


def test_a_dropped_header():
    listings, alarms = read_grid(ROWS)
    assert names(listings) == NAMES
    assert says_nobody([*listings, *alarms])
    assert [listing.department_text for listing in listings] == [row[1] for row in EXPECTED]
    assert [listing.territory_text for listing in listings] == [row[4] for row in EXPECTED]


def test_a_header_in_the_seventh_row():
    above = [["ARS Bretagne"], [], ["Liste des CPTS"], ["Situation au 15 mars 2026"], [], ["(données provisoires)"]]
    listings, _ = read_grid([*([*line, *[""] * (8 - len(line))] for line in above), *GRID])
    assert [facts(listing) for listing in listings] == EXPECTED
    assert {listing.page_date for listing in listings} == {"2026-03-15"}


def test_two_header_lines_with_merged_cells():
    listings, _ = read_grid("""
CPTS|Territoire|Territoire|Missions|Missions|Missions|Statut
CPTS|Communes|Nb hab.|Accès aux soins|Parcours|Prévention|Statut
Pays de Redon|Redon, Allaire|81 246|X||X|ACI
Fougères|Fougères, Javené|48 924|non|oui|non|Projet
""")
    assert names(listings) == ["Pays de Redon", "Fougères"]
    assert [listing.missions_text for listing in listings] == ["Accès aux soins; Prévention", "Parcours"]
    assert listings[0].population_text == "81 246 habitants"


def test_two_header_lines_not_merged():
    listings, _ = read_grid("""
CPTS|||Missions|||Statut
Nom|Dép|Pop|Accès aux soins|Parcours|Prévention|
CPTS de Redon|35|81 246|x||x|ACI
CPTS de Fougères|35|48 924||x||Projet
""")
    assert [listing.missions_text for listing in listings] == ["Accès aux soins; Prévention", "Parcours"]
    assert [listing.status_text for listing in listings] == ["sous ACI", "Projet"]


def test_a_parent_header_that_makes_a_name_a_person():
    listing = one_of(
        "CPTS|Coordonnateur|Coordonnateur|Population\nCPTS|Nom|Mail|Population\nCPTS de Redon|Sacha PELLERIN|p@exemple.invalid|81 246"
    )
    assert listing.name == "CPTS de Redon"
    assert says_nobody([listing])


def test_rows_grouped_by_departement():
    listings, _ = read_grid("""
CPTS|Population|Communes
Finistère||
CPTS de Brest|210 000|Brest
CPTS de Quimper|100 000|Quimper
Morbihan (1)||
CPTS d'Auray|90 000|Auray
""")
    assert [listing.department_text for listing in listings] == ["Finistère", "Finistère", "Morbihan"]


def test_rows_grouped_by_stage_merged_over_the_table():
    listings, _ = read_grid("""
CPTS|Département|Population
CPTS en fonctionnement (ACI signé)|CPTS en fonctionnement (ACI signé)|CPTS en fonctionnement (ACI signé)
Pays de Brest|29|210 000
CPTS en projet|CPTS en projet|CPTS en projet
Quimper|29|100 000
""")
    assert [listing.status_text for listing in listings] == ["CPTS en fonctionnement (ACI signé)", "CPTS en projet"]


def test_a_stage_under_a_departement_ends_with_it():
    listings, _ = read_grid("""
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
    listings, _ = read_grid(
        [
            *GRID,
            ["TOTAL", "", "", "220 170", "", "", "", ""],
            ["Source : ARS, données 2024"],
            ["* communes en partie"],
        ]
    )
    assert names(listings) == NAMES


def test_other_structures_are_refused_by_type_and_by_name():
    listings, _ = read_grid("""
Structure|Type|Département
Brest santé|CPTS|29
Pôle de Brest|MSP|29
Quimper|Communauté professionnelle territoriale de santé|29
MSP de Quimper|CPTS ?|29
DAC 29|DAC|29
""")
    assert names(listings) == ["Brest santé", "Quimper"]


def test_other_structures_under_their_own_heading_are_refused():
    listings, _ = read_grid("""
Nom CPTS|Population
CPTS de Brest|210 000
Maisons de santé|
Pôle de Belz|3 000
""")
    assert names(listings) == ["CPTS de Brest"]


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
    listings, alarms = read_grid(grid, words=words)
    assert listings == []
    assert alarms == []


def test_members_on_the_site_of_one_cpts_are_no_cpts():
    grid = "Structure|Commune|Site\nPharmacie du Port|Brest|www.port.example\nCabinet Iroise|Brest|"
    assert read_grid(grid, words=("CPTS de Brest",), context=SourceContext(kind="cpts"))[0] == []


def test_a_header_without_rows_is_an_alarm():
    listings, alarms = read_grid([HEADER])
    assert listings == []
    assert alarm_names(alarms) == {"EmptyListing"}


def test_another_number_than_announced_is_an_alarm():
    assert "CountMismatch" in alarm_names(read_grid(GRID, words=("Les 25 CPTS de Bretagne",))[1])
    assert "CountMismatch" not in alarm_names(read_grid(GRID, words=("Les 3 CPTS de Bretagne",))[1])


def test_a_row_that_looks_like_a_cpts_and_is_not_taken_is_an_alarm():
    listings, alarms = read_grid("CPTS|Population|Statut\nBrest|210 000|ACI\nQuimper|100 000|ACI\nPays de Morlaix||")
    assert names(listings) == ["Brest", "Quimper"]
    assert "UnreadText" in alarm_names(alarms)


@pytest.mark.parametrize(
    ("text", "alarm"),
    [
        ("CPTS de Brest|ACI signé|Brest\nCPTS de Quimper|Projet de santé validé|Quimper", "UnknownHeader"),
        ("Pays de Brest|ACI signé|Brest\nPays d'Auray|Projet de santé validé|Auray", "LayoutDrift"),
    ],
)
def test_a_table_without_header_says_what_it_leaves_unread(text, alarm):
    _, alarms = read_grid(text, words=("Les CPTS de Bretagne",))
    assert alarm_names(alarms) == {alarm}


def test_a_table_without_header_that_says_everything_raises_nothing():
    listings, alarms = read_grid("CPTS de Brest|ACI signé\nCPTS de Quimper|Projet de santé validé")
    assert [listing.status_text for listing in listings] == ["ACI signé", "Projet de santé validé"]
    assert alarms == []


def test_a_total_of_cpts_is_no_rest_of_the_row_above():
    listings, _ = read_grid("CPTS|Observations|Population\nCPTS de Brest||210 000\n|Total : 4 CPTS|400 000")
    assert [(one.population_text, one.extra) for one in listings] == [("210 000 habitants", ())]


def test_a_header_under_a_title_over_names_that_read_like_headers():
    text = "Liste des CPTS|||\nCPTS|Statut|Population|Communes\nLe Mans Agglo|ACI signé|205 000|Le Mans, Allonnes"
    assert names(read_grid(text)[0]) == ["Le Mans Agglo"]


@pytest.mark.parametrize("suffix", ["csv", "html"])
@pytest.mark.parametrize(
    "header", ["CPTS|Structure juridique|Statut", "CPTS|Structure|Avancement", "Territoire de la CPTS|Porteur|Statut"]
)
def test_rows_of_words_that_head_tables_elsewhere_are_rows(header, suffix):
    rows = "Métropole|Association|Lettre d'intention\nVal de Loue|Association|Lettre d'intention\n"
    rows += "Agglomération|SISA|ACI\nPays de Bray|Association Bray Santé|Projet de santé validé"
    cells = [line.split("|") for line in f"{header}\n{rows}".split("\n")]
    body = "\n".join(";".join(row) for row in cells)
    if suffix == "html":
        head, *rest = ["<tr><th>" + "</th><th>".join(row) + "</th></tr>" for row in cells]
        rest = [row.replace("th>", "td>") for row in rest]
        table = f"<table><thead>{head}</thead><tbody>{''.join(rest)}</tbody></table>"
        body = f"<html><body><main><h1>Les CPTS</h1>{table}</main></body></html>"
    listings = read(document(body.encode(), f"liste-cpts.{suffix}"), ARS).listings
    assert [(one.name, one.status_text) for one in listings] == [
        ("Métropole", "Lettre d'intention"),
        ("Val de Loue", "Lettre d'intention"),
        ("Agglomération", "sous ACI"),
        ("Pays de Bray", "Projet de santé validé"),
    ]


def test_a_second_header_line_under_merged_cells_is_a_header():
    text = "CPTS|CPTS|Suivi|\nNom|Commune|Projet de santé|ACI\nLoue|Ornans|03/03/2021|04/04/2022"
    listings, _ = read_grid(text, name="liste-cpts.csv")
    assert [(one.name, one.territory_text) for one in listings] == [("Loue", "Ornans")]


def test_another_header_under_the_first_begins_another_table():
    listings, _ = read_grid(
        "CPTS|Statut|Population\nCPTS du Lac|ACI signé|31 000\nNom de la CPTS|Population|Statut\nCPTS du Val|22 000|En projet"
    )
    assert [(one.status_text, one.population_text) for one in listings] == [
        ("ACI signé", "31 000 habitants"),
        ("En projet", "22 000 habitants"),
    ]
