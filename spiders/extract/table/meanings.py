"""What a page says its own wording of a stage means: « En activité : projet de santé validé par l'ARS ».

A CPTS filed under that wording takes the meaning with it: a list means what its legend says.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from lexicon.cpts_names import find_names
from lexicon.gate import gated
from lexicon.text import fold
from spiders.extract.table.legends import is_stage
from spiders.listing import Listing

_SAYS = (
    r"\W{0,4}?\s*(?:(?:designe|signifie|indique|regroupe)(?:nt)?|correspond(?:ent)? (?:a|aux)|veu(?:t|lent) dire"
    r"|s'entend(?:ent)? d'?e?|=|:)\s*([^.;\n]{4,120})"
)
_OPENS = r"(?:^|[;.(«\"“•*-])\W*"
_MARKS = gated(r"^\W+|[\W\d]+$")


def with_meanings(listings: Iterable[Listing], lines: Sequence[str]) -> tuple[Listing, ...]:
    """The listings, each with the words that the legend of its page gives for what it is filed under."""
    known: dict[str, str | None] = {}
    return tuple(_with_meaning(one, lines, known) if one.status_filed else one for one in listings)


def _with_meaning(listing: Listing, lines: Sequence[str], known: dict[str, str | None]) -> Listing:
    term = _MARKS.sub("", fold(listing.status_filed or ""))
    if term not in known:
        known[term] = meaning_of(term, lines)
    meaning = known[term]
    if meaning is None or meaning in (listing.status_text or ""):
        return listing
    words = f"{listing.status_text} ({meaning})" if listing.status_text else meaning
    facts = (replace(one, words=words) if one.field == "status_text" else one for one in listing.facts)
    return replace(listing, status_text=words, status_filed=meaning, facts=tuple(facts))


def meaning_of(term: str, lines: Sequence[str]) -> str | None:
    """The stage that a line of the page gives for a folded wording; `None` when no line does, or two differ."""
    if len(term) < 4:
        return None
    defines = gated(_OPENS + re.escape(term) + _SAYS)
    found: dict[str, str] = {}
    for line in lines:
        key = fold(line)
        match = defines.search(key) if term in key and len(key) == len(line) else None
        if match and is_stage(match.group(1)) and not find_names(line):
            found.setdefault(match.group(1).strip(), line[match.start(1) : match.end(1)].strip())
    return next(iter(found.values())) if len(found) == 1 else None
