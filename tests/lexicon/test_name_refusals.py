"""What is the name of no CPTS, in a sentence, a title and a cell alike."""

from __future__ import annotations

import re

import pytest

from lexicon.cpts_names import find_names
from lexicon.name_refusals import has_signs_of_programs, is_for_programs, is_no_name, is_refused
from lexicon.patterns import vocabulary
from lexicon.text import fold


def names(text: str) -> list[str]:
    return [mention.name for mention in find_names(text)]


@pytest.mark.parametrize(
    "list_of_rules", ["refusals", "plural_refusals", "gatherings", "carriers", "carried", "slogans", "no_names"]
)
def test_every_rule_reads_its_own_example(list_of_rules: str) -> None:
    for entry in vocabulary("cpts_names")[list_of_rules]:
        assert re.search(entry["match"], fold(entry["example"])), entry


@pytest.mark.parametrize(
    "text",
    [
        "Une séance réservée aux membres de la CPTS EXCLUSIVEMENT.",
        "Avec la CPTS INSCRIVEZ-VOUS au dépistage.",
        "LA CPTS EN CHIFFRES",
        "Toutes les CPTS VOLONTAIRES sont aidées.",
        "Les communautés professionnelles territoriales de santé Labellisées reçoivent une aide.",
        "La CPTS Éligible dépose un dossier.",
        "L'inter-CPTS des Alpes du Sud se réunit avec l'i-CPTS Normandie et le collectif Inter CPTS 93.",
        "CPTS Mode d'emploi : un guide pour les libéraux.",
        "CPTS Modèles de statuts", "CPTS Foire aux questions", "CPTS Webinaire du 4 mai 2023", "CPTS Boîte à outils",
        "CPTS Nos actions", "CPTS Actualités", "CPTS Agir", "CPTS Ensemble", "CPTS Les financements",
    ],
)  # fmt: skip
def test_words_after_the_acronym_that_call_no_cpts(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    "name",
    [
        "CPTS Rodez", "CPTS du Forez", "CPTS Clément Ader", "CPTS Pyrénées Orientales Sud", "CPTS Vallées d'Auge",
        "CPTS Agir en Vivarais", "CPTS Ensemble Lozère", "CPTS Mieux Vivre en Brière",
        "CPTS Les Deux Lacs", "CPTS Actions Vallée", "CPTS Orée du Bois", "CPTS Ouest Armagnac",
        "CPTS Région de Condrieu", "CPTS Piémont Vert",
    ],
)  # fmt: skip
def test_names_that_look_like_refused_words_stay(name: str) -> None:
    assert names(f"La {name}.") == [name]
    assert not is_refused(name)
    assert not is_no_name(name)


@pytest.mark.parametrize("place", ["Lons-le-Saunier", "Châlons-en-Champagne", "Mons en Pévèle", "Abergement-la-Ronce"])
def test_no_place_reads_as_an_order_or_an_adverb(place: str) -> None:
    assert not is_refused(place)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("CPTS Deux Lacs — Communauté professionnelle territoriale de santé", "CPTS Deux Lacs"),
        ("CPTS Monts Noirs - Santé pour tous", "CPTS Monts Noirs"),
        ("CPTS Cœur de Brenne – Coordonner les soins près de chez vous", "CPTS Cœur de Brenne"),
        ("CPTS Val d'Or - Professionnels de santé unis", "CPTS Val d'Or"),
        ("CPTS Loire - Forez Vert", "CPTS Loire - Forez Vert"),
        ("CPTS Asse - Durance - Verdon", "CPTS Asse - Durance - Verdon"),
    ],
)
def test_a_slogan_after_a_dash_is_no_part_of_a_name(title: str, name: str) -> None:
    assert names(title) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Que veut dire CPTS ?",
        "Une CPTS est-elle payante ?",
        "Comment adhérer à la CPTS",
        "Nos ateliers - CPTS Val d'Or",
    ],
)
def test_questions_and_titles_of_pages_are_no_names(text: str) -> None:
    assert is_no_name(text)


@pytest.mark.parametrize(
    "text",
    [
        "FÉDÉRATION DES CPTS DE L'EST", "FEDERATION REGIONALE DES CPTS DU SUD", "Fédération nationale des communautés "
        "professionnelles territoriales de santé", "Syndicat des CPTS", "Réseau CPTS du Nord", "RÉSEAU DES CPTS DU NORD",
        "COORDINATION DES CPTS DU GARD", "Union inter-CPTS", "Association des CPTS de la Marne", "FCPTS Bretagne",
        "Groupement d'employeurs des CPTS du Lot", "ASSOCIATION DES PRÉSIDENTS DE CPTS", "Coordination inter CPTS 93",
        "Confédération française des C.P.T.S.", "Les Amis de la CPTS du Val",
    ],
)  # fmt: skip
def test_what_gathers_cpts_is_none(text: str) -> None:
    assert is_no_name(text) and is_no_name(text.upper()) and is_no_name(fold(text))


@pytest.mark.parametrize(
    "text",
    [
        "ASSOCIATION CPTS DU VAL", "Association de préfiguration de la CPTS du Val", "ASSOCIATION DE CPTS DU VAL",
        "COMMUNAUTES PROFESSIONNELLES TERRITORIALES DE SANTE DU PAYS SALE", "CPTS Réseau Santé des Monts",
        "CPTS Grand Val (fusion des CPTS du Val et du Mont)", "Projet de CPTS Union Vallée", "CPTS Union des Trois Vallées",
        "Réseau de santé du Val - CPTS du Val", "CPTS des Monts et des Vals", "Collectif de soignants de la CPTS du Val",
    ],
)  # fmt: skip
def test_a_cpts_that_says_how_it_is_made_stays_one(text: str) -> None:
    assert not is_no_name(text) and not is_no_name(text.upper())


@pytest.mark.parametrize(
    ("name", "signs"),
    [
        ("CPTS ]]><![CDATA[", True),
        ("CPTS javascript:alert(1)", True),
        ("CPTS du Val Ondin (dite CPTS JavaScript:alert(1))", True),
        ('CPTS =HYPERLINK("https://exemple.fr")', True),
        ("CPTS [lien](page)", True),
        ("CPTS [lien] *gras*", True),
        ("CPTS # Titre - liste", True),
        ("CPTS des Monts {{7*7}}", True),
        # footnotes, hashtags, notes of the publisher, an apostrophe typed as another sign
        ("CPTS du Grand Val* [en projet]", False),
        ("CPTS du Val** et CPTS des Monts*", False),
        ("CPTS #LeHavre", False),
        ("CPTS d`Aix et d`Apt", False),
        ("CPTS Nord : Val-de-Sambre (59)", False),
    ],
)
def test_the_signs_of_programs_are_in_no_name(name: str, signs: bool) -> None:
    assert (has_signs_of_programs(name), is_for_programs(name)) == (signs, signs)


@pytest.mark.parametrize("text", ["Les CPTS urbaines", "Nos CPTS partenaires", "Les CPTS accompagnées"])
def test_an_adjective_that_agrees_with_the_plural_is_no_name(text: str) -> None:
    assert is_no_name(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("La CPTS Bazois est portée par l'association CPTS Bazois Santé.", ["CPTS Bazois"]),
        (
            "CPTS du Lac, portée par l'association de la CPTS du Grand Lac, et CPTS du Val",
            ["CPTS du Lac", "CPTS du Val"],
        ),
        ("Structure porteuse : Association CPTS Bazois Santé", []),
        ("Porteur du projet : l'association de la CPTS du Lac", []),
        ("Le projet est porté par l'association de la CPTS du Lac.", ["CPTS du Lac"]),
        ("Porteur : CPTS du Lac", ["CPTS du Lac"]),
    ],
)
def test_the_association_that_carries_a_cpts_is_no_other(text: str, wanted: list[str]) -> None:
    assert names(text) == wanted
