"""What a bullet gives: ordered rules, the first that applies reads it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lexicon.cpts_names import Mention, bare_name, find_names
from lexicon.departement_words import departement_of
from spiders.extract.attribution.assign import give, give_context, give_sector
from spiders.extract.attribution.bare_names import acceptable_bare, called_first, recalled, told_a_stage
from spiders.extract.attribution.heading_stack import (
    BULLET,
    close,
    current_subject,
    in_list,
    open_scope,
    push_group,
    right_under_a_cpts,
    role_above,
)
from spiders.extract.attribution.reading import Reading
from spiders.extract.attribution.sentences import distribute, inherit
from spiders.extract.attribution.subjects import add_short_name, subject_named
from spiders.extract.model.content import Block
from spiders.extract.model.mentions import Subject
from spiders.extract.people.strangers import is_called_as_people_are
from spiders.extract.prose.heading_roles import opens_with, role_of_heading

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


def read_item(reading: Reading, index: int, block: Block) -> None:
    level = BULLET + block.level
    close(reading, level)
    item = Bullet(index, block, find_names(block.text), level, _next_is_deeper(reading, index, level))
    for rule in (
        _item_opens_with_a_name,
        _item_called_otherwise,
        _item_names,
        _item_recalls,
        _item_bare_name,
        _item_opens_a_group,
        _item_of_places,
    ):
        if rule(reading, item):
            return
    inherit(reading, block)


def _next_is_deeper(reading: Reading, index: int, level: float) -> bool:
    if index + 1 >= len(reading.blocks):
        return False
    following = reading.blocks[index + 1]
    return following.kind == "item" and BULLET + following.level > level


def _item_opens_with_a_name(reading: Reading, item: Bullet) -> bool:
    """« CPTS du Léon : 40 communes », « CPTS A, CPTS B et CPTS C » on one line."""
    if not item.names or not opens_with(item.text, item.names[0]):
        return False
    if role_above(reading) in ("aside", "people") and reading.main is not None:
        return True
    if len({mention.group for mention in item.names}) == 1 and len(item.names) > 1:
        distribute(reading, item.block)
        return True
    subject = reading.running = _item_of(reading, item, item.names[0].name)
    distribute(reading, item.block, first=subject)
    give_context(reading, subject, item.block)
    return True


def _item_called_otherwise(reading: Reading, item: Bullet) -> bool:
    """« Terres d'Ocre (CPTS du Gâtinais) : … »."""
    called = called_first(reading, item.text, item.names)
    if called is None:
        return False
    subject = _item_of(reading, item, called)
    add_short_name(reading, item.names[0].name, subject)
    distribute(reading, item.block, first=subject)
    give_context(reading, subject, item.block)
    return True


def _item_names(reading: Reading, item: Bullet) -> bool:
    if item.names:
        distribute(reading, item.block)
    return bool(item.names)


def _item_recalls(reading: Reading, item: Bullet) -> bool:
    return recalled(reading, item.block)


def _item_bare_name(reading: Reading, item: Bullet) -> bool:
    """« Sud Yonne : 12 000 habitants » in a list of CPTS; « Finistère » over deeper bullets is a département."""
    if not in_list(reading):
        return False
    if item.deeper and departement_of(item.text):
        open_scope(reading, item.level, "department", item.text)
        return True
    found = bare_name(item.text)
    if not found or not acceptable_bare(reading, item.text, found[1]):
        return False
    if is_called_as_people_are(found[0]) and (re.search(r"[A-ZÀ-Þ]{3}", found[0]) or _named_beside(reading, item)):
        return False  # « Ysoline Vercassoul : ACI signé » among bullets « CPTS du Lac : … »
    subject = _item_of(reading, item, found[0], "puce.nom_sans_cpts")
    give_sector(reading, subject, item.text[found[1] :], item.block)
    rest = item.text[found[1] :].strip(" :–-—,;")
    if rest:
        give(reading, subject, rest, item.block, "puce.nom_sans_cpts", own=True, named=True)
    elif item.block.links:
        give(reading, subject, "", item.block, "puce.nom_sans_cpts")
    give_context(reading, subject, item.block)
    return True


def _named_beside(reading: Reading, item: Bullet) -> bool:
    """Whether a bullet right before or after this one opens with « CPTS »."""
    beside = (*reading.blocks[max(0, item.index - 1) : item.index], *reading.blocks[item.index + 1 : item.index + 2])
    named = ((one, find_names(one.text)) for one in beside if one.kind == "item")
    return any(names and opens_with(one.text, names[0]) for one, names in named)


def _item_opens_a_group(reading: Reading, item: Bullet) -> bool:
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
            close(reading, level)
        push_group(reading, level, role, item.text)
        return True
    open_scope(reading, level, role, item.text)
    return role == "department"


def _item_of_places(reading: Reading, item: Bullet) -> bool:
    """Bullets that are only names of places are the territory of the CPTS right above them."""
    if _may_be_a_row(reading, item.text):
        reading.unread.append((item.text, item.block.locator))
    current = current_subject(reading)
    if item.index not in reading.places or current is None or role_above(reading) or not right_under_a_cpts(reading):
        return False
    give(reading, current, item.text, item.block, "puce.lieux", hint="territory")
    return True


def _may_be_a_row(reading: Reading, text: str) -> bool:
    """A bullet of a list of CPTS that no rule took: a few words with a capital, or words with a stage."""
    listed = (in_list(reading) or role_above(reading) == "stage") and current_subject(reading) is None
    short = bool(re.match(r"[A-ZÀ-Þ]", text)) and len(text.split()) <= _LONGEST_BARE_NAME
    return (listed and short) or told_a_stage(reading, text)


def _item_of(reading: Reading, item: Bullet, name: str, rule: str = "nom.ecrit") -> Subject:
    subject = subject_named(reading, name, item.block.locator, listed=True, rule=rule)
    open_scope(reading, item.level, "cpts", item.text, subject)
    return subject
