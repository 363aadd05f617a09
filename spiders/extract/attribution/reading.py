"""What is known at a place of a document while its words are given out: one value, that every rule is handed."""

from __future__ import annotations

from dataclasses import dataclass, field

from spiders.extract.model.content import Block
from spiders.extract.model.mentions import Subject


@dataclass(frozen=True, slots=True)
class Scope:
    level: float  # half a level is a group that holds headings written at its own level
    role: str  # cpts, list, stage, department, missions, generic, people, …, other
    text: str
    subject: Subject | None = None
    place: str = ""  # the département a heading over prose opens with
    written: float = 0  # the level of its heading in the document
    known: int = -1  # how many CPTS were known when it was opened, where that tells whether it holds some


@dataclass(slots=True)
class Reading:
    """The document, the CPTS met so far, the headings above, and what waits for its CPTS. Every rule reads all of it;
    only `subjects` writes the CPTS, only `heading_stack` the headings."""

    # the document
    headline: str
    blocks: tuple[Block, ...]
    places: frozenset[int]  # bullets that are only names of places
    own_site: bool = False
    main: Subject | None = None  # the CPTS the whole document is about
    about_another: bool = False  # the text is about another structure and cites a CPTS

    # the CPTS met so far
    subjects: dict[str, Subject] = field(default_factory=dict)
    short_names: dict[str, Subject] = field(default_factory=dict)
    by_clue: dict[str, list[Subject]] = field(default_factory=dict)

    # the headings above
    scopes: list[Scope] = field(default_factory=list)
    list_levels: set[float] = field(default_factory=set)  # levels at which a list of CPTS was opened
    list_scopes: list[tuple[Scope, int]] = field(default_factory=list)  # lists, and how many CPTS were known before

    # the text just before
    running: Subject | None = None  # the CPTS of the sentence before
    latest: Subject | None = None  # the last one named
    heir: Subject | None = None  # the one the last merger made
    day: str = ""  # the day of the sentence before, which « le même jour » stands for

    # what waits for its CPTS
    notes: dict[str, Subject | None] = field(default_factory=dict)  # mark of a note → the CPTS whose words send to it
    as_of: str = ""  # « Situation au 15 septembre 2021 »: dates the lists below
    default: tuple[str, Block] | None = None  # « Toutes sont en activité sauf mention contraire »
    announcements: list[tuple[int | None, str, Block]] = field(default_factory=list)

    # what may be a name that no rule takes
    bare: list[tuple[float, str, str]] = field(default_factory=list)  # headings of a list that name a CPTS or nothing
    bare_levels: set[float] = field(default_factory=set)  # levels at which such headings were names
    unread: list[tuple[str, str]] = field(default_factory=list)
