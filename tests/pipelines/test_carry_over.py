"""A CPTS of the last release that turns out to be another: its evidence is counted once."""

from typing import Any

import pytest

from pipelines.identity.ledger_file import Entry, Ledger
from pipelines.steps import build


def test_the_evidence_of_a_merged_record_is_with_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"cpts_id": "old", "nom": "CPTS du Val", "nom_court": "Val", "region": "27", "statut": "aci_signe"}
    row |= {"vu_le": None, "premiere_vue": None, "nb_sources": 1, "reconstruction": True, "presence": "presente"}
    proof = {"cpts_id": "old", "preuve_id": "p1", "source_id": "s"}
    previous: dict[str, list[dict[str, Any]]] = {name: [] for name in build.DOSSIER_TABLES}
    previous |= {"cpts": [row], "preuves": [proof], "territoires": [{"cpts_id": "old", "commune": "21231"}]}
    tables: dict[str, list[dict[str, Any]]] = {name: [] for name in build.DOSSIER_TABLES}
    tables |= {"cpts": [row | {"cpts_id": "new"}], "preuves": [proof | {"cpts_id": "new"}]}
    ledger = Ledger((Entry("old", "name", "2026-11-22", redirect="new"),))
    monkeypatch.setattr(build, "source_table", list)
    monkeypatch.setattr(build, "read_ledger", lambda path: ledger)
    build._carry_over(tables, previous, {"new"})
    assert [one["preuve_id"] for one in tables["preuves"]] == ["p1"] and tables["territoires"] == []
    gone = tables["cpts"][1]
    assert (gone["cpts_id"], gone["nom"], gone["statut"], gone["presence"]) == ("old", "CPTS du Val", None, "retiree")
