"""Text that looks like a fact of a CPTS and that no field took, by family: where the next wording is missing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from lexicon.cpts_names import find_names
from lexicon.date_words import DATE, without_dates
from lexicon.folded import sentences as spans
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
_FIELDS = frozenset(TOLD[1:]) - {"place_text"}  # which tells of the page where it stands
_STOP = re.compile(r"[.!?;\n](?=\s*\S)")
_BYLINE = re.compile(r"\W*Par [A-ZÀ-Þ]")

# family → what its texts hold, and the fields that would take them
FAMILIES: dict[str, tuple[Callable[[str], object], frozenset[str]]] = {
    "statut": (tells_stage, frozenset({"status_text", "date_text"})),
    "date": (lambda folded: tells_stage(folded) and DATE.search(folded), frozenset({"date_text", "status_text"})),
    "population": (INHABITANTS.search, frozenset({"population_text", "territory_text"})),
    "territoire": (COMMUNES.search, frozenset({"territory_text", "population_text"})),
    "missions": (pattern("passages", "missions").search, frozenset({"missions_text"})),
}


def unread_texts(blocks: Iterable[Block], listings: Sequence[Listing]) -> tuple[Unread, ...]:
    """The sentences of a document about CPTS that hold words of a family and gave no fact of it, or that name a CPTS or
    tell a day or a number and gave nothing, in their order."""
    if not listings:
        return ()
    told = _Told([fact for listing in listings for fact in listing.facts])
    found: list[Unread] = []
    for block in blocks:
        sentences = _sentences(block)
        for sentence in sentences:
            families = _left_by(sentence, block, told, alone=len(sentences) == 1)
            found += [Unread(family, sentence[:LONGEST], block.locator) for family in families]
    return tuple(found)


def _sentences(block: Block) -> list[str]:
    if block.kind == "heading" or not _STOP.search(block.text):
        return [block.text.rstrip(" .!?;")]
    return [block.text[start:end].strip() for start, end in spans(fold(block.text))]


class _Told:
    """The words of the facts, by field and by place."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.words: dict[str, dict[str, None]] = {}
        self.there: dict[str, list[tuple[str, frozenset[str]]]] = {}
        for one in facts:
            key = word_key(one.words)
            self.words.setdefault(one.field, {})[key] = None
            self.there.setdefault(one.locator, []).append((one.field, frozenset(key.split())))

    def fields_at(self, locator: str, sentence: str, alone: bool) -> set[str]:
        """The fields that took a sentence. A fact at its place may say it with « CPTS » for its name, or otherwise
        where the sentence stands `alone`."""
        here = self.there.get(locator, ())
        own = frozenset() if alone or not here else frozenset(word_key(sentence).split())
        return {field for field, words in here if alone or _share(own, words) >= 0.75}

    def elsewhere(self, sentence: str, fields: Iterable[str]) -> bool:
        """Whether a fact of these fields holds the words, or is among them, wherever it stands."""
        key = word_key(sentence)
        return any(words in key or key in words for field in fields for words in self.words.get(field, ()))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


def _left_by(sentence: str, block: Block, told: _Told, alone: bool) -> list[str]:
    folded = fold(sentence)
    read = told.fields_at(block.locator, sentence, alone)
    families = [
        family
        for family, (holds, fields) in FAMILIES.items()
        if not (fields & read) and holds(folded) and not told.elsewhere(sentence, fields)
    ]
    if families or _FIELDS & read or block.kind == "heading" or not _may_tell(sentence):
        return families
    return [] if told.elsewhere(sentence, _FIELDS) else [OTHER]


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
