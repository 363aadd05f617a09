"""How many CPTS a publisher counts on a day: « 642 CPTS adhérentes, sur 870 CPTS au 1er octobre 2026 ».

A number is one of the country only where its sentence gives the day of the state, tells of no region nor département,
denies nothing, and says nothing of these CPTS but what a measure means: « 150 CPTS ont répondu » counts answers. Of a
range it is the lower end, at least.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from lexicon import gazetteer
from lexicon.dates import read_dates
from lexicon.gate import gated
from lexicon.numbers import reserve_before
from lexicon.patterns import entries
from lexicon.readings import DateReading
from lexicon.stage_words import Word, scope_of
from lexicon.text import fold, sentences

NAME = "published_counts"
_COUNT = gated(
    r"(?:entre (?P<least>\d{1,3}(?: ?\d{3})?) et )?"
    r"(?<![\d.,])(?P<number>\d{1,3}(?: ?\d{3})?)"
    r" c(?:pt|tp)s\b(?P<which>(?: (?!(?:au|sur|dont|et)\b)[a-z'-]+)*)"
)
_STATE = gated(r"\b(?:au|en date du) $")
# « la région compte 43 CPTS »: not the country
_PART = (
    r"(?:l[ae]|cette|ce|notre|son|sa|une?|du) (?:region|departement|metropole|agglomeration)"
    r"|notre (?:territoire|bassin)"
)


@dataclass(frozen=True, slots=True)
class Count:
    """`measure`: a code of `mesures.csv`; `precision`: the reserve of the writer; `day`: of the state, ISO; `words`:
    the number and the day alone, for a sentence may name people."""

    value: int
    measure: str
    precision: str
    day: str
    words: str


def read_counts(text: str) -> Iterator[Count]:
    for start, end in sentences(text):
        said = text[start:end]
        folded = fold(said)
        found = [(one, measure) for one in _COUNT.finditer(folded) if (measure := _measure(one["which"]))]
        state = _state(said, folded) if found else None
        if state and state.value and not _places().search(folded):
            for one, measure in found:
                precision, begins = reserve_before(folded, 0, one.start())
                if scope_of(folded, (0, one.end()), [], Word(NAME, "", measure, *one.span(), begins)):
                    continue  # « il n'y avait pas 870 CPTS »
                value = int((one["least"] or one["number"]).replace(" ", ""))
                precision = "au_moins" if one["least"] else precision
                words = f"{said[begins : one.end()].strip()} au {state.excerpt}"
                yield Count(value, measure, precision, state.value, words)


def _measure(which: str) -> str | None:
    return next((one.value for one in entries(NAME, "measures") if one.pattern.fullmatch(which)), None)


def _state(said: str, folded: str) -> DateReading | None:
    """The only day of a sentence, told as that of a state."""
    days = [one for one in read_dates(said) if one.value and not one.planned]
    if len({one.value for one in days}) != 1:
        return None
    return days[0] if _STATE.search(folded[: folded.find(fold(days[0].excerpt))]) else None


@cache
def _places() -> re.Pattern[str]:
    known = gazetteer.load()
    names = [fold(one.name) for held in (known.regions, known.departements) for one in held.values()]
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))}|{_PART})\b")
