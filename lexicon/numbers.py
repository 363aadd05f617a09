"""Numbers written in French words, on folded text: « deux », « vingt-et-une », « deux cent mille »."""

from __future__ import annotations

import re

from lexicon.gate import gated
from lexicon.patterns import compiled, vocabulary

NAME = "numbers"
CARDINALS: dict[str, int] = vocabulary(NAME)["cardinaux"]
_WORD = rf"(?:{'|'.join(sorted(CARDINALS, key=len, reverse=True))}|cents?|mille)"
# « deux cent mille », « huit mille cinq cents »: thousands in words
THOUSANDS = gated(rf"\b(?:{_WORD}(?:[ -]| et )){{0,9}}mille(?:(?:[ -]| et ){_WORD}){{0,5}}\b")
# « environ », « plus de », « au maximum »: what stands before a number and says how sure it is
RESERVES = {
    place: [one for one in vocabulary(NAME)["reserve"] if one["place"] == place] for place in ("avant", "apres")
}
ABOUT = "(?:" + "|".join(one["motif"] for one in RESERVES["avant"]) + ")"
_BEFORE = [
    (line["valeur"], gated(compiled(NAME, line["motif"]).pattern + r"(?: les| des| une| l)? ?$"))
    for line in RESERVES["avant"]
]
_UNITS = ("une", *(word for word, value in CARDINALS.items() if 2 <= value <= 16 and not word.endswith("aine")))
_TENS = {"vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "quatre-vingt": 80}


def reserve_before(key: str, start: int, end: int) -> tuple[str, int]:
    """How the words that end at `end` bound a number, and where they begin: `au_moins`, `au_plus`, `environ`."""
    for value, words in _BEFORE:
        if match := words.search(key, max(start, end - 40), end):
            return value, match.start()
    return "exact", end


def value_of(words: str) -> int:
    """« deux cent mille » → 200000, « quatre-vingt mille » → 80000. `KeyError` for a word that is no number."""
    total = group = 0
    for word in re.findall(r"[a-z]+", words):
        if word == "et":
            continue
        if word == "mille":
            total, group = total + (group or 1) * 1000, 0
        elif word in ("cent", "cents"):
            group = (group or 1) * 100
        elif word in ("vingt", "vingts") and group % 100 == 4:
            group += 76
        else:
            group += CARDINALS[word]
    return total + group


def words_between(low: int, high: int) -> dict[str, int]:
    """The cardinals of one word from `low` to `high`: `deux` → 2 …"""
    return {word: value for word, value in CARDINALS.items() if low <= value <= high and not word.endswith("aine")}


def any_between(low: int, high: int) -> str:
    """An expression for one of them: `deux|trois|…`."""
    return "|".join(words_between(low, high))


def hyphenated() -> dict[str, int]:
    """The cardinals from 2 to 99, words joined by hyphens: `dix-huit`, `vingt-et-une`, `soixante-douze`."""
    units = (*_UNITS, "dix-sept", "dix-huit", "dix-neuf")
    found = dict(zip(units, range(1, 20), strict=True)) | _TENS | {"quatre-vingts": 80}
    for ten, value in _TENS.items():
        for unit, more in zip(units, range(1, 20 if value >= 60 else 10), strict=False):
            found[f"{ten}-{unit}"] = found[f"{ten}-et-{unit}"] = value + more
    del found["une"]  # « une commune » announces nothing
    return found


def below_1000() -> str:
    """An expression for a number in words from 2 to 999, on folded text; `value_of` reads it."""
    small = "|".join(sorted(hyphenated(), key=len, reverse=True)).replace("-", "[ -]")  # « dix-huit » is not « huit »
    return rf"(?:(?:{any_between(2, 9)})[ -])?cents?(?:[ -](?:{small}|une))?|{small}"
