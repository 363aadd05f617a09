"""Mentions that say nothing of where: a press article names « CPTS Tarbes-Adour » and no département.

Two mentions with nothing but a name are never compared into one by `compare`, which sees a pair. Among all mentions
more can be said: when exactly one CPTS of that very name is known in the country, a reader takes the article to speak
of it. The link is marked doubtful, so that a person may say otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from pipelines.identity.evidence import Decision
from pipelines.identity.profile import Profile
from pipelines.identity.words import is_distinctive

ONLY_NAME = Decision(
    True, 0.7, "seule_de_ce_nom", ("même nom, lieu non dit, et une seule CPTS connue de ce nom",), doubtful=True
)


def is_placed(profile: Profile) -> bool:
    return bool(profile.region or profile.departements or profile.codes or profile.communes)


def only_of_their_name(profiles: Sequence[Profile], find: Callable[[int], int]) -> list[tuple[int, int, Decision]]:
    """Links (the smaller number first) from each unplaced mention to the one group of its name; among unplaced
    mentions alone, to the first of them. Common words (« Sud », « Val de Saône ») link nothing."""
    named: dict[str, list[int]] = defaultdict(list)
    for number, profile in enumerate(profiles):
        if profile.name.key and any(is_distinctive(form.core) for form in profile.forms):
            named[profile.name.key].append(number)
    links = []
    for _, numbers in sorted(named.items()):
        # the placed ones first, each in order
        home, *others = sorted(numbers, key=lambda number: (not is_placed(profiles[number]), number))
        groups = {find(number) for number in numbers if is_placed(profiles[number])}
        if len(groups) < 2:
            unplaced = (one for one in others if not is_placed(profiles[one]))
            links += [(min(home, one), max(home, one), ONLY_NAME) for one in unplaced]
    return links
