"""Patterns tried only on texts that may hold a match, and compiled when first tried.

Every match of `sign(?:e|ature)|paraphe` holds « signe », « signature » or « paraphe »: a text with none is not
searched. `gated` reads in a pattern the words of which each match holds one, as search engines do (`FilteredRE2`;
R. Cox, « Regular expression matching with a trigram index », 2012): to look for them costs a tenth of a search.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property
from importlib import import_module
from math import prod
from typing import Any

_PARSER: Any = import_module("re._parser")  # how `re` itself reads a pattern
_MANY = 64  # spellings of one run of signs that are followed at a time
_FEW = 50  # searches before a pattern is read: most documents are short
_USEFUL = 0.5  # share of texts that may pass for a gate to be worth its look
# the commonest letters of French texts; any other sign is one in a hundred
_PERCENT = dict(zip("easnitrulodcmp", (15, 8, 8, 7, 7, 7, 6.5, 6, 5.5, 5.5, 3.7, 3.3, 3, 3), strict=True))
_SENTENCE = 150  # characters

_GRAM = 3  # signs

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub")
_Words = frozenset[str]


class Gated:
    """A pattern behind its words; its methods are those of `re.Pattern`."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.untried = _FEW

    @cached_property
    def regex(self) -> re.Pattern[str]:
        return re.compile(self.pattern)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Words of which each match holds one. Where none is worth a look the pattern is its own regex from then on."""
        found = tuple(sorted(needed_words(self.pattern) or ("",), key=len))
        if found == ("",):
            self.__dict__.update((method, getattr(self.regex, method)) for method in _METHODS)
        else:
            self.__dict__["search"] = _searching(self.regex, found)
        return found

    def may_match(self, text: str) -> bool:
        if self.untried:  # what is tried a few times is not worth reading
            self.untried -= 1
            return True
        for word in self.words:  # noqa: SIM110 — `any` costs more than the look itself
            if word in text:
                return True
        return False

    # one place of a text is tried, maybe place after place: a look at the whole text each time would be the dearer
    def match(self, text: str, *span: int) -> re.Match[str] | None:
        return self.regex.match(text, *span)

    def fullmatch(self, text: str, *span: int) -> re.Match[str] | None:
        return self.regex.fullmatch(text, *span)

    def search(self, text: str, *span: int) -> re.Match[str] | None:
        return self.regex.search(text, *span) if span or self.may_match(text) else None

    def finditer(self, text: str, *span: int) -> Iterator[re.Match[str]]:
        return self.regex.finditer(text, *span) if span or self.may_match(text) else iter(())

    def findall(self, text: str) -> list[Any]:
        return self.regex.findall(text) if self.may_match(text) else []

    def split(self, text: str, maxsplit: int = 0) -> list[str | Any]:
        return self.regex.split(text, maxsplit) if self.may_match(text) else [text]

    def sub(self, repl: str | Callable[[re.Match[str]], str], text: str, count: int = 0) -> str:
        return self.regex.sub(repl, text, count) if self.may_match(text) else text


def _searching(regex: re.Pattern[str], words: tuple[str, ...]) -> Callable[..., re.Match[str] | None]:
    """`Gated.search` once its words are known: half of what is asked of gates, and most answers are no."""
    of_regex = regex.search

    def search(text: str, *span: int) -> re.Match[str] | None:
        if span:
            return of_regex(text, *span)
        for word in words:
            if word in text:
                return of_regex(text)
        return None

    return search


class Gates:
    """Many patterns behind one look: the runs of `_GRAM` signs of a text are taken once, and each word of a pattern is
    known by the rarest of its own."""

    def __init__(self, patterns: Sequence[Gated]) -> None:
        self.patterns = patterns
        self.untried = _FEW

    @cached_property
    def _always(self) -> frozenset[int]:
        """Patterns with a word too short to be known by a run, or without words."""
        return frozenset(n for n, one in enumerate(self.patterns) if min(map(len, one.words)) < _GRAM)

    @cached_property
    def _by_gram(self) -> dict[str, list[tuple[str, tuple[int, ...]]]]:
        needing: dict[str, list[int]] = {}
        for number, one in enumerate(self.patterns):
            for word in one.words if number not in self._always else ():
                needing.setdefault(word, []).append(number)
        found: dict[str, list[tuple[str, tuple[int, ...]]]] = {}
        for word, numbers in needing.items():
            found.setdefault(min(_grams(word), key=_share), []).append((word, tuple(numbers)))
        return found

    def of(self, text: str) -> Iterable[int]:
        """The numbers of the patterns that may match in `text`, in their order."""
        if self.untried:
            self.untried -= 1
            return range(len(self.patterns))
        by_gram, found = self._by_gram, set(self._always)
        for gram in by_gram.keys() & _grams(text):
            for word, numbers in by_gram[gram]:
                if word in text:
                    found.update(numbers)
        return sorted(found)


def _grams(text: str) -> set[str]:
    return {text[at : at + _GRAM] for at in range(len(text) - _GRAM + 1)}


def _share(gram: str) -> float:
    return prod(_PERCENT.get(sign, 1) for sign in gram)


@cache
def gated(pattern: str) -> Gated:
    """As `re.compile`, for a pattern without flags."""
    return Gated(pattern)


def needed_words(pattern: str) -> _Words | None:
    """Words of which each match of `pattern` holds at least one; None when none of them is rare."""
    tree = _PARSER.parse(pattern)
    if tree.state.flags & re.IGNORECASE:
        return None
    words = _sequence(tree)[1]
    return words if words and _price(words) < _USEFUL else None


def _sequence(items: Any) -> tuple[_Words | None, _Words | None]:
    """All that the sequence matches, where that is a few words; the rarest words of which each match holds one."""
    run: _Words = frozenset([""])
    whole, best = True, None
    for operation, argument in items:
        exact, inner = _item(str(operation), argument)
        best = _rarest(best, inner)
        if exact and len(run) * len(exact) <= _MANY:
            run = frozenset(before + after for before in run for after in exact)
            continue
        whole, best = False, _rarest(best, run)
        run = exact or frozenset([""])
    return run if whole else None, _rarest(best, run)


def _item(operation: str, argument: Any) -> tuple[_Words | None, _Words | None]:
    match operation:
        case "LITERAL":
            return frozenset([chr(argument)]), None
        case "AT" | "ASSERT" | "ASSERT_NOT":
            return frozenset([""]), None
        case "IN":
            return _signs(argument), None
        case "BRANCH":
            return _branch(argument[1])
        case "SUBPATTERN":
            return (None, None) if argument[1] & re.IGNORECASE else _sequence(argument[3])
        case "ATOMIC_GROUP":
            return _sequence(argument)
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
            return _repeat(*argument)
    return None, None


def _signs(members: Any) -> _Words | None:
    if any(str(operation) != "LITERAL" for operation, _ in members):
        return None
    return frozenset(chr(code) for _, code in members)


def _branch(branches: Any) -> tuple[_Words | None, _Words | None]:
    exact: _Words | None = frozenset()
    best: _Words | None = frozenset()
    for branch in branches:
        spelt, words = _sequence(branch)
        exact = exact | spelt if exact is not None and spelt is not None else None
        best = best | words if best is not None and words is not None else None
    return exact if exact is None or len(exact) <= _MANY else None, best


def _repeat(least: int, most: Any, items: Any) -> tuple[_Words | None, _Words | None]:
    exact, best = _sequence(items)
    optional = exact | {""} if exact and int(most) == 1 and not least else None
    if not least:
        return optional, None
    return exact if int(most) == 1 else None, best


def _rarest(one: _Words | None, other: _Words | None) -> _Words | None:
    known = [words for words in (one, other) if words and "" not in words]
    return min(known, key=_price, default=None)


@cache
def _price(words: _Words) -> float:
    """How often a sentence holds one of the words, and what it costs to look for them."""
    return sum(min(1.0, _SENTENCE * prod(_PERCENT.get(sign, 1) / 100 for sign in word)) + 0.002 for word in words)
