"""One listing per CPTS: of a document that speaks of it twice, of a list that is given page by page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import reduce

from lexicon.cpts_names import name_key
from spiders.extract.model.same_cpts import each_once, of_one_cpts, places
from spiders.listing import TOLD, Listing


def merge_same(listings: Iterable[Listing]) -> tuple[list[Listing], list[Listing]]:
    """One listing per CPTS of a document that speaks of it twice (two sheets, two layers, a table and the text under
    it): the first keeps its values, the others fill what it left empty. Then what is of nobody: the same name in two
    départements is two CPTS, and words that do not say which fill neither."""
    told = list(listings)
    by_name: dict[str, list[int]] = {}
    for number, listing in enumerate(told):
        by_name.setdefault(name_key(listing.name), []).append(number)
    kept: dict[int, Listing] = {}
    left = set(range(len(told)))
    for same in by_name.values():
        groups = of_one_cpts([_places(told[number]) for number in same]) if len(same) > 1 else [[0]]
        for group in groups:
            numbers = [same[one] for one in group]
            kept[numbers[0]] = reduce(_filled, (told[number] for number in numbers))
            left -= set(numbers)
    return [kept[number] for number in sorted(kept)], [told[number] for number in sorted(left)]


def _places(listing: Listing) -> frozenset[str]:
    return places(listing.department_text or "")


# what a row may have that its other row lacks
_FILLED = (*TOLD[1:], "status_filed", "page_date", "publisher_ref")


def _filled(known: Listing, other: Listing) -> Listing:
    missing = {name: getattr(other, name) for name in _FILLED if not getattr(known, name)}
    extra = known.extra + tuple(pair for pair in other.extra if pair not in known.extra)
    facts = known.facts + tuple(fact for fact in other.facts if fact.field in missing)
    return replace(known, extra=extra, facts=facts, **missing)


def join_pages(before: Sequence[Listing], page: Sequence[Listing]) -> list[Listing]:
    """The listings of a list given in pages, one row per commune: a CPTS whose rows stand on two pages is one, with
    the communes of both. The rows of one page were joined by its reader."""
    joined = list(before)
    for number, listing in enumerate(page):
        key = name_key(listing.name)
        same = [place for place, one in enumerate(before) if name_key(one.name) == key]
        # the last CPTS of a page goes on on the next one, be it in another département
        goes_on = number == 0 and same[-1:] == [len(before) - 1]
        groups = of_one_cpts([*(_places(before[place]) for place in same), _places(listing)])
        known = same[0] if goes_on else next((same[one] for one, *more in groups if len(same) in more), None)
        if known is None:
            joined.append(listing)
        else:
            joined[known] = _continued(joined[known], listing)
    return joined


def _continued(one: Listing, other: Listing) -> Listing:
    place = f"{one.evidence.locator}, puis {other.evidence.locator} de la page suivante"
    return replace(
        _filled(one, other),
        territory_text=_together(", ", one.territory_text, other.territory_text),
        department_text=" / ".join(each_once(filter(None, (one.department_text, other.department_text)))) or None,
        commune_codes=tuple(dict.fromkeys((*one.commune_codes, *other.commune_codes))),
        facts=tuple(dict.fromkeys((*one.facts, *other.facts))),
        evidence=replace(one.evidence, locator=place),
    )


def _together(separator: str, *texts: str | None) -> str | None:
    parts = dict.fromkeys(part for text in texts if text for part in text.split(separator))
    return separator.join(parts) or None
