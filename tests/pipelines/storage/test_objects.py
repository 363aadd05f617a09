"""What a store refuses, and what it holds that it should not, is told in one line at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.cli.main import main
from pipelines.storage.lease import FOLDER, ReadOnly, leased
from pipelines.storage.mirror import Mirror
from pipelines.storage.objects import Objects, StoreError
from tests.pipelines.storage.s3 import BUCKET, Bucket, serving

s3fs = pytest.importorskip("s3fs", reason="the group s3 is not installed")


@pytest.fixture
def bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    with serving() as (bucket, client):
        for name, value in client.items():
            monkeypatch.setenv(name, value)
        s3fs.S3FileSystem.clear_instance_cache()
        monkeypatch.setenv("OBSERVATOIRE_LOCAL", str(tmp_path / "here"))
        yield bucket
    s3fs.S3FileSystem.clear_instance_cache()


def chosen(monkeypatch: pytest.MonkeyPatch, address: str = f"s3://{BUCKET}/cpts") -> Objects:
    monkeypatch.setenv("OBSERVATOIRE_DATA", address)
    return Objects.at(address)


def test_one_writes_another_follows_and_a_condition_is_one(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    objects = chosen(monkeypatch)
    with leased(objects, "process 1") as held:
        held.check(anew=True)
    objects.write("a", b"1")
    version = objects.held()["a"]
    objects.write("a", b"22")
    with pytest.raises(StoreError, match="a was written by another"):
        objects.replace("a", b"3", version)
    objects.replace("a", b"3", objects.held()["a"])
    with pytest.raises(StoreError, match="a was written by another"):
        objects.replace("a", b"4", "")
    assert bucket.held["cpts/a"] == b"3"


def test_keys_that_may_only_read_are_said_to(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    objects = chosen(monkeypatch)
    objects.write("work/a", b"1")
    bucket.read_only, before = True, bucket.asked
    with pytest.raises(ReadOnly, match="can be read, not written"), leased(objects, "process 1"):
        pass
    assert bucket.asked - before < 10
    result = CliRunner().invoke(main, ["run"])
    assert result.exit_code == 4 and "can be read, not written" in result.output and result.output.count("\n") == 1
    assert CliRunner().invoke(main, ["status"]).exit_code == 1  # no release yet
    assert set(bucket.held) == {"cpts/work/a"}


@pytest.mark.parametrize(("command", "code"), [("status", 2), ("run", 4), ("build", 1)])
def test_a_bucket_that_is_not_there_is_no_empty_observatory(
    command: str, code: int, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen(monkeypatch, "s3://absent/cpts")
    result = CliRunner().invoke(main, [command])
    assert result.exit_code == code and "create the bucket" in result.output, result.output
    assert bucket.asked < 10


@pytest.mark.parametrize("stray", ["../dehors", "work/../../dehors", "/etc/dehors"])
def test_no_key_leaves_the_working_folder(
    stray: str, bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    objects = chosen(monkeypatch)
    bucket.held[f"cpts/{stray}"] = b"1"
    with pytest.raises(StoreError, match="leave the working folder"):
        Mirror(objects, tmp_path / "here").pull()
    assert not (tmp_path / "dehors").exists() and not Path("/etc/dehors").exists()


def test_what_consoles_make_of_an_empty_folder_is_nothing(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    objects = chosen(monkeypatch)
    bucket.held |= {"cpts/": b"", "cpts/work/": b"", f"cpts/{FOLDER}/": b"", f"cpts/{FOLDER}/LISEZMOI": b"?"}
    with leased(objects, "process 1"):
        Mirror(objects, tmp_path / "here").pull()
    assert set(objects.held()) == {f"{FOLDER}/LISEZMOI", f"{FOLDER}/00000001"}
