"""The part of the one lock that a group of `pyproject.toml` needs: `python pipelines/requirements.py site > site.txt`.

Standard library only, because it runs before anything is installed. The lock says under each package which
packages ask for it; a group is what can be reached from its own requirements.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


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


def locked(lock: str, wanted: set[str]) -> str:
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


def requirements(groups: dict[str, list[str]], group: str) -> set[str]:
    """The names a group asks for, those of the groups it includes (`observatoire-cpts[site]`) among them."""
    if group not in groups:
        raise SystemExit(f"no group {group!r} in pyproject.toml; there are {', '.join(groups)}")
    names: set[str] = set()
    for line in groups[group]:
        if included := re.match(r"observatoire-cpts\[([\w,-]+)\]", line):
            names = names.union(*(requirements(groups, one) for one in included[1].split(",")))
        else:
            names.add(_normal(re.split(r"[^\w.-]", line, maxsplit=1)[0]))
    return names


def main(asked: list[str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {name for group in asked for name in requirements(project["optional-dependencies"], group)}
    sys.stdout.write(locked((ROOT / "requirements.lock").read_text(encoding="utf-8"), wanted))


if __name__ == "__main__":
    main(sys.argv[1:])
