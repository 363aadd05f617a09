"""What is known at a place of a document, one frozen value that every rule is handed, and what was found so far."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple, TypeVar

from spiders.extract.model.content import Block
from spiders.extract.model.mentions import Key, Subject
from spiders.extract.model.section import Heading


@dataclass(frozen=True, slots=True)
class Scope(Heading):
    """`role`: cpts, list, stage, department, missions, generic, people, …, other."""

    level: float = 0  # half a level is a group that holds headings written at its own level
    subject: Key | None = None
    written: float = 0  # the level of its heading in the document
    known: int = -1  # how many CPTS were known when it was opened, where that tells whether it holds some


@dataclass(frozen=True)
class Text:
    """The document, the same at every place of it."""

    headline: str
    blocks: tuple[Block, ...]
    places: frozenset[int]  # bullets that are only names of places
    own_site: bool = False
    area: frozenset[str] = frozenset()  # the départements of the publisher, none where he is a national one

    @cached_property
    def _of_no_list(self) -> list[int]:
        return [number for number, block in enumerate(self.blocks) if block.kind != "item"]

    def over_the_list(self, at: int) -> Block | None:
        """The last block before the number `at` that is no bullet; found at once, however long the list is."""
        before = bisect_left(self._of_no_list, at)
        return self.blocks[self._of_no_list[before - 1]] if before else None


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known at a place of a text. A step that learns something returns the next (`dataclasses.replace`)."""

    text: Text
    at: int = 0  # the number of the block that is read
    main: Key | None = None  # the CPTS the whole document is about
    about_another: bool = False  # the text is about another structure and cites a CPTS

    # the headings above
    scopes: tuple[Scope, ...] = ()
    list_levels: frozenset[float] = frozenset()  # levels at which a list of CPTS was opened
    lists: tuple[tuple[Scope, int], ...] = ()  # every list met, and how many CPTS were known before

    # the text just before
    running: Key | None = None  # the CPTS of the sentence before
    two: tuple[Key, ...] = ()  # those of the text before, where it tells of two
    latest: Key | None = None  # the last one named
    heir: Key | None = None  # the one the last merger made
    day: str = ""  # the day of the sentence before, which « le même jour » stands for

    # what holds for the lists below
    as_of: tuple[str, str] = ("", "")  # « Situation au 15 septembre 2021 », and where it stands
    default: tuple[str, int] | None = None  # « Toutes sont en activité sauf mention contraire », and the block of it

    @property
    def block(self) -> Block:
        return self.text.blocks[self.at]

    @property
    def over(self) -> Block | None:
        """The block before."""
        return self.text.blocks[self.at - 1] if self.at else None

    @property
    def below(self) -> Block | None:
        """The block after."""
        return self.text.blocks[self.at + 1] if self.at + 1 < len(self.text.blocks) else None


class Unread(NamedTuple):
    """Words that may name a CPTS and that no rule took."""

    text: str
    locator: str
    why: str = "dans une liste de CPTS"


class BareHeading(NamedTuple):
    """A heading of a list that names a CPTS or nothing; `named`: what stands under it tells of a CPTS."""

    level: float
    text: str
    locator: str
    named: bool


class Announcement(NamedTuple):
    """« Trois communautés ont signé … »: how many, what is said of each, and the number of the block."""

    number: int | None
    words: str
    at: int


@dataclass(frozen=True, slots=True)
class Found:
    """What was read so far, only ever added to: the CPTS with their passages, which only `subjects` writes, and what
    waits for the end of the document."""

    subjects: dict[str, Subject] = field(default_factory=dict)
    short_names: dict[str, Subject] = field(default_factory=dict)
    by_clue: dict[str, list[Subject]] = field(default_factory=dict)
    callers: dict[str, list[Key]] = field(default_factory=dict)  # mark of a note → whose words send to it
    announcements: list[Announcement] = field(default_factory=list)
    bare: list[BareHeading] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


Of = TypeVar("Of")


def first_that_applies(
    rules: Iterable[Callable[[Reading, Found, Of], Reading | None]], reading: Reading, found: Found, of: Of
) -> Reading | None:
    """The reading after the first rule that reads `of`; a rule that does not apply returns `None`."""
    return next((after for rule in rules if (after := rule(reading, found, of)) is not None), None)
