"""What was known on a day about a day: the affirmations read by then, not withdrawn before the day asked about, that
speak of no later time, corrected and decided by the very rules that decide a release."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import cast

from lexicon.date_shapes import period
from lexicon.stage_decision import ENDED
from pipelines.steps.corrections import applied, decided
from pipelines.steps.lineage_effects import ended
from pipelines.steps.lineage_rows import borne, former_names
from pipelines.steps.precedence import pick_name
from pipelines.steps.stage import Statement, decide, event_date, statement
from pipelines.tables.rows import ClaimRow, claim_id
from schema import Row

NEEDED = ("nom", "statut", "date")  # the properties that tell a stage
MISREAD = "relecture"  # why a statement was withdrawn that no page had made
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
    affirmations: Iterable[Row],
    kinds: Mapping[str, str],
    day: date,
    known: date,
    lineages: Iterable[Row] = (),
    corrections: Iterable[Row] = (),
) -> list[Row]:
    """One row per CPTS that a source had named by `known`: its name and its stage on `day`, with what it rests on.

    `affirmations`, `lineages`, `corrections`: rows of these tables, dates as `date`. `kinds`: source → nature of its
    publisher. A statement speaks of the day of its act where it tells one, else of the day it was first read; a month
    or a year has passed when its last day has. What a page no longer says held until it was withdrawn; what was read
    amiss never held. A CPTS that gave way to another is over, whatever an unchanged page says."""
    read = [row for row in affirmations if row["propriete"] in NEEDED and _stands(row, day, known)]
    groups = _corrected(_said_by(read, day, known), corrections, known)
    learnt = [row for row in lineages if row["appris_le"] <= known]
    past, to_come = ([row for row in learnt if (_day_of(row) <= day) is came] for came in (True, False))
    over = ended({one: list(map(dict, claims)) for one, claims in groups.items()}, past)
    former, later = former_names(past), _first_names(to_come)
    return [
        _state(one, _named_on(day, cast("list[ClaimRow]", claims), former[one]), dict(kinds), later.get(one))
        for one, claims in sorted(over.items())
    ]


def _named_on(day: date, claims: list[ClaimRow], former: Collection[str]) -> list[ClaimRow]:
    """The claims, of the names only those read by `day`, or else the first that were; none that it bore no more."""
    names = borne([one for one in claims if one["propriete"] == "nom"], former)
    until = max(day.isoformat(), min((one["releve_le"] for one in names), default=""))
    read = [one for one in names if one["releve_le"] <= until]
    return [*read, *(one for one in claims if one["propriete"] != "nom")]


def _first_names(to_come: Iterable[Row]) -> dict[str, str]:
    """CPTS → the name it bore before the first of the renamings that had not come."""
    found: dict[str, str] = {}
    for row in sorted(to_come, key=_day_of, reverse=True):
        if row["nature"] == "renommage":
            found[row["de"]] = row["de_nom"]
    return found


def _said_by(read: list[Row], day: date, known: date) -> dict[str, list[ClaimRow]]:
    """CPTS → its names, and what was said or done by `day`."""
    acts: dict[str, list[ClaimRow]] = defaultdict(list)
    for row in read:
        if row["propriete"] == "date":
            acts[row["mention_id"]].append(_claim(row, row["premiere_vue"]))
    groups: dict[str, list[ClaimRow]] = defaultdict(list)
    for row in read:
        if row["propriete"] == "nom" or _said_of(row) <= day or _act_of(row, acts[row["mention_id"]]) <= day:
            confirmed = min(known, row["derniere_vue"], max(day, row["premiere_vue"]))
            groups[row["cpts_id"]].append(_claim(row, confirmed))
    return groups


def _corrected(groups: dict[str, list[ClaimRow]], corrections: Iterable[Row], known: date) -> dict[str, list[ClaimRow]]:
    """The claims with the corrections in force on the day `known`."""
    for one in corrections:
        in_force = one["date"] <= known and (one["jusqu_a"] is None or one["jusqu_a"] >= known)
        if in_force and one["cpts_id"] in groups:
            wrong = (one["propriete"], one["valeur_fausse"], one["valeur"])
            claims = applied(map(dict, groups[one["cpts_id"]]), *wrong)
            groups[one["cpts_id"]] = [cast("ClaimRow", claim) for claim in claims]
    return groups


def _stands(row: Row, day: date, known: date) -> bool:
    """Whether a statement had been read by `known`, and either stood then or still stood on `day`."""
    gone: date | None = row["retiree_le"]
    if row["premiere_vue"] > known:
        return False
    return gone is None or gone > known or (gone > day and row["motif_retrait"] != MISREAD)


def _act_of(row: Row, dates: Iterable[ClaimRow]) -> date:
    """The last day of the act that gave the stage, where the words tell it; else never."""
    told = period(event_date(row["valeur"] or ENDED, dates) or "") if row["propriete"] == "statut" else None
    return told.last if told else date.max


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
            "preuve_id": claim_id(*(row[name] for name in ("mention_id", "propriete", "valeur", "texte", "regle"))),
            "affirmation_id": row["affirmation_id"],
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


def _state(cpts_id: str, claims: list[ClaimRow], kinds: dict[str, str], before: str | None) -> Row:
    """`before`: the name that it bore until a renaming of a later day."""
    dates = [one for one in claims if one["propriete"] == "date"]
    stages = decided([one for one in claims if one["propriete"] == "statut"])
    said = [statement(one, dates, kinds[one["source_id"]]) for one in stages]
    stage, _ = decide(said, kinds)
    name, _ = pick_name([one for one in claims if one["propriete"] == "nom"], kinds)
    return {
        "cpts_id": cpts_id,
        "nom": before or (name["valeur"] if name else None),
        **_stage_columns(stage),
    }


def _stage_columns(stage: Statement | None) -> Row:
    """The stage and the words it rests on; every column is empty when none is published."""
    if stage is None:
        return dict.fromkeys(STAGE_COLUMNS)
    return {
        "statut": stage.stage,
        "statut_fondement": stage.ground if stage.stage else None,
        # of a list that is read again each week, the day of the first reading: of the others only the last is known
        "statut_date": stage.claim["releve_le"] if stage.nature == "releve" else stage.day,
        "fin_nature": stage.end,
        "affirmation_id": cast("Row", stage.claim).get("affirmation_id", stage.claim["preuve_id"]),
        "source_id": stage.claim["source_id"],
        "url": stage.claim["url"],
        "texte": stage.claim["texte"],
    }
