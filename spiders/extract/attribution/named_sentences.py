"""A sentence that names CPTS: which of its words belong to which of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lexicon.cpts_names import Mention, find_names, name_key
from lexicon.date_words import only_date
from lexicon.gate import gated
from lexicon.stage_marks import speaks_of_stage
from lexicon.text import fold
from spiders.extract.attribution.anaphora import (
    compared_figure,
    is_own_subject,
    shared_by_also,
)
from spiders.extract.attribution.another import aside_on
from spiders.extract.attribution.assign import ENDED, give, give_sector, with_its_stage
from spiders.extract.attribution.clauses import (
    Part,
    after_brackets,
    boundary,
    coordinated,
    cut,
    introduces,
    is_passing,
    the_others,
    without_name,
)
from spiders.extract.attribution.counted import announced_number
from spiders.extract.attribution.heading_stack import stage_of_group
from spiders.extract.attribution.mergers import merger
from spiders.extract.attribution.reading import Found, Reading
from spiders.extract.attribution.respectively import each_its_date, respectively
from spiders.extract.attribution.subjects import add_short_name, known_as, subject_named
from spiders.extract.attribution.years import complete_year
from spiders.extract.model.mentions import Key
from spiders.extract.model.section import said_of_each

_CALLED = gated(
    r"\s*[,(]?\s*(?:dite?|aussi appelee?|egalement (?:appelee?|nommee?|connue sous le nom de)|alias|ex|anciennement"
    r"|plus connue sous le nom de|rebaptisee?|renommee?)[\s:-]*(?:la\s+)?[«\"']?\s*(?:la\s+)?"
)


def give_sentence(
    reading: Reading,
    found: Found,
    sentence: str,
    mentions: Sequence[Mention],
    fallback: Key | None,
    before: list[Key],
) -> tuple[Reading, list[Key]]:
    """Cuts a sentence that names several CPTS: coordinated names share the words before and after them,
    other names have the words up to the next name. The next reading, and those of whom the sentence tells."""
    sentence, mentions = _without_asides(reading, found, sentence, mentions)
    sentence = _without_the_others(reading, found, sentence, mentions)
    mentions = _without_heirs(reading, found, sentence, mentions)
    groups, apposed = _groups(reading, found, sentence, mentions)
    merged = _merger(reading, found, sentence, mentions, before)
    if merged is not None:
        return replace(reading, heir=merged), [merged]
    _also(reading, found, sentence, mentions, before)
    if len(before) == 1 and _told_of_before(reading, found, sentence, mentions, before[0]):
        return reading, before
    parts = cut(sentence, groups, apposed)
    told: list[Key] = []
    for number, part in enumerate(parts):
        if number == 0 and fallback is not None:
            part = _before_the_name(reading, found, part, fallback)
            if len(part.group) == 1 and _in_brackets(reading, found, sentence, part.group[0], fallback):
                continue
        if _cited_in_passing(reading, found, part, fallback):
            continue
        told += _one(reading, found, part) if len(part.group) == 1 else _several(reading, found, part)
    return reading, told


def _without_asides(
    reading: Reading, found: Found, sentence: str, mentions: Sequence[Mention]
) -> tuple[str, Sequence[Mention]]:
    """« La CPTS A réunit la CC de B, hormis C (rattachée à la CPTS D), et cinq communes », « La CPTS A, qui touche la
    CPTS D (9 000 habitants), a signé »: the aside is of D, the sentence of A."""
    for mention in mentions[1:]:
        if span := aside_on(sentence, mentions[0].end, mention):
            opening, begin, closing = span
            other = subject_named(found, mention.name, reading.block.locator)
            words = sentence[begin:closing]
            give(reading, found, other, words, "phrase.entre_parentheses", hint="status", named=True)
            give_sector(reading, found, other, sentence[mention.end : closing])
            rest = sentence[:opening].rstrip() + sentence[closing + 1 :]
            return _without_asides(reading, found, rest, find_names(rest))
    return sentence, mentions


def _without_the_others(reading: Reading, found: Found, sentence: str, mentions: Sequence[Mention]) -> str:
    """« … pour la CPTS A et le 30 septembre pour les trois autres »: the end of the sentence is given to the three
    others of the document, when they are three."""
    told = the_others(sentence, mentions[-1])
    if told is None:
        return sentence
    begin, number, words = told
    named = {subject_named(found, mention.name, reading.block.locator) for mention in mentions}
    others = [subject.key for subject in found.subjects.values() if subject.key not in named]
    for subject in others if len(others) == number else ():
        give(reading, found, subject, complete_year(words, sentence[:begin]), "phrase.les_autres", named=True)
    return sentence[:begin]


def _without_heirs(reading: Reading, found: Found, sentence: str, mentions: Sequence[Mention]) -> Sequence[Mention]:
    """The names of a sentence but those in brackets that tell the end of the one before: « CPTS A (fusionnée avec la
    CPTS B) » says nothing of B but its name."""
    kept = list(mentions[:1])
    for mention in mentions[1:]:
        opening = sentence.rfind("(", kept[-1].end, mention.start)
        told = fold(sentence[opening + 1 : mention.start]) if opening >= 0 else ""
        if ENDED.match(told) and ")" not in told:
            subject_named(found, mention.name, reading.block.locator)
        else:
            kept.append(mention)
    return kept


def _groups(
    reading: Reading, found: Found, sentence: str, mentions: Sequence[Mention]
) -> tuple[list[list[Mention]], bool]:
    """The names of a sentence, coordinated ones together; whether the first stands in « Née de [A], », beside
    the subject. Another name of the one before (« dite « CPTS Giffre-Arve » ») is kept as such."""
    groups: list[list[Mention]] = []
    apposed = False
    for mention in mentions:
        between = sentence[groups[-1][-1].end : mention.start] if groups else ""
        if groups and _CALLED.fullmatch(fold(between)):
            add_short_name(found, mention.name, subject_named(found, groups[-1][-1].name, reading.block.locator))
            continue
        apposed = apposed or (len(groups) == 1 and introduces(sentence[: mentions[0].start], between))
        if groups and coordinated(between) and not (len(groups) == 1 and apposed):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return groups, apposed


def _before_the_name(reading: Reading, found: Found, part: Part, fallback: Key) -> Part:
    """The words before another one's name that describe the CPTS of the page are given to it."""
    if not _tells_first(found, part.sentence[: part.group[0].start], part.group, fallback):
        return part
    begin = boundary(part.sentence, 0, part.group[0].start)
    give(reading, found, fallback, part.sentence[:begin], "phrase.avant_un_autre_nom")
    return replace(part, begin=begin)


def _cited_in_passing(reading: Reading, found: Found, part: Part, fallback: Key | None) -> bool:
    if not _only_cited(found, part.sentence, part.clause, part.group):
        return False
    lead = part.sentence[: part.group[0].start]
    subject_named(found, part.group[0].name, reading.block.locator)
    if fallback is not None and _tells_first(found, lead, part.group, fallback):
        give(reading, found, fallback, lead[part.begin :], "phrase.avant_un_autre_nom")
    return True


def _one(reading: Reading, found: Found, part: Part) -> list[Key]:
    mention = part.group[0]
    subject = subject_named(found, mention.name, reading.block.locator)
    words = part.lead + without_name(part.clause, mention, part.begin)
    words = complete_year(words, part.before or reading.text.headline)
    beside = words.removeprefix("CPTS")
    if only_date(fold(beside)) and stage_of_group(reading):  # « CPTS de Gray – 10 mars 2020 » under « ACI signés »
        words = with_its_stage(reading, found, subject, beside.strip(" –—-:,"))
    give(reading, found, subject, part.with_verb(words), "phrase.nomme", named=True)
    give_sector(reading, found, subject, part.sentence[mention.end :])
    return [subject]


def _several(reading: Reading, found: Found, part: Part) -> list[Key]:
    """Coordinated names share the words around them, or have each its own after « respectivement »."""
    sentence, group = part.sentence, part.group
    values = respectively(part.clause, len(group))
    lead = sentence[part.begin : group[0].at]
    shared = part.with_verb(f"{lead.rstrip()} {after_brackets(sentence[group[-1].end : part.stop])}")
    *before_count, told_of_each = said_of_each(shared)
    counted = announced_number(fold(lead)) == len(group)
    # « Deux CPTS sont en activité : A et B », « En Mayenne, deux CPTS ont signé leur contrat : A et B »
    if counted and (not before_count or f"{before_count[0]}," in shared):
        shared = ", ".join([*before_count, told_of_each])
    listed = ":" in sentence[group[0].start : group[0].at]  # « quatre autres CPTS : A, B … »
    shared = complete_year(shared, part.before or reading.text.headline)
    values = values or each_its_date(shared, len(group))
    told = []
    for position, mention in enumerate(group):
        subject = subject_named(found, mention.name, reading.block.locator, listed)
        text = values[position] if values else shared
        rule = "phrase.respectivement" if values else "phrase.enumeration"
        give(reading, found, subject, text, rule, own=bool(values), named=True)
        if alone := gated(r"\bqu'une (?:seule )?commune\b").search(
            fold(shared)
        ):  # « ne couvrent qu'une commune »: each
            give(reading, found, subject, shared[slice(*alone.span())], rule, named=True)
        after = group[position + 1].start if position + 1 < len(group) else part.stop
        give_sector(reading, found, subject, sentence[mention.end : after])
        told.append(subject)
    return told


def _also(reading: Reading, found: Found, sentence: str, mentions: Sequence[Mention], before: list[Key]) -> None:
    """« …, sous contrat elle aussi »: what is said of one CPTS is said of the one before."""
    words = shared_by_also(sentence[mentions[-1].end :])
    named = {name_key(mention.name) for mention in mentions}
    for subject in before if words else ():
        if subject not in named:
            give(reading, found, subject, words, "phrase.elle_aussi", hint="status", own=False, named=True)


def _told_of_before(reading: Reading, found: Found, sentence: str, mentions: Sequence[Mention], before: Key) -> bool:
    """A sentence about the CPTS of the one before that names another: « 51 700 habitants, contre 29 000 pour
    l'ancienne CPTS de X », « Elle touche la CPTS de X »."""
    mention = mentions[0]
    other = subject_named(found, mention.name, reading.block.locator)
    lead = sentence[: mention.start]
    if len(mentions) > 1 or other == before:
        return False
    figure = compared_figure(lead)
    if figure:
        give(reading, found, before, figure[0], "phrase.contre")
        give(reading, found, other, f"{figure[1]} pour CPTS", "phrase.contre", named=True)
        return True
    if not is_own_subject(lead):
        return False
    begin = boundary(sentence, 0, mention.start)
    give(reading, found, before, sentence[:begin], "phrase.pronom_sujet")
    give(reading, found, other, without_name(sentence[begin:], mention, begin), "phrase.nomme", named=True)
    return True


def _in_brackets(reading: Reading, found: Found, sentence: str, mention: Mention, fallback: Key) -> bool:
    """« … (commune rattachée au projet de CPTS Lez Mosson) … »: the brackets are of the other CPTS, the
    sentence is of the one the page is about."""
    opening = sentence.rfind("(", 0, mention.start)
    closing = sentence.find(")", mention.end)
    if opening < 0 or closing < 0 or ")" in sentence[opening : mention.start]:
        return False
    if known_as(found, mention.name) == fallback:
        return False
    other, inside = subject_named(found, mention.name, reading.block.locator), sentence[opening + 1 : closing]
    rest = sentence[:opening].rstrip() + sentence[closing + 1 :]
    give(reading, found, other, inside, "phrase.entre_parentheses", hint="status", named=True)
    give(reading, found, fallback, rest, "phrase.entre_parentheses")
    return True


def _merger(
    reading: Reading, found: Found, sentence: str, mentions: Sequence[Mention], before: list[Key]
) -> Key | None:
    """A CPTS made of others lives, the others ended; `before`: those a pronoun of the sentence stands for."""
    told = merger(sentence, mentions)
    if told is None:
        return None
    ended = [subject_named(found, mention.name, reading.block.locator) for mention in told.ended]
    if told.lead and len(before) == 1:
        give(reading, found, before[0], told.lead, "phrase.fusion")
        ended += before
    heir = subject_named(found, told.heir.name, reading.block.locator)
    for subject in ended:
        if subject != heir:
            give(reading, found, subject, f"CPTS fusionnée{told.when}", "phrase.fusion", named=True)
            if told.earlier:
                words = without_name(told.earlier, told.ended[0], 0)
                give(reading, found, subject, words, "phrase.nomme", named=True)
    start, end = told.words
    give(reading, found, heir, without_name(sentence[start:end], told.heir, start), "phrase.fusion", named=True)
    return heir


def _tells_first(found: Found, lead: str, group: Sequence[Mention], fallback: Key) -> bool:
    """True when the words before another CPTS's name already describe the one the page is about."""
    others = all(known_as(found, mention.name) != fallback for mention in group)
    return others and bool(
        re.search(r"\d ?communes|\bhabitants\b|\b(?:regroup|couvr|reuni|compren|rassembl)", fold(lead))
    )


def _only_cited(found: Found, sentence: str, clause: str, group: Sequence[Mention]) -> bool:
    """« en lien avec la CPTS voisine de … »: a name met for the first time in passing, with no stage."""
    return (
        len(group) == 1
        and is_passing(sentence, group[0])
        and known_as(found, group[0].name) is None
        and not speaks_of_stage(fold(clause))
    )
