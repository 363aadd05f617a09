"""Words that a list says once and a reader carries on: « 2 CPTS en fonctionnement (…) », then « 4 en projet (…) »."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from lexicon.gate import gated
from lexicon.text import fold
from spiders.extract.model.content import Block

_COUNTED = gated(r"\W*\d{1,2} (?:projets? de )?c(?:pt|tp)s\b")
_BARE_COUNT = gated(r"\W*\d{1,2} (?=(?:en|sont|ont|avec|sous)\b)")


def counts_completed(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, the bullets of a list that counts CPTS each saying what it counts."""
    counting = False
    for block in blocks:
        folded = fold(block.text)
        counting = block.kind == "item" and (counting or bool(_COUNTED.match(folded)))
        bare = _BARE_COUNT.match(folded) if counting else None
        if bare:
            block = replace(block, text=f"{block.text[: bare.end()]}CPTS {block.text[bare.end() :]}")
        yield block
