"""What a text says of the stage of a CPTS, in one word."""

from __future__ import annotations

from lexicon.stage_decision import ACTIVITY
from lexicon.stages import read_status


def told(text: str, date_context: str | None = None) -> str | None:
    """The stage a text proves, `activite` when it says only that the CPTS is at work, `None` when neither."""
    reading = read_status(text, date_context)
    return reading.value or (ACTIVITY if reading.active else None)
