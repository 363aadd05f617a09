"""Cards whose badge stands above the name: « ACI signé », then the heading « CPTS des Loges »."""

from __future__ import annotations

from collections import Counter

from lxml import etree

from lexicon.text import fold, tidy
from spiders.extract.decode.html.content_root import text_of
from spiders.extract.decode.html.labels import COUNT
from spiders.extract.table.header_meaning import speaks_of_cpts, stage_of

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
        badges: list[etree._Element] = []
        card: etree._Element = heading
        while (parent := card.getparent()) is not None and held[parent] == 1:
            above = list(card.itersiblings(preceding=True))
            badges = [one for one in reversed(above) if isinstance(one.tag, str)] + badges
            card = parent
        if badges and card is not heading and _has_alike(card, held):
            named = speaks_of_cpts(text_of(heading))
            for badge in reversed(badges):
                text = tidy(text_of(badge))
                told = (
                    len(text) <= _LONGEST and not text.endswith(":") and (stage_of(text) or COUNT.fullmatch(fold(text)))
                )
                # over a name without « CPTS » a block may be the title that makes it one
                if told and (named or badge.tag in _INLINE) and not _titles(badge) and not (badge.tail or "").strip():
                    heading.addnext(badge)


def _titles(badge: etree._Element) -> bool:
    return badge.get("role") in ("tab", "button") or any(True for _ in badge.iter(*_TITLES))


def _has_alike(card: etree._Element, held: Counter[etree._Element]) -> bool:
    others = [*card.itersiblings(card.tag), *card.itersiblings(card.tag, preceding=True)]
    return any(held[other] == 1 and other.get("class") == card.get("class") for other in others)
