"""The sentences that show where a CPTS sits or acts, in the publisher's words. They are not its territory."""

from __future__ import annotations

from functools import lru_cache

from lexicon.places_shown import introduced
from lexicon.text import join, sentences
from spiders.extract.model.mentions import Passage

_SAID_ELSEWHERE = ("department", "sector", "place", "around")  # hints of passages that other fields read


def place_words(passages: list[Passage]) -> str | None:
    told = (passage.text for passage in passages if passage.own and passage.hint not in _SAID_ELSEWHERE)
    return join(shown for text in told for shown in _shown(text))


@lru_cache(maxsize=4096)  # the same words stand under many names
def _shown(text: str) -> tuple[str, ...]:
    return tuple(text[start:end] for start, end in sentences(text) if any(introduced(text[start:end])))
