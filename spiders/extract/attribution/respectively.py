"""Dates and figures told of several CPTS at once, one for each in the order of their names."""

from __future__ import annotations

import re

from lexicon.cpts_names import find_names
from lexicon.gate import gated
from lexicon.months import MONTH
from lexicon.text import fold

_DAYS = gated(
    rf"\bles (?P<days>(?:1er|\d{{1,2}})(?:(?:, | et )(?:1er|\d{{1,2}}))+) (?P<rest>{MONTH}(?!\w)(?: \d{{4}})?)"
)
_TIMES = gated(rf"\ben (?P<days>{MONTH}(?:(?:, | et ){MONTH})+) (?P<rest>\d{{4}})\b")


def respectively(clause: str, count: int) -> list[str] | None:
    """« … signées respectivement en décembre 2020 et juin 2022 »: one value per name, event words kept."""
    match = re.search(r"\brespectivement\b", fold(clause))
    if not match:
        return None
    days = each_its_date(f"{clause[: match.start()].rstrip()}{clause[match.end() :]}", count)
    if days:
        return days
    values = re.split(r"\s*(?:,|;|\bet\b)\s*", clause[match.end() :].strip(" .;"))
    values = [value for value in values if value]
    if len(values) != count:
        return None
    verb = clause[: match.start()]
    verb = "les CPTS " + verb[max((mention.end for mention in find_names(verb)), default=0) :].strip()
    preposition = re.match(r"(?:en|le|au|du)\s", values[0])
    lead = preposition.group() if preposition else ""
    # « en mai 2021 et le 4 octobre 2022 »: a value keeps its own preposition
    return [f"{verb} {value if re.match(r'(?:en|le|au|du) ', value) else lead + value}".strip() for value in values]


def each_its_date(text: str, count: int) -> list[str] | None:
    """« ont signé les 3 et 10 mars 2022 », said of as many CPTS as there are days: the text of each, with its own."""
    folded = fold(text)
    for pattern_of_days, lead in ((_DAYS, "le"), (_TIMES, "en")):
        match = pattern_of_days.search(folded)
        days = re.split(r", | et ", match.group("days")) if match else []
        if match and len(days) == count:
            before, after = text[: match.start()], text[match.end() :]
            return [f"{before}{lead} {day} {match.group('rest')}{after}" for day in days]
    return None
