"""Départements named in a text, by name or code: « Loire-Atlantique », « Landes / Gers », « (74) », « la Drôme »."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lexicon.gate import gated
from lexicon.text import fold_words

if TYPE_CHECKING:
    from lexicon.gazetteer import Geography

_SEPARATORS = gated(r"\s*[/,;|&()\n:–—+]\s*")
_AND = gated(r"\s+(?:et|-)\s+")  # « Loir et Cher » is one, « Landes et Gers » are two
_ANNOUNCED = re.compile(
    r"(?:d[ée]partements?|d[ée]p(?:t|\.)|dpt|dd)\s+(?:\(?\d[\dAB]\d?\)?\s*)?(?:de\s+la|de\s+l['’]|des|du|de|d['’])?\s*",
    re.IGNORECASE,
)
_PREFIX = re.compile(r"^\s*(?:d[ée]partements?|d[ée]p(?:t|\.)|dpt|dd)\s+", re.IGNORECASE)
_CODE = gated(r"\((2[AB]|\d{2,3})\)")

# a text of more words than this is prose: there only an announced département or a code in brackets counts,
# because « Nord », « Lot » or « Manche » are also words
_LABEL_WORDS = 8
_ALSO_WORDS = {"nord", "lot", "manche", "somme", "landes"}


def departements_named(text: str, geography: Geography) -> tuple[str, ...]:
    """Codes in order of appearance, each once."""
    found: dict[str, None] = {}
    words = fold_words(text).split()
    if len(words) <= _LABEL_WORDS or len(text) < 60:
        whole = geography.departement(text)
        for part in [text] if whole else _SEPARATORS.split(text):
            code = geography.departement(_PREFIX.sub("", part))
            for piece in [part] if code else _AND.split(part):
                code = geography.departement(_PREFIX.sub("", piece))
                found |= dict.fromkeys([code] if code else _scan(piece, geography))
    for match in _ANNOUNCED.finditer(text):
        code = _longest(text[match.end() :], geography)
        if code:
            found[code] = None
    for match in _CODE.finditer(text):
        code = geography.departement(match.group(1))
        if code:
            found[code] = None
    return tuple(found)


def _scan(label: str, geography: Geography) -> list[str]:
    """Names among the other words of a label: « bi-départementale Ardèche »."""
    words, found, at = re.split(r"\s+", label.strip()), [], 0
    while at < len(words):
        for count in range(min(5, len(words) - at), 0, -1):
            name = " ".join(words[at : at + count])
            code = geography.departement(name)
            if code and not name[0].isdigit() and fold_words(name) not in _ALSO_WORDS:
                found.append(code)
                at += count - 1
                break
        at += 1
    return found


def _longest(text: str, geography: Geography) -> str | None:
    """The département whose name starts the text, the longest name first (`Loire-Atlantique` before `Loire`)."""
    words = re.split(r"[\s,;.:()]+", text[:80].strip())[:5]
    for count in range(len(words), 0, -1):
        code = geography.departement(" ".join(words[:count]))
        if code:
            return code
    return None
