"""A release that stands is not written again, and anything else in what it is written from writes it."""

from datetime import date

import pytest

from pipelines.publish import release as writing
from pipelines.publish.standing import write_unless_it_stands
from schema import to_arrow
from spiders import made_with
from tests.support.site_server import PROVENANCE
from tests.support.synthetic import rows

DAY = date(2026, 1, 25)


def written(folder, edited=None):
    tables = {name: to_arrow(name, lines) for name, lines in (rows() | (edited or {})).items()}
    extra = {path.name: path for path in folder.glob("*.jsonl")}
    return write_unless_it_stands(
        folder / "record.json", tables, folder / "releases", DAY, PROVENANCE, extra, folder / "none"
    )


@pytest.fixture
def fillings(monkeypatch):
    """How many times the files of a release were written."""
    times, fill = [], writing._fill
    monkeypatch.setattr(writing, "_fill", lambda *given: (times.append(1), fill(*given)))
    return times


def test_the_same_release_is_written_once(tmp_path, fillings):
    first = written(tmp_path)
    sums = (first / "SHA256SUMS").read_bytes()
    assert written(tmp_path) == first and len(fillings) == 1
    (tmp_path / "record.json").unlink()
    assert written(tmp_path) == first and len(fillings) == 2
    assert (first / "SHA256SUMS").read_bytes() == sums


@pytest.mark.parametrize("change", ["tables", "file", "code", "damage", "record", "latest"])
def test_whatever_changes_writes_it(tmp_path, fillings, monkeypatch, change):
    ledger = tmp_path / "ledger.jsonl"
    ledger.write_text("{}\n")
    first, edited = written(tmp_path), {}
    if change == "tables":
        edited = {"cpts": [row | {"nom": "CPTS d'Ailleurs"} for row in rows()["cpts"]]}
    elif change == "file":
        ledger.write_text('{"autre": 1}\n')
    elif change == "code":
        made_with.code.cache_clear()
        monkeypatch.setattr(made_with, "tree", lambda top: b"other")
    elif change == "damage":
        (first / "cpts.csv").write_text("")
    elif change == "record":
        (tmp_path / "record.json").write_text("{")
    else:
        (tmp_path / "releases" / "latest").unlink()
    written(tmp_path, edited)
    assert len(fillings) > 1
    made_with.code.cache_clear()


def test_another_release_of_the_day_is_written_once(tmp_path, fillings):
    """The first one stays, and its place is not tried at the price of a whole release."""
    first = written(tmp_path)
    second = written(tmp_path, {"cpts": [row | {"nom": "CPTS d'Ailleurs"} for row in rows()["cpts"]]})
    assert (second.name, len(fillings)) == (f"{first.name}.2", 2)
