"""Where releases lie: `<releases>/<AAAA-MM-JJ>[.<n>]/`, and `latest`, which points at one of them."""

from __future__ import annotations

import re
from pathlib import Path

LATEST = "latest"
FOLDER_NAME = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})(?:\.(?P<again>\d+))?")


def release_folders(target_root: Path) -> list[Path]:
    """Complete releases under `target_root`, oldest first."""
    found = [(FOLDER_NAME.fullmatch(path.name), path) for path in target_root.glob("*-*-*") if path.is_dir()]
    dated = [(match["day"], int(match["again"] or 1), path) for match, path in found if match]
    return [path for _, _, path in sorted(dated)]


def latest(target_root: Path) -> Path | None:
    """The folder `latest` points at, if there is one."""
    pointer = target_root / LATEST
    return pointer.resolve() if pointer.exists() else None
