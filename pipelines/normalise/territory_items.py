"""A text cut into the items of its enumerations, with what stands before, after and around each."""

from __future__ import annotations

import re
from dataclasses import dataclass

# « St. Étienne », « s/Marne »: signs that would cut a name in two
_SAINT_DOT = re.compile(r"\b(Sts?|Stes?|ST|STE)\.\s*(?=\w)")
_ON = re.compile(r"(?<=[\s\w])s/\s?s(?:/|\s)|\bs/\s*", re.IGNORECASE)
_LAST_ARTICLE = re.compile(
    r"(^|[,;/•(]\s*)([^\W\d_][^(),;:\n/]{2,60}?)\s*(?:\((l[ae]s?|l['’]?)\s*\)|,\s+(L[ae]s?|L['’])(?=\s*(?:$|[;\n])))",
    re.IGNORECASE | re.MULTILINE,
)
_FOOTNOTE = re.compile(r"[¹²³⁰⁴-⁹]+|\*+|\[\d{1,2}\]|(?<=[^\W\d])\(\d\)(?=\s*(?:[,;\n]|$))")
_INHABITANTS = re.compile(
    r"[:(,–-]?\s?\(?\d[\d .,]{0,14}\s?(?:habitants?|hab\b\.?|ha\b|km2|km²|€|%|m2|médecins?)\)?", re.IGNORECASE
)
_SEPARATOR = re.compile(
    r"\s*(?:[;\n•·|▪●◦‣…!?\"«»“”(){}\[\]:,/+&]"
    r"|(?<=\s)[-–—](?=\s)|[–—]|\.(?=\s|$)"
    r"|(?<![\w-])ainsi qu['’](?=\w)|(?<![\w-])(?:et|ou|ainsi que|sans oublier|en passant par|puis|and)(?![\w-]))\s*",
    re.IGNORECASE,
)


_PERCENT = r"\d+(?:[.,]\d+)?\s?(?:%|pour[ -]cents?)"
_ALL_OF = re.compile(r"\b100\s?(?:%|pour[ -]cents?)\s+(?=d[eu]s?\b|d['’])", re.IGNORECASE)
_ALL_TOWN = re.compile(r"\b[Tt]oute? (?=[A-ZÀ-Þ])")  # « couvre tout Nantes »
_SHARE = re.compile(rf"{_PERCENT}\s+(?=d[eu]s?\b|d['’])", re.IGNORECASE)
_SHARE_AFTER = re.compile(rf"(?:\s+à\s+(?!100\b){_PERCENT}|\s*\(\s*(?!100\b){_PERCENT}\s*\))", re.IGNORECASE)
_BOTH_SIDES = re.compile(r"\bde part et d['’]autre d(?=[eu]|['’])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    """Text between two separators. `before`, `after`: the signs around it (`""` at the ends of the text);
    `depth`: how many parentheses it is in."""

    start: int
    end: int
    text: str
    before: str
    after: str
    depth: int


def prepared(text: str) -> str:
    """The text with abbreviations, rejected articles and annotations put in the common form:
    `CHAPELLE-SUR-ERDRE (LA)` → `LA CHAPELLE-SUR-ERDRE`; `Doussard : 3626 habitants` → `Doussard ;`."""
    text = _SAINT_DOT.sub(r"\1 ", text)
    text = _ON.sub(lambda match: "sous " if match.group().lower().count("s") > 1 else "sur ", text)
    text = _LAST_ARTICLE.sub(lambda match: f"{match[1]}{match[3] or match[4]} {match[2]}", text)
    text = _ALL_OF.sub("", _ALL_TOWN.sub("", text))
    text = _SHARE_AFTER.sub(" (en partie)", _SHARE.sub("une partie ", text))
    text = _BOTH_SIDES.sub("autour d", text)
    text = _INHABITANTS.sub(" ; ", text)
    return _FOOTNOTE.sub(" ", text)


def items_of(text: str) -> list[Item]:
    """The items of a text in order; empty ones are dropped but their separators are kept on their neighbours."""
    items: list[Item] = []
    depth, start, before = 0, 0, ""
    for match in _SEPARATOR.finditer(text):
        sign = match.group().strip().lower() or "\n"
        if text[start : match.start()].strip():
            items.append(Item(start, match.start(), text[start : match.start()], before, sign, depth))
            before = ""
        before = (before + sign)[-8:]
        depth += sign.count("(") + sign.count("[") - sign.count(")") - sign.count("]")
        depth = max(depth, 0)
        start = match.end()
    if text[start:].strip():
        items.append(Item(start, len(text), text[start:], before, "", depth))
    return items
