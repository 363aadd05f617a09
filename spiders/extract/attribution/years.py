"""Days and their years: the lines of a chronology, a dated signature, a day whose year is written elsewhere."""

from __future__ import annotations

import re

from lexicon.date_words import DATE
from lexicon.gate import Gated, gated
from lexicon.months import MONTH
from lexicon.text import fold


def is_dated_signature(folded: str) -> bool:
    """« Vendredi 12 mars, le deuxième contrat finançant une CPTS a été signé »: a dated fact, no definition."""
    day = re.search(rf"\b(?:1er|\d{{1,2}}) {MONTH}(?!\w)", folded)
    return bool(day and re.search(r"\bsign(?:e|ee?s?)\b|\bcontractualise", folded))


def is_dated_entry(text: str) -> bool:
    """« 26 novembre 2019 : assemblée générale constitutive »: a line of a chronology."""
    date = DATE.match(fold(text))
    return date is not None and bool(gated(r"\s+[:–—-]\s").match(text[date.end() :]))


def is_dated_stage(folded: str) -> bool:
    """« ACI signé le 4 mai 2021 », by itself."""
    stage = gated(
        r"\W*(?:l')?(?:aci|contrat|projet de sante|lettre d'intention) (?:\w+ ){0,3}?(?:sign|valid|depos|conclu)\w*\b"
    )
    found = stage.match(folded)
    return found is not None and DATE.search(folded, found.end()) is not None


_OVER_A_LIST = gated(
    rf"\W*(?:en |le |ce |au mois de )?(?P<day>(?:(?:1er|\d{{1,2}}) )?{MONTH} 20[012]\d)"
    r"(?: ?:| (?:a|ont|fut|est|aura|s'est|marque|voit|restera|compte)\b[^.]{0,60}\W*)"
)


def day_over(text: str) -> str:
    """« Décembre 2020 a été fertile. » over bullets: the only date of a short sentence, which it opens with."""
    folded = fold(text)
    told = _OVER_A_LIST.fullmatch(folded)
    return text[slice(*told.span("day"))] if told and not DATE.search(folded, told.end("day")) else ""


def with_day_over(sentence: str, day: str) -> str:
    """A sentence of a bullet that gives no date of its own, with that of the line over the list."""
    if not day or DATE.search(fold(sentence)) or _YEAR.search(sentence):
        return sentence
    words = sentence.rstrip(" .!;")
    return f"{words} {'le' if day[0].isdigit() else 'en'} {day}{sentence[len(words) :]}"


_YEARLESS = rf"\s?{MONTH}(?!\w)(?!\s+(?:\d{{4}}|dernier|prochain))"
_DAY = gated(rf"\b(?:1er|\d{{1,2}}){_YEARLESS}")
_DAY_OR_MONTH = gated(rf"\b(?:1er|\d{{1,2}}|en|fin|debut|courant|mi-?){_YEARLESS}")
_YEAR = gated(r"\b20[012]\d\b")
# « 2023 : signature de l'ACI le 14 décembre », « 2025 – En mai, signature de l'ACI »: an entry of a chronology
_ENTRY = gated(r"20[012]\d(?=\s[:–—-]\s)")


def complete_year(clause: str, before: str) -> str:
    """« le 22 septembre 2022 … et, le 30 septembre, … »: a day without a year takes the only year written
    before it in the sentence or in the headline; with two years before it stays as written."""
    entry = _ENTRY.match(clause)
    if entry:
        rest = clause[entry.end() :].lstrip(" :–—-")
        dated = of_the_year(rest, entry.group())
        return clause if dated == rest else dated
    years = set(_YEAR.findall(before))
    return _completed(clause, years.pop(), _DAY) if len(years) == 1 else clause


def of_the_year(text: str, year: str) -> str:
    """A text of a chronology with its year beside the only day or month that it gives without one."""
    return _completed(text, year, _DAY_OR_MONTH)


def _completed(text: str, year: str, dates: Gated) -> str:
    found = list(dates.finditer(fold(text)))
    if len(found) != 1 or _YEAR.search(text):
        return text
    return f"{text[: found[0].end()]} {year}{text[found[0].end() :]}"
