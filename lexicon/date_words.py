"""Where a French text writes a date: the shapes only, reading them is `lexicon.dates`."""

from __future__ import annotations

import re

from lexicon.gate import gated
from lexicon.months import ENGLISH, MONTH, WEEKDAY

# matched against folded text
DATE = gated(
    rf"\b(?:1er|\d{{1,2}})(?:\s+et\s+\d{{1,2}})?\s+{MONTH}(?:\s+\d{{4}})?"
    rf"|\b{MONTH}\s+(?:\d{{4}}|dernier|prochain)|\b\d{{1,2}}[/.]\d{{1,2}}[/.](?:19|20)\d{{2}}\b|"
    r"\b20\d{2}-\d{2}-\d{2}\b|\b(?:en|depuis|fin|debut|des|courant|ete|automne|hiver|printemps|annee|trimestre|semestre|d'ici)\s+(?:a\s+|le\s+|au\s+)?(?:fin\s+|debut\s+)?20[012]\d\b|"
    rf"\b{WEEKDAY} dernier\b|\bau printemps\b|\bil y a (?:un|deux"
    r"|trois|quelques) (?:ans?|mois|semaines)\b|"
    rf"\b(?:en|fin|debut|mi-?|depuis|courant|des|mai|d'ici)\s*{MONTH}\b|\b(?:{ENGLISH})\s+\d{{1,2}},?\s+\d{{4}}|"
    r"\((?:19|20)\d{2}\)|\b20[012]\d(?= ?:)|\b(?:19|20)[012]\d\s*$"
)


def without_dates(text: str, folded: str) -> str:
    """`text` without its dates and the small words that carry them; `folded` is `fold(text)`."""
    spans = [(match.start(), match.end()) for match in DATED.finditer(folded)]
    for start, end in reversed(spans):
        text = text[:start] + " " + text[end:]
    return re.sub(r"\s+", " ", text).strip(" ,;")


DATED = gated(
    r"(?:,\s*)?(?:\b(?:le|ce|en|depuis|au|des|courant|fin|debut|du|a partir du)\s+)?(?:"
    + WEEKDAY
    + r"\s+)?(?:"
    + DATE.pattern
    + r")(?:\s+(?:dernier|prochain))?"
)


DATE_LABEL = gated(
    r"^\W*(?:depuis(?: le)?|date(?: (?:de (?:l'etape|l'etat|cette etape|mise en oeuvre)|du (?:statut|stade)))?)\s*:"
)


def only_date(folded: str) -> bool:
    """True when a line is a date and nothing else, but for a pictogram, « le » or « Date : »."""
    words = re.sub(r"^\W+|\W+$", "", DATE_LABEL.sub("", folded))
    return bool(DATED.fullmatch(words) or re.fullmatch(r"(?:0\d|1[0-2])/20\d\d", words))
