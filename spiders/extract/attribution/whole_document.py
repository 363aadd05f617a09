"""What holds for a whole document: the CPTS it is about, and what it says once of all those it lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lexicon.cpts_names import Mention, christened, find_names, name_key, triggers
from lexicon.departement_words import departement_of
from lexicon.patterns import pattern
from lexicon.text import fold
from spiders.extract.attribution.assign import give
from spiders.extract.attribution.clauses import is_passing, speaks_of_one
from spiders.extract.attribution.reading import Reading
from spiders.extract.attribution.subjects import subject_named
from spiders.extract.fields.departement import departement_of_headline, departement_words
from spiders.extract.model.content import Block
from spiders.extract.model.mentions import Passage
from spiders.extract.prose.heading_roles import EXCEPTED, names_of_line

_LONGEST_ABOUT_ONE = 60  # blocks


def about_the_title(reading: Reading, title: str) -> None:
    names = names_of_line(title)
    if len({name_key(mention.name) for mention in names}) == 1:
        reading.main = subject_named(reading, names[0].name, "/titre", listed=True, rule="titre.du_document")
        reading.main.passages.append(Passage(title, "/titre", "title", named=True, rule="titre.du_document"))


def about_the_only_one(reading: Reading) -> None:
    """One name in the whole document, under a headline that speaks of one CPTS or of none: the document
    is about it, unless it is only cited in passing or the headline is about another structure."""
    found = [(mention, block) for block in reading.blocks for mention in find_names(block.text)]
    if not found:
        _christened(reading)
    if len({name_key(mention.name) for mention, _ in found}) != 1:
        return
    if speaks_of_one(reading.headline) or _may_be_about(reading, found):
        reading.main = subject_named(reading, found[0][0].name, found[0][1].locator, listed=True)


def _may_be_about(reading: Reading, found: Sequence[tuple[Mention, Block]]) -> bool:
    """Whether a document under a headline without a CPTS is about the one it names: not when the headline, or most
    of a text without one, is of another structure, nor when the name is only cited."""
    if triggers(reading.headline) or pattern("passages", "other_structure").search(fold(reading.headline)):
        return False
    if not reading.headline.strip():  # a text without a title is about what it names most
        texts = [block.text for block in reading.blocks]
        others = sum(len(pattern("passages", "other_structure").findall(fold(text))) for text in texts)
        reading.about_another = others > sum(len(triggers(text)) for text in texts)
    cited = all(is_passing(block.text, mention) for mention, block in found)
    return not reading.about_another and not cited and len(reading.blocks) < _LONGEST_ABOUT_ONE


def _christened(reading: Reading) -> None:
    """« Les soignants ont créé leur CPTS. » then « Elle a été baptisée « Gévaudan Santé » »: the only name."""
    given = {name: block for block in reading.blocks if (name := christened(block.text))}
    if len(given) == 1 and any(triggers(block.text) for block in reading.blocks):
        ((name, block),) = given.items()
        reading.main = subject_named(reading, name, block.locator, listed=True, rule="phrase.baptisee")


def spread_default(reading: Reading) -> None:
    """« Toutes sont en activité sauf mention contraire »: said of the CPTS whose own words tell no stage."""
    if reading.default is None:
        return
    words, block = reading.default
    for subject in reading.subjects.values():
        told = " ".join(fold(passage.text) for passage in subject.passages if passage.hint != "place")
        if not pattern("passages", "status").search(told) and not EXCEPTED.search(told):
            give(
                reading,
                subject,
                words,
                block,
                "page.sauf_mention_contraire",
                hint="status",
                own=False,
                named=True,
                basis="page",
            )


def announced_for_the_place(reading: Reading) -> Iterator[tuple[int, int, str]]:
    """« Sept CPTS sont sous contrat dans le Rhône » on the page of « Les CPTS du Rhône » counts its list."""
    place = departement_of_headline(reading.headline) or "".join(departement_words(reading.headline)[:1])
    for number, sentence, _ in reading.announcements if place and reading.main is None else ():
        if number and [departement_of(word) for word in departement_words(sentence)] == [departement_of(place)]:
            yield number, len(reading.subjects), sentence
