"""The working folder and the store hold the same, whatever happened to either."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.publish.checksums import sha256, write_sums
from pipelines.publish.folders import latest
from pipelines.storage.mirror import KNOWN, Mirror
from pipelines.storage.objects import Objects, StoreError
from tests.pipelines.storage.stores import store


def write(folder: Path, **files: str) -> None:
    for key, text in files.items():
        path = folder / key.replace("__", "/").replace("_", "-")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def release(folder: Path, name: str, text: str = "x", *more: str) -> None:
    """A release with these files beside its table, and `latest` on it."""
    here = folder / "releases" / name
    here.mkdir(parents=True, exist_ok=True)
    for file in ("cpts.parquet", *more):
        (here / file).write_text(text)
    write_sums(here, {file: sha256(here / file) for file in ("cpts.parquet", *more)})
    point(folder, name)


def point(folder: Path, name: str) -> None:
    (folder / "releases" / "latest").unlink(missing_ok=True)
    (folder / "releases" / "latest").symlink_to(name)


@pytest.fixture
def one(tmp_path: Path) -> Mirror:
    return Mirror(store(), tmp_path / "one")


def other(one: Mirror, tmp_path: Path) -> Mirror:
    return Mirror(one.objects, tmp_path / "other")


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_another_machine_has_the_same_files(one: Mirror, tmp_path: Path) -> None:
    write(one.folder, work__listings__a="1", work__ledger="2", corrections="3")
    release(one.folder, "2026-11-30")
    one.push()
    there = other(one, tmp_path)
    there.pull()
    assert files(there.folder) == files(one.folder)
    assert (there.folder / "releases" / "latest").is_symlink()
    assert latest(there.folder / "releases") == there.folder / "releases" / "2026-11-30"
    assert one.objects.read("releases/latest") == b"2026-11-30"


def test_what_only_a_machine_needs_stays_there(one: Mirror) -> None:
    write(one.folder, work__dagster__history="1", work__a="2")
    (one.folder / "work" / ".a.0123.partial").write_text("half")
    (one.folder / "work" / "b.warc.gz.partial").write_text("half")
    for folder in (one.folder, one.folder / "work"):
        (folder / ".observatoire.lock").write_text("process 1")
    one.push()
    assert set(one.objects.held()) == {"work/a"}


def test_changes_and_deletions_go_both_ways(one: Mirror, tmp_path: Path) -> None:
    write(one.folder, work__a="1", work__b="1", work__c="1")
    one.push()
    there = other(one, tmp_path)
    there.pull()
    write(there.folder, work__a="22")
    (there.folder / "work" / "b").unlink()
    there.remove([there.folder / "work" / "b"])
    there.push()
    assert set(one.objects.held()) == {"work/a", "work/c"}
    one.pull()
    assert files(one.folder) == {"work/a": b"22", "work/c": b"1"}


def test_a_folder_that_was_emptied_by_hand_empties_no_store(one: Mirror) -> None:
    write(one.folder, work__a="1")
    one.push()
    (one.folder / "work" / "a").unlink()
    one.pull()
    one.push()
    assert one.objects.read("work/a") == b"1" and files(one.folder) == {"work/a": b"1"}


def test_what_a_killed_command_wrote_is_pushed_by_the_next(one: Mirror) -> None:
    write(one.folder, work__a="1")
    one.push()
    write(one.folder, work__a="22", work__b="1")  # and nothing pushed
    one.pull()
    one.push()
    assert one.objects.read("work/a") == b"22" and one.objects.read("work/b") == b"1"


def test_what_another_machine_did_since_wins_over_what_was_never_pushed(one: Mirror, tmp_path: Path) -> None:
    write(one.folder, work__a="1")
    one.push()
    there = other(one, tmp_path)
    there.pull()
    write(one.folder, work__a="22")
    write(there.folder, work__a="333")
    there.push()
    one.pull()
    assert files(one.folder) == {"work/a": b"333"}


def test_the_releases_before_the_latest_stay_in_the_store(one: Mirror, tmp_path: Path) -> None:
    for name in ("2026-11-16", "2026-11-23", "2026-11-30", "2026-11-30.2"):
        release(one.folder, name)
    one.push()
    point(one.folder, "2026-11-23")  # an operator went back
    one.push()
    there = other(one, tmp_path)
    there.pull()
    names = sorted(path.name for path in (there.folder / "releases").iterdir() if not path.is_symlink())
    assert names == ["2026-11-23", "2026-11-30", "2026-11-30.2"]
    there.push()
    assert len(one.objects.held("releases")) == 2 * 4 + 1


def test_a_release_is_whole_before_it_is_named(one: Mirror, monkeypatch: pytest.MonkeyPatch) -> None:
    release(one.folder, "2026-11-30")
    written: list[str] = []
    put, replace = Objects.put, Objects.replace

    def noted_put(self: Objects, origin: Path, key: str, new: bool = False) -> None:
        written.append(key)
        put(self, origin, key, new)

    def noted_replace(self: Objects, key: str, body: bytes, version: str) -> None:
        written.append(key)
        replace(self, key, body, version)

    monkeypatch.setattr(Objects, "put", noted_put)
    monkeypatch.setattr(Objects, "replace", noted_replace)
    one.push()
    below = "releases/2026-11-30"
    assert written == [f"{below}/cpts.parquet", f"{below}/SHA256SUMS", "releases/latest"]


def test_nothing_moves_twice(one: Mirror, monkeypatch: pytest.MonkeyPatch) -> None:
    write(one.folder, work__a="1")
    one.push()
    monkeypatch.setattr(Objects, "put", None)
    monkeypatch.setattr(Objects, "get", None)
    one.pull()
    one.push()


def test_a_folder_of_another_store_is_refused(one: Mirror, tmp_path: Path) -> None:
    write(one.folder, work__a="1")
    one.push()
    with pytest.raises(StoreError, match="working folder of"):
        Mirror(store(), one.folder).pull()
    (one.folder / KNOWN).write_text("damaged")
    one.pull()
    assert files(one.folder) == {"work/a": b"1"}
