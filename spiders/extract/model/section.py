"""The headings over what a document says: titles of a page, captions, names of sheets, map layers and KML folders,
group rows, lines over a list. What they give is asked here, for a row of a table as for a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from lexicon.departement_headings import departement_given
from lexicon.gate import gated
from lexicon.months import MONTH
from lexicon.numbers import any_between
from lexicon.stage_marks import stage_of
from lexicon.text import fold, tidy


@dataclass(frozen=True, slots=True)
class Heading:
    """Words over others, and where they stand; no `locator` where they have no place but that of what they head.
    `role`: what they announce, where its reader has asked."""

    text: str
    locator: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Headings over a table, outermost first, and what the document says its codes of stages mean."""

    headings: tuple[Heading, ...] = ()
    legend: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(heading.text for heading in self.headings)

    def inner(self, *headings: Heading | str) -> Section:
        given = (one if isinstance(one, Heading) else Heading(one) for one in headings)
        told = tuple(replace(one, text=text) for one in given if (text := tidy(one.text)))
        return Section(self.headings + told, self.legend) if told else self


def department_above(headings: Iterable[Heading], area: frozenset[str] = frozenset()) -> Heading | None:
    """The innermost heading that gives a département. One of two says of nothing in which of them it lies."""
    given = ((one, departement_given(one.text, area)) for one in reversed(tuple(headings)))
    heading, words = next((found for found in given if found[1]), (None, ""))
    return None if " / " in words else heading


def department_words(headings: Iterable[Heading], area: frozenset[str] = frozenset()) -> str:
    """The département above, as the heading writes it."""
    above = department_above(headings, area)
    return departement_given(above.text, area) if above else ""


def stage_above(headings: Iterable[Heading]) -> Heading | None:
    """The innermost heading that speaks of one stage."""
    return next((one for one in reversed(tuple(headings)) if stage_of(one.text)), None)


def stage_words(headings: Iterable[Heading]) -> str:
    """What the heading of a stage says of each CPTS under it."""
    above = stage_above(headings)
    told = [part for part in said_of_each(above.text) if stage_of(part)] if above else []
    return "; ".join(told) or (above.text if above else "")


_ANNOUNCED = gated(
    rf"(?<![\d/.,-])(?<!dont )(?<!plus de )(\d{{1,3}})\s+(?:(?!{MONTH})\w+\s+)?"
    r"(?:cpts|ctps|communautes professionnelles|projets)\b(?! sur\b)"
)


def announced_in(heading: str) -> int | None:
    """How many CPTS a heading says that it holds: « Les 25 CPTS de Bretagne »; a part, a floor or an aim says none."""
    folded = fold(heading)
    counted = None if "objectif" in folded or "%" in folded else _ANNOUNCED.search(folded)
    return int(counted.group(1)) if counted else None


def announced_above(headings: Iterable[Heading]) -> int | None:
    """The number of the innermost heading that counts CPTS."""
    return next((number for one in reversed(tuple(headings)) if (number := announced_in(one.text)) is not None), None)


# the moment of an act, which « au 31 décembre » is not: that is how things stood
_MOMENT = gated(
    r"(?:le|ce|en|fin|debut|courant|a la fin de|au (?:cours|mois|debut|\w+ (?:trimestre|semestre)))\b"
    r"[^,.;:]{0,20}20[012]\d"
)


_COUNTED = gated(
    rf"\b(?:\d{{1,3}}|{any_between(2, 12)})\s+"
    r"(?=(?:nouvelles?\s+|projets de\s+)?(?:cpts|ctps|communautes professionnelles)\b)"
)


def said_of_each(text: str) -> list[str]:
    """What a line over a list says of each CPTS below: « Au 31 décembre 2024, 6 CPTS ont signé » is a date
    and « CPTS ont signé »; the count is of the list, not of a CPTS. « Le 3 mars 2022, 3 CPTS ont signé »
    is done then."""
    counted = _COUNTED.search(fold(text))
    if not counted:
        return [text]
    before, after = text[: counted.start()].strip(" ,:"), text[counted.end() :].strip()
    if _MOMENT.fullmatch(fold(before)):
        return [f"{before}, {after}"]
    return [part for part in (before, after) if part]
