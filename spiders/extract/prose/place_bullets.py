"""Bullets that are only names of places: under the name of a CPTS they are its territory, announced or not."""

from __future__ import annotations

from collections.abc import Sequence

from lexicon.cpts_names import triggers
from lexicon.gate import gated
from lexicon.patterns import words
from lexicon.text import fold
from spiders.extract.model.content import Block

_FEWEST = 2  # one alone may be anything
_LINKS = r"(?:de|du|des|d['’]|la|le|les|lès|l['’]|sur|sous|en|et|aux?|à|près)"
_PLACE = gated(
    rf"(?:{_LINKS}\s?)?[A-ZÀ-ÞŒ][\w'’-]*(?:\s(?:{_LINKS}\s?)*[A-ZÀ-ÞŒ][\w'’-]*){{0,5}}(?:\s\d{{2}})?(?:\s\([^()]{{2,30}}\))?\s*[;,.]?"
)
_TWO_WORDS = gated(r"[A-ZÀ-Þ][^\W\d_]+ [A-ZÀ-Þ][^\W\d_]+\W*")


def place_bullets(blocks: Sequence[Block]) -> frozenset[int]:
    """Positions of the bullets that stand in a run of place names."""
    found: set[int] = set()
    start = 0
    while start < len(blocks):
        stop = start
        while stop < len(blocks) and _same_list(blocks[start], blocks[stop]):
            stop += 1
        run = blocks[start:stop]
        if len(run) >= _FEWEST and _are_places([block.text for block in run]):
            found.update(range(start, stop))
        start = max(stop, start + 1)
    return frozenset(found)


def _same_list(first: Block, other: Block) -> bool:
    return first.kind == other.kind == "item" and first.level == other.level


def _are_places(texts: Sequence[str]) -> bool:
    """Capitalised names and nothing else: no figure, no common noun, no pairs of words that read as people."""
    if not all(_PLACE.fullmatch(text) and not triggers(text) for text in texts):
        return False
    nothing = words("cpts_names", "not_names") | words("cpts_names", "stops")
    if any(fold(text).strip(" ;,.") in nothing for text in texts):
        return False
    return sum(bool(_TWO_WORDS.fullmatch(text)) for text in texts) * 2 < len(texts)
