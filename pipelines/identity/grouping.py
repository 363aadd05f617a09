"""Mentions into CPTS: pairs by shared clues, links from the strongest down, never across a veto.

The result depends on the mentions only, not on their order. A person's decisions come before every rule.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from pipelines.identity.apart import NOTHING, Apart
from pipelines.identity.blocking import candidate_pairs
from pipelines.identity.clusters import Clusters
from pipelines.identity.compare import compare_profiles
from pipelines.identity.decisions import ONE_CPTS, HumanDecision
from pipelines.identity.evidence import Decision, best_likeness
from pipelines.identity.mention import Mention
from pipelines.identity.profile import Profile, profile_of
from pipelines.identity.sites_of_several import without_sites_of_several
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
    mentions: Iterable[Mention],
    decisions: Sequence[HumanDecision] = (),
    renamed: Sequence[Pair] = (),
    apart: Apart = NOTHING,
) -> Grouping:
    """Groups of mentions of one CPTS each. `renamed`: mentions of its former and of its present name, which nothing
    but a person keeps apart; `apart`: names that are of two. Raises `ValueError` when two mentions share an id."""
    by_id = _by_id(without_sites_of_several(mentions))
    known = [one for one in decisions if one.a in by_id and one.b in by_id]
    units, identical = _units(by_id, _separated(known))
    profiles = [profile_of(by_id[unit[0]]) for unit in units]
    unit_of = {mention: number for number, unit in enumerate(units) for mention in unit}

    clusters = Clusters(profiles)
    settled = _apply(known, unit_of, clusters)
    followed = [one for one in renamed if clusters.join(unit_of[one.a], unit_of[one.b], by_hand=True) is None]
    linked, doubtful = _compared(profiles)
    compared = [link if link[:2] in settled else _refused(link, units, by_id, profiles, apart) for link in linked]
    joined = _linked(compared, units, profiles, clusters)
    doubtful = _still_open(doubtful, clusters)
    to_review = _once_per_names(_to_review([*doubtful, *joined], settled), profiles)
    reviewed = sorted(_pairs(to_review, units), key=lambda pair: (-pair.decision.score, *_order(pair)))
    return Grouping(
        groups=_groups(units, clusters),
        pairs=tuple(sorted([*identical, *followed, *_pairs([*joined, *doubtful], units)], key=_order)),
        doubtful=tuple(reviewed),
        unmatched=tuple(one for one in decisions if one not in known),
    )


def _linked(
    compared: Iterable[Link],
    units: list[list[str]],
    profiles: Sequence[Profile],
    clusters: Clusters,
) -> list[Link]:
    """The links, the strongest joined first, and those that are refused, which no chain of others may make."""
    linked = sorted(compared, key=lambda link: (-link[2].score, units[link[0]][0], units[link[1]][0]))
    refused = [link for link in linked if not link[2].same]
    for one, other, decision in refused:
        clusters.separate(one, other, decision.reasons[-1])
    linked = [link for link in linked if link[2].same]
    forked = _forked(linked, profiles)
    joined = [_joined(link, clusters, forked) for link in linked]
    alone = only_of_their_name(profiles, clusters.find)
    return refused + joined + [_joined(link, clusters, forked) for link in alone]


def _refused(
    link: Link, units: list[list[str]], by_id: dict[str, Mention], profiles: Sequence[Profile], apart: Apart
) -> Link:
    """The link as it is, or refused: by what is known of the two names, or by a list that has a row for each."""
    one, other, decision = link
    mine, theirs = ([by_id[mention] for mention in units[number]] for number in (one, other))
    if refused := apart.refused(mine[0], theirs[0], decision):
        return one, other, refused
    pages = {mention.listed for mention in mine} & {mention.listed for mention in theirs} - {""}
    likeness = best_likeness(profiles[one], profiles[other]) if pages and decision.rule != "identifiant" else None
    if likeness is None or (likeness.whole and likeness.rule != SHORT):
        return link
    why = f"une même liste a une ligne pour chacune ({min(pages)})"
    return one, other, Decision(False, 0.3, "liste", (*decision.reasons, why), doubtful=True)


def _by_id(mentions: Iterable[Mention]) -> dict[str, Mention]:
    ordered = sorted(mentions, key=lambda one: one.mention_id)
    for one, after in pairwise(ordered):
        if one.mention_id == after.mention_id:
            raise ValueError(f"two mentions have the id {one.mention_id!r}")
    return {mention.mention_id: mention for mention in ordered}


def _compared(profiles: Sequence[Profile]) -> tuple[list[Link], list[Link]]:
    """Of the pairs that share a clue: those linked, and those in doubt. Those that a person settled are compared too:
    a decision that speaks of ids is of more mentions in the run that follows."""
    linked: list[Link] = []
    doubtful: list[Link] = []
    for one, other in candidate_pairs(profiles):
        decision = compare_profiles(profiles[one], profiles[other])
        if decision.same:
            linked.append((one, other, decision))
        elif decision.doubtful:
            doubtful.append((one, other, decision))
    return linked, doubtful


def _still_open(doubtful: list[Link], clusters: Clusters) -> list[Link]:
    """A doubt is settled when other evidence, or a person, has put both in one group."""
    return [link for link in doubtful if clusters.find(link[0]) != clusters.find(link[1])]


def _to_review(links: list[Link], settled: set[tuple[int, int]]) -> list[Link]:
    return [link for link in links if link[2].doubtful and link[:2] not in settled]


def _separated(decisions: list[HumanDecision]) -> set[str]:
    """The mentions that a person said to be of another CPTS than one another."""
    return {mention for one in decisions if one.decision not in ONE_CPTS for mention in (one.a, one.b)}


def _pairs(links: Iterable[Link], units: list[list[str]]) -> list[Pair]:
    return [Pair(units[one][0], units[other][0], decision) for one, other, decision in links]


def _joined(link: Link, clusters: Clusters, forked: set[int]) -> Link:
    """The link once its units are in one group, or refused with the reason why they must stay apart."""
    one, other, decision = link
    if clusters.find(one) == clusters.find(other):
        return link
    fork = "ce nom court convient à plusieurs" if decision.rule == SHORT and forked & {one, other} else None
    against = fork or clusters.join(one, other)
    if against is None:
        return link
    reasons = (*decision.reasons, against)
    return one, other, Decision(False, decision.score, "veto_du_groupe", reasons, doubtful=True)


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
    """Mentions that say exactly the same are compared once. A mention that a person separated stays by itself."""
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


def _apply(decisions: list[HumanDecision], unit_of: dict[str, int], clusters: Clusters) -> set[tuple[int, int]]:
    """A person's decisions, « different » first: what a person separated stays separate."""
    settled: set[tuple[int, int]] = set()
    for one in sorted(decisions, key=lambda one: (one.decision in ONE_CPTS, one.a, one.b)):
        first, second = sorted((unit_of[one.a], unit_of[one.b]))
        settled.add((first, second))
        if one.decision in ONE_CPTS:
            if against := clusters.join(first, second, by_hand=True):
                raise ValueError(f"{one.where}: « même CPTS » contradicts another decision ({against})")
        else:
            clusters.separate(first, second, "séparées par une décision humaine")
    return settled


def _groups(units: list[list[str]], clusters: Clusters) -> tuple[tuple[str, ...], ...]:
    members: dict[int, list[str]] = defaultdict(list)
    for number, unit in enumerate(units):
        members[clusters.find(number)].extend(unit)
    return tuple(sorted(tuple(sorted(one)) for one in members.values()))
