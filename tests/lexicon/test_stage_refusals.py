"""What a refusal undoes, and what undoes a refusal: the last act in time holds."""

from __future__ import annotations

import pytest

from lexicon.dates import read_dates
from lexicon.stages import read_status


@pytest.mark.parametrize(
    "text",
    [
        "Rejet du projet de santé par l'agence le 6 mai 2026",
        "Le projet de santé, approuvé en commission, a finalement été rejeté.",
        "Projet de santé validé en mai 2025, puis recalé en juin 2026",
        "Projet approuvé en 2025, rejeté en 2026",
        "L'agence maintient son refus du projet de santé.",
        "La demande de labellisation a été rejetée.",
        "Refus d'approbation du projet de santé",
        "Notre lettre d'intention n'a pas abouti.",
        "Le recours contre le rejet a été rejeté.",
    ],
)
def test_a_refusal_that_holds_is_one(text: str) -> None:
    reading = read_status(text)
    assert reading.refused
    assert reading.value is None


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Le projet de santé a été rejeté, puis approuvé en juin 2026.", "projet_valide"),
        ("Projet approuvé (rejeté en 2024)", "projet_valide"),
        ("Projet de santé approuvé malgré un premier rejet", "projet_valide"),
        ("D'abord retoqué, le projet de santé a été validé par l'agence.", "projet_valide"),
        ("Rejet en mars 2024, approbation du projet de santé en mai 2025", "projet_valide"),
        ("Projet approuvé en 2026, rejeté en 2024", "projet_valide"),
        ("Le contrat tripartite, refusé en 2023, a été signé le 4 avril 2025.", "aci_signe"),
        ("CPTS labellisée après un rejet de son premier dossier", "projet_valide"),
    ],
)
def test_the_last_act_holds(text: str, stage: str) -> None:
    reading = read_status(text)
    assert (reading.value, reading.refused) == (stage, False)


@pytest.mark.parametrize(
    "text",
    [
        # undone, or appealed against
        "La décision de rejet a été retirée",
        "Le juge a suspendu le refus de l'agence.",
        "La levée du refus a été prononcée en mai.",
        "Un recours a été formé contre la décision d'opposition.",
        # put off
        "Dossier différé à la séance de juin",
        "Projet de santé ajourné",
        "Avis de la commission reporté",
        # said not to be, or only possible
        "Le projet n'a jamais été rejeté.",
        "Le projet de santé risque un refus.",
        "Le dossier serait refusé.",
        # of something else
        "Refus de vaccination : une soirée d'échanges",
        "La réunion sur le projet de santé est annulée",
    ],
)
def test_what_is_no_refusal_ends_nothing(text: str) -> None:
    reading = read_status(text)
    assert not reading.refused
    assert reading.value != "cessee"


@pytest.mark.parametrize(
    "text",
    [
        "Refus de conclure le contrat tripartite le 12 avril 2027",
        "Refus de la CPAM de parapher l'ACI le 12 avril 2027",
        "La conclusion du contrat tripartite a été rejetée le 12 avril 2027.",
        "L'assemblée a décliné la signature du contrat tripartite le 12 avril 2027.",
        "Le bureau est opposé à la signature de l'ACI.",
        "Vote contre la signature du contrat tripartite le 12 avril 2027",
        "Signature du contrat tripartite ajournée",
        "Avis négatif sur la signature de l'ACI le 12 avril 2027",
    ],
)
def test_a_refusal_to_sign_is_no_signature(text: str) -> None:
    assert read_status(text).value != "aci_signe"
    assert all(one.event != "signature_aci" or one.planned for one in read_dates(text))


def test_a_refusal_of_the_contract_leaves_the_project_validated() -> None:
    reading = read_status("Projet de santé validé, refus de la CPAM de signer l'ACI")
    assert (reading.value, reading.refused, reading.unsigned) == ("projet_valide", True, True)


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Sa lettre d'intention refusée le 3 mai 2022 par l'ARS, puis acceptée le 8 novembre 2022", "lettre_intention"),
        ("Sa lettre d'intention, refusée une première fois en 2022, a été acceptée en 2023", "lettre_intention"),
        ("Le projet de santé a été refusé par l'ARS en 2022 puis accepté en 2023", "projet_valide"),
    ],
)
def test_what_is_accepted_after_a_refusal_is_no_longer_refused(text: str, stage: str) -> None:
    reading = read_status(text)
    assert (reading.value, reading.refused) == (stage, False)


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Elle a signé son ACI le 3 mai 2021, avant de le résilier en 2024.", "cessee"),
        ("Elle a signé son ACI en 2021, avec la possibilité de le résilier.", "aci_signe"),
        ("Elle doit consulter ses membres avant de résilier son ACI.", None),
    ],
)
def test_a_contract_signed_then_ended_is_over(text: str, stage: str | None) -> None:
    assert read_status(text).value == stage
