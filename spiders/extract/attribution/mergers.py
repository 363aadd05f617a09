"""Sentences that tell a merger: which CPTS ended, which one lives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from lexicon.cpts_names import Mention, name_key
from lexicon.date_words import DATED
from lexicon.gate import gated
from lexicon.lineage import read_lineage
from lexicon.text import fold

_BORN_OF = gated(
    r"\b(?:est |ete )?(?P<verb>nees?|issues?|creee?s?|resulte|le fruit|constituee?|provient)\b[^.;]{0,40}"
    r"\b(?:fusion|elargissement|regroupement) (?:de|des|du|entre|d')"
)
_MERGE_INTO = gated(
    r"\bfusionn\w+\b[^.;]{0,60}\b(?:pour (?:former|creer|devenir|donner)|deviennent"
    r"|sous le nom|et forment|au sein|en une)|\bne (?:form|font|constitu)\w* (?:desormais |donc )?plus qu'une\b"
)
# « A laisse la place à B », « A et C se fondent dans B », « A, absorbée par B »
_GIVES_WAY = gated(
    r"\b(?:laiss|ced)\w+ (?:la |sa |leur )?place\b|\b(?:se fond(?:ent)?|(?:s'est|se sont) fondues?) dans\b"
    r"|\b(?:donne(?:nt)?|donne|donnant) naissance a\b|\babsorbees? par\b"
)
# « Créée en 2019, A a rejoint B »: the day is of its birth
_BORN_THEN = gated(rf"\b(?:creee?|nee|fondee|lancee|constituee|validee|labellisee)(?: \w+ment)? ?(?:{DATED.pattern})")
_PRONOUN = gated(r"\b(?:elles?|celles?-ci|ces? dernieres?)\b")


@dataclass(frozen=True, slots=True)
class Merger:
    """`heir` lives on, `ended` are the other CPTS the sentence names; `words` tell of the heir, `when` is the day
    of the end as written; `lead` what is said of the CPTS that a pronoun stands for, which ended too; `earlier` what
    is said of the one that ended before its end."""

    heir: Mention
    ended: tuple[Mention, ...]
    words: tuple[int, int]
    when: str
    lead: str = ""
    earlier: str = ""


def merger(sentence: str, mentions: Sequence[Mention]) -> Merger | None:
    """« A est née de la fusion de B et de C », « B et C fusionnent pour former A », « elle laisse la place à A »."""
    folded = fold(sentence)
    when = partial(_when, sentence, folded)
    first, last = mentions[0], mentions[-1]
    way = _GIVES_WAY.search(folded, 0, last.start)
    if way and way.end() <= last.start and (len(mentions) > 1 or _PRONOUN.search(folded, 0, way.start())):
        alone = way.end() <= first.start and _PRONOUN.search(folded, 0, way.start())
        if alone or way.start() >= first.end:
            lead = sentence[: way.end()] if alone else ""
            told = _earlier(sentence, first, way.start()) if len(mentions) == 2 else ""
            return Merger(last, _others(mentions[:-1], last), (last.start, len(sentence)), when(way.span()), lead, told)
    if len(mentions) < 2:
        return None
    born = _BORN_OF.search(folded, first.end, mentions[1].start)
    if born:
        return Merger(first, _others(mentions[1:], first), (0, born.end("verb")), when(born.span()))
    into = _MERGE_INTO.search(folded, mentions[-2].end, last.start) if len(mentions) > 2 else None
    if into:
        return Merger(last, _others(mentions[:-1], last), (last.start, len(sentence)), when(into.span()))
    return _merged_with(sentence, folded, first, last) if len(mentions) == 2 else None


def _merged_with(sentence: str, folded: str, first: Mention, last: Mention) -> Merger | None:
    """« A, créée en 2019, a fusionné avec B », « A a intégré B », as the words of successions tell it."""
    told = next((one for one in read_lineage(sentence) if one.nature == "fusion"), None)
    if told is None or [*map(name_key, (*told.former, *told.heirs))] != [name_key(first.name), name_key(last.name)]:
        return None
    begin = max(folded.rfind(sign, first.end, last.start) for sign in ",)") + 1 or first.end
    aside = folded[: first.end] + "_" * (begin - first.end) + folded[begin:]  # « A, qui a signé en 2020, a rejoint B »
    of_the_end = _BORN_THEN.sub(lambda words: "_" * len(words[0]), aside)
    day, earlier = _when(sentence, of_the_end, (begin, last.start)), _earlier(sentence, first, begin)
    return Merger(last, _others([first], last), (last.start, len(sentence)), day, earlier=earlier)


def _when(sentence: str, folded: str, words: tuple[int, int]) -> str:
    """The date of the clause of some words, the nearest to them, as written: « … avait signé en 2020 ; elle a été
    absorbée au 1er janvier 2024 »."""
    start = max(folded.rfind(sign, 0, words[0]) for sign in ";:") + 1
    stop = min((at for sign in ";:" if (at := folded.find(sign, words[1])) >= 0), default=len(folded))

    def away(date: re.Match[str]) -> int:
        between = folded[words[1] : date.start()] if date.end() > words[1] else folded[date.end() : words[0]]
        return len(between) + 60 * between.count(",")

    nearest = min(DATED.finditer(folded, start, stop), key=away, default=None)
    return f" {sentence[nearest.start() : nearest.end()].strip(' ,')}" if nearest else ""


def _earlier(sentence: str, mention: Mention, stop: int) -> str:
    """What a sentence says of a CPTS before the words of its end, which begin at `stop`."""
    comma = max(sentence.rfind(sign, mention.end, stop) for sign in ",;:")
    return sentence[: max(comma, mention.end)] if mention.end <= stop else ""


def _others(mentions: Sequence[Mention], heir: Mention) -> tuple[Mention, ...]:
    return tuple(mention for mention in mentions if name_key(mention.name) != name_key(heir.name))
