"""What is given to a CPTS: words with the place they stand at, what the headings above say, notes, announcements."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from lexicon.cpts_names import find_names, triggers
from lexicon.date_words import DATE, DATE_LABEL, without_dates
from lexicon.departement_words import departement_of, is_place
from lexicon.gate import gated
from lexicon.patterns import pattern
from lexicon.stage_marks import speaks_of_stage, stage_of, tells_stage
from lexicon.text import fold, sentences
from spiders.extract.attribution.clauses import is_passing
from spiders.extract.attribution.counted import announced_number, is_shared_mission, without_some
from spiders.extract.attribution.heading_stack import hint_above, place_above, stage_of_group
from spiders.extract.attribution.reading import Announcement, Found, Reading
from spiders.extract.attribution.respectively import each_named_its_date
from spiders.extract.attribution.subjects import add_short_name, last_told, subject_named, tell, told_of
from spiders.extract.model.mentions import Key, Passage
from spiders.extract.model.section import said_of_each, stage_above
from spiders.extract.prose.footnotes import marks, note

_PICTOGRAMS = "📅🗓🕒✍️✅✔• "
_NO_PLACE = gated(r"^[A-ZÀ-Þ](?=[a-zà-ÿ])|\b(?:ACI|ARS|CPAM|CPTS)\b")  # capitals that name no place
# « CPTS A (fusionnée avec B) »: the name in the brackets is no place
ENDED = gated(r"\W*(?:a )?(?:fusionnee?|dissoute|absorbee|remplacee|devenue)\b")
_STAGE_FIELD = gated(r"\W*(?:etat|statut|stade|etape|avancement|phase)\b[^:]{0,25}:")


_FIELD = gated(r"\W*[a-z][a-z' -]{2,40} ?:")


def give(
    reading: Reading,
    found: Found,
    subject: Key | None,
    text: str,
    rule: str,
    *,
    hint: str = "",
    own: bool = True,
    named: bool = False,
    basis: str = "",
) -> None:
    block = reading.block
    if subject is not None and (text.strip() or block.links):
        sends_to_notes(found, subject, text)
        # a sentence that names its CPTS speaks for itself, whatever the heading above
        hint = hint or ("" if named else hint_above(reading))
        tell(found, subject, Passage(text.strip(), block.locator, hint, own, named, block.links, rule, basis))


def share(found: Found, subject: Key, words: str, locator: str, hint: str, rule: str, basis: str = "heading") -> None:
    """Gives what is said once, at `locator`, of all the CPTS under it."""
    tell(found, subject, Passage(words, locator, hint, own=False, rule=rule, basis=basis))


def sends_to_notes(found: Found, subject: Key, text: str) -> None:
    for mark in marks(text):
        callers = found.callers.setdefault(mark, [])
        if not callers or callers[-1] != subject:
            callers.append(subject)


def give_note(reading: Reading, found: Found) -> bool:
    """Gives a note to the CPTS whose words carry its mark."""
    told = note(reading.block.text)
    callers = found.callers.get(told[0], []) if told else []
    if told is None or len(callers) != 1 or find_names(told[1]):  # one mark for two CPTS: whose note it is is not said
        return False
    for start, end in sentences(told[1]):
        give(reading, found, callers[0], told[1][start:end], "note.appelee", hint="territory", basis="note")
    return True


def give_title(reading: Reading, found: Found, subject: Key) -> None:
    give(reading, found, subject, reading.block.text, "titre.d_une_cpts", hint="title", named=True)
    give_context(reading, found, subject)


def give_context(reading: Reading, found: Found, subject: Key) -> None:
    """What the headings above say of every CPTS under them: its stage and its département."""
    groups = [scope for scope in reading.scopes if scope.subject is None and scope.role in ("list", "stage")]
    stage = stage_above(groups)
    for scope in groups:
        for words in said_of_each(scope.text) if scope is stage or not tells_stage(fold(scope.text)) else ():
            share(found, subject, words, scope.locator, "status", "groupe.etape")
    place = place_above(reading, "main")
    if place is not None and place.role == "department":
        share(found, subject, place.text, place.locator, "department", "groupe.departement")
    elif place is not None:
        share(found, subject, place.text, place.locator, "place", "groupe.intitule")
    as_of, locator = reading.as_of
    for words in said_of_each(as_of):
        share(found, subject, words, locator, "status", "page.etat_de_la_liste", "page")


def with_its_stage(reading: Reading, found: Found, subject: Key, date: str) -> str:
    """A date alone with the stage it dates: the field written just above it, for « Date : … » the stage of its
    sheet, else that of the group."""
    label = DATE_LABEL.match(fold(date))
    before = last_told(found, subject)
    field = before is not None and before.own and _STAGE_FIELD.match(fold(before.text))
    stage = before.text if before is not None and field else _stage_of_sheet(found, subject) if label else ""
    stage = stage or stage_of_group(reading)
    date = date[label.end() if label else 0 :].lstrip(_PICTOGRAMS)
    return f"{stage} : {date}" if stage else date


def situate(reading: Reading, found: Found) -> None:
    """The heading « Hautes-Alpes, terre pionnière » situates the CPTS named in the prose under it."""
    place = place_above(reading)
    if place is None:
        return
    for mention in find_names(reading.block.text):
        if not is_passing(reading.block.text, mention):
            subject = subject_named(found, mention.name, reading.block.locator)
            share(found, subject, place.text, place.locator, "around", "groupe.departement_autour")


_IN_BRACKETS = gated(r"\s*\(([^()]{2,300})\)")
_FIGURE = gated(r"\d ?(?:habitants|hab\b|communes)")
_ACRONYM = gated(r"\s*(?:CPTS\s+)?([A-Z][A-Za-z0-9]*[A-Z][A-Za-z0-9]*)\s*")


def give_sector(reading: Reading, found: Found, subject: Key, after: str) -> None:
    """« CPTS d'Asclépios (secteur d'Amboise) »: the brackets say where, or give the short name (« LVO »), the stage
    (« validée »), the figures, the day of the stage of the group, the département."""
    match = _IN_BRACKETS.match(after)
    if match is None:
        return
    words = match.group(1)

    def told(text: str, hint: str, rule: str, **of_whom: Any) -> None:
        tell(found, subject, Passage(text, reading.block.locator, hint, rule=rule, **of_whom))

    if _is_a_stage(words):
        told(words, "status", "nom.etape_entre_parentheses", named=True)
    elif DATE.fullmatch(fold(words).strip()):  # « CPTS de Gray (10/12/2020) » under « ACI signés »
        told(with_its_stage(reading, found, subject, words), "status", "nom.date_entre_parentheses", named=True)
    elif _FIGURE.search(fold(words)):  # « la CPTS A (48 000 habitants), la CPTS B (31 communes) »
        told(words, "", "nom.chiffre_entre_parentheses", named=True)
    elif short := _ACRONYM.fullmatch(words):
        add_short_name(found, short.group(1), subject)
    elif departement_of(words):
        told(words, "department", "nom.departement_entre_parentheses", own=False, basis="own")
    elif not triggers(words) and not is_place(words):
        told(words, "sector", "nom.lieu_entre_parentheses", named=True)


def _is_a_stage(words: str) -> bool:
    """« CPTS de Gray (validée) », « CPTS A (fusionnée avec B) »; a proper name is a place otherwise."""
    proper = not ENDED.match(fold(words)) and re.search(r"[A-ZÀ-Þ]", _NO_PLACE.sub("", words))
    return not proper and speaks_of_stage(fold(words))


def announces(reading: Reading, found: Found, sentence: str, folded: str) -> bool:
    """Keeps « Trois communautés ont signé … », « Toutes deux sont en activité »: at the end of the document
    the sentence is given to every CPTS when their number is the one announced."""
    if reading.main is not None or "nombre de" in folded:
        return False
    if not speaks_of_stage(folded) and not is_shared_mission(folded):
        return False
    number = announced_number(folded)
    if number is None and not re.search(r"\bchacune\b|^(?:elles|toutes)\b", folded.strip()):
        return False
    of_all = without_some(sentence)
    if speaks_of_stage(fold(of_all)) or is_shared_mission(fold(of_all)):
        found.announcements.append(Announcement(number, of_all, reading.at))
    return number is not None or "chacune" in folded


def spread_announcements(reading: Reading, found: Found) -> None:
    rule, wanted = "phrase.nombre_annonce", announced_number(fold(reading.text.headline))
    subjects = [subject.key for subject in found.subjects.values()]
    for number, sentence, at in found.announcements:
        reading = replace(reading, at=at)
        if len(subjects) < 2 or (number or wanted) != len(subjects):
            continue
        own = each_named_its_date(sentence, [subject.name for subject in found.subjects.values()])
        if own is not None:
            for subject, words in zip(subjects, own, strict=True):
                give(reading, found, subject, words, rule, hint="status", own=False, named=True)
            continue
        if len(list(DATE.finditer(fold(sentence)))) > 1:
            sentence = without_dates(sentence, fold(sentence))  # each its own date: none is shared
        mission = is_shared_mission(fold(sentence))
        for subject in subjects:
            if mission:
                give(reading, found, subject, sentence, rule, hint="missions", named=True, basis="shared")
                continue
            for words in said_of_each(sentence):
                give(reading, found, subject, words, rule, hint="status", own=False, named=True)


def _stage_of_sheet(found: Found, subject: Key) -> str:
    """« ACI signé » or « Statut : ACI signé » alone on a line, with nothing but fields between it and the end of what
    is said of a CPTS: the badge of a card, which its « Date : … » dates."""
    for passage in reversed(told_of(found, subject)):
        folded = fold(passage.text)
        if not passage.own or passage.named:
            break
        if passage.hint != "missions" and (_STAGE_FIELD.match(folded) or (len(folded) <= 60 and ":" not in folded)):
            told = stage_of(folded) and not DATE.search(folded) and not pattern("passages", "not_done").search(folded)
            return passage.text if told else ""
        if not _FIELD.match(folded):
            break
    return ""
