"""Gives the words of a document to the CPTS they speak of, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lexicon.cpts_names import Mention, find_names, name_key, triggers
from lexicon.date_words import only_date
from lexicon.departement_words import opens_with_epci
from lexicon.national_texts import without_national_texts
from lexicon.patterns import pattern
from lexicon.text import fold, sentences
from spiders.extract.attribution.anaphora import (
    compared_figure,
    continues,
    day_of,
    first_and_second,
    is_latest,
    is_newcomer,
    is_own_subject,
    shared_by_also,
    with_the_day,
)
from spiders.extract.attribution.another import of_another, without_neighbours
from spiders.extract.attribution.assign import Giving
from spiders.extract.attribution.clauses import (
    Part,
    after_brackets,
    announced_number,
    boundary,
    complete_year,
    coordinated,
    cut,
    introduces,
    is_dated_signature,
    is_passing,
    is_plural_subject,
    of_other_structure,
    raises_the_count,
    respectively,
    speaks_of_all,
    tells_of_itself,
    the_others,
    without_comparison,
    without_count,
    without_name,
)
from spiders.extract.attribution.mergers import merger
from spiders.extract.model.content import Block
from spiders.extract.model.mentions import Subject
from spiders.extract.prose.heading_roles import said_of_each

_CALLED = re.compile(
    r"\s*[,(]?\s*(?:dite?|aussi appelee?|egalement (?:appelee?|nommee?|connue sous le nom de)|alias|ex|anciennement"
    r"|plus connue sous le nom de|rebaptisee?|renommee?)[\s:-]*(?:la\s+)?[«\"']?\s*(?:la\s+)?"
)


class Attribution(Giving):
    """Sentences go to the CPTS they name, to the one they continue (« Elle couvre … »), or to nobody."""

    def _inherit(self, block: Block) -> None:
        """Gives a block that names nobody to the CPTS in scope, sentence by sentence."""
        role = self._role()
        if role == "generic":
            self._of_the_page(block)
        if role in ("generic", "people", "other_structure", "documents", "aside"):
            return
        subject = self._current()
        hint = "territory" if block.kind == "note" else self._hint()
        if block.kind == "note":
            block = replace(block, text=re.sub(r"^\s*(?:\[\d+\]|\(\d+\))\s*", "", block.text))
        for start, end in sentences(block.text):
            sentence = without_neighbours(without_national_texts(without_comparison(block.text[start:end])))
            folded = fold(sentence)
            if self._announces(sentence, folded, block):
                continue
            dated = subject is not None and subject is self.main and is_dated_signature(folded)
            if (speaks_of_all(folded) and not dated) or of_other_structure(folded):
                continue
            if self._of_another(subject or self.running, sentence):
                continue
            if subject is not None:
                self._give_under(subject, sentence, block, hint)
            else:
                self._continue(sentence, folded, block, hint)

    def _of_the_page(self, block: Block) -> None:
        """Under « Pourquoi une CPTS ? », what is told as done is of the CPTS above the question, or of the page."""
        above = (scope.subject for scope in reversed(self.scopes) if scope.subject is not None)
        subject = next(above, self.main)
        for start, end in sentences(block.text) if subject is not None else ():
            sentence = without_national_texts(without_comparison(block.text[start:end]))
            if tells_of_itself(fold(sentence)) and not self._of_another(subject, sentence):
                self._give(subject, complete_year(sentence, self.headline), block, named=True)

    def _give_under(self, subject: Subject, sentence: str, block: Block, hint: str) -> None:
        """Gives a sentence to the CPTS in scope, with what the heading above says of it."""
        place = self._group_above()
        if place and (hint == "territory" or "nitial" in place):
            sentence = f"{place} : {sentence}"
        if only_date(fold(sentence)):
            sentence = self._dated(subject, sentence)
        if block.kind == "item" and not hint and self._continues_territory(subject):
            hint = "territory"  # « Communauté de communes du Kreiz-Breizh », then « Callac »
        self._give(subject, complete_year(sentence, self.headline), block, hint=hint)

    def _continue(self, sentence: str, folded: str, block: Block, hint: str) -> None:
        """Gives a sentence under no CPTS to the one of the text above, when a pronoun or a note carries on."""
        if is_newcomer(folded) or is_latest(folded):
            self.running = self._referent(folded)
        elif self.running is None:
            return
        elif block.kind == "note" and not pattern("passages", "anaphora").match(folded.strip()):
            hint = "territory"
        elif not pattern("passages", "anaphora").match(folded.strip()):
            return
        self._give(self.running, sentence, block, hint=hint)

    def _continues_territory(self, subject: Subject) -> bool:
        """True when the last words given to the CPTS were a bullet that is an intercommunality or a canton."""
        last = subject.passages[-1] if subject.passages else None
        return last is not None and last.own and opens_with_epci(fold(last.text))

    def _distribute(self, block: Block, *, first: Subject | None = None, own_only: bool = True) -> None:
        """Gives each sentence of a block to the CPTS it names."""
        carried: list[Subject] = [first] if first else []
        fallback = self._current()
        mentioned = {name_key(mention.name): mention for mention in find_names(block.text)}
        if first is None and fallback is None and len(mentioned) == 1 and not self.about_another:
            known = self._referent(fold(block.text)) if continues(fold(block.text)) else None
            # a paragraph about one CPTS may say the place and the figures before the name
            carried = [known or self._subject(next(iter(mentioned.values())).name, block.locator)]
        for start, end in sentences(block.text):
            sentence = without_national_texts(without_count(without_comparison(block.text[start:end])))
            sentence = with_the_day(without_neighbours(sentence), self.day)
            self.day = day_of(sentence, self.day)
            mentions = find_names(sentence)
            folded = fold(sentence)
            if not mentions:
                carried = self._unnamed(sentence, folded, block, carried, fallback)
                continue
            carried = self._sentence(sentence, mentions, block, fallback, carried) or carried
            self.latest = self._subject(mentions[-1].name, block.locator)
        self._situate(block)
        if len(carried) == 1 and not self.about_another:
            self.running = carried[0]
        elif carried:
            self.running = None

    def _referent(self, folded: str) -> Subject | None:
        """The CPTS a pronoun stands for at the head of a sentence, when one does."""
        if is_newcomer(folded):
            return self.heir or self.running
        return self.latest if is_latest(folded) else self.running

    def _unnamed(
        self, sentence: str, folded: str, block: Block, carried: list[Subject], fallback: Subject | None
    ) -> list[Subject]:
        """Gives a sentence that names nobody, after `carried`; the CPTS the next one continues."""
        if (len(carried) != 1 or is_plural_subject(folded)) and self._announces(sentence, folded, block):
            return carried
        carried = self._stood_for(folded, carried)
        only = carried[0] if len(carried) == 1 else fallback if not carried else None
        if only is not self.heir and self._of_another(only, sentence):
            return carried
        for rule in (self._dated_signature, self._first_and_second, self._raised_count, self._said_of_nobody):
            if rule(sentence, folded, block, carried, fallback):
                return carried
        if only is not None:
            self._give(only, sentence, block)
        elif pattern("passages", "plural_anaphora").match(folded.strip()):
            for subject in carried:
                self._give(subject, sentence, block, own=False)
        return carried

    def _stood_for(self, folded: str, carried: list[Subject]) -> list[Subject]:
        """The CPTS that « la nouvelle venue » or « cette dernière » stands for, else those of the sentence before."""
        if self.heir is not None and is_newcomer(folded):
            return [self.heir]
        return [self.latest] if self.latest is not None and is_latest(folded) else carried

    def _of_another(self, subject: Subject | None, sentence: str) -> bool:
        """« La première communauté a signé … » on the page of the second."""
        if subject is None:
            return False
        told = (passage.text for passage in subject.passages if passage.own)
        return of_another(sentence, (self.headline, *told))

    def _dated_signature(
        self, sentence: str, folded: str, block: Block, carried: list[Subject], fallback: Subject | None
    ) -> bool:
        """« Vendredi 12 mars, le deuxième contrat finançant une CPTS a été signé » is of the only one spoken of."""
        only = carried[0] if len(carried) == 1 else fallback if not carried else None
        if only is None or not is_dated_signature(folded):
            return False
        self._give(only, sentence, block)
        return True

    def _first_and_second(
        self, sentence: str, folded: str, block: Block, carried: list[Subject], fallback: Subject | None
    ) -> bool:
        pair = first_and_second(sentence) if len(carried) == 2 else None
        for subject, words in zip(carried, pair or (), strict=pair is not None):
            self._give(subject, words, block, named=True)
        return pair is not None

    def _raised_count(
        self, sentence: str, folded: str, block: Block, carried: list[Subject], fallback: Subject | None
    ) -> bool:
        if not carried or not raises_the_count(folded):
            return False
        for subject in carried:
            self._give(subject, sentence, block, hint="status", own=False, named=True)
        return True

    def _said_of_nobody(
        self, sentence: str, folded: str, block: Block, carried: list[Subject], fallback: Subject | None
    ) -> bool:
        return speaks_of_all(folded) or (of_other_structure(folded) and not triggers(sentence))

    def _sentence(
        self,
        sentence: str,
        mentions: Sequence[Mention],
        block: Block,
        fallback: Subject | None,
        before: list[Subject],
    ) -> list[Subject]:
        """Cuts a sentence that names several CPTS: coordinated names share the words before and after them,
        other names have the words up to the next name."""
        sentence = self._without_the_others(sentence, mentions, block)
        groups, apposed = self._groups(sentence, mentions, block)
        merged = self._merger(sentence, mentions, block, before)
        if merged is not None:
            return [merged]
        self._also(sentence, mentions, before, block)
        if len(before) == 1 and self._told_of_before(sentence, mentions, before[0], block):
            return before
        parts = cut(sentence, groups, apposed)
        told: list[Subject] = []
        for number, part in enumerate(parts):
            if number == 0 and fallback is not None:
                part = self._before_the_name(part, fallback, block)
                if len(part.group) == 1 and self._in_brackets(sentence, part.group[0], fallback, block):
                    continue
            if self._cited_in_passing(part, fallback, block):
                continue
            told += self._one(part, block) if len(part.group) == 1 else self._several(part, block)
        return told

    def _without_the_others(self, sentence: str, mentions: Sequence[Mention], block: Block) -> str:
        """« … pour la CPTS A et le 30 septembre pour les trois autres »: the end of the sentence is given to the three
        others of the document, when they are three."""
        told = the_others(sentence, mentions[-1])
        if told is None:
            return sentence
        begin, number, words = told
        named = {self._subject(mention.name, block.locator).key for mention in mentions}
        others = [subject for key, subject in self.subjects.items() if key not in named]
        for subject in others if len(others) == number else ():
            self._give(subject, complete_year(words, sentence[:begin]), block, named=True)
        return sentence[:begin]

    def _groups(self, sentence: str, mentions: Sequence[Mention], block: Block) -> tuple[list[list[Mention]], bool]:
        """The names of a sentence, coordinated ones together; whether the first stands in « Née de [A], », beside
        the subject. Another name of the one before (« dite « CPTS Giffre-Arve » ») is kept as such."""
        groups: list[list[Mention]] = []
        apposed = False
        for mention in mentions:
            between = sentence[groups[-1][-1].end : mention.start] if groups else ""
            if groups and _CALLED.fullmatch(fold(between)):
                self._short_name(mention.name, self._subject(groups[-1][-1].name, block.locator))
                continue
            apposed = apposed or (len(groups) == 1 and introduces(sentence[: mentions[0].start], between))
            if groups and coordinated(between) and not (len(groups) == 1 and apposed):
                groups[-1].append(mention)
            else:
                groups.append([mention])
        return groups, apposed

    def _before_the_name(self, part: Part, fallback: Subject, block: Block) -> Part:
        """The words before another one's name that describe the CPTS of the page are given to it."""
        if not self._tells_first(part.sentence[: part.group[0].start], part.group, fallback):
            return part
        begin = boundary(part.sentence, 0, part.group[0].start)
        self._give(fallback, part.sentence[:begin], block)
        return replace(part, begin=begin)

    def _cited_in_passing(self, part: Part, fallback: Subject | None, block: Block) -> bool:
        if not self._only_cited(part.sentence, part.clause, part.group):
            return False
        lead = part.sentence[: part.group[0].start]
        self._subject(part.group[0].name, block.locator)
        if fallback is not None and self._tells_first(lead, part.group, fallback):
            self._give(fallback, lead[part.begin :], block)
        return True

    def _one(self, part: Part, block: Block) -> list[Subject]:
        mention = part.group[0]
        subject = self._subject(mention.name, block.locator)
        words = complete_year(without_name(part.clause, mention, part.begin), part.before or self.headline)
        self._give(subject, words + part.borrowed, block, named=True)
        self._sector(subject, part.sentence[mention.end :], block)
        return [subject]

    def _several(self, part: Part, block: Block) -> list[Subject]:
        """Coordinated names share the words around them, or have each its own after « respectivement »."""
        sentence, group = part.sentence, part.group
        values = respectively(part.clause, len(group))
        lead = sentence[part.begin : group[0].at]
        shared = f"{lead.rstrip()} {after_brackets(sentence[group[-1].end : part.stop])}{part.borrowed}"
        *before_count, told_of_each = said_of_each(shared)
        counted = announced_number(fold(lead)) == len(group)
        if counted and not before_count:  # « Deux CPTS sont en activité : A et B »
            shared = told_of_each
        listed = ":" in sentence[group[0].start : group[0].at]  # « quatre autres CPTS : A, B … »
        shared = complete_year(shared, part.before or self.headline)
        told = []
        for position, mention in enumerate(group):
            subject = self._subject(mention.name, block.locator, listed)
            text = values[position] if values else shared
            self._give(subject, text, block, own=bool(values), named=True)
            after = group[position + 1].start if position + 1 < len(group) else part.stop
            self._sector(subject, sentence[mention.end : after], block)
            told.append(subject)
        return told

    def _also(self, sentence: str, mentions: Sequence[Mention], before: list[Subject], block: Block) -> None:
        """« …, sous contrat elle aussi »: what is said of one CPTS is said of the one before."""
        words = shared_by_also(sentence[mentions[-1].end :])
        named = {name_key(mention.name) for mention in mentions}
        for subject in before if words else ():
            if subject.key not in named:
                self._give(subject, words, block, hint="status", own=False, named=True)

    def _told_of_before(self, sentence: str, mentions: Sequence[Mention], before: Subject, block: Block) -> bool:
        """A sentence about the CPTS of the one before that names another: « 51 700 habitants, contre 29 000 pour
        l'ancienne CPTS de X », « Elle touche la CPTS de X »."""
        mention = mentions[0]
        other = self._subject(mention.name, block.locator)
        lead = sentence[: mention.start]
        if len(mentions) > 1 or other is before:
            return False
        figure = compared_figure(lead)
        if figure:
            self._give(before, figure[0], block)
            self._give(other, f"{figure[1]} pour CPTS", block, named=True)
            return True
        if not is_own_subject(lead):
            return False
        begin = boundary(sentence, 0, mention.start)
        self._give(before, sentence[:begin], block)
        self._give(other, without_name(sentence[begin:], mention, begin), block, named=True)
        return True

    def _in_brackets(self, sentence: str, mention: Mention, fallback: Subject, block: Block) -> bool:
        """« … (commune rattachée au projet de CPTS Lez Mosson) … »: the brackets are of the other CPTS, the
        sentence is of the one the page is about."""
        opening = sentence.rfind("(", 0, mention.start)
        closing = sentence.find(")", mention.end)
        if opening < 0 or closing < 0 or ")" in sentence[opening : mention.start]:
            return False
        if self.subjects.get(name_key(mention.name)) is fallback:
            return False
        self._give(
            self._subject(mention.name, block.locator),
            sentence[opening + 1 : closing],
            block,
            hint="status",
            named=True,
        )
        self._give(fallback, sentence[:opening].rstrip() + sentence[closing + 1 :], block)
        return True

    def _merger(
        self, sentence: str, mentions: Sequence[Mention], block: Block, before: list[Subject]
    ) -> Subject | None:
        """A CPTS made of others lives, the others ended; `before`: those a pronoun of the sentence stands for."""
        told = merger(sentence, mentions)
        if told is None:
            return None
        ended = [self._subject(mention.name, block.locator) for mention in told.ended]
        if told.lead and len(before) == 1:
            self._give(before[0], told.lead, block)
            ended += before
        heir = self._subject(told.heir.name, block.locator)
        for subject in ended:
            if subject is not heir:
                self._give(subject, f"CPTS fusionnée{told.when}", block, named=True)
        start, end = told.words
        self._give(heir, without_name(sentence[start:end], told.heir, start), block, named=True)
        self.heir = heir
        return heir

    def _tells_first(self, lead: str, group: Sequence[Mention], fallback: Subject) -> bool:
        """True when the words before another CPTS's name already describe the one the page is about."""
        others = all(self.subjects.get(name_key(mention.name)) is not fallback for mention in group)
        return others and bool(
            re.search(r"\d ?communes|\bhabitants\b|\b(?:regroup|couvr|reuni|compren|rassembl)", fold(lead))
        )

    def _only_cited(self, sentence: str, clause: str, group: Sequence[Mention]) -> bool:
        """« en lien avec la CPTS voisine de … »: a name met for the first time in passing, with no stage."""
        return (
            len(group) == 1
            and is_passing(sentence, group[0])
            and name_key(group[0].name) not in self.subjects
            and not pattern("passages", "status").search(fold(clause))
        )
