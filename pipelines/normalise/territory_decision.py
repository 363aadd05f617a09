"""The end of a reading: which names count, which homonym is meant, whether the list is whole."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import cos, hypot, radians

from lexicon.gazetteer import Commune
from lexicon.readings import Place, TerritoryReading
from pipelines.normalise.territory_exclusion import decide_taken_away
from pipelines.normalise.territory_names import Zone
from pipelines.normalise.territory_vocabulary import pattern
from pipelines.normalise.territory_walk import END, Named, Walk

_UNDECIDED = {"homonymes", "hors_zone", "inconnu"}
# A homonym is decided by distance when it is this near the other names (km), and the next one this much farther
_NEAR, _FARTHER = 30, 3
# A commune farther than this from every other one of its list is not of it: no CPTS is so wide (km)
_FAR = 80


def conclude(walk: Walk, listed: bool) -> TerritoryReading:
    """The reading of the whole text. `listed`: it is a list, not running prose."""
    places = sorted(walk.places, key=lambda place: place.start)
    if not listed:
        places = _kept_in_prose(places)
    _accept_sisters(walk, places)
    _drop_containers(walk.shade, places)
    _drop_namesakes(walk, places)
    _drop_cities(walk, places)
    _doubt_groups(walk, places)
    _decide_by_neighbours(walk, places)
    _doubt_far(walk, places)
    _mark_ends(walk.shade, places)
    places = decide_taken_away(walk, places)
    codes, excluded = _codes(walk, places)
    kept = [place for place in places if not place.excluded and (place.codes or place.reported)]
    unresolved, ambiguous = _unresolved(kept), _ambiguous(kept)
    sure = not unresolved and not ambiguous and _some_whole(kept, codes)
    closed = not walk.open and (bool(excluded) or not walk.takes_away)
    whole = sure and closed and _is_all_named(walk, places, codes, listed)
    return TerritoryReading(
        tuple(sorted(codes)),
        tuple(Place(place.text, place.codes, place.rule, place.partial) for place in kept),
        unresolved,
        ambiguous,
        walk.announced or None,
        any((whole, _as_counted(walk, kept, codes))),
        tuple(dict.fromkeys(walk.departements)),
    )


def _some_whole(kept: list[Named], codes: set[str]) -> bool:
    """Whether each place in part is of a known commune, and at least one commune is whole."""
    in_part = [place for place in kept if place.partial]
    return all(place.codes for place in in_part) and bool(codes.difference(*(place.codes for place in in_part)))


def _without(walk: Walk, codes: set[str], excluded: set[str]) -> set[str]:
    """The codes less those excluded; a city less some of its arrondissements is the others."""
    for city, districts in walk.geography.arrondissements.items():
        if city in codes and excluded & set(districts):
            codes = codes - {city} | set(districts)
    return codes - excluded


def _kept_in_prose(places: list[Named]) -> list[Named]:
    """In running prose a name counts when it is announced or taken away, or stands in an enumeration with one that is,
    or with two others: three communes in a row are no accident."""
    kept: list[Named] = []
    run: list[Named] = []
    for place in places:
        if run and place.start - run[-1].end > 4:
            kept += _of_a_row(run)
            run = []
        run.append(place)
    kept += _of_a_row(run)
    return [place for place in kept if place.codes or place.kind != "commune" or place.candidates]


def _of_a_row(run: list[Named]) -> list[Named]:
    if any(one.sure or one.excluded for one in run):
        return run
    decided = [one for one in run if one.codes]
    return decided if len(decided) > 2 else []


def _accept_sisters(walk: Walk, places: list[Named]) -> None:
    """A name that is also a natural region (« Gévaudan ») is an EPCI when it is listed among EPCI."""
    if sum(place.kind == "epci" and bool(place.codes) for place in places) < 2:
        return
    for place in places:
        if place.rule == "pays_ou_epci" and len(place.candidates) == 1:
            place.codes, place.rule = walk.geography.members_of_epci(place.candidates[0]), "epci"
            place.candidates = ()


def _codes(walk: Walk, places: list[Named]) -> tuple[set[str], set[str]]:
    """INSEE codes of the communes named, those taken away left out; and of these."""
    excluded = {code for place in places if place.excluded for code in place.codes}
    codes = {code for place in places if not place.excluded for code in place.codes}
    codes = _without(walk, codes, excluded)
    return codes - {str(walk.geography.communes[code].city) for code in codes}, excluded


def _named_communes(places: list[Named]) -> list[Named]:
    return [place for place in places if place.kind == "commune" and place.codes and not place.excluded]


def _unresolved(kept: list[Named]) -> tuple[str, ...]:
    """The names that mean no commune known."""
    unknown = [place for place in kept if not place.codes and not place.candidates]
    return tuple(dict.fromkeys(place.text for place in unknown if place.kind != "departement"))


def _ambiguous(kept: list[Named]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The names that mean several communes, with these."""
    undecided = [place for place in kept if not place.codes and place.candidates]
    return tuple({place.text: (place.text, place.candidates) for place in undecided}.values())


def _is_all_named(walk: Walk, places: list[Named], codes: set[str], listed: bool) -> bool:
    """Whether as many communes are named as the text announces; a list that announces no number is whole."""
    if walk.announced is None:
        return listed
    named = {code for place in places if place.kind != "epci" for code in place.codes}
    return walk.announced in (len(codes), len(named))


def _as_counted(walk: Walk, kept: list[Named], codes: set[str]) -> bool:
    """Whether the communes are exactly as many as the text counts: nothing is missing then, whatever else it says
    (« 40 communes, dont 32 en ZAC : … »)."""
    doubtful = _ambiguous([place for place in kept if place.rule != "epci_en_partie"])
    return walk.counted and walk.announced == len(codes) and not doubtful


def _drop_containers(shade: str, places: list[Named]) -> None:
    """A département or an EPCI followed by some of its communes only says where they are."""
    for index, place in enumerate(places):
        if place.kind not in ("epci", "departement") or not place.codes or place.excluded:
            continue
        own = set(place.codes)
        if place.kind == "epci":
            inside = [other for other in _named_communes(places[index + 1 :]) if own.issuperset(other.codes)]
        else:
            inside = [other for other in _named_communes(places) if own.intersection(other.codes) and not place.sure]
        if inside and not (place.kind == "epci" and _only_examples(shade, place, inside[0])):
            place.codes, place.reported = (), False


def _drop_namesakes(walk: Walk, places: list[Named]) -> None:
    """« Troyes, Aube » names the département of Troyes, not the village of Moselle."""
    communes = walk.geography.communes
    for place in places:
        listed = place.kind == "commune" and place.rule == "nom" and len(places) > 1
        called = walk.geography.departement(place.text) if listed else None
        if called is None:
            continue
        around = {communes[code].departement for other in places if other is not place for code in other.codes}
        if called in around and communes[place.codes[0]].departement not in around:
            place.codes, place.reported = (), False


def _drop_cities(walk: Walk, places: list[Named]) -> None:
    """« 19e arrondissement ; Paris »: the city says which one."""
    districts = [
        code for place in places if place.kind == "arrondissement" and not place.excluded for code in place.codes
    ]
    cities = {walk.geography.communes[code].city for code in districts}
    for place in places:
        if place.codes and cities.issuperset(place.codes) and not place.excluded:
            place.codes, place.reported = (), False


def _only_examples(shade: str, place: Named, first: Named) -> bool:
    """Whether the communes after an EPCI are additions or examples (« dont Lestrem ») rather than its list."""
    between = shade[place.end : first.end]
    added = pattern(r"\b(?:dont|notamment|compris)\b|^\s*(?:[,;]|et\b)").search(between)
    return first.start - place.end > 4 or added is not None


def _doubt_groups(walk: Walk, places: list[Named]) -> None:
    """EPCI that hold more communes than the text announces for them are meant in part: « 38 communes … : Bourges Plus,
    Cœur de Berry, … »."""
    groups = [place for place in places if place.kind == "epci" and place.codes and not place.excluded]
    excluded = {code for place in places if place.excluded for code in place.codes}
    held = {code for place in groups for code in place.codes} - excluded
    if not 0 < walk.most_announced < len(held) + walk.parts_announced:
        return
    for place in groups:
        code = walk.geography.communes[place.codes[0]].epci or ""
        place.codes, place.candidates, place.rule, place.partial = (), (code,), "epci_en_partie", True


def _decide_by_neighbours(walk: Walk, places: list[Named]) -> None:
    """Homonyms: the département of the names around, then the nearest when it is far nearer than the others."""
    sure = [code for place in places if place.kind in ("commune", "arrondissement") for code in place.codes]
    votes = Counter(walk.geography.communes[code].departement for code in sure)
    for place in places if sure else ():
        if place.codes or place.kind != "commune" or place.rule not in _UNDECIDED:
            continue
        if place.rule == "homonymes":
            _choose_a_homonym(place, votes, sure, walk.geography.communes)
        else:
            _look_around(walk, place, votes)


def _look_around(walk: Walk, place: Named, votes: Counter[str]) -> None:
    """Looks a name up again, in the départements of the names around."""
    others = tuple(code for code, count in votes.items() if count > 1 or not walk.zone.departements)
    again = walk.names.look_up(place.text, Zone(others, strict=True)) if others else None
    if again and again.code:
        place.codes, place.candidates, place.rule = (again.code,), (), again.rule


def _choose_a_homonym(place: Named, votes: Counter[str], sure: list[str], communes: dict[str, Commune]) -> None:
    voted = [code for code in place.candidates if votes[communes[code].departement]]
    if len(voted) != 1:
        voted = _nearest(communes, voted or list(place.candidates), sure)
    if len(voted) == 1:
        place.codes, place.candidates, place.rule = (voted[0],), (), "homonyme_voisins"


def _doubt_far(walk: Walk, places: list[Named]) -> None:
    """One name far from all the others, in a département that none of them touches, is a namesake: « Iholdy, Mauléon,
    Tardets » are in the Basque country, Mauléon of the Deux-Sèvres is not. It is reported and not taken; of two names,
    « Bassin de Pompey/Grand Couronné », nothing decides which, where no place is expected."""
    communes, known = walk.geography.communes, walk.geography.departements
    towns = [place for place in places if place.kind == "commune" and len(place.codes) == 1 and not place.excluded]
    fewest = 2 + any((walk.zone.departements, walk.zone.around))
    for place in towns if len(towns) >= fewest else ():
        here = communes[place.codes[0]].departement
        sure = [other.codes[0] for other in towns if other is not place and other.codes]
        others = {communes[code].departement for code in sure}
        if here in others | set(walk.zone.departements) or others & set(known[here].neighbours):
            continue
        if _kilometres(communes, place.codes[0], sure) > _FAR:
            place.codes, place.candidates, place.rule = (), place.codes, "hors_zone"


def _mark_ends(shade: str, places: list[Named]) -> None:
    """« de Saint-Quentin (Aisne) à Valenciennes (Nord) »: the ends of an extent, each with its département."""
    route = pattern(
        r"(?:^|.*\s)(?:de |du |d')[^()]{2,50}\([^()]{2,30}\)\s+(?:a|au|aux|jusqu'aux?|jusqu'a)\s+[^()]{2,50}"
    )
    for first, second in pairwise(_named_communes(places)):
        if first.rule != END and route.fullmatch(shade[first.start : second.end]):
            first.rule = second.rule = END


def _kilometres(communes: dict[str, Commune], code: str, others: list[str]) -> float:
    """From a commune to the nearest of others; very far when it has no coordinates."""
    here = communes[code]
    if here.longitude is None or here.latitude is None:
        return 1e9
    distances = [
        hypot((there.longitude - here.longitude) * cos(radians(here.latitude)), there.latitude - here.latitude)
        for other in others
        if (there := communes[other]).longitude is not None and there.latitude is not None
    ]
    return min(distances, default=1e9) * 111  # one degree of latitude is 111 km


def _nearest(communes: dict[str, Commune], candidates: list[str], sure: list[str]) -> list[str]:
    ranked = sorted((_kilometres(communes, code, sure), code) for code in candidates)
    if len(ranked) > 1 and ranked[0][0] < _NEAR and ranked[1][0] > _FARTHER * max(ranked[0][0], 5):
        return [ranked[0][1]]
    return [code for _, code in ranked]
