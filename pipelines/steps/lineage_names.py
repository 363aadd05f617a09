"""Which CPTS the names of a succession are: by the name within its area, never by a resemblance."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from pipelines.identity.apart import Parted, bears
from pipelines.identity.evidence import Decision
from pipelines.identity.grouping import Pair
from pipelines.identity.ledger_file import Entry, Ledger
from pipelines.identity.mention import Mention
from pipelines.normalise.names import read_name
from pipelines.steps.lineage_claim import TOPIC
from schema import Row


@dataclass(frozen=True, slots=True)
class Told:
    """One CPTS that gave way to one other, as words tell it. `where`: the mention that says so, with its area; `claim`:
    its row of `claims`, `None` for what an earlier release had learnt."""

    nature: str
    former: str
    heir: str
    day: str | None
    where: Mention
    claim: Row | None = None


def told(claims: Iterable[Row], mentions: Mapping[str, Mention]) -> Iterator[Told]:
    """The successions of the claims, one per pair of names."""
    for claim in claims:
        if claim["propriete"] == TOPIC and claim["mention_id"] in mentions:
            data = json.loads(claim["donnees"])
            where = _area(mentions[claim["mention_id"]], (*data["anciennes"], *data["nouvelles"]))
            for former in data["anciennes"]:
                for heir in data["nouvelles"]:
                    yield Told(data["nature"], former, heir, data["jour"], where, claim)


def _area(one: Mention, names: Iterable[str]) -> Mention:
    """The area of who tells: his region, and the départements of a CPTS that is one of those told of."""
    own = read_name(one.name).key
    return one if any(read_name(name).key == own for name in names) else replace(one, departements=())


def known_as(name: str, where: Mention, ids: Mapping[str, str], mentions: Iterable[Mention], ledger: Ledger) -> str:
    """The CPTS of that name: as one is called today, else as one was last known; empty when there is none, or two."""
    found = {ids[one.mention_id] for one in mentions if one.mention_id in ids and bears(name, where, one)}
    if not found:
        found = {ledger.resolve(one.cpts_id) or "" for one in ledger.entries if bears(name, where, one)}
    return found.pop() if len(found) == 1 else ""


# --- renamed: one CPTS, hence one group of mentions ------------------------------------------------------------


def renamed(tellings: Iterable[Told], mentions: Iterable[Mention], ledger: Ledger) -> tuple[list[Pair], dict[str, str]]:
    """The mentions to bring together, of the former name and of the new one; and the former id of those of the new
    name that no mention of the former is left for."""
    known = list(mentions)
    pairs: dict[tuple[str, str], Pair] = {}
    inherited: dict[str, str] = {}
    for one in (one for one in tellings if one.nature == "renommage"):
        former = [mention for mention in known if bears(one.former, one.where, mention)]
        heirs = [mention for mention in known if bears(one.heir, one.where, mention)]
        if not heirs:
            continue
        why = Decision(True, 0.95, "renommage", (f"{one.former} s'appelle désormais {one.heir}",))
        chain = sorted({mention.mention_id for mention in (*former, *heirs)})
        pairs |= {(chain[0], other): Pair(chain[0], other, why) for other in chain[1:]}
        if not former and (was := _only_bearer(one.former, one.where, ledger)):
            inherited[heirs[0].mention_id] = was
    return [pairs[key] for key in sorted(pairs)], inherited


def _only_bearer(name: str, where: Mention, ledger: Ledger) -> str:
    found = [entry.cpts_id for entry in ledger.entries if not entry.redirect and bears(name, where, entry)]
    return found[0] if len(found) == 1 else ""


def parted(tellings: Iterable[Told], lineages: Iterable[Row], ledger: Ledger) -> Iterator[Parted]:
    """The names of those that gave way to others, by the words of today and the rows of `lignees` of the release
    before."""
    entries = {entry.cpts_id: entry for entry in ledger.entries}
    for one in tellings:
        if one.nature != "renommage":
            yield Parted(one.former, one.heir, one.where)
    for row in lineages:
        if row["nature"] != "renommage" and row["vers_nom"] and (entry := entries.get(row["de"])):
            yield Parted(row["de_nom"], row["vers_nom"], last_known(entry))


def listed_both(one: Told, mentions: Iterable[Mention]) -> bool:
    """Whether one list has a row for each of the two names today: that of a renaming would be gone."""
    pages: list[set[str]] = [set(), set()]
    for mention in mentions:
        for found, name in zip(pages, (one.former, one.heir), strict=True):
            if mention.listed and bears(name, one.where, mention):
                found.add(mention.listed)
    return not pages[0].isdisjoint(pages[1])


def told_before(lineages: Iterable[Row], ledger: Ledger) -> Iterator[Told]:
    """The renamings of the release before: one source may go on using the former name for years."""
    entries = {entry.cpts_id: entry for entry in ledger.entries}
    for row in lineages:
        if row["nature"] == "renommage" and (entry := entries.get(row["de"])):
            yield Told(row["nature"], row["de_nom"], row["vers_nom"], None, last_known(entry))


def last_known(entry: Entry) -> Mention:
    return Mention(entry.cpts_id, entry.name, entry.region, entry.departements)


def mention_of(mentions: Iterable[Mention], ids: Mapping[str, str], cpts_id: str, name: str) -> str:
    """A mention of a CPTS by that name; empty when no page names it so today."""
    key = read_name(name).key
    found = (
        one.mention_id for one in mentions if ids.get(one.mention_id) == cpts_id and read_name(one.name).key == key
    )
    return min(found, default="")
