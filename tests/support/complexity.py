"""The bound on complexity, cyclomatic by `radon`: `python -m tests.support.complexity` ends with 1 above it."""

from __future__ import annotations

import sys
from pathlib import Path

from radon.complexity import cc_visit
from radon.visitors import Class, Function

ROOT = Path(__file__).parents[2]
PACKAGES = ("lexicon", "schema", "spiders", "pipelines", "expectations")
BOUND = 15


def above(source: str) -> dict[str, int]:
    """The functions and methods of a module above the bound, and their complexity."""
    found = {}
    for block in cc_visit(source):
        parts = block.methods if isinstance(block, Class) else [block]
        for part in (one for one in parts if isinstance(one, Function) and one.complexity > BOUND):
            found[part.fullname] = part.complexity
    return found


def faults(root: Path = ROOT) -> list[str]:
    """What a person must do, a line each."""
    paths = (path for package in PACKAGES for path in sorted((root / package).rglob("*.py")))
    return [
        f"{path.relative_to(root)}:{name}: complexity {value}, at most {BOUND}; make it simpler"
        for path in paths
        for name, value in above(path.read_text(encoding="utf-8")).items()
    ]


if __name__ == "__main__":
    wrong = faults()
    print("\n".join(wrong) or f"complexity: no function above {BOUND}")
    sys.exit(bool(wrong))
