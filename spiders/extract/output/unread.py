"""Text that looks like a fact of a CPTS and that no field took, by family: where the next wording is missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from lexicon.cpts_names import find_names
from lexicon.date_words import DATE, without_dates
from lexicon.folded import sentences
from lexicon.gate import gated
from lexicon.patterns import pattern
from lexicon.stage_marks import tells_stage
from lexicon.text import fold, word_key
from spiders.extract.fields.population import INHABITANTS
from spiders.extract.fields.territory import COMMUNES
from spiders.extract.model.content import Block
from spiders.listing import TOLD, Fact, Listing, Unread

LONGEST = 160  # characters of a text that are kept
OTHER = "autre"  # a sentence that names a CPTS, or tells a day or a number, and of which nothing was read
_NUMBER = gated(r"(?<!\d)\d{1,3}(?:[ .]\d{3})+(?!\d)|\bmille\b|\w{3}ai?ne de \w")
_FIELDS = tuple(one for one in TOLD[1:] if one != "place_text")  # which tells of the page where it stands
_BYLINE = re.compile(r"\W*Par [A-ZÀ-Þ]")

# family → what its texts hold, and the fields that would take them
FAMILIES: dict[str, tuple[Callable[[str], object], tuple[str, ...]]] = {
    "statut": (tells_stage, ("status_text", "date_text")),
    "date": (lambda folded: tells_stage(folded) and DATE.search(folded), ("date_text", "status_text")),
    "population": (INHABITANTS.search, ("population_text", "territory_text")),
    "territoire": (COMMUNES.search, ("territory_text", "population_text")),
    "missions": (pattern("passages", "missions").search, ("missions_text",)),
}


def unread_texts(blocks: Iterable[Block], listings: Sequence[Listing]) -> tuple[Unread, ...]:
    """The sentences of a document about CPTS that hold words of a family and gave no fact of it, or that name a CPTS or
    tell a day or a number and gave nothing, in their order."""
    if not listings:
        return ()
    told = _Told(fact for listing in listings for fact in listing.facts)
    return tuple(
        Unread(family, sentence[:LONGEST], block.locator)
        for block in blocks
        for parts in [_sentences(block)]
        for sentence in parts
        for family in _left_by(sentence, block, told, alone=len(parts) == 1)
    )


def _sentences(block: Block) -> list[str]:
    if block.kind == "heading":
        return [block.text]
    return [block.text[start:end].strip() for start, end in sentences(fold(block.text))]


class _Told:
    """The words of the facts, by field and by place."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._words: dict[str, dict[str, None]] = {}
        self._there: dict[tuple[str, str], list[frozenset[str]]] = {}
        for one in facts:
            key = word_key(one.words)
            self._words.setdefault(one.field, {})[key] = None
            self._there.setdefault((one.field, one.locator), []).append(frozenset(key.split()))

    def by(self, fields: Sequence[str], sentence: str, block: Block, alone: bool) -> bool:
        """Whether a fact of these fields holds the sentence or words of it. One at its place may say it with « CPTS »
        for its name, or otherwise where the sentence stands `alone`."""
        here = [words for field in fields for words in self._there.get((field, block.locator), ())]
        key = word_key(sentence)
        own = frozenset(key.split())
        if any(alone or len(own & words) * 4 >= min(len(own), len(words)) * 3 for words in here):
            return True
        return any(words in key or key in words for field in fields for words in self._words.get(field, ()))


def _left_by(sentence: str, block: Block, told: _Told, alone: bool) -> list[str]:
    folded = fold(sentence)
    families = [
        family
        for family, (holds, fields) in FAMILIES.items()
        if holds(folded) and not told.by(fields, sentence, block, alone)
    ]
    if families or block.kind == "heading" or not _may_tell(sentence):
        return families
    return [] if told.by(_FIELDS, sentence, block, alone) else [OTHER]


def _may_tell(sentence: str) -> bool:
    """Whether a sentence names a CPTS and says more of it, or tells a day or a number among other words."""
    named = find_names(sentence)
    rest = sentence
    for mention in reversed(named):
        rest = rest[: mention.start] + rest[mention.end :]
    if named:
        return len(word_key(rest).split()) > 2
    folded = fold(rest)
    told = DATE.search(folded) or _NUMBER.search(folded)
    return bool(told) and not _BYLINE.match(rest) and len(word_key(without_dates(rest, folded)).split()) > 3
