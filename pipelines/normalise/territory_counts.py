"""How many communes a territory text announces."""

from __future__ import annotations

import re

from lexicon.numbers import ABOUT
from lexicon.text import fold
from pipelines.normalise.territory_items import Item
from pipelines.normalise.territory_vocabulary import NUMBER, number_of, pattern
from pipelines.normalise.territory_walk import Walk

ANNOUNCED = (
    rf"(?P<and>\b(?:et|plus)\s+(?:ses\s+|les\s+|leurs\s+)?)?(?<![\w-])(?P<number>{NUMBER})\s+(?:autres\s+|petites\s+)?"
    r"(?:communes|villes|municipalites|villages)\b"
)
# « 18 communes de la Loire et 4 du Rhône »
_ANNOUNCED_TOO = rf"^\s*(?P<and>)(?P<number>{NUMBER})\s+(?:de\s+(?:la\s+|l')?|d[eu]s?\s+|d'|dans\s+|en\s+)"
_AMONG = r"\b(?:dont|notamment|parmi|soit|a savoir)\b|[.;:(\n]"
_ABOUT = rf"(?<!\w){ABOUT}\s*$"
_ONLY_ONE = r"\bseule (?:commune|ville)\b|\bqu'une (?:seule )?commune\b|\bmono-?communale?\b"


def announce(walk: Walk, item: Item, shade: str) -> None:
    """Remembers the number of communes that an item says."""
    if pattern(_ONLY_ONE).search(shade):
        walk.announced = walk.announced or 1
    elif match := pattern(ANNOUNCED).search(shade) or _as_many_more(walk, item, shade):
        _say(walk, item, shade, match)


def _as_many_more(walk: Walk, item: Item, shade: str) -> re.Match[str] | None:
    more = pattern(_ANNOUNCED_TOO).match(shade) if walk.announced and _follows(item) else None
    return more if more and item.text[more.end() :][:1].isupper() else None


def _follows(item: Item) -> bool:
    return item.before.strip().endswith(("et", "que"))


def _say(walk: Walk, item: Item, shade: str, match: re.Match[str]) -> None:
    number = number_of(match["number"])
    added = bool(match["and"]) or (
        _follows(item) and shade[: match.start()].strip() in ("", "de", "les", "leurs", "ses")
    )
    before = walk.shade[walk.counted_until : item.start]
    if added and walk.announced and not item.depth and not pattern(_AMONG).search(before):
        number, walk.announced = number + walk.announced, None  # « 12 communes du Gers et 7 communes des Landes »
    elif added:  # « la CC du Pays Blanc et 5 communes de la CC voisine »
        number += len(walk.codes(excluded=False) - walk.codes(excluded=True))
    walk.open = walk.open or added
    if not item.depth:
        walk.most_announced = max(walk.most_announced, number)
    if walk.announced is None:
        walk.counted_until = item.start + match.end()
        walk.announced = number
        about = pattern(_ABOUT).search(shade[: match.start()])
        walk.counted, walk.open = number > 1 and about is None, walk.open or about is not None


def only_counts(item: Item) -> bool:
    """« Trois villes : … »: how many, and not Troisvilles."""
    return item.text.strip()[1:].islower() and pattern(ANNOUNCED).fullmatch(fold(item.text).strip()) is not None
