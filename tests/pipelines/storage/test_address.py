"""A data folder that is an address: known, or refused in plain words, and never a folder of that name."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.cli.main import main
from pipelines.paths import paths
from pipelines.storage.address import WrongAddress, remote, working_folder
from spiders.collect import live_captures

WRONG = ["s4://bucket/x", "s3:/bucket/x", "s3:bucket", "s3://", "S3://", "gopher://a/b"]
NO_STORE = ["zip://x", "memory://x", "file:///x", "https://exemple.org/x"]  # fsspec reads them; runs cannot write there


@pytest.mark.parametrize("chosen", [*WRONG, *NO_STORE])
def test_an_address_nothing_reads_is_refused(chosen: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OBSERVATOIRE_DATA", chosen)
    with pytest.raises(WrongAddress, match="s3://bucket/folder"):
        paths()
    for command in (["status"], ["run"], ["collect", "ara"]):
        result = CliRunner().invoke(main, command)
        assert result.exit_code == 2 and chosen in result.output
    assert not list(tmp_path.iterdir())


def test_captures_are_in_a_folder_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATOIRE_CAPTURES", "s3://bucket/captures")
    for where in (live_captures, lambda: paths().live_captures):
        with pytest.raises(ValueError, match="OBSERVATOIRE_CAPTURES"):
            where()
    assert CliRunner().invoke(main, ["status"]).exit_code == 2


def test_an_address_has_a_working_folder_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("OBSERVATOIRE_DATA", "s3://a/b/")
    assert remote() == "s3://a/b" and paths().data == working_folder("s3://a/b")
    assert tmp_path in paths().data.parents and working_folder("s3://a/c") != paths().data
    monkeypatch.setenv("OBSERVATOIRE_LOCAL", str(tmp_path / "mine"))
    assert paths().data == tmp_path / "mine"


def test_a_folder_stays_a_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path / "a:b"))
    assert not remote() and paths().data == tmp_path / "a:b"
