"""The sentences that tell of the association: its members, its legal form, the size class it declares."""

from __future__ import annotations

from lexicon.structure import tells_structure
from lexicon.text import join, sentences
from spiders.extract.model.mentions import Passage

_SAID_ELSEWHERE = ("missions", "department", "sector", "place", "around")  # hints of passages that other fields read


def structure_words(passages: list[Passage]) -> str | None:
    told = (passage.text for passage in passages if passage.own and passage.hint not in _SAID_ELSEWHERE)
    return join(text[start:end] for text in told for start, end in sentences(text) if tells_structure(text[start:end]))
