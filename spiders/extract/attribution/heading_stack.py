"""The scopes open at a place of a document: headings, introductory lines and group bullets above it."""

from __future__ import annotations

import re
from dataclasses import replace

from lexicon.cpts_names import triggers
from lexicon.gate import gated
from lexicon.text import fold
from spiders.extract.attribution.reading import Found, Reading, Scope
from spiders.extract.attribution.years import day_over
from spiders.extract.model.mentions import Key
from spiders.extract.model.section import Heading, department_above, stage_above
from spiders.extract.prose.heading_roles import OPENS_LIST

INTRODUCTION = 8  # level of a line such as « Loire-Atlantique : », below every heading
BULLET = 10  # level of an outermost bullet that groups others
_GROUPS = ("list", "stage", "department")
_JOINS = gated(r"\badher\w+|\brejoindre\b")
_ELSEWHERE = ("generic", "people", "other_structure", "documents")


def open_scope(
    reading: Reading,
    level: float,
    role: str,
    text: str,
    subject: Key | None = None,
    known: int = -1,
) -> Reading:
    scope = Scope(text, reading.block.locator, role, level, subject, level, known)
    return replace(reading, scopes=(*reading.scopes, scope))


def hold_nothing(reading: Reading) -> Reading:
    """The innermost scope holds no CPTS, as far as the headings after it go."""
    return replace(reading, scopes=(*reading.scopes[:-1], replace(reading.scopes[-1], known=-1)))


def push_group(reading: Reading, found: Found, level: float, role: str, text: str) -> Reading:
    """Opens a list or a stage. A stage beside a list of CPTS is one itself: « CPTS en fonctionnement : … »,
    then « En cours de construction : … » at the same level."""
    if role == "stage" and level in reading.list_levels:
        role = "list"
    known = len(found.subjects)
    reading = open_scope(reading, level, role, text, known=known)
    lists = (*reading.lists, (reading.scopes[-1], known))
    return replace(reading, lists=lists, list_levels=reading.list_levels | ({level} if role == "list" else set()))


def close(reading: Reading, level: float) -> Reading:
    kept = len(reading.scopes)
    while kept and reading.scopes[kept - 1].level >= level:
        kept -= 1
    levels = frozenset(known for known in reading.list_levels if known <= level)
    if kept == len(reading.scopes) and levels == reading.list_levels:
        return reading
    return replace(reading, scopes=reading.scopes[:kept], list_levels=levels)


def close_below_group(reading: Reading, found: Found, level: float) -> Reading:
    """As `close`, for a heading that names a CPTS. A département or a stage just above it, written at the same
    level or lower (the title of a tab or an accordion), is no heading beside it: it holds it, and those that
    follow."""
    scopes, lists = list(reading.scopes), reading.lists
    for position, scope in enumerate(scopes):
        if scope.role in ("cpts", "main") or (scope.role in _ELSEWHERE and scope.level >= level):
            break  # what the sheet of a health centre says of itself ends with that sheet
        empty = scope.known == len(found.subjects) or scope.level >= INTRODUCTION
        if scope.role in _GROUPS and scope.level >= level and empty:
            holder = scopes[position] = replace(scope, level=level - 0.5)
            lists = tuple((holder if one is scope else one, known) for one, known in lists)
    return close(replace(reading, scopes=tuple(scopes), lists=lists), level)


def close_group(reading: Reading, level: float, role: str) -> Reading:
    """Closes the group that a heading of the same kind and level replaces."""
    for position, scope in enumerate(reading.scopes):
        if scope.role == role and scope.written == level and scope.level < level:
            return replace(reading, scopes=reading.scopes[:position])
    return reading


def role_above(reading: Reading) -> str:
    """The role of the nearest scope that says something."""
    for scope in reversed(reading.scopes):
        if scope.role not in ("department", "other", "cpts", "main"):
            return scope.role
        if scope.role in ("cpts", "main"):
            return ""
    return ""


def in_list(reading: Reading) -> bool:
    """True when a bare name here is the name of a CPTS: the nearest scope is a list, or a stage or a
    département under one."""
    for scope in reversed(reading.scopes):
        if scope.role == "department" or (scope.role == "other" and OPENS_LIST.search(fold(scope.text))):
            continue
        if scope.role == "stage":
            # a stage speaks of CPTS when it says so or when a list stands above it
            if triggers(scope.text) or page_of_lists(reading):
                return True
            continue
        return scope.role == "list"
    return page_of_lists(reading) and any(scope.role in ("department", "stage") for scope in reading.scopes)


def page_of_lists(reading: Reading) -> bool:
    return any(scope.role == "list" for scope in reading.scopes)


def in_a_group(reading: Reading) -> bool:
    return any(scope.role in ("stage", "list") for scope in reading.scopes)


def under_a_line(reading: Reading) -> bool:
    """True when an introductory line, not a heading, opened the list that goes on here."""
    return any(scope.level in (INTRODUCTION, INTRODUCTION + 1) and scope.role in _GROUPS for scope in reading.scopes)


def right_under_a_cpts(reading: Reading) -> bool:
    """True when no heading of another subject stands between the name of a CPTS, or the title, and here."""
    scope = reading.scopes[-1] if reading.scopes else None
    return scope is None or scope.role in ("cpts", "main", "territory") or scope.level == 1


def stage_of_group(reading: Reading) -> str:
    """The stage that the headings over a list give to each of its CPTS, which a date alone dates."""
    above = stage_above(scope for scope in reading.scopes if scope.role in ("list", "stage"))
    return above.text if above else ""


def current_subject(reading: Reading) -> Key | None:
    told = False  # whether a heading below says what is told of the CPTS
    for scope in reversed(reading.scopes):
        if scope.subject is not None:
            return scope.subject
        told = told or scope.role in ("missions", "territory", "population")
        # « Pourquoi adhérer ? » speaks of the CPTS whose site it is
        joins = reading.text.own_site and scope.level == 1 and told and _JOINS.search(fold(scope.text))
        if scope.role in _ELSEWHERE and not joins:
            return None
        if scope.role in ("list", "stage") and not (reading.text.own_site and scope.level == 1):
            return None
    return reading.main


def hint_above(reading: Reading) -> str:
    for scope in reversed(reading.scopes):
        if scope.role in ("missions", "territory", "population"):
            return scope.role
        if scope.role == "department":
            return "territory"
        if scope.subject is not None:
            return ""
    return ""


_SITUATES = ("list", "stage", "department", "other")  # roles of headings that may say where what is under them lies


def place_above(reading: Reading, *more: str) -> Heading | None:
    """The heading that gives the département of what is named here; `more`: other roles that do."""
    told = [one for one in reading.scopes if one.subject is None and one.role in (*_SITUATES, *more)]
    return department_above(told, reading.text.area)


_YEAR_ALONE = re.compile(r"\W*(?:en |annee )?(20[012]\d)\W*")


def year_above(reading: Reading) -> str:
    """The year that is the whole of the nearest heading: « 2022 » over the entries of a chronology."""
    told = _YEAR_ALONE.fullmatch(fold(reading.scopes[-1].text)) if reading.scopes else None
    return told.group(1) if told else ""


def day_above(reading: Reading) -> str:
    """The day or month that a line without a CPTS gives the bullets right under it."""
    over = reading.text.over_the_list(reading.at) if reading.block.kind == "item" else None
    if over is None or over.kind != "paragraph" or triggers(over.text):
        return ""
    return day_over(over.text)


def group_above(reading: Reading) -> str:
    """The heading that qualifies this block inside what is said of one CPTS: a département over its
    communes, « Territoire initial » over figures that no longer hold."""
    scope = reading.scopes[-1] if reading.scopes else None
    qualifies = scope is not None and (scope.role == "department" or re.search(r"\binitial\b", fold(scope.text)))
    return scope.text.strip(" :") if scope is not None and qualifies else ""
