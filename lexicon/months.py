"""The months and the days of the week as a French text writes them, on folded text (`vocabulary/dates.toml`)."""

from __future__ import annotations

from lexicon.patterns import alternatives, vocabulary

_WORDS = vocabulary("dates")
_NUMBERS: dict[str, int] = {**_WORDS["mois_anglais"], **_WORDS["mois_abreges"], **_WORDS["mois_entiers"]}

WEEKDAY = rf"(?:{alternatives(_WORDS['jour_semaine'])})"
ENGLISH = alternatives(_WORDS["mois_anglais"])
# « mars », « sept. »; « mais » holds no « mai »
MONTH = rf"(?:(?:{alternatives(_WORDS['mois_entiers'] | _WORDS['mois_abreges'])})(?![a-z])\.?)"


def number(month: str) -> int:
    """« fevrier », « fevr. », « february » → 2. `KeyError` for what is no month."""
    return _NUMBERS[month.rstrip(".")]
