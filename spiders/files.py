"""Files written whole or not at all."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PARTIAL = ".partial"
ABANDONED = 24 * 3600  # seconds; nothing here is written for a day


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


def abandoned(folder: Path) -> list[Path]:
    """What killed processes left under private names in `folder`: older than a day."""
    before = time.time() - ABANDONED
    return [path for path in folder.glob(f".*{PARTIAL}") if path.lstat().st_mtime < before]
