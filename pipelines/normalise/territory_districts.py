"""Municipal arrondissements of Paris, Lyon and Marseille, in every way they are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lexicon.gazetteer import Geography
from lexicon.numbers import words_between
from pipelines.normalise.territory_names import Zone

_CITIES = {"paris": "75056", "lyon": "69123", "marseille": "13055"}
_ADJECTIVES = {"parisien": "75056", "lyonnais": "69123", "marseillais": "13055"}
_CITY_OF_DEPARTEMENT = {"75": "75056", "69": "69123", "13": "13055"}
_ROMAN = {"i": 1, "v": 5, "x": 10}
# The grouping of the first four arrondissements since 2020 (loi n° 2017-257, art. 21)
_CENTRE = {"75056": (1, 2, 3, 4)}

# « vingtième arrondissement »
_SPELT_NUMBERS = {
    "premier": 1,
    "deuxieme": 2,
    "second": 2,
    "troisieme": 3,
    "quatrieme": 4,
    "cinquieme": 5,
    "sixieme": 6,
    "septieme": 7,
    "huitieme": 8,
    "neuvieme": 9,
    "dixieme": 10,
    "onzieme": 11,
    "douzieme": 12,
    "treizieme": 13,
    "quatorzieme": 14,
    "quinzieme": 15,
    "seizieme": 16,
    "dix-septieme": 17,
    "dix-huitieme": 18,
    "dix-neuvieme": 19,
    "vingtieme": 20,
}
_SPELT = "(?:" + "|".join(_SPELT_NUMBERS).replace("-", "[ -]") + ")"
# « les quatre premiers arrondissements »
_FIRST_ONES = words_between(2, 9)

_CITY = r"(?:a |de |d'|du )?(?P<city>paris|lyon|marseille)\b"
_SUFFIX = r"(?:\s?(?:ers?|eres?|res?|iemes?|emes?|mes?|es?|nde?s?|°))"
_ORDINAL = rf"(?:{_SPELT}|\d{{1,2}}{_SUFFIX}?|[ivx]{{1,5}}{_SUFFIX}?)(?![\w])"
_NUMBERED = rf"(?:{_SPELT}|(?:\d{{1,2}}|[ivx]{{1,5}}){_SUFFIX})(?![\w])"
_JOIN = r"(?:\s*(?:,\s*et|,|;|/|-|–|&|\bet\b|\bau\b|\ba\b)\s*(?:(?:l[ea]s?|du|au|l')\s*)?)"
_LIST = rf"(?P<list>{_ORDINAL}(?:{_JOIN}{_ORDINAL}){{0,20}})"
_WORD = r"arr(?:ondissements?|dts?|\.)?(?: municipa(?:l|ux))?"
_PATTERNS = [
    # 14e, 15e et 16e arrondissements de Marseille ; 3e et 4e arrondissements parisiens
    re.compile(rf"(?<![\w-]){_LIST}\s*{_WORD}\s*(?:{_CITY}|(?P<adjective>parisien|lyonnais|marseillais)\w*)"),
    # l'arrondissement parisien (13e)
    re.compile(rf"\b{_WORD}\s*(?:{_CITY}|(?P<adjective>parisien|lyonnais|marseillais)\w*)\s*\(?\s*{_LIST}\)?"),
    # Paris 5e, 6e et 13e arrondissements ; Lyon VIII ; Marseille (1er)
    re.compile(rf"\b{_CITY}\s*[,:(]?\s*(?:l[ea]s?\s+|-\s*)?{_LIST}\)?(?:\s*{_WORD}(?![\w]))?"),
    # ensemble du 13e arrondissement, the city being that of the context
    re.compile(rf"(?<![\w-]){_LIST}\s*{_WORD}(?![\w])(?!\s+d)"),
    # à Lyon, la CPTS couvre les 3e et 6ème: what they are goes without saying
    re.compile(rf"\b{_CITY}[^.;]{{0,120}}?\b[dl]es (?P<list>{_NUMBERED}(?:{_JOIN}{_NUMBERED})+)(?=\s*(?:[.,;)]|$))"),
    # arrondissements 9 et 10 de Paris
    re.compile(rf"\b{_WORD}[\s:]*(?:n[°o]s?\s*)?{_LIST}(?:\s*{_CITY})?"),
]
# in Paris, « 5e, 6e » and nothing else
_ALONE = re.compile(rf"^\s*(?:les?\s+)?(?P<list>{_NUMBERED}(?:{_JOIN}{_NUMBERED})*)\s*$")
# « deux arrondissements de Paris »: how many, not which
_HOW_MANY = re.compile(
    rf"(?<![\w-])(?P<count>\d{{1,2}}|{'|'.join(_FIRST_ONES)}|plusieurs|quelques|certains)"
    rf"\s+arr(?:ondissemen|d)ts\b(?:\s*{_CITY})?"
)
_FIRST = re.compile(rf"\b(?P<count>\d|{'|'.join(_FIRST_ONES)})\s+premiers\s+{_WORD}(?:\s*{_CITY})?")
_POSTAL = re.compile(r"(?<!\d)(75\d{3}|6900\d|130(?:0\d|1[0-6]))(?!\d)(?:\s*\(?\s*(?:paris|lyon|marseille)\b\)?)?")
_NAMED_POSTAL = re.compile(rf"\b{_CITY}\s*[(,]?\s*(?P<postal>\d{{5}})(?!\d)\)?")
_CENTRE_NAME = re.compile(r"\bparis[ -]centre\b")
_ITEM = re.compile(rf"({_JOIN})?({_SPELT}|\d{{1,2}}|[ivx]{{1,5}}?)({_SUFFIX}?)(?![\w])")


@dataclass(frozen=True, slots=True)
class District:
    """Arrondissements named between two positions of the text."""

    start: int
    end: int
    codes: tuple[str, ...]


def find_districts(shade: str, geography: Geography, zone: Zone, most: int) -> list[District]:
    """Every mention of municipal arrondissements, in order, without overlap; `most` at the most."""
    if not any(city in shade for city in _CITIES) and not (
        "arr" in shade or _POSTAL.search(shade) or (len(shade) < 80 and _ALONE.match(shade))
    ):
        return []
    found: list[District] = []
    for read in _READERS:
        for one in read(shade, geography, zone):
            apart = not any(one.start < other.end and other.start < one.end for other in found)
            if (one.codes or read is _counted) and apart and len(found) < most:
                found.append(one)
    return sorted(found, key=lambda one: one.start)


def _postal_codes(shade: str, geography: Geography, zone: Zone) -> Iterator[District]:
    for match in _NAMED_POSTAL.finditer(shade):
        yield District(match.start("city"), match.end(), _postal(match["postal"], geography))
    for match in _POSTAL.finditer(shade):
        yield District(match.start(), match.end(), _postal(match[1], geography))


def _centre(shade: str, geography: Geography, zone: Zone) -> Iterator[District]:
    for match in _CENTRE_NAME.finditer(shade):
        yield District(match.start(), match.end(), _codes("75056", _CENTRE["75056"], geography))


def _first_ones(shade: str, geography: Geography, zone: Zone) -> Iterator[District]:
    for match in _FIRST.finditer(shade):
        count = _FIRST_ONES.get(match["count"]) or int(match["count"])
        codes = _codes(_city_of(match, shade, zone), tuple(range(1, count + 1)), geography)
        yield District(match.start(), match.end(), codes)


def _counted(shade: str, geography: Geography, zone: Zone) -> Iterator[District]:
    """« deux arrondissements de Paris » are told and not named, unless they are all of them."""
    for match in _HOW_MANY.finditer(shade):
        if re.search(r"\d\s*(?:,|-|/|et|a|au|&)\s*$", shade[: match.start()]):
            continue  # the last of a list: « 9, 10 et 11 arrondissements »
        ordered = geography.arrondissements.get(_city_of(match, shade, zone), ())
        yield District(match.start(), match.end(), ordered if match["count"] == str(len(ordered)) else ())


def _alone(shade: str, geography: Geography, zone: Zone) -> Iterator[District]:
    if match := _ALONE.match(shade):
        yield District(*match.span(), _codes(_city_of(match, shade, zone), _numbers(match["list"]), geography))


def _listed(shade: str, geography: Geography, zone: Zone) -> Iterator[District]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(shade):
            city = _city_of(match, shade, zone)
            if city and _is_ordinal(match, shade):
                city_first = match.groupdict().get("city") and match.start("city") < match.start("list")
                start = match.start("city") if city_first else match.start()
                yield District(start, match.end(), _codes(city, _numbers(match["list"]), geography))


# the surest wording first: what one reads the next does not
_READERS: tuple[Callable[[str, Geography, Zone], Iterator[District]], ...] = (
    _postal_codes,
    _centre,
    _first_ones,
    _counted,
    _alone,
    _listed,
)


def _city_of(match: re.Match[str], shade: str, zone: Zone) -> str:
    """The city a match names, else that of the context; empty when neither says one."""
    said = match.groupdict()
    named = _CITIES.get(said.get("city") or "") or _ADJECTIVES.get(said.get("adjective") or "")
    return named or _city_of_context(shade, zone) or ""


def _postal(code: str, geography: Geography) -> tuple[str, ...]:
    codes = geography.by_postal_code.get(code, ())
    return tuple(one for one in codes if geography.communes[one].city)


def _codes(city: str, numbers: tuple[int, ...], geography: Geography) -> tuple[str, ...]:
    """Codes of numbered arrondissements; none when one of them does not exist."""
    ordered = geography.arrondissements.get(city, ())
    if any(not 1 <= number <= len(ordered) for number in numbers):
        return ()
    return tuple(sorted({ordered[number - 1] for number in numbers}))


def _city_of_context(shade: str, zone: Zone) -> str | None:
    cities = {code for name, code in _CITIES.items() if name in shade} or {
        _CITY_OF_DEPARTEMENT[dep] for dep in zone.departements if dep in _CITY_OF_DEPARTEMENT
    }
    return cities.pop() if len(cities) == 1 else None


def _is_ordinal(match: re.Match[str], shade: str) -> bool:
    """A number after a city is an arrondissement when it is written as one, or nothing follows it:
    « Lyon 9 » but not « Paris 20 communes »."""
    text = match["list"]
    digits = not re.match(_SPELT, text) and re.search(rf"\d\s?{_SUFFIX}(?!\w)|^[ivx]+", text)
    if "arr" in match.group() or digits:
        return True
    return bool(re.match(r"\s*(?:[;,/()\n.]|\bet\b|$)", shade[match.end() : match.end() + 5]))


def _numbers(text: str) -> tuple[int, ...]:
    """`1er au 4e` → 1, 2, 3, 4; `xive, xve` → 14, 15."""
    numbers: list[int] = []
    for match in _ITEM.finditer(text):
        spelt = _SPELT_NUMBERS.get(match[2].replace(" ", "-"))
        number = spelt or (int(match[2]) if match[2].isdigit() else _roman(match[2]))
        if numbers and (match[1] or "").strip().split(" ")[0] in {"au", "a"}:
            numbers.extend(range(numbers[-1] + 1, number))
        numbers.append(number)
    return tuple(numbers)


def _roman(text: str) -> int:
    values = [_ROMAN[letter] for letter in text]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < following else value for value, following in pairs)
