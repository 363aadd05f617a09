"""What the words around a table say of all its rows: a département, a stage, an announced number.

The same reading serves captions, headings, sheet names, group rows, map layers and KML folders.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from lexicon import months
from lexicon.cpts_names import find_names
from lexicon.departement_words import departement_names, region_names
from lexicon.gate import gated
from lexicon.months import MONTH
from lexicon.patterns import words as listed
from lexicon.stage_marks import stage_of
from lexicon.text import fold, tidy
from spiders.extract.model.section import Section
from spiders.extract.table.header_meaning import (
    is_note,
    names_a_cpts,
    names_other_structure,
    speaks_of_cpts,
)

_COMMON_WORDS = listed("tables", "also_departements")
_INTRODUCED = r"(?:\b(?:du|de la|de l'|des|de|d'|le|la|les|l'|dans|en|departement|dpt|dep)\s*:?\s*|\()"
_FILLERS = listed("tables", "fillers")


def department_over(section: Section) -> str | None:
    """The innermost heading that names a département, as the publisher wrote it. The name of a CPTS is no such
    heading: « Loire Val d'Yonne » lies in the Nièvre. A heading of two says of no row in which of them it lies."""
    words = reversed(section.words)
    found = next((found for word in words if (found := department_in(without_names(word)))), None)
    return None if found and " / " in found else found


def stage_over(section: Section) -> str | None:
    """The innermost heading that speaks of one stage."""
    return next((word for word in reversed(section.words) if stage_of(word)), None)


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


def announced_over(section: Section) -> int | None:
    """« Les 25 CPTS de Bretagne » → 25, from the innermost heading that counts CPTS."""
    for word in reversed(section.words):
        found = re.search(r"(?<![\d/.,-])(\d{1,3})\s+(?:cpts|communautes professionnelles)", fold(word))
        if found and not re.search(r"\bsur\b|\bdont\b|%|\bplus de\b|objectif", fold(word)):
            return int(found.group(1))
    return None


@cache
def _place() -> re.Pattern[str]:
    """The name of a département or a région in folded text, the longest first: « Pays de la Loire » before
    « Loire-Atlantique » before « Loire »."""
    names = sorted({*departement_names().values(), *region_names()}, key=len, reverse=True)
    return re.compile(rf"(?<![a-z])(?<![a-z]-)(?:{'|'.join(map(_flexible, names))})(?!-?[a-z])")


def _flexible(name: str) -> str:
    return r"[\s-]+".join(re.escape(part) for part in re.split(r"[\s-]+", fold(name)))


@cache
def _words_of_regions() -> frozenset[str]:
    """The proper words of each région that is no département: « pays loire »."""
    departements = departement_names().values()
    return frozenset(" ".join(_proper(fold(name))) for name in region_names() if name not in departements)


_CODE_ALONE = gated(
    r"\W*(?:cpts|dd|dt|dep(?:artement)?|dpt|dept)?[\s:.-]*(?:du |n° ?)?\(?(0[1-9]|[1-8]\d|9[0-5]|2[ab]|97[1-8])\)?\W*"
)


_LONGEST_CODE = 40  # characters of a heading that is a code, its « département » and its signs


@lru_cache(maxsize=4096)  # what stands over a table is asked for each of its rows
def department_in(text: str) -> str | None:
    """The words of `text` that name one or more départements, or `None`. A region's name is not one
    (« Pays de la Loire »), nor is a common word inside another name (« Vallée de la Vienne »)."""
    text = tidy(text)
    folded = fold(text)
    named: dict[str, None] = {}
    for match in _place().finditer(folded):
        name = match.group()
        inside = name in _COMMON_WORDS and _inside_a_name(text[: match.start()])
        if not inside and " ".join(_proper(name)) not in _words_of_regions():
            named[text[match.start() : match.end()]] = None
    if named:
        return " / ".join(named)
    code = _CODE_ALONE.fullmatch(folded) if len(folded) <= _LONGEST_CODE else None
    found = code.group(1).upper() if code else ""
    return found if found in departement_names() else None


def without_names(heading: str) -> str:
    """A heading without the names of CPTS in it; « CPTS du Finistère (7) » names a département."""
    for mention in reversed(find_names(heading)):
        if not is_department_heading(mention.name):
            heading = heading[: mention.start] + " " + heading[mention.end :]
    return heading


def _inside_a_name(before: str) -> bool:
    """Whether the words before a common word belong to a name (« CPTS Sud | Vienne », « Vallée de la |
    Vienne ») rather than introduce a département (« (42) », « CPTS validées dans la | Loire »)."""
    proper = _proper(fold(before))
    if not proper:
        return False
    words = re.findall(r"[^\W\d_]+", before)[1:]
    capitalised = [word for word in words if word[:1].isupper() and fold(word) in proper]
    return bool(capitalised) or not re.search(_INTRODUCED + "$", fold(before))


def _proper(folded: str) -> list[str]:
    """Words that are no part of « liste des CPTS du »."""
    return [word for word in re.findall(r"[a-z0-9]+", folded) if word not in _FILLERS and not word.isdigit()]


def is_department_heading(text: str) -> bool:
    """Whether a text is nothing but a département, possibly counted or numbered: « 35 - Ille-et-Vilaine »,
    « CPTS du Finistère (7) ». « CPTS Sud Finistère » is a CPTS."""
    found = department_in(text)
    if not found:
        return False
    rest = fold(text)
    for part in found.split(" / "):
        rest = rest.replace(fold(part), " ")
    return not [word for word in _proper(rest) if not re.fullmatch(r"2[ab]", word)] or bool(
        stage_of(rest) and not re.search(r"\bcpts (?:de|du|d'|des)", rest)
    )


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
        and not (is_plural(text) or is_department_heading(head) or names_a_region(head))
    )


def heading_name(text: str) -> str:
    """The name in a heading: « La CPTS d'Artois Lys : son territoire » → « CPTS d'Artois Lys »."""
    head = re.split(r"\s*[:|]\s+|\s+[–—-]\s+|\s*\(", text.split("\n")[0])[0]
    return re.sub(r"^\W*(?:la|le|notre)\s+(?=c[pt]{2}s)", "", head, flags=re.I).strip()


def names_a_region(text: str) -> bool:
    """« CPTS de Bretagne »: a title, not a name. An overseas région is a département too and may be a name."""
    return " ".join(_proper(fold(text))) in _words_of_regions()
