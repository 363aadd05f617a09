"""A verb has one subject: the state of something else is not that of the CPTS."""

from __future__ import annotations

import pytest

from lexicon.stages import read_status
from tests.support.stages import told

SUBJECTS = ["La salle de soins", "La plateforme", "La MSP", "Une équipe mobile", "La messagerie sécurisée", "La ligne"]


STATES = ["est opérationnelle", "est très active", "est en fonctionnement depuis 2021", "est labellisée par l'ARS"]


@pytest.mark.parametrize("subject", SUBJECTS)
@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("of_the_cpts", ["", " de la CPTS"])
def test_a_verb_has_one_subject(subject: str, of_the_cpts: str, state: str) -> None:
    assert told(f"{subject}{of_the_cpts} {state}") is None
    assert told(f"La CPTS {state}") is not None


@pytest.mark.parametrize("other", ["de bail", "d'électricité", "d'assurance", "de location", "avec un éditeur"])
def test_a_contract_of_something_else_is_not_the_contract(other: str) -> None:
    assert read_status(f"La CPTS a signé un contrat {other}").value is None
    assert read_status(f"Le contrat {other} a été résilié").value is None


@pytest.mark.parametrize("many", ["Trois CPTS", "Plusieurs CPTS", "12 CPTS", "75 % des CPTS", "La plupart des CPTS"])
@pytest.mark.parametrize("state", ["ont signé l'ACI", "sont opérationnelles", "sont en construction"])
def test_a_number_of_cpts_is_not_one(many: str, state: str) -> None:
    assert told(f"{many} {state}") is None
