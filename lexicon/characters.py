"""Characters that are no text, taken out; letters of other alphabets drawn like ours, read as ours.

No publisher writes either on purpose: a word processor, a copied page or a joker leaves them, a reader sees nothing of
them, and workbooks, XML and searches stop at them.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from html import unescape

from lexicon.gate import gated

# controls but tab and line ends, halves of surrogate pairs, marks of direction and of joining, tags, and the code
# points that Unicode keeps out of texts for ever (chapter 23.7): U+FDD0…, and the last two of each plane
_NO_TEXT = gated(
    "[\x00-\x08\x0e-\x1f\x7f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "\U000e0000-\U000e007f]"
)
_BREAKS = gated("[\x0b\x0c\x85\u2028\u2029]")
# Windows-1252 taken for Latin-1: « l\x92ACI »
_WINDOWS = gated("[\x80-\x84\x86-\x9f]")
# numbers that stand for characters in markup: a parser would write U+FFFD for those that stand for none
_REFERENCE = re.compile(r"&#(?:x([0-9a-f]{1,6})|([0-9]{1,7}));", re.I)
LOST = "\ufffd"  # stands for a letter that a wrong encoding has lost
# so does « ? » inside a word, once or for each of its bytes: « For?t », « For??t », « l'?pine », and at its end where
# the sentence goes on: « Orl? : 12 communes », « Vall? de la Loire »; « Orl? » may ask
LOST_INSIDE = r"(?:(?<=[^\W\d_])|(?<=['’]))\?{1,2}(?=[a-z]|\s?[,;:(]|\s(?:d[eu]s?|d['’]|et|en|l[ae]s?|sur)\b)"
_ENTITY = re.compile(r"&(?:amp;)*((?:[a-z]{2,8}|#\d{2,7}|#x[\da-f]{2,6});)", re.I)
_ANY = gated("|".join(one.pattern for one in (_NO_TEXT, _BREAKS, _WINDOWS)))  # one look at the many texts without

# capitals and small letters of Cyrillic, Greek, Armenian and Cherokee that are drawn as a Latin letter
# (Unicode confusables, UTS 39); Greek small letters are not: « α », « μ » are read as themselves
_DRAWN_ALIKE = {
    "А": "A", "В": "B", "С": "C", "Е": "E", "Ѕ": "S", "І": "I", "Ј": "J", "К": "K", "М": "M", "Н": "H", "О": "O",
    "Р": "P", "Т": "T", "У": "Y", "Х": "X", "Ԛ": "Q", "Ԝ": "W", "Ү": "Y", "Ԍ": "G",
    "а": "a", "с": "c", "е": "e", "о": "o", "р": "p", "ѕ": "s", "і": "i", "ј": "j", "у": "y", "х": "x", "ԁ": "d",
    "һ": "h", "ԛ": "q", "ԝ": "w", "ԍ": "g",
    "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M", "Ν": "N", "Ο": "O", "Ρ": "P",
    "Τ": "T", "Υ": "Y", "Χ": "X", "Ϲ": "C", "ϲ": "c", "ο": "o",
    "Տ": "S", "Օ": "O", "Ꮯ": "C", "Ꮲ": "P", "Ꭲ": "T", "Ꮪ": "S",
}  # fmt: skip
_ALIKE = str.maketrans(_DRAWN_ALIKE)
_OTHER_ALPHABET = gated("[\u0370-\u058f\u13a0-\u13ff]")
_OTHER_WORD = gated("[\u0370-\u058f\u13a0-\u13ff]{2,}")  # one letter alone is a sign: « 5 μg », « β-lactamines »
# « 𝐂𝐏𝐓𝐒 », « ＣＰＴＳ »: letters and digits dressed up, each with its plain form
_DRESSED = gated("[\U0001d400-\U0001d7ff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+")
_ADDRESS = gated(r"://|@|^www\.")


def legible(text: str) -> str:
    """`text` without what is no text: controls, invisible marks, lone surrogates. Line ends of other systems become
    `\\n`."""
    if text.isprintable() or not _ANY.search(text):  # the first is quicker, and true of most texts
        return text
    text = _WINDOWS.sub(_as_windows_meant, _BREAKS.sub("\n", text))
    return _NO_TEXT.sub("", text)


def without_references_to_nothing(markup: str) -> str:
    """`markup` without the character references that stand for no text: `&#xD800;`, `&#0;`, `&#xFFFE;`."""
    return _REFERENCE.sub(_if_text, markup) if "&#" in markup else markup


def without_entities(text: str) -> str:
    """`text` with the letters that an export left as entities of HTML, escaped once or more: « Vall&eacute;e »,
    « Vall&amp;eacute;e ». Quotation marks become the curved ones, which open no cell of a delimited text."""
    if "&" not in text:
        return text
    return _ENTITY.sub(lambda found: unescape(f"&{found[1]}").replace('"', "”"), without_references_to_nothing(text))


def _if_text(found: re.Match[str]) -> str:
    code = int(found[1], 16) if found[1] else int(found[2])
    return found[0] if code <= sys.maxunicode and legible(chr(code)) else ""


def _as_windows_meant(found: re.Match[str]) -> str:
    return found[0].encode("latin-1").decode("cp1252", errors="ignore")


def plain(text: str) -> str:
    """`text` with dressed-up letters undressed and, word by word, letters drawn alike read as ours: « СРТЅ » in
    Cyrillic is CPTS. Addresses keep their letters, and so does a text that is really written in another alphabet."""
    if text.isascii():
        return text
    if _DRESSED.search(text):
        text = _DRESSED.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)
    if not _OTHER_ALPHABET.search(text):
        return text
    foreign = any(letter not in _DRAWN_ALIKE for word in _OTHER_WORD.findall(text) for letter in word)
    return re.sub(r"\S+", lambda found: _word(found[0], foreign), text)


def _word(word: str, foreign: bool) -> str:
    """A word all of whose foreign letters are drawn alike; in a text of another alphabet, only where Latin letters
    stand among them."""
    read = word.translate(_ALIKE)
    if _ADDRESS.search(word) or _OTHER_ALPHABET.search(read):
        return word
    mixed = any("LATIN" in unicodedata.name(letter, "") for letter in word if letter.isalpha())
    return read if mixed or not foreign else word
