"""The imperfect of the press tells an act: « un an plus tard, la CPTS signait son ACI »."""

from __future__ import annotations

import pytest

from lexicon.dates import read_dates
from lexicon.stages import read_status


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Un an plus tard, la CPTS signait son accord avec l'Assurance maladie.", "aci_signe"),
        ("Le 3 juin 2021, l'ARS, la CPAM et la CPTS concluaient un contrat tripartite.", "aci_signe"),
        ("La CPTS contractualisait avec l'ARS et l'Assurance Maladie en mars 2021.", "aci_signe"),
        ("L'ARS validait le projet de santé de la CPTS en mai 2021.", "projet_valide"),
        ("Les deux tutelles approuvaient le projet de santé.", "projet_valide"),
    ],
)
def test_an_act_told_in_the_imperfect_is_done(text: str, stage: str) -> None:
    assert read_status(text).value == stage


@pytest.mark.parametrize(
    "text",
    [
        "Si la CPTS signait son ACI, elle aurait des moyens.",
        "La CPTS ne signait toujours pas son ACI.",
        "La CPTS allait signer son accord avec l'Assurance maladie.",
        "Les médecins signaient une pétition contre le contrat.",
    ],
)
def test_an_imperfect_that_tells_no_act(text: str) -> None:
    assert read_status(text).value is None


def test_the_day_of_an_act_in_the_imperfect() -> None:
    (read,) = read_dates("Le 3 juin 2021, la CPTS signait son ACI.")
    assert (read.value, read.event) == ("2021-06-03", "signature_aci")
