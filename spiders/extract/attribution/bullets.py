"""What a bullet gives: ordered rules, the first that applies reads it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lexicon.cpts_names import Mention, bare_name, find_names
from lexicon.departement_words import departement_of, is_place
from lexicon.gate import gated
from lexicon.text import fold
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
    stage_of_group,
)
from spiders.extract.attribution.reading import Found, Reading, Unread, first_that_applies
from spiders.extract.attribution.sentences import distribute, inherit
from spiders.extract.attribution.subjects import add_short_name, subject_named
from spiders.extract.model.mentions import Key
from spiders.extract.people.strangers import is_called_as_people_are
from spiders.extract.prose.heading_roles import opens_with, role_of_heading

_PARTS = ("territory", "missions", "generic", "people", "other_structure")  # roles of what a bullet may head
_LONGEST_BARE_NAME = 8  # words
_BY_PLACE = gated(r"\bpar (?:departements?|regions?)\b")


@dataclass(frozen=True, slots=True)
class Bullet:
    """A bullet with the names it holds; `level` counts from the outermost headings, `deeper` when the next block is
    a bullet under this one."""

    text: str
    names: Sequence[Mention]
    level: float
    deeper: bool


def read_item(reading: Reading, found: Found) -> Reading:
    block, below = reading.block, reading.below
    reading = close(reading, BULLET + block.level)
    deeper = below is not None and below.kind == "item" and below.level > block.level
    item = Bullet(block.text, find_names(block.text), BULLET + block.level, deeper)
    after = first_that_applies(_RULES, reading, found, item)
    if after is not None:
        return after
    reading = _opens_a_part(reading, item)
    return reading if _item_of_places(reading, found, item) else inherit(reading, found)


def _item_is_a_place(reading: Reading, found: Found, item: Bullet) -> Reading | None:
    """« Charente », « CPTS de la Vienne » under « Les CPTS par département », and « Charente » that is a link beside
    other départements, in a list of no stage: a département, and a page to ask. « Nord » beside « Sud » is none."""
    named = item.names[0].name.removeprefix("CPTS ") if len(item.names) == 1 else ""
    if _is_a_place(item.text):
        beside = all(_is_a_place(one.text) for one in (reading.over, reading.below) if one and one.kind == "item")
        alone = any(shown == item.text for shown, _ in reading.block.links)
        linked = alone and beside and not stage_of_group(reading)
    elif is_place(named) and item.names[0].end == len(item.text) and opens_with(item.text, item.names[0]):
        linked = False
    else:
        return None
    held = in_list(reading) and (linked or _by_place(reading))
    return open_scope(reading, item.level, "department", item.text) if held else None


def _is_a_place(text: str) -> bool:
    return departement_of(text) is not None or is_place(text)


def _by_place(reading: Reading) -> bool:
    """Whether the headings sort by département, and none of them is one."""
    by_place = [bool(_BY_PLACE.search(fold(one.text))) for one in reading.scopes if one.role != "department"]
    return any(by_place) and len(by_place) == len(reading.scopes)


def _item_opens_with_a_name(reading: Reading, found: Found, item: Bullet) -> Reading | None:
    """« CPTS du Léon : 40 communes », « CPTS A, CPTS B et CPTS C » on one line."""
    if not item.names or not opens_with(item.text, item.names[0]):
        return None
    if role_above(reading) in ("aside", "people") and reading.main is not None:
        return reading
    if len({mention.group for mention in item.names}) == 1 and len(item.names) > 1:
        return distribute(reading, found)
    reading, subject = _item_of(reading, found, item, item.names[0].name)
    return _told_of(replace(reading, running=subject), found, item, subject)


def _item_called_otherwise(reading: Reading, found: Found, item: Bullet) -> Reading | None:
    """« Terres d'Ocre (CPTS du Gâtinais) : … »."""
    called = called_first(reading, item.text, item.names)
    if called is None:
        return None
    reading, subject = _item_of(reading, found, item, called)
    add_short_name(found, item.names[0].name, subject)
    return _told_of(reading, found, item, subject)


def _told_of(reading: Reading, found: Found, item: Bullet, subject: Key) -> Reading:
    """Gives the words of an item to the CPTS it opens with, then what the headings above say of it."""
    reading = distribute(reading, found, first=subject)
    give_context(reading, found, subject)
    return reading


def _item_names(reading: Reading, found: Found, item: Bullet) -> Reading | None:
    return distribute(reading, found) if item.names else None


def _item_recalls(reading: Reading, found: Found, item: Bullet) -> Reading | None:
    return reading if recalled(reading, found) else None


def _item_bare_name(reading: Reading, found: Found, item: Bullet) -> Reading | None:
    """« Sud Yonne : 12 000 habitants » in a list of CPTS; « Finistère » over deeper bullets is a département."""
    if not in_list(reading):
        return None
    if item.deeper and departement_of(item.text):
        return open_scope(reading, item.level, "department", item.text)
    bare = bare_name(item.text)
    if not bare or not acceptable_bare(reading, item.text, bare[1]):
        return None
    name, after = bare[0], item.text[bare[1] :]
    if is_called_as_people_are(name) and (re.search(r"[A-ZÀ-Þ]{3}", name) or _named_beside(reading)):
        return None  # « Ysoline Vercassoul : ACI signé » among bullets « CPTS du Lac : … »
    reading, subject = _item_of(reading, found, item, name, "puce.nom_sans_cpts")
    give_sector(reading, found, subject, after)
    rest = after.strip(" :–-—,;")
    if rest:
        give(reading, found, subject, rest, "puce.nom_sans_cpts", own=True, named=True)
    elif reading.block.links:
        give(reading, found, subject, "", "puce.nom_sans_cpts")
    give_context(reading, found, subject)
    return reading


def _named_beside(reading: Reading) -> bool:
    """Whether a bullet right before or after this one opens with « CPTS »."""
    named = ((one, find_names(one.text)) for one in (reading.over, reading.below) if one and one.kind == "item")
    return any(names and opens_with(one.text, names[0]) for one, names in named)


def _item_opens_a_group(reading: Reading, found: Found, item: Bullet) -> Reading | None:
    """« - En projet : », « - Finistère » over other bullets."""
    role = _role_of(item)
    if role == "department":
        return open_scope(reading, item.level, role, item.text)
    if role not in ("stage", "list"):
        return None
    if item.deeper:
        return push_group(reading, found, item.level, role, item.text)
    # « - opérationnelles : » over a list of its own level
    return push_group(close(reading, BULLET), found, BULLET, role, item.text)


def _opens_a_part(reading: Reading, item: Bullet) -> Reading:
    """« - Missions : » over other bullets: what it says itself is told of the CPTS above as well."""
    role = _role_of(item)
    return open_scope(reading, item.level, role, item.text) if role in _PARTS else reading


def _role_of(item: Bullet) -> str:
    """What a bullet announces of those under it; nothing where it has none."""
    return role_of_heading(item.text) if item.deeper or item.text.rstrip().endswith(":") else ""


_RULES = (
    _item_is_a_place,
    _item_opens_with_a_name,
    _item_called_otherwise,
    _item_names,
    _item_recalls,
    _item_bare_name,
    _item_opens_a_group,
)


def _item_of_places(reading: Reading, found: Found, item: Bullet) -> bool:
    """Bullets that are only names of places are the territory of the CPTS right above them."""
    if _may_be_a_row(reading, found, item.text):
        found.unread.append(Unread(item.text, reading.block.locator))
    current = current_subject(reading)
    of_places = reading.at in reading.text.places and right_under_a_cpts(reading)
    if not of_places or current is None or role_above(reading):
        return False
    give(reading, found, current, item.text, "puce.lieux", hint="territory")
    return True


def _may_be_a_row(reading: Reading, found: Found, text: str) -> bool:
    """A bullet of a list of CPTS that no rule took: a few words with a capital, or words with a stage."""
    listed = (in_list(reading) or role_above(reading) == "stage") and current_subject(reading) is None
    short = bool(re.match(r"[A-ZÀ-Þ]", text)) and len(text.split()) <= _LONGEST_BARE_NAME
    return (listed and short) or told_a_stage(reading, found, text)


def _item_of(reading: Reading, found: Found, item: Bullet, name: str, rule: str = "nom.ecrit") -> tuple[Reading, Key]:
    subject = subject_named(found, name, reading.block.locator, listed=True, rule=rule)
    return open_scope(reading, item.level, "cpts", item.text, subject), subject
