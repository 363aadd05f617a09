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
from lexicon.patterns import pattern
from lexicon.text import fold
from spiders.extract.attribution.clauses import is_passing
from spiders.extract.attribution.heading_stack import Scope
from spiders.extract.attribution.paragraphs import Paragraphs
from spiders.extract.fields.departement import opening_departement
from spiders.extract.model.content import Block
from spiders.extract.model.mentions import Subject
from spiders.extract.prose.asides import without_asides
from spiders.extract.prose.heading_roles import is_possessive, is_question, names_of_line, role_of_heading

_COUNTED = re.compile(r"\b(\d{1,3})\s+(?:\w+\s+)?(?:cpts|ctps|communautes professionnelles|projets)\b")
_SEARCH = re.compile(
    r"\W*(?:filtr|affiner|rechercher|trier par|choisi\w+ (?:un|votre) |selectionn|\d+ resultats?\b|aucun resultat)"
)
_A_LIST = re.compile(r"\bliste\b|\bannuaire\b|:\s*$")


@dataclass(slots=True)
class Outline:
    subjects: list[Subject]
    unread: list[tuple[str, str]]  # named mentions that no listing took: name, locator
    announced: list[tuple[int, int, str]]  # number announced, number listed under it, words
    blocks: tuple[Block, ...]  # the blocks read, asides and titles of other pages left out
    empty: list[str]  # headings of lists with nothing under them


def outline(blocks: Sequence[Block], main_name: str | None = None, title: str | None = None) -> Outline:
    """Reads `blocks`. `main_name`: the CPTS the whole document is about, when the caller knows it."""
    reader = _Reader(blocks, main_name, title)
    return reader.read()


class _Reader(Paragraphs):
    """Walks the blocks and opens the scopes."""

    def __init__(self, blocks: Sequence[Block], main_name: str | None, title: str | None) -> None:
        kept = tuple(without_asides(blocks))
        firsts = (block.text for block in kept if block.level == 1 and block.kind == "heading")
        super().__init__(" ".join([title or "", *firsts]), kept)
        self.own_site = main_name is not None
        if main_name:
            self.main = self._subject(main_name, "/titre", listed=True)
        else:
            if title:
                self._title(title)
            if self.main is None:
                self._single()

    def read(self) -> Outline:
        for index, block in enumerate(self.blocks):
            if self._note(block):
                continue
            if block.kind == "heading":
                self._heading(index, block)
            elif block.kind == "item":
                self._item(index, block)
            else:
                self._paragraph(index, block)
        return self._finish()

    def _heading(self, index: int, block: Block) -> None:
        before, self.running, self.day = self.running, None, ""
        names = names_of_line(block.text) or self._elsewhere(block)
        keys = {name_key(mention.name) for mention in names}
        if not names and self._bare_heading(index, block):
            return
        if len(keys) == 1 and not is_question(block.text):
            self._close_below_group(block.level)
            self._heading_of_one(block, names[0])
            return
        self._close(block.level)
        if len(keys) > 1:
            self._distribute(block, own_only=False)
            self.scopes.append(Scope(block.level, "other", block.text))
            return
        self._heading_without_name(block, before)

    def _heading_of_one(self, block: Block, mention: Mention) -> None:
        """A heading that names one CPTS: the title of the document, or the head of a part."""
        if block.level == 1 and self.main is None:
            self.main = self._subject(mention.name, block.locator, listed=True)
            self._give(self.main, block.text, block, hint="title", named=True)
            self.scopes.append(Scope(block.level, "main", block.text))
            return
        subject = self._subject(mention.name, block.locator, listed=not is_passing(block.text, mention))
        if subject is self.main:
            self._whole(subject, block)
            self.scopes.append(Scope(block.level, "other", block.text))
            return
        self.scopes.append(Scope(block.level, "cpts", block.text, subject))
        self._whole(subject, block)

    def _heading_without_name(self, block: Block, before: Subject | None) -> None:
        """A heading that opens a list, a stage, a département, or a part of what is told of a CPTS; `before`: the
        CPTS of the text above it."""
        role = role_of_heading(block.text)
        if role in ("department", "stage", "list"):
            self._close_group(block.level, role)
        if role == "stage" and self.main is not None and not self._in_list():
            self._give(self.main, block.text, block)
            role = "other"
        if role in ("list", "stage"):
            self._push_group(block.level, role, block.text)
            return
        if before is not None and self._current() is None:
            self._sends_to_notes(before, block.text)
            if is_possessive(block.text) and role not in ("people", "documents"):
                self.scopes.append(Scope(block.level, role, block.text, before))
                return
        if self._role() == "missions" and pattern("passages", "missions").search(fold(block.text)):
            self._give(self._current(), block.text, block, hint="missions")
            role = "missions"  # « Accompagnement des professionnels » among the missions opens no list of people
        if self._current() is not None and re.search(r"\d", block.text):
            self._give(self._current(), block.text, block, hint="population" if role == "population" else "")
        place = opening_departement(block.text)
        self.scopes.append(Scope(block.level, role, block.text, place=place, known=len(self.subjects)))

    def _finish(self) -> Outline:
        self._spread_announcements()
        self._spread_default()
        announced = [*self._counted_lists(), *self._announced_for_the_place()]
        # cards of one list: those without a fact are looked at when others were names
        self.unread += [(text, locator) for level, text, locator in self.bare if level in self.bare_levels]
        given = ((christened(block.text), block.locator) for block in self.blocks if self.subjects)
        self.unread += [(name, place) for name, place in given if name and name_key(name) not in self.subjects]
        empty = [scope.text for scope, listed in self._lists() if not listed and self._should_list(scope)]
        return Outline(list(self.subjects.values()), self.unread, announced, tuple(self.blocks), empty)

    def _lists(self) -> Iterator[tuple[Scope, int]]:
        """The lists of the document and the number of CPTS met under each."""
        for position, (scope, before) in enumerate(self.list_scopes):
            following = self.list_scopes[position + 1 :]
            after = next((known for other, known in following if other.level <= scope.level), len(self.subjects))
            yield scope, after - before

    def _counted_lists(self) -> Iterator[tuple[int, int, str]]:
        """Lists whose heading says how many CPTS it holds: the number, that of those met, the heading."""
        for scope, listed in self._lists():
            number = _COUNTED.search(fold(scope.text))
            if number:
                yield int(number.group(1)), listed, scope.text

    def _should_list(self, scope: Scope) -> bool:
        if scope.role != "list" or self.main:
            return False
        # a page with its search box and no CPTS at all has lost its list
        searched = not self.subjects and any(_SEARCH.match(fold(block.text)) for block in self.blocks)
        return searched or bool(_A_LIST.search(fold(scope.text)))
