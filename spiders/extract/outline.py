"""Which words of a document speak of which CPTS.

A document is read block by block. Headings, introductory lines and group bullets open scopes (a CPTS, a
stage, a département, a list, something else); sentences go to the CPTS they name, to the one they continue
(« Elle couvre … »), or to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

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
    speaks_of_one,
    without_name,
)
from spiders.extract.dates_in_text import DATE, without_dates
from spiders.extract.names_in_text import Mention, bare_name, departement_of, find_names, is_place, name_key, triggers
from spiders.extract.roles import (
    AS_OF,
    OPENS_LIST,
    is_question,
    names_of_line,
    noise_role,
    opens_with,
    role_for_intro,
    role_of_heading,
)
from spiders.extract.words import fold, pattern, sentences

INTRODUCTION = 8            # level of a line such as « Loire-Atlantique : », below every heading
BULLET = 10                 # level of an outermost bullet that groups others


@dataclass(frozen=True, slots=True)
class Passage:
    """`text` speaks of one CPTS. `own` is false when the words are shared with others (an enumeration, a
    heading over a list): numbers and places in them are nobody's. `hint` is the role of the scope:
    `missions`, `territory`, `population`, `status`, `department`, `sector`, `title`, `place`, or empty."""

    text: str
    locator: str
    hint: str = ""
    own: bool = True
    named: bool = False                  # the words name the CPTS themselves
    links: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Subject:
    """One CPTS of the document. `listed`: it stands in a list, a heading or the title, which is a
    publication by itself; otherwise it was only met in a sentence."""

    name: str
    key: str
    locator: str
    listed: bool = False
    passages: list[Passage] = field(default_factory=list)


@dataclass(slots=True)
class _Scope:
    level: int
    role: str                            # cpts, list, stage, department, missions, generic, people, …, other
    text: str
    subject: Subject | None = None


@dataclass(slots=True)
class Outline:
    subjects: list[Subject]
    unread: list[tuple[str, str]]        # named mentions that no listing took: name, locator
    announced: list[tuple[int, int, str]]   # number announced, number listed under it, words
    blocks: tuple[Block, ...]            # the blocks read, asides and titles of other pages left out
    empty: list[str]                     # headings of lists with nothing under them


def outline(blocks: Sequence[Block], main_name: str | None = None, title: str | None = None) -> Outline:
    """Reads `blocks`. `main_name`: the CPTS the whole document is about, when the caller knows it."""
    reader = _Reader(blocks, main_name, title)
    return reader.read()


def _is_teaser(block: Block) -> bool:
    """A heading or a bullet that is one link with more words than a name: the title of another page."""
    if block.kind not in ("heading", "item") or block.level == 1 and block.kind == "heading" or len(block.links) != 1:
        return False
    text, address = block.links[0]
    names = find_names(block.text)
    if not names or text != block.text or re.search(r"/media/\d+/download|/system/files/|\.\w{3,4}$", address):
        return False
    rest = block.text[:names[0].start] + " " + block.text[names[-1].end:]
    said = set(re.findall(r"[^\W\d_]{3,}", fold(rest))) - {"les", "des", "cpts", "fiche", "carte", "projet", "territoire", "voir", "site"}
    return bool(said)


def _without_asides(blocks: Sequence[Block]) -> Iterator[Block]:
    """Leaves out what stands under « À lire aussi » until a heading of the same or a higher level, and the
    titles of other pages."""
    skip_above = 0
    for block in blocks:
        if _is_teaser(block):
            continue
        if block.kind == "heading":
            if skip_above and block.level > skip_above:
                continue
            skip_above = 0
            if role_of_heading(block.text) == "aside" and not find_names(block.text):
                skip_above = block.level
                continue
        if not skip_above:
            yield block


class _Reader:
    def __init__(self, blocks: Sequence[Block], main_name: str | None, title: str | None) -> None:
        self.blocks = blocks = tuple(_without_asides(blocks))
        self.subjects: dict[str, Subject] = {}
        self.scopes: list[_Scope] = []
        self.main: Subject | None = None
        self.running: Subject | None = None          # the CPTS of the sentence before
        self.headline = " ".join([title or "", *(block.text for block in blocks if block.level == 1 and block.kind == "heading")])
        self.as_of = ""                              # « Situation au 15 septembre 2021 »: dates the lists below
        self.announcements: list[tuple[int | None, str, Block]] = []
        self.list_levels: set[int] = set()
        self.short_names: dict[str, Subject] = {}
        self.unread: list[tuple[str, str]] = []
        self.list_scopes: list[tuple[_Scope, int]] = []   # list headings and the subjects known before
        if main_name:
            self.main = self._subject(main_name, "/titre", listed=True)
        else:
            if title:
                self._title(title)
            if self.main is None:
                self._single()

    # --- the walk ---------------------------------------------------------------------------------------

    def read(self) -> Outline:
        for index, block in enumerate(self.blocks):
            if block.kind == "heading":
                self._heading(index, block)
            elif block.kind == "item":
                self._item(index, block)
            else:
                self._paragraph(index, block)
        return self._finish()

    def _heading(self, index: int, block: Block) -> None:
        self._close(block.level)
        self.running = None
        names = names_of_line(block.text)
        keys = {name_key(mention.name) for mention in names}
        if len(keys) == 1 and not is_question(block.text):
            mention = names[0]
            if block.level == 1 and self.main is None:
                self.main = self._subject(mention.name, block.locator, listed=True)
                self._give(self.main, block.text, block, hint="title", named=True)
                self.scopes.append(_Scope(block.level, "main", block.text))
                return
            subject = self._subject(mention.name, block.locator, listed=not is_passing(block.text, mention))
            if subject is self.main:
                self._whole(subject, block)
                self.scopes.append(_Scope(block.level, "other", block.text))
                return
            self.scopes.append(_Scope(block.level, "cpts", block.text, subject))
            self._whole(subject, block)
            return
        if len(keys) > 1:
            self._distribute(block, own_only=False)
            self.scopes.append(_Scope(block.level, "other", block.text))
            return
        role = role_of_heading(block.text)
        if role == "other" and self._in_list() and self._bare_heading(index, block):
            return
        if role == "stage" and self.main is not None and not self._in_list():
            self._give(self.main, block.text, block)
            role = "other"
        if role in ("list", "stage"):
            self._push_group(block.level, role, block.text)
            return
        if self._current() is not None and re.search(r"\d", block.text):
            self._give(self._current(), block.text, block, hint="population" if role == "population" else "")
        self.scopes.append(_Scope(block.level, role, block.text))

    def _bare_heading(self, index: int, block: Block) -> bool:
        """A heading « Sud Yonne » in a list of CPTS, when what stands under it describes a territory."""
        found = bare_name(block.text)
        if not found or found[1] < len(block.text.rstrip(" :")) - 1 or noise_role(fold(block.text)):
            return False
        below = []
        for following in self.blocks[index + 1:index + 8]:
            if following.kind == "heading" and following.level <= block.level:
                break
            below.append(fold(following.text))
        if not re.search(r"\bcommunes?\b|\bhabitants\b|\bstatut\b|\baci\b|\bsign|\bpopulation\b|\bterritoire\b|\blettre d'intention", " ".join(below)):
            return False
        subject = self._subject(found[0], block.locator, listed=True)
        self.scopes.append(_Scope(block.level, "cpts", block.text, subject))
        self._context(subject, block)
        return True

    def _item(self, index: int, block: Block) -> None:
        level = BULLET + block.level
        self._close(level)
        names = find_names(block.text)
        role = self._role()
        if names and opens_with(block.text, names[0]):
            if role in ("aside", "people") and self.main is not None:
                return
            if len({mention.group for mention in names}) == 1 and len(names) > 1:
                self._distribute(block, own_only=False)
                return
            subject = self.running = self._subject(names[0].name, block.locator, listed=True)
            self.scopes.append(_Scope(level, "cpts", block.text, subject))
            self._distribute(block, first=subject)
            self._context(subject, block)
            return
        if names:
            self._distribute(block)
            return
        if self._in_list():
            found = bare_name(block.text)
            place = departement_of(block.text)
            if place and self._next_is_deeper(index, level):
                self.scopes.append(_Scope(level, "department", block.text))
                return
            if found and self._acceptable_bare(block.text, found[1]):
                subject = self._subject(found[0], block.locator, listed=True)
                self.scopes.append(_Scope(level, "cpts", block.text, subject))
                self._sector(subject, block.text[found[1]:], block)
                rest = block.text[found[1]:].strip(" :–-—,;")
                if rest:
                    self._give(subject, rest, block, own=True, named=True)
                elif block.links:
                    self._give(subject, "", block)
                self._context(subject, block)
                return
        if self._next_is_deeper(index, level) or block.text.rstrip().endswith(":"):
            group = role_of_heading(block.text)
            if group in ("stage", "list", "department", "territory", "missions", "generic", "people", "other_structure"):
                if group in ("stage", "list"):
                    self._push_group(level, group, block.text)
                    return
                self.scopes.append(_Scope(level, group, block.text))
                if group == "department":
                    return
        if (self._in_list() or self._role() == "stage") and self._current() is None and re.match(r"[A-ZÀ-Þ]", block.text) and len(block.text.split()) <= 8:
            self.unread.append((block.text, block.locator))
        self._inherit(block)

    def _paragraph(self, index: int, block: Block) -> None:
        self._close(BULLET)
        text = block.text.strip()
        names = names_of_line(text)
        short = len(text) <= 160 and "\n" not in text
        if short and not names and AS_OF.search(fold(text)):
            self.as_of = text
        elif not names and self._page_of_lists() and re.search(r"\bvoici\b|\bci-dessous\b|\bsuivantes\b", fold(text)):
            # « La région compte 104 CPTS en activité. Voici celles … »: said of every CPTS listed below
            self.as_of = next((s for a, b in sentences(text) if pattern("passages", "status").search(fold(s := text[a:b]))), self.as_of)
        opens_list = short and (text.endswith(":") or (not re.search(r"[.!?;,]$", text) and len(text) <= 90))
        following = self.blocks[index + 1] if index + 1 < len(self.blocks) else None
        if len(names) == 1 and not re.sub(r"\W|\b(?:la|le)\b", "", fold(text[:names[0].start] + text[names[0].end:])):
            self._close(INTRODUCTION)
            subject = self._subject(names[0].name, block.locator, listed=True)
            if subject is not self.main:
                self.scopes.append(_Scope(INTRODUCTION, "cpts", text, subject))
            self._give(subject, text, block, hint="title", named=True)
            self._context(subject, block)
            return
        if opens_list and not names:
            role = role_of_heading(text)
            if role == "department" and self._current() is not None and not text.endswith(":") and not (
                following is not None and (following.kind == "item" or find_names(following.text))
            ):
                self._give(self._current(), text, block, hint="department")
                return
            headed = following is not None and following.kind == "item"
            if role in ("department", "stage", "list") and (text.endswith(":") or headed or role == "department"):
                if not (role == "stage" and self._current() is not None and not self._in_list()):
                    level = INTRODUCTION if role != "department" else INTRODUCTION + 1
                    self._close(level)
                    if role == "department":
                        self.scopes.append(_Scope(level, role, text))
                    else:
                        self._push_group(level, role, text)
                    return
            elif headed and role not in ("population", "other"):
                self._close(INTRODUCTION)
                self._inherit(block)
                self.scopes.append(_Scope(INTRODUCTION, role, text))
                return
        if not (following is not None and following.kind == "item" and text.endswith(":")):
            self._close(INTRODUCTION + 1)
        keys = {name_key(mention.name) for mention in names}
        if names:
            self._distribute(block)
            self._close(INTRODUCTION)
            if text.endswith(":") and following is not None and following.kind == "item":
                if len(keys) == 1:
                    self.scopes.append(_Scope(INTRODUCTION, role_for_intro(text), text, self._subject(names[0].name, block.locator)))
                else:
                    self.scopes.append(_Scope(INTRODUCTION, "other", text))
            return
        self._inherit(block)
        if text.endswith(":") and following is not None and following.kind == "item":
            self._close(INTRODUCTION)
            self.scopes.append(_Scope(INTRODUCTION, role_for_intro(text), text))

    # --- scopes -----------------------------------------------------------------------------------------

    def _push_group(self, level: int, role: str, text: str) -> None:
        """Opens a list or a stage. A stage beside a list of CPTS is one itself: « CPTS en fonctionnement : … »,
        then « En cours de construction : … » at the same level."""
        if role == "stage" and level in self.list_levels:
            role = "list"
        scope = _Scope(level, role, text)
        self.scopes.append(scope)
        self.list_scopes.append((scope, len(self.subjects)))
        if role == "list":
            self.list_levels.add(level)

    def _close(self, level: int) -> None:
        self.list_levels = {known for known in self.list_levels if known <= level}
        while self.scopes and self.scopes[-1].level >= level:
            self.scopes.pop()

    def _role(self) -> str:
        """The role of the nearest scope that says something."""
        for scope in reversed(self.scopes):
            if scope.role not in ("department", "other", "cpts", "main"):
                return scope.role
            if scope.role in ("cpts", "main"):
                return ""
        return ""

    def _in_list(self) -> bool:
        """True when a bare name here is the name of a CPTS: the nearest scope is a list, or a stage or a
        département under one."""
        for scope in reversed(self.scopes):
            if scope.role == "department" or (scope.role == "other" and OPENS_LIST.search(fold(scope.text))):
                continue
            if scope.role == "stage":
                # a stage speaks of CPTS when it says so or when a list stands above it
                if triggers(scope.text) or self._page_of_lists():
                    return True
                continue
            return scope.role == "list"
        return self._page_of_lists() and any(scope.role in ("department", "stage") for scope in self.scopes)

    def _page_of_lists(self) -> bool:
        return any(scope.role == "list" for scope in self.scopes)

    def _current(self) -> Subject | None:
        for scope in reversed(self.scopes):
            if scope.subject is not None:
                return scope.subject
            if scope.role in ("generic", "people", "other_structure", "documents"):
                return None
            if scope.role in ("list", "stage"):
                return None
        return self.main

    def _hint(self) -> str:
        for scope in reversed(self.scopes):
            if scope.role in ("missions", "territory", "population"):
                return scope.role
            if scope.role == "department":
                return "territory"
            if scope.subject is not None:
                return ""
        return ""

    def _group_above(self) -> str:
        """The heading that qualifies this block inside what is said of one CPTS: a département over its
        communes, « Territoire initial » over figures that no longer hold."""
        scope = self.scopes[-1] if self.scopes else None
        qualifies = scope is not None and (scope.role == "department" or re.search(r"\binitial\b", fold(scope.text)))
        return scope.text.strip(" :") if scope is not None and qualifies else ""

    def _next_is_deeper(self, index: int, level: int) -> bool:
        if index + 1 >= len(self.blocks):
            return False
        following = self.blocks[index + 1]
        return following.kind == "item" and BULLET + following.level > level

    def _acceptable_bare(self, text: str, end: int) -> bool:
        """A bare item is a name when it ends there or goes on with a separator, and is nothing else."""
        folded = fold(text)
        if noise_role(folded[:end]) or re.match(r"(?:les|des|un|une|nos|notre)\s", folded):
            return False
        if is_place(text[:end]) and not self._stage_above():
            return False
        rest = folded[end:].strip()
        if not rest:
            return True
        return bool(re.match(r"[:(,;–\-|/\[]|regroup|couvr|\d|en |avec |qui |est |a sign|sign|valid", rest)) and len(text) < 600

    def _stage_above(self) -> bool:
        return any(scope.role in ("stage", "list") for scope in self.scopes)

    # --- giving words to a CPTS -----------------------------------------------------------------------------

    def _title(self, title: str) -> None:
        names = find_names(title)
        if len({name_key(mention.name) for mention in names}) == 1:
            self.main = self._subject(names[0].name, "/titre", listed=True)
            self.main.passages.append(Passage(title, "/titre", "title", named=True))

    def _single(self) -> None:
        """One name in the whole document, under a headline that speaks of one CPTS or of none: the document
        is about it, unless it is only cited in passing or the headline is about another structure."""
        found = [(mention, block) for block in self.blocks for mention in find_names(block.text)]
        if len({name_key(mention.name) for mention, _ in found}) != 1:
            return
        folded = fold(self.headline)
        about_none = not triggers(self.headline) and not pattern("passages", "other_structure").search(folded)
        cited = all(is_passing(block.text, mention) for mention, block in found)
        if speaks_of_one(self.headline) or (about_none and not cited and len(self.blocks) < 60):
            self.main = self._subject(found[0][0].name, found[0][1].locator, listed=True)

    def _subject(self, name: str, locator: str, listed: bool = False) -> Subject:
        key = name_key(name)
        known = self.subjects.get(key) or self.short_names.get(key) or self._alias(key)
        if known is None:
            known = self.subjects[key] = Subject(name, key, locator)
        if listed and not known.listed:
            known.listed, known.locator = True, locator
        return known

    def _alias(self, key: str) -> Subject | None:
        """The same CPTS written shorter or longer by a common noun: « Condrieu », « Région de Condrieu »."""
        tokens = set(key.split())
        common = {"co", "and", "pays", "region", "territoire", "bassin", "secteur", "portes", "ville", "agglomeration", "metropole", "communaute"}
        candidates = []
        for known in self.subjects.values():
            other = set(known.key.split())
            difference = tokens ^ other
            if _one_letter_apart(key, known.key):
                candidates.append(known)
            elif difference and difference <= common and (tokens < other or other < tokens) and tokens & other:
                candidates.append(known)
        return candidates[0] if len(candidates) == 1 else None

    def _give(self, subject: Subject | None, text: str, block: Block, *, hint: str = "", own: bool = True, named: bool = False) -> None:
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
            elif scope.role in ("list", "stage"):
                subject.passages.append(Passage(scope.text, block.locator, "status", own=False))
            if scope.role != "department":
                subject.passages.append(Passage(scope.text, block.locator, "place", own=False))

        if self.as_of:
            subject.passages.append(Passage(self.as_of, block.locator, "status", own=False))

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
                self._give(subject, complete_year(sentence, self.headline), block, hint=hint)
            elif self.running is not None and pattern("passages", "anaphora").match(folded.strip()):
                self._give(self.running, sentence, block, hint=hint)
            elif self.running is not None and block.kind == "note":
                self._give(self.running, sentence, block, hint="territory")

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

    def _sentence(self, sentence: str, mentions: list[Mention], block: Block, fallback: Subject | None) -> list[Subject]:
        """Cuts a sentence that names several CPTS: coordinated names share the words before and after them,
        other names have the words up to the next name."""
        groups: list[list[Mention]] = []
        for mention in mentions:
            between = sentence[groups[-1][-1].end:mention.start] if groups else ""
            if groups and coordinated(between):
                groups[-1].append(mention)
            else:
                groups.append([mention])
        bounds = [0, *(boundary(sentence, groups[n - 1][-1].end, groups[n][0].start) for n in range(1, len(groups))), len(sentence)]
        predicates = [predicate(sentence[groups[n][-1].end:bounds[n + 1]]) for n in range(len(groups))]
        told: list[Subject] = []
        for number, group in enumerate(groups):
            begin, stop = bounds[number], bounds[number + 1]
            if number == 0 and fallback is not None and self._tells_first(sentence[:group[0].start], group, fallback):
                begin = boundary(sentence, 0, group[0].start)
                self._give(fallback, sentence[:begin], block)
            clause = sentence[begin:stop]
            if number == 0 and fallback is not None and len(group) == 1 and self._in_brackets(sentence, group[0], fallback, block):
                continue
            if self._only_cited(sentence, clause, group):
                self._subject(group[0].name, block.locator)
                if fallback is not None and self._tells_first(sentence[:group[0].start], group, fallback):
                    self._give(fallback, clause[:group[0].start - begin], block)
                continue
            if is_elliptical(sentence[group[-1].end:stop]) and len(groups) > 1:
                borrowed = nearest(predicates, number)
            else:
                borrowed = ""

            if len(group) == 1:
                subject = self._subject(group[0].name, block.locator)
                self._give(subject, complete_year(without_name(sentence[begin:stop], group[0], begin), sentence[:begin] or self.headline) + borrowed, block, named=True)
                self._sector(subject, sentence[group[0].end:], block)
                told.append(subject)
                continue
            values = respectively(clause, len(group))
            shared = f"{sentence[begin:group[0].at].rstrip()} {after_brackets(sentence[group[-1].end:stop])}{borrowed}"
            listed = ":" in sentence[group[0].start:group[0].at]       # « quatre autres CPTS : A, B … »
            shared = complete_year(shared, sentence[:begin] or self.headline)
            for position, mention in enumerate(group):
                subject = self._subject(mention.name, block.locator, listed)
                text = values[position] if values else shared
                self._give(subject, text, block, own=bool(values), named=True)
                after = group[position + 1].start if position + 1 < len(group) else stop
                self._sector(subject, sentence[mention.end:after], block)
                told.append(subject)
        return told

    def _in_brackets(self, sentence: str, mention: Mention, fallback: Subject, block: Block) -> bool:
        """« … (commune rattachée au projet de CPTS Lez Mosson) … »: the brackets are of the other CPTS, the
        sentence is of the one the page is about."""
        opening = sentence.rfind("(", 0, mention.start)
        closing = sentence.find(")", mention.end)
        if opening < 0 or closing < 0 or ")" in sentence[opening:mention.start]:
            return False
        if self.subjects.get(name_key(mention.name)) is fallback:
            return False
        self._give(self._subject(mention.name, block.locator), sentence[opening + 1:closing], block, hint="status", named=True)
        self._give(fallback, sentence[:opening].rstrip() + sentence[closing + 1:], block)
        return True

    def _tells_first(self, lead: str, group: list[Mention], fallback: Subject) -> bool:
        """True when the words before another CPTS's name already describe the one the page is about."""
        others = all(self.subjects.get(name_key(mention.name)) is not fallback for mention in group)
        return others and bool(re.search(r"\d ?communes|\bhabitants\b|\b(?:regroup|couvr|reuni|compren|rassembl)", fold(lead)))

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
        short = match and re.fullmatch(r"\s*(?:CPTS\s+)?([A-Z][A-Za-z0-9]*[A-Z][A-Za-z0-9]*)\s*", match.group(1))
        if short:
            key = name_key(short.group(1))
            known = self.subjects.get(key)
            if known is not None and known is not subject:
                # the short form came first, in the title: it is the same CPTS, shown by its full name
                known.name, known.passages = subject.name, known.passages + subject.passages
                self.subjects = {k: known if s is subject else s for k, s in self.subjects.items() if s is not known}
                subject = known
            self.short_names[key] = subject
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
                sentence = without_dates(sentence, fold(sentence))       # each its own date: none is shared
            for subject in subjects:
                self._give(subject, sentence, block, hint="status", own=False, named=True)

    # --- the end ------------------------------------------------------------------------------------------

    def _finish(self) -> Outline:
        self._spread_announcements()
        announced, empty = [], []
        for position, (scope, before) in enumerate(self.list_scopes):
            following = self.list_scopes[position + 1:]
            after = next((known for other, known in following if other.level <= scope.level), len(self.subjects))
            number = re.search(r"\b(\d{1,3})\s+(?:\w+\s+)?(?:cpts|ctps|communautes professionnelles|projets)\b", fold(scope.text))
            if number:
                announced.append((int(number.group(1)), after - before, scope.text))
            if scope.role == "list" and after == before and not self.main and re.search(r"\bliste\b|\bannuaire\b|:\s*$", fold(scope.text)):
                empty.append(scope.text)
        return Outline(list(self.subjects.values()), self.unread, announced, tuple(self.blocks), empty)


def _one_letter_apart(one: str, other: str) -> bool:
    """« Métropole » and « Métrople »: a slip of the keyboard inside a long name without figures."""
    if min(len(one), len(other)) < 14 or re.search(r"\d", one + other):
        return False
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance(one, other, score_cutoff=1) == 1
