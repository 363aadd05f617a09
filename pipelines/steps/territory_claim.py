"""The territory a listing claims, and whether its list is whole: what the words alone cannot tell, the rest of the
listing can."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lexicon.readings import Place, TerritoryReading
from lexicon.text import fold_words
from pipelines.steps.places import NAME, ONLY_TOWN

if TYPE_CHECKING:
    from lexicon.gazetteer import Geography
    from spiders.listing import Listing

# « l'ensemble du département », « toute la Corse »: a département is a territory only when the text says all of it;
# a bare name beside a CPTS says where it is (« Bas-Rhin », « en Gironde »)
_ALL_OF_IT = re.compile(r"\b(?:tout|toute|tous|ensemble|totalite|entiere?|entierement|integralite|integralement)\b")
_LARGE = ("departement", "region", "collectivite")


# a list whose communes hold under two thirds or over one and a half times the declared inhabitants is not the
# declared territory: legal populations move by a few per cent between the vintages that publishers use
LEAST, MOST = 2 / 3, 3 / 2

_BY_CODE = ("code", "ancien_code", "code_postal")  # rules of a column of codes

LOWER_BOUNDS, UPPER_BOUNDS = ("au_moins",), ("au_plus",)


def read_territory(
    listing: Listing, regions: tuple[str, ...], geography: Geography
) -> tuple[tuple[str, ...], TerritoryReading | None]:
    """Départements the listing names, sorted by appearance, and its territory (`None` when it names none)."""
    from lexicon.departements import departements_named
    from pipelines.normalise.territory import resolve_codes

    departements = departements_named(listing.department_text, geography) if listing.department_text else ()
    if not departements and len(regions) == 1:
        # an agency of a region of one département (Mayotte, La Réunion, Martinique, Guyane) need not name it
        alone = geography.departements_of_region(regions[0])
        departements = alone if len(alone) == 1 else ()
    if listing.commune_codes:
        return departements, resolve_codes(listing.commune_codes, geography)
    if not listing.territory_text:
        return departements, None
    bare = geography.departement(listing.territory_text)
    if bare:
        return tuple(dict.fromkeys((*departements, bare))), None
    region = regions[0] if len(regions) == 1 else None
    departements, territory = _resolved(listing, region, departements, geography)
    if says_all(listing.territory_text):
        return departements, territory
    kept = [place for place in territory.places if place.rule not in _LARGE]
    if len(kept) == len(territory.places):
        return departements, territory
    return tuple(dict.fromkeys((*departements, *territory.departements))), _only(territory, kept)


def _resolved(
    listing: Listing, region: str | None, departements: tuple[str, ...], geography: Geography
) -> tuple[tuple[str, ...], TerritoryReading]:
    """The territory read where the listing says it is; where a name stays ambiguous, where the name of the CPTS is
    (« CPTS Nord Toulousain »: its Aucamville is that of Toulouse), or where all its communes are."""
    from pipelines.identity.name_place import place_of_name
    from pipelines.normalise.names import read_name
    from pipelines.normalise.territory import resolve_territory

    text = listing.territory_text or ""
    territory = resolve_territory(text, region, departements, geography)
    if territory.ambiguous and not departements:
        named = place_of_name(read_name(listing.name), region, (), geography)
        if named and named.departements:
            territory = resolve_territory(text, region, named.departements, geography)
    if territory.announced == 1 and not territory.places:  # « mono-communale »: the town it is named after
        named = place_of_name(read_name(listing.name), region, departements, geography)
        if named and len(named.communes) == 1 and not named.partial:
            place = Place(listing.name, named.communes, ONLY_TOWN)
            return departements, replace(territory, codes=named.communes, places=(place,), complete=True)
    elsewhere = () if listing.department_text else _all_elsewhere(territory, geography)
    return (
        (elsewhere, resolve_territory(text, region, elsewhere, geography)) if elsewhere else (departements, territory)
    )


def says_all(text: str) -> bool:
    """Whether the words claim the whole of a place: « toute la ville », « l'ensemble du département »."""
    return _ALL_OF_IT.search(fold_words(text)) is not None


def _all_elsewhere(territory: TerritoryReading, geography: Geography) -> tuple[str, ...]:
    """The one département of all the communes of a list, when none of them is where the source is in charge and each
    name is borne once: an agency of La Réunion that also lists Mayotte."""
    communes = [geography.commune(codes[0]) for _, codes in territory.ambiguous if len(codes) == 1]
    found = {commune.departement for commune in communes if commune}
    alone = len(communes) > 1 and len(communes) == len(territory.ambiguous)
    return tuple(found) if alone and len(found) == 1 and not (territory.codes or territory.unresolved) else ()


def _only(territory: TerritoryReading, places: list[Place]) -> TerritoryReading | None:
    """The reading without its départements; `None` when nothing else was read."""
    if not places and not territory.unresolved and not territory.ambiguous and not territory.announced:
        return None
    codes = {code for place in places for code in place.codes} & set(territory.codes)
    return replace(territory, codes=tuple(sorted(codes)), places=tuple(places), complete=False)


def is_whole(territory: TerritoryReading, name_key: str, population: int | None, geography: Geography) -> bool:
    """Whether the list is told as the whole territory, which its length does not deny."""
    if not territory.complete:
        return False
    if len(territory.codes) == 1 and territory.announced != 1:
        if population is None and all(place.rule in _BY_CODE for place in territory.places):
            return False  # the commune of a point or of a row: where it is, not all that it covers
        commune = geography.commune(territory.codes[0])
        named = commune is not None and (commune.city is not None or fold_words(commune.name) in name_key)
        if not named and not set(fold_words(commune.name if commune else "").split()) & set(name_key.split()):
            return False
    return True


def may_hold(territory: TerritoryReading, declared: int | None, qualifier: str | None, geography: Geography) -> bool:
    """Whether the communes hold the declared inhabitants, those named in part all of theirs, some or none."""
    if declared is None:
        return True
    unshared = {code for place in territory.places if not place.partial for code in place.codes}
    least = geography.population([code for code in territory.codes if code in unshared])
    most = geography.population(territory.codes)
    return least < declared < most or holds(most, declared, qualifier)


def told_territory(
    listing: Listing, territory: TerritoryReading, whole: bool, held: bool
) -> tuple[str, dict[str, Any]]:
    """The rule of a territory claim, and what it tells; `dementi`: a whole list that its own listing denies (not
    `held`). What only the name of the CPTS tells (« CPTS de Lyon 8e », merely named) is an inference: by the rule of a
    name, and never whole."""
    of_its_name = {fact.rule for fact in listing.facts if fact.field == "territory_text"} == {"nom.dit_le_lieu"}
    whole = whole and not of_its_name
    places = [
        {
            "texte": one.text,
            "codes": list(one.codes),
            "regle": NAME if of_its_name else one.rule,
            "partiel": one.partial,
        }
        for one in territory.places
    ]
    told = {
        "codes": list(territory.codes),
        "lieux": places,
        "annonce": territory.announced,
        "complet": whole and held,
        "dementi": whole and not held,
        "departements": list(territory.departements),
    }
    rules = {NAME if of_its_name else one.rule for one in territory.places}
    return "+".join(sorted(rules)) or "aucun_lieu_reconnu", told | ({"deduit": True} if of_its_name else {})


def holds(listed: int, declared: int, precision: str | None) -> bool:
    """Whether communes of `listed` inhabitants can be a territory of `declared` ones."""
    enough = precision in UPPER_BOUNDS or listed >= LEAST * declared
    return enough and (precision in LOWER_BOUNDS or listed <= MOST * declared)
