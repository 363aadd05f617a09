"""What the notes under a table add to the CPTS of a row: a stage, the départements it also lies in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lexicon.departements_stated import departement_words
from lexicon.patterns import pattern
from lexicon.stage_marks import tells_stage
from lexicon.text import fold
from spiders.listing import Fact, Listing

# the note tells where the CPTS also lies, not where its seat is or to whom it answered before
_LIES_IN = re.compile(
    r"\b(?:a cheval|interdepartemental\w*|s'etend\w*|couvre\w*|deborde\w*|communes? d|egalement|aussi)"
)


def with_notes(listing: Listing, called: Sequence[tuple[str, str]]) -> Listing:
    """A listing with what the notes of its own row add to its stage and to its départements. `called`: (folded words of
    a cell, words of its note). Only the cells of the name, the stage and the département tell of the CPTS: the note of
    a figure explains the figure."""
    if not called:
        return listing
    told = fold(" ; ".join(filter(None, (listing.name, listing.status_text, listing.department_text))))
    for words in dict.fromkeys(note for cell, note in called if cell in told):
        folded = fold(words)
        if tells_stage(folded) and not pattern("passages", "not_done").search(folded):
            listing = _with(listing, "status_text", words)
        if _LIES_IN.search(folded) and (places := departement_words(words)):
            listing = _with(listing, "department_text", ", ".join(places))
    return listing


def _with(listing: Listing, field: str, words: str) -> Listing:
    """A listing with the words of a note added to a field."""
    text = " ; ".join(filter(None, (getattr(listing, field), words)))
    fact = Fact(field, words, listing.evidence.locator, "note.appelee", "note")
    return replace(listing, facts=(*listing.facts, fact), **{field: text})  # type: ignore[arg-type]
