"""Where the name of a CPTS says it is: a town (« CPTS de Nanterre »), its country (« Béthunois »), an arrondissement
(« Paris 19 »), a département (« Sud Yvelines », « Haute-Saône »).

A CPTS that bears the name of a town covers it: a list of two communes or more never starts with its neighbour. « Lyon
Nord » or « Sud Toulousain » is beside the town as often as in it: such a name says the département alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from lexicon.gazetteer import Commune, Geography
from pipelines.identity.words import NameForm, departement_words, is_country_of, name_form, vocabulary
from pipelines.normalise.names import Name, key_tokens
from pipelines.normalise.territory import resolve_territory

# a CPTS covers 8 500 inhabitants at least: the town it is named after is no hamlet, nor the capital of a country. A
# town looked for in all of France, or in one word of a longer name, is a large one
SMALLEST_TOWN, SMALLEST_CAPITAL, SMALLEST_AFAR = 2_000, 5_000, 10_000
TIMES = 3  # a town so many times as populous as its next namesake is the one meant

_PARTS = re.compile(r"\s*(?:[/,;&()]|\s[-–—+]\s|\bet\b)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NamePlace:
    """INSEE codes, sorted; `partial`: the communes are covered in part (« Montpellier 1 »)."""

    departements: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()
    partial: bool = False


def place_of_name(
    name: Name, region: str | None, departements: tuple[str, ...], geography: Geography
) -> NamePlace | None:
    """`region`: of the source, when it has one; `departements`: what is known of the mention. `None` when the name does
    not say, or says several places of which nothing chooses."""
    within = departements or (geography.departements_of_region(region) if region else tuple(geography.departements))
    located = bool(departements or region)
    for text in (name.short, *name.aliases, *name.places):
        found = _districts(text, region, departements, geography)
        found = found or _departements(text, within, located, geography) or _towns(text, within, located, geography)
        if found:
            return found
    return None


def _districts(text: str, region: str | None, departements: tuple[str, ...], geography: Geography) -> NamePlace | None:
    """« Paris 19 », « Lyon 8e »; « du 5e arrondissement » where one city of the region has arrondissements."""
    if not re.search(r"\d|arrondissement|[XVI]{2}", text):
        return None
    read = resolve_territory(text, region, departements, geography)
    codes = [code for place in read.places if place.rule == "arrondissement" for code in place.codes]
    return _of_communes(codes or _of_the_only_city(text, region, departements, geography), geography)


def _departements(text: str, within: tuple[str, ...], located: bool, geography: Geography) -> NamePlace | None:
    """Named in full beside a cardinal point or in several words, or by their number where the region is known."""
    form, words = name_form(text, within), set(key_tokens(text)) - vocabulary().opposing.keys()
    found = {number.zfill(2) for number in form.numbers} & departement_words().keys()
    named = {code for code in found & set(within) if set(departement_words()[code]) & words}
    if not located and not form.opposing & {"centre", "coeur"}:
        # « Nord Loire » lies along a river; the centre of « Centre-Hérault » is that of a département
        named = {code for code in named if len(set(departement_words()[code]) - vocabulary().rivers)}
    numbered = located and not form.core and found & set(within)
    return _of_departements(tuple(sorted(named or found)), geography) if named or numbered else None


def _of_departements(areas: tuple[str, ...], geography: Geography) -> NamePlace:
    """A département of one commune (Saint-Martin) says the commune."""
    members = [code for area in areas for code in geography.members_of_departement(area)]
    return NamePlace(areas, tuple(members) if len(members) == 1 else ())


def _towns(text: str, within: tuple[str, ...], located: bool, geography: Geography) -> NamePlace | None:
    areas, towns, partial = set(), [], False
    for part in filter(None, _PARTS.split(text)):
        form = name_form(part, within if located else ())
        for commune in _named(form, part, within, located, geography):
            areas.add(commune.departement)
            if not form.opposing and commune.code not in geography.arrondissements:
                towns.append(commune.code)
                partial |= bool(form.numbers)
    if not areas or (not located and len(areas) > 1):
        return None
    return NamePlace(tuple(sorted(areas)), tuple(sorted(set(towns))), partial)


def _of_the_only_city(text: str, region: str | None, departements: tuple[str, ...], geography: Geography) -> list[str]:
    """« 5e arrondissement » in the one département or region whose city has arrondissements."""
    within = departements or (geography.departements_of_region(region) if region else ())
    cities = [city for city in geography.arrondissements if geography.communes[city].departement in within]
    numbered = re.findall(r"(\d{1,2}) ?(?:er?|[eè]me)?(?= arrondissement|, | et )", text)
    if len(cities) != 1 or "arrondissement" not in text:
        return []
    read = resolve_territory(f"{geography.communes[cities[0]].name} {', '.join(numbered)}", None, (), geography)
    return [code for code in read.codes if numbered and code in geography.arrondissements[cities[0]]]


def _of_communes(codes: list[str], geography: Geography) -> NamePlace | None:
    if not codes:
        return None
    areas = {commune.departement for code in codes if (commune := geography.commune(code))}
    return NamePlace(tuple(sorted(areas)), tuple(sorted(set(codes))))


def _named(form: NameForm, part: str, within: tuple[str, ...], located: bool, geography: Geography) -> list[Commune]:
    """The town of one part of a name: its very name, the country of it, or one of the words of a compound."""
    if not form.core:
        return []
    words = [word for word in key_tokens(part) if not word.isdigit()]
    for key in dict.fromkeys((" ".join(_bare(words)), " ".join(words))):
        if town := _one(_towns_called(key, within, geography), SMALLEST_TOWN if located else SMALLEST_AFAR):
            return [town] if located or not _is_departement(key) else []
    if len(form.core) == 1:
        capital = _one(_capitals(form.core[0], within, geography), SMALLEST_CAPITAL if located else SMALLEST_AFAR)
        return [capital] if capital else []
    return _pieces(form, within, geography) if located else []


def _pieces(form: NameForm, within: tuple[str, ...], geography: Geography) -> list[Commune]:
    """The towns that the words of a compound name."""
    found = (_one(_towns_called(word, within, geography), SMALLEST_AFAR) for word in form.core)
    return [town for town in found if town]


def _bare(words: list[str]) -> list[str]:
    """The words without those that come and go around a name: « Pays de Redon », « Mulhouse Agglomération »."""
    known = vocabulary()
    loose = known.generic | known.opposing.keys()
    start, end = 0, len(words)
    while start < end and words[start] in loose:
        start += 1
    while end > start and words[end - 1] in loose:
        end -= 1
    return words[start:end]


def _is_departement(key: str) -> bool:
    return tuple(key.split()) in departement_words().values()


def _one(communes: list[Commune], smallest: int) -> Commune | None:
    """The one meant: the only one, or far more populous than the next."""
    ranked = sorted(communes, key=lambda one: (-(one.population or 0), one.code))
    if not ranked or (ranked[0].population or 0) < smallest:
        return None
    alone = len(ranked) == 1 or (ranked[0].population or 0) >= TIMES * (ranked[1].population or 0)
    return ranked[0] if alone else None


def _towns_called(key: str, within: tuple[str, ...], geography: Geography) -> list[Commune]:
    return [one for one in _by_words(geography).get(key, ()) if one.departement in within]


def _capitals(word: str, within: tuple[str, ...], geography: Geography) -> list[Commune]:
    """Towns of which the word is the country: « lochois » of Loches, « chalonnais » of Chalon-sur-Saône."""
    near = _by_first_letters(geography).get(word[:3], ())
    return [one for key, one in near if one.departement in within and is_country_of(word, key)]


@lru_cache(maxsize=1)
def _by_words(geography: Geography) -> dict[str, tuple[Commune, ...]]:
    found: dict[str, list[Commune]] = defaultdict(list)
    for commune in geography.communes.values():
        if commune.city is None:
            found[" ".join(key_tokens(commune.name))].append(commune)
    return {key: tuple(communes) for key, communes in found.items()}


@lru_cache(maxsize=1)
def _by_first_letters(geography: Geography) -> dict[str, tuple[tuple[str, Commune], ...]]:
    """First word of the name of each town that may be a capital, by its first letters."""
    found: dict[str, list[tuple[str, Commune]]] = defaultdict(list)
    for key, communes in _by_words(geography).items():
        for commune in communes:
            if (commune.population or 0) >= SMALLEST_CAPITAL:
                found[key[:3]].append((key.split()[0], commune))
    return {letters: tuple(towns) for letters, towns in found.items()}
