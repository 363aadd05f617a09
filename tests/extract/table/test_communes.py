"""Grids with one row per commune of a CPTS."""

from __future__ import annotations

from pipelines.steps.claims import read_listing
from tests.support.cpts_tables import names, one_of, read_grid, says_nobody

PACA = """
Nom CPTS|Territoire CPTS|dpt|president de la CPTS|coordinateur|contact|Site Internet
CPTS Sud 04|Manosque|4|Dr Camille DUROCHER|Sacha PELLERIN|durocher@exemple.invalid|https://cpts04.example
CPTS Sud 04|Pierrevert|4|Dr Camille DUROCHER|Sacha PELLERIN|durocher@exemple.invalid|https://cpts04.example
CPTS Marseille 14|Marseille 14e Arrondissement|13||||
CPTS Adour|Aire-sur-l'Adour|40||||
CPTS Adour|Riscle|32||||
"""


def test_one_row_per_commune_is_grouped():
    listings, _ = read_grid(PACA, name="Listing CPTS_012026.xlsx")
    assert [(listing.name, listing.territory_text, listing.department_text) for listing in listings] == [
        ("CPTS Sud 04", "Manosque, Pierrevert", "04"),
        ("CPTS Marseille 14", "Marseille 14e Arrondissement", "13"),
        ("CPTS Adour", "Aire-sur-l'Adour (40), Riscle (32)", "40 / 32"),
    ]
    assert listings[0].website == "https://cpts04.example"
    assert listings[0].evidence.locator == "ligne 2 (et 1 suivantes)"
    assert says_nobody(listings)


def test_the_departement_of_the_row_decides_a_homonym():
    """Sigoyer is a commune of the 04 and of the 05; this CPTS reaches both."""
    listings, _ = read_grid(
        """
        Nom CPTS|Territoire CPTS|dpt
        CPTS Gap et Durance|Gap|5
        CPTS Gap et Durance|Sigoyer|5
        CPTS Gap et Durance|Sisteron|4
        """
    )
    (claim,) = read_listing(listings[0], ("93",)).values("territoire")
    assert claim.value == "04209 ; 05061 ; 05168"


def test_the_population_of_each_commune_is_not_that_of_the_cpts():
    listings, _ = read_grid(
        "CPTS|Commune|Population\nCPTS de Redon|Redon|9 000\nCPTS de Redon|Allaire|4 000\nCPTS de Fougères|Fougères|20 000"
    )
    assert [listing.population_text for listing in listings] == [None, None]


def test_codes_of_communes():
    listing = one_of(
        "Code INSEE|Commune|CPTS de rattachement\n1004|Ambérieu|CPTS de l'Ain\n01007|Ambronay|CPTS de l'Ain\n01008|Bettant|Aucune"
    )
    assert listing.commune_codes == ("01004", "01007")
    assert listing.territory_text == "Ambérieu, Ambronay"


def test_a_row_cut_by_a_page():
    listings, _ = read_grid("""
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
    listing = one_of(
        "Commune|Population\nFougères|20 000\nLécousse|3 000\nTotal|23 000",
        words=("Les CPTS de Bretagne", "CPTS de Fougères"),
    )
    assert (listing.name, listing.territory_text, listing.population_text) == (
        "CPTS de Fougères",
        "Fougères, Lécousse",
        "23 000 habitants",
    )


def test_population_of_each_commune_and_of_the_cpts():
    listings, _ = read_grid("""
CPTS|Commune|Pop. commune|Pop. CPTS
CPTS du Lac|Annecy|130 721|134 921
CPTS du Lac|Sevrier|4 200|134 921
CPTS du Mont|Passy|11 000|27 500
CPTS du Mont|Sallanches|16 500|27 500
""")
    assert [(one.territory_text, one.population_text) for one in listings] == [
        ("Annecy, Sevrier", "134 921 habitants"),
        ("Passy, Sallanches", "27 500 habitants"),
    ]


def test_communes_added_to_an_epci():
    listing = one_of("Nom de la CPTS|EPCI|Communes hors EPCI\nCPTS Haut Léon|Haut-Léon Communauté|Plouescat")
    assert listing.territory_text == "Haut-Léon Communauté; Plouescat"


def test_a_town_column_that_lists_several_is_the_territory():
    seat = "CPTS|Ville|Adresse|Statut\nCPTS du Val|{}|1 rue du Port|ACI signé\nCPTS du Haut|{}|2 rue du Bois|ACI signé"
    several, _ = read_grid(seat.format("Redon, Bains", "Bruz, Chartres"))
    assert [one.territory_text for one in several] == ["Redon, Bains", "Bruz, Chartres"]
    alone, _ = read_grid(seat.format("Redon", "Bruz"))
    assert [one.territory_text for one in alone] == [None, None]


def test_a_second_numbered_column_of_departements_adds_to_the_first():
    listings, _ = read_grid("CPTS|Département 1|Département 2\nCPTS du Val|Ardèche|Drôme\nCPTS du Haut|Ardèche|")
    assert [one.department_text for one in listings] == ["Ardèche / Drôme", "Ardèche"]
