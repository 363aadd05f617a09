"""A step that no source dates and that was seen: a source said an earlier stage at one reading, this one then."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import cast

from lexicon.date_shapes import period
from lexicon.stage_decision import ENDED, STAGES
from pipelines.tables.rows import WatchedColumns
from schema import Row

STEPS = (*STAGES, ENDED)
LEFT = ("mots_disparus", "mention_absente")  # why a source no longer says it; `relecture` is no change of its own


def watched_step(stage: str | None, affirmations: Collection[Row]) -> WatchedColumns | None:
    """`statut_depuis` and its bound for a CPTS of that stage, of which these are the `affirmations`; `None` when nobody
    saw it come: the source that said it first had never said an earlier stage until then.

    The step is not dated by it: publishers write it down when they can. It is told by a list between the two days."""
    if stage not in STEPS:
        return None
    said = [row for row in affirmations if row["propriete"] == "statut" and not row["reconstruction"]]
    tells = [row for row in said if row["valeur"] == stage]
    first = min((row["premiere_vue"] for row in tells), default=date.min)
    tellers = {row["source_id"] for row in tells if row["premiere_vue"] == first}
    earlier = [row for row in said if row["source_id"] in tellers and _gave_way(row, stage, first)]
    after = max(map(_last_said, earlier), default=first)
    if after >= first:
        return None
    return {
        "statut_depuis": first.isoformat(),
        "statut_depuis_nature": "observe",
        "statut_depuis_apres": after.isoformat(),
    }


def _gave_way(row: Row, stage: str, day: date) -> bool:
    """Whether a statement of an earlier stage left its page on that day."""
    earlier = row["valeur"] in STEPS[: STEPS.index(stage)]
    return earlier and row["retiree_le"] == day and row["motif_retrait"] in LEFT


def _last_said(row: Row) -> date:
    """The last day for which a statement vouches: that of its page, where it bears one."""
    told = period(row["date_page"])
    return told.first if told else cast("date", row["derniere_vue"])
