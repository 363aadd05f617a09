"""Vocabularies written as data, and their patterns, for folded text (`lexicon.text`, `lexicon.folded`).

A vocabulary is a TOML file of `vocabulary/`. Its patterns are regular expressions on folded text (lower case,
no accent), where a few signs stand for the freedom a writer takes:

- `'` matches an apostrophe, a space or nothing between the two words it joins;
- `-` matches a hyphen, a space or nothing (`pre-projet`, `préprojet`, `pré projet`);
- `%name%` is replaced by the fragment `name` of the same file, else by the words of its table `name`, and
  `%file.name%` by those of another file (a percent sign is written `\\x25`).

A pattern matches whole words only. Quantifiers are bounded, so that no text takes more than linear time.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lexicon.gate import Gated, gated
from lexicon.text import fold

VOCABULARY = Path(__file__).parent / "vocabulary"


@cache
def vocabulary(name: str) -> dict[str, Any]:
    """The parsed `vocabulary/<name>.toml`."""
    return tomllib.loads((VOCABULARY / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def pattern(name: str, key: str) -> Gated:
    """One pattern matching any `match` entry of list `key` in vocabulary `name`, for folded text."""
    entries = vocabulary(name)[key]
    return gated("|".join(f"(?:{expanded(name, entry['match'])})" for entry in entries))


@cache
def words(name: str, key: str) -> frozenset[str]:
    """The folded words of list `key` in vocabulary `name`."""
    return frozenset(fold(word) for word in vocabulary(name)[key])


# the edge of a word, or any place between two signs
_EDGE = r"(?:(?<![a-z0-9])|(?![a-z0-9]))"
_MACRO = re.compile(r"%(?:(\w+)\.)?(\w+)%")
_APOSTROPHE = re.compile(r"(?<=[a-z])'")
_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z)])")


def expanded(name: str, pattern: str) -> str:
    """`pattern` of vocabulary `name` with its fragments written out."""

    def written(macro: re.Match[str]) -> str:
        file, word = macro.group(1) or name, macro.group(2)
        held = vocabulary(file)
        text = held.get("fragments", {}).get(word) or alternatives(held[word])
        return f"(?:{expanded(file, text)})"

    return _MACRO.sub(written, pattern)


def alternatives(words: Iterable[str]) -> str:
    """One pattern for any of `words`, the longest first."""
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


@cache
def compiled(name: str, pattern: str) -> Gated:
    """A pattern of vocabulary `name`, ready for a folded key."""
    pattern = expanded(name, pattern)
    pattern = _HYPHEN.sub("[- ]?", _APOSTROPHE.sub("(?:'| )?", pattern))
    return gated(rf"{_EDGE}(?:{pattern}){_EDGE}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a vocabulary: what it is called, what it matches, what it stands for."""

    name: str
    pattern: Gated
    value: str
    example: str
    reason: str


@cache
def entries(name: str, table: str) -> tuple[Entry, ...]:
    """The entries `[[<table>]]` of vocabulary `name`, in the order of the file."""
    return tuple(
        Entry(
            line["nom"],
            compiled(name, line["motif"]),
            line.get("valeur", ""),
            line.get("exemple", ""),
            line.get("raison", ""),
        )
        for line in vocabulary(name)[table]
    )


@cache
def fragment(name: str, word: str) -> Gated:
    """The fragment `word` of vocabulary `name`, as a pattern of its own."""
    return compiled(name, f"%{word}%")
