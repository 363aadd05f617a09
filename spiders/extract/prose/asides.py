"""What stands in the content of a page and tells of something else: « À lire aussi », titles of other pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lexicon.cpts_names import find_names
from lexicon.text import fold
from spiders.extract.model.content import Block
from spiders.extract.prose.heading_roles import role_of_heading


def _is_teaser(block: Block) -> bool:
    """A heading or a bullet that is one link with more words than a name: the title of another page."""
    if block.kind not in ("heading", "item") or (block.level == 1 and block.kind == "heading") or len(block.links) != 1:
        return False
    text, address = block.links[0]
    names = find_names(block.text)
    if not names or text != block.text or re.search(r"/media/\d+/download|/system/files/|\.\w{3,4}$", address):
        return False
    rest = block.text[: names[0].start] + " " + block.text[names[-1].end :]
    said = set(re.findall(r"[^\W\d_]{3,}", fold(rest))) - {
        "les",
        "des",
        "cpts",
        "fiche",
        "carte",
        "projet",
        "territoire",
        "voir",
        "site",
    }
    return bool(said)


def without_asides(blocks: Sequence[Block]) -> Iterator[Block]:
    """Leaves out what stands under « À lire aussi » until a heading of the same or a higher level, and the
    titles of other pages."""
    skip_above: float = 0
    title = next((block for block in blocks if block.kind == "heading" and block.level == 1), None)
    for block in blocks:
        if _is_teaser(block):
            continue
        if block.kind == "heading":
            if skip_above and block.level > skip_above:
                continue
            skip_above = 0
            # « Actualités » over the whole page is where the article stands, not what stands beside it
            beside = block is not title
            if beside and role_of_heading(block.text) == "aside" and not find_names(block.text):
                skip_above = block.level
                continue
        if not skip_above:
            yield block
