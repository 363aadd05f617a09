"""Counters: a figure that a script counts up from zero, a figure and its label set in two elements."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from lexicon.gate import gated
from lexicon.patterns import vocabulary
from lexicon.text import fold
from spiders.extract.model.content import Block

_FIGURE = gated(r"[\d\s.,\u202f\u00a0]{1,12}(?:\s?(?:hab\.?|km2|km²|%|\+))?")
_FIGURE_LABEL = gated(
    r"(?:nombre d['e ]*)?(?:communes?|habitants?|population(?: couverte| totale)?|professionnels?(?: de sante)?"
    r"|adherents?|membres|medecins.*|epci|cantons|structures|km2|superficie|(?:taux|part) [a-z' ]{2,40})\W*"
)


def figures_with_labels(found: Sequence[Block]) -> Iterator[Block]:
    """Counters: a figure and its label set in two elements are one text again (« 58 200 » + « habitants »)."""
    waiting = iter([*found, None])
    block = next(waiting)
    while block is not None:
        following = next(waiting)
        if following is not None and block.kind != "item":
            figure_first = _FIGURE.fullmatch(block.text) and _FIGURE_LABEL.fullmatch(fold(following.text))
            label_first = _FIGURE_LABEL.fullmatch(fold(block.text)) and _FIGURE.fullmatch(following.text)
            if figure_first or label_first:
                text = f"{block.text} {following.text.lower()}" if figure_first else f"{block.text} : {following.text}"
                yield Block("paragraph", text, block.locator, 0, block.links + following.links)
                block = next(waiting)
                continue
        yield block
        block = following


def counter_of(element: etree._Element) -> str:
    """The figure an empty element counts to; empty for any other."""
    if len(element) or not re.fullmatch(r"0?[\s%+]*", (element.text or "").strip()):
        return ""
    for name in vocabulary("html")["counter_attributes"]:
        value = (element.get(name) or "").strip()
        if re.fullmatch(r"[1-9]\d{0,8}", value):
            return value
    return ""
