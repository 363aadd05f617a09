"""The words of `vocabulary/territory.toml`, compiled once."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from lexicon.numbers import hyphenated
from lexicon.patterns import vocabulary

WORD = re.compile(r"[^\W_]+")
_NUMBERS = hyphenated()
# the longest first: « dix-huit » is not « huit »
NUMBER = rf"(?:\d{{1,3}}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True)).replace('-', '[ -]')})"


def number_of(written: str) -> int:
    """The value of what `NUMBER` matched."""
    return _NUMBERS.get(written.replace(" ", "-")) or int(written)


def words() -> dict[str, Any]:
    """The whole file, as tables and lists."""
    return vocabulary("territory")


@cache
def phrase(name: str) -> str:
    """The alternatives of `[phrases] name` as one regular expression group."""
    return "(?:" + "|".join(sorted(words()["phrases"][name], key=len, reverse=True)) + ")"


@cache
def pattern(expression: str) -> re.Pattern[str]:
    return re.compile(expression)
