"""What no source says today is carried on, marked, with its evidence; a record that is another's leaves it its own."""

from __future__ import annotations

from datetime import date
from typing import Any

from pipelines.steps.carried import carried_over

TODAY = date(2027, 6, 6)
ROW = {
    "cpts_id": "old",
    "nom": "CPTS du Val",
    "nom_court": "Val",
    "region": "27",
    "statut": "aci_signe",
    "statut_date": "2026-03",
    "statut_age_mois": 8,
    "vu_le": date(2026, 11, 22),
    "premiere_vue": date(2026, 11, 22),
    "nb_sources": 1,
    "reconstruction": False,
    "presence": "presente",
}
PROOF = {"cpts_id": "old", "preuve_id": "p1", "source_id": "agence"}
PREVIOUS = {"cpts": [ROW], "preuves": [PROOF], "territoires": [{"cpts_id": "old", "commune": "21231"}]}


def carried(
    healthy: set[str],
    redirects: dict[str, str] | None = None,
    proofs: set[str] | None = None,
    followed: frozenset[str] = frozenset({"agence"}),
    **row: Any,
):
    before = PREVIOUS | {"cpts": [ROW | row]}
    return carried_over(before, {"new"}, healthy, followed, redirects or {}, proofs or set(), TODAY)


def test_only_a_source_that_was_read_can_be_silent() -> None:
    assert carried({"agence"})["cpts"][0]["presence"] == "absente_depuis"
    assert carried(set())["cpts"][0]["presence"] == "source_indisponible"
    assert carried(set(), presence="absente_depuis")["cpts"][0]["presence"] == "absente_depuis"


def test_what_only_retired_sources_named_waits_for_nobody() -> None:
    """Not even when one of them had been failing: nobody will ever read it again."""
    retired = frozenset({"caisse"})
    assert carried(set(), followed=retired)["cpts"][0]["presence"] == "plus_suivie"
    assert carried(set(), followed=retired, presence="source_indisponible")["cpts"][0]["presence"] == "plus_suivie"
    assert carried({"agence"}, followed=retired)["cpts"][0]["presence"] == "plus_suivie"


def test_its_evidence_goes_with_it_once_and_its_stage_grows_older() -> None:
    tables = carried({"agence"})
    assert tables["preuves"] == [PROOF] and len(tables["territoires"]) == 1
    assert tables["cpts"][0]["statut_age_mois"] == 14
    assert carried({"agence"}, proofs={"p1"})["preuves"] == []


def test_the_evidence_of_a_record_that_is_another_s_is_with_the_other() -> None:
    tables = carried({"agence"}, redirects={"old": "new"})
    assert tables["preuves"] == [] and tables["territoires"] == []
    (gone,) = tables["cpts"]
    assert (gone["nom"], gone["statut"], gone["presence"]) == ("CPTS du Val", None, "retiree")


def test_what_is_present_is_not_carried() -> None:
    assert carried_over(PREVIOUS, {"old"}, set(), {"agence"}, {}, set(), TODAY) == {
        "cpts": [],
        "preuves": [],
        "territoires": [],
    }
