"""What calls the name of a CPTS in a French text: « CPTS », its misspelling, the five words, a brand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lexicon.gate import gated
from lexicon.numbers import any_between
from lexicon.text import fold

TRIGGER = gated(
    r"\b(?P<acronym>c(?:pt|tp)s(?:'s|s)?\b|c\.p\.t\.s\b\.?)"
    r"|\bcommunautes?\s+(?:(?:et\s+)?(?:professionn?elles?|territoriales?|pluri-?professionnelles?)\s+)"
    r"(?:et\s+)?(?:professionn?elles?|territoriales?)\b(?:\s+(?:de|pour\s+la)\s+sante)?(?:\s*\(\s*c(?:pt|tp)s\s*\))?"
    # « Communauté professionnelle du Sud Sarthe »: the adjective left out, the name follows at once
    r"|\bcommunaute\s+(?:professionnelle|territoriale)(?:\s+(?:de|pour la)\s+sante)?"
    r"(?=\s+(?:du|des|d'|de la|de l'|de)\s?[a-z])"
)
_COUNT_BEFORE = gated(
    rf"(?:\b(?:les|des|aux|ces|nos|vos|leurs|plusieurs|certaines|toutes les|\d+|{any_between(2, 20)})"
    rf"(?:\s+(?:\d+|{any_between(2, 10)}|autres|nouvelles?|futures?|premieres?|jeunes|projets? de))*\s*)$"
)
_BRAND = gated(r"\bC[a-zéè]*P[a-zéè]*T[a-zéè]*S[a-zéè]*\b")


def triggers(text: str) -> list[re.Match[str]]:
    """Every « CPTS » of the text, named or not."""
    return list(TRIGGER.finditer(fold(text)))


def triggers_and_brands(text: str, folded: str) -> Iterator[re.Match[str]]:
    matches = list(TRIGGER.finditer(folded))
    taken = {match.start() for match in matches}
    for brand in _BRAND.finditer(text):
        if brand.start() not in taken and any(character.islower() for character in brand.group()):
            matches.append(brand)
    return iter(sorted(matches, key=lambda match: match.start()))


def is_plural(folded: str, trigger: re.Match[str]) -> bool:
    """« les CPTS », « trois CPTS », « communautés professionnelles »."""
    before = folded[max(0, trigger.start() - 40) : trigger.start()]
    return bool(_COUNT_BEFORE.search(before)) or trigger.group().startswith("communautes")
