"""The bound on complexity: what is above it is listed, and the list only shrinks."""

from tests.support.complexity import BOUND, faults, listed, measured


def test_every_function_keeps_the_bound_or_its_line_of_the_list() -> None:
    assert faults(measured(), listed()) == []


def test_a_new_a_grown_and_a_mended_function_are_all_told() -> None:
    wrong = faults({"a.py:new": BOUND + 1, "a.py:grown": 30}, {"a.py:grown": 20, "a.py:mended": 20})
    assert [line.split(":")[1] for line in wrong] == ["new", "grown", "mended"]
    assert faults({"a.py:same": 20}, {"a.py:same": 20}) == []
