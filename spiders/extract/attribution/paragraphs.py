"""What a paragraph gives: ordered rules, the first that applies reads it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lexicon.cpts_names import Mention, find_names, name_key
from lexicon.patterns import pattern
from lexicon.text import fold, sentences
from spiders.extract.attribution.bullets import Bullets
from spiders.extract.attribution.heading_stack import BULLET, INTRODUCTION, Scope
from spiders.extract.model.content import Block
from spiders.extract.model.mentions import Passage
from spiders.extract.prose.heading_roles import (
    AS_OF,
    DEFAULT,
    names_of_line,
    only_names,
    opens_with,
    role_for_intro,
    role_of_heading,
)

_NONE_THERE = re.compile(r"\b(?:aucune|pas (?:encore )?de|sans)\s(?:\w+\s)?(?:cpts|ctps|communaute professionnelle)\b")
_FIELD = re.compile(r"Départements?\s*:\s*\S")
_HERE_THEY_ARE = re.compile(r"\bvoici\b|\bci-dessous\b|\bsuivantes\b")
_LONGEST_LINE = 160
_LONGEST_HEADING = 90


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with the names it holds and the block below it."""

    block: Block
    text: str
    names: Sequence[Mention]
    following: Block | None

    @property
    def short(self) -> bool:
        return len(self.text) <= _LONGEST_LINE and "\n" not in self.text

    @property
    def colon(self) -> bool:
        return self.text.endswith(":")

    @property
    def over_bullets(self) -> bool:
        return self.following is not None and self.following.kind == "item"

    @property
    def opens_list(self) -> bool:
        """A line that may be the head of what stands below: it ends with a colon, or ends no sentence."""
        unfinished = not re.search(r"[.!?;,]$", self.text) and len(self.text) <= _LONGEST_HEADING
        return self.short and (self.colon or unfinished)


class Paragraphs(Bullets):
    """Lines open scopes as headings do; sentences go to the CPTS they name, or to the one in scope."""

    def _paragraph(self, index: int, block: Block) -> None:
        self._close(BULLET)
        text = block.text.strip()
        following = self.blocks[index + 1] if index + 1 < len(self.blocks) else None
        told = Paragraph(block, text, names_of_line(text), following)
        self._remember(told)
        for rule in (
            self._line_is_a_name,
            self._line_is_a_field,
            self._line_opens_a_group,
            self._line_heads_bullets,
            self._line_recalls,
            self._line_of_a_group,
            self._names_in_text,
        ):
            if rule(told):
                return
        self._inherit(block)
        if told.colon and told.over_bullets:
            self._close(INTRODUCTION)
            self.scopes.append(Scope(INTRODUCTION, role_for_intro(text), text))

    def _remember(self, told: Paragraph) -> None:
        """Keeps what is said of all the CPTS listed below, or of a département that has none."""
        if told.names:
            return
        folded = fold(told.text)
        if self.scopes and self.scopes[-1].role == "department" and _NONE_THERE.search(folded):
            self.scopes[-1].known = -1  # « Aucune CPTS à ce jour »: the headings beside it are not under it
        if DEFAULT.search(folded):
            self.default = next(
                ((s, told.block) for s in self._stages(told.text) if DEFAULT.search(fold(s))), self.default
            )
        if told.short and self._current() in (None, self.main) and AS_OF.search(folded):
            self.as_of = told.text
        elif self._page_of_lists() and _HERE_THEY_ARE.search(folded):
            # « La région compte 104 CPTS en activité. Voici celles … »: said of every CPTS listed below
            self.as_of = next(iter(self._stages(told.text)), self.as_of)

    def _stages(self, text: str) -> list[str]:
        """The sentences of a text that tell a stage."""
        said = [text[start:end] for start, end in sentences(text)]
        return [sentence for sentence in said if pattern("passages", "status").search(fold(sentence))]

    def _line_is_a_name(self, told: Paragraph) -> bool:
        """« La CPTS du Léon » alone on a line heads what follows."""
        if len(told.names) != 1:
            return False
        around = told.text[: told.names[0].start] + told.text[told.names[0].end :]
        if re.sub(r"\W|\b(?:la|le)\b", "", fold(around)):
            return False
        self._close_below_group(INTRODUCTION)
        subject = self._subject(told.names[0].name, told.block.locator, listed=True)
        if subject is not self.main:
            self.scopes.append(Scope(INTRODUCTION, "cpts", told.text, subject))
        self._give(subject, told.text, told.block, hint="title", named=True)
        self._context(subject, told.block)
        return True

    def _line_role(self, told: Paragraph) -> str:
        role = role_of_heading(told.text)
        # a number in the middle of figures is not the code of a département
        return "other" if role == "department" and told.text.isdigit() else role

    def _line_is_a_field(self, told: Paragraph) -> bool:
        """« Département : Orne » ends the sheet of a CPTS, and « Orne » alone situates it."""
        if not told.opens_list or told.names:
            return False
        role, current = self._line_role(told), self._current()
        if role == "stage" and told.colon and told.following is not None and self._names_below(told.following):
            self._close(told.following.level)  # « En projet : » under the last of one group opens the next
            current = self._current()
        if role != "department" or current is None or told.colon:
            return False
        field = _FIELD.match(told.text) and not self._place_above()
        if not field and told.following is not None and (told.over_bullets or find_names(told.following.text)):
            return False
        self._give(current, told.text, told.block, hint="department")
        return True

    def _line_opens_a_group(self, told: Paragraph) -> bool:
        """« Loire-Atlantique : », « En projet : », « Les CPTS du Gers » over what they group."""
        if not told.opens_list or told.names:
            return False
        role = self._line_role(told)
        if role not in ("department", "stage", "list") or not (told.colon or told.over_bullets or role == "department"):
            return False
        if role == "stage" and self._current() is not None and not self._in_list():
            return False
        level = INTRODUCTION if role != "department" else INTRODUCTION + 1
        self._close(level)
        self._close_group(level, role)
        if role == "department":
            self.scopes.append(Scope(level, role, told.text, known=len(self.subjects)))
        else:
            self._push_group(level, role, told.text)
        return True

    def _line_heads_bullets(self, told: Paragraph) -> bool:
        """« Les communes concernées » over bullets, in what is told of a CPTS."""
        if not told.opens_list or told.names or not told.over_bullets:
            return False
        role = self._line_role(told)
        if role in ("department", "stage", "list", "population", "other"):
            return False
        self._close(INTRODUCTION)
        self._inherit(told.block)
        self.scopes.append(Scope(INTRODUCTION, role, told.text))
        return True

    def _line_recalls(self, told: Paragraph) -> bool:
        """« Grésivaudan : 43 communes »."""
        if not self._goes_on(told) and not (told.over_bullets and told.colon):
            self._close(INTRODUCTION + 1)
        return not told.names and self._recalled(told.block)

    def _goes_on(self, told: Paragraph) -> bool:
        """« LOIRET (45) » on a line, then « CPTS des Loges : … » on the next ones."""
        return bool(told.names) and opens_with(told.text, told.names[0]) and self._under_a_line()

    def _line_of_a_group(self, told: Paragraph) -> bool:
        if not self._goes_on(told):
            return False
        subject = self._subject(told.names[0].name, told.block.locator, listed=True)
        self._distribute(told.block, first=subject)
        self._context(subject, told.block)
        return True

    def _names_in_text(self, told: Paragraph) -> bool:
        if not told.names:
            return False
        self._distribute(told.block)
        if self._in_list() and self._current() is None and only_names(told.text, told.names):
            self._row_of_names(told)
        self._close(INTRODUCTION)
        if told.colon and told.over_bullets:
            one = len({name_key(mention.name) for mention in told.names}) == 1
            subject = self._subject(told.names[0].name, told.block.locator) if one else None
            self.scopes.append(Scope(INTRODUCTION, role_for_intro(told.text) if one else "other", told.text, subject))
        return True

    def _row_of_names(self, told: Paragraph) -> None:
        """« Allier : CPTS A, CPTS B » under « Les CPTS en projet »."""
        place = told.text[: told.names[0].start].strip(" :–-")
        for mention in told.names:
            subject = self._subject(mention.name, told.block.locator, listed=True)
            if place:
                subject.passages.append(Passage(place, told.block.locator, "department", own=False))
            self._context(subject, told.block)

    def _names_below(self, following: Block) -> bool:
        """True when the block below is the name of a CPTS, a heading beside the one that is open."""
        level = next((scope.level for scope in reversed(self.scopes) if scope.role == "cpts"), None)
        return following.kind == "heading" and following.level == level and bool(names_of_line(following.text))
