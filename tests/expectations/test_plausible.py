"""What a CPTS can be: each rule has a row that fails it."""

from typing import Any

import pytest

from expectations import plausible
from schema import load_schema


def cpts(**said: Any) -> dict[str, Any]:
    return dict.fromkeys(load_schema()["cpts"].columns) | {"cpts_id": "c1", "nom": "CPTS du Val", **said}


@pytest.mark.parametrize(
    ("rule", "sound", "odd"),
    [
        (plausible.departements_touch, {"departements": "07 ; 26 ; 38"}, {"departements": "29 ; 83"}),
        (plausible.departements_touch, {"departements": None}, {"departements": "01 ; 38 ; 29"}),
        (plausible.is_a_name, {"nom": "CPTS Entre Dore et Allier"}, {"nom": "CPTS couvrant les 14e, 15e"}),
        (plausible.is_a_name, {"nom": "CPTS Sud-Est grenoblois"}, {"nom": "CPTS qui a signé son contrat"}),
        (
            plausible.counted_as_announced,
            {"communes_completes": False, "nb_communes": 1, "nb_communes_annonce": 158},
            {"communes_completes": True, "nb_communes": 27, "nb_communes_annonce": 25},
        ),
    ],
)
def test_each_rule_passes_what_is_sound_and_finds_what_is_odd(rule: Any, sound: Any, odd: Any) -> None:
    assert rule(cpts(**sound)) and not rule(cpts(**odd))


@pytest.mark.parametrize(
    ("declared", "whole", "part", "plausible_one"),
    [(354_193, 0, 0, True), (600_000, 0, 0, False), (None, 514_819, 0, False), (120_808, 0, 514_819, True)],
)
def test_no_cpts_declares_or_lists_more_people_than_any_has(
    declared: int | None, whole: int, part: int, plausible_one: bool
) -> None:
    # also of a list that is not taken for whole, as « tout le département » is not
    listed = [
        {"cpts_id": "c1", "population": population, "partiel": partial, "deduite": False}
        for population, partial in ((whole, False), (part, True))
    ]
    assert plausible.inhabitants_plausible([cpts(population_declaree=declared)], listed) == [plausible_one]


@pytest.mark.parametrize(
    ("other", "apart"),
    [
        ({"nom": "CPTS de l'Adour", "departements": "40"}, False),
        ({"nom": "CPTS du Pays de l'Adour", "departements": None}, False),  # nobody knows where: the same may be
        ({"nom": "CPTS de l'Adour", "departements": "65"}, True),
        ({"nom": "CPTS Tarbes-Adour", "departements": "40"}, True),
        ({"nom": "CPTS Adour Sud", "departements": "40"}, True),
        ({"nom": "CPTS de l'Adour", "departements": "40", "statut": "cessee"}, True),
        ({"nom": "CPTS de l'Adour", "departements": "40", "presence": "retiree"}, True),
    ],
)
def test_two_of_one_departement_have_different_words(other: dict[str, Any], apart: bool) -> None:
    mine = cpts(nom="CPTS de l'Adour", departements="32 ; 40")
    assert plausible.told_apart([mine, cpts(**other, cpts_id="c2")])[0] is apart
