"""Laws, orders and national agreements named in a sentence about one CPTS: their dates are not its own."""

from __future__ import annotations

import re
from functools import cache

from lexicon.gate import Gated, gated
from lexicon.months import MONTH
from lexicon.patterns import vocabulary
from lexicon.text import fold

_DATE = rf"(?:1er|\d{{1,2}}) {MONTH} \d{{4}}"

_NAMES_ONE = re.compile(r"\b(?:loi|arrete|decret|ordonnance|avenant|accord|aci|officiel|jo|jorf)\b")


@cache
def _cuts() -> tuple[Gated, ...]:
    return tuple(gated(entry["match"].replace("{date}", _DATE)) for entry in vocabulary("national")["cuts"])


def without_national_texts(sentence: str) -> str:
    """« agit dans le cadre de l'arrêté du 21 août 2019 portant approbation de l'accord … » without the order and what
    it approves; nothing of « La loi du 26 janvier 2016 a prévu ces communautés », which is the law's. The sentence
    itself when it names no such text."""
    folded = fold(sentence)
    if not _NAMES_ONE.search(folded):
        return sentence
    for cut in _cuts():
        for match in reversed(list(cut.finditer(fold(sentence)))):
            rest = fold(sentence[match.end() :])
            if not sentence[: match.start()].strip() and re.match(r"\s*[a-z]", rest) and "cpts" not in rest:
                return ""
            sentence = sentence[: match.start()] + sentence[match.end() :]
    return sentence
