"""How many communes a territory text announces."""

from __future__ import annotations

import re

from lexicon.numbers import ABOUT
from lexicon.text import fold
from pipelines.normalise.territory_items import Item
from pipelines.normalise.territory_vocabulary import NUMBER, number_of, pattern, phrase
from pipelines.normalise.territory_walk import Walk

ANNOUNCED = (
    rf"(?<![\w-])(?P<number>{NUMBER})\s+(?:autres\s+|petites\s+)?"
    r"(?:communes|villes|municipalit(?:e|ie)s|villages)\b"
)
# « 18 communes de la Loire et 4 du Rhône »
_OF = r"\s+(?:(?:d[eu]s?|dans|en)\s+|d')(?:l[ae]s?\s+|l'\s*)?"
_ANNOUNCED_TOO = rf"^\s*(?:plus\s+)?(?P<number>{NUMBER})(?:\s+autres)?(?=(?P<of>{_OF}))"
_OF_A_GROUP = r"\s+(?:de la|de l'|du|des)\s*$"  # its name was read before and is cut here
_AMONG = r"\b(?:dont|notamment|parmi|soit|a savoir)\b|[.;:(\n]"
_PLUS = r"\bplus(?: les| leurs| ses)?$"
_NEXT_BRACKET = r"^\s*\)[^()]*\(\s*$"
_IN_ALL = (
    r"(?:soit )?(?:au total|en tout|un total de)|soit"  # « 54 communes dans l'Orne, 17 dans l'Eure, soit 71 communes »
)
_LINKS = {"a", "aux", "dans", "de", "des", "les", "leurs", "ses", "sur"}  # between « et » and a count that is added
_UNKNOWN = 0  # a part of the sum is not read: no number is told
_ABOUT = rf"(?<!\w){ABOUT}\s*$"


def announce(walk: Walk, item: Item, shade: str) -> None:
    """Remembers the number of communes that an item says."""
    if pattern(rf"\b{phrase('only_one')}\b").search(shade):
        walk.announced = walk.announced or 1
    elif match := pattern(ANNOUNCED).search(shade):
        _say(walk, item, shade, match)
    elif walk.announced and _counts_a_part(walk) and _follows(walk, item):
        _say_as_many_more(walk, item, shade)


def _say_as_many_more(walk: Walk, item: Item, shade: str) -> None:
    more = pattern(_ANNOUNCED_TOO).match(shade)
    if more is None:
        return
    if not _names(item.text[more.end() :]):  # « et cinq du plateau »
        walk.announced, walk.counted = _UNKNOWN, False
        return
    _say(walk, item, shade, more)


def _follows(walk: Walk, item: Item) -> bool:
    """Behind « et », « ainsi que », or a comma where the number before is of a part too."""
    before = item.before.strip()
    return before.endswith(("et", "que")) or (before == "," and _counts_a_part(walk))


def _counts_a_part(walk: Walk) -> bool:
    """« 14 communes de l'Ariège, 9 … » goes on, « 49 communes, 9 … » says again."""
    return pattern(_OF).match(walk.shade[walk.counted_until :]) is not None


def _say(walk: Walk, item: Item, shade: str, match: re.Match[str]) -> None:
    number = number_of(match["number"])
    lead = shade[: match.start()].strip()
    added = _is_added(walk, item, lead)
    sums = added and not item.depth and not pattern(_AMONG).search(walk.shade[walk.counted_until : item.start])
    if walk.announced and sums:
        if not _names(item.text[match.end() :]):  # « … et 9 communes veulent la rejoindre »
            return
        number, walk.announced = number + walk.announced, None  # « 12 communes du Gers et 7 communes des Landes »
    elif _in_the_next_bracket(walk, item):
        number, walk.announced = number + (walk.announced or 0), None
    elif added:  # « la CC du Pays Blanc et 5 communes de la CC voisine »
        number += len(walk.codes(excluded=False) - walk.codes(excluded=True))
    walk.open = walk.open or added
    if not item.depth:
        walk.most_announced = max(walk.most_announced, number)
    if walk.announced is None or pattern(_IN_ALL).fullmatch(lead):
        _take(walk, number, shade[: match.start()])
        walk.counted_until = item.start + match.end()
    elif pattern(_OF_A_GROUP).match(shade[match.end() :]):
        walk.parts_announced += number  # « 49 communes : la CC du Grand Orb, 5 communes de la CC du Minervois »


def _is_added(walk: Walk, item: Item, lead: str) -> bool:
    return pattern(_PLUS).search(lead) is not None or (_LINKS.issuperset(lead.split()) and _follows(walk, item))


def _in_the_next_bracket(walk: Walk, item: Item) -> bool:
    """« l'Orne (54 communes) et l'Eure-et-Loir (17 communes) », with no count outside."""
    between = walk.shade[walk.counted_until : item.start]
    return bool(walk.announced and item.depth and not walk.most_announced and pattern(_NEXT_BRACKET).search(between))


def _names(text: str) -> bool:
    return all(map(_is_of_a_name, text.split()))


def _is_of_a_name(word: str) -> bool:
    return not word[0].islower() or pattern(phrase("behind_a_count")).fullmatch(fold(word)) is not None


def _take(walk: Walk, number: int, before: str) -> None:
    about = pattern(_ABOUT).search(before) is not None
    walk.announced, walk.counted, walk.open = number, number > 1 and not about, walk.open or about


def only_counts(item: Item) -> bool:
    """« Trois villes : … »: how many, and not Troisvilles."""
    return item.text.strip()[1:].islower() and pattern(ANNOUNCED).fullmatch(fold(item.text).strip()) is not None
