"""Mentions into CPTS: pairs by shared clues, links from the strongest down, never across a veto.

The result depends on the mentions only, not on their order. A person's decisions come before every rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from pipelines.identity.blocking import candidate_pairs
from pipelines.identity.compare import Decision, Traits, compare_profiles, opposed_traits
from pipelines.identity.decisions import ONE_CPTS, HumanDecision
from pipelines.identity.mention import Mention
from pipelines.identity.profile import Profile, profile_of
from pipelines.identity.unplaced import only_of_their_name

SHORT = "nom_court"  # the rule of `compare` that reads a name in short
Link = tuple[int, int, Decision]  # two units, the smaller first


@dataclass(frozen=True, slots=True)
class Pair:
    """Two mention ids, the smaller first, and what was decided of them."""

    a: str
    b: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class Grouping:
    """`groups`: sorted mention ids, groups in the order of their first one. `pairs`: every pair compared that is
    linked or in doubt. `doubtful`: those for a person to look at. `unmatched`: decisions that name a mention unknown
    today."""

    groups: tuple[tuple[str, ...], ...]
    pairs: tuple[Pair, ...]
    doubtful: tuple[Pair, ...]
    unmatched: tuple[HumanDecision, ...] = ()


def group(
    mentions: Iterable[Mention], decisions: Sequence[HumanDecision] = (), renamed: Sequence[Pair] = ()
) -> Grouping:
    """Groups of mentions of one CPTS each. `renamed`: mentions of its former and of its present name, which nothing
    but a person keeps apart. Raises `ValueError` when two mentions share an id."""
    ordered = sorted(mentions, key=lambda one: one.mention_id)
    by_id = {mention.mention_id: mention for mention in ordered}
    if len(by_id) < len(ordered):
        twice = next(one.mention_id for one, after in pairwise(ordered) if one.mention_id == after.mention_id)
        raise ValueError(f"two mentions have the id {twice!r}")
    known = [one for one in decisions if one.a in by_id and one.b in by_id]
    units, identical = _units(by_id, {one for decision in known for one in (decision.a, decision.b)})
    profiles = [profile_of(by_id[unit[0]]) for unit in units]
    unit_of = {mention: number for number, unit in enumerate(units) for mention in unit}

    clusters = _Clusters(profiles)
    settled = _apply(known, unit_of, clusters)
    followed = [one for one in renamed if clusters.join(unit_of[one.a], unit_of[one.b], by_hand=True) is None]
    linked: list[Link] = []
    doubtful: list[Link] = []
    for one, other in candidate_pairs(profiles):
        if (one, other) in settled:
            continue
        decision = compare_profiles(profiles[one], profiles[other])
        if decision.same:
            linked.append((one, other, decision))
        elif decision.doubtful:
            doubtful.append((one, other, decision))
    linked.sort(key=lambda link: (-link[2].score, units[link[0]][0], units[link[1]][0]))

    kept: list[Link] = []
    blocked: list[Link] = []
    forked = _forked(linked, profiles)

    def join(one: int, other: int, decision: Decision) -> None:
        fork = "ce nom court convient à plusieurs" if decision.rule == SHORT and forked & {one, other} else None
        if against := fork or clusters.join(one, other):
            blocked.append(
                (
                    one,
                    other,
                    Decision(False, decision.score, "veto_du_groupe", (*decision.reasons, against), doubtful=True),
                )
            )
        else:
            kept.append((one, other, decision))

    for link in linked:
        join(*link)
    for link in only_of_their_name(profiles, clusters.find):
        if link[:2] not in settled:
            join(*link)

    def pairs(links: Iterable[Link]) -> list[Pair]:
        return [Pair(units[one][0], units[other][0], decision) for one, other, decision in links]

    # a doubt is settled when other evidence has put both in one group
    open_doubts = [link for link in doubtful if clusters.find(link[0]) != clusters.find(link[1])]
    to_review = _once_per_names([*blocked, *open_doubts, *(link for link in kept if link[2].doubtful)], profiles)
    return Grouping(
        groups=_groups(units, clusters),
        pairs=tuple(sorted([*identical, *followed, *pairs([*kept, *blocked, *doubtful])], key=_order)),
        doubtful=tuple(sorted(pairs(to_review), key=lambda pair: (-pair.decision.score, *_order(pair)))),
        unmatched=tuple(one for one in decisions if one.a not in by_id or one.b not in by_id),
    )


def _forked(linked: list[Link], profiles: Sequence[Profile]) -> set[int]:
    """Units whose name in short fits two CPTS that differ: « Synapse », « Synapse Comtat » and « Synapse Luberon »."""
    whole: dict[int, list[int]] = defaultdict(list)
    for one, other, decision in linked:
        if decision.rule == SHORT:
            whole[one].append(other)
            whole[other].append(one)
    return {
        unit
        for unit, fitting in whole.items()
        if any(not compare_profiles(profiles[one], profiles[other]).same for one, other in combinations(fitting, 2))
    }


def _once_per_names(links: list[Link], profiles: Sequence[Profile]) -> list[Link]:
    """The strongest link of each two names: a person answers once for « Côte Rocheuse » and « Côte Vermeille »."""
    chosen: dict[tuple[str, str], Link] = {}
    for link in sorted(links, key=lambda one: (-one[2].score, one[0], one[1])):
        names = sorted(_named(one, profiles[one]) for one in link[:2])
        chosen.setdefault((names[0], names[1]), link)
    return list(chosen.values())


def _named(number: int, profile: Profile) -> str:
    return f"{profile.name.key} {' '.join(sorted(profile.departements))}" if profile.name.key else f"#{number}"


def _order(pair: Pair) -> tuple[str, str]:
    return pair.a, pair.b


def _units(by_id: dict[str, Mention], apart: set[str]) -> tuple[list[list[str]], list[Pair]]:
    """Mentions that say exactly the same are compared once. A mention a person spoke of stays by itself."""
    units: list[list[str]] = []
    pairs: list[Pair] = []
    of_profile: dict[tuple[object, ...], int] = {}
    for mention_id, mention in by_id.items():
        profile = profile_of(mention)
        signature = _signature(profile)
        if mention_id not in apart and signature in of_profile:
            unit = units[of_profile[signature]]
            pairs.append(Pair(unit[0], mention_id, Decision(True, 1.0, "mention_identique", ("mêmes valeurs",))))
            unit.append(mention_id)
            continue
        # « la CPTS » twice is not one CPTS: only what would be grouped with its own copy is
        if mention_id not in apart and compare_profiles(profile, profile).same:
            of_profile[signature] = len(units)
        units.append([mention_id])
    return units, pairs


def _signature(profile: Profile) -> tuple[object, ...]:
    """Everything that `compare` looks at, spelling left out."""
    forms = tuple((form.core, form.generic, form.opposing, form.numbers) for form in profile.forms)
    former = tuple((form.core, form.generic, form.opposing, form.numbers) for form in profile.former)
    return (
        forms,
        former,
        profile.name.acronym,
        profile.region,
        profile.departements,
        profile.codes,
        profile.communes,
        profile.population,
        profile.finess,
        profile.siren,
        profile.rna,
        profile.host,
    )


def _apply(decisions: list[HumanDecision], unit_of: dict[str, int], clusters: _Clusters) -> set[tuple[int, int]]:
    """A person's decisions, « different » first: what a person separated stays separate."""
    settled: set[tuple[int, int]] = set()
    for one in sorted(decisions, key=lambda one: (one.decision in ONE_CPTS, one.a, one.b)):
        first, second = sorted((unit_of[one.a], unit_of[one.b]))
        settled.add((first, second))
        if one.decision in ONE_CPTS:
            if against := clusters.join(first, second, by_hand=True):
                raise ValueError(f"{one.where}: « même CPTS » contradicts another decision ({against})")
        else:
            clusters.separate(first, second)
    return settled


def _groups(units: list[list[str]], clusters: _Clusters) -> tuple[tuple[str, ...], ...]:
    members: dict[int, list[str]] = defaultdict(list)
    for number, unit in enumerate(units):
        members[clusters.find(number)].extend(unit)
    return tuple(sorted(tuple(sorted(one)) for one in members.values()))


@dataclass(slots=True)
class _Cluster:
    """`traits`: what may oppose, each combination once; few even in a large group."""

    units: set[int]
    traits: set[Traits]
    departements: frozenset[str]
    separate: set[int] = field(default_factory=set)


class _Clusters:
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

    def separate(self, one: int, other: int) -> None:
        self.clusters[self.find(one)].separate.add(other)
        self.clusters[self.find(other)].separate.add(one)

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
        if not mine.separate.isdisjoint(theirs.units) or not theirs.separate.isdisjoint(mine.units):
            return "séparées par une décision humaine"
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
