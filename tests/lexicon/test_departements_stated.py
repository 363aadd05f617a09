"""Départements that a sentence states: which names are said to be one, and which are beside."""

from __future__ import annotations

import pytest

from lexicon.departements_stated import departement_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("CPTS du Haut Pays (04 et 05) – signée", ["04", "05"]),
        ("CPTS du Haut Pays (Drôme et Hautes-Alpes)", ["Drôme", "Hautes-Alpes"]),
        ("CPTS du Haut Pays (25/70)", ["25", "70"]),
        ("CPTS des Deux Vallées (Lot, Tarn-et-Garonne)", ["Lot", "Tarn-et-Garonne"]),
        ("ateliers (10 et 12 mars)", []),
        ("signature à venir (26/05)", []),
        ("CPTS du Roannais (Loire)", []),
        ("un territoire (Nièvre et Bourbince)", []),
    ],
)
def test_a_bracket_that_holds_nothing_but_departements(text: str, words: list[str]):
    assert sorted(departement_words(text)) == sorted(words)


def test_a_département_one_works_with_is_not_where_one_lies():
    assert departement_words("CPTS des Rives (Meuse, en lien avec la Meurthe-et-Moselle)") == []
    assert departement_words("à cheval sur la Meuse et la Meurthe-et-Moselle") == ["Meuse", "Meurthe-et-Moselle"]


def test_the_first_of_two_that_a_territory_lies_between_is_one_too() -> None:
    assert departement_words("née sur la CC Flandre Lys, entre Nord et Pas-de-Calais.") == ["Nord", "Pas-de-Calais"]
    assert departement_words("entre Lot et Tarn-et-Garonne") == ["Lot", "Tarn-et-Garonne"]
    assert departement_words("entre Nord et Sud du Tarn-et-Garonne") == ["Tarn-et-Garonne"]
    assert departement_words("entre Loire et Cher, les vignes") == []


def test_the_inhabitants_of_a_departement_say_it():
    assert departement_words("42 000 habitants du Gard vivent dans ses 47 communes.") == ["Gard"]
    assert departement_words("46 000 habitants de Mayenne et de la vallée de la Loire.") == []


def test_a_commune_of_saint_martin_is_not_the_collectivity() -> None:
    assert departement_words("dans Saint-Martin de l'If") == []


def test_a_code_before_a_name_says_a_departement() -> None:
    assert departement_words("La liste : 29 - Finistère, 56 - Morbihan") == ["Finistère", "Morbihan"]


def test_a_departement_counted_behind_another_is_one_too() -> None:
    assert departement_words("18 communes du Lot et cinq de l'Aveyron") == ["Lot", "Aveyron"]
    assert departement_words("18 communes du Lot et cinq cabinets de l'Aveyron") == ["Lot"]
