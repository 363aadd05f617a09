"""What a list that names every CPTS of its regions says by its silence: an older, weaker statement is to be confirmed.

Only a source whose card says `exhaustive = true` contradicts by silence, and only when it was wholly read by this run.
Words, and silence, are as old as the day they are of, else as the day they were first read: that an unchanged page was
read again says that nobody touched it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import cast

from lexicon.date_shapes import period
from pipelines.steps.correction_values import RULE
from pipelines.steps.coverage import living
from pipelines.steps.ground import ground, strength
from pipelines.tables.rows import ClaimRow
from schema import Row

AUTHORITY = "ars"  # the agency validates, signs and ends: its own list of its region yields to no other list
TOUCHED = ("nom", "statut")  # what its publisher changes on a list: who stands there, and at what stage
LEFT = ("mots_disparus", "mention_absente")  # why a statement was withdrawn that the page no longer makes


@dataclass(frozen=True, slots=True)
class Silence:
    """`source_id` names every CPTS of its regions but `cpts_id`, of which others spoke last on `said` (`None`: nobody
    knows when); `since`: the day of the list."""

    cpts_id: str
    source_id: str
    said: date | None
    since: date


@dataclass(frozen=True, slots=True)
class _List:
    """`since`: its own day, or the last on which it was seen to change, else that of its first reading; `rests_on`: the
    strongest ground on which it files a CPTS; `own`: it is kept by the authority of its regions."""

    since: date
    rests_on: str
    own: bool

    def outweighs(self, row: Row) -> bool:
        """Whether the published stage of a CPTS rests on less than the list does, or on as much beside `own`."""
        if row["statut"] is None:
            return True
        behind = strength(row["statut_fondement"]) - strength(self.rests_on)
        return behind > 0 or (self.own and behind == 0)


def silences(
    cpts: Iterable[Row],
    groups: Mapping[str, Collection[Row]],
    affirmations: Iterable[Row],
    exhaustive: Mapping[str, Collection[str]],
    kinds: Mapping[str, str],
) -> Iterator[Silence]:
    """`groups`: CPTS → its claims; `affirmations`: rows of that table, today's; `exhaustive`: lists read by this run →
    the regions of which they name every CPTS."""
    rows = list(affirmations)
    said = by_column("cpts_id", (one for one in rows if one["retiree_le"] is None))
    of_lists = by_column("source_id", (one for one in rows if one["source_id"] in exhaustive))
    grounds = _grounds(groups.values(), exhaustive, kinds)
    lists = {one: _list_of(of_lists[one], grounds[one], kinds[one]) for one in sorted(exhaustive)}
    for row in living(cpts):
        mine, claims = said[row["cpts_id"]], groups.get(row["cpts_id"], ())
        if mine and not any(claim["regle"] == RULE for claim in claims):  # else a person has looked
            last = max(filter(None, (_said_on(one, kinds) for one in mine)), default=None)
            sources = {one["source_id"] for one in mine}
            silent = {one: lists[one] for one in lists if row["region"] in exhaustive[one] and one not in sources}
            yield from _first(row, last, silent)


def _first(row: Row, last: date | None, silent: Mapping[str, _List | None]) -> Iterator[Silence]:
    """The first list whose silence contradicts what was said of a CPTS until `last`, where there is one."""
    for source_id, listed in silent.items():
        if listed and listed.outweighs(row) and (last is None or last < listed.since):
            yield Silence(row["cpts_id"], source_id, last, listed.since)
            return


def by_column(column: str, rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[column]].append(row)
    return found


def _said_on(row: Row, kinds: Mapping[str, str]) -> date | None:
    """The last day that the words may be of; nobody knows when the press wrote what bears no date, nor when a
    reconstructed page was read."""
    if told := period(row["date_page"]):
        return told.last
    live = kinds.get(row["source_id"], "presse") != "presse" and not row["reconstruction"]
    return cast("date", row["premiere_vue"]) if live else None


def _grounds(
    groups: Iterable[Collection[Row]], exhaustive: Collection[str], kinds: Mapping[str, str]
) -> dict[str, list[str]]:
    """List → what each stage that it gives rests on."""
    found: dict[str, list[str]] = defaultdict(list)
    for claims in groups:
        for claim in claims:
            source_id = claim["source_id"]
            if source_id in exhaustive and claim["propriete"] == "statut" and claim["valeur"]:
                found[source_id].append(ground(cast("ClaimRow", claim), kinds[source_id]))
    return found


def _list_of(rows: Collection[Row], grounds: Collection[str], kind: str) -> _List | None:
    """`rows`: all that the list ever said. `None` when it says nothing today, or when no day can be given to it."""
    standing = [row for row in rows if row["retiree_le"] is None]
    observed = [row for row in rows if not row["reconstruction"]]
    read = min((row["premiere_vue"] for row in observed), default=None)
    dated = [told.first for row in standing if (told := period(row["date_page"]))]
    day = max(dated, default=read)
    if not standing or day is None:
        return None
    changed = [one for row in observed if row["propriete"] in TOUCHED for one in _moves(row) if one != read]
    return _List(max([day, *changed]), min(grounds, key=strength, default="deduit"), kind == AUTHORITY)


def _moves(row: Row) -> list[date]:
    """The days on which a statement came and went."""
    return [row["premiere_vue"], *([row["retiree_le"]] if row["motif_retrait"] in LEFT else ())]
