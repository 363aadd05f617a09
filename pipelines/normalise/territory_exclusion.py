"""What a text takes away from its territory: « sauf Caves », « Brest excepté », « Nantes Métropole moins Orvault »."""

from __future__ import annotations

import re
from dataclasses import replace

from lexicon.text import fold
from pipelines.normalise.territory_counts import ANNOUNCED
from pipelines.normalise.territory_items import Item
from pipelines.normalise.territory_vocabulary import pattern, phrase
from pipelines.normalise.territory_walk import Named, Walk

# « sans » and « moins » are ordinary words unless a name follows them
_WEAK = r"\b(?:sans|moins)\s"
_NAME = r"(?:(?:l[ae]s?|d[eu]s?|communes?|villes?|celles?|quartiers?)\s+|[ld]['’])*[A-ZÀ-ÖØ-Þ]"


def exclusion_before(item: Item, shade: str) -> re.Match[str] | None:
    """The words of an item after which the names are outside: `sauf`, `hors`, `moins`."""
    cut = pattern(rf"(?:^|[\s(]){phrase('exclusions')}\b\s*").search(shade)
    if cut and pattern(_WEAK).search(cut.group()) and not pattern(_NAME).match(item.text, cut.end()):
        return None
    return cut


def ends_exclusion(walk: Walk, item: Item, shade: str) -> bool:
    """Whether an item is named for itself again, after what « sauf » took away."""
    return walk.excluding is not None and bool(
        item.depth < walk.excluding
        or pattern(r"[;.\n]").search(item.before)
        or pattern(rf"^\s*{phrase('resumptions')}\b").match(shade)
        or (",et" in item.before and pattern(ANNOUNCED).match(shade.strip()))  # « hormis X, et 5 communes de Y »
        or (walk.one_part and not _is_one_part(shade))  # « hors quartier X, Y et Z »: one quarter, two communes
    )


def exclusion_after(item: Item, shade: str) -> re.Match[str] | None:
    """The words that put outside the name before them: « Brest excepté », but not « excepté : Brest »."""
    if set(item.after) & {":", "("}:
        return None
    return pattern(rf"(?<=\S)\s+{phrase('exclusions_after')}\s*$").search(shade)


def exclude_joined(walk: Walk, items: list[Item], index: int) -> None:
    """« Orvault et Sautron exceptés »: the plural takes the names of the enumeration with it, back to the grouping
    or the département they are taken from, or the one name joined by « et »."""
    whole = any(place.kind in ("epci", "departement") for place in walk.places)
    earliest = items[index].start
    for before in reversed(items[:index]):
        if before.after != "et" and not (whole and before.after == ","):
            break
        earliest = before.start
        if not whole:
            break
    for place in walk.places:
        if place.kind == "commune" and place.start >= earliest:
            place.excluded = True


def followed_by_exclusion(walk: Walk, item: Item) -> bool:
    """Whether the text takes something away from what an item names, which is then meant whole."""
    rest = walk.shade[item.start + len(item.text) :][:120]
    return (
        pattern(
            rf"[\s,;(–-]*(?:{phrase('exclusions')}\b|[^,;()]{{2,80}}\s{phrase('exclusions_after')}\s*(?:[,;.()]|$))"
        ).match(rest)
        is not None
    )


def excluded_span(walk: Walk, start: int, end: int) -> bool:
    """Whether the grouping or the arrondissements between two positions, read before the items, are outside: said
    before or after them, or of the grouping they are joined to."""
    before = walk.shade[max(0, start - 60) : start]
    articles = r"\s*(?:de\s+|d'\s*|d[eu]s?\s+|l[ae]s?\s+|l'\s*)*$"
    if pattern(rf"(?:^|[\s(,]){phrase('exclusions')}{articles}").search(before):
        return True
    if pattern(rf"\s*{phrase('exclusions_after')}\s*(?:[,;.()]|$)").match(walk.shade[end : end + 40]):
        return True
    previous = walk.places[-1] if walk.places else None
    between = walk.shade[previous.end : start] if previous and previous.end <= start else None
    return bool(
        between is not None
        and previous
        and previous.excluded
        and pattern(r"\s*(?:,|et\b|,\s*et\b)\s*(?:l[ae]s?\s+|l')?").fullmatch(between)
    )


def note_what_it_is(walk: Walk, start: int, rest: str) -> None:
    """What is taken away from `start` on: one quarter or more, of which places where it has a name (« sauf Montchat »,
    not « hors saison »)."""
    walk.one_part = _is_one_part(fold(rest))
    if pattern(rf"\s*{_NAME}").match(rest):
        walk.less |= {code for one in walk.places if one.start < start for code in one.codes}


def _is_one_part(shade: str) -> bool:
    """« quartier du Terraillon », while « quartiers A, B » may go on."""
    return pattern(r"\s*(?:l[ae]\s+|du\s+|de\s+la\s+)?(?:quartier|faubourg|hameau|secteur)\s").match(shade) is not None


def decide_taken_away(walk: Walk, places: list[Named]) -> list[Named]:
    """The places, once what is taken away is known for one of their communes (« CC du Pays de Craon, hors Craon »), or
    for a part of one (« le 3e arrondissement de Lyon, hormis Montchat »), which is then covered in part."""
    kept = [place for place in places if not place.excluded and place.codes]
    away = [place for place in places if place.excluded]
    held = {code for place in kept for code in place.codes}
    _find_namesakes(away, held)
    for place in filter(_is_a_part, away):
        _forget_stranger(walk, place, held)
    if not any(place.codes for place in away):
        _make_partial(walk, kept)
    for part in filter(_is_a_part, away):
        places = [one for place in places for one in _less(walk, place, part)]
        part.excluded, part.codes, part.reported, walk.takes_away = False, (), False, False
    return places


def _forget_stranger(walk: Walk, place: Named, held: set[str]) -> None:
    """« le quartier de la Croix-Blanche » of Bourg-en-Bresse is no part of the village of that name."""
    if held.isdisjoint({*place.codes, *(walk.geography.communes[code].city for code in place.codes)}):
        place.codes = ()


def _make_partial(walk: Walk, places: list[Named]) -> None:
    """The one commune that was named before something unknown was taken away."""
    for place in places if len(walk.less) == 1 else ():
        place.partial = place.partial or walk.less.issuperset(place.codes)


def _find_namesakes(away: list[Named], held: set[str]) -> None:
    for place in away:
        inside = tuple(held.intersection(place.candidates))
        if not place.codes and len(inside) == 1:
            place.codes, place.candidates = inside, ()


def _is_a_part(place: Named) -> bool:
    return place.partial and bool(place.codes)


def _less(walk: Walk, place: Named, part: Named) -> list[Named]:
    """A place of which a part is taken away: its communes that stay whole, and those covered in part."""
    if place.excluded:
        return [place]
    districts = walk.geography.arrondissements
    cities = [city for city in place.codes if set(part.codes) & set(districts.get(city, ()))]
    codes = [code for one in place.codes for code in (districts[one] if one in cities else (one,))]
    shared = tuple(code for code in codes if code in part.codes)
    if not shared:
        return [place]
    whole = tuple(code for code in codes if code not in part.codes)
    return [replace(place, codes=whole)] * bool(whole) + [replace(place, codes=shared, partial=True)]
