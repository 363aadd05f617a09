"""Cleaned, folded, cut into sentences: the same everywhere."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lexicon.folded import fold_with_positions
from lexicon.text import clean, fold, fold_key, fold_words, sentences, tidy


def test_cleaning_keeps_what_a_person_reads() -> None:
    assert clean("SantÃ©\u00a0de\u200b  l’Hay\r\n\r\nfin ") == "Santé de l’Hay\n\nfin"
    assert tidy("un\n\n  deux") == "un\ndeux"


@pytest.mark.parametrize(
    ("text", "folded", "key", "words"),
    [
        ("L’Haÿ‑les‑Roses", "l'hay-les-roses", "l'hay-les-roses", "l hay les roses"),
        ("Sacré-Cœur  d'Élan", "sacre-cœur  d'elan", "sacre-coeur d'elan", "sacre coeur d elan"),
    ],
)
def test_one_text_under_its_three_folds(text: str, folded: str, key: str, words: str) -> None:
    assert (fold(text), fold_key(text), fold_words(text)) == (folded, key, words)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_a_span_of_the_fold_is_a_span_of_the_text(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert all(0 <= start < end <= len(text) for start, end in sentences(text))
    found = fold_with_positions(text)
    assert len(found.key) == len(found.positions) and list(found.positions) == sorted(found.positions)


def test_an_abbreviation_ends_no_sentence() -> None:
    text = "Le Dr. Martin et env. 30 soignants. Ils ont signé.\nFin"
    assert [text[a:b].strip() for a, b in sentences(text)] == [
        "Le Dr. Martin et env. 30 soignants.",
        "Ils ont signé.",
        "Fin",
    ]


def test_a_space_after_an_elision_is_a_slip_of_the_keyboard() -> None:
    assert fold_with_positions("signé avec l’ ARS").key == "signe avec l'ars"
