"""Names of départements, regions and the country, as a text writes them."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from lexicon import gazetteer
from lexicon.gate import gated
from lexicon.patterns import vocabulary
from lexicon.text import fold

_KIND = gated(r"^\s*(?:(?:de la|du|la|le) )?(?:region|departement) ")


@cache
def departement_names() -> dict[str, str]:
    """Code → name of the départements and collectivities that a regional health agency serves: where a CPTS may be."""
    return {one.code: one.name for one in gazetteer.departements() if one.ars_region}


@cache
def region_names() -> tuple[str, ...]:
    """The regions with an agency, the short forms and the former ones, the country."""
    return (*(one.name for one in gazetteer.regions() if one.ars_region), *vocabulary("territories")["also_regions"])


@lru_cache(maxsize=4096)
def is_place(text: str) -> bool:
    """True for the name of a département, a region or the country, with or without its article or « région »."""
    return _place_key(_KIND.sub("", fold(text))) in _territory_names()


@lru_cache(maxsize=4096)
def departement_of(text: str) -> str | None:
    """The code of a text that is only a département: « Loire-Atlantique : », « Rhône (69) », « 44 »."""
    stripped = re.sub(r"^[\s\-•]+|(?:[\s:.]|\(\d{1,2}(?: cpts)?\))+$", "", fold(text))  # « Gard (3 CPTS) » counts them
    stripped = re.sub(
        r"^(?:en |dans )?(?:l[ea]s? |l')?(?:departements? |dpt )?(?:d[eu]s? (?:la |l')?|d'|l[ea]s? |l')?", "", stripped
    )
    match = re.fullmatch(r"(?:\(?(\d{2,3}|2[ab])\)?\s*[-:]?\s*)?(.*?)\s*(?:[(\-]\s*(\d{2,3}|2[ab])\s*\)?)?", stripped)
    if not match:
        return None
    name, code = match.group(2).strip(" -(:"), match.group(1) or match.group(3)
    by_name = _departements_by_name().get(_place_key(name)) if name else None
    if by_name:
        return by_name
    if code and not name:
        return code.upper() if code.upper() in departement_names() else None
    return None


def opens_with_epci(folded: str) -> bool:
    """True when a folded text opens with an intercommunality or a canton: « cc du pays d'iroise »."""
    return bool(
        re.match(
            r"(?:les? |la |l')?(?:communautes? (?:de communes|d'agglomeration|urbaine) |cc |ca |cu |metropole "
            r"|cantons? )\S",
            folded,
        )
    )


_ARTICLE = re.compile(r"^(?:de\s+la\s+|de\s+l'|d[eu]s?\s+|d'|l'|la\s+|le\s+|les\s+)")
_SIGNS = re.compile(r"[\s\-']+")


def _place_key(text: str) -> str:
    return _SIGNS.sub(" ", _ARTICLE.sub("", fold(text).strip())).strip()


@cache
def _departements_by_name() -> dict[str, str]:
    return {_place_key(name): code for code, name in departement_names().items()}


@cache
def _territory_names() -> frozenset[str]:
    return frozenset(_departements_by_name()) | {_place_key(name) for name in region_names()}


def departement_label(code: str) -> str | None:
    """« Loiret (45) » from the code of a département or of a commune; `None` for none that is known."""
    code = code[:3] if code.startswith("97") else code[:2]
    name = departement_names().get(code)
    return f"{name} ({code})" if name else None
