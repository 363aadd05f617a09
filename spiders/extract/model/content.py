"""What every format is decoded to: blocks of text and grids of cells, in which nothing has been read yet."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from spiders.extract.model.section import Section
from spiders.listing import Alarm, Extraction, Listing


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, bullet, paragraph or table row of the content, in reading order.

    `level`: 1-6 for a heading, 7 for a line that looks like one, for the title of a tab half a level above the
    headings it holds; the nesting depth (1 = outermost) of a bullet; 0 otherwise.
    `links`: (text, absolute address) of the links inside the block.
    """

    kind: Literal["heading", "item", "paragraph", "note"]
    text: str
    locator: str
    level: float = 0
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, a sheet, a list of records: cells in rows.

    `where`: number of a row → its locator; `place`: that of the whole grid, where it has one. `section`: the headings
    over the grid. `links`: (row, column) → absolute address of a link in the cell. `notes`: row → (words of a cell,
    words of the note that its mark calls). `merged`: (row, column) of each cell that repeats the text of a merged one →
    that of its first. `headers`: those of records, which are known; a table has its own among its rows.
    """

    rows: Sequence[Sequence[str]]
    where: Callable[[int], str]
    place: str = ""
    section: Section = field(default_factory=Section)
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)
    notes: Mapping[int, Sequence[tuple[str, str]]] = field(default_factory=dict)
    merged: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    headers: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """A document decoded: `spiders.extract.passes` reads it, pass after pass. What only some formats know of
    themselves, their content overrides.

    `reader`: who decoded it; `by_card`: the rows its card selects, left out of the rest; `grids` may be decoded as they
    are read; `introduces`: the text beside grids that gave rows only introduces them; `alarms`: what decoding met;
    `links`: addresses worth following.
    """

    reader: str
    by_card: Sequence[Listing] = ()
    grids: Iterable[Grid] = ()
    introduces: bool = False
    alarms: Sequence[Alarm] = ()
    links: Sequence[str] = ()

    def text(self, taken: Collection[str]) -> tuple[Block, ...]:
        """The text beside the grids of these places, which gave rows: the words of the others are text."""
        return ()

    def title(self, blocks: Sequence[Block]) -> tuple[str, str] | None:
        """The title of the document where it is not among its blocks, and its place."""
        return None

    def owner(self, blocks: Sequence[Block]) -> tuple[str, str] | None:
        """The CPTS whose site the document stands on, and where it is named."""
        return None

    def day(self, blocks: Sequence[Block]) -> str | None:
        """ISO date that the document states of itself."""
        return None

    def refusal(self, text: str) -> str | None:
        """Why a document without rows is no content: a challenge, a login, an error."""
        return None

    def data(self) -> Extraction:
        """What is read in the data that a page carries beside what it shows."""
        return Extraction()

    def silence(self, text: str, leads_on: bool) -> tuple[str, str] | None:
        """Name and words of the alarm that a document without any listing raises. `leads_on`: its data names the
        documents that hold its list, as a map page does."""
        return None
