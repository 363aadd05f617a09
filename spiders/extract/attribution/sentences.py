"""Gives the words of a document to the CPTS they speak of, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from lexicon.cpts_names import find_names, name_key, triggers
from lexicon.date_words import only_date
from lexicon.departement_words import opens_with_epci
from lexicon.national_texts import without_national_texts
from lexicon.patterns import pattern
from lexicon.text import fold
from spiders.extract.attribution.anaphora import (
    continues,
    day_of,
    first_and_second,
    first_or_second,
    is_latest,
    is_newcomer,
    with_the_day,
)
from spiders.extract.attribution.another import cites, of_another
from spiders.extract.attribution.assign import announces, give, situate, with_its_stage
from spiders.extract.attribution.clauses import (
    of_other_structure,
    speaks_of_all,
    tells_its_size,
    tells_of_itself,
    without_comparison,
    without_count,
)
from spiders.extract.attribution.counted import is_plural_subject, raises_the_count
from spiders.extract.attribution.heading_stack import (
    current_subject,
    day_above,
    group_above,
    hint_above,
    role_above,
    year_above,
)
from spiders.extract.attribution.named_sentences import give_sentence
from spiders.extract.attribution.reading import Found, Reading
from spiders.extract.attribution.subjects import last_told, subject_named, told_of
from spiders.extract.attribution.uncalled import own_sentences
from spiders.extract.attribution.years import (
    complete_year,
    is_dated_entry,
    is_dated_signature,
    is_dated_stage,
    of_the_year,
    with_day_over,
)
from spiders.extract.model.mentions import Key


def inherit(reading: Reading, found: Found) -> Reading:
    """Gives a block that names nobody to the CPTS in scope, sentence by sentence."""
    role = role_above(reading)
    if role in ("generic", "people"):
        _of_the_page(reading, found)
    if role in ("generic", "people", "other_structure", "documents", "aside"):
        return reading
    subject = current_subject(reading)
    hint, text = hint_above(reading), reading.block.text
    if reading.block.kind == "note":
        hint = "territory"
        text = re.sub(r"^\s*(?:\[\d+\]|\(\d+\))\s*", "", text)
    for told in own_sentences(text):
        sentence = without_national_texts(without_comparison(told))
        folded = fold(sentence)
        if _of_several(reading, found, subject, sentence, folded):
            continue
        dated = subject is not None and subject == reading.main and is_dated_signature(folded)
        if (speaks_of_all(folded) and not dated) or of_other_structure(folded):
            continue
        if _of_another(reading, found, reading.running if subject is None else subject, sentence):
            continue
        if subject is not None:
            _give_under(reading, found, subject, sentence, hint)
        else:
            reading = _continue(reading, found, sentence, folded, hint)
    return reading


def _of_several(reading: Reading, found: Found, subject: Key | None, sentence: str, folded: str) -> bool:
    """« La première … » of the two just named, or what is said of as many as the document names."""
    if subject is None and _of_two(reading, found, sentence, reading.two):
        return True
    return announces(reading, found, sentence, folded)


def _of_the_page(reading: Reading, found: Found) -> None:
    """Under « Pourquoi une CPTS ? », what is told as done is of the CPTS above the question, or of the page; so is a
    dated line under « Les étapes »: « Mars 2020 : lettre d'intention validée par l'ARS », and the stage that stands by
    itself under « L'équipe »: « ACI signé le 4 mai 2021 »."""
    above = (scope.subject for scope in reversed(reading.scopes) if scope.subject is not None)
    subject = next(above, reading.main)
    for said in own_sentences(reading.block.text) if subject is not None else ():
        sentence = without_national_texts(without_comparison(said))
        folded = fold(sentence)
        itself = tells_of_itself(folded) or tells_its_size(folded)
        told = itself or is_dated_entry(sentence) or is_dated_stage(folded)
        if told and not _of_another(reading, found, subject, sentence):
            dated = complete_year(sentence, reading.text.headline)
            give(reading, found, subject, dated, "phrase.fait_sous_question", named=True)


def _give_under(reading: Reading, found: Found, subject: Key, sentence: str, hint: str) -> None:
    """Gives a sentence to the CPTS in scope, with what the heading above says of it."""
    place = group_above(reading)
    if place and (hint == "territory" or "nitial" in place):
        sentence = f"{place} : {sentence}"
    if only_date(fold(sentence)):
        sentence = with_its_stage(reading, found, subject, sentence)
    if reading.block.kind == "item" and not hint and _continues_territory(found, subject):
        hint = "territory"  # « Communauté de communes du Kreiz-Breizh », then « Callac »
    year = year_above(reading)
    sentence = of_the_year(sentence, year) if year else complete_year(sentence, reading.text.headline)
    give(reading, found, subject, sentence, "phrase.sous_le_nom", hint=hint)


def _continue(reading: Reading, found: Found, sentence: str, folded: str, hint: str) -> Reading:
    """Gives a sentence under no CPTS to the one of the text above, when a pronoun or a note carries on."""
    if is_newcomer(folded) or is_latest(folded):
        reading = replace(reading, running=_referent(reading, folded))
    elif not pattern("passages", "anaphora").match(folded.strip()):
        if reading.block.kind != "note":
            return reading
        hint = "territory"
    give(reading, found, reading.running, sentence, "phrase.pronom", hint=hint)
    return reading


def _continues_territory(found: Found, subject: Key) -> bool:
    """True when the last words given to the CPTS were a bullet that is an intercommunality or a canton."""
    last = last_told(found, subject)
    return last is not None and last.own and opens_with_epci(fold(last.text))


def _goes_on_with(carried: list[Key], told: list[Key], folded: str, name: int, fallback: Key | None) -> list[Key]:
    """Those whom the sentence after one that names a CPTS goes on with: itself, but nobody where another structure was
    the subject, and the one before after « La deuxième de la région, après la CPTS X », « Sa présidente cite la CPTS
    X »."""
    if fallback is None and cites(folded, name):
        return []
    before = folded[:name]
    still = len(told) == 1 and pattern("passages", "ranked_after").search(before)
    return carried if len(carried) == 1 and (still or continues(folded)) else told or carried


def distribute(reading: Reading, found: Found, *, first: Key | None = None) -> Reading:
    """Gives each sentence of a block to the CPTS it names."""
    fallback = current_subject(reading)
    if first is None and fallback is None and not reading.about_another:
        first = _head(reading, found)
    carried: list[Key] = [] if first is None else [first]
    over = day_above(reading)
    for said in own_sentences(reading.block.text):
        sentence = without_national_texts(without_count(without_comparison(said)))
        sentence = with_the_day(with_day_over(sentence, over), reading.day)
        day, mentions = day_of(sentence, reading.day), find_names(sentence)
        folded = fold(sentence)
        if not mentions:
            carried = _unnamed(reading, found, sentence, folded, carried, fallback)
            reading = reading if day == reading.day else replace(reading, day=day)
            continue
        reading, told = give_sentence(reading, found, sentence, mentions, fallback, carried)
        carried = _goes_on_with(carried, told, folded, mentions[0].start, fallback)
        latest = subject_named(found, mentions[-1].name, reading.block.locator)
        reading = replace(reading, latest=latest, day=day)
    situate(reading, found)
    two = tuple(carried) if len(carried) == 2 else ()
    alone = carried[0] if len(carried) == 1 and not reading.about_another else None
    running = alone if carried else reading.running
    same = two == reading.two and running == reading.running
    return reading if same else replace(reading, two=two, running=running)


def _head(reading: Reading, found: Found) -> Key | None:
    """The CPTS that a block tells of before it names one: that of a pronoun, else the only one that it names, of which
    it may say the place and the figures first."""
    if continues(folded := fold(reading.block.text)) and (known := _referent(reading, folded)) is not None:
        return known
    mentioned = {name_key(mention.name): mention for mention in find_names(reading.block.text)}
    if len(mentioned) != 1:
        return None
    return subject_named(found, next(iter(mentioned.values())).name, reading.block.locator)


def _referent(reading: Reading, folded: str) -> Key | None:
    """The CPTS a pronoun stands for at the head of a sentence, when one does."""
    if is_newcomer(folded):
        return reading.running if reading.heir is None else reading.heir
    return reading.latest if is_latest(folded) else reading.running


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A sentence that names nobody, the CPTS of the one before, and the only one that it may go on with."""

    sentence: str
    folded: str
    carried: list[Key]
    only: Key | None


def _unnamed(
    reading: Reading, found: Found, sentence: str, folded: str, carried: list[Key], fallback: Key | None
) -> list[Key]:
    """Gives a sentence that names nobody, after `carried`; the CPTS the next one continues."""
    if (len(carried) != 1 or is_plural_subject(folded)) and announces(reading, found, sentence, folded):
        return carried
    carried = _stood_for(reading, folded, carried)
    only = carried[0] if len(carried) == 1 else fallback if not carried else None
    if only != reading.heir and _of_another(reading, found, only, sentence):
        return carried
    told = Unnamed(sentence, folded, carried, only)
    rules = (_dated_signature, _first_and_second, _raised_count, _said_of_nobody)
    if any(rule(reading, found, told) for rule in rules):
        return carried
    if only is not None:
        give(reading, found, only, sentence, "phrase.suite")
    elif pattern("passages", "plural_anaphora").match(folded.strip()):
        for subject in carried:
            give(reading, found, subject, sentence, "phrase.pluriel", own=False)
    return carried


def _stood_for(reading: Reading, folded: str, carried: list[Key]) -> list[Key]:
    """The CPTS that « la nouvelle venue » or « cette dernière » stands for, else those of the sentence before."""
    if reading.heir is not None and is_newcomer(folded):
        return [reading.heir]
    return [reading.latest] if reading.latest is not None and is_latest(folded) else carried


def _of_another(reading: Reading, found: Found, subject: Key | None, sentence: str) -> bool:
    """« La première communauté a signé … » on the page of the second."""
    if subject is None:
        return False
    told = (passage.text for passage in told_of(found, subject) if passage.own)
    return of_another(sentence, chain((reading.text.headline,), told))


def _dated_signature(reading: Reading, found: Found, told: Unnamed) -> bool:
    """« Vendredi 12 mars, le deuxième contrat finançant une CPTS a été signé » is of the only one spoken of."""
    if told.only is None or not is_dated_signature(told.folded):
        return False
    give(reading, found, told.only, told.sentence, "phrase.signature_datee")
    return True


def _first_and_second(reading: Reading, found: Found, told: Unnamed) -> bool:
    return _of_two(reading, found, told.sentence, told.carried)


def _of_two(reading: Reading, found: Found, sentence: str, two: Sequence[Key]) -> bool:
    """Gives « la première … », « la seconde … » to the two CPTS named just before."""
    if len(two) != 2:
        return False
    rule, pair = "phrase.premiere_et_seconde", first_and_second(sentence)
    if pair is None and (one := first_or_second(sentence)):
        give(reading, found, two[one[0]], one[1], rule, named=True)
        return True
    for subject, words in zip(two, pair or (), strict=pair is not None):
        give(reading, found, subject, words, rule, named=True)
    return pair is not None


def _raised_count(reading: Reading, found: Found, told: Unnamed) -> bool:
    if not told.carried or not raises_the_count(told.folded):
        return False
    for subject in told.carried:
        give(reading, found, subject, told.sentence, "phrase.porte_le_nombre", hint="status", own=False, named=True)
    return True


def _said_of_nobody(reading: Reading, found: Found, told: Unnamed) -> bool:
    return speaks_of_all(told.folded) or (of_other_structure(told.folded) and not triggers(told.sentence))
