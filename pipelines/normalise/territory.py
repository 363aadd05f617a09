"""Territory texts to COG codes: what is named, what is left, what cannot be decided.

The rules are explained, with examples, in docs/territory.md. Nothing is guessed: an undecided name is returned in
`ambiguous` or `unresolved`, without a code.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from lexicon.gazetteer import Geography, load
from lexicon.planned import as_of_today
from lexicon.readings import Place, TerritoryReading
from lexicon.text import clean, fold
from pipelines.normalise.territory_announced import find_groups
from pipelines.normalise.territory_decision import conclude
from pipelines.normalise.territory_districts import find_districts
from pipelines.normalise.territory_enumeration import is_list, read_item
from pipelines.normalise.territory_exclusion import excluded_span
from pipelines.normalise.territory_groups import groups_of
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
    text = without_sentence_capital(prepared(as_of_today(text)))
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
    read = _read_codes(written, geography)
    places = tuple(place for place, _ in read)
    unresolved = tuple(place.text for place in places if place.rule == "code_inconnu")
    ambiguous = tuple((place.text, candidates) for place, candidates in read if candidates)
    codes = tuple(sorted({code for place in places for code in place.codes}))
    return TerritoryReading(
        codes, places, unresolved, ambiguous, None, complete=bool(codes) and not unresolved and not ambiguous
    )


def _read_codes(codes: list[str], geography: Geography) -> list[tuple[Place, tuple[str, ...]]]:
    if all(_may_be_a_district(code, geography) for code in codes):
        # 69003: Lyon 3e, or a village of the Rhône
        return [(Place(code, (), "code_ou_code_postal"), (code, *_postal(code, geography))) for code in codes]
    mostly_postal = _mostly_postal(codes, geography)
    return [_place_of_code(code, mostly_postal, geography) for code in codes]


def _postal(code: str, geography: Geography) -> tuple[str, ...]:
    return geography.by_postal_code.get(code, ())


def _mostly_postal(codes: list[str], geography: Geography) -> bool:
    """Whether more codes of a column may be postal than INSEE."""
    insee = [code in geography.communes or _is_former_only(code, geography) for code in codes]
    return sum(code in geography.by_postal_code for code in codes) > sum(insee)


def _is_former_only(code: str, geography: Geography) -> bool:
    return bool(geography.current(code)) and code not in geography.by_postal_code


def _place_of_code(code: str, mostly_postal: bool, geography: Geography) -> tuple[Place, tuple[str, ...]]:
    """What one code designates, and the communes among which a postal code does not decide."""
    postal = _postal(code, geography)
    current = geography.current(code)
    if current is not None and not (postal and (mostly_postal or current != code)):
        return Place(code, (current,), "code" if current == code else "ancien_code"), ()
    if len(postal) > 1:
        return Place(code, (), "code_postal"), postal
    return Place(code, postal, "code_postal" if postal else "code_inconnu"), ()


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
                partial=pattern(r"\bparties? (?:du|des|de la) $").search(shade[: district.start]) is not None,
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
