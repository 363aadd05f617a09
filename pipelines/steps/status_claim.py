"""What the words on the stage say beside the stage itself: what they deny, an end or a refusal and its nature."""

from __future__ import annotations

from lexicon.patterns import entries
from lexicon.readings import StatusReading
from lexicon.text import fold

END_NAMES = ("dissolution", "fusion", "scission", "remplacement", "resiliation", "abandon", "refus")


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
        told["fin"] = end_nature(text, refused=reading.refused)
    if filed and fold(reading.excerpt) in fold(filed):
        told["classe"] = True
    return told


def end_nature(text: str, refused: bool = False) -> str | None:
    """`dissolution`, `fusion`, `scission`, `remplacement`, `resiliation`, `abandon` or `refus`, as the words name it;
    `None` when they tell an end without its nature (« n'existe plus »)."""
    key = fold(text)
    named = {entry.value for entry in entries("dates", "evenement") if entry.pattern.search(key)}
    if refused:
        return "abandon" if "abandon" in named else "refus"
    return next((name for name in END_NAMES if name in named), None)
