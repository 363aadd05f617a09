"""What holds for a whole document: the CPTS it is about, and what it says once of all those it lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lexicon.cpts_names import Mention, christened, find_names, name_key, triggers
from lexicon.departement_words import departement_of
from lexicon.patterns import pattern
from lexicon.text import fold
from spiders.extract.attribution.bare_names import Naming
from spiders.extract.attribution.clauses import is_passing, speaks_of_one
from spiders.extract.fields.departement import departement_of_headline, departement_words
from spiders.extract.model.content import Block
from spiders.extract.model.mentions import Passage
from spiders.extract.prose.heading_roles import EXCEPTED, names_of_line

_LONGEST_ABOUT_ONE = 60  # blocks


class Whole(Naming):
    """Finds the CPTS of the title or the only one named, and gives each CPTS what is said of all."""

    def __init__(self, headline: str, blocks: Sequence[Block]) -> None:
        super().__init__(headline, blocks)
        self.default: tuple[str, Block] | None = None  # « Toutes sont en activité sauf mention contraire »

    def _title(self, title: str) -> None:
        names = names_of_line(title)
        if len({name_key(mention.name) for mention in names}) == 1:
            self.main = self._subject(names[0].name, "/titre", listed=True)
            self.main.passages.append(Passage(title, "/titre", "title", named=True))

    def _single(self) -> None:
        """One name in the whole document, under a headline that speaks of one CPTS or of none: the document
        is about it, unless it is only cited in passing or the headline is about another structure."""
        found = [(mention, block) for block in self.blocks for mention in find_names(block.text)]
        if not found:
            self._christened()
        if len({name_key(mention.name) for mention, _ in found}) != 1:
            return
        if speaks_of_one(self.headline) or self._may_be_about(found):
            self.main = self._subject(found[0][0].name, found[0][1].locator, listed=True)

    def _may_be_about(self, found: Sequence[tuple[Mention, Block]]) -> bool:
        """Whether a document under a headline without a CPTS is about the one it names: not when the headline, or most
        of a text without one, is of another structure, nor when the name is only cited."""
        if triggers(self.headline) or pattern("passages", "other_structure").search(fold(self.headline)):
            return False
        if not self.headline.strip():  # a text without a title is about what it names most
            texts = [block.text for block in self.blocks]
            others = sum(len(pattern("passages", "other_structure").findall(fold(text))) for text in texts)
            self.about_another = others > sum(len(triggers(text)) for text in texts)
        cited = all(is_passing(block.text, mention) for mention, block in found)
        return not self.about_another and not cited and len(self.blocks) < _LONGEST_ABOUT_ONE

    def _christened(self) -> None:
        """« Les soignants ont créé leur CPTS. » then « Elle a été baptisée « Gévaudan Santé » »: the only name."""
        given = {name: block for block in self.blocks if (name := christened(block.text))}
        if len(given) == 1 and any(triggers(block.text) for block in self.blocks):
            ((name, block),) = given.items()
            self.main = self._subject(name, block.locator, listed=True)

    def _spread_default(self) -> None:
        """« Toutes sont en activité sauf mention contraire »: said of the CPTS whose own words tell no stage."""
        if self.default is None:
            return
        words, block = self.default
        for subject in self.subjects.values():
            told = " ".join(fold(passage.text) for passage in subject.passages if passage.hint != "place")
            if not pattern("passages", "status").search(told) and not EXCEPTED.search(told):
                self._give(subject, words, block, hint="status", own=False, named=True)

    def _announced_for_the_place(self) -> Iterator[tuple[int, int, str]]:
        """« Sept CPTS sont sous contrat dans le Rhône » on the page of « Les CPTS du Rhône » counts its list."""
        place = departement_of_headline(self.headline) or "".join(departement_words(self.headline)[:1])
        for number, sentence, _ in self.announcements if place and self.main is None else ():
            if number and [departement_of(word) for word in departement_words(sentence)] == [departement_of(place)]:
                yield number, len(self.subjects), sentence
