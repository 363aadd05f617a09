"""Who imports whom, read from the source: modules, and the circles among them or among their packages."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("lexicon", "schema", "spiders", "pipelines", "expectations")

Graph = Mapping[str, set[str]]


def module_name(path: Path) -> str:
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(source: str, known: set[str]) -> set[str]:
    """The modules of `known` that a source imports, at the top or inside a function, for types only or not."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names} & known
        elif isinstance(node, ast.ImportFrom) and node.module:
            for one in node.names:
                inner = f"{node.module}.{one.name}"
                found |= {inner} if inner in known else {node.module} & known
    return found


def module_graph(root: Path = ROOT, packages: tuple[str, ...] = PACKAGES) -> dict[str, set[str]]:
    """Module → modules of ours it imports."""
    files = {module_name(path.relative_to(root)): path for one in packages for path in (root / one).rglob("*.py")}
    return {name: imports_of(path.read_text(encoding="utf-8"), set(files)) - {name} for name, path in files.items()}


def gathered(graph: Graph, group: Callable[[str], str]) -> dict[str, set[str]]:
    """The same arrows between groups of modules."""
    groups: dict[str, set[str]] = {}
    for name, targets in graph.items():
        groups.setdefault(group(name), set()).update({group(one) for one in targets} - {group(name)})
    return groups


def circle(graph: Graph) -> list[str]:
    """One circle of the graph, first and last member the same; empty when there is none."""
    try:
        tuple(TopologicalSorter(graph).static_order())
    except CycleError as error:
        return list(error.args[1])
    return []
