"""Départements that a sentence, a headline or an address states, in its own words."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from urllib.parse import urlsplit

from lexicon.departement_words import departement_names, departement_of
from lexicon.gate import Gated, gated
from lexicon.numbers import below_1000
from lexicon.patterns import vocabulary
from lexicon.text import fold

_STATED = gated(
    r"(?:\bdepartements?\s*:?\s*(?:(?:de\s+la|de\s+l'|du|des|de|d')\s*)?|\b(?:dans|en|cote|hors|sur"
    r"|cheval sur)\s+(?:le\s+|la\s+|les\s+|l')?"
    r"|\bhabitants\s+(?:de\s+la\s+|de\s+l'|du\s+|des\s+)"
    r"|\b(?:communes?|cantons?|communautes)\s+(?:\w+\s+)?(?:de\s+la\s+|de\s+l'|du\s+|des\s+|de\s+|d')|\b(?:nord|sud|est|ouest|centre)\s+(?:de\s+la\s+|de\s+l'|du\s+|des\s+|de\s+))$"
)


# « Le Cantal compte trois CPTS », « La Creuse, 115 000 habitants, … »: rivers do not count anything
_SUBJECT_BEFORE = gated(r"(?:^|[.!?:»]\s*|\bet\s)(?:les?|la|l')\s?$")
_SUBJECT_AFTER = gated(
    r"\s*,\s*\d[\d .]*\s*habitants|\s+(?:compte|comptait|recense|totalise)\b"
    r"[^.;]{0,40}\b(?:cpts|communautes (?:professionnelles|territoriales)|habitants)\b"
    r"|\s+(?:est|reste|demeure)\s(?:un|le|l'un)\b[^.;]{0,30}\bdepartements?\b"
)
# « Les CPTS du Var », « annuaire des CPTS dans le Rhône »
_LISTED_IN = gated(
    r"\b(?:les|des|nos|aux|annuaire|liste|carte)\b[^.:|]{0,40}\b(?:cpts|territoriales de sante|de sante \(cpts\))\s+"
    r"(?:de la |de l'|du |des |de |d'|en |dans (?:le |la |les |l'))$"
)
OF_A_DEPARTEMENT = gated(
    r"\b(?:cpts|ctps|communautes|soignants|medecins|professionnels(?: de sante)?)\s+([a-z-]{5,}s)\b"
)
_NAME_GOES_ON = gated(r"\s(?:d[eu]s?|en|sur|l[ae]s?|sous)\s|\s[dl]'")
_CODE_BEFORE = gated(r"(?:^|[\s(:])(\d{2,3}|2[ab])\s*[-:]\s*(?:la |le |les |l')?$")  # « 29 - Finistère »
_BESIDE = gated(
    r"\b(?:en (?:lien|partenariat|relation|cooperation|collaboration) (?:etroite? )?avec"
    r"|limites?|lisiere|bordure|confins|frontieres?|frontaliere?s?|portes|proximite)\s+(?:avec\s+)?"
    r"(?:de\s+la\s+|de\s+l'|du\s+|des\s+|de\s+|d'|le\s+|la\s+|les\s+|l')?$"
)
_BRACKET = gated(r"\((?!\d\d/(?:0\d|1[0-2])\))([^()]{2,60})\)")  # « (26/05) » is a day
_BETWEEN = gated(r"\s*(?:,|;|/|\+|&|\set\s)\s*")
_CHAINED = gated(
    rf"^\s*(?:,|et|ou|/|-)\s*(?:(?:\d{{1,3}}|{below_1000()})\s+)?(?:de\s+la\s+|de\s+l'|du\s+|des\s+|de\s+|d'|le\s+|la\s+|les\s+|l')?$"
)

_FIRST = gated(r"\b(?:entre|dans|du|des|de)(?: le| la| les)?(?: l'| )$")
_AND_SECOND = gated(r" et (?:(?:du|des|de la|de l'|dans le|dans la|dans l'|le|la|les|l')(?: |(?<=')))?")


def listed_codes(text: str) -> str:
    """« sur trois départements (35, 44 et 56) », « département 2A »: the codes, when each is one."""
    if "departement" not in fold(text):
        return ""
    code = r"(?:\d{2,3}|2[abAB])"
    alone = re.search(rf"\bdépartement\s*:?\s*\(?({code})\)?\s*(?=[.,;)]|$)", text, re.I)
    if alone and alone.group(1).upper() in departement_names():
        return alone.group(1)
    found = re.search(rf"\bdépartements?\s*(?::\s*|\(\s*)({code}(?:\s*(?:,|et|/|;)\s*{code})+)(?![\d ]*\d)", text, re.I)
    if not found:
        return ""
    known = departement_names()
    return found.group(1) if all(one.upper() in known for one in re.findall(code, found.group(1))) else ""


def departement_words(text: str) -> list[str]:
    """Départements a text names as such: « département de la Drôme », « dans le Rhône », « Val-de-Marne (94) »,
    « à cheval sur le Gers et les Landes », « (42) »."""
    return list(_departement_words(text))


@lru_cache(maxsize=2048)
def _departement_words(text: str) -> tuple[str, ...]:
    if text.rstrip().endswith(".") and departement_of(text):
        return (text.strip(" ."),)  # « Orne. Le projet de santé est validé »; without its stop it may be a commune
    folded = fold(text)
    found: list[tuple[int, int]] = []
    matches = [match.span(1) for match in _names().finditer(folded) if text[match.start()].isupper()]
    starts = {start for start, _ in matches}
    for start, end in _longest(matches):
        before, after = folded[max(0, start - 45) : start], folded[end:]
        if _is_beside(before) or _is_a_longer_name(folded, start, end, starts):
            continue
        chained = bool(found) and bool(_CHAINED.match(folded[found[-1][1] : start]))
        if chained or _is_said_to_be_one(before, text[start:end], after):
            found += [*_first_of_two(folded, matches, start), (start, end)]
    words = [text[start:end] for start, end in found]
    bracketed = _in_brackets(text)
    return tuple(dict.fromkeys(words + bracketed) if not words or len(bracketed) > 1 else words)


def _first_of_two(folded: str, matches: list[tuple[int, int]], second: int) -> list[tuple[int, int]]:
    """« entre Nord et Pas-de-Calais », « du Var et des Alpes-Maritimes »: the first alone may be a word."""
    return [
        (start, end)
        for start, end in matches
        if end < second and _FIRST.search(folded[:start]) and _AND_SECOND.fullmatch(folded[end:second])
    ]


def _is_beside(before: str) -> bool:
    """« à la limite des Pyrénées-Atlantiques », « un parcours copié jusqu'en Mayenne »: outside."""
    return before.endswith("jusqu'en ") or bool(_BESIDE.search(before))


def _is_a_longer_name(folded: str, start: int, end: int, starts: set[int]) -> bool:
    """« Saint-Martin de l'If » is a commune, and so is what a hyphen goes on with, but for another département."""
    if folded.startswith("saint-", start) and _NAME_GOES_ON.match(folded, end):
        return True
    return bool(gated(r"-[a-z]").match(folded[end:])) and end + 1 not in starts


def _is_said_to_be_one(before: str, name: str, after: str) -> bool:
    """Whether the words around a name say that it is a département, or its form does: « Val-de-Marne »."""
    labelled = gated(r"\s*\((?:\d{2,3}|2[ab])\)").match(after)
    if labelled or _STATED.search(before) or (_SUBJECT_BEFORE.search(before) and _SUBJECT_AFTER.match(after)):
        return True
    code = _CODE_BEFORE.search(before)
    if code and departement_of(name) == code.group(1).upper():
        return True
    alone = not gated(r"-\w").match(after) and not gated(r"\w-$").search(before)
    return "-" in name and alone and bool(gated(r"(?:^|[\s(,;:–-])$").search(before[-1:]))


def _in_brackets(text: str) -> list[str]:
    """Codes or names that a bracket holds and nothing else: « (58) », « (58 et 71) », « (Nièvre et Yonne) ». One
    name alone may be that of a river or of a commune."""
    known = departement_names()
    found: list[str] = []
    for inside in _BRACKET.findall(text):
        parts = [part.strip() for part in _BETWEEN.split(inside)]
        if all(part.upper() in known for part in parts):
            found += parts
        elif len(names := _only_names(inside)) > 1:
            found += names
    return found


def _only_names(inside: str) -> list[str]:
    """The départements of a bracket that holds nothing else; « Loir et Cher, Cher » are two."""
    folded = fold(inside)
    spans = _longest([match.span(1) for match in _names().finditer(folded) if inside[match.start()].isupper()])
    rest = "".join(" " if any(start <= at < end for start, end in spans) else one for at, one in enumerate(folded))
    return (
        []
        if gated(r"[^\s,;/+&-]").search(gated(r"\b(?:et|l[ae]s?|l')(?!\w)").sub(" ", rest))
        else [inside[start:end] for start, end in spans]
    )


@cache
def _names() -> Gated:
    """The name of a département, the longest that begins there, in a folded text; names may overlap."""
    names = sorted(map(fold, departement_names().values()), key=len, reverse=True)
    written = "|".join(gated(r"[- ]").sub("[- ]", name) for name in names)
    return gated(rf"(?<!\w)(?=({written})(?!\w))")


def departement_of_headline(headline: str) -> str | None:
    """The département a title gives to the whole document: « Les CPTS du Var », « Essonne : l'ARS tranche », « dans
    le Rhône ». Two of them belong to no CPTS in particular: nothing."""
    found = set(departement_words(headline))
    folded = fold(headline)
    for match in _names().finditer(folded):
        start, end = match.span(1)
        before, after = folded[:start], folded[end:]
        if before.endswith("-") or after.startswith("-"):  # « Marne » in « Val-de-Marne »
            continue
        opens = gated(r"(?:^| - |[|.] ?)$").search(before) and gated(r"\s*:\s").match(after)
        listed = _LISTED_IN.search(before) and gated(r"\s*(?:$|[|:,.;!?(-])").match(after)
        if opens or listed:
            found.add(headline[start:end])
    found |= set(departements_of_adjectives(headline))
    words = {(departement_of(word) or word): word for word in sorted(found)}
    return next(iter(words.values())) if len(words) == 1 else None


def departements_of_adjectives(text: str) -> list[str]:
    """The départements of « Deux CPTS landaises », « deux communautés landaises »."""
    stems = vocabulary("territories")["demonyms"].items()
    said = [match.group(1) for match in OF_A_DEPARTEMENT.finditer(fold(text))]
    return [departement_names()[code] for word in said for code, stem in stems if word.startswith(stem)]


def departement_of_address(url: str) -> str | None:
    """The département an address files the document under: `ameli.fr/var/…`, `…/les-cpts-dans-les-cotes-d-armor`."""
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.lower().split("/") if segment]
    if not segments:
        return None
    local = segments[0] if (parts.hostname or "").endswith("ameli.fr") else ""
    last = gated(r"\.\w{2,5}$").sub("", segments[-1])
    for name in departement_names().values():
        slug = gated(r"[ ']").sub("-", fold(name))
        link = "(?:en|du|de-la|de-l|des|dans-(?:les?|la|l))"
        listed = rf"(?:.*-)?(?:les|des|liste|carte|annuaire)-.{{0,40}}?cpts-{link}-{slug}"
        if local == slug or re.fullmatch(listed, last):
            return str(name)
    return None


def _longest(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """« Haute-Loire » hides « Loire »: of overlapping spans the longest stays."""
    return [span for span in spans if not any(o != span and o[0] <= span[0] and span[1] <= o[1] for o in spans)]
