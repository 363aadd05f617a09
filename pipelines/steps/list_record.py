"""What the other lists of a source say of one that nothing checks: a layer whose communes are mostly only some of a
territory, wherever another source declares its population, proves none of the territories it alone tells."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, cast

from pipelines.steps.precedence import data
from pipelines.steps.territory_claim import holds
from schema import Row

if TYPE_CHECKING:
    from lexicon.gazetteer import Geography
    from pipelines.tables.rows import ClaimRow


def without_doubtful_lists(groups: dict[str, list[Row]], geography: Geography) -> dict[str, list[Row]]:
    """The claims of each CPTS, a list no longer whole where its source fails most of the populations it can be held
    against, and nothing holds this one: neither a declared population nor a number of communes."""
    held: Counter[str] = Counter()
    checked: Counter[str] = Counter()
    for claims in groups.values():
        for one, answers in _checks(claims, geography):
            checked[one["source_id"]] += bool(answers)
            held[one["source_id"]] += bool(answers) and all(answers)
    failing = {source for source, lists in checked.items() if 2 * held[source] < lists}
    return {name: _opened(claims, failing, geography) for name, claims in groups.items()}


def _checks(claims: list[Row], geography: Geography) -> list[tuple[ClaimRow, list[bool]]]:
    """Each list that calls itself whole, and for each declared population whether its communes can hold it."""
    every = cast("list[ClaimRow]", claims)
    said = [data(claim) for claim in every if claim["propriete"] == "population" and claim["valeur"]]
    lists = [claim for claim in every if claim["propriete"] == "territoire" and data(claim)["complet"]]
    return [
        (one, [holds(geography.population(data(one)["codes"]), told["valeur"], told["precision"]) for told in said])
        for one in lists
    ]


def _opened(claims: list[Row], failing: set[str], geography: Geography) -> list[Row]:
    doubtful = {
        one["preuve_id"]
        for one, answers in _checks(claims, geography)
        if one["source_id"] in failing and not answers and not data(one)["annonce"]
    }
    return [
        claim | {"donnees": json.dumps(json.loads(claim["donnees"]) | {"complet": False}, ensure_ascii=False)}
        if claim["preuve_id"] in doubtful
        else claim
        for claim in claims
    ]
