"""What this machine wrote and never pushed, where another one has published since: kept under a name of its own."""

from __future__ import annotations

import sys
from collections.abc import Container
from pathlib import Path

from spiders.files import private_name

FOLDER = "unpushed/"
CAPTURES = "work/captures/"


def kept(folder: Path, key: str, there: Container[str] = ()) -> None:
    """Renames a file or a release that is about to be replaced by that of the store. A capture is an observation like
    any other: it stays among the captures, as one more crawl of its day (`spiders.archive.folder`), and is pushed. The
    rest, a release or what people wrote, waits under `unpushed/` for a person. What a build makes anew is not kept."""
    if key.startswith(CAPTURES):
        free = _one_more_crawl(folder, key, there)
    elif key.startswith("work/"):
        return
    else:
        free = _free(folder / FOLDER / key)
    free.parent.mkdir(parents=True, exist_ok=True)
    (folder / key).rename(free)
    print(f"{key}: another machine has written it since; what this one never pushed is {free}", file=sys.stderr)


def _one_more_crawl(folder: Path, key: str, there: Container[str]) -> Path:
    path, number = folder / key, 2
    day, _, rest = path.name.partition(".")
    again, _, kind = rest.partition(".")
    rest = kind if again.isdigit() else rest
    while (one := path.with_name(f"{day}.{number}.{rest}")).exists() or one.relative_to(folder).as_posix() in there:
        number += 1
    return one


def _free(path: Path) -> Path:
    return private_name(path) if path.exists() else path
