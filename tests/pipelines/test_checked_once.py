"""Checks of tables that were checked: kept where nothing changed, made again wherever something did."""

import pyarrow as pa
import pytest

from pipelines.steps import checks
from spiders import made_with

ROW = {"controle_id": "a", "attente": "é", "gravite": "avertissement", "succes": False, "nb_inattendus": 2}
DIGESTS = {"tables/cpts.parquet": "1"}


@pytest.fixture
def record(tmp_path, monkeypatch):
    """A record of one run of the checks, and the rows of each run in `record.runs`."""
    runs = []
    monkeypatch.setattr(checks, "run_apart", lambda tables: (runs.append(tables), [ROW])[1])
    path = tmp_path / "controles"
    assert checked(path) == [ROW]
    return path, runs


def checked(path, digests=None):
    return checks.checked_once({"cpts": pa.table({"nom": ["a"]})}, digests or DIGESTS, path)


def test_what_was_checked_is_not_checked_again(record):
    path, runs = record
    assert checked(path) == [ROW] and [one["cpts"].to_pylist() for one in runs] == [[{"nom": "a"}]]


@pytest.mark.parametrize("change", ["table", "code", "result", "cut", "gone"])
def test_whatever_changes_is_checked(record, monkeypatch, change):
    path, runs = record
    if change == "code":
        monkeypatch.setattr(checks, "code", lambda *rooms: b"other")
    elif change == "result":
        path.write_text(path.read_text().replace("false", "true"))
    elif change == "cut":
        path.write_text(path.read_text()[:-4])
    elif change == "gone":
        path.unlink()
    assert checked(path, {"tables/cpts.parquet": "2"} if change == "table" else None) == [ROW]
    assert len(runs) == 2


def test_what_blocks_is_not_kept(tmp_path, monkeypatch):
    failing = ROW | {"gravite": "bloquant"}
    monkeypatch.setattr(checks, "run_apart", lambda tables: [failing])
    assert checked(tmp_path / "controles") == [failing]
    assert not (tmp_path / "controles").exists()


def test_the_code_of_a_folder_is_in_its_digest(tmp_path):
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "rules.toml").write_text("a = 1")
    first = made_with.tree(tmp_path)
    (tmp_path / "inner" / "notes.log").write_text("nothing")
    assert made_with.tree(tmp_path) == first
    (tmp_path / "inner" / "rules.toml").write_text("a = 2")
    assert made_with.tree(tmp_path) != first
