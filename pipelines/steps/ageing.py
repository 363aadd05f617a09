"""What a list that names every CPTS of its regions says by its silence: an older, weaker statement is to be confirmed.

Only a source whose card says `exhaustive = true` contradicts by silence, and only when it was wholly read by this run.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from pipelines.steps.corrections import RULE
from pipelines.steps.coverage import living
from pipelines.steps.ground import ground, strength
from pipelines.steps.precedence import stated_on
from pipelines.tables.rows import ClaimRow
from schema import Row


@dataclass(frozen=True, slots=True)
class Silence:
    """`source_id` names every CPTS of its regions but `cpts_id`, of which others spoke last on `said` (empty: no date);
    `since`: the day of the list."""

    cpts_id: str
    source_id: str
    said: str
    since: str


def silences(
    cpts: Iterable[Row],
    groups: Mapping[str, Collection[Row]],
    exhaustive: Mapping[str, Collection[str]],
    kinds: Mapping[str, str],
) -> Iterator[Silence]:
    """`groups`: CPTS → its claims; `exhaustive`: lists read by this run → the regions of which they name every CPTS."""
    lists = {one: _list_of(one, groups.values(), kinds) for one in exhaustive}
    for row in living(cpts):
        claims = groups.get(row["cpts_id"], ())
        sources = {claim["source_id"] for claim in claims}
        if not claims or any(claim["regle"] == RULE for claim in claims):  # a person has looked
            continue
        said = max(stated_on(cast("ClaimRow", claim), kinds[claim["source_id"]]) for claim in claims)
        for source_id, regions in exhaustive.items():
            since, rests_on = lists[source_id]
            weaker = row["statut"] is None or strength(row["statut_fondement"]) > strength(rests_on)
            if row["region"] in regions and source_id not in sources and weaker and said < since:
                yield Silence(row["cpts_id"], source_id, said, since)
                break


def _list_of(source_id: str, groups: Iterable[Collection[Row]], kinds: Mapping[str, str]) -> tuple[str, str]:
    """The day of a list, and the strongest ground on which it files a CPTS."""
    mine = [cast("ClaimRow", claim) for claims in groups for claim in claims if claim["source_id"] == source_id]
    kind = kinds[source_id]
    filed = [ground(claim, kind) for claim in mine if claim["propriete"] == "statut" and claim["valeur"]]
    return max((stated_on(claim, kind) for claim in mine), default=""), min(filed, key=strength, default="deduit")
