"""Are two mentions the same CPTS? Rules in the order of their strength, never one global resemblance.

Official identifiers, then vetoes (opposing words, numbers, disjoint départements), then territory, then the
name within one area, then the web site. `CPTS Lille Sud` and `CPTS Lille Nord` resemble each other more than
most true pairs: what tells them apart is a word that opposes, not a distance.
"""

from __future__ import annotations

from pipelines.identity.area import area_of
from pipelines.identity.evidence import (
    FEWEST_SHARED,
    SAME_TERRITORY,
    Decision,
    Shared,
    best_likeness,
    hints,
    same_identifier,
    shared_of,
)
from pipelines.identity.mention import Mention
from pipelines.identity.name_rules import (
    by_acronym,
    by_communes_in_name,
    by_former_name,
    by_name,
    by_town_in_short,
    name_key_of,
)
from pipelines.identity.profile import Profile, profile_of
from pipelines.identity.resemblance import Likeness
from pipelines.identity.veto import veto


def compare(a: Mention, b: Mention) -> Decision:
    """Symmetric. Reasons are in French: they are published with the decision."""
    return compare_profiles(profile_of(a), profile_of(b))


def compare_profiles(a: Profile, b: Profile) -> Decision:
    if identifier := same_identifier(a, b):
        return Decision(True, 1.0, "identifiant", (identifier,))
    likeness = best_likeness(a, b)
    shared = shared_of(a, b)
    if against := veto(a, b):
        return _vetoed(against, likeness, shared, a, b)
    return (
        _by_territory(a, b, likeness, shared)
        or by_name(a, b, likeness, shared)
        or by_acronym(a, b)
        or by_communes_in_name(a, b)
        or by_town_in_short(a, b)
        or by_former_name(a, b)
        or _by_site(a, b)
        or _different(a, b, likeness, shared)
    )


def _vetoed(against: str, likeness: Likeness | None, shared: Shared, a: Profile, b: Profile) -> Decision:
    # a person looks where the veto contradicts a strong likeness
    doubtful = bool(likeness and likeness.equal) or (shared.of_union >= SAME_TERRITORY and shared.count >= 2)
    score = 0.3 if doubtful else 0.0
    return Decision(False, score, "veto", (against, *hints(likeness, shared)), doubtful)


def _by_territory(a: Profile, b: Profile, likeness: Likeness | None, shared: Shared) -> Decision | None:
    if shared.count >= FEWEST_SHARED and shared.of_union >= SAME_TERRITORY:
        related = likeness is not None
        return Decision(True, 0.97 if related else 0.9, "territoire", hints(likeness, shared), doubtful=not related)
    if likeness and shared.count >= FEWEST_SHARED and shared.of_shorter >= SAME_TERRITORY:
        return Decision(True, 0.93, "territoire_et_nom", hints(likeness, shared))
    return None


def _by_site(a: Profile, b: Profile) -> Decision | None:
    if a.host and a.host == b.host:
        return Decision(True, 0.85, "site", (f"même site {a.host}",))
    return None


def _different(a: Profile, b: Profile, likeness: Likeness | None, shared: Shared) -> Decision:
    area = area_of(a, b)
    same_figure = a.exact_population is not None and a.exact_population == b.exact_population
    inside = next((one.name.short for one, other in ((a, b), (b, a)) if _is_commune_of(one, other)), None)
    much_shared = shared.count >= 2 and shared.of_shorter >= SAME_TERRITORY
    village = inside and area.level == "same" and all(one.name.key for one in (a, b))
    doubtful = area.level != "far" and any((likeness, same_figure, much_shared, village))
    reasons = [*hints(likeness, shared), area.reason]
    if inside and doubtful:
        reasons.append(f"« {inside} » est une commune du territoire de l'autre")
    if same_figure:
        reasons.append(f"même population {a.population}")
    return Decision(False, 0.4 if doubtful else 0.0, "preuves_insuffisantes", tuple(reasons), doubtful)


def _is_commune_of(one: Profile, other: Profile) -> bool:
    return one.name.key in map(name_key_of, other.communes)
