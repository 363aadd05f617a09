"""A gate refuses no text that its pattern matches."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from lexicon.gate import Gated, Gates, gated, needed_words
from lexicon.patterns import entries, pattern, vocabulary


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (r"sign(?:e|ature)|paraphe", {"signe", "signature", "paraphe"}),
        (r"\bsign\w+", {"sign"}),
        (r"(?:sign|situ)er", {"signer", "situer"}),
        (r"\ben (?:activite|fonctionnement)s?\b", {"activite", "fonctionnement"}),
        (r"contrats? \d{4}", {"contrat ", "contrats "}),
        (r"(?<=accord )signe(?!r)", {"signe"}),
        (r"(?:convention ){2,3}", {"convention "}),
    ],
)
def test_words_of_which_each_match_holds_one(source: str, words: set[str]) -> None:
    assert needed_words(source) == words


@pytest.mark.parametrize(
    "source", [r"\s+", "le|la", r"\W|\bcontrat", "(?i)contrat", r"(?:contrat)?", r"[^a]{3}", "(a)\\1"]
)
def test_no_word_is_worth_a_look(source: str) -> None:
    assert needed_words(source) is None


@pytest.mark.parametrize("text", ["le contrat est signé", "rien", "", "CONTRAT", "un contrat, deux contrats"])
@pytest.mark.parametrize("source", [r"\bcontrats?\b", r"\s", r"(?i)contrat", r"(?P<mot>contrat)|paraphe"])
def test_a_gate_answers_as_its_pattern(source: str, text: str) -> None:
    plain, held = re.compile(source), Gated(source)
    for _ in range(60):  # before and after the pattern is read
        assert bool(held.search(text)) is bool(plain.search(text))
    for method in ("match", "fullmatch", "search"):
        mine, theirs = getattr(held, method)(text, 3), getattr(plain, method)(text, 3)
        assert (mine and mine.span()) == (theirs and theirs.span())
    assert [one.span() for one in held.finditer(text)] == [one.span() for one in plain.finditer(text)]
    assert held.findall(text) == plain.findall(text)
    assert held.split(text) == plain.split(text)
    assert held.sub("x", text, count=1) == plain.sub("x", text, count=1)


def test_a_pattern_is_made_once() -> None:
    assert gated(r"\bcontrat") is gated(r"\bcontrat")


def _patterns() -> list[str]:
    lists = [
        pattern("passages", key) for key in vocabulary("passages") if isinstance(vocabulary("passages")[key], list)
    ]
    events = [entry.pattern for entry in entries("dates", "evenement")]
    return [one.pattern for one in (*lists, *events) if needed_words(one.pattern)]


@given(some.data())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_a_vocabulary_matches_holds_a_word(data: some.DataObject) -> None:
    source = data.draw(some.sampled_from(_patterns()))
    text = data.draw(some.from_regex(re.compile(source)))
    words = needed_words(source)
    assert words is not None
    assert any(word in text for word in words), (source, text)


def test_many_gates_let_through_what_each_may_match() -> None:
    gates = Gates([gated(source) for source in (r"\bsign\w+", r"\s+", "valide|caduc", "x9")])
    for _ in range(60):
        assert list(gates.of("rien")) == [0, 1, 2, 3]  # before their words are read
        if not gates.untried:
            break
    assert list(gates.of("rien")) == [1, 3]  # without words, or with one too short to be known by three signs
    assert list(gates.of("un contrat caduc")) == [1, 2, 3]
    assert list(gates.of("signe, puis valide")) == [0, 1, 2, 3]


@given(some.data())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_many_gates_let_through_what_a_vocabulary_matches(data: some.DataObject) -> None:
    sources = _patterns()
    gates = Gates([gated(source) for source in sources])
    gates.untried = 0
    number = data.draw(some.integers(0, len(sources) - 1))
    assert number in gates.of(data.draw(some.from_regex(re.compile(sources[number]))))
