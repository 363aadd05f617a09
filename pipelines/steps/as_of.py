"""What was known on a day about a day: the affirmations read by then and not withdrawn, that speak of no later time,
decided by the very rules that decide a release."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import cast

from lexicon.date_shapes import period
from pipelines.steps.corrections import decided
from pipelines.steps.lineage_effects import ended
from pipelines.steps.precedence import pick_name
from pipelines.steps.stage import Statement, decide, statement
from pipelines.tables.rows import ClaimRow
from schema import Row

NEEDED = ("nom", "statut", "date")  # the properties that tell a stage
STAGE_COLUMNS = (
    "statut",
    "statut_fondement",
    "statut_date",
    "fin_nature",
    "affirmation_id",  # from here, what it rests on
    "source_id",
    "url",
    "texte",
)


def states(
    affirmations: Iterable[Row], kinds: Mapping[str, str], day: date, known: date, lineages: Iterable[Row] = ()
) -> list[Row]:
    """One row per CPTS that a source had named by `known`: its stage on `day`, with what it rests on.

    `affirmations`, `lineages`: rows of the tables `affirmations` and `lignees`, dates as `date`. `kinds`: source →
    nature of its publisher. A statement without a date speaks of the day it was first read; a month or a year has
    passed when its last day has. A CPTS that gave way to another is over, whatever an unchanged page says."""
    groups: dict[str, list[ClaimRow]] = defaultdict(list)
    for row in affirmations:
        standing = row["premiere_vue"] <= known and (row["retiree_le"] is None or row["retiree_le"] > known)
        if row["propriete"] in NEEDED and standing and (row["propriete"] == "nom" or _said_of(row) <= day):
            groups[row["cpts_id"]].append(_claim(row, min(known, row["derniere_vue"])))
    past = [row for row in lineages if row["appris_le"] <= known and _day_of(row) <= day]
    over = ended({one: list(map(dict, claims)) for one, claims in groups.items()}, past)
    return [_state(one, cast("list[ClaimRow]", claims), dict(kinds)) for one, claims in sorted(over.items())]


def _day_of(lineage: Row) -> date:
    told = period(lineage["date_evenement"])
    return told.last if told else cast("date", lineage["appris_le"])


def _said_of(row: Row) -> date:
    """The last day that the words may speak of."""
    written = row["valeur"] if row["propriete"] == "date" else row["date_page"]
    told = period(written) if written else None
    return told.last if told else row["premiere_vue"]


def _claim(row: Row, confirmed: date) -> ClaimRow:
    claim = {name: row[name] for name in ("mention_id", "propriete", "valeur", "regle", "source_id", "url")}
    return cast(
        "ClaimRow",
        claim
        | {
            "preuve_id": row["affirmation_id"],
            "texte": row["texte"] or "",
            "regle_lecture": None,
            "donnees": row["donnees"] or "{}",
            "localisation": row["localisation"],
            "capture": None,
            "date_page": row["date_page"],
            "releve_le": row["premiere_vue"].isoformat(),
            "lu_depuis": row["premiere_vue"].isoformat(),
            "confirme_le": confirmed.isoformat(),
            "reconstruction": row["reconstruction"],
        },
    )


def _state(cpts_id: str, claims: list[ClaimRow], kinds: dict[str, str]) -> Row:
    dates = [one for one in claims if one["propriete"] == "date"]
    stages = decided([one for one in claims if one["propriete"] == "statut"])
    said = [statement(one, dates, kinds[one["source_id"]]) for one in stages]
    stage, _ = decide(said, kinds)
    name, _ = pick_name([one for one in claims if one["propriete"] == "nom"], kinds)
    return {
        "cpts_id": cpts_id,
        "nom": name["valeur"] if name else None,
        **_stage_columns(stage),
    }


def _stage_columns(stage: Statement | None) -> Row:
    """The stage and the words it rests on; every column is empty when none is published."""
    if stage is None:
        return dict.fromkeys(STAGE_COLUMNS)
    return {
        "statut": stage.stage,
        "statut_fondement": stage.ground if stage.stage else None,
        "statut_date": stage.day,
        "fin_nature": stage.end,
        "affirmation_id": stage.claim["preuve_id"],
        "source_id": stage.claim["source_id"],
        "url": stage.claim["url"],
        "texte": stage.claim["texte"],
    }
