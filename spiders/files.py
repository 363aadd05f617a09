"""Files written whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import secrets
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PARTIAL = ".partial"
ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")  # of a store; a drive of Windows has one letter
ABANDONED = 24 * 3600  # seconds; nothing here is written for a day


def local_folder(variable: str) -> Path | None:
    """The folder that an environment variable names, if it names one. Raises `ValueError` for an address, which would
    become a folder of that name."""
    chosen = os.environ.get(variable, "").strip()
    if ADDRESS.match(chosen):
        raise ValueError(f"{variable}={chosen}: only a folder of this machine can be given here")
    return Path(chosen) if chosen else None


def private_name(path: Path) -> Path:
    """A hidden name beside `path` that no other process writes."""
    return path.with_name(f".{path.name}.{secrets.token_hex(4)}{PARTIAL}")


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """A private file beside `path`, whose folder is made: it takes the place of `path` when the block ends well and
    vanishes when it does not, on a full disk too. On the disk before it has its name, so that a power cut leaves the
    old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = private_name(path)
    try:
        yield partial
        with partial.open("rb+") as written:
            os.fsync(written.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    with aside(path) as partial:
        partial.write_text(text, encoding="utf-8")


_REMEDIES = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "the disk is full: free some space, then run again"),
    **dict.fromkeys(
        (errno.EROFS, errno.EACCES, errno.EPERM),
        "this place cannot be written: give the right to write there, or set OBSERVATOIRE_DATA to another folder",
    ),
    **dict.fromkeys((errno.EISDIR, errno.ENOTDIR), "a folder stands where a file should, or the reverse: rename it"),
}
_NUMBER = re.compile(r"\[Errno (\d+)\]")


def remedy(message: str) -> str:
    """What to do about the trouble with the disk that an error message tells, whoever passed it on; empty for any
    other trouble."""
    if "disk is full" in message or "disk I/O error" in message:  # SQLite, whose log finds no room
        return _REMEDIES[errno.ENOSPC]
    found = _NUMBER.search(message)
    return _REMEDIES.get(int(found[1]), "") if found else ""


def told(error: BaseException) -> str:
    """The plain message of an error of the disk, met by us or by a library that wrapped it, remedy included; empty for
    any other error."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError | sqlite3.OperationalError) and (advice := remedy(str(cause))):
            return f"{cause}: {advice}"
        cause = cause.__cause__ or cause.__context__
    return ""


def sweep(folder: Path) -> None:
    """Take away the files that killed processes left in `folder`."""
    for left in abandoned(folder):
        left.unlink(missing_ok=True)


def abandoned(folder: Path) -> list[Path]:
    """What killed processes left under private names in `folder`: older than a day."""
    before = time.time() - ABANDONED
    return [path for path in folder.glob(f".*{PARTIAL}") if path.lstat().st_mtime < before]
