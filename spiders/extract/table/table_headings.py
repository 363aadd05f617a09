"""What the words around a table say of all its rows: a département, a stage, an announced number.

The same reading serves captions, headings, sheet names, group rows, map layers and KML folders.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lexicon import months
from lexicon.departement_headings import is_department_heading
from lexicon.departement_words import is_place
from lexicon.gate import gated
from lexicon.months import MONTH
from lexicon.stage_marks import stage_of
from lexicon.text import fold
from spiders.extract.model.section import Section
from spiders.extract.table.header_meaning import (
    is_note,
    names_a_cpts,
    names_other_structure,
    speaks_of_cpts,
)


def about_cpts(section: Section) -> bool:
    return any(map(speaks_of_cpts, section.words))


def about_other_structures(section: Section) -> bool:
    """Whether the innermost heading that names a kind of structure names another one than the CPTS."""
    for word in reversed(section.words):
        if speaks_of_cpts(word):
            return False
        if names_other_structure(word):
            return True
    return False


def is_stage_heading(text: str) -> bool:
    """Whether a lone cell is a heading of stage: it speaks of one stage and of nothing else proper."""
    return bool(stage_of(text)) and len(text) < 160 and not is_note(text)


_STATED = gated(
    r"(?:situation|etat|mise? a jour|maj|actualise\w*|a jour|donnees|arrete\w*|liste|cpts \D{0,50}\bau)\b[^\d]{0,40}?"
    r"(?:(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{1,2})(?:er)? (" + MONTH + r") (\d{4})"
    r"|(\d{4})-(\d\d)-(\d\d))"
)


@lru_cache(maxsize=1024)  # what stands over a table is asked for each of its rows
def stated_date(texts: tuple[str, ...]) -> str | None:
    """The ISO date a title states for its content: « situation au 15 septembre 2021 », « MAJ 01/01/2026 »."""
    for text in reversed(texts):
        found = _STATED.search(fold(text))
        if found:
            day, month, year, day_in_words, month_name, year_in_words, iso_year, iso_month, iso_day = found.groups()
            if month_name:
                day, month, year = day_in_words, str(months.number(month_name)), year_in_words
            elif iso_year:
                day, month, year = iso_day, iso_month, iso_year
            if 1 <= int(month) <= 12 and 1 <= int(day) <= 31:
                return f"{year}-{int(month):02d}-{int(day):02d}"
    return None


def is_plural(text: str) -> bool:
    """« Les CPTS de Bretagne », « Liste des CPTS », « 25 CPTS »: a heading over several."""
    folded = fold(text)
    return bool(
        re.match(r"\W*(?:les|nos|des|listes?|carte|\d+|tableau|annuaire|toutes)\b", folded)
        or re.search(r"\b(?:les|des|nos|aux) (?:\w+ )?cpts\b", folded)
    )


def names_one_cpts(text: str) -> bool:
    """« CPTS de Fougères », « La CPTS d'Artois Lys : son territoire », not « Les CPTS de Bretagne »."""
    head = heading_name(text)
    opens = re.match(r"\W*(?:cpts|ctps|communaute)", fold(head))
    return (
        bool(opens)
        and names_a_cpts(head, about=False)
        and len(head) < 120
        and not (is_plural(text) or is_department_heading(head) or is_place(head.removeprefix("CPTS ")))
    )


def heading_name(text: str) -> str:
    """The name in a heading: « La CPTS d'Artois Lys : son territoire » → « CPTS d'Artois Lys »."""
    head = re.split(r"\s*[:|]\s+|\s+[–—-]\s+|\s*\(", text.split("\n")[0])[0]
    return re.sub(r"^\W*(?:la|le|notre)\s+(?=c[pt]{2}s)", "", head, flags=re.I).strip()
