"""Notes under a table: the mark beside the name of a CPTS sends to words that are said of it, « (1) à cheval sur deux
départements », « ** contrat résilié ». Of a mark that two notes carry, nothing is said."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import html

from lexicon.gate import gated
from lexicon.text import fold, tidy
from spiders.extract.decode.html.content_root import lines_of
from spiders.extract.prose.footnotes import marks, note

_MARKS_AT_END = gated(r"[\s\d*¹²³⁴⁵()\[\]]+$")


def notes_of(root: html.HtmlElement) -> dict[str, str]:
    """Mark → words, of the lines of a page that open with a mark no other opens with."""
    found: dict[str, list[str]] = {}
    for line in lines_of(root).split("\n"):
        if told := note(line):
            found.setdefault(told[0], []).append(told[1])
    return {mark: words[0] for mark, words in found.items() if len(words) == 1}


def called(row: html.HtmlElement, notes: Mapping[str, str]) -> list[tuple[str, str]]:
    """(folded words of a cell, words of a note its mark calls) of a row; a cell merged over several rows is not of
    this one alone."""
    found: list[tuple[str, str]] = []
    for cell in row:
        if isinstance(cell.tag, str) and cell.get("rowspan", "1") in ("", "1"):
            text = tidy(cell.text_content())
            raised = [tidy(one.text_content()).strip("()[] ") for one in cell.iter("sup")]
            words = _MARKS_AT_END.sub("", fold(text))
            found += [(words, notes[mark]) for mark in (*raised, *marks(text)) if words and mark in notes]
    return found
