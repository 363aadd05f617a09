"""Which words speak of a stage, and the stage that a heading, a column or a cell files a CPTS under."""

from __future__ import annotations

from typing import Any

import pytest

from lexicon.patterns import vocabulary
from lexicon.stage_decision import ENDED, STAGES
from lexicon.stage_marks import force_of, stage_of, without_stages
from lexicon.text import fold

MARKED = [
    pytest.param(line, id=f"{table}-{line['nom']}")
    for table in ("objet", "etat", "expression", "connu")
    for line in vocabulary("status")[table]
    if "passage" in line
]


@pytest.mark.parametrize("line", MARKED)
def test_an_entry_that_is_marked_speaks_of_a_stage(line: dict[str, Any]) -> None:
    assert force_of(fold(line["exemple"])) >= {"fort": 2, "faible": 1}[line["passage"]]


def test_a_label_is_a_stage() -> None:
    labels = {
        line["etiquette"] for table in ("objet", "etat") for line in vocabulary("status")[table] if "etiquette" in line
    }
    assert labels <= {*STAGES, ENDED}


@pytest.mark.parametrize(
    "text",
    [
        "a signé son ACI",
        "ont contractualisé avec la CPTS",
        "contrat finançant la CPTS",
        "projets validés par l'ARS",
        "dépôt de la lettre d'intention",
        "en début de formalisation",
        "opérationnelle",
        "dissoute au 1er janvier",
        "l'Assurance maladie a dénoncé le contrat",
        "Le contrat a pris effet au 1er janvier",
        "a conclu le sien en avril",
        "le contrat avec la CGSS date du 14 octobre 2021",
        "contrat du 1er juillet 2022",
        "Statut : Émergence",
        "Les soignants ont entamé la réflexion avec l'ARS",
        "dont le projet de santé a reçu l'aval de l'ARS",
    ],
)
def test_words_of_a_stage(text: str) -> None:
    assert force_of(fold(text)) == 2


@pytest.mark.parametrize("text", ["a vu le jour", "la future structure", "constituée en 2017", "Lancement"])
def test_words_around_a_birth_are_weak(text: str) -> None:
    assert force_of(fold(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Le contrat local de santé a été signé",
        "a signé une convention de partenariat avec la ville",
        "75 professionnels signataires",
        "pour chaque territoire, une fiche signalétique validée par l'ARS",
        "a ouvert un centre de vaccination",
        "ne remplace ni votre médecin, ni les urgences",
        "Actions en cours : dépistage",
        "à l'initiative des soignants",
        "Engagée en 2017, la réflexion a repris fin 2020",
    ],
)
def test_words_of_something_else_do_not_speak_of_a_stage(text: str) -> None:
    assert force_of(fold(text)) == 0


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("CPTS en fonctionnement", "aci_signe"),
        ("Les 25 CPTS conventionnées", "aci_signe"),
        ("CPTS signées", "aci_signe"),
        ("Date de signature de l'ACI", "aci_signe"),
        ("CPTS en projet", "lettre_intention"),
        ("Lettre d'intention validée", "lettre_intention"),
        ("LI Validée le", "lettre_intention"),
        ("Rédaction", "lettre_intention"),
        ("Projet de santé validé", "projet_valide"),
        ("Contrat territorial de santé", "projet_valide"),
        ("en début de formalisation", "emergence"),
        ("initiative", "emergence"),
        ("Dissoute", "cessee"),
        ("Signataires et en projet", None),
        ("Contrat local de santé", None),
        ("ACI prévue", None),
        ("Signature", None),
        ("date_signature_aci", None),
        ("carte interactive", None),
        ("Finistère", None),
    ],
)
def test_a_stage_in_a_heading(text: str, stage: str | None) -> None:
    assert stage_of(text) == stage


def test_words_of_a_stage_are_no_name() -> None:
    assert without_stages("cpts conventionnees").split() == ["cpts"]
    assert "yonne" in without_stages("cpts sud yonne en projet")
