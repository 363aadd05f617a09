"""The words of `vocabulary/territory.toml`, compiled once."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from typing import Any

from lexicon.patterns import VOCABULARY

_FILE = VOCABULARY / "territory.toml"
# letters of one character whose decomposition is not one ASCII letter; length must be kept
_SINGLE = str.maketrans(
    {
        "œ": "o",
        "æ": "a",
        "ß": "s",
        "ø": "o",
        "đ": "d",
        "ł": "l",
        "’": "'",
        "‘": "'",
        "`": "'",
        "´": "'",
        "ʼ": "'",
        "‑": "-",
        "‐": "-",
        "−": "-",
    }
)


@cache
def words() -> dict[str, Any]:
    """The whole file, as tables and lists."""
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def phrase(name: str) -> str:
    """The alternatives of `[phrases] name` as one regular expression group."""
    return "(?:" + "|".join(sorted(words()["phrases"][name], key=len, reverse=True)) + ")"


@cache
def pattern(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


def shadow(text: str) -> str:
    """`text` in lower case without accents, character for character: positions are those of the text."""
    text = text.translate(_SINGLE)
    if text.isascii():
        return text.lower()
    return "".join(character if character.isascii() else _base(character) for character in text).lower()


@cache
def _base(character: str) -> str:
    plain = unicodedata.normalize("NFKD", character).lower()
    return plain[0].translate(_SINGLE)[0] if plain else character
