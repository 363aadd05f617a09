"""What is given to a CPTS: words with the place they stand at, what the headings above say, notes, announcements."""

from __future__ import annotations

import re

from lexicon.cpts_names import find_names, triggers
from lexicon.date_words import DATE, DATE_LABEL, without_dates
from lexicon.departement_words import departement_of, is_place
from lexicon.patterns import pattern
from lexicon.text import fold, sentences
from spiders.extract.attribution.clauses import announced_number, is_passing, is_shared_mission, without_some
from spiders.extract.attribution.heading_stack import Scopes
from spiders.extract.model.content import Block
from spiders.extract.model.mentions import Passage, Subject
from spiders.extract.prose.footnotes import marks, note
from spiders.extract.prose.heading_roles import said_of_each
from spiders.extract.table.header_meaning import stage_of

_PICTOGRAMS = "📅🗓🕒✍️✅✔• "
_NO_PLACE = re.compile(r"^[A-ZÀ-Þ](?=[a-zà-ÿ])|\b(?:ACI|ARS|CPAM|CPTS)\b")  # capitals that name no place
_STAGE_FIELD = re.compile(r"\W*(?:etat|statut|stade|etape|avancement|phase)\b[^:]{0,25}:")


_FIELD = re.compile(r"\W*[a-z][a-z' -]{2,40} ?:")


class Giving(Scopes):
    """Gives words to one CPTS, or keeps those that are said of all until their number is known."""

    def __init__(self, headline: str) -> None:
        super().__init__()
        self.headline = headline
        self.running: Subject | None = None  # the CPTS of the sentence before
        self.about_another = False  # the text is about another structure and cites a CPTS
        self.day = ""  # the day of the sentence before, which « le même jour » stands for
        self.latest: Subject | None = None  # the last one named
        self.heir: Subject | None = None  # the one the last merger made
        self.notes: dict[str, Subject | None] = {}  # mark of a note → the CPTS whose words send to it
        self.as_of = ""  # « Situation au 15 septembre 2021 »: dates the lists below
        self.announcements: list[tuple[int | None, str, Block]] = []

    def _give(
        self, subject: Subject | None, text: str, block: Block, *, hint: str = "", own: bool = True, named: bool = False
    ) -> None:
        if subject is not None and (text.strip() or block.links):
            self._sends_to_notes(subject, text)
            # a sentence that names its CPTS speaks for itself, whatever the heading above
            hint = hint or ("" if named else self._hint())
            subject.passages.append(Passage(text.strip(), block.locator, hint, own, named, block.links))

    def _sends_to_notes(self, subject: Subject | None, text: str) -> None:
        for mark in marks(text):
            known = self.notes.setdefault(mark, subject)
            if known is not subject:  # one mark for two CPTS: whose note it is is not said
                self.notes[mark] = None

    def _note(self, block: Block) -> bool:
        """Gives a note to the CPTS whose words carry its mark."""
        told = note(block.text)
        subject = self.notes.get(told[0]) if told else None
        if told is None or subject is None or find_names(told[1]):
            return False
        for start, end in sentences(told[1]):
            self._give(subject, told[1][start:end], block, hint="territory")
        return True

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

    def _dated(self, subject: Subject, date: str) -> str:
        """A date alone with the stage it dates: the field written just above it, for « Date : … » the stage of its
        sheet, else that of the group."""
        label = DATE_LABEL.match(fold(date))
        before = subject.passages[-1] if subject.passages else None
        field = before is not None and before.own and _STAGE_FIELD.match(fold(before.text))
        stage = before.text if before is not None and field else _stage_of_sheet(subject) if label else ""
        stage = stage or self._stage_of_group()
        date = date[label.end() if label else 0 :].lstrip(_PICTOGRAMS)
        return f"{stage} : {date}" if stage else date

    def _situate(self, block: Block) -> None:
        """The heading « Hautes-Alpes, terre pionnière » situates the CPTS named in the prose under it."""
        place = self._place_above()
        for mention in find_names(block.text) if place else ():
            if not is_passing(block.text, mention):
                subject = self._subject(mention.name, block.locator)
                subject.passages.append(Passage(place, block.locator, "around", own=False))

    def _sector(self, subject: Subject, after: str, block: Block) -> None:
        """« CPTS d'Asclépios (secteur d'Amboise) »: the brackets say where, or give the short name (« LVO »)."""
        match = re.match(r"\s*\(([^()]{2,300})\)", after)
        proper = match and re.search(r"[A-ZÀ-Þ]", _NO_PLACE.sub("", match.group(1)))
        stage = match and not proper and match.group(1)
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
        if self.main is not None or "nombre de" in folded:
            return False
        if not pattern("passages", "status").search(folded) and not is_shared_mission(folded):
            return False
        number = announced_number(folded)
        if number is None and not re.search(r"\bchacune\b|^(?:elles|toutes)\b", folded.strip()):
            return False
        of_all = without_some(sentence)
        if pattern("passages", "status").search(fold(of_all)) or is_shared_mission(fold(of_all)):
            self.announcements.append((number, of_all, block))
        return number is not None or "chacune" in folded

    def _spread_announcements(self) -> None:
        wanted = announced_number(fold(self.headline))
        subjects = list(self.subjects.values())
        for number, sentence, block in self.announcements:
            if len(subjects) < 2 or (number or wanted) != len(subjects):
                continue
            if len(list(DATE.finditer(fold(sentence)))) > 1:
                sentence = without_dates(sentence, fold(sentence))  # each its own date: none is shared
            mission = is_shared_mission(fold(sentence))
            for subject in subjects:
                if mission:
                    self._give(subject, sentence, block, hint="missions", named=True)
                    continue
                for words in said_of_each(sentence):
                    self._give(subject, words, block, hint="status", own=False, named=True)


def _stage_of_sheet(subject: Subject) -> str:
    """« ACI signé » or « Statut : ACI signé » alone on a line, with nothing but fields between it and the end of what
    is said of a CPTS: the badge of a card, which its « Date : … » dates."""
    for passage in reversed(subject.passages):
        folded = fold(passage.text)
        if not passage.own or passage.named:
            break
        if passage.hint != "missions" and (_STAGE_FIELD.match(folded) or (len(folded) <= 60 and ":" not in folded)):
            told = stage_of(folded) and not DATE.search(folded) and not pattern("passages", "not_done").search(folded)
            return passage.text if told else ""
        if not _FIELD.match(folded):
            break
    return ""
