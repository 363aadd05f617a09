"""Places in a text by the way they are written: in a row, alone, in brackets, « de X à Y », intercommunalities."""

from __future__ import annotations

import re

from lexicon.cpts_names import triggers
from lexicon.departement_words import is_place
from lexicon.gate import gated
from lexicon.months import MONTH
from lexicon.patterns import alternatives, expanded, pattern, vocabulary, words
from lexicon.stage_marks import speaks_of_stage
from lexicon.text import fold

_FROM_TO = gated(
    r"\b(?:[Dd]e|[Dd]u|[Dd]['’]|[Dd]epuis)\s*(?:pays de |la |l['’])?[A-ZÀ-Þ](?:(?!\bquartiers?\b)[\w'’ -]){2,60}?,?\s"
    r"(?:et\s)?(?:à"
    r"|jusqu['’]à|au|aux)\s+(?:l['’](?:ouest|est)\s+de\s+)?[A-ZÀ-Þ][\w'’-]*"
)

# one place: « La Chapelle-sur-Erdre », « Le Pré-Saint-Gervais », « Lyon 9ème »
_PLACE = (
    r"(?:[Ll][ae]s?\s|[Ll]['’])?[A-ZÀ-ÞŒ][\w'’-]*"
    r"(?:\s(?:d[eu]s?\s|les\s|lès\s|la\s|sur\s|sous\s|en\s|d['’])*[A-ZÀ-ÞŒ0-9][\w'’-]*){0,4}"
)
_SEPARATOR = (
    r"\s*(?:,\s*et\s+|,?\s+ainsi qu(?:e\s+|['’])|,\s*|\s+et\s+|\s+–\s+|\s*;\s*|\s+ou\s+(?:encore\s+)?)"
    r"(?:(?:une\s+(?:bonne\s+|petite\s+)?)?partie\s+)?(?:d[eu]s?\s+|d['’]|ceux de\s+)?"
)
SERIES = gated(rf"{_PLACE}(?:{_SEPARATOR}{_PLACE})+")
# « … ainsi qu'Allauch et Plan-de-Cuques », after another kind of place
AND_PLACES = gated(rf"(?:\s*(?:,|et|ainsi qu(?:e|['’]))\s*(?:à\s+|de\s+)?{_PLACE})+")
# « … et le quartier Monplaisir de Lyon », « … et le nord de Saint-Maur »
_AND_PART = gated(
    r"\s*(?:,\s*et\s|,|et\s|ainsi qu(?:e\s|['’]))\s*(?:l[ae]s?\s+|l['’]\s*|une?\s+(?:bonne\s+|petite\s+)?|d[eu]s?\s+)?"
    r"(?:(?:quartiers?|faubourgs?|hameaux?|partie|moitié|tiers|[Nn]ord|[Ss]ud|[Ee]st|[Oo]uest|centre)[\s-]+)+"
    rf"(?:d[eu]s?\s+|d['’]|de\s+la\s+|de\s+l['’])?{_PLACE}(?:\s+à\s+{_PLACE})?(?:{_SEPARATOR}{_PLACE})*"
)
# « …, hormis le quartier Montchat », « (sauf Les Goudes) »: from there on in folded text
_AWAY = gated(
    rf"\s*[,(]?\s*(?:{alternatives(vocabulary('territory')['phrases']['exclusions'])})\s*"
    r"(?:(?:l[ae]s?|d[eu]s?|communes?|villes?|celles?|quartiers?)\s+|[ld]')*"
)
_NAMES = gated(rf"{_PLACE}(?:{_SEPARATOR}{_PLACE})*\)?(?:{_SEPARATOR}{_PLACE})*")
_AND_COUNT = gated(rf"{_PLACE}(?:{_SEPARATOR}{_PLACE}){{0,3}},?\s+(?:et|ainsi que|plus)\s+(?:les\s|ses\s|leurs\s)?$")
# « réunit des soignants de », « 50 adhérents de »: who makes up the CPTS
_PEOPLE = expanded(
    "territory",
    r"\b(?:(?:associ|feder|regroup|rassembl|reuni|mobilis|couvr)[a-z]{0,6} (?:(?:d')?[^\s.;:]+ ){0,6}?(?:d')?%people%"
    r"|adherents|membres)(?= d[eu' ])",
)
# words after which a series of proper names is the territory
_CUE = gated(
    r"(?:\bautour|\bcommunes?(?: suivantes?)?|\bvilles?|\bbourgs|\bcantons|\bentre|\bdu cote|\bdont|\ba savoir"
    r"|\bsecteurs?|\bnotamment|\bpoles?|"
    r"\b(?:couvr|regroup|rassembl|englob|concern|associ|feder)(?:e|ent|ait|aient)|\b(?:compren|desser|inclu)[a-z]{0,6}[td]\b"
    rf"|\breuni(?:[a-z]{{0,6}}[td])?\b|\brayonne|{_PEOPLE}"
    r"|^(?:au )?(?:nord|sud|est|ouest|centre|coeur) d[^:,.]{2,30} :\s*"
    r"|\ba cheval sur|\bs'etend(?:ant)?(?: sur)?|\bsur"
    r"|\bs'est etendue?(?: (?:en|depuis|le) [^,;:.]{3,25}?)? a(?:ux)?)"
    r"\s*(?::|—|–|-|,)?\s*(?:de\s+|d'|des\s+|du\s+|les?\s+|la\s+|ceux de\s+)?$"
)


# what stands before a series and says that its names are not whole communes, or not all of them
_WIDER = gated(
    rf"(?:{_PEOPLE}|\bassocie(?:nt)?"
    r"|\bcantons|\bsecteurs|\bpoles|\b(?:nord|sud|est|ouest) de la ville"
    r"|\bautour|\bentre|\bnotamment|\bdont|\bs'est etendue?(?: (?:en|depuis|le) [^,;:.]{3,25}?)? a)"
    r"\s*:?\s+(?:de\s+la\s+|de\s+|d'|des\s+|du\s+)?$"
)

_OPENING = gated(r"(?:Entre|Autour|Sur|Dans|Avec|Depuis|De|Du|D['’]|À|Au|Aux|Des|Pour|En|Dont)(?=\s|(?<=['’]))")

# « … et une vingtaine de villages », « ainsi que plusieurs bourgs », « … et leurs environs », « …, etc. »: the names
# before are not all of them
_AND_MORE = gated(
    r"\s*,?\s*(?:(?:et|ainsi que|puis)\s+"
    r"(?:(?:(?:une?\s+)?(?:bonne\s+)?\w*aines?\s+d[e'’]|plusieurs|quelques|d['’]autres|de nombreu\w+)\s?[^,.;:]{3,40}"
    r"|(?:(?:leurs?|ses|les|aux)\s+)?(?:environs|alentours))|etc\b\.*|…|\.\.\.|l['’]ont (?:déjà )?rejointe?s?)"
)


def series_of_places(text: str) -> str:
    """Two or more proper names in a row where a territory is told: after « autour de », « les villes de »,
    « dont », a dash, or at the head of the sentence before « : »; « de X à Y » too."""
    opening = _OPENING.match(text)
    if opening:  # « Entre Lunéville et Baccarat »: the capital is the sentence's
        text = text[: opening.end()].lower() + text[opening.end() :]
    route = _FROM_TO.search(text)
    if route and gated(
        r"(?:^|\b(?:va|vont|allant|s'etend|s'etendant|court|territoire|situe\w*|active?|activite|ira)\s*,?\s*|,\s*)$"
    ).search(
        fold(text[: route.start()]),
    ):
        return text[route.start() : _end_of_route(text, route.end())].strip(" ,;:.")
    return next((found for match in SERIES.finditer(text) if (found := _told_as_territory(text, match))), "")


def end_of_parts(text: str, end: int) -> int:
    """Where places end, with what they add or take away in part."""
    while True:
        more = _AND_PART.match(text, end)
        away = None if more else _AWAY.match(fold(text), end)
        if away and away.end() > end and text[away.end() : away.end() + 1].isupper():
            more = _NAMES.match(text, away.end())
        if more is None:
            return end
        end = more.end()


def _told_as_territory(text: str, match: re.Match[str]) -> str:
    """A series of names from what says that they are parts (« cantons de … ») to what says that there are more; empty
    when no territory is told with it."""
    if triggers(match.group()) or names_organisation(fold(match.group())) or only_departements(match.group()):
        return ""
    before = fold(text[: match.start()])
    heads = not before.strip() and gated(r"\s*(?::|l'ont (?:deja )?rejointe?s?\b)").match(fold(text[match.end() :]))
    if not (heads or _CUE.search(before)):
        return ""
    wider = _WIDER.search(before)  # « cantons d'Iholdy, de Mauléon »: a canton is no commune
    end = end_of_parts(text, match.end())
    more = _AND_MORE.match(text, end)
    start = wider.start() if wider and len(before) == match.start() else match.start()
    return text[start : more.end() if more else end]


def only_departements(text: str) -> bool:
    """« dans l'Aude », « le Gers et les Landes », « le Sud et l'Ouest »: places too wide to be a territory."""
    names = re.findall(_PLACE, text)
    return bool(names) and all(
        is_place(name) or gated(r"(?:l[ea']s?\s?)?(?:nord|sud|est|ouest|centre)").fullmatch(fold(name))
        for name in names
    )


def _end_of_route(text: str, start: int) -> int:
    """« de X à Y, en passant par Z et une quarantaine d'autres communes »: to the end of the places."""
    stop = gated(r"\.(?:\s|$)|,\s(?=(?:les|la|le|elle|il|ses|son|ce|cette|qui|mais|avec)\s)|;|\s:\s").search(
        text[start:]
    )
    return start + (stop.start() if stop else len(text) - start)


def names_organisation(folded: str) -> bool:
    return bool(
        gated(
            rf"\b(?:ars|cpam|msa|urps|assurance|agence|msp|cls|dac|aci|chu|chru|ght|caisse|mutualite|conseil|prefecture|accord|contrat|mission)\b|\b{MONTH}(?!\w)"
        ).search(
            folded,
        )
    )


def one_name(text: str) -> bool:
    """A bullet that is one commune: « Graulhet », « ville de Graulhet »."""
    text = gated(r"^(?:[Ll]a\s)?(?:[Cc]ommune|[Vv]ille)\s(?:de\s|du\s|des\s|d['’])").sub("", text)
    return (
        len(text) <= 60
        and bool(gated(r"(?:[Ll][ae]s?\s|[Ll]['’])?[A-ZÀ-ÞŒ]").match(text))
        and len(text.split()) <= 7
        and not gated(r"\d{3}|[.!?]$").search(text)
        and not _is_a_trade(fold(text))
    )


def _is_a_trade(folded: str) -> bool:
    """« Infirmière, trésorière », « Médecin »: under « Notre territoire », the caption of a portrait."""
    return bool(pattern("privacy", "function").search(folded) or pattern("privacy", "trade").match(f", {folded}"))


def place_list(text: str) -> bool:
    """Two capitalised names side by side, or one after « de », « à »: « Orvault, Sautron et … »."""
    return bool(
        re.search(
            r"^\s*(?:à\s+)?[A-ZÀ-Þ][\w'’-]+[^,;.]{0,30}\s(?:et|avec)\s+(?:ses|leurs|les)\s+(?:environs|alentours|communes?|villages|bourgs)\b"
            r"|[A-ZÀ-Þ][\w'’-]+[^,;.]{0,30}(?:,|;|\bet\b|–|/)\s*(?:de\s+|d[’']|la\s+|le\s+|les\s+|l[’'])?[A-ZÀ-Þ]",
            text,
        )
    ) or bool(re.search(r"\b(?:de|à|d[’']|du|des|la|le|les|:)\s*[A-ZÀ-Þ][\w-]{2,}", text))


def towns_before(text: str, count: int) -> int:
    """Where the towns begin that a count is added to, « Tarbes et 10 communes limitrophes »; else the count."""
    towns = _AND_COUNT.search(text, max(0, count - 120), count)
    return towns.start() if towns and not names_organisation(fold(towns.group())) else count


def is_listing(text: str, least: int = 3) -> bool:
    """A block that is only names: « Cerbère, Banyuls-sur-Mer, Collioure », « Aramon ; Uzès »."""
    if gated(r"\b(?:titre|article|chapitre|objet|denomination|siege|duree|statuts)\b").search(fold(text)):
        return False  # the headings of the statutes of an association
    parts = [part.strip(" .") for part in gated(r"[,;\n•]|\s[–-]\s|\set\s").split(text) if part.strip(" .")]
    folded = fold(text)
    if speaks_of_stage(folded) or pattern("privacy", "function").search(folded) or any(map(is_place, parts)):
        return False
    return (
        len(parts) >= least
        and all(len(part) <= 45 and gated(r"(?:[Ll][ae]s?\s|[Ll]['’])?[A-ZÀ-ÞŒ]").match(part) for part in parts)
        and not triggers(text)
    )


def names_places(inside: str) -> bool:
    """« lettre d'intention déposée en 2019 (Saint-Amand, Lignières) »: a list of names in brackets, of no
    organisations, missions or professions."""
    folded = fold(inside)
    return (
        is_listing(inside, least=2)
        and not gated(r"\b[A-Z]{2,}\b").search(inside)
        and not names_organisation(folded)
        and not pattern("passages", "missions").search(folded)
        and words("cpts_names", "not_names").isdisjoint(gated(r"[a-z-]+").findall(folded))
    )


def epci(text: str) -> bool:
    """An intercommunality, a canton, a quarter or an arrondissement that is named or numbered."""
    return bool(
        gated(
            r"(?i:\bcommunautés?\s+(?:de\s+communes|d['’]agglomération|urbaine)|\bcantons?|\barrondissements?|\bquartiers?|\bsecteurs?"
            r"|\bagglomération|\bmétropole|\bdépartements?)(?:[^.;]{0,30}?[A-ZÀ-Þ]\w|\s(?:n°\s?)?\d)|\bC[CAU]\s[A-Za-z]|\d(?:er|e|ème|ᵉ)\s+arrondissement"
        ).search(
            text,
        )
    )
