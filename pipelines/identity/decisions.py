"""Pairs that a person decided, read back as data that every later run respects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lexicon.date_shapes import period
from lexicon.text import fold
from pipelines.tables.handwritten import read_lines

# what a person writes (accents left out) → what it means
DECISIONS = {
    "meme": "same",
    "differente": "different",
    "renommee_en": "renamed_to",
    "fusionnee_dans": "merged_into",
    "scindee_en": "split_into",
    "remplacee_par": "replaced_by",
}
ONE_CPTS = ("same", "renamed_to")  # decisions after which both are one record
SUCCESSIONS = {  # decisions that link two CPTS in time → `lignees.nature`
    "renamed_to": "renommage",
    "merged_into": "fusion",
    "split_into": "scission",
    "replaced_by": "remplacement",
}


@dataclass(frozen=True, slots=True)
class HumanDecision:
    """`a`, `b`: mention ids or CPTS ids. `decision`: `same`, `different` (two CPTS, neither of which followed the
    other), or one of `SUCCESSIONS`: `a` gave way to `b`. `where` is the file and line, for messages."""

    a: str
    b: str
    decision: str
    reason: str
    date: str = ""
    where: str = ""


def read_all_decisions(files: Iterable[Path]) -> tuple[HumanDecision, ...]:
    """Of several files, one that does not exist left out: on one pair the last file holds."""
    found: dict[tuple[str, str], HumanDecision] = {}
    for path in files:
        found |= {_pair(one): one for one in (read_decisions(path) if path.exists() else ())}
    return tuple(found[pair] for pair in sorted(found))


def _pair(one: HumanDecision) -> tuple[str, str]:
    return min(one.a, one.b), max(one.a, one.b)


def read_decisions(path: Path) -> tuple[HumanDecision, ...]:
    """Decisions of a file of `DECISION_COLUMNS` or of a filled work-list; lines without a decision are skipped.

    Raises `ValueError` naming the file and the line when one cannot be understood or contradicts another."""
    decisions: dict[tuple[str, str], HumanDecision] = {}
    for where, cells in read_lines(path, ("mention_a", "mention_b", "decision", "motif_decision")):
        if one := _read_row(cells, where):
            earlier = decisions.setdefault(_pair(one), one)
            if (earlier.decision, earlier.a) != (one.decision, one.a) and (
                earlier.decision != one.decision or one.decision in SUCCESSIONS
            ):
                raise ValueError(f"{where}: contradicts {earlier.where} on the same pair; keep one of them")
    return tuple(decisions[key] for key in sorted(decisions))


def _read_row(cells: dict[str, str], where: str) -> HumanDecision | None:
    if not cells["decision"]:
        return None
    decision = DECISIONS.get(fold(cells["decision"]))
    if decision is None:
        raise ValueError(f"{where}: unknown decision « {cells['decision']} »; write one of {', '.join(DECISIONS)}")
    if not cells["mention_a"] or not cells["mention_b"] or cells["mention_a"] == cells["mention_b"]:
        raise ValueError(f"{where}: a decision needs two different mentions or CPTS")
    if not cells["motif_decision"]:
        raise ValueError(f"{where}: a decision needs its reason (motif_decision)")
    day = cells.get("date", "")
    if day and (len(day) not in (4, 7, 10) or period(day) is None):
        raise ValueError(f"{where}: {day} is no date; write 2027, 2027-01 or 2027-01-12")
    return HumanDecision(cells["mention_a"], cells["mention_b"], decision, cells["motif_decision"], day, where)
