"""The tree tells the story: no circle of imports, and each layer leans on those below it only."""

import pytest

from tests.support.imports import circle, gathered, imports_of, module_graph

GRAPH = module_graph()


def test_no_circle_between_files() -> None:
    assert circle(GRAPH) == []


def test_no_circle_between_packages() -> None:
    assert circle(gathered(GRAPH, lambda name: name.split(".")[0])) == []


def test_what_lies_below_imports_nothing_of_what_stands_on_it() -> None:
    packages = gathered(GRAPH, lambda name: name.split(".")[0])
    assert packages["lexicon"] == set() and packages["schema"] == set()
    assert packages["spiders"] <= {"lexicon", "schema"}
    assert "pipelines" not in packages["expectations"]


def rooms_of(name: str) -> str:
    """`spiders.extract.table.fields` → `table`; what is not of `spiders.extract` is of no room."""
    parts = name.split(".")
    return parts[2] if parts[:2] == ["spiders", "extract"] and len(parts) > 2 else ""


ROOMS = gathered(GRAPH, rooms_of)


@pytest.mark.parametrize(
    ("room", "below"), [("model", set()), ("people", {"model"}), ("table", {"model", "people", "output"})]
)
def test_a_room_leans_on_those_below_it_only(room: str, below: set[str]) -> None:
    assert ROOMS[room] - {""} <= below


@pytest.mark.parametrize("room", ["model", "people", "table", "attribution", "prose", "fields", "output"])
def test_what_reads_content_imports_nothing_of_what_decodes_or_drives_it(room: str) -> None:
    assert len([name for name in GRAPH if rooms_of(name) == room]) >= 4
    assert not ROOMS[room] & {"decode", "card", "passes", "read", "bounded"}


def test_a_circle_is_found_wherever_the_import_stands() -> None:
    known = {"a", "a.b", "c"}
    assert imports_of("from a import b, d", known) == {"a.b", "a"}
    assert imports_of("def f():\n    import c", known) == {"c"}
    assert circle({"a": {"c"}, "c": {"a"}}) in (["a", "c", "a"], ["c", "a", "c"])
    assert circle({"a": {"c"}, "c": set()}) == []
