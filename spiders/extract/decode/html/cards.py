"""Cards whose badge stands above the name: « ACI signé », then the heading « CPTS des Loges »."""

from __future__ import annotations

from collections import Counter

from lxml import etree

from lexicon.stage_marks import stage_of
from lexicon.text import fold, tidy
from spiders.extract.decode.html.content_root import text_of
from spiders.extract.decode.html.labels import COUNT
from spiders.extract.table.header_meaning import (
    speaks_of_cpts,
)

_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_TITLES = ("summary", "caption", "legend", "button")  # headings of what they open, not badges
_INLINE = ("span", "em", "strong", "b", "i", "small", "mark")
_LONGEST = 60


def badges_below_names(content: etree._Element) -> None:
    """Puts the stage, or the number of inhabitants, that opens a card after the heading of the card: read in their
    order they would be said of the card before. A card holds one heading and stands beside others of its make."""
    headings = [heading for heading in content.iter(*_HEADINGS) if tidy(text_of(heading))]
    held = Counter(ancestor for heading in headings for ancestor in heading.iterancestors())
    for heading in headings:
        named = speaks_of_cpts(text_of(heading))
        for badge in reversed(_above(heading, held)):
            # over a name without « CPTS » a block may be the title that makes it one
            if _tells(badge) and (named or badge.tag in _INLINE) and not _titles(badge):
                heading.addnext(badge)


def _above(heading: etree._Element, held: Counter[etree._Element]) -> list[etree._Element]:
    """What stands over a heading in its card, in order; nothing where it is in none."""
    above: list[etree._Element] = []
    card = heading
    while (parent := card.getparent()) is not None and held[parent] == 1:
        before = [one for one in card.itersiblings(preceding=True) if isinstance(one.tag, str)]
        above = before[::-1] + above
        card = parent
    return above if card is not heading and _has_alike(card, held) else []


def _tells(badge: etree._Element) -> bool:
    """Whether an element is a stage or a number of inhabitants, and nothing else."""
    text = tidy(text_of(badge))
    if len(text) > _LONGEST or text.endswith(":") or (badge.tail or "").strip():
        return False
    return bool(stage_of(text) or COUNT.fullmatch(fold(text)))


def _titles(badge: etree._Element) -> bool:
    return badge.get("role") in ("tab", "button") or any(True for _ in badge.iter(*_TITLES))


def _has_alike(card: etree._Element, held: Counter[etree._Element]) -> bool:
    others = [*card.itersiblings(card.tag), *card.itersiblings(card.tag, preceding=True)]
    return any(held[other] == 1 and other.get("class") == card.get("class") for other in others)
