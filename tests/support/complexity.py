"""The bound on complexity, and the list of what is still above it: `python -m tests.support.complexity`.

Cyclomatic complexity by `radon`, 15 at most. `complexity-exceptions.txt` lists the functions above it, with their value, and may
only shrink: a function that is not listed, one that grew, and a line that is no longer true end with exit code 1.
`--write` takes off the list what came below its line; it adds nothing.
"""

from __future__ import annotations

import sys
from pathlib import Path

from radon.complexity import cc_visit
from radon.visitors import Class, Function

ROOT = Path(__file__).parents[2]
PACKAGES = ("lexicon", "schema", "spiders", "pipelines", "expectations")
EXCEPTIONS = Path(__file__).with_name("complexity-exceptions.txt")
BOUND = 15


def measured(root: Path = ROOT) -> dict[str, int]:
    """`path:name` of every function and method above the bound, and its complexity."""
    above = {}
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*.py")):
            for block in cc_visit(path.read_text(encoding="utf-8")):
                parts = block.methods if isinstance(block, Class) else [block]
                for part in (one for one in parts if isinstance(one, Function) and one.complexity > BOUND):
                    above[f"{path.relative_to(root)}:{part.fullname}"] = part.complexity
    return above


def listed() -> dict[str, int]:
    lines = EXCEPTIONS.read_text(encoding="utf-8").splitlines() if EXCEPTIONS.exists() else []
    return {name: int(value) for name, value in (line.split() for line in lines if line.strip())}


def faults(found: dict[str, int], allowed: dict[str, int]) -> list[str]:
    """What a person must do, a line each."""
    lines = [
        f"{name}: complexity {value}, at most {allowed.get(name, BOUND)}; make it simpler"
        for name, value in found.items()
        if value > allowed.get(name, BOUND)
    ]
    lines += [
        f"{name}: {found.get(name, f'at most {BOUND}')} now, {value} in {EXCEPTIONS.name}; run --write"
        for name, value in allowed.items()
        if found.get(name, 0) < value
    ]
    return lines


def write(found: dict[str, int], allowed: dict[str, int]) -> None:
    kept = {name: min(value, found[name]) for name, value in allowed.items() if name in found}
    EXCEPTIONS.write_text("".join(f"{name} {value}\n" for name, value in sorted(kept.items())), encoding="utf-8")


def main(arguments: list[str]) -> int:
    found = measured()
    if arguments == ["--write"]:
        write(found, listed())
    wrong = faults(found, listed())
    print("\n".join(wrong) or f"complexity: {len(listed())} functions above {BOUND}, all listed")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
