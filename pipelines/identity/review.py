"""The pairs in doubt as a work-list that a person fills in (`decisions` reads it back), and every pair compared."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipelines.identity.grouping import Pair
from spiders.files import aside

COLUMNS = ("mention_a", "mention_b", "nom_a", "nom_b", "score", "motifs", "decision", "motif_decision")
PAIR_COLUMNS = ("mention_a", "mention_b", "nom_a", "nom_b", "meme", "score", "regle", "motifs", "douteux")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A succession that a rule decided, for a person to confirm or to refuse: `decision` is that of `decisions.csv`."""

    a: str
    b: str
    name_a: str
    name_b: str
    decision: str
    reason: str


def write_review(
    pairs: Iterable[Pair], names: Mapping[str, str], path: Path, proposals: Iterable[Proposal] = ()
) -> None:
    """The successions that rules decided, `decision` filled in, then the pairs in doubt, most likely first, `decision`
    left empty. `names`: mention id → name as written."""
    with aside(path) as partial, partial.open("w", encoding="utf-8", newline="") as lines:
        sheet = csv.writer(lines, lineterminator="\n")
        sheet.writerow(COLUMNS)
        for one in proposals:
            sheet.writerow((one.a, one.b, one.name_a, one.name_b, "", one.reason, one.decision, one.reason))
        for pair in pairs:
            proposal = "même CPTS proposée" if pair.decision.same else "séparées en l'état"
            sheet.writerow(
                (
                    pair.a,
                    pair.b,
                    names.get(pair.a, ""),
                    names.get(pair.b, ""),
                    f"{pair.decision.score:.2f}",
                    " ; ".join((proposal, *pair.decision.reasons)),
                    "",
                    "",
                )
            )


TO_CONFIRM, NOBODY = "à confirmer", "correction d'une CPTS que personne ne connaît"


def add_to_review(path: Path, found: Iterable[tuple[str, str, str]]) -> None:
    """What the tables add to the pairs of this build, as CPTS, name and reason, which begins with `TO_CONFIRM` (a list
    contradicts it by its silence; a correction of the stage settles it) or with `NOBODY`."""
    before = list(csv.reader(path.open(encoding="utf-8", newline=""))) if path.exists() else [list(COLUMNS)]
    kept = [row for row in before if not row[5].startswith((TO_CONFIRM, NOBODY))]
    lines = [(one, "", name, "", "", reason, "", "") for one, name, reason in found]
    with aside(path) as partial, partial.open("w", encoding="utf-8", newline="") as sheet:
        csv.writer(sheet, lineterminator="\n").writerows([*kept, *lines])


def write_pairs(pairs: Iterable[Pair], names: Mapping[str, str], path: Path) -> None:
    """Every pair that was linked, kept apart by a veto, or left in doubt: decision, score, rule and reasons."""
    with aside(path) as partial, partial.open("w", encoding="utf-8", newline="") as lines:
        sheet = csv.writer(lines, lineterminator="\n")
        sheet.writerow(PAIR_COLUMNS)
        for pair in pairs:
            sheet.writerow(
                (
                    pair.a,
                    pair.b,
                    names.get(pair.a, ""),
                    names.get(pair.b, ""),
                    "oui" if pair.decision.same else "non",
                    f"{pair.decision.score:.2f}",
                    pair.decision.rule,
                    " ; ".join(pair.decision.reasons),
                    "oui" if pair.decision.doubtful else "non",
                )
            )
