"""The dated steps that one listing tells: what happened, what is planned, and what cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from lexicon.date_shapes import WEEKDAYS, period
from lexicon.dates import ACI_BIRTH, read_dates
from lexicon.readings import DateReading
from lexicon.text import fold
from spiders.listing import Listing

LAW = date(2016, 1, 26)  # loi de modernisation de notre système de santé: no CPTS before it
RENEWAL = "renouvellement"  # of the contract, in the words of dates.toml
# told of a health centre or of a tool as often as of the CPTS: the words on its stage do not date them
_OF_OTHER_THINGS = (None, "etat", "creation_association", "lancement", "inauguration", "renommage")
_WEEKDAY = re.compile("|".join(WEEKDAYS))


def event_dates(listing: Listing) -> tuple[DateReading, ...]:
    """Every date of the words that tell of dates, then the steps of the words that tell the stage, then the plans that
    the other words announce."""
    told = list(read_dates(listing.date_text or "", listing.page_date))
    steps = [one for one in _steps(listing) if one.event not in _OF_OTHER_THINGS or one.planned]
    plans = [one for one in read_dates(listing.plan_text or "", listing.page_date) if one.planned]
    known = {(reading.value, reading.event) for reading in told}
    return *told, *{key: one for one in (*steps, *plans) if (key := (one.value, one.event)) not in known}.values()


def _steps(listing: Listing) -> list[DateReading]:
    """The plans of the words on the stage, and the acts that the very clause of their day names: « Après un travail
    entamé en décembre 2018, le projet a été validé » gives no day to the validation."""
    told = read_dates(listing.status_text or "", listing.page_date)
    return [one for one in told if one.planned or one.beside]


def event_data(reading: DateReading) -> dict[str, object]:
    """The structured value of a claim of `propriete` `date`. A renewal is published as an amendment, and known apart:
    it alone, signed before the term, carries the contract over it."""
    told: dict[str, object] = {
        "evenement": "avenant" if reading.event == RENEWAL else reading.event,
        "precision": reading.precision,
        "jour_incompatible": reading.weekday_conflict,
        "prevu": reading.planned,
    }
    return told | ({"renouvelle": True} if reading.event == RENEWAL else {})


def impossible(reading: DateReading, listing: Listing) -> bool:
    """Whether a step is told before the law made CPTS (of an ACI, before the agreement that created it), or as done
    after the page was written or read. A situation at a date is no step, and what is to come is a plan."""
    told = period(reading.value)
    if told is None or reading.event in (None, "etat"):
        return False
    if told.last < (ACI_BIRTH if reading.event == "signature_aci" else LAW):
        return True
    last = min(filter(None, (_last(listing.page_date), _last(_read_on(listing)))), default=None)
    return not reading.planned and last is not None and told.first > last


def _last(day: str | None) -> date | None:
    told = period(day)
    return told.last if told else None


def _read_on(listing: Listing) -> str:
    return listing.evidence.fetched_at[:10]  # empty for a file given by hand


def undated_if_to_come(listing: Listing) -> Listing:
    """The listing without a date of its page that is later than its reading: somebody mistyped it."""
    told, read_on = period(listing.page_date), _read_on(listing)
    later = told is not None and read_on and told.first.isoformat() > read_on
    return replace(listing, page_date=None) if later else listing


def incoherent(written: str | None, dates: Iterable[DateReading], listing: Listing) -> Iterator[str]:
    """The words of days that cannot be: the one `written` of the page, where `listing` has lost it, and of steps."""
    if written and written != listing.page_date:
        yield written
    yield from (one.excerpt for one in dates if one.weekday_conflict or impossible(one, listing))


def year_of_the_page(reading: DateReading, listing: Listing) -> bool:
    """Whether the words date a step only by the day of their page: « au printemps », « vendredi 12 mars », « il y a un
    an »."""
    if listing.page_date is None or not reading.value or reading.value.startswith("--"):
        return False
    if reading.value[:4] in reading.excerpt:
        return False
    texts = filter(None, (listing.date_text, listing.status_text, listing.plan_text))
    return all(one.value != reading.value for text in texts for one in read_dates(text, None))


def infer_year(reading: DateReading, listing: Listing) -> str | None:
    """The full day of « jeudi 17 juillet » on an undated page, when one year only between the law (or the
    agreement that made the contract) and the reading of the page has that day on that weekday; else `None`."""
    weekday = _WEEKDAY.search(fold(reading.excerpt))
    fetched_on = _read_on(listing)
    if reading.precision != "jour_sans_annee" or not reading.value or weekday is None or not fetched_on:
        return None
    first = ACI_BIRTH if reading.event == "signature_aci" else LAW
    read = date.fromisoformat(fetched_on)
    fitting = [day for day in _days(reading.value, first.year, read.year) if day.weekday() == WEEKDAYS[weekday.group()]]
    possible = [day for day in fitting if first <= day <= read]
    return possible[0].isoformat() if len(possible) == 1 else None


def _days(month_and_day: str, first: int, last: int) -> Iterator[date]:
    """The day `--MM-DD` in each year that has it."""
    month, day = int(month_and_day[2:4]), int(month_and_day[5:7])
    for year in range(first, last + 1):
        try:
            yield date(year, month, day)
        except ValueError:
            continue
