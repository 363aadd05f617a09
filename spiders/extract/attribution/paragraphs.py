"""What a paragraph gives: ordered rules, the first that applies reads it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lexicon.cpts_names import Mention, find_names, name_key
from lexicon.departement_words import departement_of
from lexicon.gate import gated
from lexicon.patterns import pattern
from lexicon.text import fold, sentences
from spiders.extract.attribution.assign import give, give_context
from spiders.extract.attribution.bare_names import recalled
from spiders.extract.attribution.heading_stack import (
    BULLET,
    INTRODUCTION,
    close,
    close_below_group,
    close_group,
    current_subject,
    hold_nothing,
    in_list,
    open_scope,
    page_of_lists,
    place_above,
    push_group,
    under_a_line,
)
from spiders.extract.attribution.reading import Reading
from spiders.extract.attribution.sentences import distribute, inherit
from spiders.extract.attribution.subjects import subject_named
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

_NONE_THERE = gated(r"\b(?:aucune|pas (?:encore )?de|sans)\s(?:\w+\s)?(?:cpts|ctps|communaute professionnelle)\b")
_FIELD = gated(r"Départements?\s*:\s*\S")
_HERE_THEY_ARE = gated(r"\bvoici\b|\bci-dessous\b|\bsuivantes\b")
_LONGEST_LINE = 160
_LONGEST_HEADING = 90
_ROW = gated(r"\s*(?::|[–—-])\s")


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


def read_paragraph(reading: Reading, index: int, block: Block) -> None:
    close(reading, BULLET)
    text = block.text.strip()
    following = reading.blocks[index + 1] if index + 1 < len(reading.blocks) else None
    told = Paragraph(block, text, names_of_line(text), following)
    _remember(reading, told)
    for rule in (
        _line_is_a_name,
        _line_is_a_field,
        _line_opens_a_group,
        _line_heads_bullets,
        _line_recalls,
        _line_of_a_group,
        _names_in_text,
    ):
        if rule(reading, told):
            return
    inherit(reading, block)
    if told.colon and told.over_bullets:
        close(reading, INTRODUCTION)
        open_scope(reading, INTRODUCTION, role_for_intro(text), text)


def _remember(reading: Reading, told: Paragraph) -> None:
    """Keeps what is said of all the CPTS listed below, or of a département that has none."""
    if told.names:
        return
    folded = fold(told.text)
    if reading.scopes and reading.scopes[-1].role == "department" and _NONE_THERE.search(folded):
        hold_nothing(reading)  # « Aucune CPTS à ce jour »: the headings beside it are not under it
    if DEFAULT.search(folded):
        reading.default = next(
            ((s, told.block) for s in _stages(reading, told.text) if DEFAULT.search(fold(s))), reading.default
        )
    if told.short and current_subject(reading) in (None, reading.main) and AS_OF.search(folded):
        reading.as_of = told.text
    elif page_of_lists(reading) and _HERE_THEY_ARE.search(folded):
        # « La région compte 104 CPTS en activité. Voici celles … »: said of every CPTS listed below
        reading.as_of = next(iter(_stages(reading, told.text)), reading.as_of)


def _stages(reading: Reading, text: str) -> list[str]:
    """The sentences of a text that tell a stage."""
    said = [text[start:end] for start, end in sentences(text)]
    return [sentence for sentence in said if pattern("passages", "status").search(fold(sentence))]


def _line_is_a_name(reading: Reading, told: Paragraph) -> bool:
    """« La CPTS du Léon » alone on a line heads what follows."""
    if len(told.names) != 1:
        return False
    around = told.text[: told.names[0].start] + told.text[told.names[0].end :]
    if re.sub(r"\W|\b(?:la|le)\b", "", fold(around)):
        return False
    close_below_group(reading, INTRODUCTION)
    subject = subject_named(reading, told.names[0].name, told.block.locator, listed=True)
    if subject is not reading.main:
        open_scope(reading, INTRODUCTION, "cpts", told.text, subject)
    give(reading, subject, told.text, told.block, "ligne.nom_seul", hint="title", named=True)
    give_context(reading, subject, told.block)
    return True


def _line_role(reading: Reading, told: Paragraph) -> str:
    role = role_of_heading(told.text)
    # a number in the middle of figures is not the code of a département
    return "other" if role == "department" and told.text.isdigit() else role


def _line_is_a_field(reading: Reading, told: Paragraph) -> bool:
    """« Département : Orne » ends the sheet of a CPTS, and « Orne » alone situates it."""
    if not told.opens_list or told.names:
        return False
    role, current = _line_role(reading, told), current_subject(reading)
    if role == "stage" and told.colon and told.following is not None and _names_below(reading, told.following):
        close(reading, told.following.level)  # « En projet : » under the last of one group opens the next
        current = current_subject(reading)
    if role != "department" or current is None or told.colon:
        return False
    field = _FIELD.match(told.text) and not place_above(reading)
    if not field and told.following is not None and (told.over_bullets or find_names(told.following.text)):
        return False
    give(reading, current, told.text, told.block, "ligne.champ_departement", hint="department")
    return True


def _line_opens_a_group(reading: Reading, told: Paragraph) -> bool:
    """« Loire-Atlantique : », « En projet : », « Les CPTS du Gers » over what they group."""
    if not told.opens_list or told.names:
        return False
    role = _line_role(reading, told)
    if role not in ("department", "stage", "list") or not (told.colon or told.over_bullets or role == "department"):
        return False
    if role == "stage" and current_subject(reading) is not None and not in_list(reading):
        return False
    level = INTRODUCTION if role != "department" else INTRODUCTION + 1
    close(reading, level)
    close_group(reading, level, role)
    if role == "department":
        open_scope(reading, level, role, told.text, known=len(reading.subjects))
    else:
        push_group(reading, level, role, told.text)
    return True


def _line_heads_bullets(reading: Reading, told: Paragraph) -> bool:
    """« Les communes concernées » over bullets, in what is told of a CPTS."""
    if not told.opens_list or told.names or not told.over_bullets:
        return False
    role = _line_role(reading, told)
    if role in ("department", "stage", "list", "population", "other"):
        return False
    close(reading, INTRODUCTION)
    inherit(reading, told.block)
    open_scope(reading, INTRODUCTION, role, told.text)
    return True


def _line_recalls(reading: Reading, told: Paragraph) -> bool:
    """« Grésivaudan : 43 communes »."""
    if not _goes_on(reading, told) and not (told.over_bullets and told.colon):
        close(reading, INTRODUCTION + 1)
    return not told.names and recalled(reading, told.block)


def _goes_on(reading: Reading, told: Paragraph) -> bool:
    """« LOIRET (45) » on a line, then « CPTS des Loges : … » on the next ones."""
    return bool(told.names) and opens_with(told.text, told.names[0]) and under_a_line(reading)


def _line_of_a_group(reading: Reading, told: Paragraph) -> bool:
    if not _goes_on(reading, told):
        return False
    subject = subject_named(reading, told.names[0].name, told.block.locator, listed=True)
    distribute(reading, told.block, first=subject)
    give_context(reading, subject, told.block)
    return True


def _names_in_text(reading: Reading, told: Paragraph) -> bool:
    if not told.names:
        return False
    if len(told.names) == 1 and _ROW.match(told.text[told.names[0].end :]) and opens_with(told.text, told.names[0]):
        # « CPTS du Lac : … » under another département may be another one of its name
        known = subject_named(reading, told.names[0].name, told.block.locator)
        known.openings.append(len(known.passages))
    distribute(reading, told.block)
    placed = departement_of(told.text[: told.names[0].start].strip(" :–-")) is not None  # « Loiret : CPTS A, CPTS B »
    if (placed or in_list(reading)) and current_subject(reading) is None and only_names(told.text, told.names):
        _row_of_names(reading, told)
    close(reading, INTRODUCTION)
    if told.colon and told.over_bullets:
        one = len({name_key(mention.name) for mention in told.names}) == 1
        subject = subject_named(reading, told.names[0].name, told.block.locator) if one else None
        open_scope(reading, INTRODUCTION, role_for_intro(told.text) if one else "other", told.text, subject)
    return True


def _row_of_names(reading: Reading, told: Paragraph) -> None:
    """« Allier : CPTS A, CPTS B » under « Les CPTS en projet »."""
    place = told.text[: told.names[0].start].strip(" :–-")
    for mention in told.names:
        subject = subject_named(reading, mention.name, told.block.locator, listed=True)
        if place:
            subject.passages.append(
                Passage(
                    place,
                    told.block.locator,
                    "department",
                    own=False,
                    rule="ligne.departement_de_noms",
                    basis="heading",
                )
            )
        give_context(reading, subject, told.block)


def _names_below(reading: Reading, following: Block) -> bool:
    """True when the block below is the name of a CPTS, a heading beside the one that is open."""
    level = next((scope.level for scope in reversed(reading.scopes) if scope.role == "cpts"), None)
    return following.kind == "heading" and following.level == level and bool(names_of_line(following.text))
