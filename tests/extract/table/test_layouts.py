"""Grids that are not one row per CPTS: sheets of facts, lists side by side, one column per stage or département."""

from __future__ import annotations

import pytest

from tests.support.cpts_tables import names, one_of, read_grid, says_nobody
from tests.support.pages import extract


def test_a_sheet_of_one_cpts():
    listing = one_of(
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
    listings, _ = read_grid(STACKED.format(*heads))
    assert [(one.name, one.population_text, one.territory_text) for one in listings] == [
        ("CPTS Iroise", "48 000 habitants", "Plouzané, Saint-Renan"),
        ("CPTS du Léon", "90 000 habitants", "Landerneau, Lesneven"),
    ]


def test_the_name_with_cpts_wins_over_that_of_the_association():
    listings, _ = read_grid(
        "Nom de l'association|Territoire|Statut\nSanté Iroise|CPTS Iroise|ACI\nSanté Léon|CPTS du Léon|LI"
    )
    assert names(listings) == ["CPTS Iroise", "CPTS du Léon"]


def test_cpts_side_by_side():
    listings, _ = read_grid(
        "|CPTS de Brest|CPTS d'Auray\nPopulation|210 000|90 000\nDépartement|29|56\nStatut|ACI signé|Projet"
    )
    assert [(listing.name, listing.population_text) for listing in listings] == [
        ("CPTS de Brest", "210 000 habitants"),
        ("CPTS d'Auray", "90 000 habitants"),
    ]


def test_lists_side_by_side_under_their_stage():
    listings, alarms = read_grid("""
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
    listings, _ = read_grid("CPTS de Bretagne\nCPTS en fonctionnement\nCPTS d'Alaric\nCPTS en projet\nCPTS de Craon")
    assert [(one.name, one.status_text) for one in listings] == [
        ("CPTS d'Alaric", "CPTS en fonctionnement"),
        ("CPTS de Craon", "CPTS en projet"),
    ]


def test_a_subtotal_is_no_rest_of_the_row_above():
    listings, _ = read_grid("""
Département|CPTS|Population
29|CPTS Iroise|48 000
Sous-total 29||48 000
56|CPTS d'Auray|90 000
""")
    assert [one.department_text for one in listings] == ["29", "56"]


def test_a_departement_written_after_the_name():
    listings, _ = read_grid("CPTS (département)|Nombre d'habitants\nCPTS Iroise (29)|48 000\nCPTS d'Auray (56)|90 000")
    assert [(one.name, one.department_text) for one in listings] == [
        ("CPTS Iroise (29)", "29"),
        ("CPTS d'Auray (56)", "56"),
    ]


def test_territories_stand_for_names_in_a_table_about_cpts():
    listings, _ = read_grid(
        "Territoire|Statut|Population\nPays de Brest|ACI|210 000\nPays d'Auray|LI validée|90 000",
        words=("CPTS de Bretagne",),
    )
    assert names(listings) == ["Pays de Brest", "Pays d'Auray"]


def test_a_name_cell_that_also_holds_a_person():
    listing = one_of(
        "Nom|Site|Secteur\nCPTS Iroise\\nDr Camille DUROCHER\\n02 99 00 00 00|www.iroise.example|Pays d'Iroise"
    )
    assert (listing.name, listing.website) == ("CPTS Iroise", "www.iroise.example")
    assert says_nobody([listing])


def stages(text, *words):
    return {listing.name: listing.status_text for listing in read_grid(text, words=words)[0]}


def test_one_column_per_stage_over_bare_names():
    text = """
ACI signé|Projet de santé validé|Lettre d'intention
Haut Vallon|Plaine du Lin|Trois Étangs
Sud Plateau||Val Fleuri, Monts d'Or
"""
    assert stages(text, "Avancement des CPTS en Bourgogne") == {
        "Haut Vallon": "ACI signé",
        "Sud Plateau": "ACI signé",
        "Plaine du Lin": "Projet de santé validé",
        "Trois Étangs": "Lettre d'intention",
        "Val Fleuri": "Lettre d'intention",
        "Monts d'Or": "Lettre d'intention",
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
    assert read_grid(text, words=["Les CPTS de la région"])[0] == []


def test_stages_and_departements_cross_over_names():
    listings, _ = read_grid("""
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
    assert (
        read_grid("Ille-et-Vilaine|Morbihan\nRedon|Allaire\nBains-sur-Oust|Rieux", words=["CPTS du Pays de Redon"])[0]
        == []
    )


def test_departements_crossed_for_each_cpts():
    listings, _ = read_grid("CPTS|22 - Côtes-d'Armor|29 - Finistère\nCPTS du Trégor|x|x\nCPTS d'Iroise||x")
    assert [(one.name, one.department_text) for one in listings] == [
        ("CPTS du Trégor", "22 - Côtes-d'Armor / 29 - Finistère"),
        ("CPTS d'Iroise", "29 - Finistère"),
    ]


def test_communes_crossed_for_each_cpts():
    listings, _ = read_grid("""
Commune|Code INSEE|CPTS du Trégor|CPTS du Goëlo
Lannion|22113|X|
Perros-Guirec|22168|X|
Paimpol|22162||X
""")
    assert [(one.name, one.territory_text, one.commune_codes) for one in listings] == [
        ("CPTS du Trégor", "Lannion, Perros-Guirec", ("22113", "22168")),
        ("CPTS du Goëlo", "Paimpol", ("22162",)),
    ]


def test_pairs_side_by_side_under_a_title():
    listing = one_of("""
CPTS Sud Gironde|||
Département|Gironde|Population|78 400
Statut|ACI signé|Date de signature|12/05/2021
Communes|Langon, Bazas, La Réole|Site web|www.cpts-sudgironde.example
""")
    assert (listing.name, listing.department_text, listing.population_text) == (
        "CPTS Sud Gironde",
        "Gironde",
        "78 400 habitants",
    )
    assert (listing.status_text, listing.date_text) == ("ACI signé", "Date de signature : 12/05/2021")
    assert listing.territory_text == "Langon, Bazas, La Réole"


def test_a_group_label_written_once():
    listings, _ = read_grid(
        "Dpt|Nom de la CPTS|Habitants\n09|CPTS Couserans|29 500\n|CPTS de Foix|41 200\n11|CPTS du Lauragais|45k"
    )
    assert [(one.department_text, one.population_text) for one in listings] == [
        ("09", "29 500 habitants"),
        ("09", "41 200 habitants"),
        ("11", "45 000 habitants"),
    ]
    listings, _ = read_grid(
        "Dpt|Nom de la CPTS|Habitants\n09|CPTS Couserans|29 500\n09|CPTS de Foix|41 200\n|CPTS du Lauragais|45k"
    )
    assert listings[2].department_text is None


@pytest.mark.parametrize(
    "text",
    [
        "Nom de la CPTS|Porteur\nCPTS du Marais|Association de la CPTS du Marais\nCPTS du Delta|Association CPTS du Delta",
        "Dénomination|Observations\nCPTS du Marais|CPTS signataire depuis 2021\nCPTS du Delta|La CPTS cherche un local",
        "Communauté|Stade\nCPTS du Marais|CPTS en activité\nCPTS du Delta|CPTS en projet",
        "CPTS du Marais|CPTS opérationnelle\nCPTS du Delta|CPTS en émergence",
        "CPTS du Marais|Association CPTS du Marais\nCPTS du Delta|Association CPTS du Delta",
    ],
)
def test_a_second_column_that_speaks_of_the_first_names_no_other(text):
    listings, _ = read_grid(text, name="liste-cpts.csv")
    assert [one.name for one in listings] == ["CPTS du Marais", "CPTS du Delta"]


@pytest.mark.parametrize("stage", ["", "|ACI signé"])
def test_the_association_that_carries_a_cpts_is_neither_a_header_nor_its_name(stage):
    rows = "Val Clair|Association CPTS du Val Clair{0}\nPays des Abers|Association de la CPTS Abers santé{0}"
    listings, alarms = read_grid("Nom de la CPTS|Porteur" + "|Statut" * bool(stage) + "\n" + rows.format(stage))
    assert [one.name for one in listings] == ["Val Clair", "Pays des Abers"]
    assert not alarms


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Nom|Porteur\nBresse|Association CPTS Bresse\nLoue|Association CPTS Loue Lison", ["Bresse", "Loue"]),
        (
            "Nom|Structure porteuse|ACI\nBresse|CPTS Bresse|x\nPlateau||x\nLoue|CPTS Loue|x",
            ["Bresse", "Plateau", "Loue"],
        ),
        (
            "Territoire|Porteur|Statut\nBresse|Association CPTS Bresse|ACI signé\nLoue|En cours|En projet",
            ["Bresse", "Loue"],
        ),
        ("Nom|Porteur\nBresse|Bresse Santé\nLoue|Soignants de la Loue", ["Bresse", "Loue"]),
        ("Projet|CPTS porteuse\nBus santé|CPTS Bresse\nDépistage|CPTS Loue", ["CPTS Bresse", "CPTS Loue"]),
        ("Nom du projet|Porteur\nBus santé|CPTS Bresse\nDépistage mobile|CPTS Loue", ["CPTS Bresse", "CPTS Loue"]),
        ("Porteur|Population\nCPTS Bresse|31 000\nCPTS Loue|20 000", ["CPTS Bresse", "CPTS Loue"]),
        (
            "Nom|Structure\nDURAND|Association CPTS Bresse\nMERCIER|Association CPTS Loue",
            ["Association CPTS Bresse", "Association CPTS Loue"],
        ),
    ],
)
def test_who_carries_a_cpts_does_not_name_it_beside_its_name(text, wanted):
    listings, _ = read_grid(text, name="liste-cpts.csv")
    assert [one.name for one in listings] == wanted


@pytest.mark.parametrize("name", ["liste-cpts.csv", "liste.csv"])
@pytest.mark.parametrize(
    "header",
    [
        "Nom|Porteur",
        "Nom|Association gestionnaire",
        "Intitulé|Association support",
        "Nom|Promoteur",
        "Communauté|Gestionnaire",
        "Nom|Association",
        "Nom|Structure",
        "Nom|Entité juridique",
        "Nom|Raison sociale",
        "Nom|Bénéficiaire",
        "Territoire|Titulaire du contrat",
        "Secteur|Portée par",
    ],
)
def test_associations_that_repeat_the_names_beside_them_name_nobody(header, name):
    rows = [header.split("|"), ["Bresse", "Association CPTS Bresse"], ["Loue", "Asso de la CPTS de la Loue"]]
    rows.append(["Plateau", "Collectif du Plateau"])
    for order in (1, -1):  # the names left of the carriers, then right of them
        cells = [
            "|".join([*row[::order], fact]) for row, fact in zip(rows, ("Statut", *["ACI signé"] * 3), strict=True)
        ]
        listings, alarms = read_grid("\n".join(cells), name=name)
        assert [(one.name, one.status_text) for one in listings] == [
            (place, "ACI signé") for place in ("Bresse", "Loue", "Plateau")
        ]
        assert {one.name for one in alarms} <= {"UnknownHeader"}


def test_an_address_beside_a_name_is_no_part_of_it():
    rows = "<tr><td>C.P.T.S. du Perche (https://a.example/x)</td><td>ACI signé</td></tr>"
    rows += "<tr><td>CPTS du Val d'Orne – www.b.example</td><td>ACI signé</td></tr>"
    found = extract(f"<table><tr><th>CPTS</th><th>Statut</th></tr>{rows}</table>")
    assert [one.name for one in found.listings] == ["C.P.T.S. du Perche", "CPTS du Val d'Orne"]


def test_a_row_with_a_stage_whose_name_is_none_is_told():
    rows = "<tr><td>CPTS du Perche</td><td>ACI signé</td></tr><tr><td>CPTS @SUM(A1)</td><td>Projet validé</td></tr>"
    found = extract(f"<table><tr><th>CPTS</th><th>Statut</th></tr>{rows}</table>")
    assert [one.name for one in found.listings] == ["CPTS du Perche"]
    assert [(one.name, "CPTS @SUM(A1)" in one.detail) for one in found.alarms] == [("UnreadText", True)]


def test_a_bare_name_with_a_stage_among_names_with_cpts_is_told_where_nothing_else_says_cpts():
    rows = "CPTS Bresse|ACI signé\nCPTS Loue|ACI signé\nCPTS Doubs|ACI signé\n"
    listings, alarms = read_grid(f"Nom|Statut\n{rows}Plateau|En projet")
    assert names(listings) == ["CPTS Bresse", "CPTS Loue", "CPTS Doubs"]
    assert [(one.name, "Plateau" in one.detail) for one in alarms] == [("UnreadText", True)]
    for other in ("MSP du Plateau|En projet", "Marie DURAND|En projet", "Total|3 signées", "Plateau|"):
        assert read_grid(f"Nom|Statut\n{rows}{other}")[1] == []
