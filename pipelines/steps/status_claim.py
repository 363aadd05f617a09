"""What the words on the stage say beside the stage itself: what they deny, an end or a refusal and its nature."""

from __future__ import annotations

from dataclasses import replace

from lexicon.patterns import entries
from lexicon.readings import DateReading, StatusReading
from lexicon.stage_decision import ENDED
from lexicon.text import fold
from pipelines.steps.lineage_claim import outlives_a_split
from spiders.listing import Listing

END_NAMES = ("dissolution", "fusion", "scission", "remplacement", "resiliation", "abandon", "refus")


def read_stage(listing: Listing, dates: tuple[DateReading, ...], publisher_kind: str) -> StatusReading:
    """What the words of stage prove, and what an official list adds by filing the CPTS under them."""
    from lexicon.stages import read_status
    from pipelines.steps.official_list import signed_by_filing

    written = _date_context(listing, dates)
    said = read_status(listing.status_text or "", written)
    if said.value == ENDED and said.rule.startswith("scission") and outlives_a_split(listing):
        return replace(said, value=None, rule=f"{said.rule}.garde_son_nom")
    return signed_by_filing(listing.status_filed, said, publisher_kind, written) or said


def _date_context(listing: Listing, dates: tuple[DateReading, ...]) -> str | None:
    """The date the words speak at: that of the page, else the latest one the listing states itself, and never one
    after its reading."""
    if listing.page_date:
        return listing.page_date
    stated = [date.value for date in dates if date.value and not date.planned and not date.value.startswith("--")]
    return min(filter(None, (max(stated), listing.evidence.fetched_at[:10]))) if stated else None


def unread_stage(text: str, status: StatusReading) -> list[tuple[str, str, str]]:
    if status.unknown_wording:
        return [("statut", "formulation_inconnue", text)]
    return [("statut", "ambigu", status.excerpt or text)] if status.ambiguous else []


def status_data(reading: StatusReading, text: str, filed: str | None) -> dict[str, object]:
    """The structured value of a claim of `propriete` `statut`; only what is told is there. `activite`: the CPTS is at
    work; `nie`: stages said not reached; `fin`: nature of an end or of a refusal; `classe`: what was read is a heading
    or a column that files it there (`filed`)."""
    told: dict[str, object] = {}
    if reading.active:
        told["activite"] = True
    if reading.denied:
        told["nie"] = list(reading.denied)
    if reading.value == "cessee" or reading.refused:
        told["fin"] = end_nature(text, reading.rule, refused=reading.refused)
    if filed and fold(reading.excerpt) in fold(filed):
        told["classe"] = True
    return told


def end_nature(text: str, rule: str = "", refused: bool = False) -> str | None:
    """`dissolution`, `fusion`, `scission`, `remplacement`, `resiliation`, `abandon` or `refus`, as the words name it;
    `None` when they tell an end without its nature (« n'existe plus »)."""
    key = fold(text)
    named = {entry.value for entry in entries("dates", "evenement") if entry.pattern.search(key)} | {*rule.split(".")}
    if refused:
        return "abandon" if "abandon" in named else "refus"
    return next((name for name in END_NAMES if name in named), None)
