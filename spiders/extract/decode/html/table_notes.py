"""Notes under a table: the mark beside the name of a CPTS sends to words that are said of it, « (1) à cheval sur deux
départements », « ** contrat résilié ». Of a mark that two notes carry, nothing is said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from lxml import html

from lexicon.patterns import pattern
from lexicon.text import fold, tidy
from spiders.extract.decode.html.content_root import lines_of
from spiders.extract.fields.departement import departement_words
from spiders.extract.prose.footnotes import marks, note
from spiders.listing import Fact, Listing

# the note tells where the CPTS also lies, not where its seat is or to whom it answered before
_LIES_IN = re.compile(
    r"\b(?:a cheval|interdepartemental\w*|s'etend\w*|couvre\w*|deborde\w*|communes? d|egalement|aussi)"
)
_MARKS_AT_END = re.compile(r"[\s\d*¹²³⁴⁵()\[\]]+$")


def notes_of(root: html.HtmlElement) -> dict[str, str]:
    """Mark → words, of the lines of a page that open with a mark no other opens with."""
    found: dict[str, list[str]] = {}
    for line in lines_of(root).split("\n"):
        if told := note(line):
            found.setdefault(told[0], []).append(told[1])
    return {mark: words[0] for mark, words in found.items() if len(words) == 1}


def with_notes(listing: Listing, row: html.HtmlElement, notes: Mapping[str, str]) -> Listing:
    """A listing with what the notes of its own cells add to its stage and to its départements."""
    told = fold(" ; ".join(filter(None, (listing.name, listing.status_text, listing.department_text))))
    for mark in dict.fromkeys(_marks_of(row, told)):
        words = notes.get(mark, "")
        folded = fold(words)
        if pattern("passages", "status_strong").search(folded) and not pattern("passages", "not_done").search(folded):
            listing = _with(listing, "status_text", words)
        if _LIES_IN.search(folded) and (places := departement_words(words)):
            listing = _with(listing, "department_text", ", ".join(places))
    return listing


def _marks_of(row: html.HtmlElement, told: str) -> list[str]:
    """The marks of the cells that hold the name, the stage or the département; the note of a figure explains the
    figure, and a cell merged over several rows is not of this one alone."""
    found: list[str] = []
    for cell in row:
        if isinstance(cell.tag, str) and cell.get("rowspan", "1") in ("", "1"):
            words = _MARKS_AT_END.sub("", fold(tidy(cell.text_content())))
            if not words or words not in told:
                continue
            found += [tidy(raised.text_content()).strip("()[] ") for raised in cell.iter("sup")]
            found += marks(tidy(cell.text_content()))
    return found


def _with(listing: Listing, field: str, words: str) -> Listing:
    """A listing with the words of a note added to a field."""
    text = " ; ".join(filter(None, (getattr(listing, field), words)))
    fact = Fact(field, words, listing.evidence.locator, "note.appelee", "note")
    return replace(listing, facts=(*listing.facts, fact), **{field: text})  # type: ignore[arg-type]
