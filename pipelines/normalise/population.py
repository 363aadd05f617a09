"""Population that a CPTS covers, as its pages write it, and the size class of the ACI.

A number is a population because of its unit or of the word « population »; it is set aside when the words
around say that it counts something else (`vocabulary/population.toml`). Conventions: SOURCES-URPS §5.2 and
docs/population.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lexicon.folded import fold_with_positions, sentences
from lexicon.inhabitants import are_a_part, follows
from lexicon.numbers import RESERVES, reserve_before, value_of
from lexicon.patterns import compiled, vocabulary
from lexicon.readings import PopulationReading

NAME = "population"
MOST_NUMBERS = 60  # a longer list is a table of communes
_WORDS = vocabulary(NAME)
_SCALES: dict[str, int] = _WORDS["multiplicateurs"]
_LEAST: int = _WORDS["bornes"]["minimum"]
_BOUNDS = frozenset(line["en_dessous_de"] for line in _WORDS["taille"])
_MOST: int = _WORDS["bornes"]["maximum"]
# a label alone on its line, its value alone on the next one; a number above it would be the value instead
_STACKED = re.compile(
    r"(?:^|(?<=[^\d ]\n)) ?"
    r"(?:population|pop[.]?|habitants?|hab[.]?|(?:nombre|nbre|nb)[.]? (?:d'|de )?(?:habitants|hab))"
    r"(?: [a-z']+){0,3}(?: ?:)? ?\n(?=[\d .]+(?:\n|$))"
)

# the subject of a clause, before a verb that counts its inhabitants
_COUNTS = re.compile(
    r"(?:^|[,:.\n]) ?(?P<lieu>[a-z][a-z' -]{1,40}?) (?:compte|comptait|comptent|abrite|totalise)(?: [a-z' ]{1,30})?$"
    r"|(?:^|[,:.\n] ?|\) ?(?:et|puis) )(?:(?:[a-z' -]{0,60} )?(?:autour de|communes|dont) )?"
    r"(?P<seul>[a-z][a-z' -]{1,40}?) ?[(,]$"
)


@dataclass(frozen=True, slots=True)
class _Number:
    start: int
    end: int
    value: int
    qualifier: str
    shape: str
    times: frozenset[str]
    covered: bool


def size_class(population: int) -> int | None:
    """Size class of the ACI (1 to 4) of a number of inhabitants.

    `None` for a number that is not positive, and for an exact bound (40 000, 80 000, 175 000): the texts say
    « de 40 000 à 80 000 » without telling on which side a bound falls (DOMAIN §4.1)."""
    for line in _WORDS["taille"]:
        if line["au_dessus_de"] < population < line["en_dessous_de"]:
            return int(line["classe"])
    return None


def _value(number: str, scale: str | None) -> int | None:
    """The integer that a number and its scale write; `None` when they write none."""
    words = re.findall(r"[a-z]+", scale or "")
    factor = next((_SCALES[word] for word in words if word in _SCALES), 1)
    if not number[0].isdigit():
        return value_of(number) * factor
    number = number.replace("o", "0")
    if re.fullmatch(r"\d+[.,]\d{1,2}", number):
        return round(float(number.replace(",", ".")) * factor) if factor > 1 else None
    return int(re.sub(r"\D", "", number)) * factor


def _ends(key: str, start: int, end: int, pattern: str) -> re.Match[str] | None:
    """The words of `pattern` that stand just before `end`, a few signs apart."""
    window = key[max(start, end - 110) : end].rstrip(" :,=")
    window = window if pattern.endswith("[(]") else window.rstrip(" (:,=")
    return re.search(compiled(NAME, pattern).pattern + r"$", window)


def _qualifier(key: str, span: tuple[int, int], start: int, end: int) -> tuple[str, int, int]:
    """How sure the number is, and where the number with the words that say so starts and ends."""
    qualifier, qualified = reserve_before(key, span[0], start)
    if qualifier != "exact":
        return qualifier, qualified, end
    for line in RESERVES["apres"]:
        if after := follows(key, end, span[1], line["motif"]):
            return line["valeur"], start, after.end()
    return "exact", start, end


def _set_aside(key: str, span: tuple[int, int], start: int, end: int, value: int) -> bool:
    """True when the words around say that the number counts something else than the people of a CPTS."""
    for line in _WORDS["ecart"]:
        if value not in line.get("nombres", (value,)):
            continue
        if line["place"] == "sujet":
            if _other_subject(key[span[0] : end], line["motif"], line.get("reprise", "%sujet%")):
                return True
            continue
        if (
            line["place"] == "avant"
            and (match := _ends(key, span[0], start, line["motif"]))
            and not (line.get("couvre") and _covered(key[max(span[0], start - 110) : start][: match.start()]))
        ):
            return True
    return are_a_part(key, start, end, span[1]) or _town_counts(key[span[0] : start].rstrip())


def _town_counts(before: str) -> bool:
    """« Bourges compte », « Mende (12 000 habitants) »: a commune, alone in its clause, is what the number counts."""
    from lexicon import gazetteer as geography

    subject = _COUNTS.search(before[-110:])
    if subject is None:
        return False
    return geography.place_key(subject["lieu"] or subject["seul"]) in geography.load().by_name


def _other_subject(before: str, pattern: str, taken_up: str) -> bool:
    """True when the last CPTS named in a sentence before a number is not that of the page, and the words
    `taken_up` do not come back to it."""
    others = list(compiled(NAME, pattern).finditer(before))
    return bool(others) and compiled(NAME, taken_up).search(before, others[-1].end()) is None


def _covered(before: str) -> bool:
    return compiled(NAME, "%couvre%").search(before) is not None


def _times(key: str, span: tuple[int, int], start: int, end: int) -> frozenset[str]:
    """Seasons are told in the number's own clause, extensions since the clause of the number before."""
    before, after = key[span[0] : start], key[end : span[1]]
    clause = re.split(r"[,()]", before)[-1] + " # " + re.split(r"[,()]", after)[0]
    since = re.split(r"\d (?:habitants|hab)(?:[^,;]{0,40}[,;])?", before)[-1]
    return frozenset(
        line["valeur"]
        for line in _WORDS["temps"]
        if compiled(NAME, line["motif"]).search(clause if line["clause"] else since)
    )


def _numbers(key: str) -> list[_Number]:
    """The numbers of a text that may be the population of a CPTS, in order."""
    found: list[_Number] = []
    taken = bytearray(len(key))
    for span in sentences(key):
        for line in _WORDS["forme"]:
            for match in compiled(NAME, line["motif"]).finditer(key, *span):
                start, end = match.start("nombre"), match.end()
                if len(found) < MOST_NUMBERS and not any(taken[start:end]):
                    taken[start:end] = b"\x01" * (end - start)
                    number = _number(key, span, line, match)
                    if number:
                        found.append(number)
    return sorted(found, key=lambda one: one.start)


def _number(key: str, span: tuple[int, int], line: dict[str, Any], match: re.Match[str]) -> _Number | None:
    shape, start, end = line["nom"], match.start("nombre"), match.end()
    value = _value(match["nombre"], match["echelle"])
    if value is None or not _LEAST <= value <= _MOST or _is_no_count(key, span, line, match):
        return None
    qualifier, qualified, told = _qualifier(key, span, start, end)
    if qualifier == "exact" and match["nombre"].endswith("aine"):
        qualifier = "environ"
    if qualifier == "exact" and "+" in key[match.end("nombre") : end]:
        qualifier = "au_moins"  # « 50 000+ habitants »
    if _set_aside(key, span, qualified, end, value):
        return None
    times = _times(key, span, start, end) | ({line["temps"]} if "temps" in line else set())
    covered = shape in ("population_de", "personnes_couvertes") or _covered(key[max(span[0], start - 90) : start])
    return _Number(qualified, told, value, qualifier, shape, times, covered)


def _is_no_count(key: str, span: tuple[int, int], line: dict[str, Any], match: re.Match[str]) -> bool:
    """A number that goes on with a count nobody began, a year, or a cell that is not the whole text."""
    if line.get("suite") and not compiled(NAME, "%deja_compte%").search(key, span[0], match.start()):
        return True
    if line["nom"] != "nombre_habitants" and re.fullmatch(r"(?:19|20)\d\d", match["nombre"]):
        return True
    return line["nom"] == "cellule" and span[1] < len(key.rstrip())


def _seasonal(key: str, number: _Number) -> bool:
    """True for a figure of the high season: it has a season, or is the end of « jusqu'à », and is not the smallest of
    several. « jusqu'à » alone gives a ceiling."""
    if not number.times & {"saison", "sommet"} or "residents" in number.times:
        return False
    span = next(span for span in sentences(key) if span[0] <= number.start < span[1])
    others = [_value(match.group(), None) for match in compiled(NAME, "%chiffres%").finditer(key, *span)]
    counts = [value for value in others if value is not None and value >= _LEAST and value != number.value]
    return number.value > min(counts) if counts else "saison" in number.times


# residents rather than a season, after an extension rather than before, an exact number rather than a bound of the ACI
_PREFERENCES: tuple[Callable[[_Number], bool], ...] = (
    lambda one: "residents" in one.times,
    lambda one: "futur" not in one.times,
    lambda one: "apres" in one.times,
    lambda one: "avant" not in one.times,
    lambda one: not (one.value in _BOUNDS and one.qualifier in ("au_plus", "au_moins")),
)


def _choose(key: str, numbers: list[_Number]) -> list[_Number]:
    """Those preferred, an exact number rather than its rounding, what a CPTS covers rather than the rest."""
    kept = [one for one in numbers if not _seasonal(key, one)]
    for prefer in _PREFERENCES:
        kept = list(filter(prefer, kept)) or kept
    values = [one.value for one in kept]
    if values and max(values) <= 1.15 * min(values):
        return ([one for one in kept if one.qualifier == "exact"] or kept)[:1]
    return [one for one in kept if one.covered] or kept


def _on_one_line(label: re.Match[str]) -> str:
    """As long as the label, for the places of an excerpt to hold."""
    return label.group().replace("\n", " " if ":" in label.group() else ":")


def read_population(text: str) -> PopulationReading:
    """The population that a text gives to a CPTS, with its qualifier. Never raises.

    `value` is `None` with the rule `aucune_population` (no number counts the people of a CPTS) or
    `plusieurs_valeurs` (several do and nothing tells which one holds)."""
    folded = fold_with_positions(text)
    key = _STACKED.sub(_on_one_line, folded.key)
    numbers = _choose(key, _numbers(key))
    if not numbers:
        return PopulationReading(None, None, "aucune_population", "")
    if len({one.value for one in numbers}) > 1:
        return PopulationReading(None, None, "plusieurs_valeurs", folded.excerpt(numbers[0].start, numbers[-1].end))
    one = numbers[0]
    return PopulationReading(one.value, one.qualifier, one.shape, folded.excerpt(one.start, one.end))
