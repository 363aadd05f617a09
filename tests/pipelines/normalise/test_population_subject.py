"""Whose inhabitants a number counts: those of the CPTS, of a place, of others, or people who took part."""

from __future__ import annotations

import pytest

from pipelines.normalise.population import read_population


@pytest.mark.parametrize(
    "verb",
    [
        "doit couvrir au moins",
        "doit regrouper au minimum",
        "couvre en moyenne",
        "peut couvrir",
        "de taille 2 couvre plus de",
        "couvre généralement",
    ],
)
@pytest.mark.parametrize("subject", ["Une CPTS", "Toute CPTS", "Chaque CPTS"])
def test_a_rule_about_every_cpts_is_not_a_population(subject: str, verb: str) -> None:
    assert read_population(f"{subject} {verb} 23 000 habitants").value is None


@pytest.mark.parametrize(
    "subject",
    [
        "Les CPTS voisines couvrent",
        "La CPTS voisine couvre",
        "Deux CPTS couvrent",
        "Les 14 CPTS du département couvrent",
        "Plusieurs CPTS comptent",
        "L'autre CPTS du département dessert",
        "La CPTS limitrophe compte",
        "La CPTS de Dole, voisine de la nôtre, couvre",
        "Les CPTS de plus de",
    ],
)
def test_another_cpts_or_several_are_not_this_one(subject: str) -> None:
    assert read_population(f"{subject} 123 400 habitants").value is None
    assert read_population(f"{subject} 123 400 habitants, la nôtre couvre 45 200 habitants").value == 45_200


@pytest.mark.parametrize(
    "text",
    [
        "La CPTS est l'une des 14 CPTS du département et couvre {}",
        "Issue de la fusion de deux CPTS, elle couvre {}",
        "La plus grande des 15 CPTS du département couvre {}",
        "Sur les 14 CPTS de l'Oise, celle de Creil couvre {}",
        "Elle couvre {}. Les CPTS doivent couvrir au moins 20 000 habitants.",
        "Une CPTS de {} a vu le jour",
        "La CPTS, qui réunit 3 CPTS, couvre {}",
    ],
)
def test_other_cpts_named_beside_it_do_not_hide_its_population(text: str) -> None:
    assert read_population(text.format("52 300 habitants")).value == 52_300


@pytest.mark.parametrize(
    "place",
    [
        "Mende, préfecture de",
        "Guéret, chef-lieu de",
        "Une petite ville de",
        "Saint-Flour, cité de",
        "Bourges compte",
        "Mende (",
        "Mende,",
        "elle rayonne autour de Mende (",
        "Deuxième ville du département avec ses",
        "L'agglomération compte",
        "une antenne à Tulle (",
        "La Drôme compte",
        "Le centre hospitalier dessert",
        "La maison de santé suit",
        "Le SCoT regroupe",
        "une MSP pour",
    ],
)
def test_a_place_or_another_institution_is_not_the_cpts(place: str) -> None:
    assert read_population(f"{place} 12 600 habitants").value is None


@pytest.mark.parametrize(
    "what",
    [
        "ont été dépistés",
        "ont participé au forum",
        "vaccinés",
        "ont répondu à l'enquête",
        "sont venus",
        "interrogés",
        "ont été sensibilisés",
        "supplémentaires",
        "participent aux ateliers",
        "de moins de 25 ans",
        "du territoire de Compiègne n'ont pas de médecin traitant",
        "de nos communes renoncent à des soins",
        "du Saumurois (soit un sur dix) n'ont plus de médecin traitant",
        "vivent à plus de 30 minutes d'un médecin",
        "de la CPTS ont plus de 75 ans",
        "du bassin qui ne trouvent pas de médecin",
        "se sont fait vacciner",
    ],
)
def test_people_who_took_part_are_not_the_population(what: str) -> None:
    assert read_population(f"3 200 habitants {what}").value is None


@pytest.mark.parametrize(
    "what",
    [
        "ont désormais accès à une CPTS",
        "sont concernés",
        "vont bénéficier de la CPTS",
        "bénéficient d'une CPTS",
        "ont été regroupés en une CPTS",
        "inscrits dans 12 communes",
        "du territoire ont un accès difficile aux soins",
    ],
)
def test_people_who_have_a_cpts_are_its_population(what: str) -> None:
    assert read_population(f"Les 45 200 habitants {what}").value == 45_200


@pytest.mark.parametrize(
    "what",
    [
        "vivent dans les 25 communes de la CPTS",
        "du bassin de Thau pourront bénéficier de la CPTS",
        "de Saint-Vincent et de Nogent",
        "du Morvan relèvent de la CPTS",
        "et ses soignants sont engagés",
        "du département sont concernés",
        "de 35 communes du Grand Pic-Saint-Loup",
        "en zone rurale",
    ],
)
def test_all_who_live_there_need_no_article(what: str) -> None:
    assert read_population(f"45 200 habitants {what}").value == 45_200


@pytest.mark.parametrize(
    "text",
    [
        "38 951, 26 962 et 18 715 habitants",
        "23 400 et 11 900 habitants",
        "Dole (23 400) et Tavaux (4 100 habitants)",
        "Dole (23 400 hab.) et Tavaux (4 100 hab.)",
        "hausse de 3 200 habitants",
        "la population a augmenté de 3 200 habitants",
        "un médecin suit en moyenne 1 100 habitants",
        "1 habitant sur 4, soit 12 400 habitants",
        "La CPTS a trouvé un médecin à 3 200 habitants",
    ],
)
def test_lists_changes_and_shares_are_not_a_population(text: str) -> None:
    assert read_population(text).value is None
