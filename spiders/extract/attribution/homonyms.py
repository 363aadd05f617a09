"""Two CPTS of one name in one document: what tells them apart is the département each part of it speaks of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import chain, pairwise

from lexicon.gate import gated
from spiders.extract.model.mentions import Passage, Subject
from spiders.extract.model.same_cpts import of_one_cpts

# « La CPTS Vallée Verte (Isère) a signé … »: where it lies, said to tell it from the other
_BRACKET = gated(r"\W*(?:[Ll]a\s)?(?:CPTS|[Cc]ommunauté)[^.;:()]{0,60}\([^()]{2,40}\)")


def told_apart(subject: Subject, departements: Callable[[list[Passage]], frozenset[str]]) -> list[Subject]:
    """`subject`, or one for each CPTS that the départements of its parts tell apart.

    A part is opened by the name (a heading, a bullet, the name with a département in brackets). `departements`: the
    codes that some passages state. Nobody gets the words before the first part. The parts that state no département
    stay together, for the alarm that says so: they are of nobody in particular."""
    bracketed = (n for n, one in enumerate(subject.passages) if one.named and _BRACKET.match(one.text))
    bounds = [*sorted({*subject.openings, *bracketed}), len(subject.passages)]
    if len(bounds) < 3:
        return [subject]
    parts = [subject.passages[start:end] for start, end in pairwise(bounds)]
    groups = of_one_cpts([departements(part) for part in parts])
    if len(groups) < 2:
        return [subject]
    left = sorted(set(range(len(parts))).difference(*groups))
    return [_part(subject, [parts[number] for number in group]) for group in (*groups, left) if group]


def _part(subject: Subject, parts: list[list[Passage]]) -> Subject:
    passages = list(chain(*parts))
    return replace(subject, passages=passages, locator=_opening(passages), openings=[])


def _opening(part: list[Passage]) -> str:
    """Where a part opens: what a heading over it says stands higher."""
    return next((one.locator for one in part if one.basis not in ("heading", "page")), part[0].locator)
