"""Whose inhabitants a number counts, from the words after them: a part of the people, or those of another place."""

from __future__ import annotations

import re

from lexicon.patterns import compiled, vocabulary

NAME = "population"
_AFTER = [line for line in vocabulary(NAME)["ecart"] if line["place"] == "apres"]


def follows(key: str, start: int, end: int, pattern: str) -> re.Match[str] | None:
    """The words of `pattern` that come right after `start`."""
    skipped = re.compile(r"[ .,(]{0,3}").match(key, start, end)
    return compiled(NAME, pattern).match(key, skipped.end() if skipped else start, end)


def are_a_part(key: str, start: int, end: int, stop: int) -> bool:
    """Whether the inhabitants counted by `key[start:end]` are not those of a CPTS, by the words up to `stop`."""
    before = key[max(0, start - 15) : start]
    return any(
        follows(key, end, stop, line["motif"]) and compiled(NAME, line.get("devant", "") + "$").search(before)
        for line in _AFTER
    )
