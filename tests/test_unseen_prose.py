"""Running prose of pages nobody has met: which CPTS a sentence speaks of, and what it proves."""

from __future__ import annotations

import pytest

from pipelines.normalise.status import read_status


@pytest.mark.parametrize(
    "text",
    [
        "En activité depuis 2021, hors ACI",
        "opérationnelle sans contrat ACI",
        "CPTS opérationnelle ; ACI non signé",
        "En fonctionnement. Signature de l'ACI : non",
        "Active, elle ne bénéficie pas de l'ACI",
        "La CPTS fonctionne depuis deux ans. Elle n'a pas encore signé de contrat avec l'Assurance Maladie.",
        "Active, non conventionnée",
        "CPTS opérationnelle, non signataire de l'ACI",
        "Active ; signature de l'ACI attendue à l'automne",
    ],
)
def test_at_work_without_its_contract_is_not_under_contract(text: str) -> None:
    assert read_status(text).value != "aci_signe"


@pytest.mark.parametrize(
    "text",
    [
        "Active. Missions financées hors ACI : transport des patients",
        "Active depuis 2020, l'avenant à l'ACI n'est pas encore signé",
        "En activité ; les maisons de santé du secteur n'ont pas signé leur ACI",
        "En fonctionnement. Le contrat permettra de financer deux postes.",
        "Active, nouveau projet de santé en cours de rédaction",
        "Opérationnelle ; les médecins non conventionnés ne peuvent pas adhérer",
    ],
)
def test_what_is_denied_of_something_else_leaves_the_contract(text: str) -> None:
    assert read_status(text).value == "aci_signe"


def test_a_signature_that_is_prepared_is_not_done() -> None:
    assert read_status("La CPTS prépare la signature de son ACI.").value == "projet_valide"
