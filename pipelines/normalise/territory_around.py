"""What stands around the names: headings, parentheses, whole départements."""

from __future__ import annotations

import re

from lexicon.text import fold, fold_words
from pipelines.normalise.territory_exclusion import followed_by_exclusion
from pipelines.normalise.territory_items import Item
from pipelines.normalise.territory_names import Zone
from pipelines.normalise.territory_reading import DIRECTION
from pipelines.normalise.territory_vocabulary import pattern, phrase
from pipelines.normalise.territory_walk import Named, Walk

_OF = r"(?:du |de la |de l'|des |d'|de |le |la |les |l')?"
_WHOLE = (
    r"^(?P<all>(?:sur |couvre )?(?:l')?(?:ensemble|totalite|integralite)\s+|toute?\s+)?"
    rf"{_OF}(?P<unit>departement|collectivite|ile)?\s*{_OF}(?P<name>.*)$"
)
_NARROWER = rf"\b{phrase('narrower')}\b|^\s*(?:secteurs?|zones?)\b|^\s*{DIRECTION}\s*$|\ben partie\b|^partie"
_NUMBERED_QUARTERS = r"^\s*(?:secteurs?|quartiers?|zones?)?\s*[\d. -]+$"


def heading(walk: Walk, items: list[Item], index: int, item: Item) -> bool:
    """« Landes : … / Gers : … » — the département holds for the names that follow."""
    following = items[index + 1] if index + 1 < len(items) else None
    if ":" not in item.after and not ("(" in item.after and following and not following.text.strip().isdigit()):
        return False
    name = pattern(r"^.*?\b(?:communes?|villes?|departement|cote|dans|en)\s+").sub("", fold(item.text), count=1)
    code = walk.geography.departement(item.text) or walk.geography.departement(name)
    if (
        code is None
        or followed_by_exclusion(walk, item)
        or (walk.zone.departements and code not in (*walk.zone.departements, *walk.zone.around))
    ):
        return False
    named = walk.name_in(item.text, False, walk.zone)
    if ":" not in item.after and named and named.found.code:
        return False
    walk.here = Zone((code,), walk.geography.departements[code].neighbours)
    walk.say_departements((code,))
    return True


def located(walk: Walk, items: list[Item], index: int) -> Zone | None:
    """The département written in parentheses just after a name: « Saint Herblain (44) »."""
    if "(" not in items[index].after or index + 1 >= len(items):
        return None
    written = items[index + 1].text.strip()
    code = walk.geography.departement(written) if len(written) > 1 else None
    near = Zone((code,), strict=True) if code else None
    return near if near and walk.name_in(items[index].text, True, near) else None


def about_the_previous(walk: Walk, item: Item, shade: str) -> bool:
    """A parenthesis that qualifies the name before it: its département, its quarters, its number of communes."""
    owner = next((one for one in reversed(walk.places) if one.depth < item.depth), None)
    if owner is not None and "(" not in item.before and owner.kind == "commune" and owner.codes:
        return _is_a_part_of(walk, item, owner)
    if "(" not in item.before or not walk.places:
        return pattern(_NUMBERED_QUARTERS).match(shade) is not None
    return _qualifies(walk, item, shade, walk.places[-1])


def _qualifies(walk: Walk, item: Item, shade: str, previous: Named) -> bool:
    if walk.geography.departement(item.text) or shade.strip().isdigit():
        return True
    if previous.kind == "epci" and " " not in item.text.strip() and item.text.isupper():
        return True  # its acronym
    return previous.kind == "commune" and bool(previous.codes) and _narrows(walk, item, shade, previous)


def _is_a_part_of(walk: Walk, item: Item, owner: Named) -> bool:
    """« Marseille (La Rose, Les Olives) »: after the first, the other quarters of a town."""
    beside = walk.places[walk.places.index(owner) + 1 :]
    unknown = walk.name_in(item.text, False)
    if not unknown or unknown.found.rule or any(one.codes != owner.codes for one in beside):
        return False
    owner.partial = True
    return True


def _narrows(walk: Walk, item: Item, shade: str, town: Named) -> bool:
    """« Rennes (quartier nord) » covers a part of the town; a commune in the parenthesis is read for itself."""
    inner = walk.name_in(item.text, False)
    if not pattern(_NARROWER).search(shade) and not (inner and inner.place and not inner.found.rule):
        return False
    town.partial = True
    return not (inner and inner.found.code)


def whole_departement(walk: Walk, item: Item, items: list[Item]) -> bool:
    """« ensemble du département de la Haute-Saône », « toute la Martinique », or nothing but the name."""
    match = pattern(_WHOLE).match(fold(item.text).strip()) if not item.depth and ":" not in item.after else None
    if match is None:
        return False
    explicit = bool(match["all"] or match["unit"] == "departement" or followed_by_exclusion(walk, item))
    called = _departements_meant(walk, match)
    if not called or not _lie_in_the_zone(walk, called):
        return False
    alone = all(_departements_called(walk, one.text) for one in items)
    if not explicit and _is_beside_others(walk, match["name"], items, called, alone):
        return False
    walk.say_departements(called)
    if not explicit and (not alone or len(items) > 3):
        return True  # it only says where the rest is
    _take_whole(walk, item, called, explicit)
    return True


def _lie_in_the_zone(walk: Walk, departements: tuple[str, ...]) -> bool:
    allowed = {*walk.zone.departements, *walk.zone.around}
    return not allowed or not allowed.isdisjoint(departements)


def _take_whole(walk: Walk, item: Item, departements: tuple[str, ...], sure: bool) -> None:
    members = tuple(code for one in departements for code in walk.geography.members_of_departement(one))
    walk.places.append(
        Named(
            item.text.strip(),
            members,
            "departement",
            item.start,
            excluded=walk.outside,
            kind="departement",
            sure=sure,
        )
    )


def _departements_meant(walk: Walk, match: re.Match[str]) -> tuple[str, ...]:
    """Those named; « l'ensemble du département » is the one of the zone."""
    unnamed = not match["name"] and match["all"] and match["unit"] == "departement"
    if unnamed and len(walk.zone.departements) == 1:
        return walk.zone.departements
    return _departements_called(walk, match["name"])


def _is_beside_others(walk: Walk, name: str, items: list[Item], called: tuple[str, ...], alone: bool) -> bool:
    """Among communes, the name of a département is theirs or says where they are."""
    return (not alone and len(items) > 3) or _is_the_village(walk, name, called, alone)


def _is_the_village(walk: Walk, name: str, called: tuple[str, ...], alone: bool) -> bool:
    """« Mayenne » may be the town; « Aube » alone, in the Grand Est, is not the village of Moselle."""
    near = Zone(walk.zone.departements or walk.zone.around, strict=True)
    namesake = walk.names.look_up(name, near, False)
    village = walk.geography.commune(namesake.code) if namesake.code and namesake.rule == "nom" else None
    elsewhere = village and alone and not walk.zone.departements and village.departement not in called
    return bool(village) and not elsewhere


def _departements_called(walk: Walk, name: str) -> tuple[str, ...]:
    if fold_words(name) == "corse":  # one collectivity, two départements
        return walk.geography.departements_of_region("94")
    code = walk.geography.departement(name) if any(map(str.isalpha, name)) else None
    return (code,) if code else ()
