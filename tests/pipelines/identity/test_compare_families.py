"""Families of perturbed names: what a change of letter, number or cardinal point does to identity."""

from __future__ import annotations

import re
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from tests.support.mentions import REAL, decide, mention


def test_different_cpts_of_one_departement_stay_different() -> None:
    wrong = [(a[0], b[0]) for a, b in combinations(REAL, 2) if a[1:] == b[1:] and decide(mention(*a), mention(*b)).same]
    assert wrong == []


def test_nor_are_they_brought_together_when_the_departement_is_unknown() -> None:
    wrong = [
        (a[0], b[0]) for a, b in combinations(REAL, 2) if a[1] == b[1] and decide(mention(a[0], a[1]), mention(*b)).same
    ]
    assert wrong == []


LONG_WORDS = [(real, word) for real in REAL for word in re.findall(r"\w{7,}", real[0])]


@given(st.sampled_from(LONG_WORDS), st.sampled_from(("drop", "double", "swap")), st.data())
def test_one_wrong_letter_in_a_long_word_is_the_same_cpts(
    case: tuple[tuple[str, str, str], str], change: str, data: st.DataObject
) -> None:
    (name, region, departement), word = case
    place = data.draw(st.integers(1, len(word) - 3))
    letters = {"drop": "", "double": word[place] * 2, "swap": word[place + 1] + word[place]}[change]
    mistyped = word[:place] + letters + word[place + (2 if change == "swap" else 1) :]
    found = decide(mention(name, region, departement), mention(name.replace(word, mistyped), region, departement))
    assert found.same, found


POINTS = ("Nord", "Sud", "Est", "Ouest", "Centre")


@given(st.sampled_from(REAL), st.permutations(POINTS))
def test_another_cardinal_point_is_another_cpts(real: tuple[str, str, str], points: list[str]) -> None:
    name, region, departement = real
    a, b = mention(f"{name} {points[0]}", region, departement), mention(f"{name} {points[1]}", region, departement)
    if not set(name.replace("-", " ").split()) & {*POINTS, "Cœur"}:
        assert not decide(a, b).same


@given(st.integers(1, 20), st.integers(1, 20), st.sampled_from(("Paris", "Marseille", "Lyon")))
def test_another_number_is_another_cpts(one: int, other: int, town: str) -> None:
    region, departement = {"Paris": ("11", "75"), "Marseille": ("93", "13"), "Lyon": ("84", "69")}[town]
    found = decide(
        mention(f"CPTS {town} {one}", region, departement), mention(f"CPTS de {town} {other}ème", region, departement)
    )
    assert found.same == (one == other)


@given(st.sampled_from(REAL), st.sampled_from(REAL), st.booleans())
def test_comparing_is_symmetric(a: tuple[str, str, str], b: tuple[str, str, str], known: bool) -> None:
    one, two = mention(*a), mention(b[0], b[1], b[2] if known else None)
    forth, back = decide(one, two), decide(two, one)
    assert (forth.same, forth.score, forth.rule, forth.doubtful) == (back.same, back.score, back.rule, back.doubtful)


@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from((None, "11", "99")))
def test_any_text_is_compared_without_raising(a: str, b: str, region: str | None) -> None:
    assert 0 <= decide(mention(a, region, b), mention(b, region, a)).score <= 1
