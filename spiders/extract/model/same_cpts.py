"""Which mentions of one name in one document are of one CPTS: those that no two départements tell apart.

Rows of tables, rows of a card, parts of a text and what they gave all ask here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache

from lexicon.departement_words import departement_of
from lexicon.text import fold


@lru_cache(maxsize=4096)
def places(text: str) -> frozenset[str]:
    """The départements of a text, by their codes: « Ain », « 01 » and « Ain (01) » are one place. Of a text that names
    none, its words."""
    parts = (text, *re.split(r"[,;/()]|\bet\b", text))
    codes = frozenset(code for part in parts if (code := departement_of(part.strip())))
    return codes or frozenset(re.findall(r"\w{2,}", fold(text)))


def each_once(texts: Iterable[str]) -> list[str]:
    """The texts that add a place to those before them."""
    known: set[str] = set()
    kept = []
    for text in texts:
        if not places(text) <= known:
            known |= places(text)
            kept.append(text)
    return kept


def of_one_cpts(
    stated: Sequence[frozenset[str]], goes_on: Callable[[list[int], list[int]], bool] | None = None
) -> list[list[int]]:
    """The mentions of one name, by their numbers, in one group for each CPTS. `stated`: the départements each mention
    states. Those with one in common are of one CPTS, and two groups one after the other where the second says that it
    `goes_on` with the first. Mentions that state none are of the only CPTS; of two, which is not said: of nobody."""
    groups: list[list[int]] = []
    for group in _with_a_place_in_common(stated):
        if groups and goes_on and goes_on(groups[-1], group):
            groups[-1] += group
        else:
            groups.append(group)
    return [list(range(len(stated)))] if len(groups) < 2 else [sorted(group) for group in groups]


def _with_a_place_in_common(stated: Sequence[frozenset[str]]) -> list[list[int]]:
    held: dict[str, list[int]] = {}  # place → the group that holds it
    for number, told in enumerate(stated):
        met = list({id(group): group for one in told if (group := held.get(one)) is not None}.values())
        group = met[0] if met else []
        for other in met[1:]:
            group += other
            held.update(dict.fromkeys((one for n in other for one in stated[n]), group))
        held.update(dict.fromkeys(told, group))
        group.append(number)
    return list({id(group): group for group in held.values()}.values())


def repeats(again: Iterable[tuple[Collection[str], Collection[str]]], adds_places: bool) -> bool:
    """Whether a row in another département goes on with the one of its name: it contradicts none of the fields that
    both state (`again`: what the first says, what the other says), and adds places or repeats a number or a date."""
    pairs = [(known, told) for known, told in again if known and told]
    if any(one not in known for known, told in pairs for one in told):
        return False
    return adds_places or any(re.search(r"\d", one) for _, told in pairs for one in told)
