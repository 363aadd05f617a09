"""When an act took place, by the dates of its sentence: what is dated after the page is a plan."""

from __future__ import annotations

from dataclasses import replace

from lexicon.date_shapes import Page, period
from lexicon.dates import ACI_BIRTH, FoundDate, event_of, find_dates
from lexicon.gate import gated
from lexicon.stage_decision import ENDED, Proof
from lexicon.stage_words import Word

_TO_A_DATE = gated(r" (?:des |en |a partir de |au |a |le |dans le |courant |debut |fin |pour |mi-?)+")
_TERM = "contrat_en_cours"  # words that give the term of a contract, which is to come
# the events whose day may be that of a contract, or of an end; `None`: a date that no word names
_SIGNED = (
    None,
    "signature_aci",
    "signature_contrat_territorial",
    "validation_projet",
    "validation_lettre",
    "renouvellement",
    "etat",
)
_ENDED = (None, "dissolution", "fusion", "scission", "remplacement", "resiliation", "abandon", "cessation")


def in_its_time(key: str, span: tuple[int, int], proof: Proof, dates: list[FoundDate], page: Page | None) -> Proof:
    """A contract dated after the page is a plan; one older than the ACI proves a validated project."""
    if proof.stage not in ("aci_signe", ENDED) or _TERM in proof.rule:
        return proof
    when = _nearest(key, span, proof, dates)
    if when and page and when.first > page.last:
        return Proof("ambigu", f"{proof.rule}.date_a_venir", proof.start, proof.end)
    when = when or page
    if proof.stage == "aci_signe" and when and when.last < ACI_BIRTH and proof.contract:
        return replace(proof, stage="projet_valide", rule=f"{proof.rule}.avant_l_aci", about="")
    return proof


def _nearest(key: str, span: tuple[int, int], proof: Proof, dates: list[FoundDate]) -> Page | None:
    events = _SIGNED if proof.stage == "aci_signe" else _ENDED
    mine = [
        found
        for index, found in enumerate(dates)
        if span[0] <= found.start < span[1] and event_of(key, dates, index, span)[0] in events
    ]
    nearest = min(mine, key=lambda found: min(abs(found.start - proof.end), abs(proof.start - found.end)), default=None)
    return period(nearest.value) if nearest else None


def day_of(proof: Proof, words: list[Word], dates: list[FoundDate], span: tuple[int, int]) -> Page | None:
    """The date told after an act, before the next one: « refusé *en 2025*, validé *en 2026* »."""
    following = (word.head for word in words if word.table != "objet" and word.head > proof.at)
    end = min(following, default=span[1])
    return next((period(one.value) for one in dates if proof.at < one.start < end), None)


def may_be_a_plan(key: str, word: Word, page: Page | None) -> bool:
    """« opérationnelle début 2020 » is a fact only on a page written later."""
    if not _TO_A_DATE.match(key[word.end : word.end + 30]):
        return False
    dates = find_dates(key[word.end : word.end + 60], page)
    if not dates:
        return False
    told = period(dates[0].value)
    return told is None or page is None or told.last > page.last
