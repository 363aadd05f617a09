"""The tree tells the story: no circle of imports, and each layer leans on those below it only."""

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


def test_the_model_of_a_document_imports_nothing_of_the_passes_over_it() -> None:
    read = {name: known for name, known in GRAPH.items() if name.startswith("spiders.extract.model")}
    assert len(read) >= 4
    above = {one for known in read.values() for one in known if one.startswith("spiders.extract.")}
    assert {one for one in above if not one.startswith("spiders.extract.model")} == set()


def test_a_circle_is_found_wherever_the_import_stands() -> None:
    known = {"a", "a.b", "c"}
    assert imports_of("from a import b, d", known) == {"a.b", "a"}
    assert imports_of("def f():\n    import c", known) == {"c"}
    assert circle({"a": {"c"}, "c": {"a"}}) in (["a", "c", "a"], ["c", "a", "c"])
    assert circle({"a": {"c"}, "c": set()}) == []
