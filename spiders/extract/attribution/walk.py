"""Which words of a document speak of which CPTS.

A document is read block by block. Headings, introductory lines and group bullets open scopes (a CPTS, a
stage, a département, a list, something else); sentences go to the CPTS they name, to the one they continue
(« Elle couvre … »), or to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lexicon.cpts_names import Mention, christened, name_key
from lexicon.gate import gated
from lexicon.patterns import pattern
from lexicon.text import fold
from spiders.extract.attribution.another import of_no_name
from spiders.extract.attribution.assign import give, give_note, give_title, sends_to_notes, spread_announcements
from spiders.extract.attribution.bare_names import bare_heading, named_elsewhere
from spiders.extract.attribution.bullets import read_item
from spiders.extract.attribution.clauses import is_passing
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
from spiders.extract.attribution.reading import Reading, Scope
from spiders.extract.attribution.sentences import distribute
from spiders.extract.attribution.subjects import subject_named
from spiders.extract.attribution.whole_document import (
    about_the_only_one,
    about_the_title,
    announced_for_the_place,
    spread_default,
)
from spiders.extract.fields.departement import opening_departement
from spiders.extract.model.content import Block
from spiders.extract.model.mentions import Subject
from spiders.extract.prose.asides import without_asides
from spiders.extract.prose.heading_roles import is_possessive, is_question, names_of_line, role_of_heading
from spiders.extract.prose.place_bullets import place_bullets

_COUNTED = gated(r"\b(\d{1,3})\s+(?:\w+\s+)?(?:cpts|ctps|communautes professionnelles|projets)\b")
_SEARCH = gated(
    r"\W*(?:filtr|affiner|rechercher|trier par|choisi\w+ (?:un|votre) |selectionn|\d+ resultats?\b"
    r"|aucune? (?:resultat|donnee|element|fiche|enregistrement|correspondance)\b)"
)
_A_LIST = gated(r"\bliste\b|\bannuaire\b|:\s*$")


@dataclass(slots=True)
class Outline:
    subjects: list[Subject]
    unread: list[tuple[str, str]]  # named mentions that no listing took: name, locator
    announced: list[tuple[int, int, str]]  # number announced, number listed under it, words
    blocks: tuple[Block, ...]  # the blocks read, asides and titles of other pages left out
    empty: list[str]  # headings of lists with nothing under them


def outline(blocks: Sequence[Block], main_name: str | None = None, title: str | None = None) -> Outline:
    """Reads `blocks`. `main_name`: the CPTS the whole document is about, when the caller knows it."""
    kept = tuple(without_asides(blocks))
    firsts = (block.text for block in kept if block.level == 1 and block.kind == "heading")
    headline = " ".join([title or "", *firsts])
    reading = Reading(headline, kept, place_bullets(kept), own_site=main_name is not None)
    if main_name:
        reading.main = subject_named(reading, main_name, "/titre", listed=True, rule="page.site_de_la_cpts")
    else:
        if title:
            about_the_title(reading, title)
        if reading.main is None:
            about_the_only_one(reading)
    for index, block in enumerate(kept):
        if give_note(reading, block):
            continue
        if block.kind == "heading":
            _heading(reading, index, block)
        elif block.kind == "item":
            read_item(reading, index, block)
        else:
            read_paragraph(reading, index, block)
    return _finish(reading)


def _heading(reading: Reading, index: int, block: Block) -> None:
    before, reading.running, reading.day = reading.running, None, ""
    names = names_of_line(block.text) or named_elsewhere(reading, block)
    keys = {name_key(mention.name) for mention in names}
    if not names and bare_heading(reading, index, block):
        return
    if len(keys) == 1 and not is_question(block.text):
        close_below_group(reading, block.level)
        _heading_of_one(reading, block, names[0])
        return
    close(reading, block.level)
    if len(keys) > 1:
        distribute(reading, block)
        open_scope(reading, block.level, "other", block.text)
        return
    _heading_without_name(reading, block, before)


def _heading_of_one(reading: Reading, block: Block, mention: Mention) -> None:
    """A heading that names one CPTS: the title of the document, or the head of a part."""
    if block.level == 1 and reading.main is None:
        reading.main = subject_named(reading, mention.name, block.locator, listed=True)
        give(reading, reading.main, block.text, block, "titre.de_la_page", hint="title", named=True)
        open_scope(reading, block.level, "main", block.text)
        return
    subject = subject_named(reading, mention.name, block.locator, listed=not is_passing(block.text, mention))
    if subject is reading.main:
        give_title(reading, subject, block)
        open_scope(reading, block.level, "other", block.text)
        return
    open_scope(reading, block.level, "cpts", block.text, subject)
    give_title(reading, subject, block)


def _heading_without_name(reading: Reading, block: Block, before: Subject | None) -> None:
    """A heading that opens a list, a stage, a département, or a part of what is told of a CPTS; `before`: the
    CPTS of the text above it."""
    role = role_of_heading(block.text)
    if role in ("department", "stage", "list"):
        close_group(reading, block.level, role)
    if role == "stage" and reading.main is not None and not in_list(reading):
        give(reading, reading.main, block.text, block, "titre.etape")
        role = "other"
    if role in ("list", "stage"):
        push_group(reading, block.level, role, block.text)
        return
    if before is not None and current_subject(reading) is None:
        sends_to_notes(reading, before, block.text)
        if is_possessive(block.text) and role not in ("people", "documents"):
            open_scope(reading, block.level, role, block.text, before)
            return
    if role_above(reading) == "missions" and pattern("passages", "missions").search(fold(block.text)):
        give(reading, current_subject(reading), block.text, block, "titre.mission", hint="missions")
        role = "missions"  # « Accompagnement des professionnels » among the missions opens no list of people
    if current_subject(reading) is not None and re.search(r"\d", block.text):
        hint = "population" if role == "population" else ""
        give(reading, current_subject(reading), block.text, block, "titre.chiffre", hint=hint)
    place = opening_departement(block.text)
    open_scope(reading, block.level, role, block.text, place=place, known=len(reading.subjects))


def _finish(reading: Reading) -> Outline:
    spread_announcements(reading)
    spread_default(reading)
    announced = [*_counted_lists(reading), *announced_for_the_place(reading)]
    # cards of one list: those without a fact are looked at when others were names
    reading.unread += [(text, locator) for level, text, locator in reading.bare if level in reading.bare_levels]
    given = ((christened(block.text), block.locator) for block in reading.blocks if reading.subjects)
    reading.unread += [(name, place) for name, place in given if name and name_key(name) not in reading.subjects]
    unnamed = ((of_no_name(block.text), block.locator) for block in reading.blocks)
    reading.unread += [(text, place) for text, place in unnamed if text]
    empty = [scope.text for scope, listed in _lists(reading) if not listed and _should_list(reading, scope)]
    return Outline(list(reading.subjects.values()), reading.unread, announced, tuple(reading.blocks), empty)


def _lists(reading: Reading) -> Iterator[tuple[Scope, int]]:
    """The lists of the document and the number of CPTS met under each."""
    for position, (scope, before) in enumerate(reading.list_scopes):
        following = reading.list_scopes[position + 1 :]
        after = next((known for other, known in following if other.level <= scope.level), len(reading.subjects))
        yield scope, after - before


def _counted_lists(reading: Reading) -> Iterator[tuple[int, int, str]]:
    """Lists whose heading says how many CPTS it holds: the number, that of those met, the heading. One that a text
    below names only, as that which two of the list have become since, is not of the list."""
    only_told = sum(not subject.listed for subject in reading.subjects.values())
    for scope, listed in _lists(reading):
        number = _COUNTED.search(fold(scope.text))
        if number:
            wanted = int(number.group(1))
            yield wanted, wanted if wanted == listed - only_told else listed, scope.text


def _should_list(reading: Reading, scope: Scope) -> bool:
    if scope.role != "list" or reading.main:
        return False
    # a page with its search box and no CPTS at all has lost its list
    searched = not reading.subjects and any(_SEARCH.match(fold(block.text)) for block in reading.blocks)
    return searched or bool(_A_LIST.search(fold(scope.text)))
