"""Where a sentence shows a CPTS to sit or act: « le siège est à Montchanin », « À Landas, … ». The words that introduce
the town are data (`vocabulary/places_shown.toml`); which commune a name is, `pipelines.normalise` decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from lexicon.gate import Gated, gated
from lexicon.patterns import vocabulary
from lexicon.text import fold

SEAT = "siege"

_LONGEST_CUE = 60  # characters before a name
_NAME = gated(r"(?<![\w'’-])(?:L[ae]s?\s|L['’])?[A-ZÀ-ÖØ-ÞŒ](?=[\w'’-]*[a-zà-öø-ÿ])")


@dataclass(frozen=True, slots=True)
class Cue:
    """`before` ends where the name of the town begins; `after`, if any, must follow it."""

    rule: str
    before: Gated
    after: Gated | None


@cache
def _cues() -> tuple[Cue, ...]:
    return tuple(
        Cue(line["regle"], gated(line["avant"]), gated(line["apres"]) if "apres" in line else None)
        for line in vocabulary("places_shown")["lieu"]
    )


@cache
def _elsewhere() -> tuple[tuple[str, Gated], ...]:
    return tuple((line.get("regle", ""), gated(line["motif"])) for line in vocabulary("places_shown")["ailleurs"])


def introduced(sentence: str) -> Iterator[tuple[int, Cue]]:
    """Where a name with a capital letter begins after words that show a place, and which words; in order. What follows
    the name is looked for near, not yet at its end. A sentence that tells of another place gives none."""
    folded = fold(sentence)
    barred = {rule for rule, pattern in _elsewhere() if pattern.search(folded)}
    if "" in barred:
        return
    for name in _NAME.finditer(sentence):
        before = folded[max(0, name.start() - _LONGEST_CUE) : name.start()]
        for cue in _cues():
            follows = cue.after is None or cue.after.search(folded, name.start(), name.start() + _LONGEST_CUE)
            if cue.rule not in barred and follows and cue.before.search(before):
                yield name.start(), cue
