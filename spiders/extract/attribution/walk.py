"""Which words of a document speak of which CPTS.

A document is read block by block. Headings, introductory lines and group bullets open scopes (a CPTS, a
stage, a département, a list, something else); sentences go to the CPTS they name, to the one they continue
(« Elle couvre … »), or to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lexicon.cpts_names import bare_name, find_names, name_key
from lexicon.departement_words import departement_of
from lexicon.words import fold, pattern, sentences
from spiders.extract.attribution.clauses import is_passing
from spiders.extract.attribution.heading_stack import BULLET, INTRODUCTION, Scope
from spiders.extract.attribution.whole_document import Whole
from spiders.extract.fields.departement import opening_departement
from spiders.extract.model.content import Block
from spiders.extract.model.mentions import Passage, Subject
from spiders.extract.prose.asides import without_asides
from spiders.extract.prose.heading_roles import (
    AS_OF,
    DEFAULT,
    is_possessive,
    is_question,
    names_of_line,
    only_names,
    opens_with,
    role_for_intro,
    role_of_heading,
)
from spiders.extract.prose.place_bullets import place_bullets

_NONE_THERE = re.compile(r"\b(?:aucune|pas (?:encore )?de|sans)\s(?:\w+\s)?(?:cpts|ctps|communaute professionnelle)\b")
_FIELD = re.compile(r"Départements?\s*:\s*\S")


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


class _Reader(Whole):
    """Walks the blocks and opens the scopes."""

    def __init__(self, blocks: Sequence[Block], main_name: str | None, title: str | None) -> None:
        kept = tuple(without_asides(blocks))
        firsts = (block.text for block in kept if block.level == 1 and block.kind == "heading")
        super().__init__(" ".join([title or "", *firsts]), kept)
        self.places = place_bullets(kept)
        self.unread: list[tuple[str, str]] = []
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
            mention = names[0]
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
            return
        self._close(block.level)
        if len(keys) > 1:
            self._distribute(block, own_only=False)
            self.scopes.append(Scope(block.level, "other", block.text))
            return
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

    def _item(self, index: int, block: Block) -> None:
        level = BULLET + block.level
        self._close(level)
        names = find_names(block.text)
        role = self._role()
        if names and opens_with(block.text, names[0]):
            if role in ("aside", "people") and self.main is not None:
                return
            if len({mention.group for mention in names}) == 1 and len(names) > 1:
                self._distribute(block, own_only=False)
                return
            subject = self.running = self._subject(names[0].name, block.locator, listed=True)
            self.scopes.append(Scope(level, "cpts", block.text, subject))
            self._distribute(block, first=subject)
            self._context(subject, block)
            return
        called = self._called_first(block.text, names)
        if called is not None:
            subject = self._subject(called, block.locator, listed=True)
            self._short_name(names[0].name, subject)
            self.scopes.append(Scope(level, "cpts", block.text, subject))
            self._distribute(block, first=subject)
            self._context(subject, block)
            return
        if names:
            self._distribute(block)
            return
        if self._recalled(block):
            return
        if self._in_list():
            found = bare_name(block.text)
            place = departement_of(block.text)
            if place and self._next_is_deeper(index, level):
                self.scopes.append(Scope(level, "department", block.text))
                return
            if found and self._acceptable_bare(block.text, found[1]):
                subject = self._subject(found[0], block.locator, listed=True)
                self.scopes.append(Scope(level, "cpts", block.text, subject))
                self._sector(subject, block.text[found[1] :], block)
                rest = block.text[found[1] :].strip(" :–-—,;")
                if rest:
                    self._give(subject, rest, block, own=True, named=True)
                elif block.links:
                    self._give(subject, "", block)
                self._context(subject, block)
                return
        if self._next_is_deeper(index, level) or block.text.rstrip().endswith(":"):
            group = role_of_heading(block.text)
            if group in (
                "stage",
                "list",
                "department",
                "territory",
                "missions",
                "generic",
                "people",
                "other_structure",
            ):
                if group in ("stage", "list"):
                    if not self._next_is_deeper(index, level):  # « - opérationnelles : » over a list of its own level
                        level = BULLET
                        self._close(level)
                    self._push_group(level, group, block.text)
                    return
                self.scopes.append(Scope(level, group, block.text))
                if group == "department":
                    return
        if (
            (self._in_list() or self._role() == "stage")
            and self._current() is None
            and re.match(r"[A-ZÀ-Þ]", block.text)
            and len(block.text.split()) <= 8
        ) or self._told_a_stage(block.text):
            self.unread.append((block.text, block.locator))
        if index in self.places and role == "" and self._current() is not None and self._right_under_a_cpts():
            self._give(self._current(), block.text, block, hint="territory")
            return
        self._inherit(block)

    def _paragraph(self, index: int, block: Block) -> None:
        self._close(BULLET)
        text = block.text.strip()
        if self.scopes and self.scopes[-1].role == "department" and _NONE_THERE.search(fold(text)):
            self.scopes[-1].known = -1  # « Aucune CPTS à ce jour »: the headings beside it are not under it
        names = names_of_line(text)
        short = len(text) <= 160 and "\n" not in text
        if not names and DEFAULT.search(fold(text)):
            said = [text[a:b] for a, b in sentences(text)]
            told = (s for s in said if DEFAULT.search(fold(s)) and pattern("passages", "status").search(fold(s)))
            self.default = next(((s, block) for s in told), self.default)
        if short and not names and self._current() in (None, self.main) and AS_OF.search(fold(text)):
            self.as_of = text
        elif not names and self._page_of_lists() and re.search(r"\bvoici\b|\bci-dessous\b|\bsuivantes\b", fold(text)):
            # « La région compte 104 CPTS en activité. Voici celles … »: said of every CPTS listed below
            self.as_of = next(
                (s for a, b in sentences(text) if pattern("passages", "status").search(fold(s := text[a:b]))),
                self.as_of,
            )
        opens_list = short and (text.endswith(":") or (not re.search(r"[.!?;,]$", text) and len(text) <= 90))
        following = self.blocks[index + 1] if index + 1 < len(self.blocks) else None
        if len(names) == 1 and not re.sub(r"\W|\b(?:la|le)\b", "", fold(text[: names[0].start] + text[names[0].end :])):
            self._close_below_group(INTRODUCTION)
            subject = self._subject(names[0].name, block.locator, listed=True)
            if subject is not self.main:
                self.scopes.append(Scope(INTRODUCTION, "cpts", text, subject))
            self._give(subject, text, block, hint="title", named=True)
            self._context(subject, block)
            return
        if opens_list and not names:
            role = role_of_heading(text)
            if role == "stage" and text.endswith(":") and following is not None and self._names_below(following):
                self._close(following.level)  # « En projet : » under the last of one group opens the next
            if role == "department" and text.isdigit():
                role = "other"  # a number in the middle of figures, not the code of a département
            if (
                role == "department"
                and self._current() is not None
                and not text.endswith(":")
                and (
                    (_FIELD.match(text) and not self._place_above())  # « Département : Orne » ends the sheet of a CPTS
                    or not (following is not None and (following.kind == "item" or find_names(following.text)))
                )
            ):
                self._give(self._current(), text, block, hint="department")
                return
            headed = following is not None and following.kind == "item"
            if role in ("department", "stage", "list") and (text.endswith(":") or headed or role == "department"):
                if not (role == "stage" and self._current() is not None and not self._in_list()):
                    level = INTRODUCTION if role != "department" else INTRODUCTION + 1
                    self._close(level)
                    self._close_group(level, role)
                    if role == "department":
                        self.scopes.append(Scope(level, role, text, known=len(self.subjects)))
                    else:
                        self._push_group(level, role, text)
                    return
            elif headed and role not in ("population", "other"):
                self._close(INTRODUCTION)
                self._inherit(block)
                self.scopes.append(Scope(INTRODUCTION, role, text))
                return
        # « LOIRET (45) » on a line, then « CPTS des Loges : … » on the next ones
        entry = bool(names) and opens_with(text, names[0]) and self._under_a_line()
        if not entry and not (following is not None and following.kind == "item" and text.endswith(":")):
            self._close(INTRODUCTION + 1)
        keys = {name_key(mention.name) for mention in names}
        if not names and self._recalled(block):
            return
        if entry:
            subject = self._subject(names[0].name, block.locator, listed=True)
            self._distribute(block, first=subject)
            self._context(subject, block)
            return
        if names:
            self._distribute(block)
            if self._in_list() and self._current() is None and only_names(text, names):
                for mention in names:  # « Allier : CPTS A, CPTS B » under « Les CPTS en projet »
                    subject = self._subject(mention.name, block.locator, listed=True)
                    if place := text[: names[0].start].strip(" :–-"):
                        subject.passages.append(Passage(place, block.locator, "department", own=False))
                    self._context(subject, block)
            self._close(INTRODUCTION)
            if text.endswith(":") and following is not None and following.kind == "item":
                if len(keys) == 1:
                    self.scopes.append(
                        Scope(INTRODUCTION, role_for_intro(text), text, self._subject(names[0].name, block.locator))
                    )
                else:
                    self.scopes.append(Scope(INTRODUCTION, "other", text))
            return
        self._inherit(block)
        if text.endswith(":") and following is not None and following.kind == "item":
            self._close(INTRODUCTION)
            self.scopes.append(Scope(INTRODUCTION, role_for_intro(text), text))

    def _names_below(self, following: Block) -> bool:
        """True when the block below is the name of a CPTS, a heading beside the one that is open."""
        level = next((scope.level for scope in reversed(self.scopes) if scope.role == "cpts"), None)
        return following.kind == "heading" and following.level == level and bool(names_of_line(following.text))

    def _next_is_deeper(self, index: int, level: float) -> bool:
        if index + 1 >= len(self.blocks):
            return False
        following = self.blocks[index + 1]
        return following.kind == "item" and BULLET + following.level > level

    def _finish(self) -> Outline:
        self._spread_announcements()
        self._spread_default()
        announced, empty = [], []
        for position, (scope, before) in enumerate(self.list_scopes):
            following = self.list_scopes[position + 1 :]
            after = next((known for other, known in following if other.level <= scope.level), len(self.subjects))
            number = re.search(
                r"\b(\d{1,3})\s+(?:\w+\s+)?(?:cpts|ctps|communautes professionnelles|projets)\b", fold(scope.text)
            )
            if number:
                announced.append((int(number.group(1)), after - before, scope.text))
            if (
                scope.role == "list"
                and after == before
                and not self.main
                and re.search(r"\bliste\b|\bannuaire\b|:\s*$", fold(scope.text))
            ):
                empty.append(scope.text)
        announced += self._announced_for_the_place()
        # cards of one list: those without a fact are looked at when others were names
        self.unread += [(text, locator) for level, text, locator in self.bare if level in self.bare_levels]
        return Outline(list(self.subjects.values()), self.unread, announced, tuple(self.blocks), empty)
