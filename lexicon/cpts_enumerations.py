"""The names after a plural: « les CPTS du Béthunois, de Roanne et de Loire-Forez », « 3 CPTS : A, B et C »."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lexicon.cpts_triggers import TRIGGER
from lexicon.departement_words import is_place
from lexicon.gate import gated
from lexicon.name_end import end_of_name
from lexicon.numbers import CARDINALS, any_between
from lexicon.patterns import vocabulary
from lexicon.text import fold

QUOTED = re.compile(
    r"\s*(?P<prep>(?:d[eu]s?|de\s+la|de\s+l['’])\s+)?[«“\"„]\s*(?P<name>[^«»“”\"„]{2,70}?)\s*[»”\"“]", re.I
)
_ANNOUNCED = gated(rf".*\b(\d+|{any_between(2, 10)})\b[^.;:]*$")
_THAT_OF = gated(r"\bcelles?\s+(?=d(?:e|u|es|')\s?)")
# « 2 CPTS en fonctionnement (Pantin, Marne-Plaisance) »: as many names as the number says
_BRACKETED = gated(r"[^.;:!?\n()]{0,60}\(([^()\n]{4,300})\)")
_IN_BRACKETS = gated(r"[^,;\s][^,;]{0,60}")
_LISTED = gated(r"^[^.;:!?\n]{0,70}:\s*")


def enumeration(text: str, folded: str, trigger: re.Match[str], start: int, before: str) -> list[tuple[str, int, int]]:
    """The names after a plural: « les CPTS du Béthunois, de Roanne et de Loire-Forez », « 3 CPTS : A, B et C »."""
    if re.match(r"\s+(?:est|sont) (?:l'|la |le |les |une? |des )", folded[start:]):
        return []  # « la forme juridique des CPTS est l'association »
    result = []
    parts = _parts_of_plural(text, folded, start, before)
    for a, b in parts:
        name = one_space(text[a:b]).strip('«»“”" ')
        first = a == parts[0][0] and not folded[:a].endswith("celle ")
        result.append(("CPTS " + name, trigger.start() if first else a, b))
    return result


def _parts_of_plural(text: str, folded: str, start: int, before: str) -> list[tuple[int, int]]:
    """Where the names after a plural stand; none when they say where the CPTS are, or name themselves."""
    listed = _LISTED.match(folded[start:])
    announced = _ANNOUNCED.search(before)
    wanted = _number(announced.group(1)) if announced else None
    parts = parts_of(text, folded, start)
    if wanted and (not parts or (len(parts) == 1 and listed)):
        # « Quatre CPTS du Rhône ont signé : A, B, C et D »: where they are, then what they are called
        parts = _counted_parts(text, folded, start, listed, wanted)
        if any(TRIGGER.search(folded[a:b]) for a, b in parts):
            return []  # « trois CPTS : la CPTS A, la CPTS B … » name themselves
    if len(parts) == 1 and _is_no_list(text, folded, parts[0], bool(listed), wanted):
        return []
    return [] if all(is_place(text[a:b]) for a, b in parts) else parts


def _counted_parts(
    text: str, folded: str, start: int, listed: re.Match[str] | None, wanted: int
) -> list[tuple[int, int]]:
    """As many names as announced, after a colon or between brackets; none when no reading gives that number."""
    if listed:
        those = _those_in(text, folded, start + listed.end())
        if len(those) == wanted:
            return those
        readings = _readings(text, folded, start + listed.end())
        return next((reading for reading in readings if len(reading) == wanted), [])
    bracketed = _BRACKETED.match(text, start)
    inside = [match.span() for match in _IN_BRACKETS.finditer(text, *bracketed.span(1))] if bracketed else []
    named = all(text[a].isupper() and not is_place(text[a:b]) for a, b in inside)
    return inside if named and len(inside) == wanted else []


def _those_in(text: str, folded: str, start: int) -> list[tuple[int, int]]:
    """« : celle du Sud-Lochois (37) le 3 mai et celle du Chinonais (37) le 8 juin »."""
    stop = re.search(r"[.!?;\n](?:\s|$)|$", folded[start:])
    found = _THAT_OF.finditer(folded, start, start + stop.start() if stop else len(text))
    ends = [(match.end(), end_of_name(text, folded, match.end(), commas=False)) for match in found]
    return [(begin, end) for begin, end in ends if end and not is_place(text[begin:end])]


def _is_no_list(text: str, folded: str, part: tuple[int, int], listed: bool, wanted: int | None) -> bool:
    """One name after a plural says where the CPTS are, not what one is called: « Les CPTS de Bretagne - uMap », « la
    journée des CPTS corréziennes », « les 4 futures CPTS du Pays Haut », « les CPTS du Languedoc »."""
    name = text[slice(*part)]
    if is_place(name) or is_place(re.split(r"\s[-–|]\s", name)[0]) or _is_demonym(fold(name).strip()) or wanted:
        return True
    return not listed and bool(re.match(r"(?:d[eu]s?\s|d')", folded[slice(*part)]))


def _number(word: str) -> int:
    return CARDINALS.get(word) or int(word)


def _is_demonym(word: str) -> bool:
    return word.endswith("s") and any(word.startswith(stem) for stem in vocabulary("territories")["demonyms"].values())


def _readings(text: str, folded: str, start: int) -> Iterator[list[tuple[int, int]]]:
    """Ways to cut « Loire et Coise, Ondaine Forez et Vallée du gier »: at every « et », or at one « et » of
    the last part only. The announced number chooses."""
    yield parts_of(text, folded, start, listed=True)
    stop = re.search(r"[.;!?\n]|$", folded[start:])
    end = start + (stop.start() if stop else 0)
    commas = [start, *(start + match.end() for match in re.finditer(r",\s*", folded[start:end]))]
    segments = [(begin, (commas[n + 1] if n + 1 < len(commas) else end)) for n, begin in enumerate(commas)]
    segments = [(begin, begin + len(text[begin:stop].rstrip(" ,"))) for begin, stop in segments]
    if any(begin == stop for begin, stop in segments):
        return  # « A, , B »: a name is missing
    begin, stop_at = segments[-1]
    for link in re.finditer(r"\s+et\s+", folded[begin:stop_at]):
        yield [*segments[:-1], (begin, begin + link.start()), (begin + link.end(), stop_at)]


def parts_of(text: str, folded: str, start: int, listed: bool = False) -> list[tuple[int, int]]:
    parts: list[tuple[int, int]] = []
    cursor = start
    while True:
        quoted = QUOTED.match(text, cursor)
        end = (
            quoted.end()
            if quoted
            else end_of_name(
                text,
                folded,
                cursor,
                commas=False,
                stop_at_and=not _after_and(folded, cursor, parts),
                listed=listed,
            )
        )
        if end is None:
            return parts
        begin = cursor + len(text[cursor:end]) - len(text[cursor:end].lstrip())
        parts.append((begin, end))
        # a parenthesis after a name does not end the enumeration: « A (secteur d'Amboise), B »
        separator = re.match(
            r"(?:\s*\([^()]{1,60}\))?\s*(?:,\s*(?:et\s+|ainsi que\s+)?|\bet\s+|\s+et\s+|\s*;\s*"
            r"|\s+ainsi que\s+)(?:(?:la|celles?|celle)\s+(?=d))?",
            folded[end:],
        )
        if not separator:
            return parts
        cursor = end + separator.end()


def _after_and(folded: str, cursor: int, parts: list[tuple[int, int]]) -> bool:
    return bool(parts) and folded[:cursor].rstrip().endswith((" et", "que"))


def one_space(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
