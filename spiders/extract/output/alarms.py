"""What a document that yields too little may hide: a challenge, a login, an error, a cut file, another type."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from lexicon.gate import gated
from lexicon.patterns import pattern, vocabulary
from lexicon.text import fold
from spiders.document import Document


def blocked(text: str, title: str) -> str | None:
    """The reason why a page served with status 200 is no content: challenge, login, error, maintenance.
    A long page is never one: such pages say little besides."""
    folded_title, folded = fold(title), fold(text)
    short = len(folded) < 2500
    for entry in vocabulary("alarms")["blocked"]:
        expression = gated(entry["match"])
        if expression.search(folded_title) or (short and expression.search(folded)):
            return str(entry["reason"])
    return None


def is_login_title(title: str) -> bool:
    """« Se connecter ‹ Plateforme des CPTS »: the title of a page that only lets members in."""
    return bool(pattern("alarms", "login_title").match(fold(title).strip()))


def asks_password(tree: etree._Element) -> bool:
    """True when the page holds a field for a password; beside a list of CPTS it is only the members' corner."""
    return bool(tree.xpath("//input[translate(@type, 'PASWORD', 'pasword')='password']"))


def is_truncated(document: Document) -> bool:
    """True when the page opens `<html>` or `<body>` and never closes it, or stops before it says anything."""
    low = document.text.lower()
    opened = "<html" in low or "<body" in low or not re.sub(r"<!--.*?(?:-->|$)|<[^>]*>?", "", low, flags=re.S).strip()
    return opened and "</html" not in low[-4000:] and "</body" not in low[-4000:]


def heading_missing(tree: etree._Element, text: str, heading: str | None) -> bool:
    """True when `expect_heading` of the card (words of a heading, or a CSS selector) is not on the page."""
    if not heading:
        return False
    if fold(heading).strip() in fold(text):
        return False
    if re.search(r"[.#\[>]|^\w+$", heading):
        from lxml.cssselect import CSSSelector, SelectorError

        try:
            return not CSSSelector(heading)(tree)
        except (SelectorError, ValueError):
            return True
    return True


_ANNOUNCED = gated(
    r"(?<![\d/.,-])(\d{1,3}) (?:cpts|ctps|communautes professionnelles)\b(?! (?:dont|parmi))[^.]{0,20}"
    r"\b(?:recensee|comptee|denombree|repertoriee|identifiee|listee|presentee)s"
)
# « l'agence recense 10 CPTS, en projet ou signataires. Elles sont toutes listées ci-dessous. »
_COUNTED = gated(
    r"\b(?:recense|compte|denombre|repertorie|identifie)(?:nt)? (\d{1,3}) (?:cpts|ctps|communautes professionnelles)\b"
    r"(?! (?:dont|parmi))[^.]*\. (?:elles|celles-ci|toutes)\b[^.]{0,40}\b(?:ci-dessous|ci-apres)\b"
)
# « Retrouvez ci-dessous les 14 CPTS de la région »
_THESE = gated(
    r"\b(?:ci-dessous|ci-apres|voici) (?:la liste des|les) (\d{1,3}) (?:cpts|ctps|communautes professionnelles"
    r"(?: territoriales de sante)?) (?:de|du|des|d'|en|dans)\b"
)
_BELOW = gated(r"\bci-dessous\b|\bvoici (?:la liste|les)\b|\bci-apres\b|\bliste suivante\b|\bliste ci-")
# the line a directory writes over its results
_FOUND = gated(
    r"\W*(\d{1,3}) (?:cpts|ctps|communautes professionnelles territoriales de sante)"
    r"(?: (?:ont ete|sont|correspond\w*))? ?(?:trouve|affiche|repertorie|reference|liste)e?s?\W*"
)


def announced_below(texts: Iterable[str]) -> tuple[int, str] | None:
    """(number, words) of « 29 CPTS sont recensées dans la région. Elles sont présentées ci-dessous », or of the line
    « 29 CPTS trouvées »."""
    for text in texts:
        folded = fold(text)
        found = _FOUND.fullmatch(folded) or (
            _ANNOUNCED.search(folded) or _COUNTED.search(folded) or _THESE.search(folded)
            if _BELOW.search(folded)
            else None
        )
        if found:
            return int(found.group(1)), text[:100]
    return None


def empty_container(text: str) -> bool:
    """« Aucun résultat », « liste en cours de mise à jour » where a list was announced."""
    return bool(pattern("alarms", "empty").search(fold(text)))
