"""What holds for a whole document: the CPTS it is about, and what it says once of all those it lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lexicon.cpts_names import Mention, christened, find_names, name_key, triggers
from lexicon.departement_words import departement_of
from lexicon.departements_stated import departement_of_headline, departement_words
from lexicon.patterns import pattern
from lexicon.stage_marks import speaks_of_stage
from lexicon.text import fold
from spiders.extract.attribution.assign import give
from spiders.extract.attribution.clauses import is_passing, speaks_of_one
from spiders.extract.attribution.reading import Found, Reading, Text
from spiders.extract.attribution.subjects import subject_named, tell
from spiders.extract.model.content import Block
from spiders.extract.model.mentions import Passage
from spiders.extract.prose.heading_roles import EXCEPTED, names_of_line

_LONGEST_ABOUT_ONE = 60  # blocks


def about_the_title(reading: Reading, found: Found, title: str, place: str) -> Reading:
    names = names_of_line(title)
    if len({name_key(mention.name) for mention in names}) != 1:
        return reading
    main = subject_named(found, names[0].name, place, listed=True, rule="titre.du_document")
    tell(found, main, Passage(title, place, "title", named=True, rule="titre.du_document"))
    return replace(reading, main=main)


def about_the_only_one(reading: Reading, found: Found) -> Reading:
    """One name in the whole document, under a headline that speaks of one CPTS or of none: the document
    is about it, unless it is only cited in passing or the headline is about another structure."""
    named: list[tuple[Mention, Block]] = []
    for one in ((mention, block) for block in reading.text.blocks for mention in find_names(block.text)):
        named.append(one)
        if name_key(one[0].name) != name_key(named[0][0].name):
            return reading
    if not named:
        return _christened(reading, found)
    if not speaks_of_one(reading.text.headline):
        if _of_other_structures(reading.text):
            return replace(reading, about_another=True)
        if not _may_be_about(reading.text, named):
            return reading
    return replace(reading, main=subject_named(found, named[0][0].name, named[0][1].locator, listed=True))


def _of_other_structures(text: Text) -> bool:
    """A text without a title is about what it names most."""
    told = [] if text.headline.strip() else [block.text for block in text.blocks]
    others = sum(len(pattern("passages", "other_structure").findall(fold(one))) for one in told)
    return others > sum(len(triggers(one)) for one in told)


def _may_be_about(text: Text, named: Sequence[tuple[Mention, Block]]) -> bool:
    """Whether a document under a headline without a CPTS is about the one it names: not when the headline is of another
    structure, nor when the name is only cited."""
    if triggers(text.headline) or pattern("passages", "other_structure").search(fold(text.headline)):
        return False
    cited = all(is_passing(block.text, mention) for mention, block in named)
    return not cited and len(text.blocks) < _LONGEST_ABOUT_ONE


def _christened(reading: Reading, found: Found) -> Reading:
    """« Les soignants ont créé leur CPTS. » then « Elle a été baptisée « Gévaudan Santé » »: the only name."""
    blocks = reading.text.blocks
    given = {name: block for block in blocks if (name := christened(block.text))}
    if len(given) != 1 or not any(triggers(block.text) for block in blocks):
        return reading
    ((name, block),) = given.items()
    return replace(reading, main=subject_named(found, name, block.locator, listed=True, rule="phrase.baptisee"))


def spread_default(reading: Reading, found: Found) -> None:
    """« Toutes sont en activité sauf mention contraire »: said of the CPTS whose own words tell no stage."""
    if reading.default is None:
        return
    words, at = reading.default
    reading = replace(reading, at=at)
    for subject in found.subjects.values():
        told = " ".join(fold(passage.text) for passage in subject.passages if passage.hint != "place")
        if not speaks_of_stage(told) and not EXCEPTED.search(told):
            rule = "page.sauf_mention_contraire"
            give(reading, found, subject.key, words, rule, hint="status", own=False, named=True, basis="page")


def announced_for_the_place(reading: Reading, found: Found) -> Iterator[tuple[int, int, str]]:
    """« Sept CPTS sont sous contrat dans le Rhône » on the page of « Les CPTS du Rhône » counts its list."""
    place = departement_of_headline(reading.text.headline) or "".join(departement_words(reading.text.headline)[:1])
    for number, sentence, _ in found.announcements if place and reading.main is None else ():
        if number and [departement_of(word) for word in departement_words(sentence)] == [departement_of(place)]:
            yield number, len(found.subjects), sentence
