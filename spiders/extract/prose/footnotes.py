"""Notes under a text: « six communes [1] », then « [1] Arvieu, … » is said of the CPTS of the first sentence."""

from __future__ import annotations

import re

from lexicon.gate import gated
from lexicon.text import fold

_MARK = gated(r"\[(\d{1,2})\]|\((\d)\)|(?<=[^\W\d_])\s?([¹²³⁴⁵⁶⁷⁸⁹]|\*{1,3})(?![\w*])")
_OPENS = gated(r"^\s*(?:\[(\d{1,2})\]|\((\d{1,2})\)|([¹²³⁴⁵⁶⁷⁸⁹]|\*{1,3}))\s*(?=[^\W_])")
# notes that explain a word or give a source, and say nothing of the CPTS
_EXPLAINS = gated(
    r"^(?:sources?|aci|cpts(?=\W*[:=(]|\W*$| signifie| designe)|msp|ars|cpam|insee|accords?|articles?|art|cf|voir"
    r"|d'apres|loi|arretes?|decret|selon|donnees|chiffres?|communautes? professionnelles?|https?|www)\b"
)
_SUPERSCRIPT = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹", "123456789")


def marks(text: str) -> list[str]:
    """The marks that send to a note: `1` for « [1] », « (1) » and « ¹ », `*` for a star."""
    return [_key(match) for match in _MARK.finditer(text)]


def note(text: str) -> tuple[str, str] | None:
    """The mark a note opens with and its words; nothing for one that explains a word or gives a source."""
    match = _OPENS.match(text)
    if not match or _EXPLAINS.match(fold(text[match.end() :])):
        return None
    return _key(match), text[match.end() :].strip()


def _key(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group).translate(_SUPERSCRIPT)
