"""Groups of mentions while they grow: what a veto or a person keeps apart is never brought together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pipelines.identity.profile import Profile
from pipelines.identity.veto import Traits, opposed_traits


@dataclass(slots=True)
class _Cluster:
    """`traits`: what may oppose, each combination once; few even in a large group."""

    units: set[int]
    traits: set[Traits]
    departements: frozenset[str]
    separate: dict[int, str] = field(default_factory=dict)  # unit → why, in French


class Clusters:
    """Union-find that refuses to bring together what a veto or a person keeps apart."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        self.profiles = profiles
        self.parent = list(range(len(profiles)))
        self.clusters = {
            number: _Cluster({number}, {(one.finess, one.opposing, one.numbers)}, one.departements)
            for number, one in enumerate(profiles)
        }

    def find(self, number: int) -> int:
        while self.parent[number] != number:
            self.parent[number] = self.parent[self.parent[number]]
            number = self.parent[number]
        return number

    def separate(self, one: int, other: int, why: str) -> None:
        """Keeps two units apart, unless they are together already."""
        if (root := self.find(one)) != (branch := self.find(other)):
            self.clusters[root].separate[other] = why
            self.clusters[branch].separate[one] = why

    def join(self, one: int, other: int, by_hand: bool = False) -> str | None:
        """Joins the clusters of two units, or says in French why they must stay apart."""
        root, branch = self.find(one), self.find(other)
        if root == branch:
            return None
        if len(self.clusters[root].units) < len(self.clusters[branch].units):
            root, branch = branch, root
        mine, theirs = self.clusters[root], self.clusters[branch]
        against = self._against(one, other, mine, theirs, by_hand)
        if against:
            return against
        self.parent[branch] = root
        mine.units |= theirs.units
        mine.traits |= theirs.traits
        mine.separate |= theirs.separate
        mine.departements |= theirs.departements
        del self.clusters[branch]
        return None

    def _against(self, one: int, other: int, mine: _Cluster, theirs: _Cluster, by_hand: bool) -> str | None:
        if kept := mine.separate.keys() & theirs.units:
            return mine.separate[min(kept)]
        if by_hand:
            return None
        for trait in sorted(mine.traits, key=_trait_order):
            for its in sorted(theirs.traits, key=_trait_order):
                if against := opposed_traits(trait, its):
                    return f"d'autres mentions s'y opposent : {against}"
        # a link between two départements was judged on its own; a chain through a mention without one was not
        straddling = bool(
            self.profiles[one].departements
            and self.profiles[other].departements
            and not self.profiles[one].departements & self.profiles[other].departements
        )
        if mine.departements and theirs.departements and not straddling and not mine.departements & theirs.departements:
            return "d'autres mentions sont dans des départements différents"
        return None


def _trait_order(trait: Traits) -> tuple[str, list[str], list[str]]:
    return trait[0] or "", sorted(trait[1]), sorted(trait[2])
