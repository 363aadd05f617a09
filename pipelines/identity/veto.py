"""What keeps two mentions apart whatever links them: opposing words, numbers, disjoint départements."""

from __future__ import annotations

from pipelines.identity.area import listed, names_departement, touching, town_beside
from pipelines.identity.evidence import FEWEST_SHARED, best_likeness, shared_of
from pipelines.identity.profile import Profile
from pipelines.identity.words import is_distinctive

Traits = tuple[str | None, frozenset[str], frozenset[str]]  # FINESS, opposing words, numbers


def veto(a: Profile, b: Profile) -> str | None:
    """Why two mentions can never be one CPTS, whatever links them, in French; `None` when nothing forbids it."""
    if against := opposed_traits((a.finess, a.opposing, a.numbers), (b.finess, b.opposing, b.numbers)):
        return against
    if a.departements and b.departements and not a.departements & b.departements and not _straddles(a, b):
        return f"départements différents ({listed(a.departements)} / {listed(b.departements)})"
    return None


def opposed_traits(mine: Traits, other: Traits) -> str | None:
    """The part of `veto` that holds between whole groups: FINESS, opposing words and numbers of two mentions."""
    if mine[0] and other[0]:
        return None if mine[0] == other[0] else f"numéros FINESS différents ({mine[0]}, {other[0]})"
    if _opposed(mine[1], other[1]):
        return f"mots opposés ({listed(mine[1])} / {listed(other[1])})"
    if _opposed(mine[2], other[2]):
        return f"numéros différents ({listed(mine[2])} / {listed(other[2])})"
    return None


def _opposed(mine: frozenset[str], other: frozenset[str]) -> bool:
    return bool(mine and other and not mine <= other and not other <= mine)


def _straddles(a: Profile, b: Profile) -> bool:
    """Whether disjoint départements can still be one CPTS that lies across them."""
    if shared_of(a, b).count >= FEWEST_SHARED:
        return True
    likeness = best_likeness(a, b)
    if likeness is None or likeness.rule not in ("nom_egal", "nom_sans_mots_generiques"):
        return False
    same_town = town_beside(likeness.form, a, b)
    if not likeness.equal and not same_town:
        return False
    if a.exact_population and a.exact_population == b.exact_population:
        return True
    if names_departement(likeness.form, a) and names_departement(likeness.form, b):
        return True
    if _two_territories(a, b):
        return False
    return same_town or (a.region == b.region and touching(a, b) and is_distinctive(likeness.form.core))


def _two_territories(a: Profile, b: Profile) -> bool:
    """Two lists of communes with none in common, each in its département."""
    lists = ((a.codes, b.codes), (a.communes, b.communes))
    return any(mine and other and not mine & other for mine, other in lists)
