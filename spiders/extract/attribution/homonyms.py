"""Two CPTS of one name in one document: what tells them apart is the département each part of it speaks of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

from lexicon.gate import gated
from spiders.extract.model.mentions import Passage, Subject
from spiders.extract.model.same_cpts import of_one_cpts

# « La CPTS Vallée Verte (Isère) a signé … »: where it lies, said to tell it from the other
_BRACKET = gated(r"\W*(?:[Ll]a\s)?(?:CPTS|[Cc]ommunauté)[^.;:()]{0,60}\([^()]{2,40}\)")


def told_apart(subject: Subject, departements: Callable[[list[Passage]], frozenset[str]]) -> list[Subject]:
    """`subject`, or one for each CPTS that the départements of its parts tell apart.

    A part is opened by the name (a heading, a bullet, the name with a département in brackets). `departements`: the
    codes that some passages state. Words before the first part, and parts that state no département, are of nobody in
    particular: nobody gets them."""
    bracketed = (n for n, one in enumerate(subject.passages) if one.named and _BRACKET.match(one.text))
    bounds = [*sorted({*subject.openings, *bracketed}), len(subject.passages)]
    if len(bounds) < 3:
        return [subject]
    parts = [subject.passages[start:end] for start, end in pairwise(bounds)]
    groups = of_one_cpts([departements(part) for part in parts])
    if len(groups) < 2:
        return [subject]
    told = [[one for number in group for one in parts[number]] for group in groups]
    return [replace(subject, passages=group, locator=_opening(group), openings=[]) for group in told]


def _opening(part: list[Passage]) -> str:
    """Where a part opens: what a heading over it says stands higher."""
    return next((one.locator for one in part if one.basis not in ("heading", "page")), part[0].locator)
