"""The words of `vocabulary/territory.toml`, compiled once."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from lexicon.numbers import below_1000, value_of
from lexicon.patterns import alternatives, expanded, vocabulary

WORD = re.compile(r"[^\W_]+")
NUMBER = rf"(?:\d{{1,3}}|{below_1000()})"


def number_of(written: str) -> int:
    """The value of what `NUMBER` matched."""
    return int(written) if written.isdecimal() else value_of(written)


def words() -> dict[str, Any]:
    """The whole file, as tables and lists."""
    return vocabulary("territory")


@cache
def phrase(name: str) -> str:
    """The alternatives of `[phrases] name` as one regular expression group."""
    return "(?:" + expanded("territory", alternatives(words()["phrases"][name])) + ")"


@cache
def pattern(expression: str) -> re.Pattern[str]:
    return re.compile(expression)
