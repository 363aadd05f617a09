"""Where a CPTS is, in the publisher's words: counts of communes, lists, EPCI, sectors, départements."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from lexicon.departement_words import is_place, opens_with_epci
from lexicon.gate import gated
from lexicon.numbers import below_1000
from lexicon.patterns import pattern
from lexicon.planned import as_of_today
from lexicon.text import fold, join
from spiders.extract.attribution.clauses import after_change
from spiders.extract.fields.clutter import without_clutter, without_facts
from spiders.extract.fields.place_series import (
    AND_PLACES,
    SERIES,
    end_of_parts,
    epci,
    is_listing,
    names_places,
    one_name,
    only_departements,
    place_list,
    series_of_places,
    towns_before,
)
from spiders.extract.fields.population import INHABITANTS
from spiders.extract.model.mentions import Passage

COMMUNES = gated(
    rf"\b(?:[1-9]\d{{0,2}}|une?|{below_1000()})\s+(?:autres\s+)?"
    r"(?:communes?|villes|villages|municipalit(?:e|ie)s)\b"
    r"|(?:habitants de|(?:couvr|concern|desser)\w+(?: que)?|\ba|\bsur) la seule (?:commune|ville) d"
    r"|\bqu'une (?:seule )?commune\b|\bmono-?communale?\b|\bnombre de communes\s*:\s*\d+"
    r"|\bcommunes\s*:\s*\d{1,3}\b|\bcommunes\s*\(\d{1,3}\)"
)
_DESCRIBES = gated(
    r"\b(?:couv(?:re|rent|rant|rait|raient|rira|rir)|regroup\w+|rassembl\w+|s'eten[dt]\w*|compren\w+|composee?|comptant|compte"
    r"|reuni\w*|inclu\w*|correspond\w*|repartis?(?:es)?|desser\w+|a cheval|"
    r"perimetre|constituee? de|formee? (?:de|par)|territoire (?:de|du|des|est|se compose|concerne)|s'appuie sur"
    r"|intervien\w*|implantee? (?:sur|dans|a))\b"
)
# under the heading of the territory only: elsewhere, where somebody works is no territory
_WORK_IN = gated(r"\b(?:exerc|travaill|pratiqu)\w+(?= (?:a|au|aux|dans|sur) )")
_TERRITORY_LABEL = gated(
    r"(?:communes?(?: principales)?(?: (?:concernees|couvertes|membres|du territoire))?"
    r"|territoire(?: (?:couvert|concerne|d'action|d'intervention))?|perimetre|secteurs?|epci|villes?|zone(?: d'action)?"
    r"|localisation|intercommunalites?|arrondissements?|quartiers?|couverture)\s*(?:\([^)]*\))?\s*:"
)
# « CPTS : projet validé ; communes : Saint-Malo. »: one name is a list too where a label says so
_LABEL_INSIDE = gated(r"[;,:]\s+communes?(?: (?:couvertes?|concernees?|membres))?\s*:\s*(?=\S)")
# « Faverges : 7591 habitants, Doussard : 3626 habitants »
_BY_COMMUNE = gated(
    r"[a-z-]{3,} ?(?::|\() ?\d[\d .]* ?(?:habitants|hab)\b[^;,]{0,12}[;,)]\s*[a-z' -]{3,40} ?(?::|\() ?\d"
)
_VAGUE = gated(
    r"\b(?:au|a l')\s*(?:nord|sud|est|ouest|coeur|centre|environs)\b|\bse situe\b|\bsitue(?:e|s|es)?\b|\bentre\b"
    r"|\bdans l(?:e|a|es|')\s?(?:departement|region)?\b|\bproximite\b"
)
# « Une partie de Saint-Brieuc Armor Agglomération : Binic-Étables-sur-Mer, Plourhan »: the list alone is covered
_PART_OF = gated(r"(?:[Uu]ne )?[Pp]art(?:ie)? d(?:e|u|es)\s[^:.;]{3,90}?\s?:\s*(?=[A-ZÀ-Þ])")
_THOSE_OF = gated(r"\s*(?:toutes )?celles? (?=d(?:e la|u|es|e l'|e) (?:communaute|cc\b|ca\b|canton|metropole|pays))")
# « X et Y, sollicitées, n'ont pas rejoint la démarche », « Il ne comprend pas la ville de Z »
_LEFT_OUT = gated(
    r"\bn(?:e |')(?:\w+ )?\w+ (?:pas|plus)\b(?: \w+){0,2}? ?\b(?:rejoint|rejoindre|partie|retenue?s?|adhere"
    r"|concernee?s?|couverte?s?"
    r"|incluse?s?|integree?s?|souhaite)|\bne (?:comprend|comprennent|couvre|inclut|englobe"
    r"|concerne)(?:nt)? (?:pas|plus)\b"
)
# « Pontarlier, Frasne, Dommartin… Le secteur compte 13 maisons de santé »: towns told in passing
_TRAILING = gated(r"(?:…|\.{3})\s*$")

# the words of a passage that say where, and whether they list places rather than situate
Words = tuple[str, bool]
NOWHERE: Words = ("", False)


@dataclass(frozen=True, slots=True)
class Told:
    """One passage without what it says of others, and the count of communes in it."""

    passage: Passage
    text: str
    folded: str
    count: re.Match[str] | None

    @property
    def from_count(self) -> str:
        """From the words that lead to the count of communes."""
        return self.text[_lead(self.folded, self.count.start(), self.text) :] if self.count else ""


def territory_words(passages: list[Passage]) -> str | None:
    """Counts and lists first; a vague situation (« au nord de Carcassonne ») only when nothing else is said."""
    found: dict[str, list[str]] = {"former": [], "total": [], "counted": [], "described": [], "vague": []}
    for passage in passages:
        if not passage.own or passage.hint in ("missions", "status", "department", "place") or not passage.text:
            continue
        read = _sector if passage.hint == "sector" else _words_of
        words, certain = read(replace(passage, locator="", links=()))  # the same words stand in many places
        if words:
            found[_rank(passage, words, certain)].append(words)
    counted, described = [*reversed(found["total"]), *found["counted"]], found["described"]
    return join(counted + described or found["vague"] or found["former"], limit=400)


_FORMER = gated(
    r"\binitial|\ba l'origine\b|\b(?:couvr|regroup|rassembl|reuniss|desserv|compt)ait\b"
    r"|\b(?:lance|demarr|debut)\w+ (?:[^\W\d]+ ){0,3}?(?:avec|sur|dans) (?:[^\W\d]+ ){0,2}?\d+ communes"
)


def _rank(passage: Passage, words: str, certain: bool) -> str:
    folded = fold(as_of_today(passage.text))
    if passage.hint == "sector":
        return "described"
    if _FORMER.search(folded):
        return "former"
    if gated(r"(?:au total|en tout)\b").match(folded):
        return "total"
    return "counted" if COMMUNES.search(fold(words)) else "described" if certain else "vague"


def _sector(passage: Passage) -> Words:
    """The brackets after a name: « (secteur d'Amboise) », but no number of inhabitants."""
    figure = gated(r"\d{2,3}[ .]?\d{3}").search(passage.text) and "," not in passage.text
    return NOWHERE if figure else (passage.text, True)


@lru_cache(maxsize=4096)
def _words_of(passage: Passage) -> Words:
    """The words of a passage that say where: ordered rules, the first that applies reads it."""
    others = pattern("passages", "not_population")
    text = as_of_today(after_change(passage.text))
    text = gated(r"\([^()]*\)").sub(lambda inside: "" if others.search(fold(inside.group())) else inside.group(), text)
    while partner := pattern("passages", "partners").search(fold(text)):
        text = text[: partner.start()] + text[partner.end() :]
    folded = fold(text)
    count = COMMUNES.search(folded)
    told = Told(passage, text, folded, count)
    return next((words for rule in _RULES if (words := rule(told)) is not None), NOWHERE)


def _elsewhere(told: Told) -> Words | None:
    """« X et Y n'ont pas rejoint la démarche », « le département compte … », a title without a count."""
    left_out = _LEFT_OUT.search(told.folded)
    of_others = bool(left_out) and not _DESCRIBES.search(told.folded[: left_out.start()]) if left_out else False
    of_others = of_others or any(pattern("passages", one).search(told.folded) for one in ("not_population", "stops"))
    return NOWHERE if of_others or (told.passage.hint == "title" and not told.count) else None


def _part(told: Told) -> Words | None:
    part = _PART_OF.match(told.text)
    if part and series_of_places(told.text[part.end() - 2 :].replace(":", "communes", 1)):
        return without_clutter(told.text[part.end() :]), True
    return None


def _labelled(told: Told) -> Words | None:
    """« Communes : A, B », « Territoire : celles de la CC de X »."""
    label = _TERRITORY_LABEL.match(told.folded)
    if label is None:
        return None
    if those := _THOSE_OF.match(told.folded, label.end()):
        return without_clutter(told.text[those.end() :]), True
    value = without_facts(told.text[label.end() :])
    if gated(r"\s*[A-ZÀ-ÞŒ\d]|\s*(?:les?|la)\s|\s*l['’]").match(value) or opens_with_epci(fold(value).strip()):
        return without_clutter(value if not gated(r"\s*\d+\W*$").match(value) else told.text), True
    return None


def _labelled_inside(told: Told) -> Words | None:
    if (label := _LABEL_INSIDE.search(told.folded)) and told.text[label.end()].isupper():
        return without_clutter(gated(r"[;.](?:\s|$)").split(told.text[label.end() :])[0]), True
    return None


def _by_commune(told: Told) -> Words | None:
    each = _BY_COMMUNE.search(told.folded) and len(INHABITANTS.findall(told.folded)) >= 2
    return (told.text, True) if each else None


def _under_the_territory(told: Told) -> Words | None:
    """Under the heading of the territory a name alone is a commune."""
    if told.passage.hint != "territory" or told.passage.named:
        return None
    if one_name(told.text):
        return told.text, True
    if not (told.count or SERIES.search(told.text) or epci(told.text)):
        return NOWHERE
    verb = _DESCRIBES.search(told.folded) or _WORK_IN.search(told.folded)
    words = told.from_count if told.count else told.text[verb.end() if verb else 0 :]
    return without_clutter(words), _listed(told.text)


def _counted(told: Told) -> Words | None:
    """« 40 communes », with the series of them where one is written elsewhere in the sentence."""
    series = series_of_places(told.text)
    if told.count and "la seule " in told.count.group():  # « la seule commune de Villejuif, autour de cinq axes »
        return told.text[told.folded.index("la seule ", told.count.start()) :].split(",")[0], True
    if not told.count:  # « les IIIe et VIe » are capitals and no names
        return (series, True) if series and not gated(r"\b[XVI]+(?:er|e|ème|ᵉ)\b").search(series) else None
    beside = f" : {series}" if series and series not in told.from_count else ""
    return without_clutter(told.from_count) + beside, True


def _districts(told: Told) -> Words | None:
    """Those numbered, and their city where it stands apart; from the city on where the word is left out: « À Lyon, la
    CPTS couvre les 3e et 6ème »."""
    named = _DISTRICTS.search(told.text)
    districts = named or _BARE_DISTRICTS.search(told.text)
    if districts is None or is_place(told.text):
        return None
    cities = list(_CITY.finditer(told.text))
    away = len(cities) == 1 and cities[0].end() <= districts.start()
    more = AND_PLACES.match(told.text, districts.end())
    end = end_of_parts(told.text, more.end() if more else districts.end())
    if away and not named:
        return told.text[cities[0].start() : end], True
    return told.text[districts.start() : end] + (f" ; {cities[0].group()}" if away else ""), True


def _described(told: Told) -> Words | None:
    # « Saint-Paul et Saint-Leu (territoire de l'Ouest) »: what is in brackets describes nothing
    verb = _DESCRIBES.search(gated(r"\([^()]*\)").sub(lambda inside: " " * len(inside.group()), told.folded))
    if verb is None:
        return None
    rest = told.text[verb.end() :]
    if (place_list(rest) or epci(rest)) and not only_departements(rest):
        return without_clutter(rest), _listed(rest)
    return NOWHERE


def _only_names(told: Told) -> Words | None:
    if told.passage.rule.startswith("phrase.") and _TRAILING.search(told.text):
        return NOWHERE
    if is_listing(told.text) or opens_with_epci(told.folded):
        return without_clutter(told.text), True
    return None


def _among_facts(told: Told) -> Words | None:
    """« Aubusson, Felletin — 38 900 habitants — 61 adhérents »: the parts that are only names."""
    dashed = gated(r"\s[–—-]\s|\s[|·]\s").split(told.text)
    named = told.passage.named and told.passage.hint != "title"
    if not named and not (len(dashed) > 1 and INHABITANTS.search(told.folded)):
        return None
    parts = gated(r"\s[–—-]\s|\s?:\s|;|\.\s").split(told.text)
    listed = [part for part in parts if is_listing(part.strip(" –—-"), least=2)]
    listed += [inside for inside in gated(r"\(([^()]+)\)").findall(told.text) if not listed and names_places(inside)]
    return without_clutter(" ; ".join(listed)), True


_RULES = (
    _elsewhere,
    _part,
    _labelled,
    _labelled_inside,
    _by_commune,
    _under_the_territory,
    _counted,
    _districts,
    _described,
    _only_names,
    _among_facts,
)


_CITY = gated(r"\b(?:Paris|Lyon|Marseille)\b")
_ORDINAL = r"(?:\d{1,2}|[XVI]+)(?:er|e|ème|ᵉ)"
_BARE_DISTRICTS = gated(rf"(?<=[dl]es ){_ORDINAL}(?:(?:, (?:et )?| et ){_ORDINAL})+(?=\s*(?:[.,;)]|$))")
# « les XIVe, XVe et XVIe arrondissements de Marseille », « le 13e arrondissement »
_DISTRICTS = gated(
    r"(?:(?:[Uu]ne )?partie d(?:u|es) )?(?:(?:Paris|Lyon|Marseille)\s+(?:les\s+)?)?"
    rf"(?:{_ORDINAL}(?:\s*,\s*(?:du |le )?|\s+et\s+(?:du |le )?|\s+))+arrondissements?"
    r"(?:\s+(?:de\s+[A-Z][\w-]+|parisiens?|lyonnais|marseillais))?"
)


def _listed(text: str) -> bool:
    return (bool(gated(r"[,;:]|\bet\b|\s[–-]\s").search(text)) and not _VAGUE.search(fold(text))) or epci(text)


def _lead(folded: str, count: int, text: str = "") -> int:
    """Where the territory words start: after the verb before the count; at the beginning when the text opens
    with a place (« CC de Saulieu (12 communes) »); else at the count."""
    verbs = list(_DESCRIBES.finditer(folded[:count]))
    if verbs:
        start = verbs[0].end()
        return start if not gated(r"\d{3}").search(folded[start:count]) else count
    if gated(r"(?:la |le |les |l')?(?:communaute|cc |ca |cu |epci|metropole|agglomeration|canton|secteur)").match(
        folded
    ):
        return 0
    return towns_before(text, count) if count < len(folded) else 0
