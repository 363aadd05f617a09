"""Sentences that count CPTS: « Trois communautés ont signé … », « Toutes deux », « dont dix »."""

from __future__ import annotations

import re

from lexicon.gate import gated
from lexicon.numbers import words_between
from lexicon.patterns import pattern
from lexicon.stage_marks import speaks_of_stage
from lexicon.text import fold

NUMBERS = words_between(2, 12)
_ANNOUNCED = gated(
    r"\b(?P<number>\d{1,2}|" + "|".join(NUMBERS) + r")\s+(?:(?:nouvelles?|premieres?|autres|jeunes)\s+)*"
    r"(?:cpts|ctps|communautes?|equipes?|structures|contrats|accords|associations|aci\b|signatures)"
    r"|^(?:toutes|elles|ces|les)\s+(?:toutes\s+)?(?P<all>" + "|".join(NUMBERS) + r")\b"
)


_PLURAL_SUBJECT = gated(
    r"(?:toutes (?:les )?|les |ces )(?:" + "|".join(NUMBERS) + r")"
    r"(?: (?:nouvelles |jeunes )?(?:cpts|ctps|communautes?|equipes|structures|associations))?\b(?! (?:medecin"
    r"|infirm|pharm))"
)


def announced_number(folded: str) -> int | None:
    """How many CPTS a sentence speaks of: « Trois communautés de l'Artois ont signé », « Toutes deux »."""
    match = _ANNOUNCED.search(folded.strip())
    if not match:
        return None
    word = match.group("number") or match.group("all")
    return NUMBERS.get(word) or int(word)


_OF_SOME = gated(
    r"[\s,;(–-]*\b(?:dont|parmi (?:lesquelles|elles)|\w+ d'entre elles|certaines|plusieurs|la plupart|la moitie"
    r"|une majorite)\b"
)


def without_some(sentence: str) -> str:
    """« La région compte 16 CPTS, dont 10 ont signé »: what is told of some is told of no one in particular."""
    found = _OF_SOME.search(fold(sentence))
    return sentence[: found.start()] if found else sentence


def is_plural_subject(folded: str) -> bool:
    """« Les deux équipes engagent … », « Toutes trois ont signé »: said of all, whoever was named just before."""
    return bool(_PLURAL_SUBJECT.match(folded.strip()))


def raises_the_count(folded: str) -> bool:
    """« Elles portent à neuf le nombre de CPTS actives »: those just named are among them."""
    return bool(re.match(r"\W*(?:elles?|toutes \w+) port\w+ (?:ainsi |desormais |donc )?a \w+ le nombre\b", folded))


def is_shared_mission(folded: str) -> bool:
    """« Les deux communautés travaillent à l'accès aux soins »: a mission of each, when no figure stands beside it."""
    return (
        is_plural_subject(folded)
        and bool(pattern("passages", "missions").search(folded))
        and not speaks_of_stage(folded)
        and not re.search(r"\d", folded)
    )
