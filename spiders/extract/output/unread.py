"""Text that looks like a fact of a CPTS and that no field took, by family: where the next wording is missing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from lexicon.cpts_names import find_names
from lexicon.date_words import DATE
from lexicon.patterns import pattern
from lexicon.stage_marks import tells_stage
from lexicon.text import fold, word_key
from spiders.extract.fields.population import INHABITANTS
from spiders.extract.fields.territory import COMMUNES
from spiders.extract.model.content import Block
from spiders.listing import TOLD, Listing, Unread

LONGEST = 160  # characters of a text that are kept
OTHER = "autre"  # a line that names a CPTS and of which nothing but the name was read

# family → what its texts hold, and the fields that would take them
FAMILIES: dict[str, tuple[Callable[[str], object], tuple[str, ...]]] = {
    "statut": (tells_stage, ("status_text", "date_text")),
    "date": (lambda folded: tells_stage(folded) and DATE.search(folded), ("date_text", "status_text")),
    "population": (INHABITANTS.search, ("population_text", "territory_text")),
    "territoire": (COMMUNES.search, ("territory_text", "population_text")),
    "missions": (pattern("passages", "missions").search, ("missions_text",)),
}


def unread_texts(blocks: Iterable[Block], listings: Sequence[Listing]) -> tuple[Unread, ...]:
    """The blocks of a document about CPTS that hold words of a family and gave no fact of it, or name a CPTS and gave
    nothing else, in their order."""
    if not listings:
        return ()
    facts = [one for listing in listings for one in listing.facts]
    places = {(one.field, one.locator) for one in facts}
    told: dict[str, dict[str, None]] = {}
    for one in facts:
        told.setdefault(one.field, {})[word_key(one.words)] = None

    def is_there(block: Block, fields: tuple[str, ...]) -> bool:
        return any((field, block.locator) in places for field in fields)

    def is_read(block: Block, fields: tuple[str, ...]) -> bool:
        key = word_key(block.text)
        return any(words in key or key in words for field in fields for words in told.get(field, ()))

    def left_by(block: Block) -> list[str]:
        families = [
            family
            for family, (holds, fields) in FAMILIES.items()
            if not is_there(block, fields) and holds(fold(block.text)) and not is_read(block, fields)
        ]
        told_nothing = not is_there(block, TOLD[1:]) and not is_read(block, TOLD[1:])
        return families or ([OTHER] if told_nothing and _says_more_than_names(block) else [])

    return tuple(Unread(family, block.text[:LONGEST], block.locator) for block in blocks for family in left_by(block))


def _says_more_than_names(block: Block) -> bool:
    """Whether a line of text names a CPTS and says something of it, in words that no family knows."""
    named = find_names(block.text) if block.kind != "heading" else []
    rest = block.text
    for mention in reversed(named):
        rest = rest[: mention.start] + rest[mention.end :]
    return bool(named) and len(word_key(rest).split()) > 2
