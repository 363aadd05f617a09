"""From claims to identities: mentions of the same CPTS grouped, ids taken from the ledger or added to it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import cast

from pipelines.identity.apart import apart
from pipelines.identity.decisions import read_all_decisions
from pipelines.identity.grouping import Grouping, Pair, group
from pipelines.identity.ledger import Assignment, assign, on_mentions
from pipelines.identity.ledger_file import Entry, Ledger, read_ledger, write_ledger
from pipelines.identity.mention import Mention, host_of
from pipelines.identity.review import Proposal, write_pairs, write_review
from pipelines.normalise.names import read_name
from pipelines.steps import lineage
from pipelines.steps.ground import filed
from pipelines.steps.lineage_names import (
    Told,
    known_as,
    last_known,
    listed_both,
    mention_of,
    parted,
    renamed,
    told,
    told_before,
)
from pipelines.steps.lineage_waiting import waiting
from pipelines.steps.lineage_watch import Watched, watched
from pipelines.tables.rows import ClaimRow
from schema import SEPARATOR, Row


@dataclass(frozen=True, slots=True)
class Past:
    """The `affirmations` and `lignees` of the release before."""

    affirmations: Sequence[Row] = ()
    lineages: Sequence[Row] = ()


@dataclass(frozen=True, slots=True)
class Publishers:
    """`regions`: source → its INSEE regions; `kinds`: source → its nature; `healthy`: those whose silence says
    something."""

    regions: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, str]
    healthy: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Identities:
    """`cpts_of`: mention id → CPTS id, for every mention that names a CPTS. `lineages`: rows of `lignees`."""

    cpts_of: dict[str, str]
    ledger: Ledger
    grouping: Grouping
    names: dict[str, str]
    lineages: list[Row]
    proposals: list[Proposal]

    def write(self, ledger: Path, review: Path, pairs: Path) -> None:
        write_ledger(self.ledger, ledger)
        write_pairs(self.grouping.pairs, self.names, pairs)
        write_review(self.grouping.doubtful, self.names, review, self.proposals)


def identify(
    claims: list[Row],
    publishers: Publishers,
    ledger: Path,
    decisions: Sequence[Path],
    day: date,
    past: Past | None = None,
) -> Identities:
    """Groups the mentions of `claims`, gives each group its id, and tells which CPTS gave way to which. `ledger` is a
    file, `decisions` are files of which the last holds; a ledger that does not exist yet is empty. A mention without a
    proper name or number (« la CPTS ») is left out."""
    past = past or Past()
    mentions = [one for one in mentions_of(claims, publishers.regions) if read_name(one.name).key or _numbered(one)]
    by_id = {one.mention_id: one for one in mentions}
    known = read_ledger(ledger)
    people = read_all_decisions(decisions)
    tellings = [*_held(told(claims, by_id), mentions), *told_before(past.lineages, known)]
    pairs, inherited = renamed(tellings, mentions, known)
    human = on_mentions(people, mentions, known)
    two = apart(parted(tellings, past.lineages, known), mentions, known.entries)

    def assigned() -> tuple[Grouping, Assignment]:
        grouping = group(mentions, human, pairs, two)
        groups = [[by_id[mention] for mention in members] for members in grouping.groups]
        return grouping, assign(groups, known, day.isoformat(), inherited, two)

    grouping, assignment = assigned()
    entries = {one.cpts_id: one for one in (*assignment.ledger.entries, *known.entries)}
    found = watched(past.affirmations, claims, assignment.ids, publishers.healthy, _resolved(assignment), entries)
    found = _untold(found, tellings, assignment, mentions)
    names = {one: entry.name for one, entry in entries.items()}
    changed = _as_told(found, entries)
    if changed:
        more, given = renamed(changed, mentions, known)
        pairs, inherited = [*pairs, *more], inherited | given
        grouping, assignment = assigned()

    resolve = _resolved(assignment)
    rows = [
        *lineage.from_words(tellings, assignment.ids, mentions, assignment.ledger, known, day),
        *lineage.from_watching(found, assignment.ids, resolve, names, day),
        *lineage.from_people(people, resolve, lambda one: _name(one, by_id, names, resolve), day),
    ]
    carried = [row for row in past.lineages if not _parted(row, assignment, mentions)]
    every = lineage.of_all(rows, carried, people, resolve)
    lineages, held = waiting(every, claims, assignment.ids, publishers.kinds)
    return Identities(
        assignment.ids,
        assignment.ledger,
        replace(grouping, doubtful=_open(grouping.doubtful, assignment, every)),
        {one.mention_id: one.name for one in mentions},
        lineages,
        lineage.proposals([*held, *lineages], partial(mention_of, mentions, assignment.ids)),
    )


def _open(pairs: Iterable[Pair], assignment: Assignment, lineages: Iterable[Row]) -> tuple[Pair, ...]:
    """Without the pairs of which a succession tells already what they are: it is the one to confirm or to refuse."""
    told = {frozenset((row["de"], row["vers"])) for row in lineages}
    return tuple(one for one in pairs if frozenset((assignment.ids[one.a], assignment.ids[one.b])) not in told)


def _held(tellings: Iterable[Told], mentions: list[Mention]) -> list[Told]:
    """Without the renamings that a list contradicts, in which both names stand."""
    return [one for one in tellings if one.nature != "renommage" or not listed_both(one, mentions)]


def _untold(
    found: Iterable[Watched], tellings: Iterable[Told], assignment: Assignment, mentions: list[Mention]
) -> list[Watched]:
    """Without the CPTS of which words tell what became of them: words come first."""
    spoken = {known_as(one.former, one.where, assignment.ids, mentions, assignment.ledger) for one in tellings}
    return [one for one in found if one.former not in spoken]


def _as_told(found: Iterable[Watched], entries: Mapping[str, Entry]) -> list[Told]:
    """The renamings that two runs let one infer, as words would tell them."""
    return [
        Told(one.nature, entries[one.former].name, entries[one.heir].name, None, last_known(entries[one.former]))
        for one in found
        if one.nature == "renommage"
    ]


def _resolved(assignment: Assignment) -> Callable[[str], str]:
    """A mention, of today or of before, or a published id → the CPTS of today, empty when unknown."""
    redirects = {one.cpts_id: one.redirect for one in assignment.ledger.entries}
    bearers = {anchor: one.cpts_id for one in assignment.ledger.entries for anchor in one.anchors}

    def resolve(one: str) -> str:
        found = assignment.ids.get(one) or (one if one in redirects else bearers.get(f"mention:{one}", ""))
        while following := redirects.get(found):
            found = following
        return found

    return resolve


def _name(one: str, mentions: dict[str, Mention], names: dict[str, str], resolve: Callable[[str], str]) -> str:
    """The name of a mention of today, else that of the CPTS."""
    return read_name(mentions[one].name).canonical if one in mentions else names[resolve(one)]


def _parted(row: Row, assignment: Assignment, mentions: list[Mention]) -> bool:
    """Whether a person has said since that the two names of a renaming are two CPTS."""
    entry = next((one for one in assignment.ledger.entries if one.cpts_id == row["de"]), None)
    if row["nature"] != "renommage" or entry is None:
        return False
    where, nobody = last_known(entry), Ledger()
    ids = {known_as(row[name], where, assignment.ids, mentions, nobody) for name in ("de_nom", "vers_nom")}
    return len(ids - {""}) > 1


def _numbered(mention: Mention) -> bool:
    return bool(mention.finess or mention.siren or mention.rna)


def mentions_of(claims: list[Row], regions: Mapping[str, tuple[str, ...]]) -> list[Mention]:
    """One mention per listing, from its claims; `regions` gives the INSEE regions of each source."""
    grouped: dict[str, dict[str, Row]] = defaultdict(dict)
    for claim in claims:
        if not json.loads(claim["donnees"]).get("deduit"):  # a town inferred from a name would compare the name twice
            grouped[claim["mention_id"]].setdefault(claim["propriete"], claim)
    mentions = []
    for mention_id, by_property in sorted(grouped.items()):
        name = by_property["nom"]
        territory = json.loads(by_property["territoire"]["donnees"]) if "territoire" in by_property else {}
        population = json.loads(by_property["population"]["donnees"]) if "population" in by_property else {}
        codes = tuple(sorted(territory.get("codes") or ()))
        source_regions = regions.get(name["source_id"], ())
        mentions.append(
            Mention(
                mention_id=mention_id,
                name=name["texte"],
                region_code=source_regions[0] if len(source_regions) == 1 else None,
                departements=_departements(by_property.get("departements"), codes),
                commune_codes=codes,
                population=population.get("valeur"),
                finess=_value(by_property, "finess"),
                siren=_value(by_property, "siren"),
                rna=_value(by_property, "rna"),
                website_host=host_of(_value(by_property, "site_web")),
                source_id=name["source_id"],
                date=name["date_page"],
                publisher_ref=json.loads(name["donnees"])["ref"],
                listed=name["url"] if filed(cast("ClaimRow", name)) else "",
            )
        )
    return mentions


def _value(by_property: dict[str, Row], name: str) -> str | None:
    return by_property[name]["valeur"] if name in by_property else None


def _departements(named: Row | None, codes: tuple[str, ...]) -> tuple[str, ...]:
    from lexicon import gazetteer as geography

    reference = geography.load()
    found = {commune.departement for code in codes if (commune := reference.commune(code))}
    return tuple(sorted(found | set(named["valeur"].split(SEPARATOR) if named else ())))
