"""Dates and figures told of several CPTS at once, one for each in the order of their names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lexicon.cpts_names import find_names, name_key
from lexicon.date_words import DATE
from lexicon.gate import gated
from lexicon.months import MONTH
from lexicon.numbers import any_between
from lexicon.text import fold
from spiders.extract.attribution.years import complete_year

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


_FOR = gated(r"\s*(?:pour|avec|chez|a) (?:(?:la |les? |l'|celles? (?:de |du |des )?(?:la |les? |l')?))?")
_OTHERS = gated(rf"(?:toutes )?(?:(?:{any_between(2, 10)}|\d+) )?autres?\b.*")


def each_named_its_date(sentence: str, names: Sequence[str]) -> list[str] | None:
    """« … ont signé : le 22 septembre 2022 pour les Coteaux, le 30 septembre pour les trois autres »: the text of each
    of `names`, with its own date; nothing unless each has one."""
    folded = fold(sentence)
    dates = list(DATE.finditer(folded))
    keys = [name_key(name) for name in names]
    given: dict[str, str] = {}
    rest = ""
    for number, date in enumerate(dates):
        stop = dates[number + 1].start() if number + 1 < len(dates) else len(sentence)
        lead = _FOR.match(folded, date.end(), stop)
        if lead is None:
            return None
        whom = re.sub(r"(?:,| et|;)? ?(?:(?:le|en|au|ce) )?$", "", folded[lead.end() : stop].rstrip(" .;"))
        told = complete_year(f"{_lead(sentence, dates[0].start())} {date.group()}", sentence[: date.start()])
        if _OTHERS.fullmatch(whom):
            rest = told
        for one in re.split(r", | et ", whom):
            given |= {name_key(one): told}
    values = [given.get(key, rest) for key in keys]
    return values if len(dates) > 1 and all(values) and set(given) & set(keys) else None


def _lead(sentence: str, stop: int) -> str:
    """The words before the first date: « Chacune a signé : le » → « Chacune a signé le »."""
    return re.sub(r"\s*[:,]\s*(?=(?:le|en|au|ce)\s*$)", " ", sentence[:stop].rstrip())
