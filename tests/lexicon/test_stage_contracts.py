"""Signed, planned and denied contracts in every voice."""

from __future__ import annotations

import pytest

from lexicon.stages import read_status

CONTRACTS = [
    "l'ACI",
    "le contrat tripartite",
    "le contrat d'objectifs et de financement",
    "le contrat quadripartite",
    "l'accord conventionnel interprofessionnel",
    "le contrat avec l'ARS et la CPAM",
    "leur contrat ACI",
]


SIGNED = [
    "ont signé {}",
    "viennent de signer {}",
    "ont officiellement signé {}",
    "signent {} ce jour",
    "en signant {}, la CPTS change d'échelle",
    "{} a été signé le 3 mai 2022",
    "{} vient d'être signé",
    "c'est au tour de la CPTS de signer {}",
    "après avoir signé {}, la CPTS recrute",
]


PLANNED = [
    "vont signer {}",
    "devraient signer {} en mai",
    "s'apprêtent à signer {}",
    "{} sera signé en mai",
    "souhaitent signer {}",
    "{} devrait être signé",
    "en vue de signer {}",
    "{} n'est pas encore signé",
    "n'ont pas signé {}",
    "n'ont toujours pas signé {}",
    "aucune date pour signer {}",
]


@pytest.mark.parametrize("contract", CONTRACTS)
@pytest.mark.parametrize("sentence", SIGNED)
def test_a_signed_contract_in_every_voice(contract: str, sentence: str) -> None:
    assert read_status(sentence.format(contract)).value == "aci_signe"


@pytest.mark.parametrize("contract", CONTRACTS)
@pytest.mark.parametrize("sentence", PLANNED)
def test_a_planned_or_denied_contract_proves_no_signature(contract: str, sentence: str) -> None:
    assert read_status(sentence.format(contract)).value != "aci_signe"


@pytest.mark.parametrize("done", ["validé par l'ARS", "approuvé par l'agence régionale de santé", "retenu par l'ARS"])
@pytest.mark.parametrize("thing", ["projet de santé", "projet territorial de santé", "projet"])
def test_a_validated_project_is_neither_a_letter_nor_a_contract(thing: str, done: str) -> None:
    assert read_status(f"Le {thing} a été {done} le 12 mars 2021").value == "projet_valide"
    assert read_status(f"Le {thing} n'a pas été {done}").value not in ("projet_valide", "aci_signe")


def test_a_contract_older_than_the_aci_proves_a_validated_project() -> None:
    assert read_status("a contractualisé avec l'ARS en mars 2018").value == "projet_valide"
    assert read_status("a contractualisé avec l'ARS", "2018").value == "projet_valide"
    assert read_status("a contractualisé avec l'ARS", "2022").value == "aci_signe"


@pytest.mark.parametrize(
    ("text", "stage", "rule"),
    [
        ("La CPTS a contractualisé avec l'ARS en mars dernier", "aci_signe", "contractualise.une_seule_partie"),
        ("La CPTS a contractualisé avec l'ARS et l'Assurance maladie", "aci_signe", "contractualise"),
        ("La CPTS n'a pas contractualisé avec l'ARS", None, "contractualise.negation_avant"),
    ],
)
def test_a_contract_with_the_agency_alone_is_told_apart(text: str, stage: str | None, rule: str) -> None:
    assert (read_status(text).value, read_status(text).rule) == (stage, rule)


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("La CPTS des Combes signe ce jeudi 24 juin avec l'ARS et la CPAM.", "aci_signe"),
        ("La CPTS a signé avec l'Assurance maladie et l'ARS.", "aci_signe"),
        ("Ce 3 mai 2021, la CPTS signait avec l'ARS Bretagne et la CPAM du Morbihan.", "aci_signe"),
        ("Elle vient de signer avec la caisse primaire et l'agence régionale de santé.", "aci_signe"),
        ("L'accord cosigné avec les soignants a ouvert la CPTS.", "aci_signe"),
        ("La CPTS va signer avec l'ARS et la CPAM.", None),
        ("La CPTS n'a pas signé avec l'ARS et la CPAM.", None),
        ("L'hôpital a signé avec l'ARS et la CPAM.", None),
        ("La CPTS a signé une charte avec l'ARS et la CPAM.", None),
        ("La CPTS a signé avec l'ARS.", None),
    ],
)
def test_what_is_signed_with_both_is_the_contract(text: str, stage: str | None) -> None:
    assert read_status(text).value == stage
