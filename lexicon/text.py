"""Text as every reader takes it: cleaned, folded, cut into sentences.

`fold` keeps the length of a text, so that a span found in one is a span of the other; `fold_key` is the key under
which the spellings of one name meet.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from lexicon.characters import legible, plain
from lexicon.gate import gated
from lexicon.mojibake import repaired

# the many signs typed for an apostrophe or a hyphen
_APOSTROPHES = "’‘‛ʼʹ′´`＇"
_HYPHENS = "‐‑‒–—―−﹣－"
# what unicodedata leaves alone: ligatures, letters without decomposition
_LETTERS = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ð": "d", "đ": "d", "ł": "l", "þ": "th", "ı": "i"}
_SIGNS = {**dict.fromkeys(_APOSTROPHES, "'"), **dict.fromkeys(_HYPHENS, "-")}
_FOLDING = str.maketrans({**_LETTERS, **_SIGNS, "\u00ad": None})
LONGEST_REMEMBERED = 1000  # characters: sentences, cells and headings, not whole pages
_SPACES = gated(r"[^\S\n]+")


def clean(text: str) -> str:
    """Readable text: mojibake repaired, NFC, only text in letters of one alphabet, runs of spaces (no-break and
    thin ones included) become one space, line breaks kept."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return _remembered_clean(text) if len(text) < LONGEST_REMEMBERED else _cleaned(text)


def _cleaned(text: str) -> str:
    text = unicodedata.normalize("NFC", repaired(text))
    text = plain(legible(text.replace("\r\n", "\n").replace("\r", "\n")))
    return "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n")).strip()


# the cell of a table is asked for by every rule of tables
_remembered_clean = lru_cache(maxsize=4096)(_cleaned)


def tidy(text: str) -> str:
    """`clean`, without empty lines."""
    text = clean(text)
    return "\n".join(line for line in text.split("\n") if line) if "\n" in text else text


def unwrapped(text: str) -> str:
    """On one line, as HTML means it: a run of blanks that breaks the line is one space."""
    return re.sub(r"\s+", lambda run: " " if "\n" in run[0] else run[0], text) if "\n" in text else text


class _Folded(dict[int, str]):
    """Code point → its folded character, worked out the first time it is met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


def _fold_character(character: str) -> str:
    if character in _SIGNS:
        return _SIGNS[character]
    if character.isspace():
        return "\n" if character == "\n" else " "
    # a raised letter is a letter (« 20ᵉ »), a raised figure is not the figure
    base = unicodedata.normalize("NFKD" if character.isalpha() else "NFD", character)[0].lower()
    return base if len(base) == 1 else character


_FOLDED = _Folded()


def fold(text: str) -> str:
    """Lower case without accents, plain apostrophes, hyphens and spaces. Same length as `text`."""
    return _remembered(text) if len(text) < LONGEST_REMEMBERED else text.translate(_FOLDED)


@lru_cache(maxsize=65536)  # more than the texts of a long table, of which each is asked for again
def _remembered(text: str) -> str:
    # every rule that reads a sentence folds it
    return text.translate(_FOLDED)


def fold_key(text: str) -> str:
    """Lower-case ASCII: no accent, no ligature, one apostrophe (`'`), one hyphen (`-`), single spaces.

    `L’Haÿ-les-Roses` → `l'hay-les-roses`; `SAINT‑ÉTIENNE` → `saint-etienne`; characters without an ASCII form
    are dropped. Never raises."""
    text = text.lower()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_FOLDING)).translate(_FOLDING)
        text = text.encode("ascii", "ignore").decode("ascii")
    return " ".join(text.replace("`", "'").split())


def fold_words(text: str) -> str:
    """`fold_key`, with every sign that is not a letter or a digit read as one space: `l hay les roses`."""
    return " ".join(re.findall(r"[a-z0-9]+", fold_key(text)))


@lru_cache(maxsize=8192)
def word_key(text: str) -> str:
    """`fold`, with every run of signs read as one space: what two spellings of the same words have in common."""
    return re.sub(r"\W+", " ", fold(text)).strip()


# a full stop that ends no sentence: abbreviations met in agency prose, « C.P.T.S. »
_ABBREVIATION = gated(r"(?:^|[\s(«'])(?:st|ste|dr|pr|m|mm|mme|mlle|env|hab|art|n|tel|p|cf|etc|av|bd)$|\.[a-z]$")
# « Lure, Y. Untel », « par Y. Untel »; « le plan B. Ensuite » ends a sentence
_INITIAL = re.compile(
    r"(?<!\w)(?<!plan )(?<!vitamine )(?<!hepatite )(?<!annexe )(?<!groupe )(?<!zone )(?<!type )[a-z]$"
)
_STOP = gated(r"[.!?…]+[\s»\")]*(?=\s+[«\"(]?[A-ZÀ-ÖØ-Þ0-9ŒÉ\-•]|$)|\n+|\s•\s")


LONGEST_SENTENCE = 6000  # a list of three hundred communes; longer runs are cut so that reading stays linear


def sentences(text: str) -> Sequence[tuple[int, int]]:
    """Spans of the sentences of `text`; a line break ends a sentence, and so does its excessive length."""
    return _remembered_sentences(text) if len(text) < LONGEST_REMEMBERED else tuple(_cut_sentences(text))


@lru_cache(maxsize=16384)  # what speaks of a CPTS is asked for by each of its fields
def _remembered_sentences(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(_cut_sentences(text))


def _cut_sentences(text: str) -> Iterator[tuple[int, int]]:
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
        before = fold(text[max(start, stop.start() - 12) : stop.start()])
        if stop.group().startswith(".") and (
            _ABBREVIATION.search(before) or (text[stop.start() - 1].isupper() and _INITIAL.search(before))
        ):
            continue
        if text[start : stop.end()].strip():
            yield start, stop.end()
        start = stop.end()
    if text[start:].strip():
        yield start, len(text)


def clauses(text: str) -> list[str]:
    """Parts of a text separated by « ; » or a line break."""
    if ";" not in text and "\n" not in text:
        return [text.strip()] if text.strip() else []
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
