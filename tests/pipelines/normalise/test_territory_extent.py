"""Ends of an extent, départements in a bracket, what joins a territory and what is taken from it."""

from __future__ import annotations

import pytest

from pipelines.normalise.territory import resolve_territory

BLOIS, VENDOME, VIERZON, MER, BOURGES = "41018", "41269", "18279", "41136", "18033"


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("de Blois à Vendôme", (BLOIS, VENDOME)),
        ("s'étend de Blois (Loir-et-Cher) à Vierzon (Cher) : près de 30 communes", (VIERZON, BLOIS)),
        ("va de Blois jusqu'à Vendôme", (BLOIS, VENDOME)),
        ("entre Blois et Vendôme", (BLOIS, VENDOME)),
        ("du Blois (41) jusqu'à Vierzon (18)", (VIERZON, BLOIS)),
    ],
)
def test_the_ends_of_an_extent_are_told_apart(text: str, ends: tuple[str, ...]) -> None:
    found = resolve_territory(text, "24")
    assert set(found.codes) == set(ends) and not found.complete
    assert {place.rule for place in found.places if place.codes} == {"borne"}


@pytest.mark.parametrize(
    "text", ["Blois (Loir-et-Cher) et Vierzon (Cher)", "communes de Blois et Vendôme", "Blois, Vendôme, Mer"]
)
def test_towns_of_a_list_are_no_ends(text: str) -> None:
    assert all(place.rule == "nom" for place in resolve_territory(text, "24").places)


@pytest.mark.parametrize(
    ("text", "departements"),
    [
        ("38 communes réparties sur 3 départements (Loir et Cher, Cher, Indre)", ("41", "18", "36")),
        ("20 communes de deux départements (Loire et Haute-Loire)", ("42", "43")),
        ("sur deux départements : Indre et Cher", ("36", "18")),
        ("à cheval sur trois départements (Eure et Loir, Orne et Sarthe)", ("28", "61", "72")),
    ],
)
def test_a_list_of_departements_names_no_commune(text: str, departements: tuple[str, ...]) -> None:
    found = resolve_territory(text)
    assert (found.departements, found.codes) == (departements, ())


def test_a_list_goes_on_after_the_departements() -> None:
    found = resolve_territory("38 communes sur 3 départements (Loir et Cher, Cher, Indre), dont Vierzon", "24")
    assert found.codes == (VIERZON,)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Blois, Vendôme et Mer l'ont rejointe", (BLOIS, MER, VENDOME)),
        ("s'est étendue en mars 2023 à Blois et Vendôme", (BLOIS, VENDOME)),
        ("s'est étendue à Blois et Mer", (BLOIS, MER)),
        ("On y trouve aussi Blois, Vendôme ou encore Mer", (BLOIS, MER, VENDOME)),
    ],
)
def test_what_joins_a_territory_is_an_open_list(text: str, codes: tuple[str, ...]) -> None:
    found = resolve_territory(text, "24")
    assert found.codes == codes and not found.complete and not found.unresolved


def test_what_is_taken_away_ends_where_communes_are_counted_again() -> None:
    text = "la CC du Grand Pic Saint-Loup, hormis Assas, et 2 communes de Montpellier Méditerranée Métropole : Jacou, Clapiers"
    found = resolve_territory(f"40 communes, dont 32 en zone rurale ; {text}", "76", ("34",))
    assert {"34120", "34077"} <= set(found.codes) and "34014" not in found.codes
    assert resolve_territory(text, "76", ("34",)).announced == len(found.codes)


@pytest.mark.parametrize(
    "text", ["16 communes de l'aire urbaine de Bourges", "sur dix communes de la couronne de Bourges"]
)
def test_communes_around_a_town_do_not_name_it(text: str) -> None:
    assert BOURGES not in resolve_territory(text, "24").codes


@pytest.mark.parametrize(
    ("text", "announced"),
    [
        ("Tarbes et 10 communes limitrophes", 11),
        ("sur Tarbes et ses 10 communes voisines", 11),
        ("Tarbes ainsi que 12 autres communes", 13),
        ("18 communes de la Loire et 4 du Rhône", 22),
        ("12 communes des Hautes-Pyrénées et 7 communes du Gers", 19),
        ("2 villes et 16 villages", 18),
        ("35 communes du Grand Pic-Saint-Loup et de cinq communes du nord de Montpellier", 40),
        ("40 communes, dont 12 villages et 3 villes", 40),
        ("cent seize communes", 116),
        ("deux cent douze communes", 212),
        ("cent quatre-vingt-treize communes", 193),
        ("quatre cents communes", 400),
        ("14 communes de l'Ariège, 9 de la Haute-Garonne et 2 de l'Aude", 25),
        ("20 communes du Gers, 8 des Hautes-Pyrénées et 3 des Landes", 31),
        ("49 communes, 9 de la Haute-Garonne et 40 de l'Ariège", 49),
        ("14 communes, et 9 communes voisines veulent la rejoindre", 14),
        ("14 communes du Gers et 9 communes y sont sans médecin", 14),
        ("couvrait 20 communes et couvre désormais 25 communes", 25),
        ("12 communes du Gers ainsi que sur huit communes des Hautes-Pyrénées", 20),
    ],
)
def test_communes_counted_in_two_parts_are_added(text, announced):
    assert resolve_territory(text).announced == announced


def test_communes_counted_in_words_are_a_part_of_their_grouping():
    text = "35 communes du Pays de Bigorre et cinq communes de la CA Tarbes-Lourdes-Pyrénées"
    found = resolve_territory(text, "76", ("65",))
    assert (found.codes, found.announced, found.complete) == ((), 40, False)


def test_as_many_communes_as_announced_are_all_though_a_grouping_is_named_in_part():
    text = (
        "3 communes, dont 2 en zone d'action ; 3 communes de Montpellier Méditerranée Métropole :"
        " Castelnau-le-Lez, Jacou et Clapiers"
    )
    assert resolve_territory(text, "76", ("34",)).complete is True
