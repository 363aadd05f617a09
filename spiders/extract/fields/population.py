"""How many inhabitants a CPTS covers: the words around the number, and none of the numbers beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from lexicon.departement_words import is_place
from lexicon.folded import sentences
from lexicon.gate import gated
from lexicon.inhabitants import are_a_part
from lexicon.numbers import ABOUT, RESERVES
from lexicon.patterns import pattern
from lexicon.text import fold, join
from spiders.extract.attribution.clauses import after_change
from spiders.extract.model.mentions import Passage

INHABITANTS = gated(
    r"(?<![\d.,])(?:\d[\do]{0,2}(?:[ .,]?[\do]{3}){1,2}|\d{1,3}|\w+ mille(?: (?:\w+ )?cents?)?(?: \w+)?)"
    r"\s*(?:habitants?|hab\b\.?|ames\b|inhabitants|residents|administres"
    r"|personnes (?:y )?(?:vivent|resident|habitent)\b)"
    r"|(?:ou|y) (?:vivent|habitent|resident) (?:[a-z]+ ){0,2}?\d{1,3}(?:[ .]\d{3}){1,2} (?:personnes|habitants)\b"
)
_POPULATION_LABEL = gated(
    r"\b(?:population(?: (?:couverte|totale|concernee|du territoire|municipale|desservie|estimee))?"
    r"|nombre d'habitants|nb d'habitants|habitants(?: couverts)?|hab\.?)\s*(?:\([^)]*\))?\s*:?\s*"
    rf"(?:(?:{ABOUT}|soit|est de|de|[~≈≤≥<>±=]+)\s*)?(?=\d)"
)
# « Mulhouse a 106 000 habitants »
_TOWN_HAS = gated(
    r"(?:^|[«\".]\s*|\b[Dd]e\s|\bà\s)"
    r"(?!(?:La |Le |Cette |Notre )?(?:CPTS|[Cc]ommunauté|territoire|[Ss]tructure)|Elle|Il|On)"
    r"[A-ZÀ-Þ][\w'’-]+(?:[ -][A-ZÀ-Þ][\w'’-]+)*\s+(?:a|compte|comptait)\s"
    r"(?:environ |près de |plus de |quelque )?\d{1,3}(?:[ .]\d{3})+\s+habitants"
)
# words after « habitants » that change whose number it is: « l'hiver », « sans médecin », « de plus de 60 ans »
_QUALIFIED = gated(
    r"\s+(?:l'|au\b|en (?:hiver|ete|saison)|sans\b|par\b|pour\b|de (?:plus|moins)|selon|a l'annee|permanents|grosso)"
)
# what follows « habitants » and says how sure the figure is: « environ », « au maximum »
_RESERVE = gated(rf"\s*(?:{'|'.join(one['motif'] for one in RESERVES['apres'])})\b")
_UNIT_NUMBER = gated(r"population\b[^.;]{0,60}?\d{1,3}(?:[ .]\d{3})+(?!\s*(?:€|euros|professionnels|medecins|km))")


def population_words(passages: list[Passage]) -> str | None:
    told: dict[str, list[str]] = {"exact": [], "rough": [], "former": []}
    for passage in passages:
        if passage.own and passage.hint not in ("sector", "place", "department"):
            for precision, words in _told(passage.text):
                told[precision].append(words)
    exact, rough, former = told.values()
    if any(gated(r"\b(?:etend|extension|initial)").search(fold(words)) for words in exact + rough):
        return join(exact + rough)
    return join((exact or rough or former)[:1])


@lru_cache(maxsize=4096)  # the same words stand under many names
def _told(passage: str) -> tuple[tuple[str, str], ...]:
    """The words of each number of inhabitants in a passage, and how sure it is."""
    found = []
    for text in filter(None, _pieces(passage)):
        folded = fold(text)
        if not pattern("passages", "not_population").search(folded) and not _counts_a_place(text):
            found += [(_precision(folded, words), words) for words in _words_of(text, folded)]
    return tuple(found)


_FORMER = gated(
    r"\b(?:initiale?|ancien(?:ne)?|avant (?:l'|son )extension"
    r"|(?:couvr|regroup|rassembl|reuniss|desserv|compt)ait"
    r" [^.;]{0,60}?\b(?:a (?:sa|la) creation|a l'origine|au depart|en \d{4}))\b"
)
_ROUGH = gated(rf"(?<!\w)(?:{ABOUT}|autour|estime)")


def _precision(folded: str, words: str) -> str:
    """Whether a figure no longer holds, is rough, or exact."""
    if _FORMER.search(folded) and "extension" not in folded[-60:]:
        return "former"
    return "rough" if _ROUGH.search(fold(words)) else "exact"


def _pieces(passage: str) -> Iterator[str]:
    """A passage, cut where it compares: « (le département en compte 262 000) », « L'aire urbaine compte 1,4 million
    d'habitants ; notre territoire en rassemble 128 000 »."""
    text = _CITIZENS.sub(r"\1 habitants", after_change(passage))
    text = gated(r"(?<=\d)[ .]?[O\d]*O[O\d]*(?=\s?hab)").sub(lambda match: match.group().replace("O", "0"), text)
    if pattern("passages", "not_population").search(fold(text)):
        others = pattern("passages", "not_population")
        text = gated(r"\([^()]*\)").sub(lambda match: "" if others.search(fold(match.group())) else match.group(), text)
        parts = gated(r"\s?;\s|,\s(?:mais|et|dont|tandis que)\s").split(text)
    else:
        parts = [text]
    for part in parts:
        referred = _OF_IT.search(part)
        if referred and len(parts) > 1:
            part = f"{part[: referred.end()]} habitants{part[referred.end() :]}"
        yield part


# « environ 190 000 Parisiens », « 12 500 Lavallois »
_CITIZENS = gated(
    r"(\d{1,3}(?:[ .]\d{3})+)\s+[A-ZÀ-Þ][a-zà-ÿ-]{2,}(?:iens|éens|ois|ais|ins|ains|ards|ots|aises|oises|iennes)\b"
)
# « notre territoire en rassemble 128 000 »: of them, the inhabitants said before
_OF_IT = gated(
    r"\ben\s+(?:rassemble|compte|regroupe|couvre|réunit|totalise|représente)(?:nt)?\s+"
    r"(?:(?:environ|près de|plus de|quelque)\s+)?\d{1,3}(?:[ .]\d{3})+\b(?!\s?(?:€|euros|habitants|prof|méd))"
)


def _counts_a_place(text: str) -> bool:
    """« La Loire compte 770 000 habitants »: the subject is a département or a region, not the CPTS."""
    for match in gated(
        r"\b(?:[Ll][ae]s?\s|[Ll]['’])?([A-ZÀ-Þ][\w'’-]+(?:[ ](?:d[eu]s?\s|la\s"
        r"|et\s)*[A-ZÀ-Þ][\w'’-]+){0,3})\s+(?:compte|comptait|recense|abrite|rassemble|totalise)"
    ).finditer(
        text,
    ):
        if is_place(match.group(1)):
            return True
    return bool(_TOWN_HAS.search(text))


def _words_of(text: str, folded: str) -> list[str]:
    matches = _without_places(folded, list(INHABITANTS.finditer(folded)))
    if len(matches) >= 3 and not gated(r"\bhiver\b|\bete\b|\bprintemps\b|\binitial\b").search(folded):
        return []  # « Faverges : 7591 habitants, Doussard : 3626 habitants »
    if not matches:
        return _labelled(text, folded)
    found = []
    for position, match in enumerate(matches):
        if _of_another(folded, match):
            continue
        begin = _clause_start(folded, match.start())
        stop = matches[position + 1].start() if position + 1 < len(matches) else len(text)
        end = _clause_end(folded, match.end(), stop)
        found.append(text[begin:end].strip(" ,;:"))
    if _OF_IT.search(text):  # « Sur les 600 000 habitants du département, la CPTS en couvre 103 000 »
        return [text]
    # « 23 500 habitants l'hiver, jusqu'à 140 000 l'été »: which one counts is read from both
    seasons = gated(r"\bhiver\b").search(folded) and gated(r"\d{3}[^.;]{0,25}\bete\b").search(folded)
    before_and_after = len(matches) > 1 and _TWO_TIMES.search(folded)
    return [text] if found and (seasons or before_and_after) else found[:1]


# « Faverges-Seythenex : 7591 habitants, Doussard : 3626 habitants »: each place with its own number
_PLACE_BESIDE = gated(r"(?:^|[,;.:(]\s*)(?:l[ae]s? |l')?(?P<place>[a-z][a-z' -]{2,40}?)\s?:\s*$")
_NO_PLACE = gated(r"\b(?:population|hab|total|hiver|ete|avant|apres|insee|territoire|cpts)")


def _without_places(folded: str, matches: list[re.Match[str]]) -> list[re.Match[str]]:
    """The numbers that no place bears, where at least two of a series do."""
    beside = {match: _PLACE_BESIDE.search(folded[: match.start()]) for match in matches}
    of_places = [match for match, place in beside.items() if place and not _NO_PLACE.search(place["place"])]
    return [match for match in matches if match not in of_places] if len(of_places) > 1 else matches


_TWO_TIMES = gated(
    r"\bhiver\b|\bete\b|\binitial\b|\bextension\b|\betendu\b|\b(?:couvr|regroup|rassembl|reuniss|desserv|compt)ait\b"
)
# before a number: « la ville de », « dont », « une commune de », « taille 2 (entre », the other end of a range
_NOT_OF_THE_CPTS = gated(
    r"\b(?:departement|region|ville|metropole|bourg|prefecture|village|ile)s?\s+(?:\w+\s+)?(?:de|d')\s*$"
    r"|\b(?:la|cette) (?:ville|commune|cite|metropole|prefecture|sous-prefecture|station),? \(?$"
    # « le Département de l'Indre (219 000 habitants) verse … », « dont le siège est à Issoudun (11 500 habitants) »
    r"|(?:^\W*l[ae] (?:departement|region) (?:de|du|des)\b"
    r"|\b(?:siege|basee?|installee?|domiciliee?)\b[^,;.()]{0,20}? a )"
    r"[^,;.()]{2,40}\(\s*$"
    r"|\bdont\s+$|\w, ses\s+$|\bcommunes? (?:\w+ )?(?:de|a)\s+$"
    r"|\btaille \d[^.]{0,20}\(?\s*(?:entre|de)\b[^.]*$"
    r"|\bentre [\d ]+ et\s*$"
    r"|^\W*sur (?:les|ses|un total de)\s+$"
)


def _of_another(folded: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    stop = next((stop for _, stop in sentences(folded) if stop >= end), len(folded))
    zero = gated(r"0+\b").match(match.group())
    return bool(zero or _NOT_OF_THE_CPTS.search(folded[:start])) or are_a_part(folded, start, end, stop)


def _labelled(text: str, folded: str) -> list[str]:
    """« Population : 45 000 », without the word « habitants »."""
    label = _POPULATION_LABEL.search(folded) or _UNIT_NUMBER.search(folded)
    if label is None:
        return []
    close = gated(r"[;\n]|,\s|$").search(folded[label.end() :])
    words = text[label.start() : label.end() + (close.end() if close else 0)].strip(" ,;")
    return [words] if gated(r"[1-9]").search(words) else []


def _clause_start(folded: str, start: int) -> int:
    """Where the words of a number begin: the last separator before it that is not inside a number."""
    marks = [
        match.end()
        for match in gated(
            r"[;:(\n]\s*|,\s|\.\s|\)\s+|\s-\s|\bet\s+(?:une population de\s+)?(?=[^,;]{0,40}$)"
        ).finditer(folded[:start])
    ]
    begin = marks[-1] if marks else 0
    if start - begin > 90:
        begin = folded.rfind(" ", 0, start - 70) + 1
    return begin


def _clause_end(folded: str, end: int, stop: int) -> int:
    bracket = gated(r"\s*\([^()]*\)").match(folded[end:stop])
    if bracket:
        return end + bracket.end()
    if reserve := _RESERVE.match(folded[end:stop]):
        return end + reserve.end()
    if not _QUALIFIED.match(folded[end:stop]):
        return end
    close = gated(r"[,;.\n)]|\brepartis?\b|\bsur\b").search(folded[end:stop])
    return end + (close.start() if close else stop - end)
