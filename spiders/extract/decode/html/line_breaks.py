"""The lines of a text that `<br>` breaks: which go on, which are bullets or say who wrote the page."""

from __future__ import annotations

import re

from lexicon.cpts_names import triggers
from lexicon.gate import gated
from lexicon.text import fold

BULLET = gated(r"^\s*(?:[-–—•*▪◦‣·►▶▸▹➤➢❯➔→»★☆✦♦■□●○◆📍]\uFE0F?|o(?=\s[A-Z])|\uf0b7)\s*(?=\S)")
# who wrote the page and where it is filed
BYLINE = gated(
    r"(?:details :|ecrit par\b|categorie :|etiquettes :|mots-cles :|temps de lecture|publie par\b|affichages :|clics :)"
)
_WRAPPED = 50  # characters: a line that its writer, or a mail program, broke for its length
# « Communes : Orléans », over lines that go on with other places
_PLACES_BEGIN = gated(
    r"(?:les |liste des )?(?:\d+ )?(?:communes?|villes?|cantons?|secteurs?|territoires?|epci|communautes de communes)\b"
    r"[^:.]{0,40}: ?[a-z]"
)
_PLACE = gated(r"[A-ZÀ-Þ][\w’'-]*(?:[ -][\w’'()-]+){0,6},?")


def _goes_on_with_places(before: str, line: str) -> bool:
    """Whether a line is one more place of the list that « Communes : … » began just above: a name and nothing else."""
    begun = _PLACES_BEGIN.match(fold(before)) and not before.rstrip().endswith((".", ";"))
    return bool(begun and _PLACE.fullmatch(line) and not triggers(line))


def joined_lines(lines: list[str]) -> list[str]:
    """Lines of a `<br>` text; a line in lower case after a long one that no stop ends is its second half, a place under
    « Communes : … » one more of its list."""
    result: list[str] = []
    for line in (line.strip() for line in lines):
        if not line:
            continue
        if result and _goes_on_with_places(result[-1], line):
            result[-1] = f"{result[-1].rstrip(', ')}, {line}"
        elif (
            result
            and len(result[-1]) >= 60
            and line[:1].islower()
            and not re.search(r"[.:;!?]$", result[-1])
            and not BULLET.match(line)
            and not re.search(r"\d\s?(?:habitants?|hab\b|communes?)", fold(line))
        ):
            result[-1] += " " + line
        else:
            result.append(line)
    return result


_UNFINISHED = gated(
    r"(?:,|\b(?:de|du|des|d'|la|le|les|l'|et|a|au|aux|en|par|pour|sur|avec|dont|que|son|sa|ses|un|une))$"
)


def goes_on(above: str, line: str) -> bool:
    """Whether a line of plain text is the rest of the one above: that one is long and stops at nothing, and either ends
    on a word that calls another or the line goes on in lower case."""
    told, rest = fold(above).rstrip(), line.strip()
    if len(told) < _WRAPPED or not rest or BULLET.match(line) or told.endswith((".", ":", ";", "!", "?")):
        return False
    return rest[0].islower() or bool(_UNFINISHED.search(told))
