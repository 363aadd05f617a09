"""The folded key of a text, each sign of it with its place in the text, and the sentences of a key."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lexicon.gate import gated
from lexicon.text import clean, fold_key

# A fact about one CPTS stands in a cell, a sentence or a press release: what lies further is not read.
LONGEST_TEXT = 40_000


@dataclass(frozen=True, slots=True)
class Folded:
    """A text and its key: lower-case ASCII, single spaces, `\\n` where a sentence surely ends.

    `positions[i]` is the place in `text` of the character that gave `key[i]`."""

    text: str
    key: str
    positions: tuple[int, ...]

    def written(self, place: int) -> str:
        """The character of the publisher that gave `key[place]`."""
        return self.text[self.positions[place]]

    def excerpt(self, start: int, end: int) -> str:
        """The words of the publisher that gave `key[start:end]`."""
        if start >= end:
            return ""
        return " ".join(self.text[self.positions[start] : self.positions[end - 1] + 1].split())


# A raised figure calls a footnote or squares a unit: never a digit of the number before it.
_RAISED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉")
# signs that say something of the number beside them, as the patterns write them
_SIGNS = {"€": " euros ", "≈": "~", "≤": "<=", "≥": ">=", "⩽": "<=", "⩾": ">="}
# what a quotation leaves out joins the words around it
_CUT = gated(r"[\[(] ?(?:…|\.{3}) ?[\])]|[\[\]]")
_ELISION = gated(r"(?:^|[^a-z0-9])(?:[cdjlmnst]|qu)'$")
# A new line opens a new sentence when it follows an empty line or a stop, or starts with a bullet, a figure
# or a capital; any other is the fold of a long line.
_NEW_SENTENCE = gated(r"\n(?=\s*\n)|(?<=[.;:!?])\n|\n(?=\s*(?:[-–•▪·*►➢]|[A-ZÀ-ÖØ-Þ0-9«\"]))")


@lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    if character.isspace() or character in _RAISED:
        return " "
    if character in _SIGNS:
        return _SIGNS[character]
    key = fold_key(character)
    return key if key or unicodedata.combining(character) else " "


def fold_with_positions(text: str) -> Folded:
    """The folded key of the first `LONGEST_TEXT` characters of `text`. Never raises."""
    text = _NEW_SENTENCE.sub("\x00", clean(text[:LONGEST_TEXT])[:LONGEST_TEXT])
    text = _CUT.sub(lambda cut: " " * len(cut.group()), text)
    key: list[str] = []
    positions: list[int] = []
    for place, character in enumerate(text):
        for letter in "\n" if character == "\x00" else _fold_character(character):
            if letter == " " and (not key or key[-1] in " \n" or (key[-1] == "'" and _elided(key))):
                continue
            if letter == "\n" and key and key[-1] in " \n":
                key[-1] = "\n"
                continue
            key.append(letter)
            positions.append(place)
    return Folded(text.replace("\x00", "\n"), "".join(key), tuple(positions))


def _elided(key: list[str]) -> bool:
    return _ELISION.search("".join(key[-4:])) is not None


# A full stop ends a sentence when a space follows and no abbreviation precedes.
_STOP = gated(
    r"(?<!\bst)(?<!\bdr)(?<!\bhab)(?<!\bpop)(?<!\bnb)(?<!\benv)(?<!\bart)(?<!\bn)(?<!\.[a-z])[.!?](?= |$)|[;\n]"
)


def sentences(key: str) -> Iterator[tuple[int, int]]:
    """Spans of the sentences of a folded key: they end at a stop, a semicolon, a new line."""
    start = 0
    for stop in _STOP.finditer(key):
        if key[start : stop.start()].strip():
            yield start, stop.start()
        start = stop.end()
    if key[start:].strip():
        yield start, len(key)
