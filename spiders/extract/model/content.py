"""A document as a stream of blocks: what is left of a page once markup, menus and contacts are gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


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
