"""The words of a page around what a rule read: substrings of its text, white space folded, nothing altered."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from lexicon.text import sentences

CUT = " […] "  # stands where a person is left out, or where the rule joined words that lie apart
_LONGEST = 700  # characters of a sentence; of a longer one, only the words that were read
_FEWEST = 12  # characters without white space: fewer are met anywhere in a page
_NAME = 90  # characters of a name of CPTS, white space left out
# « mai 2025 »: the year may be that of a heading, of a label or of the title, which the reader put beside the day
_WITH_YEAR = re.compile(r"(?P<words>.*[a-zéû]\.?) 20[0-4]\d\W*")
_JOIN = re.compile(r"\s*(?: ; |\[…\])\s*")


@dataclass(frozen=True)
class PageText:
    """The text of a document, one block per line, white space folded. It is searched without white space and case,
    because a reader may join the lines of a block or part two words of it."""

    text: str

    @cached_property
    def _places(self) -> list[int]:
        return [place for place, letter in enumerate(self.text) if not letter.isspace()]

    @cached_property
    def _key(self) -> str:
        return _squeezed(self.text)

    @cached_property
    def surnames(self) -> frozenset[str]:
        """Names of people that the e-mail addresses of the page tell."""
        from lexicon.people import surnames_in

        return surnames_in([self.text])

    def find(self, words: str) -> list[tuple[int, int]]:
        """Every place where the words stand. A name may stand after the word « CPTS », since the reader of a sentence
        takes it out; then inside one block only."""
        key = _squeezed(words)
        if not key:
            return []
        spans = [self._span(found.span()) for found in re.finditer(re.escape(key), self._key)]
        if not spans and (told := _WITH_YEAR.fullmatch(words)):
            return self.find(told["words"])
        if spans or "cpts" not in key:
            return spans
        named = re.escape(key).replace("cpts", f"cpts.{{0,{_NAME}}}?")
        spans = [self._span(found.span()) for found in re.finditer(named, self._key)]
        return [(start, end) for start, end in spans if "\n" not in self.text[start:end]]

    def is_whole(self, start: int, end: int) -> bool:
        """Whether a span is whole words: « 13 » is not told by « 13e »."""
        return not (self.text[start - 1 : start].isalnum() or self.text[end : end + 1].isalnum())

    def _span(self, found: tuple[int, int]) -> tuple[int, int]:
        return self._places[found[0]], self._places[found[1] - 1] + 1


def _squeezed(text: str) -> str:
    """One sign per sign that is no white space: case and the shape of apostrophes do not count."""
    return "".join((letter.lower() or letter)[0] for letter in text if not letter.isspace()).replace("’", "'")


def quote(read: str, page: PageText) -> str | None:
    """The sentences of the page in which the words `read` stand, people left out; `None` when a part is not found. Few
    words must be whole words, in sentences one of which holds the others. Of several, the first that speaks of a CPTS:
    a day stands in « Publié le … » too."""
    spans = []
    for part in filter(str.strip, _JOIN.split(read)):
        few = len(_squeezed(part)) < _FEWEST
        found = [_sentence(page.text, *one) for one in page.find(part) if not few or page.is_whole(*one)]
        if few:
            found = [one for one in found if all(page.text[slice(*other)] in page.text[slice(*one)] for other in found)]
        if not found:
            return None
        of_one = (one for one in found if "cpts" in page.text[slice(*one)].lower())
        spans.append(next(of_one, found[0]))
    quoted = [_without_people(" ".join(page.text[start:end].split()), page.surnames) for start, end in _merged(spans)]
    return CUT.join(filter(None, quoted)) or None


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence around a span, inside its block; the span itself when that is too long or when it crosses blocks."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", start)
    last = len(text) if last < 0 else last
    for low, high in sentences(text[first:last]):
        if first + low <= start and end <= first + high and high - low <= _LONGEST:
            return first + low, first + high
    return start, end


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in the order of the page, each once."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(set(spans)):
        if kept and start < kept[-1][1]:
            kept[-1] = (kept[-1][0], max(end, kept[-1][1]))
        else:
            kept.append((start, end))
    return kept


def _without_people(words: str, surnames: frozenset[str]) -> str:
    """The parts of a sentence that name nobody, as they stand, joined by `CUT`; empty when nothing safe is left."""
    from spiders.extract.people.clean import clean, personal_data

    safe = clean(words, surnames)
    if safe == words:
        return words
    blocks = SequenceMatcher(None, words, safe, autojunk=False).get_matching_blocks()
    parts = [words[block.a : block.a + block.size].strip(" ,;(") for block in blocks if block.size >= _FEWEST]
    quoted = CUT.join(part for part in parts if part)
    return quoted if clean(quoted, surnames) == quoted and not personal_data(quoted) else ""
