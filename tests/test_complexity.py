"""The bound on complexity: nothing of the product is above it."""

from textwrap import indent

from tests.support.complexity import BOUND, above, faults


def test_no_function_is_above_the_bound() -> None:
    assert faults() == []


def test_a_function_and_a_method_above_the_bound_are_told() -> None:
    body = "".join(f"    if a == {number}:\n        return {number}\n" for number in range(BOUND))
    function = f"def f(a):\n{body}"
    assert above(function) == {"f": BOUND + 1}
    assert above("class C:\n" + indent(function, "    ")) == {"C.f": BOUND + 1}
    assert above("def f(a):\n    return a\n") == {}
