"""The stage of a CPTS: what several statements say together, with its ground and its date (docs/status.md).

The most advanced stage that stands is published. A statement falls when a later one denies it on a ground at least as
strong, or more than two years younger than a stronger one; and when it bears no date while one of the same or a
stronger ground does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from lexicon.date_shapes import period
from lexicon.stage_decision import ENDED, EVENTS_OF_STATUS, STAGES
from pipelines.steps.ground import filed, ground, strength
from pipelines.steps.precedence import data, ranks
from pipelines.tables.rows import ClaimRow

STALE_MONTHS = 24  # a stronger ground that is older than this no longer holds against a later denial


@dataclass(frozen=True, slots=True)
class Statement:
    """What one listing says of the stage. `stage`: one of `STAGES`, `cessee` or `None`; `denies`: stages said not
    reached; `end`: how it ended (`fin_nature`), a refusal included; `said`: when the words were said, `None` unknown;
    `since`: when the event of the stage took place; `day`, `nature`: the date published, and of what it is."""

    claim: ClaimRow
    ground: str
    stage: str | None
    denies: frozenset[str]
    end: str | None
    said: str | None
    since: str | None
    day: str | None
    nature: str | None

    @property
    def over(self) -> bool:
        """Whether the words say that nothing is left: an end, or a refusal of the whole."""
        return self.stage == ENDED or (self.stage is None and self.denies == frozenset(STAGES))

    @property
    def held(self) -> str | None:
        """The last day for which the words vouch. A sentence that gives the day of the act recalls it, however late it
        was written; a list that files the CPTS there still says so."""
        return self.said if filed(self.claim) else self.since or self.said


def overtaken(statements: Iterable[Statement], kept: Statement | None) -> set[str]:
    """Ids of the claims of a step before the one `kept`, told by the same source or of an earlier day: « lettre
    d'intention » of 2023 beside an ACI of 2024 is progress, no disagreement."""
    return {one.claim["preuve_id"] for one in statements if kept and _overtaken(one, kept)}


def _overtaken(one: Statement, kept: Statement) -> bool:
    if one.stage not in STAGES or kept.stage not in STAGES or STAGES.index(one.stage) >= STAGES.index(kept.stage):
        return False
    return one.claim["source_id"] == kept.claim["source_id"] or bool(one.day and kept.day and one.day < kept.day)


def statement(claim: ClaimRow, dates: Iterable[ClaimRow], kind: str) -> Statement:
    """`dates`: the dated events of all listings of the CPTS; only those of the same listing date this statement."""
    told = data(claim)
    stage, dates = claim["valeur"], list(dates)
    mine = [row for row in dates if row["mention_id"] == claim["mention_id"]]
    since = event_date(stage or ENDED, mine)
    if stage == ENDED and _began_anew(told, since, dates):
        stage, told = None, {}
    live = not claim["reconstruction"] and kind != "presse" and filed(claim)
    dated = (since, "evenement"), (claim["date_page"], "page"), (claim["confirme_le"] if live else None, "releve")
    day, nature = next(filter(itemgetter(0), dated), (None, None))
    said = claim["date_page"] or (claim["confirme_le"] if live else since)
    return Statement(
        claim,
        ground(claim, kind, dated=bool(_days_of(stage or ENDED, mine))),
        stage,
        _denied(stage, told),
        told.get("fin"),
        said,
        since,
        day,
        nature,
    )


def event_date(stage: str, dates: Iterable[ClaimRow]) -> str | None:
    """The day of the event that gives a stage: the earliest (a later signature is a renewal), the most precise among
    equals; a day without a year dates nothing."""
    whole = [day for day in _days_of(stage, dates) if day[:2] != "--"]
    return min(whole, key=lambda day: (day[:4], -len(day), day), default=None)


def _days_of(stage: str, dates: Iterable[ClaimRow]) -> list[str]:
    """Days told of the act that gives a stage, « ce jeudi 24 octobre » of an undated page too: the act is named."""
    events = EVENTS_OF_STATUS.get(stage, ())
    told = ((row["valeur"], data(row)) for row in dates)
    return [day for day, one in told if day and not one.get("prevu") and one["evenement"] in events]


def _denied(stage: str | None, told: dict[str, Any]) -> frozenset[str]:
    """All of them by an end, else those said not reached above the stage told."""
    own = STAGES.index(stage) if stage in STAGES else -1
    above = (one for one in told.get("nie", ()) if STAGES.index(one) > own)
    return frozenset(STAGES) if stage == ENDED else frozenset(above)


def _began_anew(told: dict[str, Any], end: str | None, dates: Iterable[ClaimRow]) -> bool:
    """Whether an association was declared after the dissolution that `told` tells of."""
    if not end or told.get("fin") not in (None, "dissolution"):
        return False
    created = (row["valeur"] for row in dates if data(row)["evenement"] == "creation_association")
    return any(day and day[:2] != "--" and _later(day, end) for day in created)


def _later(one: str, other: str) -> bool:
    """Whether a date is surely after another of any precision."""
    length = min(len(one), len(other))
    return one[:length] > other[:length]


def _months_between(older: str, newer: str) -> int:
    first, last = period(older), period(newer)
    if first is None or last is None:
        return 0
    return (last.first.year - first.last.year) * 12 + last.first.month - first.last.month


def _contradicts(one: Statement, other: Statement) -> bool:
    """Whether both cannot hold at the same time, whatever came first."""
    return other.stage in one.denies or (other.over and one.stage in STAGES)


def _undoes(one: Statement, other: Statement) -> bool:
    """Whether `one` makes `other` fall."""
    weaker = strength(one.ground) > strength(other.ground)
    # an act recalled after the end (« elle avait signé le 3 mars 2020 ») denies no end
    recalled = one.over or other.over
    new, old = (one.held, other.held) if recalled else (one.said, other.said)
    if new and old:
        if not _contradicts(one, other) or not _later(new, old):
            return False
        return not weaker or _months_between(old, new) > STALE_MONTHS
    if weaker or other.said:
        return False
    if one.said:
        return one.stage != other.stage or _contradicts(one, other)
    # neither is dated: nothing tells which came last, so what is denied on as good a ground is not proved
    return other.stage in one.denies


def _quoted(one: Statement, kinds: dict[str, str]) -> tuple[int, bool, tuple[int, ...], int, str]:
    """The statement quoted first among those of one stage: ground, then a date, then the most recent, then the
    publisher, then the id, so that the order of the input never decides."""
    newest = tuple(-ord(letter) for letter in one.said or "")
    rank = ranks("statut")[kinds[one.claim["source_id"]]]
    return strength(one.ground), one.said is None, newest, rank, one.claim["preuve_id"]


def _standing(statements: list[Statement]) -> list[Statement]:
    """The statements that tell a stage or an end and that no other makes fall."""
    telling = [one for one in statements if one.stage or one.over]
    return [one for one in telling if not any(_undoes(other, one) for other in statements if other is not one)]


def decide(statements: list[Statement], kinds: dict[str, str]) -> tuple[Statement | None, str]:
    """The statement that is published, with the reason; a refusal of the whole is one without a stage."""
    standing = _standing(statements)
    ends = [one for one in standing if one.over]
    living = [one for one in standing if one.stage in STAGES]
    end = _last_end(ends, living, kinds)
    if end:
        return end, "fin que rien ne contredit ensuite"
    chosen = _most_advanced(living, kinds)
    return chosen, "étape la plus avancée que rien ne contredit, sur son fondement le plus fort" if chosen else ""


def proved(statements: list[Statement], kinds: dict[str, str]) -> Statement | None:
    """The most advanced statement that stands and is no deduction: what counts, whatever more is deduced."""
    living = [one for one in _standing(statements) if one.stage in STAGES and one.ground != "deduit"]
    return _most_advanced(living, kinds)


def _most_advanced(living: list[Statement], kinds: dict[str, str]) -> Statement | None:
    return min(living, key=lambda one: (-STAGES.index(one.stage or ""), _quoted(one, kinds)), default=None)


def _last_end(ends: list[Statement], living: list[Statement], kinds: dict[str, str]) -> Statement | None:
    """The end that holds: on a ground as strong as every stage that stands."""
    strongest = min((strength(one.ground) for one in living), default=None)
    final = [one for one in ends if strongest is None or strength(one.ground) <= strongest]
    return min(final, key=lambda one: (one.stage is None, _quoted(one, kinds)), default=None)


def age_in_months(day: str | None, today: date) -> int | None:
    """Whole months since a date, counted from the end of the month or year it names: never more than is known."""
    told = period(day)
    if told is None:
        return None
    months = (today.year - told.last.year) * 12 + today.month - told.last.month - (today.day < told.last.day)
    return max(0, months)
