"""Two CPTS of one name in one document: what tells them apart is the département each part of it speaks of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from lexicon.gate import gated
from spiders.extract.model.mentions import Passage, Subject

# « La CPTS Vallée Verte (Isère) a signé … »: where it lies, said to tell it from the other
_BRACKET = gated(r"\W*(?:[Ll]a\s)?(?:CPTS|[Cc]ommunauté)[^.;:()]{0,60}\([^()]{2,40}\)")


def told_apart(subject: Subject, departements: Callable[[list[Passage]], frozenset[str]]) -> list[Subject]:
    """`subject`, or one for each group of départements that its parts speak of, when no two groups have one in common.

    A part is opened by the name (a heading, a bullet, the name with a département in brackets). `departements`: the
    codes that some passages state. Words before the first part, and parts that state no département, are of nobody in
    particular: nobody gets them."""
    bracketed = (n for n, one in enumerate(subject.passages) if one.named and _BRACKET.match(one.text))
    bounds = [*sorted({*subject.openings, *bracketed}), len(subject.passages)]
    if len(bounds) < 3:
        return [subject]
    groups: dict[frozenset[str], list[Passage]] = {}
    for start, end in pairwise(bounds):
        part = subject.passages[start:end]
        if codes := departements(part):
            groups.setdefault(codes, []).extend(part)
    apart = sum(map(len, groups)) == len(frozenset().union(*groups))
    if len(groups) < 2 or not apart:
        return [subject]
    return [replace(subject, passages=part, locator=_opening(part), openings=[]) for part in groups.values()]


def _opening(part: list[Passage]) -> str:
    """Where a part opens: what a heading over it says stands higher."""
    return next((one.locator for one in part if one.basis not in ("heading", "page")), part[0].locator)
