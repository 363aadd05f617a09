"""A law, an order or the national agreement in a sentence about one CPTS."""

from __future__ import annotations

import pytest

from lexicon.national_texts import without_national_texts
from lexicon.patterns import vocabulary


def test_every_cut_has_an_example_it_cuts() -> None:
    for entry in vocabulary("national")["cuts"]:
        assert without_national_texts(entry["example"]) != entry["example"], entry


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        (
            "Instituée par la loi de modernisation du système de santé du 26 janvier 2016, la CPTS du Bois agit.",
            "Instituée par , la CPTS du Bois agit.",
        ),
        (
            "Conformément à l'arrêté du 21 août 2019 portant approbation de l'accord conventionnel, elle a signé"
            " son contrat le 2 mars 2022.",
            "Conformément à , elle a signé son contrat le 2 mars 2022.",
        ),
        (
            "Elle a signé le 14 mai 2021 l'accord conventionnel interprofessionnel du 20 juin 2019.",
            "Elle a signé le 14 mai 2021 l'accord conventionnel interprofessionnel.",
        ),
        ("Le décret du 21 août 2019 fixe les règles.", ""),
    ],
)
def test_the_text_goes_with_its_date(sentence: str, left: str) -> None:
    assert without_national_texts(sentence) == left


@pytest.mark.parametrize(
    "sentence",
    [
        "Son projet de santé a été validé par arrêté du directeur général de l'ARS du 3 mai 2022.",
        "L'ARS a validé par arrêté du 3 mai 2022 le projet de santé.",
        "La CPTS a signé son ACI le 24 août 2019.",
        "Il est fondé une association régie par la loi du 1er juillet 1901, dénommée CPTS du Bois.",
        "La CPTS a signé le 3 mai 2022 un avenant à son ACI.",
        "La déclaration de l'association est parue au Journal officiel du 3 mai 2021.",
    ],
)
def test_what_a_cpts_did_itself_stays(sentence: str) -> None:
    assert without_national_texts(sentence) == sentence
