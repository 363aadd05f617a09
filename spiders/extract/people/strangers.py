"""People whose first name no list holds: capitalised words that nothing explains, where people are named.

« ACI signé par Ysoline Vercassoul », « CPTS du Mont (KARIMOVA Zulfiya) », « Gray, Lure – Mbaye DIOUF »: what stands
there is a place, an organisation or a person, and a gazetteer or a vocabulary holds the words of the first two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lexicon.cpts_names import find_names
from lexicon.gate import gated
from lexicon.patterns import pattern, words
from lexicon.people import NAME_BEGINS, first_names, is_a_stranger, is_only_a_first_name
from lexicon.text import fold

_WORD = r"[A-ZÀ-ÞŒ][\w'’]*(?:[-‐][A-ZÀ-ÞŒ][\w'’]*)*"
_SMALL = r"(?i:de\s+la\s+|d[eu]\s+|d['’]|l[ea]\s+|el\s+|ben\s+|v[ao]n\s+)"
_MOST_WORDS = 7  # of a name: what is longer is a run of capitals, read in steps of so many
_LONGEST = 300  # letters a name and what leads to it take: no look behind goes farther, however long the text
_NAMED = gated(rf"{NAME_BEGINS}{_WORD}(?:\s+{_SMALL}?{_WORD}){{1,{_MOST_WORDS - 1}}}")
_PROPER_BEFORE = gated(r"([A-ZÀ-ÞŒ][\w'’-]*)\s+$")
_CALLS = gated(r"\b(?:CPTS|CTPS|[Cc]ommunautés?)\s*[-–—:(,]?\s*$")  # what follows is its name
_REST_OF_ROLE = gated(r"[^,;.)]*")
_NEAR = 60
_ACTS = gated(
    r"\s*:\s|\s[–—-]\s(?=C[PT]{2}S\b)|\s+(?:vient d['’]être|a été|est) (?:ré)?élue?\s"
    r"|\s+(?:succède|crée|fonde|signe|préside|dirige|coordonne|présente|représente|pilote)\s"
)
_REPORTS = gated(r"\s*[:,]?\s*$")  # « …, explique Mbaye de la Trottefou »
_AT_END = gated(rf"{NAME_BEGINS}{_WORD}\s+{_SMALL}?{_WORD}$")
_WORD_BEFORE = gated(rf"(?<![\w’'-]){_WORD}\s+$")
_WORDS_BEHIND = gated(rf"(?:\s+{_SMALL}?{_WORD})+")
# « Y. Untel », « J.-P. Untel »; « S. Denis », « N. Lozère » may be places
_INITIALS = gated(rf"(?<![\w.’'-])(?:[A-ZÀ-Þ]\.\s?-?){{1,3}}\s?(?P<last>{_SMALL}?{_WORD}(?:\s+{_WORD})?)")
# « présidée par KARIMOVA »: a surname alone
_LED = gated(rf"\b(?:présid|dirig|coordonn)(?:é|ée|és|ées)\s+(?P<by>par\s+(?P<last>{_WORD}))(?![\w’'-]|\s+{_WORD})")
_SURNAME_FIRST = re.compile(r"(?:[A-ZÀ-ÞŒ][A-ZÀ-ÞŒ'’-]+\s+)+(\S+)")
_PARTICLE = gated(r"\b(?:LE|LA|DE|DU|EL|BEN)\s+$")  # « LE LAVAL Maïwenn »
_OF_PLACES = frozenset("cenos")
# what sets a person apart, or leads to one
_BEFORE = gated(
    r"(?:[(\[,;:/\n«»!?]|\s[-–—]|\w{3}\.)\s*$"
    r"|\b(?:[Pp]ar|[Aa]vec|[Ss]elon|[Cc]hez|(?:[Pp]résence|[Aa]uprès|[Aa]utour) (?:de|d['’])|[Ee]t|c/o|[Vv]oir)\s*$"
    r"|\b(?:intention|signée?|validée?|habitants|hab\.?|ACI|[Aa]ppeler|[Cc]ontacter|[Jj]oindre)\s+$"  # a fact, then who
    r"|\b(?:[Dd]ont|[Pp]our|[Àà]|(?:que|qu['’]) \w+)\s+$|\d\s+$"
)


def stranger_span(sentence: str, opens: bool = False) -> tuple[int, int] | None:
    """Where the first person stands that only its place in the sentence tells, with its trade. `opens`: a person may
    be what the text begins with, which is no name of a CPTS."""
    return next(_strangers(sentence, opens), None)


def ends_with_a_stranger(text: str) -> int | None:
    """Where the person begins on whose name a text ends: strangers, « LAVAL Maïwenn »."""
    cut = max(0, len(text) - _LONGEST)
    tail = text[cut:]
    named = _AT_END.search(tail)
    if not named:
        return None
    if _is_surname_first(named.group()):
        particle = _PARTICLE.search(tail, 0, named.start())
        return cut + (particle or named).start()
    if not _is_stranger(named.group()):
        return None
    start = named.start()
    for _ in range(_MOST_WORDS - 2):
        before = _WORD_BEFORE.search(tail, 0, start)
        if not before or not _is_stranger(tail[before.start() :]):
            break
        start = before.start()
    return cut + start


def _ends_with_a_person(called: str) -> int | None:
    """As `ends_with_a_stranger`, or « Maïwenn Laval », « Anne-Lise Laval »: a first name, and a place that may be a
    surname."""
    start = ends_with_a_stranger(called)
    pair = _AT_END.search(called, max(0, len(called) - _LONGEST)) if start is None else None
    first = fold(pair.group().split()[0]) if pair else ""
    if pair and (first in first_names() or ("-" in first and first_names().issuperset(first.split("-")))):
        return pair.start()
    return start


def _is_surname_first(named: str) -> bool:
    """« LAVAL Maïwenn », « MARTIN-DUVAL Élodie »."""
    capitals = _SURNAME_FIRST.fullmatch(named)
    return capitals is not None and is_only_a_first_name(capitals[1])


def end_of_person(text: str, end: int) -> int:
    """Where a name that was read up to `end` ends, with what nothing explains behind it: « Thi Hoa | Nguyenvanh »."""
    behind = _WORDS_BEHIND.match(text, end)
    return behind.end() if behind and _is_stranger(behind.group()) else end


def _strangers(sentence: str, opens: bool) -> Iterator[tuple[int, int]]:
    yield from _with_a_trade(sentence)
    yield from (named.span() for named in _INITIALS.finditer(sentence) if _signs(named))
    yield from (led.span("by") for led in _LED.finditer(sentence) if _is_stranger(led["last"]))
    matches = [one for one in _NAMED.finditer(sentence) if _ends_with_a_person(one.group()) is not None]
    calls = [(one.at, one.end) for one in find_names(sentence)] if matches else []
    for named in matches:
        start = _start_of(sentence, named, calls, opens)
        if start is not None:
            yield start, named.end()


def _start_of(sentence: str, named: re.Match[str], calls: list[tuple[int, int]], opens: bool) -> int | None:
    """Where the person begins in a run of capitalised words that nothing explains; `None` where none is told."""
    before = sentence[max(0, named.start() - _LONGEST) : named.start()]
    if any(at == named.start() for at, _ in calls) or _CALLS.search(before):
        return None
    begins = not sentence[: named.start()].strip()
    apart = _is_apart(before) or (begins and (opens or _speaks(sentence, named.end(), calls)))
    told = apart and (_is_stranger(named.group()) or _is_surname_first(named.group()))
    return named.start() if told else _beyond(sentence[: named.end()], calls)


def _is_apart(before: str) -> bool:
    """Whether the words before two capitalised ones set them apart, or are those of who reports what somebody says."""
    near = fold(before[-_NEAR:])
    reports = (_REPORTS.match(near, one.end()) for one in pattern("privacy", "function").finditer(near))
    return bool(_BEFORE.search(before) or any(reports))


def _speaks(sentence: str, end: int, calls: list[tuple[int, int]]) -> bool:
    """« Ygrec Vachequi : la CPTS du Mont a signé son ACI », « Ygrec Vachequi signe l'ACI de la CPTS du Mont »: what
    begins so is not the CPTS told after."""
    return _ACTS.match(sentence, end) is not None and any(at > end for at, _ in calls)


def _signs(named: re.Match[str]) -> bool:
    """Whether initials before a word make it a person: nothing explains the word, or no place begins so."""
    last = gated(r"[^\W\d_]+").findall(named["last"])
    return len(last[-1]) > 2 and (_is_stranger(named["last"]) or named[0][0].lower() not in _OF_PLACES)


def is_called_as_people_are(text: str) -> bool:
    """Whether a text is two capitalised words or more, and nothing explains them."""
    return _NAMED.fullmatch(text) is not None and _is_stranger(text)


def _with_a_trade(sentence: str) -> Iterator[tuple[int, int]]:
    for trade in pattern("privacy", "trade").finditer(fold(sentence)):
        start = ends_with_a_stranger(sentence[: trade.start()])
        role = _REST_OF_ROLE.match(sentence, trade.end())
        if start is not None:
            yield start, role.end() if role else trade.end()


def _beyond(called: str, calls: list[tuple[int, int]]) -> int | None:
    """« CPTS du Mont Blanzy Ysoline Vercassoul »: where a person begins behind what is a name already."""
    start = _ends_with_a_person(called)
    if start is None or not any(at < start <= end + 1 for at, end in calls):
        return None
    proper = _PROPER_BEFORE.search(called, 0, start)
    named = fold(proper.group(1)) if proper else "cpts"
    return None if named in ("cpts", "sante") or named in words("cpts_names", "places") else start


@lru_cache(maxsize=1024)  # each way in which a person may be told asks it of the same words
def _is_stranger(named: str) -> bool:
    return is_a_stranger(gated(r"[^\W\d_]+").findall(named))
