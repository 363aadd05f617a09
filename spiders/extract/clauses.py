"""Sentences that name several CPTS: which words belong to which name."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spiders.extract.dates_in_text import without_dates
from spiders.extract.names_in_text import Mention, find_names, triggers
from spiders.extract.words import fold, pattern


def coordinated(between: str) -> bool:
    bare = re.sub(r"\([^()]*\)", " ", fold(between))
    return bool(
        re.fullmatch(
            r"[\s,;/]*(?:et|ainsi que|puis|ou|&)?[\s,]*(?:(?:de|a|par|pour|avec)\s+)?(?:les?|la|celles?|celle"
            r"|celui(?: de)?(?: la)?|ceux|l')?[\s,]*(?:futures?|nouvelles?)?\s*(?:de\s*)?",
            bare,
        )
    )


def after_brackets(text: str) -> str:
    """The words after a name, its own brackets apart: « (Est du Cher) devraient … »."""
    return re.sub(r"^\s*\([^()]*\)\s*", "", text).lstrip()


def boundary(sentence: str, end: int, start: int) -> int:
    """Where the words of the next name begin: « A a signé en 2020 | et B en 2022 », « A | et le 30 mai B »."""
    between = sentence[end:start]
    separators = [
        match.start() for match in re.finditer(r"[,;:]\s|\bet\b|\bpuis\b|\btandis que\b|\balors que\b", fold(between))
    ]
    for separator in separators:
        rest = without_dates(between[separator:], fold(between[separator:]))
        if not re.sub(r"\b(?:et|puis|le|la|les|l|en|ce|enfin)\b|\W", "", fold(rest)):
            return end + separator
    return end + separators[-1] if separators else start


def predicate(after: str) -> str:
    """What is said after a name, without its dates, when it says a stage: « ont signé un contrat »."""
    folded = fold(after)
    return without_dates(after, folded).strip(" .,;") if pattern("passages", "status").search(folded) else ""


def nearest(predicates: Sequence[str], number: int) -> str:
    """The predicate an elliptical clause shares: that of the clause before it, else of the one after."""
    before = [predicate for predicate in predicates[:number] if predicate]
    after = [predicate for predicate in predicates[number + 1 :] if predicate]
    found = (before[-1:] or after[:1] or [""])[0]
    return f" {found}" if found else ""


def is_passing(text: str, mention: Mention) -> bool:
    return bool(pattern("passages", "passing").search(fold(text[max(0, mention.start - 90) : mention.start])))


def speaks_of_one(headline: str) -> bool:
    """« Une première CPTS dans l'Yonne », « la CPTS inaugurée »: a singular that no name follows."""
    folded = fold(headline)
    return any(
        not match.group().startswith("communautes")
        and re.search(
            r"\b(?:une?|la|nouvelle|premiere|seconde|deuxieme|troisieme|quatrieme|cinquieme|derniere|cette|sa|\d+e(?:me)?)\s*$",
            folded[: match.start()],
        )
        for match in triggers(headline)
    )


_NUMBERS = {
    "deux": 2,
    "trois": 3,
    "quatre": 4,
    "cinq": 5,
    "six": 6,
    "sept": 7,
    "huit": 8,
    "neuf": 9,
    "dix": 10,
    "onze": 11,
    "douze": 12,
}
_ANNOUNCED = re.compile(
    r"\b(?P<number>\d{1,2}|" + "|".join(_NUMBERS) + r")\s+(?:(?:nouvelles?|premieres?|autres|jeunes)\s+)*"
    r"(?:cpts|ctps|communautes?|equipes?|structures|contrats|accords|associations|aci\b|signatures)"
    r"|^(?:toutes|elles|ces|les)\s+(?:toutes\s+)?(?P<all>" + "|".join(_NUMBERS) + r")\b"
)


def announced_number(folded: str) -> int | None:
    """How many CPTS a sentence speaks of: « Trois communautés de l'Artois ont signé », « Toutes deux »."""
    match = _ANNOUNCED.search(folded.strip())
    if not match:
        return None
    word = match.group("number") or match.group("all")
    return _NUMBERS.get(word) or int(word)


def is_dated_signature(folded: str) -> bool:
    """« Vendredi 12 mars, le deuxième contrat finançant une CPTS a été signé »: a dated fact, no definition."""
    return (
        bool(
            re.search(
                r"\b(?:1er|\d{1,2}) (?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre"
                r"|decembre)\b",
                folded,
            )
        )
        and bool(re.search(r"\bsign(?:e|ee?s?)\b|\bcontractualise", folded))
        and not re.search(r"\bles cpts\b|\bdes cpts\b", folded)
    )


def is_elliptical(after: str) -> bool:
    """True when nothing but a date, a sector or linking words follows a name before the next one."""
    bare = re.sub(r"\([^()]*\)", " ", after)
    bare = fold(without_dates(bare, fold(bare)))
    return not re.sub(r"\b(?:et|ainsi|que|puis|le|la|les|l|en|ce|enfin|celle|celles|de|pour)\b|\W", "", bare)


_YEARLESS = re.compile(
    r"\b(?:1er|\d{1,2})\s+(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre)\b"
    r"(?!\s+(?:\d{4}|dernier|prochain))"
)


def complete_year(clause: str, before: str) -> str:
    """« le 22 septembre 2022 … et, le 30 septembre, … »: a day without a year takes the only year written
    before it in the sentence or in the headline; with two years before it stays as written."""
    years = set(re.findall(r"\b20[012]\d\b", before))
    days = list(_YEARLESS.finditer(fold(clause)))
    if len(years) != 1 or len(days) != 1 or re.search(r"\b20[012]\d\b", clause):
        return clause
    return f"{clause[: days[0].end()]} {years.pop()}{clause[days[0].end() :]}"


def after_change(text: str) -> str:
    """« de 23 communes et 22 937 habitants, elle passe à 71 communes »: what holds after the extension."""
    folded = fold(text)
    change = re.search(r"\bpass(?:e|ent|ait|era|ant|ee?s?) (?:\w+ )?(?:de \d[^;.]*? )?a (?=(?:\w+ ){0,3}\d)", folded)
    if change and re.search(r"\d", folded[: change.end()]):
        return text[change.end() :]
    return text


def speaks_of_all(folded: str) -> bool:
    return bool(pattern("passages", "generic").search(folded))


def of_other_structure(folded: str) -> bool:
    return bool(pattern("passages", "other_structure").search(folded)) and not triggers(folded)


def without_name(clause: str, mention: Mention, begin: int) -> str:
    """The clause with the name replaced by a neutral mark, so that « CPTS de Pantin » is not read as a place."""
    return clause[: mention.start - begin] + "CPTS" + clause[mention.end - begin :]


def respectively(clause: str, count: int) -> list[str] | None:
    """« … signées respectivement en décembre 2020 et juin 2022 »: one value per name, event words kept."""
    match = re.search(r"\brespectivement\b", fold(clause))
    if not match:
        return None
    values = re.split(r"\s*(?:,|;|\bet\b)\s*", clause[match.end() :].strip(" .;"))
    values = [value for value in values if value]
    if len(values) != count:
        return None
    verb = clause[: match.start()]
    verb = "les CPTS " + verb[max((mention.end for mention in find_names(verb)), default=0) :].strip()
    preposition = re.match(r"(?:en|le|au|du)\s", values[0])
    lead = preposition.group() if preposition else ""
    return [f"{verb} {value if value.startswith(lead) else lead + value}".strip() for value in values]
