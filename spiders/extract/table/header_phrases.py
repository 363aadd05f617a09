"""The phrases of headers, and the words of a header that stand for theirs: whole, shortened or misspelt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from lexicon.gate import gated
from lexicon.patterns import vocabulary, words
from lexicon.text import fold

STOP_WORDS = words("tables", "stop_words")
_TYPO = 88  # least similarity of two long words that differ by a typo
CAMEL = gated(r"(?<=[a-zà-ÿ])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-zà-ÿ])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class _Phrase:
    field: str
    words: tuple[str, ...]
    factor: float


def header_words(header: str) -> tuple[str, ...]:
    """The meaningful words of a header, folded, singular: `NB_COMMUNES` → `nb`, `commune`."""
    split = re.findall(r"[a-z0-9]+", fold(CAMEL.sub(" ", header)))
    short = vocabulary("headers")["abbreviations"]
    return tuple(stem(short.get(word, word)) for word in split if word not in STOP_WORDS)


def stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


@cache
def phrases() -> tuple[tuple[_Phrase, ...], frozenset[str]]:
    found = [
        _Phrase(field, header_words(phrase), entry.get("weight", 1))
        for field, entry in vocabulary("headers").items()
        for phrase in entry.get("phrases", ())
    ]
    return tuple(found), frozenset(word for phrase in found for word in phrase.words)


def phrases_within(there: set[str], joined: str) -> list[_Phrase]:
    """The phrases a header may hold: those that begin with a word that is `there`, or are all its words `joined`."""
    numbers = {number for word in there for number in _opened_by().get(word, ())} | set(_joined_as().get(joined, ()))
    return [phrases()[0][number] for number in sorted(numbers)]


@cache
def _opened_by() -> dict[str, list[int]]:
    """Word → the phrases that begin with it, by their number."""
    found: dict[str, list[int]] = {}
    for number, phrase in enumerate(phrases()[0]):
        found.setdefault(phrase.words[0] if phrase.words else "", []).append(number)
    return found


@cache
def _joined_as() -> dict[str, list[int]]:
    """The words of a phrase as one → the phrases, by their number."""
    found: dict[str, list[int]] = {}
    for number, phrase in enumerate(phrases()[0]):
        found.setdefault("".join(phrase.words), []).append(number)
    return found


def weight_of(words: tuple[str, ...]) -> int:
    # « CPTS » is in most headers of such tables and tells nothing of the column
    return sum(1 if word == "cpt" else len(word) for word in words)


@lru_cache(maxsize=8192)
def words_meant(word: str, abbreviated: bool) -> dict[str, float]:
    """The known words that a word of a header stands for: itself, or those it shortens or misspells."""
    known = phrases()[1]
    if word in known:
        return {word: 1.0}
    found = set(_skeletons().get(word, ()))
    if abbreviated or len(word) >= 5:
        found.update(other for other in known if other.startswith(word))
    if len(word) >= 6:
        close = process.extract(word, _long_words(), scorer=fuzz.ratio, score_cutoff=_TYPO, limit=None)
        found.update(other for other, _, _ in close)
    return dict.fromkeys(found, 0.9)


@cache
def _long_words() -> tuple[str, ...]:
    return tuple(sorted(word for word in phrases()[1] if len(word) >= 5))


@cache
def _skeletons() -> dict[str, list[str]]:
    """A word without its vowels → the known words it may stand for."""
    found: dict[str, list[str]] = {}
    for word in phrases()[1]:
        if short := _without_vowels(word):
            found.setdefault(short, []).append(word)
    return found


def _without_vowels(word: str) -> str:
    """`commune` → `cmmn`, as those write it who have few letters for a column; empty for a word too short to tell."""
    kept = word[0] + re.sub(r"[aeiouy]", "", word[1:])
    return kept if len(kept) > 2 and kept != word else ""


def match_of(phrase: tuple[str, ...], stands_for: Mapping[str, dict[str, float]]) -> tuple[float, int]:
    matched, used = 0.0, 0
    for wanted in phrase:
        share, word = max(((known.get(wanted, 0.0), word) for word, known in stands_for.items()))
        if not share:
            return 0.0, 0
        matched += share * (1 if wanted == "cpt" else len(wanted))
        used += len(word)
    # a header fully explained wins over one with left-over words
    return matched + (0.5 if used >= sum(map(len, stands_for)) else 0.0), used
