"""What a visitor types leads to what he meant, first."""

from __future__ import annotations

import sqlite3

import pytest

from pipelines.publish import places
from pipelines.site.search import EXACT, SPELLING, Names, answers, cpts_key, folded

# key, name, nature, code, inhabitants: real names and codes, inhabitants rounded
PLACES = [
    ("narbonne", "Narbonne", "commune", "11262", 57000),
    ("11100", "Narbonne", "code_postal", "11262", 57000),
    ("11100", "Bages", "code_postal", "11024", 700),
    ("bages", "Bages", "commune", "11024", 700),
    ("corbieres", "Corbières", "commune", "11100", 40),
    ("montpellier", "Montpellier", "commune", "34172", 300000),
    ("paris 13", "Paris 13e Arrondissement", "commune", "75113", 180000),
    ("paris", "Paris", "commune", "75056", 2000000),
    ("paris", "Paris", "departement", "75", 2000000),
    ("saint etienne", "Saint-Étienne", "commune", "42218", 170000),
    ("saint etienne du gres", "Saint-Étienne-du-Grès", "commune", "13116", 2000),
    ("le havre", "Le Havre", "commune", "76351", 160000),
    ("amareins", "Amareins", "ancien_nom", "01165", 1600),
    ("11", "Aude", "departement", "11", 370000),
    ("aude", "Aude", "departement", "11", 370000),
    ("grand narbonne", "CPTS du Grand Narbonne", "cpts", "cpts-1", 0),
    ("narbonne", "CPTS de Narbonne", "cpts", "cpts-2", 0),
    ("chalonnais", "CPTS du Chalonnais", "cpts", "cpts-3", 0),
    ("creuse", "Creuse", "commune", "80225", 190),
    ("creuse", "Creuse", "departement", "23", 115000),
    ("la reunion", "La Réunion", "commune", "47222", 520),
    ("la reunion", "La Réunion", "departement", "974", 880000),
    ("occitanie", "Occitanie", "region", "76", 6000000),
    ("saint denis", "Saint-Denis", "commune", "93066", 150000),
    ("saint denis", "Saint-Denis", "commune", "11339", 500),
    ("saint denis", "Saint-Denis", "commune", "97411", 150000),
    ("04", "Alpes-de-Haute-Provence", "departement", "04", 170000),
    ("93", "Seine-Saint-Denis", "departement", "93", 1700000),
    ("reunion", "La Réunion", "region", "04", 880000),
    ("toulouse", "Toulouse", "commune", "31555", 510000),
    ("toulouzette", "Toulouzette", "commune", "40318", 310),
    ("montelier", "Montélier", "commune", "26197", 4000),
    ("boulogne", "Boulogne", "ancien_nom", "85084", 9000),
    ("boulogne", "Boulogne", "ancien_nom", "31080", 1600),
    ("boulogne billancourt", "Boulogne-Billancourt", "commune", "92012", 120000),
    ("boulogne billancourt", "CPTS Boulogne Billancourt", "cpts", "cpts-4", 121000),
    ("nice", "Nice", "commune", "06088", 350000),
    ("oise", "Oise", "departement", "60", 830000),
    ("06", "Alpes-Maritimes", "departement", "06", 1100000),
    ("sevran", "Sevran", "commune", "93071", 52000),
    ("servian", "Servian", "commune", "34300", 5000),
]


@pytest.fixture
def database() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("create table lieux (cle, nom, nature, code, poids)")
    connection.executemany("insert into lieux values (?, ?, ?, ?, ?)", PLACES)
    connection.execute("create table couverture (commune, nom, population, departement, region)")
    connection.executemany(
        "insert into couverture values (?, ?, ?, ?, ?)",
        [
            (code, name, weight, code[:2], {"11": "76", "34": "76", "97": "04"}.get(code[:2]))
            for _, name, nature, code, weight in PLACES
            if nature == "commune"
        ],
    )
    return connection


def found(database: sqlite3.Connection, text: str) -> list[str]:
    return [one.place.adresse for one in answers(database, Names.read(database), text)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("11100", "/commune/11262"),
        ("11262", "/commune/11262"),
        ("NARBONNE", "/commune/11262"),
        ("narbone", "/commune/11262"),
        ("Monpelier", "/commune/34172"),
        ("Paris 13ème", "/commune/75113"),
        ("paris 13e arrondissement", "/commune/75113"),
        ("Paris XIIIe", "/commune/75113"),
        ("paris xiii", "/commune/75113"),
        ("Paris", "/commune/75056"),
        ("St Étienne", "/commune/42218"),
        ("saint-etienne du gr", "/commune/13116"),
        ("havre", "/commune/76351"),
        ("Amareins", "/commune/01165"),
        ("11", "/departement/11"),
        ("aude", "/departement/11"),
        ("CPTS du Grand Narbonne", "/cpts/cpts-1"),
        ("cpts narbonne", "/cpts/cpts-2"),
        ("C.P.T.S. chalonnais", "/cpts/cpts-3"),
        ("11 100", "/commune/11262"),
        ("11100 Bages", "/commune/11024"),
        ("Narbonne 11100", "/commune/11262"),
        ("Narbonne, Aude", "/commune/11262"),
        ("Saint-Denis (Aude)", "/commune/11339"),
        ("saint denis, occitanie", "/commune/11339"),
        ("creuse", "/departement/23"),
        ("La Réunion", "/departement/974"),
        ("Toulouze", "/commune/31555"),
        ("Boulogne", "/commune/92012"),
        ("Nise", "/commune/06088"),
        ("Ncie", "/commune/06088"),
        ("servan", "/commune/93071"),
        ("Seran", "/commune/93071"),
        ("ST DENIS 93", "/commune/93066"),
        ("Nice 06", "/commune/06088"),
        ("06 nise", "/commune/06088"),
        ("Narbonne Aude", "/commune/11262"),
        ("Saint-Denis Réunion", "/commune/97411"),
        ("Saint-Denis (Réunion)", "/commune/97411"),
    ],
)
def test_the_right_answer_is_first(database: sqlite3.Connection, typed: str, first: str) -> None:
    assert found(database, typed)[0] == first


def test_every_commune_of_a_postal_code_comes_before_the_insee_code_it_also_is(database: sqlite3.Connection) -> None:
    assert found(database, "11100") == ["/commune/11262", "/commune/11024", "/commune/11100"]
    assert len(answers(database, Names.read(database), "11100", limit=1)) == 3


def test_an_old_name_stands_below_the_larger_places_that_begin_with_it(database: sqlite3.Connection) -> None:
    assert found(database, "boulogne") == ["/commune/92012", "/commune/85084", "/commune/31080", "/cpts/cpts-4"]


def test_a_commune_is_looked_for_in_the_region_and_not_in_the_departement_of_that_code(
    database: sqlite3.Connection,
) -> None:
    database.execute("insert into lieux values ('saint denis', 'Saint-Denis', 'commune', '04999', 900000)")
    database.execute("insert into couverture values ('04999', 'Saint-Denis', 900000, '04', '93')")
    assert found(database, "Saint-Denis, Réunion") == ["/commune/97411"]


def test_a_misspelling_says_that_it_is_one_and_is_not_tried_beside_the_name(database: sqlite3.Connection) -> None:
    names = Names.read(database)
    assert answers(database, names, "narbone")[0].how == SPELLING
    assert {one.how for one in answers(database, names, "Narbonne")} <= {EXACT, 2}


def test_an_arrondissement_is_found_with_its_word_misspelt() -> None:
    district = {"nom": "Paris 13e Arrondissement", "commune": "75113", "population": 180000, "region": "11"}
    tables = {"couverture": [district], "departements": [], "regions": [], "cpts": []}
    keys = [row["cle"] for row in places.rows(tables, [], [])]
    assert keys == ["paris 13", "paris 13 arrondissement", "13 arrondissement"]


@pytest.mark.parametrize("typed", ["", "  ", "!!!", "cpts", "%", "'", "xyzzy", "é" * 500, "\u0000"])
def test_nothing_is_found_for_nothing(database: sqlite3.Connection, typed: str) -> None:
    assert found(database, typed) == []


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("L'Haÿ-les-Roses", "l hay les roses"),
        ("Vœuil-et-Giget", "voeuil et giget"),
        ("Ste-Marie s/Mer", "sainte marie s mer"),
        ("Lyon 1er Arrondissement", "lyon 1"),
        ("Lyon Vaise", "lyon vaise"),
        ("13 Marseille", "13 marseille"),
        ("16e arrondt", "16 arrondissement"),
        ("Marseille 1er arr. 13", "marseille 1 13"),
        ("Le 13", "13"),
        ("11e et 12e arrondissements de Paris", "11 et paris 12"),
        ("Saint-Germain-l'Aiguiller", "saint germain l aiguiller"),
    ],
)
def test_folding(text: str, key: str) -> None:
    assert folded(text) == key


def test_the_words_of_a_cpts_that_are_its_own() -> None:
    assert cpts_key("CPTS de la Côte d'Or") == "cote d or"
    assert cpts_key("Communauté professionnelle territoriale de santé du Perche") == "perche"
    assert cpts_key("CPTS") == "cpts"
