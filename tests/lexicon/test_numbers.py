"""Numbers written in words."""

from __future__ import annotations

import re

import pytest

from lexicon.numbers import THOUSANDS, below_1000, hyphenated, value_of, words_between


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("deux cent mille", 200_000),
        ("quatre-vingt mille", 80_000),
        ("vingt et un mille", 21_000),
        ("cent vingt-cinq mille", 125_000),
        ("mille", 1000),
        ("soixante-quinze mille trois cents", 75_300),
    ],
)
def test_words_give_their_number(words: str, value: int) -> None:
    assert value_of(words) == value


def test_a_word_that_is_no_number_is_refused() -> None:
    with pytest.raises(KeyError):
        value_of("deux pommes")


def test_the_words_of_a_count() -> None:
    assert words_between(2, 4) == {"deux": 2, "trois": 3, "quatre": 4}
    known = hyphenated()
    assert (known["dix-huit"], known["vingt-et-une"], known["quatre-vingt-onze"]) == (18, 21, 91)
    assert "une" not in known and set(known.values()) == set(range(2, 100))


@pytest.mark.parametrize(("text", "found"), [("pres de deux cent mille ames", True), ("dix communes", False)])
def test_thousands_stand_in_a_text(text: str, found: bool) -> None:
    assert bool(THOUSANDS.search(text)) is found


@pytest.mark.parametrize(
    ("words", "value"),
    [("seize", 16), ("cent seize", 116), ("deux cent douze", 212), ("quatre-vingt-treize", 93), ("quatre cents", 400)],
)
def test_hundreds_in_words_are_read_whole(words, value):
    assert re.fullmatch(below_1000(), words) and value_of(words) == value
