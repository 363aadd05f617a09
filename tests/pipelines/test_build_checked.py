"""Only the tables that the checks have seen are published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from click.testing import CliRunner

from pipelines.assets.quality import publishable
from pipelines.cli.main import main
from pipelines.cli.runner import _failures
from pipelines.publish.checksums import SUMS
from pipelines.steps import build, checks
from pipelines.tables.store import read_table, write_table
from schema import load_schema
from tests.support.site_server import make_release
from tests.support.synthetic import rows


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tables of a build, checked; the checks themselves are tried in `test_checks`."""
    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    held = rows()
    monkeypatch.setattr(checks, "run_apart", lambda tables: held["qualite"])
    folder = tmp_path / "work"
    for name, lines in held.items():
        write_table(name, lines, folder / "tables" / f"{name}.parquet")
    for name in ("ledger.jsonl", "rapprochements.csv"):
        (folder / name).write_text("", encoding="utf-8")
    build.write_quality_table(build.quality_rows())
    return folder


def test_tables_as_checked_are_published_as_they_are(work: Path) -> None:
    found = build.checked_tables()
    assert set(found) == set(load_schema())
    assert found["cpts"].to_pylist() == read_table(work / "tables" / "cpts.parquet")


def test_a_table_edited_after_the_checks_is_named(work: Path) -> None:
    path = work / "tables" / "cpts.parquet"
    edited = read_table(path)
    edited[0]["nom"] = "CPTS d'Ailleurs"
    write_table("cpts", edited, path)
    with pytest.raises(ValueError, match="table cpts: changed since the checks ran"):
        build.checked_tables()


def test_an_edited_table_of_checks_is_named(work: Path) -> None:
    path = work / "tables" / "qualite.parquet"
    write_table("qualite", [row | {"succes": True} for row in read_table(path)][1:], path)
    with pytest.raises(ValueError, match="table qualite: changed"):
        build.checked_tables()


def test_another_ledger_is_named(work: Path) -> None:
    (work / "ledger.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"ledger\.jsonl is not the file"):
        build.checked_tables()


def test_tables_that_were_never_checked_are_refused(work: Path) -> None:
    (work / SUMS).unlink()
    with pytest.raises(ValueError, match="no check has run"):
        build.checked_tables()


def test_verify_tells_a_damaged_release_from_a_sound_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    none = CliRunner().invoke(main, ["verify"])
    assert none.exit_code == 1 and "no release to verify" in none.output
    release = make_release(tmp_path / "releases")
    sound = CliRunner().invoke(main, ["verify"])
    assert sound.exit_code == 0 and "files are as they were written" in sound.output
    (release / "cpts.csv").write_text("", encoding="utf-8")
    for arguments in (["verify"], ["verify", str(release)]):
        damaged = CliRunner().invoke(main, arguments)
        assert damaged.exit_code == 1 and "cpts.csv is not the file that was written" in damaged.output


def test_the_site_does_not_start_on_a_damaged_release(tmp_path: Path) -> None:
    from pipelines.site.instance import NoRelease, checked, releases_beside

    first, second = (make_release(tmp_path, reconstruction=both) for both in (True, False))
    (first / "README.md").write_text("", encoding="utf-8")
    with pytest.raises(NoRelease, match=r"README\.md is not the file"):
        checked(first)
    assert list(releases_beside(second)) == [second.name]


def test_what_a_blocking_check_found_is_said_where_nothing_is_published() -> None:
    row = {
        "gravite": "bloquant",
        "table_controlee": "cpts",
        "colonne": "nom",
        "attente": "Un nom n'est pas une phrase",
        "succes": False,
        "exemples": "cpts_id=cpts-242ljgxt",
    }

    @dg.asset
    def qualite() -> list[dict[str, Any]]:
        return [row]

    result = dg.materialize([qualite, publishable], raise_on_error=False, instance=dg.DagsterInstance.ephemeral())
    assert "bloquant: cpts.nom: Un nom n'est pas une phrase — cpts_id=cpts-242ljgxt" in _failures(result).splitlines()


def test_a_step_that_failed_says_what_we_said_and_not_what_it_came_from() -> None:
    @dg.asset
    def claims() -> None:
        try:
            int("é")
        except ValueError as error:
            raise ValueError("decisions.csv, line 3: not UTF-8; save it as CSV UTF-8") from error

    result = dg.materialize([claims], raise_on_error=False, instance=dg.DagsterInstance.ephemeral())
    assert _failures(result) == "claims: decisions.csv, line 3: not UTF-8; save it as CSV UTF-8"
