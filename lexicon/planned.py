"""Communes that a text counts for later, beside those of today."""

from __future__ import annotations

from lexicon.gate import gated
from lexicon.patterns import pattern
from lexicon.text import fold

_OF_THEM = gated(r"\ben (?:compte|couvre|regroupe|rassemble|reunit|dessert) (?:[a-z']+ ){0,2}?\d{1,3}\b(?! communes)")


def as_of_today(text: str) -> str:
    """« Elle couvrira 45 communes ; elle en compte 23 »: without the number to come, « communes » said of the other."""
    folded = fold(text)
    ahead = pattern("passages", "planned").search(folded)
    if ahead is None:
        return text
    today = _OF_THEM.search(folded, ahead.end())
    end = today.end() if today else ahead.end()
    return text[: ahead.start()] + text[ahead.end() : end] + (" communes" if today else "") + text[end:]
