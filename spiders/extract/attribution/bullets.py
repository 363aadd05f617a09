"""What a bullet gives: ordered rules, the first that applies reads it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lexicon.cpts_names import Mention, bare_name, find_names
from lexicon.departement_words import departement_of
from spiders.extract.attribution.heading_stack import BULLET, Scope
from spiders.extract.attribution.whole_document import Whole
from spiders.extract.model.content import Block
from spiders.extract.model.mentions import Subject
from spiders.extract.prose.heading_roles import opens_with, role_of_heading
from spiders.extract.prose.place_bullets import place_bullets

_OPENED_BY_A_BULLET = (
    "stage", "list", "department", "territory", "missions", "generic", "people", "other_structure",
)  # fmt: skip
_LONGEST_BARE_NAME = 8  # words


@dataclass(frozen=True, slots=True)
class Bullet:
    """A bullet with the names it holds; `level` counts from the outermost headings, `deeper` when the next block is
    a bullet under this one."""

    index: int
    block: Block
    names: Sequence[Mention]
    level: float
    deeper: bool

    @property
    def text(self) -> str:
        return self.block.text


class Bullets(Whole):
    """Bullets open CPTS and groups of bullets, or tell of the CPTS above them."""

    def __init__(self, headline: str, blocks: Sequence[Block]) -> None:
        super().__init__(headline, blocks)
        self.places = place_bullets(self.blocks)
        self.unread: list[tuple[str, str]] = []

    def _item(self, index: int, block: Block) -> None:
        level = BULLET + block.level
        self._close(level)
        item = Bullet(index, block, find_names(block.text), level, self._next_is_deeper(index, level))
        for rule in (
            self._item_opens_with_a_name,
            self._item_called_otherwise,
            self._item_names,
            self._item_recalls,
            self._item_bare_name,
            self._item_opens_a_group,
            self._item_of_places,
        ):
            if rule(item):
                return
        self._inherit(block)

    def _next_is_deeper(self, index: int, level: float) -> bool:
        if index + 1 >= len(self.blocks):
            return False
        following = self.blocks[index + 1]
        return following.kind == "item" and BULLET + following.level > level

    def _item_opens_with_a_name(self, item: Bullet) -> bool:
        """« CPTS du Léon : 40 communes », « CPTS A, CPTS B et CPTS C » on one line."""
        if not item.names or not opens_with(item.text, item.names[0]):
            return False
        if self._role() in ("aside", "people") and self.main is not None:
            return True
        if len({mention.group for mention in item.names}) == 1 and len(item.names) > 1:
            self._distribute(item.block, own_only=False)
            return True
        self.running = self._item_of(item, item.names[0].name)
        self._distribute(item.block, first=self.running)
        self._context(self.running, item.block)
        return True

    def _item_called_otherwise(self, item: Bullet) -> bool:
        """« Terres d'Ocre (CPTS du Gâtinais) : … »."""
        called = self._called_first(item.text, item.names)
        if called is None:
            return False
        subject = self._item_of(item, called)
        self._short_name(item.names[0].name, subject)
        self._distribute(item.block, first=subject)
        self._context(subject, item.block)
        return True

    def _item_names(self, item: Bullet) -> bool:
        if item.names:
            self._distribute(item.block)
        return bool(item.names)

    def _item_recalls(self, item: Bullet) -> bool:
        return self._recalled(item.block)

    def _item_bare_name(self, item: Bullet) -> bool:
        """« Sud Yonne : 12 000 habitants » in a list of CPTS; « Finistère » over deeper bullets is a département."""
        if not self._in_list():
            return False
        if item.deeper and departement_of(item.text):
            self.scopes.append(Scope(item.level, "department", item.text))
            return True
        found = bare_name(item.text)
        if not found or not self._acceptable_bare(item.text, found[1]):
            return False
        subject = self._item_of(item, found[0])
        self._sector(subject, item.text[found[1] :], item.block)
        rest = item.text[found[1] :].strip(" :–-—,;")
        if rest:
            self._give(subject, rest, item.block, own=True, named=True)
        elif item.block.links:
            self._give(subject, "", item.block)
        self._context(subject, item.block)
        return True

    def _item_opens_a_group(self, item: Bullet) -> bool:
        """« - En projet : » over other bullets. A group that says a figure tells it of the CPTS above as well."""
        if not item.deeper and not item.text.rstrip().endswith(":"):
            return False
        role = role_of_heading(item.text)
        if role not in _OPENED_BY_A_BULLET:
            return False
        level = item.level
        if role in ("stage", "list"):
            if not item.deeper:  # « - opérationnelles : » over a list of its own level
                level = BULLET
                self._close(level)
            self._push_group(level, role, item.text)
            return True
        self.scopes.append(Scope(level, role, item.text))
        return role == "department"

    def _item_of_places(self, item: Bullet) -> bool:
        """Bullets that are only names of places are the territory of the CPTS right above them."""
        if self._may_be_a_row(item.text):
            self.unread.append((item.text, item.block.locator))
        current = self._current()
        if item.index not in self.places or current is None or self._role() or not self._right_under_a_cpts():
            return False
        self._give(current, item.text, item.block, hint="territory")
        return True

    def _may_be_a_row(self, text: str) -> bool:
        """A bullet of a list of CPTS that no rule took: a few words with a capital, or words with a stage."""
        listed = (self._in_list() or self._role() == "stage") and self._current() is None
        short = bool(re.match(r"[A-ZÀ-Þ]", text)) and len(text.split()) <= _LONGEST_BARE_NAME
        return (listed and short) or self._told_a_stage(text)

    def _item_of(self, item: Bullet, name: str) -> Subject:
        subject = self._subject(name, item.block.locator, listed=True)
        self.scopes.append(Scope(item.level, "cpts", item.text, subject))
        return subject
