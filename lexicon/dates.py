"""Dates as French pages write them: whole, partial, or relative to the day of the page.

The shapes are data (`vocabulary/dates.toml`). A part that the page does not write is never taken from today:
without `page_date`, « le 26 mars » is `--03-26`. Conventions: SOURCES-URPS §5.5 and docs/dates.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from lexicon.date_shapes import FORWARD, READERS, WEEKDAYS, Page, period
from lexicon.folded import Folded, fold_with_positions, sentences
from lexicon.gate import gated
from lexicon.patterns import compiled, entries, fragment, vocabulary
from lexicon.readings import DateReading
from lexicon.stage_acts import STEPS, acts_told, signature_told

NAME = "dates"
MOST_DATES = 200  # a text with more is a calendar, not a fact
ACI_BIRTH = date(2019, 6, 20)  # accord conventionnel interprofessionnel: no contract of the ACI before it
NEAR = 30  # « aujourd'hui » dates only what stands next to it: elsewhere it means « these days »


_WEIGHTS: dict[str, int] = {line["nom"]: line.get("poids", 0) for line in vocabulary(NAME)["evenement"]}
_RELATIVE = gated(r" ?(?:dont|qui|que|ou|lesquels|laquelle|lequel)\b")
_ACI = gated(r"\baci\b|\baccord conventionnel|\btripartite")
_AGENCY = gated(r"\bars\b|\bagence regionale")
_OF_STAGES = {event for acts in STEPS.values() for event in acts.values()}
_STATES = ("signature_aci", "validation_projet", "validation_lettre")
_TOLD = gated(r"\b(?:a|ont|avons|est|sont|sommes|ete)\b[^,;.(\n]{0,60}$")
_JOINED = gated(r",? (?:et|puis) ")  # « validé en 2019 *et* a signé »: the day is of what stands before
_OPENS = gated(r"\W*(?:(?:le|en|ce|au|des|depuis|l'|c'est|fin|debut|mi)[ -]?)*")
_VERB = gated(
    r"\b(?:a|ont|avons)\b (?!ete (?:\w+ment )?(?:report|repouss|decal))"
    r"|\bet \w{3,}(?:e|ent|it|d) (?:depuis|des|en|le|au|ce)? ?$"
)
_PUT_OFF = gated(r"\b(?:report|repouss|decal)\w+ (?:au|a)(?: \w+)? ?$")
_CLAUSES = gated(r"[,;:] ")
_CLAUSE = gated(r"[,;.(\n]| mais | puis | apres ")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date at its place in a folded key; `shape` is the form that read it."""

    start: int
    end: int
    shape: str
    value: str
    precision: str
    weekday_conflict: bool = False


def find_dates(key: str, page: Page | None) -> list[FoundDate]:
    """Every date of a folded key, in order; an earlier shape keeps its words from the later ones."""
    taken = bytearray(len(key))
    found: list[FoundDate] = []
    for shape in vocabulary(NAME)["forme"]:
        for match in compiled(NAME, shape["motif"]).finditer(key):
            if len(found) >= MOST_DATES:
                break
            start, end = match.span()
            if any(taken[start:end]) or not _is_date(key, start, end, shape["nom"]):
                continue
            groups = match.groupdict()
            sense = groups.get("sens")
            future = sense in FORWARD or (not sense and _in_future(key, start, end))
            result = READERS[shape["nom"]](groups, page, future)
            if result is None:
                continue
            taken[start:end] = b"\x01" * (end - start)
            found.append(FoundDate(start, end, shape["nom"], *result, _conflict(groups, result)))
    found.sort(key=lambda one: one.start)
    return [_put_off(key, found[index - 1], one) if index else one for index, one in enumerate(found)]


def _put_off(key: str, before: FoundDate, one: FoundDate) -> FoundDate:
    """« Prévue le 12 mai 2024, reportée *au 3 juin* »: the first such day behind the one given up."""
    if one.precision != "jour_sans_annee" or before.precision != "jour":
        return one
    if one.start - before.end > 90 or not _PUT_OFF.search(key, before.end, one.start):
        return one
    day = one.value[1:]
    year = int(before.value[:4]) + (before.value[4:] >= day)
    return replace(one, value=f"{year}{day}", precision="jour")


def _is_date(key: str, start: int, end: int, shape: str) -> bool:
    if shape == "jour_seul":  # « signe lundi » may be the next one
        return _TOLD.search(key[max(0, start - 80) : start]) is not None or _in_future(key, start, end)
    if shape != "annee":
        return True
    before = key[max(0, start - 30) : start]
    programme = re.search(rf"{fragment(NAME, 'programme').pattern}(?: \w+){{0,2}} ?$", before)
    return programme is None


def _in_future(key: str, start: int, end: int) -> bool:
    """True when the words next to a date say that it has not come yet."""
    after = re.match(r" ?(?:prochain|a venir)", key[end : end + 12])
    before = re.split(r"[,;:.(\n]", key[max(0, start - 60) : start])[-1]
    return after is not None or fragment(NAME, "futur").search(before) is not None


def _conflict(groups: dict[str, str | None], result: tuple[str, str]) -> bool:
    weekday = groups.get("semaine")
    if not weekday or result[1] != "jour":
        return False
    return date.fromisoformat(result[0]).weekday() != WEEKDAYS[weekday]


def event_of(key: str, found: list[FoundDate], index: int, span: tuple[int, int]) -> tuple[str | None, bool, bool]:
    """The event whose words stand nearest to the date in its sentence, another date in between weighing more; whether
    these words say that it is to come; whether they stand in the clause of the date."""
    one = found[index]
    best = min(_candidates(key, found, one, span), key=lambda candidate: candidate[0], default=None)
    if best is None or (one.shape == "jour_meme" and best[0] > NEAR):
        return None, False, False
    event, to_come = best[1] or None, False
    beside = _beside(key, span, best[2], one)
    if event in _STATES and key[span[0] : one.start].strip() == "au" and key[one.end : one.end + 1] == ",":
        return "etat", False, beside  # « Au 31 décembre 2024, six CPTS ont signé »: how things stood that day
    signed = event == "validation_projet" and fragment(NAME, "signer").search(key, *best[2]) is not None
    if signed or event in ("signature_aci", "signature_contrat_territorial"):
        event, to_come = signature_told(key, span, best[2])
    older = event == "signature_aci" and not to_come and _older(one)
    return (_before_the_agreement(key, one, span) if older else event), to_come, beside


def _candidates(
    key: str, found: list[FoundDate], one: FoundDate, span: tuple[int, int]
) -> Iterator[tuple[int, str, tuple[int, int]]]:
    """How far each event of a sentence stands from a date, which it is (empty for no step of a CPTS), and where."""
    named = [*_named(key, span)]
    for weight, event, words in (*_acts(key, span, found, named), *named):
        if not _in_an_aside(key, span, words, one) and not _of_another_verb(key, found, one, words[1]):
            yield weight + _distance(key, found, one, words), event, words


def _named(key: str, span: tuple[int, int]) -> Iterator[tuple[int, str, tuple[int, int]]]:
    """The events that words of their own name, each with its weight."""
    for entry in entries(NAME, "evenement"):
        for match in entry.pattern.finditer(key, *span):
            start, end = match.span()
            act = key.rfind(",", start, end) + 1 or start  # « n'a pas validé son projet, déposé en mars »
            yield _WEIGHTS[entry.name], "" if _unreal(key, span, act) else entry.value, (start, end)


def _acts(
    key: str, span: tuple[int, int], found: list[FoundDate], named: list[tuple[int, str, tuple[int, int]]]
) -> Iterator[tuple[int, str, tuple[int, int]]]:
    """The steps that words of the stage tell, but those under another event (« a fêté la signature »)."""
    others = [words for _, event, words in named if event not in _OF_STAGES]
    for told in acts_told(key, span):
        if not any(low < told.end and told.start < high for low, high in others):
            dated = any(told.end <= other.start < told.thing_end for other in found)
            yield 0, told.event, (told.start, told.end if dated else told.thing_end)


def _distance(key: str, found: list[FoundDate], one: FoundDate, event: tuple[int, int]) -> int:
    """Characters between a date and the words of an event, and what stands for more: a comma, another date."""
    start, end = event
    near = one.start - end if end <= one.start else start - one.end if start >= one.end else 0
    low, high = (end, one.start) if end <= one.start else (one.end, start)
    crossed = sum(low <= other.start < high for other in found if other is not one)
    between = key[low:high]
    # « initiée en 2018 et labellisée en 2020 »: between two words as near, the one before the date
    joined = 25 * (start >= one.end and _JOINED.match(between) is not None)
    return near + (start >= one.end) + 60 * crossed + 15 * between.count(",") + 25 * between.count("(") + joined


def _in_an_aside(key: str, span: tuple[int, int], event: tuple[int, int], one: FoundDate) -> bool:
    """True for words of a relative clause that the date stands out of: « Le 6 mai, l'ARS a rencontré la CPTS, dont
    l'ACI a été signé ». A clause that follows the date itself is about it (« le 6 mai 2024, qui a vu … »)."""
    comma = max(key.rfind(",", span[0], event[0]), key.rfind("(", span[0], event[0]))
    if comma < 0 or not _RELATIVE.match(key, comma + 1):
        return False
    return one.end < comma or (one.start >= event[1] and "," in key[event[1] : one.start])


def _beside(key: str, span: tuple[int, int], act: tuple[int, int], one: FoundDate) -> bool:
    """Whether the words of an act stand in the clause of a date; around the date, they have to be of one clause."""
    around = act[0] < one.end and one.start < act[1]
    low, high = act if around else (min(act[1], one.end), max(act[0], one.start))
    opening = act[0] >= one.end and _OPENS.fullmatch(key, span[0], one.start) is not None
    return _CLAUSES.search(key, low + 2 * opening, high) is None  # « Le 5 mai 2023, la CPTS a signé son ACI »


def _of_another_verb(key: str, found: list[FoundDate], one: FoundDate, end: int) -> bool:
    """« a signé son ACI en mars 2021 et l'a présenté *en juin 2023* aux élus »: behind the day of an act that ends at
    `end`, another verb takes the next."""
    own = max((other.end for other in found if end <= other.start and other.end < one.start), default=None)
    return own is not None and _VERB.search(key, own, one.start) is not None


def _unreal(key: str, span: tuple[int, int], start: int) -> bool:
    """True when what stands before an act in its clause denies it, asks for it or makes it a condition."""
    before = _CLAUSE.split(key[max(span[0], start - 90) : start])[-1]
    return fragment(NAME, "irreel").search(before) is not None


def _older(one: FoundDate) -> bool:
    told = period(one.value)
    return told is not None and told.last < ACI_BIRTH


def _before_the_agreement(key: str, one: FoundDate, span: tuple[int, int]) -> str | None:
    """A contract older than the ACI is one of the agency alone, where it is named; « ACI » keeps its word, which
    cannot be true then and goes to the work-list."""
    if _ACI.search(key, *span):
        return "signature_aci"
    return "signature_contrat_territorial" if _AGENCY.search(key, *span) else None


_TO_COME = gated(r" ?(?:prochaine?|a venir)\b")
_DONE_SINCE = gated(
    r"\b(?:a|ont|est|sont) (?:(?:\w+ment|bien|deja|enfin|ete) ){0,2}(?:signe|valide|cree|lance|depose|ne|inaugure)"
)


def planned(key: str, one: FoundDate, span: tuple[int, int]) -> bool:
    """Whether the words of its clause give a date as a wish, a deadline or something to come (« visée d'ici fin
    décembre »). What the same clause says done (« a signé ») between the wish and the date is no plan."""
    if _TO_COME.match(key[one.end : one.end + 14]):
        return True
    clause = _CLAUSE.split(key[max(span[0], one.start - 120) : one.start])[-1]
    wishes = list(fragment(NAME, "vise").finditer(clause))
    return bool(wishes) and _DONE_SINCE.search(clause, wishes[-1].end()) is None


def _readings(folded: Folded, page_date: str | None) -> Iterator[DateReading]:
    found = find_dates(folded.key, period(page_date))
    spans = list(sentences(folded.key)) if found else []
    for index, one in enumerate(found):
        span = next((s for s in spans if s[0] <= one.start < s[1]), (one.start, one.end))
        span = (max(span[0], one.start - 200), min(span[1], one.end + 200))
        event, announced, beside = event_of(folded.key, found, index, span)
        to_come = announced or planned(folded.key, one, span)
        # a day announced that came to nothing is neither a step nor a plan
        void = to_come and fragment(NAME, "sans_suite").search(folded.key, one.end, span[1]) is not None
        yield DateReading(
            one.value,
            one.precision,
            one.shape,
            folded.excerpt(one.start, one.end),
            None if void else event,
            one.weekday_conflict,
            to_come and not void,
            beside,
        )


def read_dates(text: str, page_date: str | None = None) -> tuple[DateReading, ...]:
    """All the dates of a text in its order, each with the event that the words around give it.

    `page_date` is the day (or month, or year) on which the text was published, ISO. Never raises."""
    return tuple(_readings(fold_with_positions(text), page_date))


def announced_dates(text: str) -> tuple[DateReading, ...]:
    """The dates that a text gives as a wish, a deadline or something to come. Never raises."""
    folded = fold_with_positions(text)
    if not (fragment(NAME, "vise").search(folded.key) or _TO_COME.search(folded.key)):
        return ()
    return tuple(one for one in _readings(folded, None) if one.planned)


def _rank(reading: DateReading) -> int:
    """A reader looks for the contract; the year of a census is what he quotes last."""
    if reading.event == "signature_aci" and reading.precision != "annee":
        return 0
    return 2 if reading.event == "etat" else 1


def read_date(text: str, page_date: str | None = None) -> DateReading:
    """The date a reader would quote for a text: the signature's if one is written, else the first one.

    `value` is `None`, with the rule `trop_vague` or `aucune_date`, when the text gives none. Never raises."""
    folded = fold_with_positions(text)
    readings = list(_readings(folded, page_date))
    if readings:
        return min(readings, key=_rank)
    for entry in entries(NAME, "vague"):
        match = entry.pattern.search(folded.key)
        if match:
            return DateReading(None, None, "trop_vague", folded.excerpt(*match.span()))
    return DateReading(None, None, "aucune_date", "")
