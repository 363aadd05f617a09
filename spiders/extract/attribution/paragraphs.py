"""What a paragraph gives: ordered rules, the first that applies reads it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from lexicon.cpts_names import Mention, find_names, name_key
from lexicon.departement_words import departement_of
from lexicon.gate import gated
from lexicon.numbers import CARDINALS, any_between
from lexicon.stage_marks import speaks_of_stage
from lexicon.text import fold, sentences
from spiders.extract.attribution.assign import give, give_context, share
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
from spiders.extract.attribution.reading import Found, Reading, Unread, first_that_applies
from spiders.extract.attribution.sentences import distribute, inherit
from spiders.extract.attribution.subjects import opens_a_part, subject_named
from spiders.extract.model.content import Block
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
_OF_THE_LIST = gated(
    r"\W*(?:chacune|toutes (?:deux|trois|les)|elle|sa|son|la (?:premiere|seconde|derniere)|l'une"
    r"|communes?\s?:|population\s?:)"
)
_SIZE = gated(r"\d ?(?:communes|habitants)\b|^\W*(?:communes|population)\s?:\s*\w")
_LONGEST_LINE = 160
_LONGEST_HEADING = 90
_COUNTS_NAMES = gated(
    rf"\W*(?P<number>\d{{1,2}}|{any_between(2, 12)}) (?:nouveaux |autres )?(?:projets|territoires|equipes)\b"
    r"[^.:;]{0,60} ?: "
)
_ROW = gated(r"\s*(?::|[–—-])\s")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with the names it holds and the block below it."""

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


def read_paragraph(reading: Reading, found: Found) -> Reading:
    reading = _behind_a_list(close(reading, BULLET), found)
    text = reading.block.text.strip()
    told = Paragraph(text, names_of_line(text), reading.below)
    reading = _end_of_a_sheet(_remember(reading, told), told)
    after = first_that_applies(_HEADS, reading, found, told)
    if after is not None:
        return after
    reading = _end_of_a_group(reading, told)
    after = first_that_applies(_TEXTS, reading, found, told)
    if after is not None:
        return after
    reading = inherit(reading, found)
    if told.colon and told.over_bullets:
        return open_scope(close(reading, INTRODUCTION), INTRODUCTION, role_for_intro(text), text)
    return reading


def _behind_a_list(reading: Reading, found: Found) -> Reading:
    """What stands behind bullets that each name a CPTS goes on with none of them: « Elle », « Communes : ». A fact that
    may be of all, or of one of them, is a line of the work list."""
    last = reading.text.blocks[max(0, reading.at - 2) : reading.at]
    named = [
        name_key(mention.name) for block in last if block.kind == "item" for mention in names_of_line(block.text)[:1]
    ]
    if len(set(named)) < 2:
        return reading
    folded = fold(text := reading.block.text)
    of_them = current_subject(reading) is None and _OF_THE_LIST.match(folded) and not find_names(text)
    if of_them and (speaks_of_stage(folded) or _SIZE.search(folded)):
        found.unread.append(Unread(text, reading.block.locator))
    return replace(reading, running=None)


def _remember(reading: Reading, told: Paragraph) -> Reading:
    """Keeps what is said of all the CPTS listed below, or of a département that has none."""
    if told.names:
        return reading
    folded = fold(told.text)
    if reading.scopes and reading.scopes[-1].role == "department" and _NONE_THERE.search(folded):
        reading = hold_nothing(reading)  # « Aucune CPTS à ce jour »: the headings beside it are not under it
    if DEFAULT.search(folded):
        of_all = next((stage for stage in _stages(told.text) if DEFAULT.search(fold(stage))), None)
        reading = replace(reading, default=(of_all, reading.at)) if of_all else reading
    if told.short and current_subject(reading) in (None, reading.main) and AS_OF.search(folded):
        return replace(reading, as_of=(told.text, reading.block.locator))
    if page_of_lists(reading) and _HERE_THEY_ARE.search(folded):
        # « La région compte 104 CPTS en activité. Voici celles … »: said of every CPTS listed below
        told_of_each = ((stage, reading.block.locator) for stage in _stages(told.text))
        return replace(reading, as_of=next(told_of_each, reading.as_of))
    return reading


def _stages(text: str) -> list[str]:
    """The sentences of a text that tell a stage."""
    said = [text[start:end] for start, end in sentences(text)]
    return [sentence for sentence in said if speaks_of_stage(fold(sentence))]


def _line_is_a_name(reading: Reading, found: Found, told: Paragraph) -> Reading | None:
    """« La CPTS du Léon » alone on a line heads what follows."""
    if len(told.names) != 1:
        return None
    around = told.text[: told.names[0].start] + told.text[told.names[0].end :]
    if re.sub(r"\W|\b(?:la|le)\b", "", fold(around)):
        return None
    reading = close_below_group(reading, found, INTRODUCTION)
    subject = subject_named(found, told.names[0].name, reading.block.locator, listed=True)
    if subject != reading.main:
        reading = open_scope(reading, INTRODUCTION, "cpts", told.text, subject)
    give(reading, found, subject, told.text, "ligne.nom_seul", hint="title", named=True)
    give_context(reading, found, subject)
    return reading


def _line_role(told: Paragraph) -> str:
    role = role_of_heading(told.text)
    # a number in the middle of figures is not the code of a département
    return "other" if role == "department" and told.text.isdigit() else role


def _end_of_a_sheet(reading: Reading, told: Paragraph) -> Reading:
    """« En projet : » under the last CPTS of one group opens the next."""
    if not told.opens_list or told.names or not told.colon or told.following is None:
        return reading
    ends = _line_role(told) == "stage" and _names_below(reading, told.following)
    return close(reading, told.following.level) if ends else reading


def _line_is_a_field(reading: Reading, found: Found, told: Paragraph) -> Reading | None:
    """« Département : Orne » ends the sheet of a CPTS, and « Orne » alone situates it."""
    if not told.opens_list or told.names or told.colon:
        return None
    current = current_subject(reading)
    if current is None or _line_role(told) != "department":
        return None
    field = _FIELD.match(told.text) and not place_above(reading)
    if not field and told.following is not None and (told.over_bullets or find_names(told.following.text)):
        return None
    give(reading, found, current, told.text, "ligne.champ_departement", hint="department")
    return reading


def _line_opens_a_group(reading: Reading, found: Found, told: Paragraph) -> Reading | None:
    """« Loire-Atlantique : », « En projet : », « Les CPTS du Gers » over what they group."""
    if not told.opens_list or told.names:
        return None
    role = _line_role(told)
    if role not in ("department", "stage", "list") or not (told.colon or told.over_bullets or role == "department"):
        return None
    if role == "stage" and current_subject(reading) is not None and not in_list(reading):
        return None
    level = INTRODUCTION if role != "department" else INTRODUCTION + 1
    reading = close_group(close(reading, level), level, role)
    if role == "department":
        return open_scope(reading, level, role, told.text, known=len(found.subjects))
    return push_group(reading, found, level, role, told.text)


def _line_heads_bullets(reading: Reading, found: Found, told: Paragraph) -> Reading | None:
    """« Les communes concernées » over bullets, in what is told of a CPTS."""
    if not told.opens_list or told.names or not told.over_bullets:
        return None
    role = _line_role(told)
    if role in ("department", "stage", "list", "population", "other"):
        return None
    reading = inherit(close(reading, INTRODUCTION), found)
    return open_scope(reading, INTRODUCTION, role, told.text)


_HEADS = (_line_is_a_name, _line_is_a_field, _line_opens_a_group, _line_heads_bullets)


def _end_of_a_group(reading: Reading, told: Paragraph) -> Reading:
    """A text ends the list of the line above it, unless it goes on with it or heads another."""
    if _goes_on(reading, told) or (told.over_bullets and told.colon):
        return reading
    return close(reading, INTRODUCTION + 1)


def _line_recalls(reading: Reading, found: Found, told: Paragraph) -> Reading | None:
    """« Grésivaudan : 43 communes »."""
    return reading if not told.names and recalled(reading, found) else None


def _goes_on(reading: Reading, told: Paragraph) -> bool:
    """« LOIRET (45) » on a line, then « CPTS des Loges : … » on the next ones."""
    return bool(told.names) and opens_with(told.text, told.names[0]) and under_a_line(reading)


def _line_of_a_group(reading: Reading, found: Found, told: Paragraph) -> Reading | None:
    if not _goes_on(reading, told):
        return None
    subject = subject_named(found, told.names[0].name, reading.block.locator, listed=True)
    reading = distribute(reading, found, first=subject)
    give_context(reading, found, subject)
    return reading


def _names_in_text(reading: Reading, found: Found, told: Paragraph) -> Reading | None:
    if not told.names:
        return None
    if len(told.names) == 1 and _ROW.match(told.text[told.names[0].end :]) and opens_with(told.text, told.names[0]):
        # « CPTS du Lac : … » under another département may be another one of its name
        opens_a_part(found, subject_named(found, told.names[0].name, reading.block.locator))
    reading = distribute(reading, found)
    placed = departement_of(told.text[: told.names[0].start].strip(" :–-")) is not None  # « Loiret : CPTS A, CPTS B »
    if (placed or in_list(reading)) and current_subject(reading) is None and only_names(told.text, told.names):
        _row_of_names(reading, found, told)
    reading = close(reading, INTRODUCTION)
    if not (told.colon and told.over_bullets):
        return reading
    one = len({name_key(mention.name) for mention in told.names}) == 1
    subject = subject_named(found, told.names[0].name, reading.block.locator) if one else None
    return open_scope(reading, INTRODUCTION, role_for_intro(told.text) if one else "other", told.text, subject)


def _line_counts_names(reading: Reading, found: Found, told: Paragraph) -> Reading | None:
    """« Deux projets sont en cours : A et B » in a list of CPTS."""
    counts = _COUNTS_NAMES.match(fold(told.text)) if in_list(reading) else None
    if counts is None or told.names:
        return None
    number = counts["number"]
    names = find_names(f"{number} CPTS : {told.text[counts.end() :]}")
    if len(names) != (CARDINALS.get(number) or int(number)):
        return None
    for mention in names:
        subject = subject_named(found, mention.name, reading.block.locator, listed=True, rule="puce.nom_sans_cpts")
        give(reading, found, subject, told.text[: counts.end()], "phrase.enumeration", own=False, named=True)
        give_context(reading, found, subject)
    return reading


_TEXTS = (_line_counts_names, _line_recalls, _line_of_a_group, _names_in_text)


def _row_of_names(reading: Reading, found: Found, told: Paragraph) -> None:
    """« Allier : CPTS A, CPTS B » under « Les CPTS en projet »."""
    place = told.text[: told.names[0].start].strip(" :–-")
    for mention in told.names:
        subject = subject_named(found, mention.name, reading.block.locator, listed=True)
        if place:
            share(found, subject, place, reading.block.locator, "department", "ligne.departement_de_noms")
        give_context(reading, found, subject)


def _names_below(reading: Reading, following: Block) -> bool:
    """True when the block below is the name of a CPTS, a heading beside the one that is open."""
    level = next((scope.level for scope in reversed(reading.scopes) if scope.role == "cpts"), None)
    return following.kind == "heading" and following.level == level and bool(names_of_line(following.text))
