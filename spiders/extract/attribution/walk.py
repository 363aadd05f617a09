"""Which words of a document speak of which CPTS.

A document is read block by block. Headings, introductory lines and group bullets open scopes (a CPTS, a
stage, a département, a list, something else); sentences go to the CPTS they name, to the one they continue
(« Elle couvre … »), or to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lexicon.cpts_names import Mention, christened, find_names, name_key, triggers
from lexicon.gate import gated
from lexicon.numbers import any_between
from lexicon.patterns import pattern
from lexicon.stage_marks import tells_stage
from lexicon.text import fold, sentences
from spiders.extract.attribution.assign import give, give_note, give_title, sends_to_notes, spread_announcements
from spiders.extract.attribution.bare_names import bare_heading, named_elsewhere
from spiders.extract.attribution.bullets import read_item
from spiders.extract.attribution.clauses import is_passing, tells_of_itself
from spiders.extract.attribution.heading_stack import (
    close,
    close_below_group,
    close_group,
    current_subject,
    in_list,
    open_scope,
    push_group,
    role_above,
)
from spiders.extract.attribution.paragraphs import read_paragraph
from spiders.extract.attribution.reading import Found, Reading, Scope, Text, Unread
from spiders.extract.attribution.sentences import distribute
from spiders.extract.attribution.subjects import subject_named
from spiders.extract.attribution.uncalled import told_uncalled
from spiders.extract.attribution.whole_document import (
    about_the_only_one,
    about_the_title,
    announced_for_the_place,
    spread_default,
)
from spiders.extract.model.content import Block
from spiders.extract.model.mentions import Key, Subject
from spiders.extract.model.section import announced_in
from spiders.extract.prose.asides import without_asides
from spiders.extract.prose.heading_roles import is_possessive, is_question, names_of_line, role_of_heading
from spiders.extract.prose.place_bullets import place_bullets

_ANNOUNCED = gated(
    rf"\b(?:\d{{1,2}}|{any_between(2, 12)}) (?:\w+ )?(?:cpts|ctps|communautes professionnelles)\b[^.;:]{{0,60}}: (?=\w)"
)
_SEARCH = gated(
    r"\W*(?:filtr|affiner|rechercher|trier par|choisi\w+ (?:un|votre) |selectionn|\d+ resultats?\b"
    r"|aucune? (?:resultat|donnee|element|fiche|enregistrement|correspondance)\b)"
)
_A_LIST = gated(r"\bliste\b|\bannuaire\b|:\s*$")


@dataclass(slots=True)
class Outline:
    subjects: list[Subject]
    unread: list[Unread]  # named mentions that no listing took
    announced: list[tuple[int, int, str]]  # number announced, number listed under it, words
    blocks: tuple[Block, ...]  # the blocks read, asides and titles of other pages left out
    empty: list[str]  # headings of lists with nothing under them


def outline(
    blocks: Sequence[Block],
    owner: tuple[str, str] | None = None,
    title: tuple[str, str] | None = None,
    area: frozenset[str] = frozenset(),
) -> Outline:
    """Reads `blocks`. `owner`: the CPTS the whole document is about, when the caller knows it, and where it is named;
    `title`: that of the document, and its place; `area`: the départements of its publisher."""
    kept = tuple(without_asides(blocks))
    firsts = (block.text for block in kept if block.level == 1 and block.kind == "heading")
    headline = " ".join([title[0] if title else "", *firsts])
    text = Text(headline, kept, place_bullets(kept), own_site=owner is not None, area=area)
    found = Found()
    reading = _about(Reading(text), found, owner, title)
    for at, block in enumerate(kept):
        reading = replace(reading, at=at)
        if not give_note(reading, found):
            reading = _KINDS.get(block.kind, read_paragraph)(reading, found)
    return _finish(reading, found)


def _about(reading: Reading, found: Found, owner: tuple[str, str] | None, title: tuple[str, str] | None) -> Reading:
    if owner:
        return replace(reading, main=subject_named(found, *owner, listed=True, rule="page.site_de_la_cpts"))
    reading = about_the_title(reading, found, *title) if title else reading
    return reading if reading.main is not None else about_the_only_one(reading, found)


def _heading(reading: Reading, found: Found) -> Reading:
    block, before, reading = reading.block, reading.running, replace(reading, running=None, two=(), day="")
    names = names_of_line(block.text) or named_elsewhere(reading)
    keys = {name_key(mention.name) for mention in names}
    if not names:
        reading, is_a_name = bare_heading(reading, found)
        if is_a_name:
            return reading
    if len(keys) == 1 and not is_question(block.text):
        return _heading_of_one(close_below_group(reading, found, block.level), found, names[0])
    reading = close(reading, block.level)
    if len(keys) > 1:
        return open_scope(distribute(reading, found), block.level, "other", block.text)
    return _heading_without_name(reading, found, before)


_KINDS = {"heading": _heading, "item": read_item}


def _heading_of_one(reading: Reading, found: Found, mention: Mention) -> Reading:
    """A heading that names one CPTS: the title of the document, or the head of a part."""
    block = reading.block
    if block.level == 1 and reading.main is None:
        reading = replace(reading, main=subject_named(found, mention.name, block.locator, listed=True))
        give(reading, found, reading.main, block.text, "titre.de_la_page", hint="title", named=True)
        return open_scope(reading, block.level, "main", block.text)
    subject = subject_named(found, mention.name, block.locator, listed=not is_passing(block.text, mention))
    if subject == reading.main:
        give_title(reading, found, subject)
        return open_scope(reading, block.level, "other", block.text)
    reading = open_scope(reading, block.level, "cpts", block.text, subject)
    give_title(reading, found, subject)
    return reading


def _role_of(reading: Reading) -> str:
    """What the heading announces; « Gers : l'équipe s'agrandit », the title of a page about one CPTS, opens no list of
    people."""
    role = role_of_heading(reading.block.text)
    title = reading.block.level == 1 and reading.main is not None
    return "other" if title and role in ("people", "documents") else role


def _heading_without_name(reading: Reading, found: Found, before: Key | None) -> Reading:
    """A heading that opens a list, a stage, a département, or a part of what is told of a CPTS; `before`: the
    CPTS of the text above it."""
    block, role = reading.block, _role_of(reading)
    if role in ("department", "stage", "list"):
        reading = close_group(reading, block.level, role)
    if role == "stage" and reading.main is not None and not in_list(reading):
        give(reading, found, reading.main, block.text, "titre.etape")
        role = "other"
    if role in ("list", "stage"):
        return push_group(reading, found, block.level, role, block.text)
    current = current_subject(reading)
    if before is not None and current is None:
        sends_to_notes(found, before, block.text)
        if is_possessive(block.text) and role not in ("people", "documents"):
            return open_scope(reading, block.level, role, block.text, before)
    if role_above(reading) == "missions" and pattern("passages", "missions").search(fold(block.text)):
        give(reading, found, current, block.text, "titre.mission", hint="missions")
        role = "missions"  # « Accompagnement des professionnels » among the missions opens no list of people
    if current is not None and re.search(r"\d", block.text):
        hint = "population" if role == "population" else ""
        give(reading, found, current, block.text, "titre.chiffre", hint=hint)
    return open_scope(reading, block.level, role, block.text, known=len(found.subjects))


def _finish(reading: Reading, found: Found) -> Outline:
    spread_announcements(reading, found)
    spread_default(reading, found)
    announced = [*_counted_lists(reading, found), *announced_for_the_place(reading, found)]
    # a page with its search box and no CPTS at all has lost its list
    searched = not found.subjects and any(_SEARCH.match(fold(block.text)) for block in reading.text.blocks)
    empty = [
        scope.text for scope, listed in _lists(reading, found) if not listed and _should_list(reading, scope, searched)
    ]
    return Outline(list(found.subjects.values()), _unread(reading, found), announced, reading.text.blocks, empty)


def _unread(reading: Reading, found: Found) -> list[Unread]:
    """What may name a CPTS and gave none. Cards of one list: those without a fact are looked at when others were
    names."""
    levels = {one.level for one in found.bare if one.named}
    cards = [Unread(one.text, one.locator) for one in found.bare if one.level in levels and not one.named]
    blocks = reading.text.blocks
    of_cpts = bool(found.subjects) or any(triggers(block.text) for block in blocks)
    given = ((christened(block.text), block.locator) for block in blocks if of_cpts)
    baptised = [Unread(name, place) for name, place in given if name and name_key(name) not in found.subjects]
    uncalled = [
        Unread(words, block.locator, "CPTS sans nom ou nommée autrement")
        for block in blocks
        for words in told_uncalled(block.text)
    ]
    return [*found.unread, *cards, *baptised, *uncalled, *_nameless(blocks, found)]


def _nameless(blocks: Sequence[Block], found: Found) -> Iterator[Unread]:
    """« Trois CPTS : Berry Nord, signée en 2020, … » whose names are not read, and what a document that names none
    tells of « la CPTS »."""
    for block in blocks:
        for start, end in sentences(block.text) if not find_names(block.text) and triggers(block.text) else ():
            folded = fold(sentence := block.text[start:end].strip())
            announced = _ANNOUNCED.search(folded)
            listed = announced and sentence[announced.end()].isupper()
            told = not found.subjects and tells_stage(folded) and tells_of_itself(folded)
            if listed or told:
                yield Unread(sentence, block.locator, "CPTS sans nom ou nommée autrement")


def _lists(reading: Reading, found: Found) -> Iterator[tuple[Scope, int]]:
    """The lists of the document and the number of CPTS met under each."""
    for position, (scope, before) in enumerate(reading.lists):
        following = (reading.lists[later] for later in range(position + 1, len(reading.lists)))
        after = next((known for other, known in following if other.level <= scope.level), len(found.subjects))
        yield scope, after - before


def _counted_lists(reading: Reading, found: Found) -> Iterator[tuple[int, int, str]]:
    """Lists whose heading says how many CPTS it holds: the number, that of those met, the heading. One that a text
    below names only, as that which two of the list have become since, is not of the list."""
    only_told = sum(not subject.listed for subject in found.subjects.values())
    for scope, listed in _lists(reading, found):
        wanted = announced_in(scope.text)
        if wanted is not None:
            yield wanted, wanted if wanted == listed - only_told else listed, scope.text


def _should_list(reading: Reading, scope: Scope, searched: bool) -> bool:
    return scope.role == "list" and reading.main is None and (searched or bool(_A_LIST.search(fold(scope.text))))
