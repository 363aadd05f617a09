"""Where a CPTS is, in the publisher's words: counts of communes, lists, EPCI, sectors, départements."""

from __future__ import annotations

import re

from lexicon.cpts_names import triggers
from lexicon.departement_words import is_place, opens_with_epci
from lexicon.months import MONTH
from lexicon.patterns import pattern, words
from lexicon.text import fold, join
from spiders.extract.attribution.clauses import after_change
from spiders.extract.fields.population import INHABITANTS
from spiders.extract.model.mentions import Passage

_HEADS = re.compile(rf"\W*(?:pres de |environ |plus de |~ ?)?{INHABITANTS.pattern}")
_COMMUNES = re.compile(
    r"\b(?:[1-9]\d{0,2}|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|quarante|"
    r"cinquante|soixante)(?:[- ](?:et[- ])?(?:un|deux|trois|quatre|cinq|six|sept|huit|neuf"
    r"|dix))?\s+(?:autres\s+)?(?:communes?|villes|villages)\b"
    r"|\bnombre de communes\s*:\s*\d+|\bcommunes\s*:\s*\d{1,3}\b|\bcommunes\s*\(\d{1,3}\)"
)
_DESCRIBES = re.compile(
    r"\b(?:couv(?:re|rent|rant|rira|rir)|regroup\w+|rassembl\w+|s'eten[dt]\w*|compren\w+|composee?|comptant|compte"
    r"|reuni\w*|inclu\w*|correspond\w*|repartis?(?:es)?|desser\w+|a cheval|"
    r"perimetre|constituee? de|formee? (?:de|par)|territoire (?:de|du|des|est|se compose|concerne)|s'appuie sur"
    r"|intervien\w*|implantee? (?:sur|dans|a))\b"
)
# under the heading of the territory only: elsewhere, where somebody works is no territory
_WORK_IN = re.compile(r"\b(?:exerc|travaill|pratiqu)\w+(?= (?:a|au|aux|dans|sur) )")
_QUANTIFIER = (
    r"(?:(?:plus de|pres de|environ|quelque|presque|soit|dont|au total|a peine|un peu (?:plus|moins) de|moins de)\s+)*"
)
# head counts that stand beside a territory: « et 86 professionnels de santé dont 17 médecins »
_CLUTTER = re.compile(
    r"(?:,|;|\bet|\bpour|\bavec|\bqui)?\s*(?:(?:elle|il)\s+)?(?:(?:regroupe|rassemble|reunit|federe|compte|mobilise|couvre|implique|represente|concerne|totalise)(?:nt|ant)?\s+)?"
    r"(?:(?:une?|la)\s+population\s+(?:totale\s+|globale\s+)?(?:de|d'environ"
    r"|estimee a)\s+)?(?:soit\s+)?(?:un total de\s+)?"
    + _QUANTIFIER
    + r"\d[\d .]*\s*(?:(?:habitants?|hab\b\.?|ames)(?:\s*\([^()]*\))?(?:\s+repartis?(?:es)?)?(?:\s+sur(?=\s+\d))?|"
    r"(?:professionnels?|adherents?|medecins?|infirmi\w+|pharmac\w+|kinesitherapeutes?|structures|membres|sages-femmes)"
    r"(?:(?!\bd[eu]s? \d+ communes)[^,;.()])*)"
)
_TRAILING_VERB = re.compile(
    r"\s*(?:\bet\b|\bpour\b|\bavec\b|\bqui\b|\bsoit\b|,)?\s*(?:(?:elle\s+)?(?:concerne|represente|compte|rassemble|regroupe|couvre|totalise)(?:nt)?)?[\s,;:.–-]*$"
)
_TERRITORY_LABEL = re.compile(
    r"(?:communes?(?: principales)?(?: (?:concernees|couvertes|membres|du territoire))?"
    r"|territoire(?: (?:couvert|concerne|d'action|d'intervention))?|perimetre|secteurs?|epci|villes?|zone(?: d'action)?"
    r"|localisation|intercommunalites?|arrondissements?|quartiers?|couverture)\s*(?:\([^)]*\))?\s*:"
)
# « CPTS : projet validé ; communes : Saint-Malo. »: one name is a list too where a label says so
_LABEL_INSIDE = re.compile(r"[;,:]\s+communes?(?: (?:couvertes?|concernees?|membres))?\s*:\s*(?=\S)")
# « Faverges : 7591 habitants, Doussard : 3626 habitants »
_BY_COMMUNE = re.compile(
    r"[a-z-]{3,} ?(?::|\() ?\d[\d .]* ?(?:habitants|hab)\b[^;,]{0,12}[;,)]\s*[a-z' -]{3,40} ?(?::|\() ?\d"
)
_FROM_TO = re.compile(
    r"\b(?:[Dd]e|[Dd]u|[Dd]['’]|[Dd]epuis)\s*(?:pays de |la |l['’])?[A-ZÀ-Þ][\w'’ -]{2,60}?,?\s(?:et\s)?(?:à"
    r"|jusqu['’]à|au|aux)\s+(?:l['’](?:ouest|est)\s+de\s+)?[A-ZÀ-Þ][\w'’-]*"
)
_VAGUE = re.compile(
    r"\b(?:au|a l')\s*(?:nord|sud|est|ouest|coeur|centre|environs)\b|\bse situe\b|\bsitue(?:e|s|es)?\b|\bentre\b"
    r"|\bdans l(?:e|a|es|')\s?(?:departement|region)?\b|\bproximite\b"
)
# « Une partie de Saint-Brieuc Armor Agglomération : Binic-Étables-sur-Mer, Plourhan »: the list alone is covered
_PART_OF = re.compile(r"(?:[Uu]ne )?[Pp]art(?:ie)? d(?:e|u|es)\s[^:.;]{3,90}?\s?:\s*(?=[A-ZÀ-Þ])")
_THOSE_OF = re.compile(
    r"\s*(?:toutes )?celles? (?=d(?:e la|u|es|e l'|e) (?:communaute|cc\b|ca\b|canton|metropole|pays))"
)
# « X et Y, sollicitées, n'ont pas rejoint la démarche », « Il ne comprend pas la ville de Z »
_LEFT_OUT = re.compile(
    r"\bn(?:e |')(?:\w+ )?\w+ (?:pas|plus)\b(?: \w+){0,2}? ?\b(?:rejoint|rejoindre|partie|retenue?s?|adhere"
    r"|concernee?s?|couverte?s?"
    r"|incluse?s?|integree?s?|souhaite)|\bne (?:comprend|comprennent|couvre|inclut|englobe"
    r"|concerne)(?:nt)? (?:pas|plus)\b"
)
_MONEY = re.compile(r"€|\beuros?\b")


def territory_words(passages: list[Passage]) -> str | None:
    """Counts and lists first; a vague situation (« au nord de Carcassonne ») only when nothing else is said."""
    counted, described, vague, former = list[str](), list[str](), list[str](), list[str]()
    for passage in passages:
        if not passage.own or passage.hint in ("missions", "status", "department", "place") or not passage.text:
            continue
        if passage.hint == "sector":
            if not re.search(r"\d{2,3}[ .]?\d{3}", passage.text) or "," in passage.text:
                described.append(passage.text)
            continue
        words, certain = _words_of(passage)
        if not words:
            continue
        if re.search(r"\binitial", fold(passage.text)):
            former.append(words)
        elif re.match(r"(?:au total|en tout)\b", fold(passage.text)):
            counted.insert(0, words)
        elif _COMMUNES.search(fold(words)):
            counted.append(words)
        elif certain:
            described.append(words)
        else:
            vague.append(words)
    if counted:  # « Entre Narbonne et Carcassonne » situates what a count or a list describes
        described = [words for words in described if not re.match(r"entre\b", fold(words))]
    return join(counted + described or vague or former, limit=400)


def _words_of(passage: Passage) -> tuple[str, bool]:
    """The words of a passage that say where, and whether they list places rather than situate."""
    others = pattern("passages", "not_population")
    text = after_change(passage.text)
    text = re.sub(r"\([^()]*\)", lambda inside: "" if others.search(fold(inside.group())) else inside.group(), text)
    folded = fold(text)
    left_out = _LEFT_OUT.search(folded)
    if left_out and not _DESCRIBES.search(folded[: left_out.start()]):
        return "", False
    if pattern("passages", "not_population").search(folded):  # « le département compte … »
        return "", False
    if passage.hint == "title" and not _COMMUNES.search(folded):
        return "", False
    count = _COMMUNES.search(folded)
    if count and _MONEY.search(folded[max(0, count.start() - 25) : count.start()]):
        count = None
    label = _TERRITORY_LABEL.match(folded)
    part = _PART_OF.match(text)
    if part and series_of_places(text[part.end() - 2 :].replace(":", "communes", 1)):
        return _without_clutter(text[part.end() :]), True
    those = _THOSE_OF.match(folded, label.end()) if label else None
    if label and those:
        return _without_clutter(text[those.end() :]), True
    value = _without_facts(text[label.end() :]) if label else ""
    if re.match(r"\s*[A-ZÀ-ÞŒ\d]|\s*(?:les?|la)\s|\s*l['’]", value) or opens_with_epci(fold(value).strip()):
        return _without_clutter(value if not re.match(r"\s*\d+\W*$", value) else text), True
    told = _LABEL_INSIDE.search(folded)
    if told and text[told.end()].isupper():
        return _without_clutter(re.split(r"[;.](?:\s|$)", text[told.end() :])[0]), True
    if _BY_COMMUNE.search(folded) and len(INHABITANTS.findall(folded)) >= 2:
        return text, True
    if passage.hint == "territory" and not passage.named:
        if _one_name(text):
            return text, True
        if count or _SERIES.search(text) or _epci(text):
            verb = _DESCRIBES.search(folded) or _WORK_IN.search(folded)
            start = _lead(folded, count.start(), text) if count else verb.end() if verb else 0
            return _without_clutter(text[start:]), _listed(text)
        return "", False
    series = series_of_places(text)
    if count and series and series not in text[_lead(folded, count.start(), text) :]:
        return _without_clutter(text[_lead(folded, count.start(), text) :]) + " : " + series, True
    if count:
        return _without_clutter(text[_lead(folded, count.start(), text) :]), True
    if series:
        return series, True
    districts = _DISTRICTS.search(text)
    if districts and not is_place(text):
        return districts.group(), True
    # « Saint-Paul et Saint-Leu (territoire de l'Ouest) »: what is in brackets describes nothing
    describing = _DESCRIBES.search(re.sub(r"\([^()]*\)", lambda inside: " " * len(inside.group()), folded))
    if describing:
        rest = text[describing.end() :]
        if (_place_list(rest) or _epci(rest)) and not _only_departements(rest):
            return _without_clutter(rest), _listed(rest)
        return "", False
    if _is_listing(text) or opens_with_epci(folded):
        return _without_clutter(text), True
    dashed = re.split(r"\s[–—-]\s|\s[|·]\s", text)  # « Aubusson, Felletin — 38 900 habitants — 61 adhérents »
    if (passage.named and passage.hint != "title") or (len(dashed) > 1 and INHABITANTS.search(folded)):
        listed = [
            part for part in re.split(r"\s[–—-]\s|\s?:\s|;|\.\s", text) if _is_listing(part.strip(" –—-"), least=2)
        ]
        listed += [inside for inside in re.findall(r"\(([^()]+)\)", text) if not listed and _names_places(inside)]
        return _without_clutter(" ; ".join(listed)), True
    return "", False


def _without_facts(value: str) -> str:
    """« CC du Val d'Ille – 45 000 habitants – ACI signé le 3 mai 2021 »: a line of facts without those that say no
    place."""
    parts = re.split(r"\s[–—|·-]\s", value)
    kept = [
        part
        for part in parts
        if not (_HEADS.match(fold(part)) or pattern("passages", "status_strong").search(fold(part)))
    ]
    return " – ".join(kept) if 0 < len(kept) < len(parts) else value


# one place: « La Chapelle-sur-Erdre », « Le Pré-Saint-Gervais », « Lyon 9ème »
_PLACE = (
    r"(?:[Ll][ae]s?\s|[Ll]['’])?[A-ZÀ-ÞŒ][\w'’-]*"
    r"(?:\s(?:d[eu]s?\s|les\s|lès\s|la\s|sur\s|sous\s|en\s|d['’])*[A-ZÀ-ÞŒ0-9][\w'’-]*){0,4}"
)
_SEPARATOR = r"\s*(?:,\s*et\s+|,\s*|\s+et\s+|\s+–\s+|\s*;\s*|\s+ou\s+)(?:d[eu]s?\s+|d['’]|ceux de\s+)?"
_SERIES = re.compile(rf"{_PLACE}(?:{_SEPARATOR}{_PLACE})+")
# words after which a series of proper names is the territory
_CUE = re.compile(
    r"(?:\bautour|\bcommunes?(?: suivantes?)?|\bvilles?|\bbourgs|\bcantons|\bentre|\bdu cote|\bdont|\ba savoir"
    r"|\bsecteurs?|\bnotamment|\bpoles?|"
    r"\b(?:couvre|regroupe|rassemble|reunit|comprend|englobe|dessert|inclut|concerne)(?:nt)?|\brayonne"
    r"|^(?:au )?(?:nord|sud|est|ouest|centre|coeur) d[^:,.]{2,30} :\s*"
    r"|\ba cheval sur|\bs'etend(?:ant)?(?: sur)?|\bsur)"
    r"\s*(?::|—|–|-|,)?\s*(?:de\s+|d'|des\s+|du\s+|les?\s+|la\s+|ceux de\s+)?$"
)


# what stands before a series and says that its names are not whole communes, or not all of them
_WIDER = re.compile(
    r"(?:\bcantons|\bsecteurs|\bpoles|\b(?:nord|sud|est|ouest) de la ville)\s+(?:de\s+la\s+|de\s+|d'|des\s+|du\s+)?$"
)

_OPENING = re.compile(r"(?:Entre|Autour|Sur|Dans|Avec|Depuis|De|Du|D['’]|À|Au|Aux|Des|Pour|En|Dont)(?=\s|(?<=['’]))")


# « les XIVe, XVe et XVIe arrondissements de Marseille », « le 13e arrondissement »
_DISTRICTS = re.compile(
    r"(?:(?:Paris|Lyon|Marseille)\s+(?:les\s+)?)?(?:(?:\d{1,2}|[XVI]+)(?:er|e|ème|ᵉ)(?:\s*,\s*|\s+et\s+|\s+))+arrondissements?(?:\s+(?:de\s+[A-Z][\w-]+|parisiens?|lyonnais|marseillais))?"
)


def series_of_places(text: str) -> str:
    """Two or more proper names in a row where a territory is told: after « autour de », « les villes de »,
    « dont », a dash, or at the head of the sentence before « : »; « de X à Y » too."""
    opening = _OPENING.match(text)
    if opening:  # « Entre Lunéville et Baccarat »: the capital is the sentence's
        text = text[: opening.end()].lower() + text[opening.end() :]
    route = _FROM_TO.search(text)
    if route and re.search(
        r"(?:^|\b(?:va|vont|allant|s'etend|s'etendant|court|territoire|situe\w*|active?|activite|ira)\s*,?\s*|,\s*)$",
        fold(text[: route.start()]),
    ):
        return text[route.start() : _end_of_route(text, route.end())].strip(" ,;:.")
    for match in _SERIES.finditer(text):
        if triggers(match.group()) or _names_organisation(fold(match.group())) or _only_departements(match.group()):
            continue
        before, after = fold(text[: match.start()]), fold(text[match.end() :])
        heads = not before.strip() and re.match(r"\s*:", after)
        dashed = re.search(r"[—–]\s*$", before) and re.match(r"\s*[—–]", after)
        if heads or dashed or _CUE.search(before):
            wider = _WIDER.search(before)  # « cantons d'Iholdy, de Mauléon »: a canton is no commune
            return text[wider.start() if wider and len(before) == match.start() else match.start() : match.end()]
    return ""


def _only_departements(text: str) -> bool:
    """« dans l'Aude », « le Gers et les Landes », « le Sud et l'Ouest »: places too wide to be a territory."""
    if re.search(r"\b(?:tout le|toute la|ensemble d|totalite|integralite|entier)", fold(text)):
        return False
    names = re.findall(_PLACE, text)
    return bool(names) and all(
        is_place(name) or re.fullmatch(r"(?:l[ea']s?\s?)?(?:nord|sud|est|ouest|centre)", fold(name)) for name in names
    )


def _end_of_route(text: str, start: int) -> int:
    """« de X à Y, en passant par Z et une quarantaine d'autres communes »: to the end of the places."""
    stop = re.search(r"\.(?:\s|$)|,\s(?=(?:les|la|le|elle|il|ses|son|ce|cette|qui|mais|avec)\s)|;|\s:\s", text[start:])
    return start + (stop.start() if stop else len(text) - start)


def _names_organisation(folded: str) -> bool:
    return bool(
        re.search(
            rf"\b(?:ars|cpam|msa|urps|assurance|agence|msp|cls|dac|aci|chu|chru|ght|caisse|mutualite|conseil|prefecture|accord|contrat|mission)\b|\b{MONTH}(?!\w)",
            folded,
        )
    )


def _one_name(text: str) -> bool:
    """A bullet that is one commune: « Graulhet », « ville de Graulhet »."""
    text = re.sub(r"^(?:[Ll]a\s)?(?:[Cc]ommune|[Vv]ille)\s(?:de\s|du\s|des\s|d['’])", "", text)
    return (
        len(text) <= 60
        and bool(re.match(r"(?:[Ll][ae]s?\s|[Ll]['’])?[A-ZÀ-ÞŒ]", text))
        and len(text.split()) <= 7
        and not re.search(r"\d{3}|[.!?]$", text)
    )


def _listed(text: str) -> bool:
    return (bool(re.search(r"[,;:]|\bet\b|\s[–-]\s", text)) and not _VAGUE.search(fold(text))) or _epci(text)


def _lead(folded: str, count: int, text: str = "") -> int:
    """Where the territory words start: after the verb before the count; at the beginning when the text opens
    with a place (« CC de Saulieu (12 communes) »); else at the count."""
    verbs = list(_DESCRIBES.finditer(folded[:count]))
    if verbs:
        start = verbs[0].end()
        return start if not re.search(r"\d{3}", folded[start:count]) else count
    if re.match(
        r"(?:la |le |les |l')?(?:communaute|cc |ca |cu |epci|metropole|agglomeration|canton|secteur)", folded
    ) or (text[:1].isupper() and re.match(r"[^,;.]{2,60}\($", text[:count])):
        return 0
    return count if count < len(folded) else 0


def _place_list(text: str) -> bool:
    """Two capitalised names side by side, or one after « de », « à »: « Orvault, Sautron et … »."""
    return bool(
        re.search(
            r"[A-ZÀ-Þ][\w'’-]+[^,;.]{0,30}(?:,|;|\bet\b|–|/)\s*(?:de\s+|d[’']|la\s+|le\s+|les\s+|l[’'])?[A-ZÀ-Þ]", text
        )
    ) or bool(re.search(r"\b(?:de|à|d[’']|du|des|la|le|les|:)\s*[A-ZÀ-Þ][\w-]{2,}", text))


def _is_listing(text: str, least: int = 3) -> bool:
    """A block that is only names: « Cerbère, Banyuls-sur-Mer, Collioure », « Aramon ; Uzès »."""
    if re.search(r"\b(?:titre|article|chapitre|objet|denomination|siege|duree|statuts)\b", fold(text)):
        return False  # the headings of the statutes of an association
    parts = [part.strip(" .") for part in re.split(r"[,;\n•]|\s[–-]\s|\set\s", text) if part.strip(" .")]
    if any(pattern(*key).search(fold(text)) for key in (("passages", "status"), ("privacy", "function"))) or any(
        is_place(part) for part in parts
    ):
        return False
    return (
        len(parts) >= least
        and all(len(part) <= 45 and re.match(r"(?:[Ll][ae]s?\s|[Ll]['’])?[A-ZÀ-ÞŒ]", part) for part in parts)
        and not triggers(text)
    )


def _names_places(inside: str) -> bool:
    """« lettre d'intention déposée en 2019 (Saint-Amand, Lignières) »: a list of names in brackets, of no
    organisations, missions or professions."""
    folded = fold(inside)
    return (
        _is_listing(inside, least=2)
        and not re.search(r"\b[A-Z]{2,}\b", inside)
        and not _names_organisation(folded)
        and not pattern("passages", "missions").search(folded)
        and words("cpts_names", "not_names").isdisjoint(re.findall(r"[a-z-]+", folded))
    )


def _epci(text: str) -> bool:
    """An intercommunality, a canton, a quarter or an arrondissement that is named or numbered."""
    return bool(
        re.search(
            r"(?i:\bcommunautés?\s+(?:de\s+communes|d['’]agglomération|urbaine)|\bcantons?|\barrondissements?|\bquartiers?|\bsecteurs?"
            r"|\bagglomération|\bmétropole|\bdépartements?)(?:[^.;]{0,30}?[A-ZÀ-Þ]\w|\s(?:n°\s?)?\d)|\bC[CAU]\s[A-Za-z]|\d(?:er|e|ème|ᵉ)\s+arrondissement",
            text,
        )
    )


def _without_clutter(text: str) -> str:
    """Territory words without the head counts that stand beside them; populations commune by commune stay."""
    folded = fold(text)
    if len(INHABITANTS.findall(folded)) < 3:
        pieces, cursor = [], 0
        for match in _CLUTTER.finditer(folded):
            pieces.append(text[cursor : match.start()])
            cursor = match.end()
        pieces.append(text[cursor:])
        text = re.sub(r"\(\s*\)", "", " ".join(pieces))
    text = re.sub(r"\s+", " ", text).strip(" ,;:.–-")
    return text[: _TRAILING_VERB.search(fold(text)).start()].strip(" ,;:.–-") if text else text  # type: ignore[union-attr]
