"""A sentence that names CPTS: which of its words belong to which of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lexicon.cpts_names import Mention, find_names, name_key
from lexicon.date_words import only_date
from lexicon.gate import gated
from lexicon.patterns import pattern
from lexicon.text import fold
from spiders.extract.attribution.anaphora import (
    compared_figure,
    is_own_subject,
    shared_by_also,
)
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
from spiders.extract.attribution.reading import Reading
from spiders.extract.attribution.respectively import each_its_date, respectively
from spiders.extract.attribution.subjects import add_short_name, subject_named
from spiders.extract.attribution.years import complete_year
from spiders.extract.model.content import Block
from spiders.extract.model.mentions import Subject
from spiders.extract.prose.heading_roles import said_of_each

_CALLED = gated(
    r"\s*[,(]?\s*(?:dite?|aussi appelee?|egalement (?:appelee?|nommee?|connue sous le nom de)|alias|ex|anciennement"
    r"|plus connue sous le nom de|rebaptisee?|renommee?)[\s:-]*(?:la\s+)?[«\"']?\s*(?:la\s+)?"
)


def give_sentence(
    reading: Reading,
    sentence: str,
    mentions: Sequence[Mention],
    block: Block,
    fallback: Subject | None,
    before: list[Subject],
) -> list[Subject]:
    """Cuts a sentence that names several CPTS: coordinated names share the words before and after them,
    other names have the words up to the next name."""
    sentence, mentions = _without_their_communes(reading, sentence, mentions, block)
    sentence = _without_the_others(reading, sentence, mentions, block)
    mentions = _without_heirs(reading, sentence, mentions, block)
    groups, apposed = _groups(reading, sentence, mentions, block)
    merged = _merger(reading, sentence, mentions, block, before)
    if merged is not None:
        return [merged]
    _also(reading, sentence, mentions, before, block)
    if len(before) == 1 and _told_of_before(reading, sentence, mentions, before[0], block):
        return before
    parts = cut(sentence, groups, apposed)
    told: list[Subject] = []
    for number, part in enumerate(parts):
        if number == 0 and fallback is not None:
            part = _before_the_name(reading, part, fallback, block)
            if len(part.group) == 1 and _in_brackets(reading, sentence, part.group[0], fallback, block):
                continue
        if _cited_in_passing(reading, part, fallback, block):
            continue
        told += _one(reading, part, block) if len(part.group) == 1 else _several(reading, part, block)
    return told


_THEIRS = gated(r"(?:[\w' -]+ )?(?:rattach|releva|releve|appart|integr|couvert|dependan|deja)\w*\b")


def _without_their_communes(
    reading: Reading, sentence: str, mentions: Sequence[Mention], block: Block
) -> tuple[str, Sequence[Mention]]:
    """« La CPTS A réunit la CC de B, hormis C (rattachée à la CPTS D), et cinq communes »: the bracket is of D, the
    sentence of A."""
    for mention in mentions[1:]:
        opening, closing = sentence.rfind("(", mentions[0].end, mention.start), sentence.find(")", mention.end)
        inside = sentence[opening + 1 : mention.start]
        if 0 <= opening < closing and ")" not in inside and _THEIRS.match(fold(inside)):
            other = subject_named(reading, mention.name, block.locator)
            words = sentence[opening + 1 : closing]
            give(reading, other, words, block, "phrase.entre_parentheses", hint="status", named=True)
            rest = sentence[:opening].rstrip() + sentence[closing + 1 :]
            return _without_their_communes(reading, rest, find_names(rest), block)
    return sentence, mentions


def _without_the_others(reading: Reading, sentence: str, mentions: Sequence[Mention], block: Block) -> str:
    """« … pour la CPTS A et le 30 septembre pour les trois autres »: the end of the sentence is given to the three
    others of the document, when they are three."""
    told = the_others(sentence, mentions[-1])
    if told is None:
        return sentence
    begin, number, words = told
    named = {subject_named(reading, mention.name, block.locator).key for mention in mentions}
    others = [subject for key, subject in reading.subjects.items() if key not in named]
    for subject in others if len(others) == number else ():
        give(reading, subject, complete_year(words, sentence[:begin]), block, "phrase.les_autres", named=True)
    return sentence[:begin]


def _without_heirs(reading: Reading, sentence: str, mentions: Sequence[Mention], block: Block) -> Sequence[Mention]:
    """The names of a sentence but those in brackets that tell the end of the one before: « CPTS A (fusionnée avec la
    CPTS B) » says nothing of B but its name."""
    kept = list(mentions[:1])
    for mention in mentions[1:]:
        opening = sentence.rfind("(", kept[-1].end, mention.start)
        told = fold(sentence[opening + 1 : mention.start]) if opening >= 0 else ""
        if ENDED.match(told) and ")" not in told:
            subject_named(reading, mention.name, block.locator)
        else:
            kept.append(mention)
    return kept


def _groups(
    reading: Reading, sentence: str, mentions: Sequence[Mention], block: Block
) -> tuple[list[list[Mention]], bool]:
    """The names of a sentence, coordinated ones together; whether the first stands in « Née de [A], », beside
    the subject. Another name of the one before (« dite « CPTS Giffre-Arve » ») is kept as such."""
    groups: list[list[Mention]] = []
    apposed = False
    for mention in mentions:
        between = sentence[groups[-1][-1].end : mention.start] if groups else ""
        if groups and _CALLED.fullmatch(fold(between)):
            add_short_name(reading, mention.name, subject_named(reading, groups[-1][-1].name, block.locator))
            continue
        apposed = apposed or (len(groups) == 1 and introduces(sentence[: mentions[0].start], between))
        if groups and coordinated(between) and not (len(groups) == 1 and apposed):
            groups[-1].append(mention)
        else:
            groups.append([mention])
    return groups, apposed


def _before_the_name(reading: Reading, part: Part, fallback: Subject, block: Block) -> Part:
    """The words before another one's name that describe the CPTS of the page are given to it."""
    if not _tells_first(reading, part.sentence[: part.group[0].start], part.group, fallback):
        return part
    begin = boundary(part.sentence, 0, part.group[0].start)
    give(reading, fallback, part.sentence[:begin], block, "phrase.avant_un_autre_nom")
    return replace(part, begin=begin)


def _cited_in_passing(reading: Reading, part: Part, fallback: Subject | None, block: Block) -> bool:
    if not _only_cited(reading, part.sentence, part.clause, part.group):
        return False
    lead = part.sentence[: part.group[0].start]
    subject_named(reading, part.group[0].name, block.locator)
    if fallback is not None and _tells_first(reading, lead, part.group, fallback):
        give(reading, fallback, lead[part.begin :], block, "phrase.avant_un_autre_nom")
    return True


def _one(reading: Reading, part: Part, block: Block) -> list[Subject]:
    mention = part.group[0]
    subject = subject_named(reading, mention.name, block.locator)
    words = part.lead + without_name(part.clause, mention, part.begin)
    words = complete_year(words, part.before or reading.headline)
    beside = words.removeprefix("CPTS")
    if only_date(fold(beside)) and stage_of_group(reading):  # « CPTS de Gray – 10 mars 2020 » under « ACI signés »
        words = with_its_stage(reading, subject, beside.strip(" –—-:,"))
    give(reading, subject, part.with_verb(words), block, "phrase.nomme", named=True)
    give_sector(reading, subject, part.sentence[mention.end :], block)
    return [subject]


def _several(reading: Reading, part: Part, block: Block) -> list[Subject]:
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
    shared = complete_year(shared, part.before or reading.headline)
    values = values or each_its_date(shared, len(group))
    told = []
    for position, mention in enumerate(group):
        subject = subject_named(reading, mention.name, block.locator, listed)
        text = values[position] if values else shared
        rule = "phrase.respectivement" if values else "phrase.enumeration"
        give(reading, subject, text, block, rule, own=bool(values), named=True)
        after = group[position + 1].start if position + 1 < len(group) else part.stop
        give_sector(reading, subject, sentence[mention.end : after], block)
        told.append(subject)
    return told


def _also(reading: Reading, sentence: str, mentions: Sequence[Mention], before: list[Subject], block: Block) -> None:
    """« …, sous contrat elle aussi »: what is said of one CPTS is said of the one before."""
    words = shared_by_also(sentence[mentions[-1].end :])
    named = {name_key(mention.name) for mention in mentions}
    for subject in before if words else ():
        if subject.key not in named:
            give(reading, subject, words, block, "phrase.elle_aussi", hint="status", own=False, named=True)


def _told_of_before(
    reading: Reading, sentence: str, mentions: Sequence[Mention], before: Subject, block: Block
) -> bool:
    """A sentence about the CPTS of the one before that names another: « 51 700 habitants, contre 29 000 pour
    l'ancienne CPTS de X », « Elle touche la CPTS de X »."""
    mention = mentions[0]
    other = subject_named(reading, mention.name, block.locator)
    lead = sentence[: mention.start]
    if len(mentions) > 1 or other is before:
        return False
    figure = compared_figure(lead)
    if figure:
        give(reading, before, figure[0], block, "phrase.contre")
        give(reading, other, f"{figure[1]} pour CPTS", block, "phrase.contre", named=True)
        return True
    if not is_own_subject(lead):
        return False
    begin = boundary(sentence, 0, mention.start)
    give(reading, before, sentence[:begin], block, "phrase.pronom_sujet")
    give(reading, other, without_name(sentence[begin:], mention, begin), block, "phrase.nomme", named=True)
    return True


def _in_brackets(reading: Reading, sentence: str, mention: Mention, fallback: Subject, block: Block) -> bool:
    """« … (commune rattachée au projet de CPTS Lez Mosson) … »: the brackets are of the other CPTS, the
    sentence is of the one the page is about."""
    opening = sentence.rfind("(", 0, mention.start)
    closing = sentence.find(")", mention.end)
    if opening < 0 or closing < 0 or ")" in sentence[opening : mention.start]:
        return False
    if reading.subjects.get(name_key(mention.name)) is fallback:
        return False
    give(
        reading,
        subject_named(reading, mention.name, block.locator),
        sentence[opening + 1 : closing],
        block,
        "phrase.entre_parentheses",
        hint="status",
        named=True,
    )
    give(reading, fallback, sentence[:opening].rstrip() + sentence[closing + 1 :], block, "phrase.entre_parentheses")
    return True


def _merger(
    reading: Reading, sentence: str, mentions: Sequence[Mention], block: Block, before: list[Subject]
) -> Subject | None:
    """A CPTS made of others lives, the others ended; `before`: those a pronoun of the sentence stands for."""
    told = merger(sentence, mentions)
    if told is None:
        return None
    ended = [subject_named(reading, mention.name, block.locator) for mention in told.ended]
    if told.lead and len(before) == 1:
        give(reading, before[0], told.lead, block, "phrase.fusion")
        ended += before
    heir = subject_named(reading, told.heir.name, block.locator)
    for subject in ended:
        if subject is not heir:
            give(reading, subject, f"CPTS fusionnée{told.when}", block, "phrase.fusion", named=True)
    start, end = told.words
    give(reading, heir, without_name(sentence[start:end], told.heir, start), block, "phrase.fusion", named=True)
    reading.heir = heir
    return heir


def _tells_first(reading: Reading, lead: str, group: Sequence[Mention], fallback: Subject) -> bool:
    """True when the words before another CPTS's name already describe the one the page is about."""
    others = all(reading.subjects.get(name_key(mention.name)) is not fallback for mention in group)
    return others and bool(
        re.search(r"\d ?communes|\bhabitants\b|\b(?:regroup|couvr|reuni|compren|rassembl)", fold(lead))
    )


def _only_cited(reading: Reading, sentence: str, clause: str, group: Sequence[Mention]) -> bool:
    """« en lien avec la CPTS voisine de … »: a name met for the first time in passing, with no stage."""
    return (
        len(group) == 1
        and is_passing(sentence, group[0])
        and name_key(group[0].name) not in reading.subjects
        and not pattern("passages", "status").search(fold(clause))
    )
