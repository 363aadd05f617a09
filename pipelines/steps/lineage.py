"""The table `lignees`: which CPTS gave way to which, since when, on what evidence, decided by a rule or by a person.

Words come before what two runs let one infer, a person before both. What was learnt is carried from release to
release: the sentence that told it may be gone the week after.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any

from lexicon.date_shapes import period
from pipelines.identity.decisions import DECISIONS, SUCCESSIONS, HumanDecision
from pipelines.identity.ledger_file import Ledger
from pipelines.identity.mention import Mention
from pipelines.identity.review import Proposal
from pipelines.steps.lineage_names import Told, known_as
from pipelines.steps.lineage_rows import ALONE, ENDING, GROUNDS
from pipelines.steps.lineage_watch import Watched
from schema import Row

Resolve = Callable[[str], str]  # a mention or a published id → the CPTS of today, empty when unknown

# `lignees.nature` → what a person writes in `decisions.csv` to confirm it
WRITTEN = {nature: code for code, meant in DECISIONS.items() for what, nature in SUCCESSIONS.items() if what == meant}

EVIDENCE = ("preuve_id", "source_id", "url", "localisation", "capture")


def lineage_id(nature: str, former: str, heir: str | None, names: tuple[str, str | None]) -> str:
    """Of a renaming the names, since both have one id."""
    parts = (nature, former, *((heir or names[1] or "",) if former != heir else map(str, names)))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def _row(nature: str, former: str, heir: str | None, names: tuple[str, str | None], **rest: Any) -> Row:
    return {
        "lignee_id": lineage_id(nature, former, heir, names),
        "de": former,
        "vers": heir,
        "nature": nature,
        "de_nom": names[0],
        "vers_nom": names[1],
        **rest,
    }


def from_words(
    tellings: Iterable[Told],
    ids: Mapping[str, str],
    mentions: Iterable[Mention],
    ledger: Ledger,
    earlier: Ledger,
    day: date,
) -> list[Row]:
    """`ids`: mention → CPTS; `earlier`: the ledger of the release before, in which a CPTS that today's pages give
    another name has its former one. A relation of a CPTS that nobody ever named ends nothing and is left out."""
    known, rows = list(mentions), []
    for one in tellings:
        former = known_as(one.former, one.where, ids, known, ledger)
        former = former or known_as(one.former, one.where, {}, (), earlier)
        former = ledger.resolve(former) or former
        heir = known_as(one.heir, one.where, ids, known, ledger) or None
        if not former or one.claim is None or not _may_link(one.nature, former == heir):
            continue
        rows.append(
            _row(
                one.nature,
                former,
                heir,
                (one.former, one.heir),
                date_evenement=one.day,
                fondement="mots",
                decidee_par="regle",
                motif="les mots de la source",
                texte=one.claim["texte"],
                **_evidence(one.claim, day),
            )
        )
    return rows


def _may_link(nature: str, same: bool) -> bool:
    """A CPTS that is split may be among its own heirs; one that is renamed is its own, and no other one."""
    return nature == "scission" or same == (nature == "renommage")


def _evidence(claim: Row, day: date) -> Row:
    return {name: claim[name] for name in EVIDENCE} | {"appris_le": day, "reconstruction": claim["reconstruction"]}


def from_watching(
    found: Iterable[Watched], ids: Mapping[str, str], resolve: Resolve, names: Mapping[str, str], day: date
) -> list[Row]:
    """`names`: CPTS → the name it was last known by. The evidence is where the source gives the heir its communes."""
    rows = []
    for one in found:
        former, heir = resolve(one.former), ids[one.claim["mention_id"]]
        if (former == heir) != (one.nature == "renommage"):
            continue
        rows.append(
            _row(
                one.nature,
                former,
                heir,
                (names[one.former], names[one.heir]),
                date_evenement=None,
                fondement="releves",
                decidee_par="regle",
                motif="déduite de deux relevés de la source : un nom disparaît, l'autre paraît sur ses communes",
                texte=None,
                **_evidence(one.claim, day),
            )
        )
    return rows


def from_people(
    decisions: Iterable[HumanDecision], resolve: Resolve, name_of: Callable[[str], str], day: date
) -> list[Row]:
    """`name_of`: the name of a mention or of a published id. Raises `ValueError` when decisions go round in a circle,
    in which no CPTS would be left."""
    rows: list[Row] = []
    for one in decisions:
        former, heir = resolve(one.a), resolve(one.b)
        nature = SUCCESSIONS.get(one.decision)
        if not nature or not former or not heir or (former == heir) != (nature == "renommage"):
            continue
        if (when := period(one.date)) and when.first > day:
            continue  # what is announced is nothing yet
        names = (name_of(one.a), name_of(one.b))
        if nature in ENDING and leads_back(former, heir, rows):
            raise ValueError(
                f"{one.where}: « {names[0]} » gives way to « {names[1]} », which other lines make give way to it; "
                "take out the one that is wrong"
            )
        rows.append(
            _row(
                nature,
                former,
                heir,
                names,
                date_evenement=one.date or None,
                fondement="decision",
                decidee_par="personne",
                motif=one.reason,
                texte=None,
                **dict.fromkeys(EVIDENCE),
                appris_le=day,
                reconstruction=False,
            )
        )
    return rows


def of_all(
    found: Iterable[Row], previous: Iterable[Row], decisions: Iterable[HumanDecision], resolve: Resolve
) -> list[Row]:
    """The rows of this build: those found today and those of the release before, ids brought up to date, each once,
    the strongest ground first; without what a person refused, and without what would go round in a circle: of two that
    give way to each other, one lives. `appris_le` stays the first."""
    kept: dict[str, Row] = {}
    carried = [
        _again(row, resolve) for row in previous if row["nature"] not in ALONE and row["fondement"] != "decision"
    ]
    every = _unrefused([*found, *carried], decisions, resolve)
    for row in sorted(every, key=lambda row: (GROUNDS.index(row["fondement"]), row["appris_le"])):
        if _settled(row, kept.values()) or leads_back(row["de"], row["vers"], kept.values()):
            continue
        same = kept.get(row["lignee_id"])
        kept[row["lignee_id"]] = _joined(same, row) if same else row
    learnt = {row["lignee_id"]: row["appris_le"] for row in previous}
    rows = [
        row | {"appris_le": min(row["appris_le"], learnt.get(row["lignee_id"], row["appris_le"]))}
        for row in _best_known(kept.values())
    ]
    return sorted(rows, key=lambda row: row["lignee_id"])


def _unrefused(rows: Iterable[Row], decisions: Iterable[HumanDecision], resolve: Resolve) -> list[Row]:
    """Without what a person refused: « differente » says that neither followed the other."""
    refused = {frozenset((resolve(one.a), resolve(one.b))) for one in decisions if one.decision == "different"}
    return [row for row in rows if frozenset((row["de"], row["vers"])) not in refused]


def _best_known(rows: Collection[Row]) -> list[Row]:
    """Without those whose heir nobody has found, where another of the same nature has one."""
    named = {(row["nature"], row["de"]) for row in rows if row["vers"]}
    return [row for row in rows if row["vers"] or (row["nature"], row["de"]) not in named]


def _again(row: Row, resolve: Resolve) -> Row:
    former, heir = resolve(row["de"]) or row["de"], row["vers"] and (resolve(row["vers"]) or row["vers"])
    names = (row["de_nom"], row["vers_nom"])
    return row | {"de": former, "vers": heir, "lignee_id": lineage_id(row["nature"], former, heir, names)}


def _settled(row: Row, kept: Iterable[Row]) -> bool:
    """Whether a stronger ground tells already what became of this CPTS, or of that pair."""
    for other in kept:
        stronger = GROUNDS.index(other["fondement"]) < GROUNDS.index(row["fondement"])
        if stronger and other["de"] == row["de"] and (row["fondement"] == "releves" or other["vers"] == row["vers"]):
            return bool(other["lignee_id"] != row["lignee_id"])
    return False


def leads_back(former: str, heir: str | None, rows: Collection[Row]) -> bool:
    """Whether `rows` tell that `heir` gave way in its turn, in the end to `former`."""
    reached, following = set[str | None](), {heir}
    while following and former != heir:
        reached |= following
        following = (
            {row["vers"] for row in rows if row["de"] in following and row["nature"] in ENDING} - reached - {None}
        )
    return former != heir and former in reached


def _joined(strongest: Row, other: Row) -> Row:
    """A person confirms what words told: the words stay the evidence, with their date."""
    said = (*EVIDENCE, "texte", "date_evenement")
    return strongest | {name: strongest[name] if strongest[name] is not None else other[name] for name in said}


def proposals(rows: Iterable[Row], mention_of: Callable[[str, str], str]) -> list[Proposal]:
    """What a person is asked to confirm: every succession that a rule decided and that links two CPTS. `mention_of`: a
    mention of a CPTS by a name, since a CPTS that is renamed has one id."""
    found = []
    for row in rows:
        if row["decidee_par"] != "regle" or not row["vers"]:
            continue
        a, b = row["de"], row["vers"]
        if a == b:
            a, b = mention_of(a, row["de_nom"]) or a, mention_of(b, row["vers_nom"])
        if a and b and a != b:
            said = f" : « {row['texte']} »" if row["texte"] else ""
            reason = f"{row['motif']}{said}"
            found.append(Proposal(a, b, row["de_nom"], row["vers_nom"] or "", WRITTEN[row["nature"]], reason))
    return found
