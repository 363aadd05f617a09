"""`observatoire explain cpts`: why a CPTS and its values are in a release, with the ids of the rules."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from pipelines.cli.explain_cpts import describe_cpts
from pipelines.cli.main import main
from pipelines.steps.context_tables import vocabulary_rows

CPTS = "cpts-val-clair"


def claim(topic: str, value: str | None, kept: bool, reading: str | None = "phrase.nomme") -> dict[str, Any]:
    return {
        "preuve_id": f"{topic}-{value}",
        "cpts_id": CPTS,
        "propriete": topic,
        "valeur": value,
        "texte": f"mots de {topic}",
        "regle": "aci.signature",
        "regle_lecture": reading,
        "retenue": kept,
        "motif": "la plus récente" if kept else "une autre affirmation est retenue",
        "source_id": "ars-x",
        "url": "https://exemple.fr",
        "localisation": "p[1]",
        "date_page": None,
        "releve_le": date(2026, 11, 22),
        "reconstruction": True,
    }


@pytest.fixture
def release(tmp_path: Path) -> Path:
    claims = [
        claim("statut", None, False),
        claim("statut", "aci_signe", True, "groupe.etape"),
        claim("nom", "CPTS du Val Clair", True, "nom.ecrit"),
        claim("departements", "21", True, None),
    ]
    tables = {
        "cpts": [{"cpts_id": CPTS, "nom": "CPTS du Val Clair"}],
        "preuves": claims,
        "vocabulaire": vocabulary_rows(),
    }
    for name, rows in tables.items():
        pq.write_table(pa.Table.from_pylist(rows), tmp_path / f"{name}.parquet")
    return tmp_path


def test_a_value_is_told_with_its_two_rules_and_where_its_words_stand(release: Path) -> None:
    told = "\n".join(describe_cpts(release, CPTS, "statut"))
    assert "aci_signe  (retenue : la plus récente)" in told
    assert "pourquoi cette CPTS : L'intertitre du groupe" in told and "[groupe.etape]" in told
    assert "pourquoi cette valeur : [aci.signature]" in told
    assert "ars-x, https://exemple.fr, p[1], relevé le 2026-11-22, page reconstituée" in told
    assert told.index("aci_signe") < told.index("— ")  # what is published first


def test_without_a_property_everything_is_told_the_name_first(release: Path) -> None:
    told = [line for line in describe_cpts(release, CPTS) if line and not line.startswith(" ")]
    assert told == ["CPTS du Val Clair (cpts-val-clair)", "Nom", "Statut", "Départements"]


def test_what_no_words_give_has_no_rule_of_reading(release: Path) -> None:
    assert not [line for line in describe_cpts(release, CPTS, "departements") if "pourquoi cette CPTS" in line]


def test_an_unknown_cpts_or_property_is_said(release: Path) -> None:
    with pytest.raises(KeyError):
        describe_cpts(release, "cpts-inconnue")
    with pytest.raises(ValueError, match="population"):
        describe_cpts(release, CPTS, "population")


def test_a_property_goes_with_a_cpts_only() -> None:
    result = CliRunner().invoke(main, ["explain", "statut", "ACI", "signé"])
    assert result.exit_code == 2 and "quotes" in result.output
