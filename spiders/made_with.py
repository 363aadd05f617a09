"""With which code, facts and libraries something was made: what other ones made may be made anew."""

from __future__ import annotations

import hashlib
import sys
from functools import cache
from pathlib import Path

# code, written rules, texts and facts kept by hand
MADE_OF = (".py", ".toml", ".csv", ".jsonl", ".parquet", ".md", ".txt", ".json", ".yaml")
ROOT = Path(__file__).resolve().parent.parent


def tree(top: Path) -> bytes:
    """A digest of the names and contents of the files of these kinds under a folder, or of one file."""
    digest = hashlib.sha256()
    for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
        if path.suffix in MADE_OF:
            digest.update(path.relative_to(top).as_posix().encode() + path.read_bytes())
    return digest.digest()


@cache
def code(*rooms: str) -> bytes:
    """A digest of folders of the project, and of the libraries: a process keeps those that it began with."""
    return b"".join([_installed(), *(tree(ROOT / room) for room in rooms)])


def _installed() -> bytes:
    """A digest of the versions of Python and of the libraries, which stand in the names of the folders that say so:
    asking each of them takes a third of a second."""
    found = sorted(path.name for place in sys.path for path in Path(place).glob("*.dist-info"))
    return hashlib.sha256(repr((sys.version, found)).encode()).digest()
