"""Gives the words of a document to the CPTS they speak of, sentence by sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from spiders.extract.blocks import Block
from spiders.extract.clauses import (
    after_brackets,
    announced_number,
    boundary,
    complete_year,
    coordinated,
    is_dated_signature,
    is_elliptical,
    is_passing,
    nearest,
    of_other_structure,
    predicate,
    respectively,
    speaks_of_all,
    without_name,
)
from spiders.extract.dates_in_text import DATE, DATED, only_date, without_dates
from spiders.extract.names_in_text import Mention, find_names, name_key, triggers
from spiders.extract.places_in_text import departement_of, is_place, opens_with_epci
from spiders.extract.roles import said_of_each
from spiders.extract.scopes import Scopes
from spiders.extract.subjects import Passage, Subject
from spiders.extract.words import fold, pattern, sentences

_CALLED = re.compile(
    r"\s*[,(]?\s*(?:dite?|aussi appelee?|egalement (?:appelee?|nommee?|connue sous le nom de)|alias|ex|anciennement"
    r"|plus connue sous le nom de|rebaptisee?|renommee?)[\s:-]*(?:la\s+)?[«\"']?\s*(?:la\s+)?"
)
_PICTOGRAMS = "📅🗓🕒✍️✅✔• "
_BORN_OF = re.compile(
    r"\b(?:est |ete )?(?:nees?|issues?|creee?s?|resulte|le fruit|constituee?|provient)\b[^.;]{0,40}"
    r"\bfusion (?:de|des|du|entre|d')"
)
_MERGE_INTO = re.compile(
    r"\bfusionn\w+\b[^.;]{0,60}\b(?:pour (?:former|creer|devenir|donner)|deviennent"
    r"|sous le nom|et forment|au sein|en une)"
)


class Attribution(Scopes):
    """Sentences go to the CPTS they name, to the one they continue (« Elle couvre … »), or to nobody."""

    def __init__(self, headline: str) -> None:
        super().__init__()
        self.headline = headline
        self.running: Subject | None = None  # the CPTS of the sentence before
        self.as_of = ""  # « Situation au 15 septembre 2021 »: dates the lists below
        self.announcements: list[tuple[int | None, str, Block]] = []

    def _give(
        self, subject: Subject | None, text: str, block: Block, *, hint: str = "", own: bool = True, named: bool = False
    ) -> None:
        if subject is not None and (text.strip() or block.links):
            # a sentence that names its CPTS speaks for itself, whatever the heading above
            hint = hint or ("" if named else self._hint())
            subject.passages.append(Passage(text.strip(), block.locator, hint, own, named, block.links))

    def _whole(self, subject: Subject, block: Block) -> None:
        self._give(subject, block.text, block, hint="title", named=True)
        self._context(subject, block)

    def _context(self, subject: Subject, block: Block) -> None:
        """What the headings above say of every CPTS under them: its stage and its département."""
        for scope in self.scopes:
            if scope.subject is not None or scope.role not in ("list", "stage", "department", "other", "main"):
                continue
            if scope.role == "department":
                subject.passages.append(Passage(scope.text, block.locator, "department", own=False))
                continue
            if scope.role in ("list", "stage"):
                for words in said_of_each(scope.text):
                    subject.passages.append(Passage(words, block.locator, "status", own=False))
            subject.passages.append(Passage(scope.text, block.locator, "place", own=False))
        for words in said_of_each(self.as_of):
            subject.passages.append(Passage(words, block.locator, "status", own=False))

    def _inherit(self, block: Block) -> None:
        """Gives a block that names nobody to the CPTS in scope, sentence by sentence."""
        role = self._role()
        if role in ("generic", "people", "other_structure", "documents", "aside"):
            return
        subject = self._current()
        hint = "territory" if block.kind == "note" else self._hint()
        if block.kind == "note":
            block = replace(block, text=re.sub(r"^\s*(?:\[\d+\]|\(\d+\))\s*", "", block.text))
        for start, end in sentences(block.text):
            sentence = block.text[start:end]
            folded = fold(sentence)
            if self._announces(sentence, folded, block):
                continue
            dated = subject is not None and subject is self.main and is_dated_signature(folded)
            if (speaks_of_all(folded) and not dated) or of_other_structure(folded):
                continue
            if subject is not None:
                place = self._group_above()
                if place and (hint == "territory" or "nitial" in place):
                    sentence = f"{place} : {sentence}"
                stage = self._stage_of_group() if only_date(folded) else ""
                if stage:
                    sentence = f"{stage} : {sentence.lstrip(_PICTOGRAMS)}"
                if block.kind == "item" and not hint and self._continues_territory(subject):
                    hint = "territory"  # « Communauté de communes du Kreiz-Breizh », then « Callac »
                self._give(subject, complete_year(sentence, self.headline), block, hint=hint)
            elif self.running is not None and pattern("passages", "anaphora").match(folded.strip()):
                self._give(self.running, sentence, block, hint=hint)
            elif self.running is not None and block.kind == "note":
                self._give(self.running, sentence, block, hint="territory")

    def _continues_territory(self, subject: Subject) -> bool:
        """True when the last words given to the CPTS were a bullet that is an intercommunality or a canton."""
        last = subject.passages[-1] if subject.passages else None
        return last is not None and last.own and opens_with_epci(fold(last.text))

    def _distribute(self, block: Block, *, first: Subject | None = None, own_only: bool = True) -> None:
        """Gives each sentence of a block to the CPTS it names."""
        carried: list[Subject] = [first] if first else []
        fallback = self._current()
        mentioned = {name_key(mention.name): mention for mention in find_names(block.text)}
        if first is None and fallback is None and len(mentioned) == 1:
            # a paragraph about one CPTS may say the place and the figures before the name
            carried = [self._subject(next(iter(mentioned.values())).name, block.locator)]
        for start, end in sentences(block.text):
            sentence = block.text[start:end]
            mentions = find_names(sentence)
            folded = fold(sentence)
            if not mentions:
                if len(carried) != 1 and self._announces(sentence, folded, block):
                    continue
                alone = len(carried) == 1 or (not carried and fallback is not None)
                if alone and is_dated_signature(folded):
                    self._give(carried[0] if carried else fallback, sentence, block)
                    continue
                if speaks_of_all(folded) or (of_other_structure(folded) and not triggers(sentence)):
                    continue
                if len(carried) == 1:
                    self._give(carried[0], sentence, block)
                elif carried and pattern("passages", "plural_anaphora").match(folded.strip()):
                    for subject in carried:
                        self._give(subject, sentence, block, own=False)
                elif not carried and fallback is not None:
                    self._give(fallback, sentence, block)
                continue
            carried = self._sentence(sentence, mentions, block, fallback) or carried
        if len(carried) == 1:
            self.running = carried[0]
        elif carried:
            self.running = None

    def _sentence(
        self, sentence: str, mentions: Sequence[Mention], block: Block, fallback: Subject | None
    ) -> list[Subject]:
        """Cuts a sentence that names several CPTS: coordinated names share the words before and after them,
        other names have the words up to the next name."""
        groups: list[list[Mention]] = []
        for mention in mentions:
            between = sentence[groups[-1][-1].end : mention.start] if groups else ""
            if groups and _CALLED.fullmatch(fold(between)):
                # « la CPTS Faucigny Giffre, dite « CPTS Giffre-Arve » »
                self._short_name(mention.name, self._subject(groups[-1][-1].name, block.locator))
                continue
            if groups and coordinated(between):
                groups[-1].append(mention)
            else:
                groups.append([mention])
        merged = self._merger(sentence, mentions, block)
        if merged is not None:
            return [merged]
        bounds = [
            0,
            *(boundary(sentence, groups[n - 1][-1].end, groups[n][0].start) for n in range(1, len(groups))),
            len(sentence),
        ]
        predicates = [predicate(sentence[groups[n][-1].end : bounds[n + 1]]) for n in range(len(groups))]
        told: list[Subject] = []
        for number, group in enumerate(groups):
            begin, stop = bounds[number], bounds[number + 1]
            if number == 0 and fallback is not None and self._tells_first(sentence[: group[0].start], group, fallback):
                begin = boundary(sentence, 0, group[0].start)
                self._give(fallback, sentence[:begin], block)
            clause = sentence[begin:stop]
            if (
                number == 0
                and fallback is not None
                and len(group) == 1
                and self._in_brackets(sentence, group[0], fallback, block)
            ):
                continue
            if self._only_cited(sentence, clause, group):
                self._subject(group[0].name, block.locator)
                if fallback is not None and self._tells_first(sentence[: group[0].start], group, fallback):
                    self._give(fallback, clause[: group[0].start - begin], block)
                continue
            if is_elliptical(sentence[group[-1].end : stop]) and len(groups) > 1:
                borrowed = nearest(predicates, number)
            else:
                borrowed = ""

            if len(group) == 1:
                subject = self._subject(group[0].name, block.locator)
                self._give(
                    subject,
                    complete_year(
                        without_name(sentence[begin:stop], group[0], begin), sentence[:begin] or self.headline
                    )
                    + borrowed,
                    block,
                    named=True,
                )
                self._sector(subject, sentence[group[0].end :], block)
                told.append(subject)
                continue
            values = respectively(clause, len(group))
            shared = (
                f"{sentence[begin : group[0].at].rstrip()} {after_brackets(sentence[group[-1].end : stop])}{borrowed}"
            )
            listed = ":" in sentence[group[0].start : group[0].at]  # « quatre autres CPTS : A, B … »
            shared = complete_year(shared, sentence[:begin] or self.headline)
            for position, mention in enumerate(group):
                subject = self._subject(mention.name, block.locator, listed)
                text = values[position] if values else shared
                self._give(subject, text, block, own=bool(values), named=True)
                after = group[position + 1].start if position + 1 < len(group) else stop
                self._sector(subject, sentence[mention.end : after], block)
                told.append(subject)
        return told

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

    def _merger(self, sentence: str, mentions: Sequence[Mention], block: Block) -> Subject | None:
        """« A est née de la fusion de B et de C », « B et C fusionnent pour former A »: A lives, the others ended."""
        if len(mentions) < 2:
            return None
        folded = fold(sentence)
        first, second, last = mentions[0], mentions[1], mentions[-1]
        if _BORN_OF.search(folded[first.end : second.start]):
            heir, merged = first, mentions[1:]
            words = sentence[: first.end + _BORN_OF.search(folded[first.end : second.start]).start()]  # type: ignore[union-attr]
        elif len(mentions) > 2 and _MERGE_INTO.search(folded[mentions[-2].end : last.start]):
            heir, merged = last, mentions[:-1]
            words = sentence[last.start :]
        else:
            return None
        date = next((match for match in DATED.finditer(folded)), None)
        when = f" {sentence[date.start() : date.end()].strip(' ,')}" if date else ""
        for mention in merged:
            if name_key(mention.name) != name_key(heir.name):
                self._give(self._subject(mention.name, block.locator), f"CPTS fusionnée{when}", block, named=True)
        subject = self._subject(heir.name, block.locator)
        self._give(subject, without_name(words, heir, 0 if heir is first else last.start), block, named=True)
        return subject

    def _tells_first(self, lead: str, group: list[Mention], fallback: Subject) -> bool:
        """True when the words before another CPTS's name already describe the one the page is about."""
        others = all(self.subjects.get(name_key(mention.name)) is not fallback for mention in group)
        return others and bool(
            re.search(r"\d ?communes|\bhabitants\b|\b(?:regroup|couvr|reuni|compren|rassembl)", fold(lead))
        )

    def _only_cited(self, sentence: str, clause: str, group: list[Mention]) -> bool:
        """« en lien avec la CPTS voisine de … »: a name met for the first time in passing, with no stage."""
        return (
            len(group) == 1
            and is_passing(sentence, group[0])
            and name_key(group[0].name) not in self.subjects
            and not pattern("passages", "status").search(fold(clause))
        )

    def _sector(self, subject: Subject, after: str, block: Block) -> None:
        """« CPTS d'Asclépios (secteur d'Amboise) »: the brackets say where, or give the short name (« LVO »)."""
        match = re.match(r"\s*\(([^()]{2,300})\)", after)
        stage = match and not re.search(r"[A-ZÀ-Þ]", match.group(1)) and match.group(1)
        if stage and pattern("passages", "status").search(fold(stage)):  # « CPTS de Gray (validée) »
            subject.passages.append(Passage(stage, block.locator, "status", named=True))
            return
        short = match and re.fullmatch(r"\s*(?:CPTS\s+)?([A-Z][A-Za-z0-9]*[A-Z][A-Za-z0-9]*)\s*", match.group(1))
        if short:
            self._short_name(short.group(1), subject)
        elif match and departement_of(match.group(1)):
            subject.passages.append(Passage(match.group(1), block.locator, "department", own=False))
        elif match and not triggers(match.group(1)) and not is_place(match.group(1)):
            subject.passages.append(Passage(match.group(1), block.locator, "sector", named=True))

    def _announces(self, sentence: str, folded: str, block: Block) -> bool:
        """Keeps « Trois communautés ont signé … », « Toutes deux sont en activité »: at the end of the document
        the sentence is given to every CPTS when their number is the one announced."""
        if self.main is not None or not pattern("passages", "status").search(folded) or "nombre de" in folded:
            return False
        number = announced_number(folded)
        if number is None and not re.search(r"\bchacune\b|^(?:elles|toutes)\b", folded.strip()):
            return False
        self.announcements.append((number, sentence, block))
        return number is not None or "chacune" in folded

    def _spread_announcements(self) -> None:
        wanted = announced_number(fold(self.headline))
        subjects = list(self.subjects.values())
        for number, sentence, block in self.announcements:
            if len(subjects) < 2 or (number or wanted) != len(subjects):
                continue
            if len(list(DATE.finditer(fold(sentence)))) > 1:
                sentence = without_dates(sentence, fold(sentence))  # each its own date: none is shared
            for subject in subjects:
                for words in said_of_each(sentence):
                    self._give(subject, words, block, hint="status", own=False, named=True)
