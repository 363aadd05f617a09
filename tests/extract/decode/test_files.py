"""Layouts of files met for the first time: nested JSON, choices with labels, refusals, lists of something else."""

from __future__ import annotations

import pytest

from spiders.extract.model.source import SourceContext
from spiders.extract.table.header_meaning import names_a_cpts, names_other_structure
from tests.support.cpts_tables import alarm_names, names, read_file, stages_and_dates
from tests.support.writers import xlsx

BRETAGNE = SourceContext(source_id="ars-test", kind="ars", regions=("53",))


NESTED = {
    "status": "active",
    "departements": {
        "29": {
            "nom": "Finistère",
            "liste": [
                {
                    "libelle": "CPTS du Léon",
                    "etat": "CONTRAT_SIGNE",
                    "contrat": {"signeLe": "04/03/2023", "dateFin": "04/03/2028"},
                },
                {"libelle": "CPTS Iroise", "etat": "LETTRE_INTENTION_VALIDEE", "contrat": {"signeLe": None}},
            ],
        },
        "35": {"nom": "Ille-et-Vilaine", "liste": [{"libelle": "CPTS 35-53", "etat": "PROJET_SANTE_VALIDE"}]},
    },
}


def test_an_object_that_holds_cpts_is_their_group():
    found = read_file(NESTED)
    assert stages_and_dates(found) == {
        "CPTS du Léon": ("aci_signe", "2023-03-04"),
        "CPTS Iroise": ("lettre_intention", None),
        "CPTS 35-53": ("projet_valide", None),
    }
    assert [one.department_text for one in found.listings] == ["Finistère", "Finistère", "Ille-et-Vilaine"]


def test_a_number_above_a_list_is_a_département_only_where_the_keys_are_said_to_be():
    rows = [{"nom": "CPTS du Léon", "population": 60000}, {"nom": "CPTS Iroise", "population": 50000}]
    assert [one.department_text for one in read_file({"departement": {"29": rows}}).listings] == ["29", "29"]
    assert [one.department_text for one in read_file({"lots": {"29": rows}}).listings] == [None, None]


def test_the_state_of_a_service_is_not_that_of_a_cpts():
    rows = [{"nom": "CPTS du Léon", "population": 60000}]
    assert stages_and_dates(read_file({"data": {"status": "active", "items": rows}})) == {"CPTS du Léon": (None, None)}
    grouped = {"groupes": [{"statut": "ACI signé", "items": rows}, {"statut": "En projet", "items": []}]}
    assert stages_and_dates(read_file(grouped)) == {"CPTS du Léon": ("aci_signe", None)}


def test_a_choice_is_its_label_and_a_titled_field_its_value():
    choice = {"nom": "CPTS Iroise", "etape": {"value": "ps", "label": "Projet de santé validé"}, "population": 50000}
    titled = {"nom": "CPTS du Léon", "statut": {"label": "Statut", "value": "signataire"}, "population": 60000}
    assert stages_and_dates(read_file([choice, choice | {"nom": "CPTS A"}]))["CPTS Iroise"] == ("projet_valide", None)
    assert stages_and_dates(read_file([titled, titled | {"nom": "CPTS B"}]))["CPTS du Léon"] == ("aci_signe", None)


def test_a_member_of_a_list_is_what_it_holds_under_the_name_of_the_list():
    rows = [
        {
            "nom": f"CPTS {name}",
            "villes": [{"ville": "Brest", "cp": ""}, {"ville": "Guipavas", "cp": ""}],
            "missions": ["acces-aux-soins", "crises-sanitaires"],
        }
        for name in ("Iroise", "du Léon")
    ]
    found = read_file(rows)
    assert found.listings[0].territory_text == "Brest, Guipavas"
    assert found.listings[0].missions_text == "acces aux soins, crises sanitaires"


def test_a_day_with_its_zone_is_that_day():
    rows = [
        {"nom_cpts": "CPTS Iroise", "date_sign": "2024-02-13Z"},
        {"nom_cpts": "CPTS du Léon", "date_sign": "2022-07-01+02:00"},
        {"nom_cpts": "CPTS de Vannes", "date_sign": "01-03-2022 00:00"},
    ]
    assert [one.date_text for one in read_file(rows).listings] == [
        "date_sign : 2024-02-13",
        "date_sign : 2022-07-01",
        "date_sign : 2022-03-01",
    ]


@pytest.mark.parametrize(
    "name, is_name", [("CPTS 35-53", True), ("CPTS 2024-2025", False), ("CPTS 12/45", False), ("CPTS 3 signées", False)]
)
def test_two_départements_may_name_a_cpts(name, is_name):
    assert names_a_cpts(name, about=True) is is_name


@pytest.mark.parametrize(
    "text",
    [
        "Limite régionale",
        "Limites départementales",
        "Contour de la région",
        "DD ARS 22",
        "Délégation départementale",
        "Fond de carte",
    ],
)
def test_lines_and_offices_of_a_map_are_no_cpts(text):
    features = [
        {
            "type": "Feature",
            "properties": {"name": name, "description": "Statut : ACI signé"},
            "geometry": {"type": "Point", "coordinates": [0, 48]},
        }
        for name in ("CPTS Iroise", "Pays des Abers", text)
    ]
    assert names(read_file({"type": "FeatureCollection", "features": features}, "cpts.json").listings) == [
        "CPTS Iroise",
        "Pays des Abers",
    ]


def test_an_office_in_the_name_of_a_cpts_is_no_office():
    assert not names_other_structure("Contours de Loire")
    assert not names_other_structure("Limites de Bresse")


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"code": 403, "message": "Accès refusé"}},
        {"code": "rest_forbidden", "message": "Vous n'êtes pas autorisé.", "data": {"status": 401}},
        {"message": "Not found"},
        {"success": False, "errors": ["jeton expiré"]},
    ],
)
def test_an_error_in_place_of_data_is_a_blocked_page(body):
    assert alarm_names(read_file(body).alarms) == {"BlockedPage"}


def test_an_answer_that_is_well_and_empty_is_no_refusal():
    assert alarm_names(read_file({"code": 200, "message": "OK", "data": []}).alarms) == {"EmptyListing"}


def test_data_beside_a_warning_is_data():
    body = {"errors": ["champ inconnu"], "message": "partiel", "data": [{"nom": "CPTS Iroise", "population": 50000}]}
    assert names(read_file(body).listings) == ["CPTS Iroise"]


def test_a_list_of_other_structures_is_empty_of_cpts():
    book = xlsx(
        (
            "Structures",
            [["Nom", "Commune", "Statut"], ["MSP du Léon", "Lesneven", "Ouverte"], ["MSP Iroise", "Brest", "Ouverte"]],
        )
    )
    found = read_file(book, "structures.xlsx")
    assert not found.listings
    assert alarm_names(found.alarms) == {"EmptyListing"}


# --- workbooks ---------------------------------------------------------------------------------------


def test_two_tables_side_by_side_are_two_tables():
    grid = [
        ["Les CPTS du Finistère et du Morbihan", "", "", "", "", ""],
        ["CPTS signataires de l'ACI", "", "", "", "CPTS en projet (lettre d'intention validée)", ""],
        ["CPTS", "Population", "Date ACI", "", "Nom", "Population"],
        ["CPTS Iroise", "50 000", "06/03/2021", "", "CPTS du Léon", "61 000"],
        ["CPTS de Quimper", "80 000", "01/02/2022", "", "", ""],
    ]
    found = read_file(xlsx(("CPTS", grid), merged=["A2:C2", "E2:F2"]), "cpts.xlsx")
    assert stages_and_dates(found) == {
        "CPTS Iroise": ("aci_signe", "2021-03-06"),
        "CPTS de Quimper": ("aci_signe", "2022-02-01"),
        "CPTS du Léon": ("lettre_intention", None),
    }
    assert [one.population_text for one in found.listings] == [
        "50 000 habitants",
        "80 000 habitants",
        "61 000 habitants",
    ]
    # of two départements in a title, none is that of a row
    assert [one.department_text for one in found.listings] == [None, None, None]


def test_tables_that_touch_are_apart_where_the_header_begins_again():
    grid = [["CPTS", "Population", "CPTS", "Population"], ["CPTS Iroise", "50 000", "CPTS du Léon", "61 000"]]
    assert [(one.name, one.population_text) for one in read_file(xlsx(("CPTS", grid)), "c.xlsx").listings] == [
        ("CPTS Iroise", "50 000 habitants"),
        ("CPTS du Léon", "61 000 habitants"),
    ]


def test_an_empty_column_inside_a_table_leaves_it_whole():
    grid = [
        ["CPTS", "Statut", "", "Département", "Population"],
        ["CPTS Iroise", "ACI signé", "", "29", "50 000"],
        ["CPTS du Léon", "En émergence", "", "29", "61 000"],
    ]
    found = read_file(xlsx(("CPTS", grid)), "c.xlsx")
    assert [(one.name, one.department_text) for one in found.listings] == [
        ("CPTS Iroise", "29"),
        ("CPTS du Léon", "29"),
    ]


def test_of_a_column_of_dates_per_stage_the_most_advanced_reached_is_told_first():
    grid = [
        ["CPTS", "Validation LI", "Validation projet de santé", "Signature ACI", "Résiliation"],
        ["CPTS Iroise", "01/02/2020", "03/04/2021", "", ""],
        ["CPTS du Léon", "05/06/2019", "07/08/2020", "09/10/2021", "30/06/2025"],
    ]
    assert stages_and_dates(read_file(xlsx(("CPTS", grid)), "c.xlsx")) == {
        "CPTS Iroise": ("projet_valide", "2021-04-03"),
        "CPTS du Léon": ("cessee", "2025-06-30"),
    }


# --- codes, keys and roots -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "stages", [("aci_signe", "emergence"), ("aciSigne", "enEmergence"), ("ACI signé", "En émergence")]
)
@pytest.mark.parametrize("shape", [lambda name: name, lambda name: {"nom": name}])
def test_the_key_of_a_list_is_the_stage_of_its_names(stages, shape):
    tree = {stages[0]: [shape("CPTS du Léon")], stages[1]: [shape("CPTS Iroise")]}
    assert stages_and_dates(read_file(tree)) == {
        "CPTS du Léon": ("aci_signe", None),
        "CPTS Iroise": ("emergence", None),
    }


def test_names_among_keywords_are_no_list():
    assert not read_file({"title": "Actualité", "keywords": ["CPTS du Léon", "CPTS Iroise"]}).listings


def test_the_links_between_objects_are_no_fields():
    rows = [
        {
            "type": "node--cpts",
            "attributes": {"title": name, "field_population": 50000},
            "relationships": {"field_departement": {"data": {"type": "taxonomy_term--departement", "id": "7"}}},
        }
        for name in ("CPTS du Léon", "CPTS Iroise")
    ]
    assert [(one.name, one.department_text) for one in read_file({"data": rows}).listings] == [
        ("CPTS du Léon", None),
        ("CPTS Iroise", None),
    ]


def test_an_xml_without_its_first_line_and_the_département_around_its_rows():
    found = read_file(
        '<liste><departement nom="Finistère"><cpts><nom>CPTS du Léon</nom><statut>ACI_SIGNE</statut></cpts><cpts><nom>CPTS Iroise</nom>'
        "<statut>EMERGENCE</statut></cpts></departement></liste>",
        "cpts.xml",
    )
    assert stages_and_dates(found) == {"CPTS du Léon": ("aci_signe", None), "CPTS Iroise": ("emergence", None)}
    assert [one.department_text for one in found.listings] == ["Finistère", "Finistère"]


def test_a_piece_of_html_is_no_xml():
    assert read_file(
        "<section><h2>CPTS Iroise</h2><p>Contrat ACI signé le 4 mai 2021.</p></section>", "page"
    ).extractor.startswith("html")
    assert read_file(
        "<app-root><p>La CPTS Iroise a signé son ACI en 2021.</p></app-root>", "page"
    ).extractor.startswith("html")


def test_a_numbered_département_on_a_line_of_its_own():
    features = [
        {
            "type": "Feature",
            "properties": {"name": "CPTS Iroise", "description": "29 - Finistère\n**51 204** habitants\nACI signé"},
            "geometry": None,
        }
    ]
    found = read_file({"type": "FeatureCollection", "features": features}, "cpts.json").listings
    assert [(one.department_text, one.population_text) for one in found] == [("29 - Finistère", "51 204 habitants")]


def test_a_sheet_that_explains_the_others_lists_no_cpts():
    grid = [
        ["CPTS", "Commune", "Statut"],
        ["CPTS du Léon", "Lesneven", "ACI signé"],
        ["CPTS du Léon", "Plouider", "ACI signé"],
    ]
    notes = [["Tableau tenu par le service de l'offre de soins"], ["Seules figurent les CPTS signataires"]]
    for title in ("Lisez-moi", "Notice", "Mode d'emploi", "1. À lire"):
        assert names(read_file(xlsx(("CPTS", grid), (title, notes)), "cpts.xlsx").listings) == ["CPTS du Léon"]
    # « Légende » may be the only sheet of a workbook nobody renamed
    assert names(read_file(xlsx(("Légende", grid)), "cpts.xlsx").listings) == ["CPTS du Léon"]


@pytest.mark.parametrize(
    "text",
    [
        "Une ligne pour chaque commune d'une CPTS",
        "Chaque CPTS peut compter plusieurs lignes",
        "Le code est celui de la CPTS au répertoire",
        "Les dates sont celles du contrat de la CPTS",
        "Seules sont comptées les communes entières de la CPTS.",
    ],
)
def test_a_sentence_about_the_rows_is_no_name(text):
    assert not names_a_cpts(text, about=True)
    assert not names_a_cpts(text, about=False)


@pytest.mark.parametrize(
    "text",
    [
        "CPTS Toutes Aures",
        "La CPTS Un pour Tous",
        "Association de préfiguration de la CPTS du Léon.",
        "CPTS du Val de l'Aff.",
        "Grand Est Santé CPTS",
    ],
)
def test_a_name_that_looks_like_a_sentence_stays_a_name(text):
    assert names_a_cpts(text, about=True)
