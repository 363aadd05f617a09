"""Text helpers shared by the extractors: folding that keeps positions, tidy spaces, sentences, vocabularies.

Vocabularies are TOML files in `vocabulary/`; their patterns are written without accents and in lower case
and are matched against `fold(text)`, which has the same length as `text`: a span found in one is a span of
the other.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from lexicon.mojibake import repaired

VOCABULARY = Path(__file__).parent / "vocabulary"

_SPACES = re.compile(r"[ \t\r\f\v\u00a0\u202f\u2009\u2007\u2002\u2003]+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e]")


def tidy(text: str) -> str:
    """One kind of space, no invisible characters, mojibake repaired; line breaks are kept."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", repaired(text)))
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


class _Folded(dict[int, str]):
    """Code point → its folded character, worked out the first time it is met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


def _fold_character(character: str) -> str:
    if character in "’‘ʼ`´":
        return "'"
    if character in "–—‐‑−":
        return "-"
    if character.isspace():
        return "\n" if character == "\n" else " "
    base = unicodedata.normalize("NFD", character)[0].lower()
    return base if len(base) == 1 else character


_FOLDED = _Folded()
LONGEST_REMEMBERED = 1000  # characters: sentences and headings, not whole pages


def fold(text: str) -> str:
    """Lower case without accents, plain apostrophes, hyphens and spaces. Same length as `text`."""
    return _remembered(text) if len(text) < LONGEST_REMEMBERED else text.translate(_FOLDED)


@lru_cache(maxsize=4096)
def _remembered(text: str) -> str:
    # every rule that reads a sentence folds it
    return text.translate(_FOLDED)


@cache
def vocabulary(name: str) -> dict[str, Any]:
    """The parsed `vocabulary/<name>.toml`."""
    return tomllib.loads((VOCABULARY / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def pattern(name: str, key: str) -> re.Pattern[str]:
    """One pattern matching any `match` entry of list `key` in vocabulary `name`, for folded text."""
    entries = vocabulary(name)[key]
    return re.compile("|".join(f"(?:{entry['match']})" for entry in entries))


@cache
def words(name: str, key: str) -> frozenset[str]:
    """The folded words of list `key` in vocabulary `name`."""
    return frozenset(fold(word) for word in vocabulary(name)[key])


# a full stop that ends no sentence: abbreviations met in agency prose
_ABBREVIATION = re.compile(r"(?:^|[\s(«'])(?:st|ste|dr|pr|m|mm|mme|mlle|env|hab|art|n|tel|p|cf|etc|av|bd)$")
_STOP = re.compile(r"[.!?…]+[\s»\")]*(?=\s+[«\"(]?[A-ZÀ-ÖØ-Þ0-9ŒÉ\-•]|$)|\n+|\s•\s")


LONGEST_SENTENCE = 6000  # a list of three hundred communes; longer runs are cut so that reading stays linear


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences of `text`; a line break ends a sentence, and so does its excessive length."""
    for start, end in _sentences(text):
        while end - start > LONGEST_SENTENCE:
            limit = start + LONGEST_SENTENCE
            cut = max(text.rfind(mark, start, limit) for mark in (", ", "; ", " "))
            cut = cut + 1 if cut > start else limit
            yield start, cut
            start = cut
        yield start, end


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for stop in _STOP.finditer(text):
        before = fold(text[max(start, stop.start() - 6) : stop.start()])
        if stop.group().startswith(".") and _ABBREVIATION.search(before):
            continue
        if text[start : stop.end()].strip():
            yield start, stop.end()
        start = stop.end()
    if text[start:].strip():
        yield start, len(text)


def clauses(text: str) -> list[str]:
    """Parts of a text separated by « ; » or a line break."""
    return [clause.strip() for clause in re.split(r"\s;\s|\n|;\s", text) if clause.strip()]


def join(parts: Iterable[str], limit: int = 6) -> str | None:
    """Distinct parts joined by « ; », in order."""
    kept: list[str] = []
    for part in parts:
        part = re.sub(r"\s+([,.])", r"\1", part).strip(" ,;:–-•\n").removesuffix(":.").rstrip()
        if part and not any(part in other for other in kept):
            kept = [other for other in kept if other not in part]
            kept.append(part)
    return " ; ".join(kept[:limit]) or None
