"""Which clauses tell the stage of a CPTS: one whose pronoun stands for its contract is read with the one before."""

from __future__ import annotations

import pytest

from lexicon.stages import read_status
from pipelines.steps.status_claim import status_data
from tests.support.pages import by_name, extract

SIGNED = "La CPTS du Vimeu a signé son ACI en juin 2019"


def _stage(page: str) -> tuple[str | None, object]:
    text = by_name(extract(f"<h1>Santé</h1><p>{page}</p>", kind="presse"))["CPTS du Vimeu"].status_text or ""
    reading = read_status(text)
    return reading.value, status_data(reading, text, None).get("fin")


@pytest.mark.parametrize(
    "page",
    [
        f"{SIGNED} ; elle l'a résilié en mai 2024.",
        f"{SIGNED}. Elle l'a résilié en mai 2024.",
        f"{SIGNED}. Faute de coordinatrice, elle l'a dénoncé en mai 2024.",
        f"{SIGNED} ; l'Assurance maladie l'a résilié en mai 2024.",
        f"{SIGNED}. Les adhérents l'ont finalement rompu en mai 2024.",
        f"{SIGNED}. Elle y a mis fin en mai 2024.",
    ],
)
def test_a_contract_that_a_pronoun_stands_for_is_ended(page: str) -> None:
    assert _stage(page) == ("cessee", "resiliation")


@pytest.mark.parametrize(
    "page",
    [
        f"{SIGNED}. L'hôpital ferme sa maternité ; elle l'a dénoncée en mai 2024.",
        f"{SIGNED}. Elle a un abonnement à une messagerie ; elle l'a résilié en mai 2024.",
        f"{SIGNED}. Le forfait de téléphone coûte cher, elle l'a résilié en mai 2024.",
        f"{SIGNED}. Un abonnement coûtait cher et elle l'a résilié en mai 2024.",
        f"{SIGNED}. Le manque de médecins est criant : elle l'a dénoncé en mai 2024.",
        f"{SIGNED}. Elle a résilié le bail de ses locaux en mai 2024.",
        f"{SIGNED} ; elle ne l'a pas résilié en mai 2024.",
        f"{SIGNED}. La fermeture menace et l'ordre l'a dénoncée en mai 2024.",
        f"{SIGNED}. Sa coordinatrice l'a quittée en mai 2024.",
        f"{SIGNED}. La CPTS du Santerre l'a dénoncé en mai 2024.",
    ],
)
def test_what_is_ended_or_denounced_is_not_the_contract(page: str) -> None:
    assert _stage(page) == ("aci_signe", None)
