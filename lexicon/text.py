"""Text helpers shared by every reader: mojibake, unicode spaces, folding.

`clean` keeps what a person reads; `fold` is the key under which spellings of one name meet.
"""

from __future__ import annotations

import re
import unicodedata

# str.translate does in one pass what unicodedata leaves alone: ligatures, letters without decomposition
# and the many signs typed for an apostrophe or a hyphen.
_LETTERS = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ð": "d", "đ": "d", "ł": "l", "þ": "th", "ı": "i"}
_APOSTROPHES = "’‘‛ʼʹ′´`＇"
_HYPHENS = "‐‑‒–—―−﹣－"
_FOLDING = str.maketrans(
    {**_LETTERS, **dict.fromkeys(_APOSTROPHES, "'"), **dict.fromkeys(_HYPHENS, "-"), "\u00ad": None}
)
# zero-width characters and the byte-order mark: invisible, and they split words
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_SPACES = re.compile(r"[^\S\n]+")
# sequences left by UTF-8 read as Latin-1 or cp1252: ftfy is called only when one is present
_MOJIBAKE = re.compile("[ÃÂ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\xa0]|â€|Å“|ï»¿|ðŸ")


def repair(text: str) -> str:
    """Undo a text decoded with the wrong charset (`SantÃ©` → `Santé`); any other text is returned as is."""
    if not _MOJIBAKE.search(text):
        return text
    from ftfy import TextFixerConfig, fix_text

    gently = TextFixerConfig(unescape_html=False, uncurl_quotes=False, fix_latin_ligatures=False)
    return fix_text(text, gently)


def clean(text: str) -> str:
    """Readable text: mojibake repaired, NFC, no control or invisible character, runs of spaces (no-break and
    thin ones included) become one space, line breaks kept."""
    text = unicodedata.normalize("NFC", repair(text))
    text = _CONTROLS.sub(" ", _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    return "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n")).strip()


def fold(text: str) -> str:
    """Lower-case ASCII: no accent, no ligature, one apostrophe (`'`), one hyphen (`-`), single spaces.

    `L’Haÿ-les-Roses` → `l'hay-les-roses`; `SAINT‑ÉTIENNE` → `saint-etienne`; characters without an ASCII form
    are dropped. Never raises."""
    text = text.lower()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_FOLDING)).translate(_FOLDING)
        text = text.encode("ascii", "ignore").decode("ascii")
    return " ".join(text.replace("`", "'").split())


def fold_words(text: str) -> str:
    """`fold`, with every sign that is not a letter or a digit read as one space: `l hay les roses`."""
    return " ".join(re.findall(r"[a-z0-9]+", fold(text)))
