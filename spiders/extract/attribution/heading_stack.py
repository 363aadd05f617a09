"""The scopes open at a place of a document: headings, introductory lines and group bullets above it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lexicon.cpts_names import triggers
from lexicon.text import fold
from spiders.extract.fields.departement import opening_departement
from spiders.extract.model.mentions import Subject, Subjects
from spiders.extract.prose.heading_roles import OPENS_LIST
from spiders.extract.table.header_meaning import stage_of

INTRODUCTION = 8  # level of a line such as « Loire-Atlantique : », below every heading
BULLET = 10  # level of an outermost bullet that groups others
_GROUPS = ("list", "stage", "department")
_JOINS = re.compile(r"\badher\w+|\brejoindre\b")
_ELSEWHERE = ("generic", "people", "other_structure", "documents")


@dataclass(slots=True)
class Scope:
    level: float  # half a level is a group that holds headings written at its own level
    role: str  # cpts, list, stage, department, missions, generic, people, …, other
    text: str
    subject: Subject | None = None
    place: str = ""  # the département a heading over prose opens with
    written: float = 0  # the level of its heading in the document
    known: int = -1  # how many CPTS were known when it was opened

    def __post_init__(self) -> None:
        self.written = self.level


class Scopes(Subjects):
    """What the headings above say: which CPTS is spoken of, in what respect, and whether a bare name is one."""

    def __init__(self) -> None:
        super().__init__()
        self.scopes: list[Scope] = []
        self.list_levels: set[float] = set()  # levels at which a list of CPTS was opened
        self.list_scopes: list[tuple[Scope, int]] = []  # lists, and the number of CPTS known before each
        self.main: Subject | None = None  # the CPTS the whole document is about
        self.own_site = False

    def _push_group(self, level: float, role: str, text: str) -> None:
        """Opens a list or a stage. A stage beside a list of CPTS is one itself: « CPTS en fonctionnement : … »,
        then « En cours de construction : … » at the same level."""
        if role == "stage" and level in self.list_levels:
            role = "list"
        scope = Scope(level, role, text, place=opening_departement(text), known=len(self.subjects))
        self.scopes.append(scope)
        self.list_scopes.append((scope, len(self.subjects)))
        if role == "list":
            self.list_levels.add(level)

    def _close(self, level: float) -> None:
        self.list_levels = {known for known in self.list_levels if known <= level}
        while self.scopes and self.scopes[-1].level >= level:
            self.scopes.pop()

    def _close_below_group(self, level: float) -> None:
        """As `_close`, for a heading that names a CPTS. A département or a stage just above it, written at the same
        level or lower (the title of a tab or an accordion), is no heading beside it: it holds it, and those that
        follow."""
        for scope in self.scopes:
            if scope.role in ("cpts", "main") or (scope.role in _ELSEWHERE and scope.level >= level):
                break  # what the sheet of a health centre says of itself ends with that sheet
            empty = scope.known == len(self.subjects) or scope.level >= INTRODUCTION
            if scope.role in _GROUPS and scope.level >= level and empty:
                scope.level = level - 0.5
        self._close(level)

    def _close_group(self, level: float, role: str) -> None:
        """Closes the group that a heading of the same kind and level replaces."""
        for position, scope in enumerate(self.scopes):
            if scope.role == role and scope.written == level and scope.level < level:
                del self.scopes[position:]
                return

    def _role(self) -> str:
        """The role of the nearest scope that says something."""
        for scope in reversed(self.scopes):
            if scope.role not in ("department", "other", "cpts", "main"):
                return scope.role
            if scope.role in ("cpts", "main"):
                return ""
        return ""

    def _in_list(self) -> bool:
        """True when a bare name here is the name of a CPTS: the nearest scope is a list, or a stage or a
        département under one."""
        for scope in reversed(self.scopes):
            if scope.role == "department" or (scope.role == "other" and OPENS_LIST.search(fold(scope.text))):
                continue
            if scope.role == "stage":
                # a stage speaks of CPTS when it says so or when a list stands above it
                if triggers(scope.text) or self._page_of_lists():
                    return True
                continue
            return scope.role == "list"
        return self._page_of_lists() and any(scope.role in ("department", "stage") for scope in self.scopes)

    def _page_of_lists(self) -> bool:
        return any(scope.role == "list" for scope in self.scopes)

    def _stage_above(self) -> bool:
        return any(scope.role in ("stage", "list") for scope in self.scopes)

    def _under_a_line(self) -> bool:
        """True when an introductory line, not a heading, opened the list that goes on here."""
        return any(scope.level in (INTRODUCTION, INTRODUCTION + 1) and scope.role in _GROUPS for scope in self.scopes)

    def _right_under_a_cpts(self) -> bool:
        """True when no heading of another subject stands between the name of a CPTS, or the title, and here."""
        scope = self.scopes[-1] if self.scopes else None
        return scope is None or scope.role in ("cpts", "main", "territory") or scope.level == 1

    def _stage_of_group(self) -> str:
        """The stage that the headings over a list give to each of its CPTS, which a date alone dates."""
        groups = [scope.text for scope in self.scopes if scope.role in ("list", "stage")]
        return next((text for text in reversed(groups) if stage_of(text)), "")

    def _current(self) -> Subject | None:
        told = False  # whether a heading below says what is told of the CPTS
        for scope in reversed(self.scopes):
            if scope.subject is not None:
                return scope.subject
            told = told or scope.role in ("missions", "territory", "population")
            # « Pourquoi adhérer ? » speaks of the CPTS whose site it is
            joins = self.own_site and scope.level == 1 and told and _JOINS.search(fold(scope.text))
            if scope.role in _ELSEWHERE and not joins:
                return None
            if scope.role in ("list", "stage") and not (self.own_site and scope.level == 1):
                return None
        return self.main

    def _hint(self) -> str:
        for scope in reversed(self.scopes):
            if scope.role in ("missions", "territory", "population"):
                return scope.role
            if scope.role == "department":
                return "territory"
            if scope.subject is not None:
                return ""
        return ""

    def _place_above(self) -> str:
        """The département of the nearest heading that gives one."""
        return next((s.place or s.text for s in reversed(self.scopes) if s.place or s.role == "department"), "")

    def _group_above(self) -> str:
        """The heading that qualifies this block inside what is said of one CPTS: a département over its
        communes, « Territoire initial » over figures that no longer hold."""
        scope = self.scopes[-1] if self.scopes else None
        qualifies = scope is not None and (scope.role == "department" or re.search(r"\binitial\b", fold(scope.text)))
        return scope.text.strip(" :") if scope is not None and qualifies else ""
