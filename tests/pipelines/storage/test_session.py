"""A command on a store: pulls, writes alone, pushes, whatever it ends with."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.cli.main import main
from pipelines.cli.writing import LOCKED, alone
from pipelines.paths import paths
from pipelines.storage import session
from pipelines.storage.lease import FOLDER, Taken, leased
from pipelines.storage.objects import Objects, StoreError

_numbers = itertools.count(1)


@pytest.fixture
def objects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Objects:
    address = f"memory://session/{next(_numbers)}"
    monkeypatch.setattr("pipelines.storage.address.STORES", ["memory"])
    monkeypatch.setenv("OBSERVATOIRE_DATA", address)
    monkeypatch.setenv("OBSERVATOIRE_LOCAL", str(tmp_path))
    return Objects.at(address)


def wrote(text: str) -> None:
    paths().work.mkdir(parents=True, exist_ok=True)
    (paths().work / "a").write_text(text)


def test_what_a_command_writes_is_in_the_store_when_it_ends(objects: Objects) -> None:
    with alone(live=True), alone():  # a run of the graph inside a command is that command's
        wrote("1")
        assert objects.read("work/a") is None
        session.push()
        assert objects.read("work/a") == b"1"
        with pytest.raises(Taken), leased(objects, "another"):
            pass
        wrote("22")
    assert objects.read("work/a") == b"22"
    with leased(objects, "another"):
        pass


def test_what_a_command_that_fails_has_written_is_kept(objects: Objects) -> None:
    with pytest.raises(ZeroDivisionError), alone():
        wrote("1")
        raise ZeroDivisionError
    assert objects.read("work/a") == b"1"


def test_who_only_reads_has_what_the_store_has(objects: Objects) -> None:
    objects.write("work/a", b"1")
    assert CliRunner().invoke(main, ["status"]).exit_code == 1  # no release yet
    assert (paths().work / "a").read_text() == "1"


def test_a_command_says_who_writes(objects: Objects) -> None:
    with leased(objects, "process 1 of nord"):
        result = CliRunner().invoke(main, ["build"])
    assert result.exit_code == LOCKED and "process 1 of nord" in result.output


def test_a_store_that_does_not_answer_is_named(objects: Objects, monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(*_: object, **__: object) -> None:
        raise ConnectionError("no answer")

    monkeypatch.setattr(type(objects.files), "find", silent)
    with pytest.raises(StoreError, match="no answer"):
        objects.held()
    result = CliRunner().invoke(main, ["status"])
    assert result.exit_code == 2 and objects.address in result.output


def test_what_a_command_takes_away_on_purpose_is_taken_away_there(objects: Objects) -> None:
    with alone():
        wrote("1")
    with alone():
        (paths().work / "a").unlink()
        session.removed([paths().work / "a"])
    assert objects.read("work/a") is None


def test_a_command_that_was_overtaken_writes_nothing_and_says_so(
    objects: Objects, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        wrote("1")
        objects.write(max(objects.held(FOLDER)), b"")  # as if nothing had been heard of it
        with leased(objects, "process 2 of sud"):
            objects.write("work/a", b"theirs")

    monkeypatch.setattr("pipelines.cli.runner.build_tables", stopped)
    result = CliRunner().invoke(main, ["build"])
    assert result.exit_code == LOCKED and "process 2 of sud has taken its place" in result.output
    assert objects.read("work/a") == b"theirs"
