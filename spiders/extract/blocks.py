"""A document as a stream of blocks: what is left of a page once markup, menus and contacts are gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, bullet, paragraph or table row of the content, in reading order.

    `level`: 1-6 for a heading, nesting depth (1 = outermost) for a bullet, 0 otherwise.
    `links`: (text, absolute address) of the links inside the block.
    """

    kind: Literal["heading", "item", "paragraph", "note"]
    text: str
    locator: str
    level: int = 0
    links: tuple[tuple[str, str], ...] = ()
