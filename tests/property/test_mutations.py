"""Every fixture × every mutation that applies: the same rows, or an alarm that explains it; never a row made up."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from spiders.extract.read import read
from spiders.listing import ALARMS
from tests.property import mutations_data, mutations_formats, mutations_grid, mutations_html  # noqa: F401
from tests.property.mutations import MUTATIONS, broken, cut, is_part, mutated
from tests.property.mutations_data import projected
from tests.support.corpus import CASES, extraction

PAIRS = [(name, mutation) for name in CASES for mutation in MUTATIONS if mutated(name, mutation)]
FIXTURES = Counter(mutation for _, mutation in PAIRS)
TRIED = Counter(name for name, _ in PAIRS)


@pytest.mark.long
@pytest.mark.parametrize(("name", "mutation"), PAIRS)
def test_the_same_rows_or_an_alarm_that_explains_it(name, mutation):
    assert broken(CASES[name], mutated(name, mutation), MUTATIONS[mutation].explained_by) == ""


@pytest.mark.long
@pytest.mark.parametrize("name", CASES)
def test_a_document_cut_anywhere_gives_true_rows_and_says_so(name):
    case = CASES[name]
    problems = {share: broken(case, cut(case, share / 16), frozenset(["Truncated"])) for share in range(1, 16)}
    assert {share: problem for share, problem in problems.items() if problem} == {}


@pytest.mark.long
@pytest.mark.parametrize("mutation", MUTATIONS.values(), ids=MUTATIONS)
def test_a_mutation_changes_as_many_fixtures_as_it_says(mutation):
    assert FIXTURES[mutation.name] >= mutation.on
    assert mutation.explained_by <= set(ALARMS)


@pytest.mark.long
@pytest.mark.parametrize("name", CASES)
def test_a_fixture_is_tried_in_ten_ways_at_least(name):
    assert TRIED[name] >= 10


def test_a_row_that_is_lost_or_made_up_breaks_the_property():
    case, changed = CASES["table/by_stage"], mutated("table/by_stage", "header_dropped")
    assert broken(case, [case.document], frozenset()) == ""
    assert "lost" in broken(case, changed, frozenset())
    other = replace(case.document, body=case.document.body.replace(b"132 361", b"132 360"))
    assert "132 360" in broken(case, [other], frozenset(["CountMismatch"]))


@pytest.mark.parametrize(
    ("value", "whole", "part"),
    [
        ("Redon, Allaire", "Redon, Allaire, Bains-sur-Oust", True),
        ("81 246 habitants", "concerne 81 246 habitants", True),
        ("81 habitants", "81 246 habitants", False),
        ("Allaire, Redon", "Redon, Allaire", False),
        ("Redon, Alla", "Redon, Allaire", False),
        (["35236"], ["35236", "56001"], True),
        ("", "Redon", True),
    ],
)
def test_a_value_is_a_part_of_another_when_no_word_is_cut(value, whole, part):
    assert is_part(value, whole) is part


@pytest.mark.parametrize(("target", "declared"), [(2154, False), (2154, True), (3857, True)])
def test_the_projection_of_a_map_is_told(target, declared):
    case = CASES["map/wfs_4326"]
    (document,) = projected(case, target, declared)
    drawn = [dict(listing.extra)["géométrie"] for listing in read(document, case.context).listings]
    assert drawn == [f"Polygon, EPSG:{target}"] * len(extraction(case.name).listings)
