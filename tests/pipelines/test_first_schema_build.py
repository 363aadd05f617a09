"""A whole build after a release folder of schema 1.0: ids, history and presence go on, in the columns of today."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from pipelines.cli.main import main
from pipelines.publish.checksums import sha256, write_sums
from pipelines.tables.store import read_table
from tests.support.published_columns import stored
from tests.support.synthetic import rows

ARROW = {
    "string": pa.string(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "number": pa.float64(),
    "date": pa.date32(),
}
DAY = date(2026, 11, 15)

# code of today → code of 1.0, and columns that are gone
BEFORE: dict[str, dict[str, dict[Any, Any]]] = {
    "cpts": {
        "presence": {"reportee": "presente", "a_confirmer": "presente"},
        "population_precision": {"au_moins": "plus_de", "au_plus": "moins_de"},
    },
    "evenements": {"nature": {"signature_aci": "signature", "lancement": "creation"}},
}


def in_first_schema(name: str, row: dict[str, Any]) -> dict[str, Any]:
    codes = BEFORE.get(name, {})
    kept = {column: codes.get(column, {}).get(row.get(column), row.get(column)) for column in columns(name)}
    if name == "deploiement":
        kept |= {"date": DAY, "population_couverte": row["population_max"] or 0, "part_population": 0.0}
    return kept


def columns(name: str) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = stored()["1.0.0"][name]["columns"]
    return found


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A release of 1.0 as the only one, and the listings of one source."""
    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    folder = tmp_path / "releases" / DAY.isoformat()
    folder.mkdir(parents=True)
    held = rows()
    for name in stored()["1.0.0"]:
        shape = pa.schema([(one, ARROW[column["type"]]) for one, column in columns(name).items()])
        table = pa.Table.from_pylist([in_first_schema(name, row) for row in held[name]], shape)
        pq.write_table(table, folder / f"{name}.parquet")
    (folder / "ledger.jsonl").write_text("", encoding="utf-8")
    write_sums(folder, {path.name: sha256(path) for path in sorted(folder.iterdir())})
    (tmp_path / "releases" / "latest").symlink_to(folder.name)
    return tmp_path


@pytest.mark.long
def test_a_whole_build_follows_a_release_of_the_first_schema(data: Path) -> None:
    for command in (["collect", "cpts-adour"], ["build"], ["check"], ["release"]):
        done = CliRunner().invoke(main, command)
        assert done.exit_code == 0, (command, done.output[-2000:])
    latest = (data / "releases" / "latest").resolve()
    assert latest.name > DAY.isoformat()
    cpts = {row["cpts_id"]: row for row in read_table(latest / "cpts.parquet")}
    before = {row["cpts_id"] for row in rows()["cpts"]}
    assert before < set(cpts)  # nobody is forgotten, the CPTS of the source is new
    assert {row["date"] for row in read_table(latest / "deploiement.parquet")} > {DAY}
    # a stage that 1.0 gave without its ground does not count as proved
    assert {cpts[one]["statut_fondement"] for one in before if cpts[one]["statut"]} <= {"deduit"}
