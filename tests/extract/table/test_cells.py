"""What one cell says: populations, lists of communes, départements, names with more than a name."""

from __future__ import annotations

import pytest

from spiders.extract.table.cell_values import join_places, register_number
from tests.support.cpts_tables import one_of, read_grid


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
        ("48 000 au plus", "48 000 habitants au plus"),
        ("48 000 max.", "48 000 habitants max."),
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
    assert one_of([["CPTS", "Population"], ["CPTS de Fougères", cell]]).population_text == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("32 000 (04 70 11 22 33)", "32 000 habitants"),
        ("28 500 / 06.11.22.33.44", "28 500 habitants"),
        ("19 000 hab. 0470112233", "19 000 hab."),
        ("04 70 11 22 33", None),
        ("voir 0470112233", None),
    ],
)
def test_a_phone_beside_a_population_goes_alone(cell: str, text: str | None) -> None:
    assert one_of([["CPTS", "Population"], ["CPTS de Fougères", cell]]).population_text == text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("financement annuel de 287 000 €", None),
        ("155 communes, 2 293 km²", None),
        ("70 000 étudiants", None),
        ("12 500 hectares", None),
        ("07 98 76 54 32", None),
        ("0 698 123 456 habitants", None),
        ("48 000 (Insee 2021)", "48 000 habitants (Insee 2021)"),
        ("population municipale : 22 300", "population municipale : 22 300 habitants"),
        ("23 communes / 35 600", "23 communes / 35 600 habitants"),
    ],
)
def test_a_figure_with_a_unit_of_its_own_is_no_population(cell, text):
    assert one_of([["CPTS", "Population"], ["CPTS de Fougères", cell]]).population_text == text


@pytest.mark.parametrize("unit", ["en milliers", "k", "en k"])
def test_a_population_in_thousands(unit):
    assert one_of(f"CPTS|Population ({unit})\nCPTS de Fougères|48,9").population_text == "48 900 habitants"


def test_a_person_beside_a_population_is_cut_and_the_figure_stays():
    rows = "CPTS|Population\nCPTS de Fougères|32000 Isaure Mbemba"
    assert one_of(rows).population_text == "32 000 habitants"


def test_the_latest_vintage_of_a_population():
    assert (
        one_of("CPTS|Pop 2015|Pop 2021|Pop 2018\nCPTS de Fougères|47 000|48 924|48 000").population_text
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
    assert one_of(f"CPTS|Communes\nCPTS de Fougères|{cell}").territory_text == text


def test_the_announced_number_of_communes_stays_with_the_list():
    assert (
        one_of("CPTS|Nb communes|Communes\nCPTS de Fougères|3.0|Fougères, Lécousse").territory_text
        == "3 communes : Fougères, Lécousse"
    )


@pytest.mark.parametrize(
    ("cell", "text"), [("1", "01"), ("35.0", "35"), ("Ille-et-Vilaine", "Ille-et-Vilaine"), ("2A", "2A")]
)
def test_a_departement_cell(cell, text):
    assert one_of(f"CPTS|Dpt|Population\nCPTS de Fougères|{cell}|48 924").department_text == text


def test_a_seat_is_no_territory():
    listings, _ = read_grid("""
CPTS|Adresse|Code postal|Commune|Population
CPTS de Redon|1 rue du Port|35600|Redon|81 246
CPTS de Fougères|2 rue Haute|35300|Fougères|48 924
""")
    assert [listing.territory_text for listing in listings] == [None, None]


@pytest.mark.parametrize(
    "grid",
    ["CPTS|Territoire\nCPTS Iroise|19 communes, 48 000 habitants", "CPTS|Taille\nCPTS Iroise|Taille 2 (48 000 hab.)"],
)
def test_a_population_written_in_another_column(grid):
    assert "48 000 hab" in one_of(grid).population_text


def test_a_part_of_the_population_is_not_the_population():
    assert one_of("CPTS|Population de 65 ans et plus\nCPTS Iroise|12 000 habitants").population_text is None


def test_a_size_class_written_in_another_column_is_no_population():
    assert one_of("CPTS|Taille\nCPTS Iroise|Taille 2 (40 000 à 80 000 hab.)").population_text is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("CPTS du Pont <img src=x onerror=alert(2)>", "CPTS du Pont"),
        ("CPTS <b>du</b> Pont<script>alert(1)</script>", "CPTS du Pont"),
        ("CPTS du Pont<br>", "CPTS du Pont"),
    ],
)
def test_markup_written_in_a_cell_is_no_part_of_it(name, shown):
    assert one_of([["CPTS", "Statut"], [name, "ACI signé"]]).name == shown


def test_a_comma_at_the_end_of_a_cell_joins_it_to_the_next():
    assert join_places([("Redon,", False), ("Bruz", False)]) == "Redon, Bruz"


def test_a_number_of_a_register_is_read_with_its_spaces_and_its_zeros():
    assert register_number("29 001 234 5") == "290012345"
    assert register_number("10012345") == "010012345"
    assert register_number("10012345.0") == "010012345"  # a number that a sheet holds as a decimal
    assert register_number("12345678900012") == "123456789"
    assert register_number("2 rue du Port") is None
