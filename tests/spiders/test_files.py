"""A file is the old one or the new one, whoever writes and whatever the disk does."""

from __future__ import annotations

import errno
import os
import sqlite3
import time
from pathlib import Path

import pytest

from spiders.files import ABANDONED, abandoned, aside, private_name, sweep, told, write_text


def test_the_file_is_replaced_when_the_block_ends_well(tmp_path: Path) -> None:
    write_text(tmp_path / "new" / "a.json", "un")
    write_text(tmp_path / "new" / "a.json", "deux")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a.json"]
    assert (tmp_path / "new" / "a.json").read_text(encoding="utf-8") == "deux"


def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    write_text(tmp_path / "a.json", "ancien")
    with pytest.raises(OSError, match="No space"), aside(tmp_path / "a.json") as partial:
        partial.write_text("nouv", encoding="utf-8")
        raise OSError(28, "No space left on device")
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == "ancien"


def test_two_writers_never_share_a_partial_name(tmp_path: Path) -> None:
    with aside(tmp_path / "a") as one, aside(tmp_path / "a") as other:
        one.write_text("1", encoding="utf-8")
        other.write_text("2", encoding="utf-8")
        assert one != other
    assert (tmp_path / "a").read_text(encoding="utf-8") == "1"


def test_only_old_partial_files_are_abandoned(tmp_path: Path) -> None:
    old, new = private_name(tmp_path / "a"), private_name(tmp_path / "a")
    for path in (old, new, tmp_path / "a"):
        path.write_text("", encoding="utf-8")
    day_before = time.time() - ABANDONED - 60
    for path in (old, tmp_path / "a"):
        os.utime(path, (day_before, day_before))
    assert abandoned(tmp_path) == [old]
    sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([new.name, "a"])
    sweep(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/srv/a"), "free some space"),
        (OSError(errno.EROFS, "Read-only file system", "/srv/a"), "OBSERVATOIRE_DATA"),
        (PermissionError(errno.EACCES, "Permission denied", "/srv/a"), "OBSERVATOIRE_DATA"),
        (IsADirectoryError(errno.EISDIR, "Is a directory", "/srv/a"), "rename it"),
        (sqlite3.OperationalError("database or disk is full"), "free some space"),
        (sqlite3.OperationalError("disk I/O error"), "free some space"),
    ],
)
def test_trouble_with_the_disk_is_told_with_its_remedy(error: Exception, said: str) -> None:
    assert said in told(error) and str(error) in told(error)
    try:
        try:
            raise error
        except Exception as cause:
            raise RuntimeError("a library says something else") from cause
    except RuntimeError as wrapped:
        assert said in told(wrapped)


def test_other_errors_are_not_explained_away() -> None:
    assert told(ValueError("line 3: not a listing")) == "" == told(OSError(errno.ENOENT, "No such file"))
    assert told(sqlite3.OperationalError("no such table: cpts")) == ""
