"""One listing per CPTS: of a document that speaks of it twice, of a list that is given page by page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from lexicon.cpts_names import name_key
from lexicon.departement_words import departement_of
from lexicon.text import fold
from spiders.listing import TOLD, Listing


def merge_same(listings: Iterable[Listing]) -> list[Listing]:
    """One listing per CPTS of a document that speaks of it twice (two sheets, two layers, a table and the text under
    it): the first keeps its values, the others fill what it left empty. The same name in two départements stays two
    CPTS, and words about one of them that do not say which fill neither."""
    kept: list[Listing] = []
    by_name: dict[str, list[int]] = {}
    for listing in listings:
        same = by_name.setdefault(name_key(listing.name), [])
        known = [n for n in same if _may_be_one(kept[n].department_text, listing.department_text)]
        if not known:
            same.append(len(kept))
            kept.append(listing)
        elif len(known) == 1:
            kept[known[0]] = _filled(kept[known[0]], listing)
    return kept


def _may_be_one(one: str | None, other: str | None) -> bool:
    """Whether the départements two listings state, if both do, have one in common: « Ain » and « 01 » have."""
    return not one or not other or bool(_places(one) & _places(other))


@lru_cache(maxsize=4096)
def _places(text: str) -> frozenset[str]:
    codes = frozenset(code for part in re.split(r"[,;/()]|\bet\b", text) if (code := departement_of(part.strip())))
    return codes or frozenset(re.findall(r"\w{2,}", fold(text)))


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
        known = next(
            (one for one in same if goes_on or _may_be_one(before[one].department_text, listing.department_text)), None
        )
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
        department_text=_together(" / ", one.department_text, other.department_text),
        commune_codes=tuple(dict.fromkeys((*one.commune_codes, *other.commune_codes))),
        facts=tuple(dict.fromkeys((*one.facts, *other.facts))),
        evidence=replace(one.evidence, locator=place),
    )


def _together(separator: str, *texts: str | None) -> str | None:
    parts = dict.fromkeys(part for text in texts if text for part in text.split(separator))
    return separator.join(parts) or None
