"""Territory texts to COG codes: what is named, what is left, what cannot be decided.

The rules are explained, with examples, in docs/territory.md. Nothing is guessed: an undecided name is returned in
`ambiguous` or `unresolved`, without a code.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from math import cos, hypot, radians

from pipelines.geography import Geography, load
from pipelines.normalise.readings import Place, TerritoryReading
from pipelines.normalise.territory_districts import find_districts
from pipelines.normalise.territory_groups import Group, find_groups, groups_of, qualified, whole_name
from pipelines.normalise.territory_items import Item, items_of, prepared
from pipelines.normalise.territory_names import Names, Zone, names_of
from pipelines.normalise.territory_reading import (
    DIRECTION,
    LARGER,
    Read,
    cover,
    longest_name,
    read_name,
    scan_prose,
)
from pipelines.normalise.territory_vocabulary import pattern, phrase, shadow
from pipelines.normalise.text import clean, fold_words

# A page of prose is a hundred times shorter; what follows is not a territory.
LIMIT = 200_000
MOST_ITEMS = 5_000
MOST_GROUPS = 300
# In a text this short, names side by side are a list even when few.
_SHORT = 12
_NUMBERS = {
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11,
    "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20, "trente": 30,
}
_ANNOUNCED = (
    rf"(?P<and>\bet\s+)?\b(?P<number>\d{{1,3}}|{'|'.join(_NUMBERS)})\s+(?:autres\s+|petites\s+)?"
    r"(?:communes|villes|municipalites|villages)\b"
)
_WHOLE = (
    r"^(?P<all>(?:sur |couvre )?(?:l')?(?:ensemble|totalite|integralite)\s+|tout(?:e)?\s+)?(?:du |de la |de l'|des |d'|de |le |la |les |l')?"
    r"(?P<unit>departement|collectivite|ile)?\s*(?:du |de la |de l'|des |d'|de |le |la |les |l')?(?P<name>.*)$"
)


@dataclass
class _Walk:
    """The state of one reading, from the first item to the last."""

    geography: Geography
    names: Names
    zone: Zone
    here: Zone                                          # the zone, or the département of the current heading
    places: list[_Named] = field(default_factory=list)
    departements: list[str] = field(default_factory=list)
    announced: int | None = None
    open: bool = False
    excluding: int | None = None                        # depth at which « sauf » was said
    depth: int = 0                                      # parentheses around the item being read
    end: int = 0                                        # where that item ends
    colon: bool = False                                 # a colon opened the enumeration it belongs to
    shade: str = ""                                     # the prepared text in lower case, without accents
    capitals: bool = True                               # the text has capital letters: names begin with one


@dataclass
class _Named:
    """One name met in the text, in order."""

    text: str
    codes: tuple[str, ...]
    rule: str
    start: int
    candidates: tuple[str, ...] = ()
    partial: bool = False
    excluded: bool = False
    kind: str = "commune"                               # or `epci`, `departement`, `arrondissement`
    sure: bool = True                                   # whole item of a list, or announced as a commune
    reported: bool = True                               # a failure worth telling
    depth: int = 0                                      # parentheses it is in
    end: int = 0                                        # where the item that names it ends


def resolve_territory(
    text: str, region_code: str | None = None, departements: tuple[str, ...] = (), geography: Geography | None = None
) -> TerritoryReading:
    """COG 2026 codes named by a text. `region_code`: INSEE region of the source; `departements`: codes or names,
    where the territory is expected. A city and its arrondissements are never returned together. Never raises."""
    geography = geography or load()
    zone = zone_of(region_code, departements, geography)
    text = clean(str(text or "")[:LIMIT])
    if pattern(r"^(?:\d{5}|2[abAB]\d{3})(?:[\s,;/|]+(?:\d{5}|2[abAB]\d{3}))*$").match(text):
        return resolve_codes(pattern(r"[\s,;/|]+").split(text), geography)
    text = prepared(text)
    walk = _Walk(geography, names_of(geography), zone, zone)
    walk.capitals, walk.shade = text != text.lower(), shadow(text)
    masked = _read_spans(walk, text)
    items = items_of(masked)[:MOST_ITEMS]
    listed = _is_list(items, walk)
    for index, item in enumerate(items):
        _read_item(walk, items, index, item, listed)
    return _reading(walk, listed)


def zone_of(region_code: str | None, departements: Iterable[str], geography: Geography) -> Zone:
    """Where the names of a source should be: its départements, then their neighbours; else its region."""
    inside = tuple(dict.fromkeys(
        code for one in departements if (code := geography.departement(str(one))) is not None
    ))
    if inside:
        near = dict.fromkeys(other for code in inside for other in geography.departements[code].neighbours)
        return Zone(inside, tuple(code for code in near if code not in inside))
    region = geography.region(str(region_code or ""))
    return Zone((), geography.departements_of_region(region) if region else ())


def resolve_codes(values: Iterable[str], geography: Geography | None = None) -> TerritoryReading:
    """A column of codes: INSEE codes, today's or former; a postal code is recognised (rule `code_postal`) and
    used only when it designates one commune; what is neither is reported as unresolved. In a column whose codes
    are mostly postal, a code that is both (44110) is read as postal."""
    geography = geography or load()
    written_codes = [_padded(value) for value in values]
    insee = [code for code in written_codes if geography.current(code)]
    postal_codes = [code for code in written_codes if code in geography.by_postal_code]
    is_postal = len(postal_codes) > len(insee)
    places: list[Place] = []
    unresolved: list[str] = []
    ambiguous: list[tuple[str, tuple[str, ...]]] = []
    for code in filter(None, written_codes):
        postal = geography.by_postal_code.get(code, ())
        current = geography.current(code)
        if current is not None and not (is_postal and postal):
            places.append(Place(code, (current,), "code" if current == code else "ancien_code"))
        elif len(postal) == 1:
            places.append(Place(code, postal, "code_postal"))
        elif postal:
            places.append(Place(code, (), "code_postal"))
            ambiguous.append((code, postal))
        else:
            places.append(Place(code, (), "code_inconnu"))
            unresolved.append(code)
    codes = tuple(sorted({code for place in places for code in place.codes}))
    return TerritoryReading(
        codes, tuple(places), tuple(unresolved), tuple(ambiguous), None,
        bool(codes) and not unresolved and not ambiguous,
    )


def _padded(value: object) -> str:
    """A code as written in the reference: a spreadsheet may have made it a number and eaten its zero."""
    code = str(value).strip().upper().removesuffix(".0")
    return "0" + code if len(code) == 4 and code.isdigit() else code


def _read_spans(walk: _Walk, text: str) -> str:
    """Read arrondissements and intercommunalities first, since their names hold separators; returns the text
    with those words replaced by separators of the same length."""
    shade, masked = walk.shade, list(text)
    for district in find_districts(shade, walk.geography, walk.zone, MOST_GROUPS):
        walk.places.append(_Named(
            text[district.start:district.end], district.codes, "arrondissement", district.start, kind="arrondissement",
            end=district.end,
        ))
        masked[district.start:district.end] = ";" * (district.end - district.start)
    for group in find_groups(text, shade, groups_of(walk.geography), walk.zone, MOST_GROUPS):
        if masked[group.start] == ";" and text[group.start] != ";":
            continue
        _add_group(walk, text[group.start:group.end], group)
        masked[group.start:group.end] = ";" * (group.end - group.start)
    return "".join(masked)


def _is_list(items: list[Item], walk: _Walk) -> bool:
    """Whether the text is a list of names rather than running prose."""
    total = sum(len(item.text.split()) for item in items)
    if total <= _SHORT:
        return True
    named = sum(
        len(item.text.split()) for item in items
        if len(item.text.split()) <= 7 and (read := read_name(item.text, walk.names, walk.zone, False, walk.capitals))
        and read.found.rule
    )
    return named * 2 >= total


def _read_item(walk: _Walk, items: list[Item], index: int, item: Item, listed: bool) -> None:
    shade, walk.depth, walk.end = shadow(item.text), item.depth, item.end
    if set(item.before) & set(":.\n;"):
        walk.colon = ":" in item.before
    if walk.excluding is not None and (
        item.depth < walk.excluding or pattern(r"[;.\n]").search(item.before)
        or pattern(rf"^\s*{phrase('resumptions')}\b").match(shade)
    ):
        walk.excluding = None
    if pattern(rf"\b{phrase('open_ended')}").search(shade):
        walk.open = True
    _announced(walk, item, shade)
    cut = pattern(rf"(?:^|[\s(]){phrase('exclusions')}\b\s*").search(shade)
    if cut:
        if item.text[:cut.start()].strip():
            _read_part(walk, items, index, replace(item, text=item.text[:cut.start()], after=""), listed)
        walk.excluding = item.depth
        rest = item.text[cut.end():]
        if rest.strip():
            _read_part(walk, items, index, replace(item, start=item.start + cut.end(), text=rest, before=""), listed)
        return
    postfix = pattern(r"\s+(?:est |sont )?exclue?s?$").search(shade)
    if postfix:
        before, walk.excluding = walk.excluding, item.depth
        _read_part(walk, items, index, replace(item, text=item.text[:postfix.start()]), listed)
        walk.excluding = before
        return
    _read_part(walk, items, index, item, listed)


def _announced(walk: _Walk, item: Item, shade: str) -> None:
    match = pattern(_ANNOUNCED).search(shade)
    if match is None:
        return
    number = _NUMBERS.get(match["number"]) or int(match["number"])
    named = len({code for place in walk.places for code in place.codes})
    added = bool(match["and"]) or (item.before.strip() == "et" and not shade[:match.start()].strip())
    if added:
        walk.open = True
    if walk.announced is None:
        walk.announced = number + (named if added and named else 0)


def _read_part(walk: _Walk, items: list[Item], index: int, item: Item, listed: bool) -> None:
    text, shade = item.text, shadow(item.text)
    if _heading(walk, items, index, item) or _whole_departement(walk, item, items):
        return
    if item.depth and _about_the_previous(walk, item, shade):
        return
    if pattern(_OUTSIDE).match(shade) or pattern(rf"^\s*(?:extreme )?{DIRECTION}(?:\s+d\S*(?: l\S*)?)?\s*$").match(shade):
        return
    zone = _located(walk, items, index) or walk.here
    joined = _joined(walk, items, index, zone)
    if joined is not None:
        _add(walk, joined, item.start, True)
        return
    if index and any(place.start == items[index - 1].start and place.text.endswith(text) for place in walk.places[-1:]):
        return                                          # second half of a joined name
    counted = pattern(_COUNTED).match(shade)
    skipped = counted.end() if counted else len(text) - len(text.lstrip())
    named_group = "" if pattern(r"^\s*(?:l['’])?agglomération\b").match(text) else text[skipped:].strip()
    group = whole_name(named_group, item.start + skipped, groups_of(walk.geography), zone)
    read = read_name(text, walk.names, zone, True, walk.capitals)
    written = read is not None and read.found.code is not None and read.found.rule not in _LOOSE
    if group and (group.rule == "epci" or not written):
        _add_group(walk, named_group, qualified(group, walk.shade, groups_of(walk.geography)))
        return
    between = pattern(r"^\s*(?:d[eu]s?\s+|d')(?P<from>.{3,50}?)\s+(?:a|au|aux|jusqu'aux?|jusqu'a)\s+(?P<to>.{3,50})$").match(shade)
    if between and not (read and read.found.code):
        ends = [
            read_name(text[slice(*between.span(side))], walk.names, zone, True, walk.capitals)
            for side in ("from", "to")
        ]
        if all(one and one.found.code for one in ends):
            walk.open = True
            for one in ends:
                if one:
                    _add(walk, one, item.start, True)
            return
    sure = listed or item.depth > 0 or walk.colon or _stands_alone(item)
    if read and read.found.rule == LARGER:
        code = walk.geography.departement(read.name)
        walk.departements.extend([code] if code else [])
        walk.open = True
        return
    if counted and item.after not in {",", "et"} and ":" not in item.after:
        walk.open = True
        return
    if read and (read.found.code or read.found.candidates):
        _add(walk, read, item.start, sure or read.cued)
        return
    reads = cover(text, walk.names, zone) if sure else []
    reads = reads or scan_prose(text, walk.names, zone)
    for one in reads:
        _add(walk, one, item.start, True)
    if read and not reads and listed and ":" not in item.after:
        _add(walk, read, item.start, sure)
    elif not reads:
        first = longest_name(text, len(text) - len(text.lstrip()), walk.names, zone)
        if first:
            _add(walk, Read(first[0], first[1], False, True), item.start, False)


def _stands_alone(item: Item) -> bool:
    """Whether an item has a line, a cell or a clause for itself: « Montpellier (la page donne …) »."""
    return (not item.before or bool(set(item.before) & set(";\n"))) and (not item.after or bool(set(item.after) & set("(;\n:")))


def _add(walk: _Walk, read: Read, start: int, sure: bool) -> None:
    if read.open:
        walk.open = True
    found = read.found
    walk.places.append(_Named(
        read.name.strip(), (found.code,) if found.code else (), found.rule or "inconnu", start, found.candidates,
        found.partial, walk.excluding is not None, sure=sure, reported=read.place, depth=walk.depth,
        end=walk.end,
    ))


def _add_group(walk: _Walk, text: str, group: Group) -> None:
    walk.places.append(_Named(
        text, walk.geography.members_of_epci(group.code or ""), group.rule, group.start, group.candidates,
        group.partial, walk.excluding is not None, "epci", reported=group.rule != "hors_territoire",
        end=group.end,
    ))


def _heading(walk: _Walk, items: list[Item], index: int, item: Item) -> bool:
    """« Landes : … / Gers : … » — the département holds for the names that follow."""
    following = items[index + 1] if index + 1 < len(items) else None
    if ":" not in item.after and not ("(" in item.after and following and not following.text.strip().isdigit()):
        return False
    name = pattern(r"^.*?\b(?:communes?|villes?|departement|cote|dans|en)\s+").sub("", shadow(item.text), count=1)
    code = walk.geography.departement(item.text) or walk.geography.departement(name)
    if code is None or (walk.zone.departements and code not in (*walk.zone.departements, *walk.zone.around)):
        return False
    if ":" not in item.after and walk.names.look_up(item.text, walk.zone, False).code:
        return False
    walk.here = Zone((code,), walk.geography.departements[code].neighbours)
    walk.departements.append(code)
    return True


def _located(walk: _Walk, items: list[Item], index: int) -> Zone | None:
    """The département written in parentheses just after a name: « Saint Herblain (44) »."""
    if "(" not in items[index].after or index + 1 >= len(items):
        return None
    written = items[index + 1].text.strip()
    code = walk.geography.departement(written) if len(written) > 1 else None
    near = Zone((code,), strict=True) if code else None
    return near if near and read_name(items[index].text, walk.names, near, True, walk.capitals) else None


def _about_the_previous(walk: _Walk, item: Item, shade: str) -> bool:
    """A parenthesis that qualifies the name before it: its département, its quarters, its number of communes."""
    owner = next((one for one in reversed(walk.places) if one.depth < item.depth), None)
    if owner is not None and "(" not in item.before and owner.kind == "commune" and owner.codes:
        beside = walk.places[walk.places.index(owner) + 1:]
        unknown = read_name(item.text, walk.names, walk.here, False, walk.capitals)
        if unknown and not unknown.found.rule and all(one.codes == owner.codes for one in beside):
            owner.partial = True
            return True
        return False
    if "(" not in item.before or not walk.places:
        return shade.strip().isdigit() or pattern(r"^\s*(?:secteurs?|quartiers?|zones?)?\s*[\d. -]+$").match(shade) is not None
    previous = walk.places[-1]
    if walk.geography.departement(item.text) or shade.strip().isdigit():
        return True
    if previous.kind == "epci" and " " not in item.text.strip() and item.text.isupper():
        return True                                     # its acronym
    if previous.kind != "commune" or not previous.codes:
        return False
    narrower = pattern(rf"\b{phrase('narrower')}\b|^\s*(?:secteurs?|zones?)\b|^\s*{DIRECTION}\s*$|\ben partie\b|^partie").search(shade)
    inner = read_name(item.text, walk.names, walk.here, False, walk.capitals)
    if narrower or (inner and inner.place and not inner.found.rule):
        previous.partial = True
        return not (inner and inner.found.code)
    return False


def _joined(walk: _Walk, items: list[Item], index: int, zone: Zone) -> Read | None:
    """A name that holds a separator: « Messigny et Vantoux », « Evry – Courcouronnes »."""
    if index + 1 >= len(items) or items[index].after not in {"et", "-", "–", "/"}:
        return None
    first, second = items[index], items[index + 1]
    if second.depth != first.depth or len(first.text.split()) > 8:
        return None
    whole = f"{first.text.strip()} {'et ' if first.after == 'et' else ''}{second.text.strip()}"
    found = walk.names.look_up(pattern(r"^(?:(?:communes?|villes?) (?:de |d['’])?|et )").sub("", whole), zone, loosely=False)
    return Read(whole, found) if found.code and found.rule in {"nom", "nom_approche", *_FORMER} else None


_OUTSIDE = r"^\s*(?:et\s+)?(?:entre|limitrophe|a cheval|siege)\b"
# « 58 communes du Pays de … »: what follows holds the communes, it is not one of them
_COUNTED = rf"^\s*(?:les\s+)?(?:\d+|{'|'.join(_NUMBERS)})\s+(?:autres\s+)?communes\s+(?:de\s+(?:la\s+|l')?|d[eu]s?\s+|d')"
_UNDECIDED = {"homonymes", "hors_zone", "inconnu"}
_LOOSE = {"nom_abrege", "coquille"}
_FORMER = {"deleguee", "associee", "ancien_nom", "ancien_code", "usage"}


def _whole_departement(walk: _Walk, item: Item, items: list[Item]) -> bool:
    """« ensemble du département de la Haute-Saône », « toute la Martinique », or nothing but the name."""
    match = pattern(_WHOLE).match(shadow(item.text).strip())
    if match is None or item.depth or ":" in item.after:
        return False
    name = match["name"]
    explicit = bool(match["all"]) or match["unit"] == "departement"
    if not name and match["all"] and match["unit"] == "departement" and len(walk.zone.departements) == 1:
        members_of: tuple[str, ...] = walk.zone.departements
    elif fold_words(name) == "corse":
        members_of = walk.geography.departements_of_region("94")
    else:
        code = walk.geography.departement(name) if any(map(str.isalpha, name)) else None
        members_of = (code,) if code else ()
    allowed = {*walk.zone.departements, *walk.zone.around}
    if not members_of or (allowed and not allowed & set(members_of)):
        return False
    homonym = walk.names.look_up(name, replace(walk.zone, around=walk.zone.around * (not walk.zone.departements)), False)
    if not explicit and (len(items) > 3 or homonym.rule == "nom"):
        return False
    if not explicit and any(walk.geography.departement(one.text) is None and fold_words(one.text) != "corse" for one in items):
        walk.departements.extend(members_of)
        return True
    walk.departements.extend(members_of)
    members = tuple(code for one in members_of for code in walk.geography.members_of_departement(one))
    walk.places.append(_Named(
        item.text.strip(), members, "departement", item.start, excluded=walk.excluding is not None, kind="departement",
        sure=explicit,
    ))
    return True


def _reading(walk: _Walk, listed: bool) -> TerritoryReading:
    places = sorted(walk.places, key=lambda place: place.start)
    if not listed:
        places = _kept_in_prose(places)
    _accept_sisters(walk.geography, places)
    _drop_containers(walk.shade, places)
    _decide_by_neighbours(walk, places)
    excluded = {code for place in places if place.excluded for code in place.codes}
    codes = {code for place in places if not place.excluded for code in place.codes} - excluded
    codes -= {str(walk.geography.communes[code].city) for code in codes}
    kept = [place for place in places if not place.excluded and (place.codes or place.reported)]
    unresolved = tuple(dict.fromkeys(
        place.text for place in kept if not place.codes and not place.candidates and place.kind != "departement"
    ))
    ambiguous = tuple({place.text: (place.text, place.candidates) for place in kept
                       if not place.codes and place.candidates}.values())
    named = len({code for place in places if place.kind != "epci" for code in place.codes})
    whole = walk.announced is None or walk.announced in (len(codes), named)
    complete = bool(codes) and not unresolved and not ambiguous and not walk.open and whole and (
        listed or walk.announced is not None
    ) and not any(place.partial for place in kept)
    return TerritoryReading(
        tuple(sorted(codes)),
        tuple(Place(place.text, place.codes, place.rule, place.partial) for place in kept),
        unresolved, ambiguous, walk.announced, complete, tuple(dict.fromkeys(walk.departements)),
    )


def _kept_in_prose(places: list[_Named]) -> list[_Named]:
    """In running prose a name counts when it is announced, or stands in an enumeration with one that is, or with
    two others: three communes in a row are no accident."""
    kept: list[_Named] = []
    run: list[_Named] = []
    for place in [*places, None]:
        if place is not None and (not run or place.start - run[-1].end <= 4):
            run.append(place)
            continue
        decided = [one for one in run if one.codes]
        if any(one.sure for one in run):
            kept.extend(run)
        elif len(decided) > 2:
            kept.extend(decided)
        run = [] if place is None else [place]
    return [place for place in kept if place.codes or place.kind != "commune" or place.candidates]


def _accept_sisters(geography: Geography, places: list[_Named]) -> None:
    """A name that is also a natural region (« Gévaudan ») is an EPCI when it is listed among EPCI."""
    if sum(place.kind == "epci" and bool(place.codes) for place in places) < 2:
        return
    for place in places:
        if place.rule == "pays_ou_epci" and len(place.candidates) == 1:
            place.codes, place.rule = geography.members_of_epci(place.candidates[0]), "epci"
            place.candidates = ()


def _drop_containers(shade: str, places: list[_Named]) -> None:
    """A département or an EPCI followed by some of its communes only says where they are."""
    for index, place in enumerate(places):
        if place.kind not in ("epci", "departement") or not place.codes or place.excluded:
            continue
        own = set(place.codes)
        inside = [
            other for other in places[index + 1:]
            if other.kind == "commune" and other.codes and not other.excluded and set(other.codes) <= own
        ]
        if place.kind == "departement":
            inside = [other for other in places if other.kind == "commune" and set(other.codes) & own
                      and not other.excluded] if not place.sure else []
        if inside and not (place.kind == "epci" and _only_examples(shade, place, inside[0])):
            place.codes, place.reported = (), False


def _only_examples(shade: str, place: _Named, first: _Named) -> bool:
    """Whether the communes after an EPCI are additions or examples (« dont Lestrem ») rather than its list."""
    between = shade[place.end:first.end]
    return first.start - place.end > 4 or pattern(r"\b(?:dont|notamment|compris)\b|^\s*(?:[,;]|et\b)").search(between) is not None


def _decide_by_neighbours(walk: _Walk, places: list[_Named]) -> None:
    """Homonyms: the département of the names around, then the nearest when it is far nearer than the others."""
    communes = walk.geography.communes
    sure = [code for place in places if place.kind in ("commune", "arrondissement") for code in place.codes]
    for place in places:
        if place.codes or place.kind != "commune" or not sure or place.rule not in _UNDECIDED:
            continue
        votes = Counter(communes[code].departement for code in sure)
        if place.rule != "homonymes":
            others = tuple(code for code, count in votes.items() if count > 1 or not walk.zone.departements)
            again = walk.names.look_up(place.text, Zone(others, strict=True))
            if again.code:
                place.codes, place.candidates, place.rule = (again.code,), (), again.rule
            continue
        voted = [code for code in place.candidates if votes[communes[code].departement]]
        if len(voted) != 1:
            voted = _nearest(communes, voted or list(place.candidates), sure)
        if len(voted) == 1 and place.rule == "homonymes":
            place.codes, place.candidates, place.rule = (voted[0],), (), "homonyme_voisins"


def _nearest(communes: dict, candidates: list[str], sure: list[str]) -> list[str]:
    def kilometres(code: str) -> float:
        here = communes[code]
        distances = [
            hypot((there.longitude - here.longitude) * cos(radians(here.latitude)), there.latitude - here.latitude)
            for other in sure if (there := communes[other]).latitude is not None and here.latitude is not None
        ]
        return min(distances, default=1e9) * 111

    ranked = sorted((kilometres(code), code) for code in candidates)
    if len(ranked) > 1 and ranked[0][0] < 30 and ranked[1][0] > 3 * max(ranked[0][0], 5):
        return [ranked[0][1]]
    return [code for _, code in ranked]
