"""What two mentions have in common, and what is decided of them."""

from __future__ import annotations

from dataclasses import dataclass

from pipelines.identity.profile import Profile
from pipelines.identity.resemblance import Likeness, alike, half

# territories: enough communes in common not to be a chance, and most of both lists
FEWEST_SHARED = 3
SAME_TERRITORY = 0.6


@dataclass(frozen=True, slots=True)
class Decision:
    """`score`: strength of the evidence for `same`, 0 to 1, fixed by the rule. `doubtful`: a person should look."""

    same: bool
    score: float
    rule: str
    reasons: tuple[str, ...]
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Shared:
    """Communes in common, and their share of the union and of the shorter list."""

    count: int
    of_union: float
    of_shorter: float
    names: frozenset[str]


def shared_of(a: Profile, b: Profile) -> Shared:
    """On codes where both have them, on folded names otherwise: the better of the two."""
    best = Shared(0, 0.0, 0.0, frozenset())
    for mine, other in ((a.codes, b.codes), (a.communes, b.communes)):
        common = mine & other
        if common and len(common) / len(mine | other) > best.of_union:
            best = Shared(
                len(common),
                len(common) / len(mine | other),
                len(common) / min(len(mine), len(other)),
                a.communes & b.communes,
            )
    return best


def same_identifier(a: Profile, b: Profile) -> str | None:
    if a.finess and a.finess == b.finess:
        return f"même numéro FINESS {a.finess}"
    if a.siren and a.siren == b.siren and not (a.finess and b.finess):
        return f"même numéro SIREN {a.siren}"
    if a.rna and a.rna == b.rna and not (a.finess and b.finess) and not (a.siren and b.siren):
        return f"même numéro RNA {a.rna}"
    return None


def best_likeness(a: Profile, b: Profile) -> Likeness | None:
    area = a.area_words | b.area_words
    found = [alike(one, other, area) for one in a.forms for other in b.forms]
    found += [
        half(one, part, joined)
        for mine, other in ((a, b), (b, a))
        for one in mine.forms
        for part in other.halves
        for joined in other.forms[:1]
    ]
    return max((one for one in found if one), key=lambda one: one.strength, default=None)


def hints(likeness: Likeness | None, shared: Shared) -> tuple[str, ...]:
    """What speaks for one CPTS, in French."""
    found = [likeness.reason] if likeness else []
    if shared.count:
        plural = "s" if shared.count > 1 else ""
        found.append(f"{shared.count} commune{plural} en commun ({shared.of_union:.0%} de l'ensemble)")
    return tuple(found)
