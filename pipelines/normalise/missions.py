"""The six missions of a CPTS, from headings, bullets and prose; each with the words that name it.

What a text declares is told apart from what a signed contract carries by law (`core_missions`). The words are
data (`vocabulary/missions.toml`). Domain: DOMAIN §3, docs/missions.md.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from lexicon.folded import fold_with_positions, sentences
from lexicon.patterns import Entry, compiled, entries, fragment, vocabulary
from lexicon.readings import MissionReading

NAME = "missions"
_WORDS = vocabulary(NAME)
CODES: tuple[str, ...] = tuple(line["code"] for line in _WORDS["mission"])
_EXCEPT = {line["nom"]: line["sauf"] for line in _WORDS["mot"] if "sauf" in line}
_LACKING = re.compile(r"(?:pas|plus|sans|aucun)(?: de)? $")
_ITEM_EDGE = re.compile(r"[,;:/()\n]|\d[°.)]| (?:et|-) ")


@dataclass(frozen=True, slots=True)
class CoreMission:
    """A mission that every signed ACI carries: its code, its wording, the text that says so, since when."""

    code: str
    label: str
    source: str
    since: date


def core_missions() -> tuple[CoreMission, ...]:
    """The four missions that a signed contract carries by law, in the order of the vocabulary.

    Legal source: the ACI of 20 June 2019 for three of them, its amendment 2 of 20 December 2021 for crises."""
    return tuple(
        CoreMission(line["code"], line["libelle"], line["source"], date.fromisoformat(line["depuis"]))
        for line in _WORDS["mission"]
        if "depuis" in line
    )


def _excepted(key: str, entry: Entry, start: int, end: int) -> bool:
    """True when the word belongs to an expression that names something else (« permanence téléphonique »)."""
    pattern = _EXCEPT.get(entry.name)
    if pattern is None:
        return False
    return any(
        match.start() <= start < match.end() or start <= match.start() < end
        for match in compiled(NAME, pattern).finditer(key, max(0, start - 60), min(len(key), end + 60))
    )


def _negated(key: str, sentence: tuple[int, int], start: int) -> bool:
    """True when the words of the same clause say that the mission is not carried out."""
    clause = re.split(r"[,:(]| mais | afin ", key[max(sentence[0], start - 120) : start])[-1]
    return any(re.search(entry.pattern.pattern + r"[ ']*$", clause.rstrip()) for entry in entries(NAME, "negation"))


def _only_counted(key: str, sentence: tuple[int, int], start: int, end: int) -> bool:
    """True for « 12 % de patients sans médecin traitant »: a finding, which names no mission by itself."""
    return any(
        match.start() <= start and end <= match.end() + 20
        for entry in entries(NAME, "constat")
        for match in entry.pattern.finditer(key, max(sentence[0], start - 100), end)
    )


def _denied_or_measured(key: str, sentence: tuple[int, int], start: int, end: int) -> bool:
    """True for « la pertinence n'a pas été retenue » and « dépistage : 48 % », unless an action is told before."""
    if fragment(NAME, "action").search(key, max(sentence[0], start - 60), start):
        return False
    return any(entry.pattern.match(key, end, sentence[1]) for entry in entries(NAME, "apres"))


def _named(key: str, sentence: tuple[int, int], entry: Entry) -> tuple[int, int] | None:
    """The first place of the sentence where the words of `entry` name a mission."""
    for match in entry.pattern.finditer(key, *sentence):
        start, end = match.span()
        if _excepted(key, entry, start, end):
            continue
        # to have no doctor is the need that the mission answers, not a mission that is missing
        of_doctors = entry.name == "medecin_traitant"
        lacking = of_doctors and _LACKING.search(key, max(0, start - 12), start)
        if _negated(key, sentence, start) and not lacking:
            continue
        if _denied_or_measured(key, sentence, start, end):
            continue
        if of_doctors and _only_counted(key, sentence, start, end):
            continue
        return start, end
    return None


def _items(key: str, sentence: tuple[int, int]) -> list[tuple[int, int]]:
    """Spans of the items of an enumeration."""
    edges = [(sentence[0], sentence[0])]
    edges += [edge.span() for edge in _ITEM_EDGE.finditer(key, *sentence)]
    edges.append((sentence[1], sentence[1]))
    return [(left[1], right[0]) for left, right in pairwise(edges)]


def read_missions(text: str) -> tuple[MissionReading, ...]:
    """The missions that a text names, each once with its first wording, in the order of the vocabulary.

    Empty for a head count, a finding, a general sentence. Never raises."""
    folded = fold_with_positions(text)
    key = folded.key
    found: dict[str, MissionReading] = {}
    for sentence in sentences(key):
        for entry in entries(NAME, "mot"):
            span = _named(key, sentence, entry) if entry.value not in found else None
            if span:
                found[entry.value] = MissionReading(entry.value, entry.name, folded.excerpt(*span))
        for start, end in _items(key, sentence):
            for entry in entries(NAME, "item"):
                named = entry.value not in found and entry.pattern.fullmatch(key[start:end].strip(" ."))
                if named and not _denied_or_measured(key, sentence, start, len(key[:end].rstrip(" ."))):
                    found[entry.value] = MissionReading(entry.value, entry.name, folded.excerpt(start, end))
    return tuple(found[code] for code in CODES if code in found)
