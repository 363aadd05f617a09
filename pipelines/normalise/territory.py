"""Territory texts to COG codes: what is named, what is left, what cannot be decided.

The rules are explained, with examples, in docs/territory.md. Nothing is guessed: an undecided name is returned in
`ambiguous` or `unresolved`, without a code.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from lexicon.gazetteer import Geography, load
from lexicon.readings import Place, TerritoryReading
from lexicon.text import clean, fold
from pipelines.normalise.territory_decision import conclude
from pipelines.normalise.territory_districts import find_districts
from pipelines.normalise.territory_enumeration import is_list, read_item
from pipelines.normalise.territory_exclusion import excluded_span
from pipelines.normalise.territory_groups import find_groups, groups_of
from pipelines.normalise.territory_items import items_of, prepared
from pipelines.normalise.territory_names import Zone, names_of
from pipelines.normalise.territory_reading import without_sentence_capital
from pipelines.normalise.territory_vocabulary import pattern
from pipelines.normalise.territory_walk import Named, Walk

# A page of prose is a hundred times shorter; what follows is not a territory.
LIMIT = 200_000
MOST_ITEMS = 5_000
MOST_GROUPS = 300
_CODE = r"(?:\d{5}|2[abAB]\d{3})"


def resolve_territory(
    text: str,
    region_code: str | None = None,
    departements: tuple[str, ...] = (),
    geography: Geography | None = None,
) -> TerritoryReading:
    """COG 2026 codes named by a text. `region_code`: INSEE region of the source; `departements`: codes or names,
    where the territory is expected. A city and its arrondissements are never returned together. Never raises."""
    geography = geography or load()
    zone = zone_of(region_code, tuple(map(str, departements)), geography)
    text = clean(str(text or "")[:LIMIT])
    if pattern(rf"^{_CODE}(?:[\s,;/|]+{_CODE})*$").match(text):
        return resolve_codes(pattern(r"[\s,;/|]+").split(text), geography)
    text = without_sentence_capital(prepared(text))
    walk = Walk(geography, names_of(geography), zone, zone)
    walk.capitals, walk.shade = text != text.lower(), fold(text)
    masked = _read_spans(walk, text)
    items = items_of(masked)[:MOST_ITEMS]
    listed = is_list(items, walk)
    walk.open = pattern(r"\.{3}|…").search(text) is not None
    for index, item in enumerate(items):
        read_item(walk, items, index, item, listed)
    return conclude(walk, listed)


@lru_cache(maxsize=256)
def zone_of(region_code: str | None, departements: tuple[str, ...], geography: Geography) -> Zone:
    """Where the names of a source should be: its départements, then their neighbours; else its region."""
    inside = tuple(dict.fromkeys(code for one in departements if (code := geography.departement(one)) is not None))
    if inside:
        near = dict.fromkeys(other for code in inside for other in geography.departements[code].neighbours)
        return Zone(inside, tuple(code for code in near if code not in inside))
    region = geography.region(str(region_code or ""))
    return Zone((), geography.departements_of_region(region) if region else ())


def resolve_codes(values: Iterable[str], geography: Geography | None = None) -> TerritoryReading:
    """A column of codes: INSEE codes, today's or former; a postal code is recognised (rule `code_postal`) and
    used only when it designates one commune; what is neither is reported as unresolved. A postal code comes before
    a *former* INSEE code (75015 was Bry-sur-Marne's, sixty years ago). In a column whose codes are mostly postal, a
    code that is both (44110) is read as postal; those of arrondissements alone (69003) are not decided."""
    geography = geography or load()
    written = list(filter(None, map(_padded, values)))
    insee = [code for code in written if code in geography.communes or _is_former_only(code, geography)]
    is_postal = sum(code in geography.by_postal_code for code in written) > len(insee)
    if written and all(_may_be_a_district(code, geography) for code in written):
        # 69003: Lyon 3e, or a village of the Rhône
        places = [Place(code, (), "code_ou_code_postal") for code in written]
        ambiguous = [(code, (code, *geography.by_postal_code.get(code, ()))) for code in written]
    else:
        places = [_place_of_code(code, is_postal, geography) for code in written]
        several = [place.text for place in places if place.rule == "code_postal" and not place.codes]
        ambiguous = [(code, geography.by_postal_code[code]) for code in several]
    unresolved = tuple(place.text for place in places if place.rule == "code_inconnu")
    codes = tuple(sorted({code for place in places for code in place.codes}))
    complete = bool(codes) and not unresolved and not ambiguous
    return TerritoryReading(codes, tuple(places), unresolved, tuple(ambiguous), None, complete)


def _is_former_only(code: str, geography: Geography) -> bool:
    return bool(geography.current(code)) and code not in geography.by_postal_code


def _place_of_code(code: str, is_postal: bool, geography: Geography) -> Place:
    """What one code designates; no commune when it is unknown, or postal and of several communes."""
    postal = geography.by_postal_code.get(code, ())
    current = geography.current(code)
    if current is not None and not (postal and (is_postal or current != code)):
        return Place(code, (current,), "code" if current == code else "ancien_code")
    if postal:
        return Place(code, postal if len(postal) == 1 else (), "code_postal")
    return Place(code, (), "code_inconnu")


def _may_be_a_district(code: str, geography: Geography) -> bool:
    """Whether a code is that of a commune and the postal code of a municipal arrondissement."""
    postal = geography.by_postal_code.get(code, ())
    return code in geography.communes and code not in postal and any(geography.communes[one].city for one in postal)


def _padded(value: object) -> str:
    """A code as written in the reference: a spreadsheet may have made it a number and eaten its zero."""
    code = str(value).strip().upper().removesuffix(".0")
    return "0" + code if len(code) == 4 and code.isdigit() else code


def _read_spans(walk: Walk, text: str) -> str:
    """Read arrondissements and intercommunalities first, since their names hold separators; returns the text
    with those words replaced by separators of the same length."""
    shade, masked = walk.shade, list(text)
    for district in find_districts(shade, walk.geography, walk.zone, MOST_GROUPS):
        walk.places.append(
            Named(
                text[district.start : district.end],
                district.codes,
                "arrondissement",
                district.start,
                excluded=excluded_span(walk, district.start, district.end),
                kind="arrondissement",
                end=district.end,
            )
        )
        masked[district.start : district.end] = ";" * (district.end - district.start)
    for group in find_groups(text, shade, groups_of(walk.geography), walk.zone, MOST_GROUPS):
        if masked[group.start] == ";" and text[group.start] != ";":
            continue
        walk.add_group(text[group.start : group.end], group, excluded_span(walk, group.start, group.end))
        masked[group.start : group.end] = ";" * (group.end - group.start)
    return "".join(masked)
