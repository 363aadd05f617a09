"""Sentences that tell a merger: which CPTS ended, which one lives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lexicon.cpts_names import Mention, name_key
from lexicon.date_words import DATED
from lexicon.gate import gated
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
_PRONOUN = gated(r"\b(?:elles?|celles?-ci|ces? dernieres?)\b")


@dataclass(frozen=True, slots=True)
class Merger:
    """`heir` lives on, `ended` are the other CPTS the sentence names; `words` tell of the heir, `when` is the day
    of the end as written; `lead` what is said of the CPTS that a pronoun stands for, which ended too."""

    heir: Mention
    ended: tuple[Mention, ...]
    words: tuple[int, int]
    when: str
    lead: str = ""


def merger(sentence: str, mentions: Sequence[Mention]) -> Merger | None:
    """« A est née de la fusion de B et de C », « B et C fusionnent pour former A », « elle laisse la place à A »."""
    folded = fold(sentence)
    first, last = mentions[0], mentions[-1]
    way = _GIVES_WAY.search(folded, 0, last.start)
    if way and way.end() <= last.start and (len(mentions) > 1 or _PRONOUN.search(folded, 0, way.start())):
        alone = way.end() <= first.start and _PRONOUN.search(folded, 0, way.start())
        if alone or way.start() >= first.end:
            lead = sentence[: way.end()] if alone else ""
            return Merger(last, _others(mentions[:-1], last), (last.start, len(sentence)), _when(sentence), lead)
    if len(mentions) < 2:
        return None
    born = _BORN_OF.search(folded[first.end : mentions[1].start])
    if born:
        return Merger(first, _others(mentions[1:], first), (0, first.end + born.end("verb")), _when(sentence))
    if len(mentions) > 2 and _MERGE_INTO.search(folded[mentions[-2].end : last.start]):
        return Merger(last, _others(mentions[:-1], last), (last.start, len(sentence)), _when(sentence))
    return None


def _when(sentence: str) -> str:
    date = DATED.search(fold(sentence))
    return f" {sentence[date.start() : date.end()].strip(' ,')}" if date else ""


def _others(mentions: Sequence[Mention], heir: Mention) -> tuple[Mention, ...]:
    return tuple(mention for mention in mentions if name_key(mention.name) != name_key(heir.name))
