"""The dated steps of the life of one CPTS."""

from __future__ import annotations

import hashlib
from datetime import date

from pipelines.steps.precedence import data, ordered
from pipelines.tables.rows import ClaimRow, EventRow

# a date that no word names, a situation at a date, the first talks of a CPTS to come (they date its stage)
NOT_EVENTS = (None, "etat", "emergence")


def event_rows(cpts_id: str, dates: list[ClaimRow], kinds: dict[str, str]) -> list[EventRow]:
    """One row per step and date, the best source first. A date told at two precisions is one event: the more precise
    wins (« 2022-10 » and « 2022-10-06 »)."""
    told: dict[tuple[str, str], ClaimRow] = {}
    for claim in ordered(dates, kinds):
        nature = data(claim)["evenement"]
        if nature not in NOT_EVENTS and claim["valeur"] and not data(claim).get("prevu"):
            told.setdefault((nature, claim["valeur"]), claim)
    finest = {key for key in told if not any(_within(other, key) for other in told)}
    return [_row(cpts_id, nature, day, told[nature, day]) for nature, day in sorted(finest)]


def _within(other: tuple[str, str], key: tuple[str, str]) -> bool:
    """Whether `other` is the same step told more precisely, « --10-06 » of no year included."""
    (nature, day), (same, rough) = other, key
    if nature != same or day == rough:
        return False
    return day.startswith(f"{rough}-") or (rough.startswith("--") and day.endswith(rough[1:]) and len(day) == 10)


def _row(cpts_id: str, nature: str, day: str, claim: ClaimRow) -> EventRow:
    return {
        "evenement_id": hashlib.sha256(f"{cpts_id}\x1f{nature}\x1f{day}".encode()).hexdigest()[:16],
        "cpts_id": cpts_id,
        "nature": nature,
        "date_evenement": day,
        "precision_date": data(claim)["precision"],
        "jour_incompatible": data(claim)["jour_incompatible"],
        "annee_deduite": bool(data(claim).get("annee_deduite")),
        "texte": claim["texte"],
        "appris_le": date.fromisoformat(claim["lu_depuis"]),
        "preuve_id": claim["preuve_id"],
    }
