"""Lists of people: what stands under « Contacts », « Équipe » or « Coordinateur(s) : » is cut before it is read.

A name in such a list has neither title nor function beside it; only the label above tells that it is a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from lexicon.cpts_names import find_names, triggers
from lexicon.patterns import pattern, vocabulary
from lexicon.text import fold
from spiders.extract.model.content import Block

_FACT = re.compile(
    r"\d[\d .]*habitants\b|\b\d+ communes\b|\b(?:statut|territoires?|population|communes?(?: membres| couvertes)?"
    r"|missions?|departements?|perimetre|secteurs?|date)\b[^:]{0,30}:|\bsigne\w*\b|\bcouvr\w+|\bregroup\w+"
    r"|\blettre d'intention\b"
)
_SEPARATOR = re.compile(r"\s*(?::|,|\(|\s[–—-]\s|\|)")


def without_people(blocks: Iterable[Block]) -> Iterator[Block]:
    """`blocks` without the people listed under a label or a heading of people. An item that names a CPTS keeps
    that name alone; a block that tells a fact ends the list."""
    heading_level: float = 0  # level of the heading of people above, 0 when there is none
    labelled = False  # the block before ended with a label of people
    item_level: float = 0  # nesting of that block when it is itself an item: its people are the items deeper
    for block in blocks:
        if block.kind == "heading":
            if not heading_level or block.level <= heading_level:
                heading_level = block.level if _announces_people(block.text) else 0
            labelled = False
            if heading_level and block.level > heading_level and _is_person(block.text):
                continue
            yield block
            continue
        deeper = block.kind == "item" and block.level > item_level
        under = bool(heading_level) or (labelled and (deeper or _is_person(block.text)))
        if _announces_people(block.text):
            labelled, item_level = True, block.level if block.kind == "item" else 0
        else:
            labelled = labelled and under
        if not under:
            yield block
        elif triggers(block.text):
            yield replace(block, text=_name_alone(block.text))
        elif _FACT.search(fold(block.text)):
            labelled = _announces_people(block.text)
            yield block


def _announces_people(text: str) -> bool:
    """« Coordinateur(s) : », « … Boussay. Contacts : », « Notre équipe »: the words end on a label of people."""
    last = re.split(r"[.;|\n]\s*", text.strip())[-1] if not text.strip().endswith(".") else ""
    return bool(pattern("privacy", "people_label").fullmatch(fold(last).strip())) or bool(
        re.search(r"(?:^|\s)(?:" + pattern("privacy", "people_label").pattern + r")\s*:\s*$", fold(text.strip()))
    )


def _is_person(text: str) -> bool:
    """Two to four capitalised words, alone or before a function or a way to reach the person."""
    match = re.match(r"[A-ZÀ-ÞŒ][\w'’.-]*(?:\s+(?:d[eu]\s+|le\s+|la\s+)?[A-ZÀ-ÞŒ][\w'’-]*){1,3}", text)
    if not match or triggers(text) or _FACT.search(fold(text)):
        return False
    places = {fold(word) for word in vocabulary("cpts_names")["places"]} | {"saint", "sainte", "communaute", "commune"}
    return not places & set(re.findall(r"[^\W_]+", fold(match.group())))


def _name_alone(text: str) -> str:
    """« CPTS de Pantin : Jeanne Untel » keeps its CPTS; a sentence with a fact stays for the sentence reader."""
    names = find_names(text)
    if not names or _FACT.search(fold(text)):
        return text
    dash = re.search(r"\s[–—-]\s", text)
    if dash and _is_person(text[dash.end() :].strip()):  # « CPTS de Fours - Jeanne Untel »
        return text[: dash.start()]
    return text[: names[-1].end] if _SEPARATOR.match(text[names[-1].end :]) or names[-1].end >= len(text) else text
