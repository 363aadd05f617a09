"""`SHA256SUMS` of a folder: written once, recomputed by whoever is about to trust the files. The standard library
only, since the site verifies what it serves and is installed alone."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from pathlib import Path, PurePosixPath

SUMS = "SHA256SUMS"
_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")


class Damaged(ValueError):
    """A folder whose files are not those that were written. The message names them and the remedy."""


def sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_sums(folder: Path, files: Mapping[str, str]) -> None:
    """`files`: name from `folder` → hexadecimal digest, in the format of `sha256sum`."""
    lines = (f"{digest}  {name}\n" for name, digest in sorted(files.items()))
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def read_sums(folder: Path) -> dict[str, str]:
    """Name → digest. Raises `Damaged` when the list is missing, empty or holds a line that is none."""
    try:
        text = (folder / SUMS).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Damaged(f"{folder.name}: {SUMS} cannot be read, so that nothing says what the files were") from error
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        match = _LINE.fullmatch(line)
        if match is None or not _inside(match[2]):
            raise Damaged(f"{folder.name}: {SUMS}, line {number} is not a digest and a file of the folder")
        found[match[2]] = match[1]
    if not found:
        raise Damaged(f"{folder.name}: {SUMS} is empty")
    return found


def _inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def differences(folder: Path, names: Collection[str] = ()) -> list[str]:
    """What is wrong with the files of `folder`, one phrase each: all that `SHA256SUMS` lists and any it does not, or
    only `names`. Raises `Damaged` as `read_sums` does."""
    listed = read_sums(folder)
    found = []
    for name in names or listed:
        if name not in listed:
            found.append(f"{name} is not in {SUMS}")
        elif not (folder / name).is_file():
            found.append(f"{name} is missing")
        elif not (folder / name).resolve().is_relative_to(folder.resolve()):
            found.append(f"{name} leads out of the folder")
        elif sha256(folder / name) != listed[name]:
            found.append(f"{name} is not the file that was written")
    if not names:
        here = {
            path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_symlink() or not path.is_dir()
        }
        found += [f"{name} is not in {SUMS}" for name in sorted(here - set(listed) - {SUMS})]
    return found


def verify(folder: Path, names: Collection[str] = ()) -> None:
    """Raises `Damaged` when a file of `folder` differs from what was written."""
    if wrong := differences(folder, names):
        more = f" and {len(wrong) - 5} more" if len(wrong) > 5 else ""
        raise Damaged(f"{folder.name}: {'; '.join(wrong[:5])}{more}")
