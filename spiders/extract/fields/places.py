"""The sentences that show where a CPTS sits or acts, in the publisher's words. They are not its territory."""

from __future__ import annotations

from lexicon.places_shown import introduced
from lexicon.text import join, sentences
from spiders.extract.model.mentions import Passage

_SAID_ELSEWHERE = ("department", "sector", "place", "around")  # hints of passages that other fields read


def place_words(passages: list[Passage]) -> str | None:
    told = (passage.text for passage in passages if passage.own and passage.hint not in _SAID_ELSEWHERE)
    shown = (text[start:end] for text in told for start, end in sentences(text) if any(introduced(text[start:end])))
    return join(shown)
