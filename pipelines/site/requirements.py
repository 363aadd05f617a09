"""The part of the one lock that the site alone needs: `python pipelines/site/requirements.py > site.txt`.

Standard library only, because it runs before anything is installed. The lock says under each package which
packages ask for it; the site is what can be reached from its group in `pyproject.toml`.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def blocks(lock: str) -> list[tuple[str, set[str], str]]:
    """Name, names of those that ask for it, and text of every entry of the lock."""
    found = []
    for text in re.split(r"\n(?=[A-Za-z0-9])", lock.strip()):
        name = re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", text)
        if name is None:
            raise ValueError(f"requirements.lock: not an entry: {text[:60]!r}; renew it with `make lock`")
        asked = re.findall(r"^\s+#\s+(?:via\s+)?([A-Za-z0-9][\w.-]*)", text, flags=re.M)
        found.append((_normal(name.group()), {_normal(one) for one in asked if one != "via"}, text))
    return found


def site_lock(lock: str, wanted: set[str]) -> str:
    """The entries of `wanted` and of everything they ask for, hashes included."""
    entries = blocks(lock)
    missing = wanted - {name for name, _, _ in entries}
    if missing:
        raise ValueError(f"requirements.lock lacks {sorted(missing)}: renew it with `make lock`")
    reached = set(wanted)
    while True:
        more = {name for name, asked, _ in entries if asked & reached} - reached
        if not more:
            break
        reached |= more
    return "\n".join(text for name, _, text in entries if name in reached) + "\n"


def main() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {_normal(re.match(r"[\w.-]+", one).group()) for one in project["optional-dependencies"]["site"]}  # type: ignore[union-attr]
    sys.stdout.write(site_lock((ROOT / "requirements.lock").read_text(encoding="utf-8"), wanted))


if __name__ == "__main__":
    main()
