"""What the columns of stage and of dates say of one CPTS: words of stage, and dates with the event they date.

A date under « Date » is that of the stage written beside it; a date still to come proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from lexicon.gate import gated
from lexicon.patterns import words as listed
from lexicon.stage_decision import ENDED, STAGES
from lexicon.stage_marks import stage_of
from lexicon.text import fold
from spiders.extract.model.section import stage_words
from spiders.extract.table.cell_values import has_date, is_figure, spelled, unwrap, written_date
from spiders.extract.table.header_meaning import (
    is_blank,
    says_no,
    says_yes,
)
from spiders.extract.table.header_phrases import header_words
from spiders.extract.table.header_rows import Column
from spiders.extract.table.legends import said_by_silence
from spiders.extract.table.rows import Record, Table

_FURTHEST_FIRST = (ENDED, *reversed(STAGES), None)
# « prévue fin 2026 », « 06/2026 (prév.) », « à venir », « objectif 2027 », « envisagée au printemps »
_PLANNED = gated(
    r"\bprev(?:ue?s?|ision\w*|isible\w*)?\b|\bprev\.|\benvisag|\bhorizon\b|\bsouhait|\battendue?s?\b|\bd'ici\b|\bpossible\b|\bestime"
    r"|\ba (?:venir|programmer|planifier|fixer|definir|confirmer|signer)\b|\ben cours de (?:signature|validation)"
    r"|\b(?:objectif|cible)s?\b.{0,3}(?:(?:fin|debut|mi|\w+)\b.{0,3})?(?:20\d\d|[st][1-4])\b"
)
_DATE_WORDS = listed("tables", "date_words")
_NO_EVENT = listed("tables", "no_event")
_OF_A_DATE = re.compile(
    r"^dates? (?:de |d['’]|du )(?:(?:la |le |l['’])?validation (?:du |de la |de l['’]|de |d['’])?)?", re.I
)
_ENDS = gated(r"\bfin\b|\bterme\b|\becheance\b(?! (?:atteinte|franchie))")
_STATUS_ALONE = gated(
    r"(?:l')?aci(?: cpts)?|(?:contrat|convention) aci|accord conventionnel interprofessionnel(?: \(aci\))?"
)


@dataclass(frozen=True, slots=True)
class Milestones:
    """`status`: words of stage, the most advanced first; `dates`: words that carry a date, event included."""

    status: str
    dates: str


@dataclass(frozen=True, slots=True)
class _Step:
    """What one cell says: words of stage, words that carry a date, either empty; `rank` is that of its header."""

    rank: int
    status: str = ""
    date: str = ""


def milestones_of(record: Record, table: Table, written: str) -> Milestones:
    """`written`: ISO day of the document, or empty; what it dates later is planned. A cross under « ACI signé » says
    its header, a date says both; a planned step says nothing of the stage reached."""
    own = _own_words(record, table)
    ceased = [text for text in own if stage_of(text) == ENDED]
    steps = list(_steps(record, table, own, ceased, written))
    dates = _in_order((step.rank, step.date) for step in steps) or _dated(own, written)
    # what a CPTS that has ceased once reached is past
    ceased = ceased or [step.status for step in steps if step.status and not step.rank]
    texts = ceased or [*map(_stated, own), *_in_order((step.rank, step.status) for step in steps)]
    silent = [row[column.index] for column in table.of("milestone", "status") for row in record.rows]
    stage = "; ".join(dict.fromkeys(texts)) or stage_words(record.section.headings) or said_by_silence(table, silent)
    return Milestones(stage, "; ".join(dates))


def _steps(record: Record, table: Table, own: list[str], ceased: list[str], written: str) -> Iterator[_Step]:
    told = own or _crossed_stages(record, table)[-1:] or [stage_words(record.section.headings)]
    beside = _reached(told[0], r"[,;.]") if len(told) == 1 else ""
    for column in table.of("milestone", "status"):
        if column.field == "milestone" or _is_undated(column):
            found = (_step(column, unwrap(text), beside, ceased, written) for text in record.values(column))
            yield from filter(None, found)


def _own_words(record: Record, table: Table) -> list[str]:
    """What the columns of stage say, each once; figures and dates apart."""
    columns = [column for column in table.of("status") if not _is_undated(column)]
    texts = (text for column in columns for text in record.values(column) if not is_figure(text))
    return list(dict.fromkeys(spelled(" ".join(text.split())) for text in texts))


def _crossed_stages(record: Record, table: Table) -> list[str]:
    return [
        column.header
        for column in table.of("milestone")
        if stage_of(column.header) and any(map(says_yes, record.values(column)))
    ]


def _step(column: Column, cell: str, beside: str, ceased: list[str], written: str) -> _Step | None:
    """`beside`: the stage that a date without a name of its own is of; `ceased`: the words of an end."""
    ends = _ENDS.search(fold(column.header)) is not None
    if ends and not ceased:
        return None  # the end of a contract is its term
    of = ceased[0] if ends else beside if _is_undated(column) else ""
    text = _reached(written_date(cell) or cell, r"[;.]", written)
    words = f"{of or column.header} : {text}".removeprefix(" : ")
    return None if is_planned(words) or _is_later(text, written) else _reached_step(column, text, words, bool(of))


def _reached_step(column: Column, text: str, words: str, known: bool) -> _Step | None:
    """What a cell that tells no plan says; `known`: the stage it dates is told elsewhere."""
    stage = stage_of(column.header)
    rank = _FURTHEST_FIRST.index(stage)
    if says_yes(text):
        return _Step(rank, _stated(column.header)) if stage else None
    if says_no(text):
        return None
    tells = not known and (stage or stage_of(text)) is not None
    if has_date(text):
        return _Step(rank, words if tells else "", words)
    # « Date de validation du projet de santé : en rédaction »
    return _Step(rank, f"{_OF_A_DATE.sub('', column.header)} : {text}") if tells else None


def _dated(own: list[str], written: str) -> list[str]:
    """« ACI signé en juillet 2021 » under « Statut » dates the signature, « PS attendu fin 2024 » nothing."""
    done = (_reached(text, r"[;.,–-]", written) for text in own)
    return [text for text in done if has_date(text) and not is_planned(text) and not _is_later(text, written)]


@lru_cache(maxsize=4096)
def _reached(text: str, stops: str, written: str = "") -> str:
    """A text of several clauses without those that tell of a step to come: « ACI signé le 3 mai 2021. Avenant prévu en
    2027. »; a text of one clause, or of none that is done, as it is. `stops`: the signs that end a clause."""
    clauses = re.split(rf"(?<={stops})\s+(?=\S)", text)
    done = [clause for clause in clauses if not (is_planned(clause) or _is_later(clause, written))]
    return " ".join(done).rstrip(" ,;–-") if done and len(done) < len(clauses) else text


def planned_steps(record: Record, table: Table) -> list[tuple[str, str]]:
    """(header, cell) of the steps still to come, and of the ends of contracts."""
    return [
        (column.header, text)
        for column in table.of("milestone")
        for text in record.values(column)
        if column.header and not is_blank(text) and (is_planned(text) or _ENDS.search(fold(column.header)))
    ]


@lru_cache(maxsize=4096)  # a stage stands in many rows
def is_planned(words: str) -> bool:
    return bool(_PLANNED.search(fold(words)))


def _is_later(text: str, written: str) -> bool:
    """Whether the only year of a text, or its ISO or French day, follows the day the document was written."""
    if not written:
        return False
    days = re.findall(r"(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d)", text)
    days = [f"{year}-{month:0>2}-{day:0>2}" for day, month, year in days] + re.findall(r"20\d\d-\d\d-\d\d", text)
    years = days or re.findall(r"\b20\d\d\b", text)
    return bool(years) and all(year > written[: len(year)] for year in years)


@lru_cache(maxsize=4096)
def _stated(text: str) -> str:
    """« ACI » alone under « Statut », or with a cross under it, is the stage a CPTS stands at, and no word about the
    agreement at large."""
    return "sous ACI" if _STATUS_ALONE.fullmatch(fold(text).strip(" .")) else text


@lru_cache(maxsize=1024)  # asked again for each row of a table
def _is_undated(column: Column) -> bool:
    """« Date », « Année », « Date du statut », « Depuis »: a header that does not say what happened then."""
    words = set(header_words(column.header))
    if not column.header:
        return column.field == "milestone"  # told by its content: dates
    return bool(words & _DATE_WORDS) and words <= _DATE_WORDS | _NO_EVENT


def _in_order(ranked: Iterable[tuple[int, str]]) -> list[str]:
    """The texts by rank, each once, empty ones left out."""
    texts = (text for _, text in sorted(ranked, key=lambda item: item[0]) if text)
    return list(dict.fromkeys(texts))
