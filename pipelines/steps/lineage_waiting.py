"""Ends that wait for a person: told by a publisher who decides nothing, of a CPTS that an official list names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from pipelines.steps.ground import filed, official
from pipelines.steps.lineage_rows import ENDING, lives_on
from pipelines.tables.rows import ClaimRow
from schema import Row

ITSELF = "cpts"  # the site of a CPTS knows what became of it
STILL = "à confirmer, une liste officielle la nomme encore"


def waiting(
    lineages: Iterable[Row], claims: Iterable[Row], ids: Mapping[str, str], kinds: Mapping[str, str]
) -> tuple[list[Row], list[Row]]:
    """The rows of `lignees` that hold, and those that wait. `ids`: mention → CPTS; `kinds`: source → its nature."""
    listed = _listed(claims, ids, kinds)
    holding: list[Row] = []
    held: list[Row] = []
    rows = list(lineages)
    for row in rows:
        decides = row["decidee_par"] == "personne" or _knows(kinds.get(row["source_id"], ""))
        waits = row["nature"] in ENDING and row["de"] in listed and not (decides or lives_on(row, rows))
        (held if waits else holding).append(row)
    return holding, [row | {"motif": f"{row['motif']} ; {STILL}"} for row in held]


def _knows(kind: str) -> bool:
    return official(kind) or kind == ITSELF


def _listed(claims: Iterable[Row], ids: Mapping[str, str], kinds: Mapping[str, str]) -> set[str]:
    """CPTS with a row in a list of today that an official publisher keeps, which does not say that they are over."""
    rows = [row for row in claims if row["mention_id"] in ids and official(kinds.get(row["source_id"], ""))]
    over = {row["mention_id"] for row in rows if row["propriete"] == "statut" and row["valeur"] == "cessee"}
    return {
        ids[row["mention_id"]]
        for row in rows
        if row["propriete"] == "nom" and filed(cast("ClaimRow", row)) and row["mention_id"] not in over
    }
