"""What the columns of stage and of dates say of one CPTS: words of stage, and dates with the event they date.

A date under « Date » is that of the stage written beside it; a date still to come proves nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from lexicon.text import fold
from spiders.extract.model.table import Record, Table
from spiders.extract.table.cell_values import has_date, is_figure, spelled, unwrap, written_date
from spiders.extract.table.header_meaning import header_words, is_blank, says_no, says_yes, stage_of
from spiders.extract.table.header_rows import Column
from spiders.extract.table.legends import said_by_silence

_STAGES = ("cessee", "aci_signe", "projet_valide", "lettre_intention", "emergence", None)
# « prévue fin 2026 », « 06/2026 (prév.) », « à venir », « objectif 2027 », « envisagée au printemps »
_PLANNED = re.compile(
    r"\bprev(?:ue?s?|ision\w*|isible\w*)?\b|\bprev\.|\benvisag|\bhorizon\b|\bsouhait|\battendue?s?\b|\bd'ici\b|\bpossible\b|\bestime"
    r"|\ba (?:venir|programmer|planifier|fixer|definir|confirmer|signer)\b|\ben cours de (?:signature|validation)"
    r"|\b(?:objectif|cible)s?\b.{0,3}(?:(?:fin|debut|mi|\w+)\b.{0,3})?(?:20\d\d|[st][1-4])\b"
)
_DATE_WORDS = frozenset(["date", "annee", "depui", "moi", "jour", "quand", "echeance"])
# words beside « date » that add no event: « Suivi / Date », « Date de l'étape », « Date du statut »
_NO_EVENT = frozenset(
    [
        "suivi",
        "etape",
        "stade",
        "phase",
        "statut",
        "etat",
        "avancement",
        "situation",
        "evenement",
        "dernier",
        "derniere",
        "effet",
        "obtention",
        "realisation",
        "projet",
        "cpt",
        "atteinte",
        "atteint",
        "franchie",
        "franchi",
    ]
)
_OF_A_DATE = re.compile(
    r"^dates? (?:de |d['’]|du )(?:(?:la |le |l['’])?validation (?:du |de la |de l['’]|de |d['’])?)?", re.I
)
_ENDS = re.compile(r"\bfin\b|\bterme\b|\becheance\b(?! (?:atteinte|franchie))")
_STATUS_ALONE = re.compile(
    r"(?:l')?aci(?: cpts)?|(?:contrat|convention) aci|accord conventionnel interprofessionnel(?: \(aci\))?"
)


@dataclass(frozen=True, slots=True)
class Milestones:
    """`status`: words of stage, the most advanced first; `dates`: words that carry a date, event included."""

    status: str
    dates: str


def milestones_of(record: Record, table: Table, written: str) -> Milestones:
    """`written`: ISO day of the document, or empty; what it dates later is planned. A cross under « ACI signé » says
    its header, a date says both; a planned step says nothing of the stage reached."""
    own = list(
        dict.fromkeys(
            spelled(" ".join(text.split()))
            for column in table.of("status")
            if not _is_undated(column)
            for text in record.values(column)
            if not is_figure(text)
        )
    )
    crossed = [
        column.header
        for column in table.of("milestone")
        if stage_of(column.header) and any(map(says_yes, record.values(column)))
    ]
    told = own or crossed[-1:] or [record.section.status or ""]
    ceased = [text for text in own if stage_of(text) == "cessee"]
    status: list[tuple[int, str]] = []
    dates: list[tuple[int, str]] = []
    for column in table.of("milestone", "status"):
        if column.field == "status" and not _is_undated(column):
            continue
        stage = stage_of(column.header)
        rank = _STAGES.index(stage)
        for text in map(unwrap, record.values(column)):
            text = written_date(text) or text
            beside = _reached(told[0], r"[,;.]") if _is_undated(column) and len(told) == 1 else ""
            if _ENDS.search(fold(column.header)):
                if not ceased:
                    continue  # the end of a contract is its term
                beside = ceased[0]
            text = _reached(text, r"[;.]", written)
            words = f"{beside or column.header} : {text}".removeprefix(" : ")
            if is_planned(words) or _is_later(text, written):
                continue
            if says_yes(text):
                status += [(rank, _stated(column.header))] if stage else []
            elif not says_no(text):
                if not has_date(text):  # « Date de validation du projet de santé : en rédaction »
                    words = f"{_OF_A_DATE.sub('', column.header)} : {text}"
                dates += [(rank, words)] if has_date(text) else []
                status += [(rank, words)] if (stage or stage_of(text)) and not beside else []
    # « ACI signé en juillet 2021 » under « Statut » dates the signature, « LI validée - PS attendu fin 2024 » nothing
    done = (_reached(text, r"[;.,–-]", written) for text in own)
    dated = _in_order(dates) or [
        text for text in done if has_date(text) and not is_planned(text) and not _is_later(text, written)
    ]
    # what a CPTS that has ceased once reached is past
    ceased = ceased or [words for rank, words in status if not rank]
    texts = ceased or [_stated(text) for text in own] + _in_order(status)
    silent = [row[column.index] for column in table.of("milestone", "status") for row in record.rows]
    stage = "; ".join(dict.fromkeys(texts)) or record.section.status or said_by_silence(table, silent)
    return Milestones(stage, "; ".join(dated))


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


def is_planned(words: str) -> bool:
    return bool(_PLANNED.search(fold(words)))


def _is_later(text: str, written: str) -> bool:
    """Whether the only year of a text, or its ISO or French day, follows the day the document was written."""
    days = re.findall(r"(\d{1,2})[/.-](\d{1,2})[/.-](20\d\d)", text)
    days = [f"{year}-{month:0>2}-{day:0>2}" for day, month, year in days] + re.findall(r"20\d\d-\d\d-\d\d", text)
    years = days or re.findall(r"\b20\d\d\b", text)
    return bool(written and years) and all(year > written[: len(year)] for year in years)


def _stated(text: str) -> str:
    """« ACI » alone under « Statut », or with a cross under it, is the stage a CPTS stands at, and no word about the
    agreement at large."""
    return "sous ACI" if _STATUS_ALONE.fullmatch(fold(text).strip(" .")) else text


def _is_undated(column: Column) -> bool:
    """« Date », « Année », « Date du statut », « Depuis »: a header that does not say what happened then."""
    words = set(header_words(column.header))
    if not column.header:
        return column.field == "milestone"  # told by its content: dates
    return bool(words & _DATE_WORDS) and words <= _DATE_WORDS | _NO_EVENT


def _in_order(ranked: Iterable[tuple[int, str]]) -> list[str]:
    return list(dict.fromkeys(text for _, text in sorted(ranked, key=lambda item: item[0])))
