"""Stable ids, carried from release to release in a ledger.

An id is opaque (`cpts-` and eight letters or digits): a readable one would keep saying the first name, region
or département after they have changed. It is drawn from the anchor the CPTS was first met under, so that two
first builds from the same captures agree; afterwards the ledger alone says who bears it.

Anchors are raw, stable fields of the mentions: FINESS, SIREN, the publisher's own reference, the name as written
with its département in that source, the mention itself. A CPTS keeps its id as long as one anchor survives, and
when none does, as long as `compare` recognises what the ledger last knew of it.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from lexicon.text import fold_words
from pipelines.identity.apart import NOTHING, Apart
from pipelines.identity.blocking import SURE, Clue, clues, pairs_between, sure_clues
from pipelines.identity.compare import compare_profiles
from pipelines.identity.decisions import HumanDecision
from pipelines.identity.ledger_file import Entry, Event, Ledger
from pipelines.identity.mention import Mention
from pipelines.identity.profile import Profile, profile_of
from pipelines.normalise.names import read_name


@dataclass(frozen=True, slots=True)
class Assignment:
    """`ids`: mention id → CPTS id. `events`: those of this run only."""

    ids: dict[str, str]
    ledger: Ledger
    events: tuple[Event, ...]


def anchors_of(mention: Mention) -> tuple[str, ...]:
    anchors = [f"mention:{mention.mention_id}"] if mention.mention_id else []
    if mention.finess:
        anchors.append(f"finess:{mention.finess}")
    if mention.siren:
        anchors.append(f"siren:{mention.siren}")
    if mention.rna:
        anchors.append(f"rna:{mention.rna}")
    if mention.publisher_ref:
        anchors.append(f"ref:{mention.source_id}|{mention.publisher_ref}")
    elif read_name(mention.name).key:
        place = ",".join(mention.departements) or mention.region_code or ""
        anchors.append(f"nom:{mention.source_id}|{fold_words(mention.name)}|{place}")
    return tuple(anchors)


def assign(
    groups: Iterable[Sequence[Mention]],
    ledger: Ledger,
    on: str,
    inherited: Mapping[str, str] | None = None,
    apart: Apart = NOTHING,
) -> Assignment:
    """An id for every group. `on`: ISO date written on what is new. `inherited`: mention of a new name → the id that
    it was called by before. `apart`: names that are of two CPTS. The result does not depend on the order of the groups
    nor of their mentions."""
    ordered = sorted(
        (tuple(sorted(one, key=lambda mention: mention.mention_id)) for one in groups),
        key=lambda one: one[0].mention_id,
    )
    anchors = _own_anchors(ordered)
    entries = {entry.cpts_id: entry for entry in ledger.entries}
    events: list[Event] = []

    votes = _votes(anchors, entries)
    for number, one in enumerate(ordered):
        votes[number].update({(inherited or {}).get(mention.mention_id, "") for mention in one} & entries.keys())
    held: dict[int, list[str]] = defaultdict(list)
    for cpts_id, number in _homes(votes, anchors, entries).items():
        held[number].append(cpts_id)
    _recognise(ordered, held, entries, apart)

    founded: dict[str, list[str]] = defaultdict(list)
    for cpts_id, entry in entries.items():
        founded[entry.founding].append(cpts_id)
    chosen: list[str] = []
    for number, mine in enumerate(anchors):
        claims = sorted(held[number], key=lambda one: (entries[one].since, -votes[number][one], one))
        chosen.append(claims[0] if claims else _born(mine, votes[number], entries, founded, events, on))
        for retired in claims[1:]:
            entries[retired] = replace(entries[retired], anchors=(), redirect=claims[0])
            events.append(Event(on, "fusionnee", retired, claims[0]))
    _update(chosen, ordered, anchors, entries, events, on)

    ids = {mention.mention_id: cpts_id for cpts_id, one in zip(chosen, ordered, strict=True) for mention in one}
    events.sort(key=lambda one: (one.date, one.kind, one.cpts_id, one.other))
    return Assignment(
        ids, Ledger(tuple(entries[one] for one in sorted(entries)), (*ledger.events, *events)), tuple(events)
    )


def _born(
    anchors: tuple[str, ...],
    votes: Counter[str],
    entries: dict[str, Entry],
    founded: Mapping[str, Sequence[str]],
    events: list[Event],
    on: str,
) -> str:
    """The id of a group that none is left for: new, or that of a retired one (`founded`: ids by founding anchor); it
    comes from the CPTS of most of its anchors, if any."""
    retired = [one for anchor in anchors for one in founded.get(anchor, ()) if entries[one].redirect]
    cpts_id = min(retired) if retired else _new_id(anchors[0], entries)
    born = entries.get(cpts_id) or Entry(cpts_id, anchors[0], on)
    entries[cpts_id] = replace(born, redirect=None)
    origin = max(votes, key=lambda one: (votes[one], one), default=None)
    events.append(Event(on, "scindee", origin, cpts_id) if origin else Event(on, "apparue", cpts_id))
    return cpts_id


def _update(
    chosen: list[str],
    groups: list[tuple[Mention, ...]],
    anchors: list[tuple[str, ...]],
    entries: dict[str, Entry],
    events: list[Event],
    on: str,
) -> None:
    """Writes in each entry what is known of its group today; an anchor that changed hands leaves its former bearer."""
    taken = {anchor for mine in anchors for anchor in mine}
    for cpts_id, one, mine in zip(chosen, groups, anchors, strict=True):
        if renamed := _former_name(entries[cpts_id], one):
            events.append(Event(on, "renommee", cpts_id, renamed))
        entries[cpts_id] = _updated(entries[cpts_id], one, mine, taken)
    for cpts_id in entries.keys() - set(chosen):
        kept = tuple(one for one in entries[cpts_id].anchors if one not in taken)
        entries[cpts_id] = replace(entries[cpts_id], anchors=kept)


def on_mentions(
    decisions: Iterable[HumanDecision], mentions: Iterable[Mention], ledger: Ledger
) -> tuple[HumanDecision, ...]:
    """Decisions that speak of CPTS ids, spread over the mentions that bear them today; others unchanged."""
    bearer = {anchor: entry.cpts_id for entry in ledger.entries for anchor in entry.anchors}
    borne: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        for anchor in anchors_of(mention):
            if anchor in bearer:
                borne[bearer[anchor]].add(mention.mention_id)

    def bearers(one: str) -> list[str]:
        return sorted(borne.get(ledger.resolve(one) or "", ())) or [one]

    return tuple(
        replace(decision, a=first, b=second)
        for decision in decisions
        for first in bearers(decision.a)
        for second in bearers(decision.b)
        if first != second
    )


# --- steps of `assign` ----------------------------------------------------------------------------------------


def _own_anchors(groups: list[tuple[Mention, ...]]) -> list[tuple[str, ...]]:
    """Anchors of each group, sorted; one that two groups share says nothing and is left out."""
    found = [{anchor for mention in one for anchor in anchors_of(mention)} for one in groups]
    shared = {anchor for anchor, count in Counter(a for one in found for a in one).items() if count > 1}
    return [tuple(sorted(one - shared)) or tuple(sorted(one)) for one in found]


def _votes(anchors: list[tuple[str, ...]], entries: Mapping[str, Entry]) -> list[Counter[str]]:
    bearer = {anchor: entry.cpts_id for entry in entries.values() if not entry.redirect for anchor in entry.anchors}
    return [Counter(bearer[anchor] for anchor in mine if anchor in bearer) for mine in anchors]


def _homes(votes: list[Counter[str]], anchors: list[tuple[str, ...]], entries: Mapping[str, Entry]) -> dict[str, int]:
    """Each known id goes to one group: most anchors, then the founding one, then the first in order."""
    candidates: dict[str, list[int]] = defaultdict(list)
    for number, count in enumerate(votes):
        for cpts_id in count:
            candidates[cpts_id].append(number)
    return {
        cpts_id: min(
            numbers,
            key=lambda number: (
                -votes[number][cpts_id],
                entries[cpts_id].founding not in anchors[number],
                anchors[number],
            ),
        )
        for cpts_id, numbers in candidates.items()
    }


def _recognise(
    groups: list[tuple[Mention, ...]], held: dict[int, list[str]], entries: Mapping[str, Entry], apart: Apart
) -> None:
    """Ids that no group bears go to the new group that `compare` recognises, the surest first. The pairs that can be
    surest are few and are compared before all others that share a clue: most ids have then found their group."""
    for clues_of, least in ((sure_clues, SURE), (clues, 0.0)):
        busy = {cpts_id for mine in held.values() for cpts_id in mine}
        orphans = [_last_known(one) for one in entries.values() if not one.redirect and one.cpts_id not in busy]
        new = [(number, mention) for number, one in enumerate(groups) if not held.get(number) for mention in one]
        for (cpts_id, number), score in _recognised(orphans, new, clues_of, apart):
            if score >= least and cpts_id not in busy and not held.get(number):
                held[number] = [cpts_id]
                busy.add(cpts_id)


def _recognised(
    orphans: Sequence[Mention],
    new: Sequence[tuple[int, Mention]],
    clues_of: Callable[[Profile], set[Clue]],
    apart: Apart,
) -> list[tuple[tuple[str, int], float]]:
    """Pairs of an id and the number of a group that are one CPTS, with the score of their best mention, the surest
    first."""
    known, met = [profile_of(one) for one in orphans], [profile_of(mention) for _, mention in new]
    best: dict[tuple[str, int], float] = {}
    for one, other in pairs_between(known, met, clues_of):
        decision = compare_profiles(known[one], met[other])
        if decision.same and not apart.refused(orphans[one], new[other][1], decision):
            pair = (orphans[one].mention_id, new[other][0])
            best[pair] = max(best.get(pair, 0.0), decision.score)
    return sorted(best.items(), key=lambda one: (-one[1], one[0]))


def _last_known(entry: Entry) -> Mention:
    return Mention(entry.cpts_id, entry.name, entry.region, entry.departements, entry.communes)


def _new_id(anchor: str, entries: Mapping[str, Entry]) -> str:
    """Drawn from the anchor, and borne by none."""
    digest = base64.b32encode(hashlib.sha256(anchor.encode()).digest()).decode().lower()
    return next(
        candidate
        for start in range(len(digest) - 8)
        if (candidate := f"cpts-{digest[start : start + 8]}") not in entries
    )


def _updated(entry: Entry, mentions: tuple[Mention, ...], anchors: tuple[str, ...], taken: set[str]) -> Entry:
    """Anchors add up: a source that is down today will speak again tomorrow."""
    largest = max(mentions, key=lambda one: (len(one.commune_codes), one.mention_id))
    return replace(
        entry,
        anchors=tuple(sorted({*anchors, *(one for one in entry.anchors if one not in taken)})),
        name=_common_name(mentions) or entry.name,
        region=next((one.region_code for one in mentions if one.region_code), entry.region),
        departements=tuple(sorted({code for one in mentions for code in one.departements})) or entry.departements,
        communes=largest.commune_codes or entry.communes,
    )


def _common_name(mentions: tuple[Mention, ...]) -> str:
    """The name most mentions agree on, in the spelling most of them use."""
    names = [name for one in mentions if (name := read_name(one.name)).key]
    names = [name for name in names if not name.by_place] or names  # « CPTS (Pontarlier) » names a place
    if not names:
        return ""
    keys = Counter(name.key for name in names)
    key = min(keys, key=lambda one: (-keys[one], one))
    spellings = Counter(name.canonical for name in names if name.key == key)
    return min(spellings, key=lambda one: (-spellings[one], one))


def _former_name(entry: Entry, mentions: tuple[Mention, ...]) -> str | None:
    """The name last known, when no mention bears it any more."""
    keys = {read_name(one.name).key for one in mentions} - {""}
    return entry.name if entry.name and keys and read_name(entry.name).key not in keys else None
