"""The département that a heading gives to what stands under it: over a list, a table, a group of rows, prose."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from lexicon.cpts_names import find_names
from lexicon.departement_words import departement_names, departement_of, region_names
from lexicon.departements_stated import OF_A_DEPARTEMENT, departements_of_adjectives
from lexicon.gate import gated
from lexicon.patterns import words as listed
from lexicon.stage_marks import stage_of
from lexicon.text import fold, tidy

_COMMON_WORDS = listed("tables", "also_departements")
_INTRODUCED = r"(?:\b(?:du|de la|de l'|des|de|d'|le|la|les|l'|dans|en|departement|dpt|dep)\s*:?\s*|\()"
_FILLERS = listed("tables", "fillers")


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


@lru_cache(maxsize=4096)  # what stands over a list is asked for each of its CPTS
def departement_given(heading: str, area: frozenset[str] = frozenset()) -> str:
    """The words of the départements that a heading gives to all under it: « Les CPTS de la Sarthe », « CPTS lotoises »,
    « Hautes-Alpes, terre pionnière ». The name of a CPTS gives none: « Loire Val d'Yonne » lies in the Nièvre; nor
    does « CPTS du Nord » on the page of La Réunion: a word that is no name elsewhere is one in the publisher's `area`.
    """
    told = without_names(heading)
    words = department_in(told) or " / ".join(dict.fromkeys(departements_of_adjectives(told)))
    elsewhere = fold(words) in _COMMON_WORDS and area and departement_of(words) not in area
    return "" if elsewhere else words


def without_names(heading: str) -> str:
    """A heading without the names of CPTS in it; « CPTS du Finistère (7) » names a département."""
    for mention in reversed(find_names(heading)):
        if not is_department_heading(mention.name):
            heading = heading[: mention.start] + " " + heading[mention.end :]
    return heading


def _inside_a_name(before: str) -> bool:
    """Whether the words before a common word belong to a name (« CPTS | Nord », « CPTS Sud | Vienne », « Vallée de la |
    Vienne ») rather than introduce a département (« (42) », « CPTS validées dans la | Loire »)."""
    proper = _proper(fold(before))
    if not proper:
        return bool(re.search(r"\bcpts\s+$", fold(before)))
    words = re.findall(r"[^\W\d_]+", before)[1:]
    capitalised = [word for word in words if word[:1].isupper() and fold(word) in proper]
    return bool(capitalised) or not re.search(_INTRODUCED + "$", fold(before))


def _proper(folded: str) -> list[str]:
    """Words that are no part of « liste des CPTS du »."""
    return [word for word in re.findall(r"[a-z0-9]+", folded) if word not in _FILLERS and not word.isdigit()]


def is_department_heading(text: str) -> bool:
    """Whether a text is nothing but a département, possibly counted or numbered: « 35 - Ille-et-Vilaine »,
    « CPTS du Finistère (7) ». « CPTS Sud Finistère » is a CPTS."""
    found, rest = department_in(text), fold(text)
    if not found:
        rest = OF_A_DEPARTEMENT.sub(" ", rest) if departements_of_adjectives(text) else ""
        return bool(rest) and not _proper(rest)
    for part in found.split(" / "):
        rest = rest.replace(fold(part), " ")
    return not [word for word in _proper(rest) if not re.fullmatch(r"2[ab]", word)] or bool(
        stage_of(rest) and not re.search(r"\bcpts (?:de|du|d'|des)", rest)
    )


def names_a_region(text: str) -> bool:
    """« CPTS de Bretagne »: a title, not a name. An overseas région is a département too and may be a name."""
    return " ".join(_proper(fold(text))) in _words_of_regions()
