"""Lists of people: what stands under « Contacts », « Équipe » or « Coordinateur(s) : » is cut before it is read.

A name in such a list has neither title nor function beside it; only the label above tells that it is a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from lexicon.cpts_names import find_names, triggers
from lexicon.gate import gated
from lexicon.patterns import pattern, vocabulary
from lexicon.text import fold
from spiders.extract.model.content import Block

_FACT = gated(
    r"\d[\d .]*habitants\b|\b\d+ communes\b|\b(?:statut|territoires?|population|communes?(?: membres| couvertes)?"
    r"|missions?|departements?|perimetre|secteurs?|date)\b[^:]{0,30}:|\bsigne\w*\b|\bcouvr\w+|\bregroup\w+"
    r"|\blettre d'intention\b"
)


def without_people(blocks: Iterable[Block]) -> Iterator[Block]:
    """`blocks` without the people listed under a label or a heading of people. An item that names a CPTS keeps
    that name alone; a block that tells a fact ends the list."""
    heading_level: float = 0  # level of the heading of people above, 0 when there is none
    labelled = False  # the block before ended with a label of people
    item_level: float = 0  # nesting of that block when it is itself an item: its people are the items deeper
    for block in blocks:
        if block.kind == "heading":
            heading_level, labelled = _level_of_people(block, heading_level), False
            if not _heads_a_person(block, heading_level):
                yield block
            continue
        deeper = _item_level(block) > item_level
        under = bool(heading_level) or (labelled and (deeper or _is_person(block.text)))
        announces = _announces_people(block.text)
        labelled = announces or (labelled and under)
        item_level = _item_level(block) if announces else item_level
        if not under:
            yield block
        elif told := _told_among_people(block):
            labelled = announces if told is block else labelled
            yield told


def _item_level(block: Block) -> float:
    return block.level if block.kind == "item" else 0


def _heads_a_person(heading: Block, level: float) -> bool:
    """Whether a heading below that of people, if there is one, is the name of a person."""
    return bool(level) and heading.level > level and _is_person(heading.text)


def _level_of_people(heading: Block, above: float) -> float:
    """The level of the heading of people that a heading is, or stays under; 0 when there is none."""
    if above and heading.level > above:
        return above
    return heading.level if _announces_people(heading.text) else 0


def _told_among_people(block: Block) -> Block | None:
    """What a block of a list of people says besides them: the name of a CPTS alone, or a fact."""
    if triggers(block.text):
        return replace(block, text=_name_alone(block.text))
    return block if _FACT.search(fold(block.text)) else None


def _announces_people(text: str) -> bool:
    """« Coordinateur(s) : », « … Boussay. Contacts : », « Notre équipe »: the words end on a label of people."""
    last = gated(r"[.;|\n]\s*").split(text.strip())[-1] if not text.strip().endswith(".") else ""
    return bool(pattern("privacy", "people_label").fullmatch(fold(last).strip())) or bool(
        re.search(r"(?:^|\s)(?:" + pattern("privacy", "people_label").pattern + r")\s*:\s*$", fold(text.strip()))
    )


def _is_person(text: str) -> bool:
    """Two to four capitalised words, alone or before a function or a way to reach the person."""
    match = gated(r"[A-ZÀ-ÞŒ][\w'’.-]*(?:\s+(?:d[eu]\s+|le\s+|la\s+)?[A-ZÀ-ÞŒ][\w'’-]*){1,3}").match(text)
    if not match or triggers(text) or _FACT.search(fold(text)):
        return False
    places = {fold(word) for word in vocabulary("cpts_names")["places"]} | {"saint", "sainte", "communaute", "commune"}
    return not places & set(gated(r"[^\W_]+").findall(fold(match.group())))


def _name_alone(text: str) -> str:
    """« CPTS de Pantin : Jeanne Untel » keeps its CPTS; a sentence with a fact stays for the sentence reader."""
    names = find_names(text)
    if not names or _FACT.search(fold(text)):
        return text
    dash = gated(r"\s[–—-]\s").search(text)
    if dash and _is_person(text[dash.end() :].strip()):  # « CPTS de Fours - Jeanne Untel »
        return text[: dash.start()]
    return text[: names[-1].end]
