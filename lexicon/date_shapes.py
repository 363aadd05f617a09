"""What each shape of a French date is worth: a day, a month or a year, whole or counted from the day of the page.

One function per family of shapes of `vocabulary/dates.toml`; `READERS` says which reads which.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from lexicon import months
from lexicon.numbers import CARDINALS
from lexicon.patterns import vocabulary

_WORDS = vocabulary("dates")
WEEKDAYS: dict[str, int] = _WORDS["jour_semaine"]
_SEASONS: dict[str, int] = _WORDS["saison"]
FORWARD = ("prochain", "prochaine", "next")


@dataclass(frozen=True, slots=True)
class Page:
    """The period in which a page was written: its first and its last day."""

    first: date
    last: date

    @property
    def day(self) -> date | None:
        return self.first if self.first == self.last else None


def period(value: str | None) -> Page | None:
    """The days that an `AAAA`, `AAAA-MM` or `AAAA-MM-JJ` covers; `None` for anything else."""
    match = re.match(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?![\d])", value or "")
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        if not year:
            return None
        if month is None:
            return Page(date(year, 1, 1), date(year, 12, 31))
        if day is None:
            return Page(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
        return Page(date(year, month, day), date(year, month, day))
    except ValueError:
        return None


def _day(year: int, month: int, day: int) -> tuple[str, str]:
    """A written day; an impossible one leaves the month, an impossible month the year."""
    if not 1 <= month <= 12:
        return f"{year:04}", "annee"
    if not 1 <= day <= monthrange(year, month)[1]:
        return f"{year:04}-{month:02}", "mois"
    return f"{year:04}-{month:02}-{day:02}", "jour"


def _year_around(page: Page, forward: bool, happens: Callable[[int], date | None]) -> int | None:
    """The year of the last occurrence that does not follow the page, or of the next one after it.

    `happens(year)` gives the first day of the occurrence in that year, `None` for a 29 February."""
    if forward:
        years = range(page.first.year, page.first.year + 9)
        return next((y for y in years if (day := happens(y)) and day > page.first), None)
    years = range(page.last.year, page.last.year - 9, -1)
    return next((y for y in years if (day := happens(y)) and day <= page.last), None)


def _date_or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _int_month(groups: dict[str, str | None]) -> int:
    word = groups.get("mois")
    return months.number(word) if word else int(groups.get("mois_chiffre") or groups.get("mois_chiffre2") or 0)


def _int_day(groups: dict[str, str | None]) -> int:
    """« 1er », « premier », « 12 », « vingt et un »."""
    word = groups["jour"] or ""
    figures = re.sub(r"\D", "", word)
    return int(figures) if figures else 1 if word == "premier" else _count(word)


def _written_year(groups: dict[str, str | None]) -> str | None:
    letters = groups.get("annee_lettres")
    if letters:
        return str(2000 + _count(re.sub(r"^deux[ -]?mille[ -]?", "", letters)))
    return groups.get("annee") or groups.get("annee2")


def _full(groups: dict[str, str | None], page: Page | None, future: bool) -> tuple[str, str] | None:
    """iso, numerique, jour_mois, anglais."""
    day = _int_day(groups)
    month = _int_month(groups)
    written = _written_year(groups)
    if written:
        year = int(written) + (2000 if len(written) == 2 else 0)
        if month > 12 and day <= 12 and groups.get("mois_chiffre"):
            day, month = month, day  # only an American order makes a date of it
        return _day(year, month, day) if 1990 <= year < 2050 else None
    if not 1 <= day <= monthrange(2024, month)[1]:
        return _month(groups, page, future)
    if page is None:
        return f"--{month:02}-{day:02}", "jour_sans_annee"
    found = _year_around(page, future, lambda year: _date_or_none(year, month, day))
    return _day(found, month, day) if found else None


def _month(groups: dict[str, str | None], page: Page | None, future: bool) -> tuple[str, str] | None:
    """mois_annee, mois_annee_chiffres, mois_relatif, mois_seul."""
    month = _int_month(groups)
    written = _written_year(groups)
    if written:
        return f"{written}-{month:02}", "mois"
    if page is None:
        return None
    forward = groups.get("sens") in FORWARD or (future and not groups.get("sens"))
    found = _year_around(page, forward, lambda year: date(year, month, 1))
    if (
        groups.get("sens") in ("dernier", "passe", "last")
        and page.day
        and found == page.day.year
        and month == page.day.month
    ):
        found -= 1  # « en mars dernier » written in March
    return (f"{found}-{month:02}", "mois") if found else None


def _weekday(groups: dict[str, str | None], page: Page | None, future: bool) -> tuple[str, str] | None:
    if page is None or page.day is None:
        return None
    wanted = WEEKDAYS[groups.get("semaine") or groups.get("semaine2") or "lundi"]
    back = (page.day.weekday() - wanted) % 7
    sense = groups.get("sens")
    if sense in FORWARD:
        chosen = page.day + timedelta(days=7 - back)
    elif sense:
        chosen = page.day - timedelta(days=back or 7)
    else:
        chosen = page.day + timedelta(days=(7 - back) % 7) if future else page.day - timedelta(days=back)
    return chosen.isoformat(), "jour"


def _season(groups: dict[str, str | None], page: Page | None, future: bool) -> tuple[str, str] | None:
    if page is None:
        return None
    month = _SEASONS[groups["saison"] or "printemps"]
    forward = future or (groups.get("sens") or "").startswith("prochain")
    found = _year_around(page, forward, lambda year: date(year, month, 1))
    return (f"{found}", "annee") if found else None


def _relative(groups: dict[str, str | None], page: Page | None, future: bool) -> tuple[str, str] | None:
    """Words that count years, months or days from the page."""
    if page is None:
        return None
    told = groups.get("nombre_mois") or groups.get("mois_sens") or groups.get("ce_mois")
    if told:
        away = -_count(told) if groups.get("nombre_mois") else _MONTHS_AWAY.get(told, 0)
        month = _months_away(page, away)
        return (f"{month:%Y-%m}", "mois") if month else None
    if groups.get("nombre"):
        return f"{page.last.year - _count(groups['nombre'] or '')}", "annee"
    return f"{page.last.year - bool(groups.get('moins')) + bool(groups.get('plus'))}", "annee"


_MONTHS_AWAY = {"dernier": -1, "prochain": 1}
_DAYS_AWAY = {"avant_hier": -2, "hier": -1, "demain": 1, "apres_demain": 2}


def _months_away(page: Page, count: int) -> date | None:
    """The first day of the month `count` months after the page's, if the page tells its month."""
    if (page.first.year, page.first.month) != (page.last.year, page.last.month):
        return None
    total = page.first.year * 12 + page.first.month - 1 + count
    return date(total // 12, total % 12 + 1, 1)


def _beside(groups: dict[str, str | None], page: Page | None, future: bool) -> tuple[str, str] | None:
    """« hier », « ce matin », « demain »."""
    if page is None or page.day is None:
        return None
    days = next((away for word, away in _DAYS_AWAY.items() if groups.get(word)), 0)
    return (page.day + timedelta(days=days)).isoformat(), "jour"


def _day_of_month(groups: dict[str, str | None], page: Page | None, future: bool) -> tuple[str, str] | None:
    """« le 10 de ce mois »."""
    month = _months_away(page, _MONTHS_AWAY.get(groups.get("mois_sens") or "", 0)) if page else None
    return _day(month.year, month.month, _int_day(groups)) if month else None


def _weekday_and_day(groups: dict[str, str | None], page: Page | None, future: bool) -> tuple[str, str] | None:
    """« samedi 14 »: within a month of the page, the weekday fitting."""
    if page is None or page.day is None:
        return None
    for away in range(31):
        day = page.day + timedelta(days=away if future else -away)
        if (day.day, day.weekday()) == (_int_day(groups), WEEKDAYS[groups["semaine"] or "lundi"]):
            return day.isoformat(), "jour"
    return None


def _count(word: str) -> int:
    """« 3 », « trois », « vingt et un »."""
    if word.isdigit():
        return int(word)
    return sum(CARDINALS[part] for part in re.findall("|".join(sorted(CARDINALS, key=len, reverse=True)), word))


def _year(groups: dict[str, str | None], page: Page | None, future: bool) -> tuple[str, str] | None:
    return _written_year(groups) or "", "annee"


READERS: dict[str, Callable[[dict[str, str | None], Page | None, bool], tuple[str, str] | None]] = {
    "iso": _full,
    "iso_serre": _full,
    "numerique": _full,
    "jour_mois": _full,
    "anglais": _full,
    "mois_annee": _month,
    "mois_annee_chiffres": _month,
    "mois_relatif": _month,
    "mois_seul": _month,
    "periode_annee": _year,
    "annee": _year,
    "annee_en_lettres": _year,
    "jour_relatif": _weekday,
    "jour_seul": _weekday,
    "saison_relative": _season,
    "il_y_a_des_annees": _relative,
    "il_y_a_des_mois": _relative,
    "annee_relative": _relative,
    "mois_precedent": _relative,
    "veille": _beside,
    "jour_meme": _beside,
    "jour_du_mois": _day_of_month,
    "jour_sans_mois": _weekday_and_day,
}
