"""Which claim is published when several speak of one property: written rules, never the order of the input."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.steps.places import INFERRED
from pipelines.tables.rows import ClaimRow


@cache
def _ranks() -> dict[str, dict[str, int]]:
    raw = tomllib.loads((Path(__file__).parent / "precedence.toml").read_text(encoding="utf-8"))
    return {name: entry["rank"] for name, entry in raw.items()}


def data(claim: ClaimRow) -> dict[str, Any]:
    """The structured value of a claim row."""
    value: dict[str, Any] = json.loads(claim["donnees"])
    return value


def ranks(topic: str) -> dict[str, int]:
    """Nature of a source → rank for a property, 1 the most believable."""
    return _ranks()[topic]


def stated_on(claim: ClaimRow, kind: str) -> str:
    """When the words were said, as far as known: the page's date; the reading of a page that publishers keep up to date
    (a list, a site), when it was really read; else empty, which comes before every date."""
    live = kind != "presse" and not claim["reconstruction"]
    return claim["date_page"] or (claim["confirme_le"] if live else "")


def ordered(claims: Iterable[ClaimRow], kinds: dict[str, str]) -> list[ClaimRow]:
    """Claims that have a value, the most believable first: rank of the publisher, then the most recent
    statement, then the claim id. `kinds` gives the nature of each source."""
    return _ranked((claim for claim in claims if claim["valeur"]), kinds)


def _ranked(claims: Iterable[ClaimRow], kinds: dict[str, str]) -> list[ClaimRow]:
    known = sorted(claims, key=lambda claim: claim["preuve_id"])
    known.sort(key=lambda claim: stated_on(claim, kinds[claim["source_id"]]), reverse=True)
    known.sort(key=lambda claim: ranks(claim["propriete"])[kinds[claim["source_id"]]])
    return known


def _longest(territories: list[ClaimRow]) -> ClaimRow:
    """The one that names the most communes, the first among equals."""
    return max(territories, key=lambda claim: len(data(claim)["codes"]))


def pick_territory(claims: list[ClaimRow], kinds: dict[str, str]) -> tuple[ClaimRow | None, str]:
    """A list that claims to be complete before one that does not; among incomplete ones, the longest."""
    known = ordered(claims, kinds)
    inferred = [claim for claim in known if data(claim).get("deduit")]
    known = [claim for claim in known if claim not in inferred]
    complete = [claim for claim in known if data(claim)["complet"]]
    if complete:
        return complete[0], "liste complète, source la plus proche du contrat"
    if known:
        return _longest(known), "liste la plus longue, aucune n'étant complète"
    if inferred:
        return _longest(inferred), "déduite du nom ou des lieux où elle agit : aucune source ne dit les communes"
    return None, ""


def pick_announced(chosen: ClaimRow | None, claims: list[ClaimRow], kinds: dict[str, str]) -> int | None:
    """How many communes the published list announces; else what the most believable source announces without naming
    one: « 158 communes »."""
    if chosen is not None and data(chosen)["annonce"]:
        return int(data(chosen)["annonce"])
    counted = _ranked((claim for claim in claims if data(claim).get("annonce")), kinds)
    return int(data(counted[0])["annonce"]) if counted else None


def pick_departements(claims: list[ClaimRow], kinds: dict[str, str]) -> tuple[ClaimRow | None, str]:
    """What a page states before what the name, the publisher or the neighbours let one infer."""
    known = ordered(claims, kinds)
    stated = [claim for claim in known if claim["regle"] not in INFERRED]
    if stated:
        return stated[0], "lieu dit par la source la plus proche, puis la plus récente"
    inferred = sorted(known, key=lambda claim: INFERRED.index(claim["regle"]))
    return (inferred[0], "lieu déduit : aucune source ne le dit") if inferred else (None, "")


def pick_first(claims: list[ClaimRow], kinds: dict[str, str]) -> tuple[ClaimRow | None, str]:
    """The most believable publisher, then the most recent statement."""
    known = ordered(claims, kinds)
    return (known[0], "source la plus proche, puis la plus récente") if known else (None, "")


def pick_name(claims: list[ClaimRow], kinds: dict[str, str]) -> tuple[ClaimRow | None, str]:
    """A proper name before a designation by place only (« CPTS (Pontarlier) »)."""
    known = ordered(claims, kinds)
    proper = [claim for claim in known if not data(claim).get("par_lieu")]
    return ((proper or known)[0], "source la plus proche, puis la plus récente") if known else (None, "")


def pick_population(claims: list[ClaimRow], kinds: dict[str, str]) -> tuple[ClaimRow | None, str]:
    """An exact figure before a rounded one of the same rank of publisher."""
    known = ordered(claims, kinds)
    if not known:
        return None, ""
    rank = ranks("population")
    best = min(rank[kinds[claim["source_id"]]] for claim in known)
    same = [claim for claim in known if rank[kinds[claim["source_id"]]] == best]
    exact = [claim for claim in same if data(claim)["precision"] == "exact"]
    return (exact or same)[0], "source la plus proche, chiffre exact de préférence, puis le plus récent"
