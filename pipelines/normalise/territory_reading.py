"""One item of a territory text: what is said around the name, and the name itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lexicon.gazetteer import Geography, bare_key, place_key
from lexicon.text import fold
from pipelines.normalise.territory_names import Found, Names, Zone
from pipelines.normalise.territory_vocabulary import pattern, phrase, words

ARTICLE = r"(?:l[ae]s?\s+|l'\s*)"
PREPOSITION = r"(?:de\s+la\s+|de\s+l'\s*|d[eu]s?\s+|d'\s*|aux?\s+|a\s+la\s+|a\s+l'|a\s+|en\s+|sur\s+|vers\s+|par\s+)"
DIRECTION = (
    r"(?:(?:extreme |grand )?(?:nord|sud)(?:[ -](?:est|ouest))?|(?:extreme |grand )?(?:est|ouest)|centre"
    r"|septentrional|meridional|oriental|occidental)(?:e|es|s)?"
)
_KINDS = rf"(?:{phrase('cues')}|{phrase('wider')}|{phrase('narrower')}|zones?)"
_LEAD_KIND = (
    rf"^(?:{ARTICLE}|{PREPOSITION}|toutes?\s+|ensemble\s+|une?\s+|seule\s+|\d+\s+|autres\s+|quelques\s+|deux\s+|trois\s+|quatre\s+"
    rf"|cinq\s+|six\s+|sept\s+|huit\s+|neuf\s+|dix\s+)*(?P<kind>{_KINDS})\b"
    rf"(?:\s+(?:rurales?|urbaines?|suivantes?|situees?|{DIRECTION})\b)*\s*(?P<prep>{PREPOSITION})?"
)
_LEAD_WORD = (
    r"^(?:et|ou|puis|dont|notamment|y compris|a savoir|soit|egalement|mais aussi|aussi|avec|jusqu'a(?:ux?)?|jusque"
    r"|en passant par|passant par|autour|comme|pour|ainsi que|inclut|comprend|plus|encore|on y (?:trouve|compte)|cpts"
    r"|mairies?|s'est etendue?(?: (?:en|depuis) \w+(?: \d{4})?)?"
    rf"|{ARTICLE}(?=cpts))\b\s*(?:{PREPOSITION})?"
)
_AROUND = (
    r"\s+(?:et |avec |aux? )?(?:ses |leurs? |les |l')?(?:environs|alentours"
    r"|communes? (?:voisines?|alentours?|limitrophes?|environnantes?|aux alentours)"
    r"|couronne.*|peripherie|agglomeration|centre[ -]ville|intra[ -]muros|ville)$"
    r"|\s+l'(?:a|ont) (?:\w+ )?rejointe?$"
)
# « ouest de Nantes », « au nord de Bordeaux »: a place beside the town, or a part of it; not the town
_LEAD_DIRECTION = rf"^(?:{ARTICLE}|a\s+l'|aux?\s+|plaine\s+au\s+)?{DIRECTION}\s+(?:de\s+(?:la\s+|l')?|d[eu]s?\s+|d')"
_QUARTER_AT = r"\S\s+a\s+(?:l[ea]s?\s+)?(?=\w)"  # « quartier Saint-Cyprien à Toulouse »
_TAIL_DIRECTION = rf"[\s-]+{DIRECTION}(?:\s+et\s+{DIRECTION})?$"
_POSTAL_FIRST, _POSTAL_LAST = r"^\(?(\d{5}|2[ab]\d{3})\)?\s+", r"\s+\(?(\d{5}|2[ab]\d{3})\)?$"
_IN_DEPARTEMENT = r"\s+(?:en|dans (?:le|la|l'|les)|cote)\s*(?P<departement>[\w' -]{3,40})$"
_ORDINARY = frozenset(words()["ordinary"]["words"])
_CAPITAL = r"^(?:(?:[dlDL]['’ ]|l[ae]s?\s|d[eu]s?\s)\s*)*[^\W_a-zà-öø-ÿœ]"
LARGER = "departement_ou_region"
_NARROWER = rf"\b{phrase('narrower')}\b|\bzones?\b"
COUNTRY = r"\bpays\b"  # « le Pays de Nuits »: where nothing says in which département, no town is meant for sure
WIDER = rf"\b{phrase('wider')}\b|\bautour\b|\bjusqu"


@dataclass(frozen=True, slots=True)
class Read:
    """What one item gave. `name`: the words read; `cued`: the text says it is a commune; `open`: the territory is
    larger than what is named; `place`: the item can only be a place name (used to report what was not found)."""

    name: str
    found: Found
    cued: bool = False
    open: bool = False
    place: bool = True


def read_name(text: str, names: Names, zone: Zone, loosely: bool, capitals: bool = True) -> Read | None:
    """The single name an item holds, whatever introduces or follows it; `None` when it is not one name.
    `capitals`: the text writes names with a capital letter, so that a word without one is an ordinary word."""
    name, said = text.strip(" '’-.*_"), _Marks()
    for _ in range(6):
        shade = fold(name)
        if len(name) > 120 or not _has_letters(shade):
            return None
        if postal := _postal_code(shade):
            return _beside_its_code(name, postal, names, zone, said.open)
        if zone.around and zone.departements and bare_key(place_key(name)) in _ORDINARY:
            zone = replace(zone, around=())  # « Montagne » is a commune only where one is expected
        found = _found(name, names, zone, loosely, capitals)
        if found.rule == LARGER:
            return _larger(name)
        if found.rule not in ("", "hors_zone"):
            return Read(name, partial_of(found, said.partial), said.cued, said.open)
        shorter, marks = _shorter(name, shade, names.geography)
        if marks is None:
            return _unread(name, found, said)
        zone = marks.zone or zone
        if _may_be_without_the_town(said, marks, zone):
            return _beside(name, shorter, names, zone)
        name, said = shorter.strip(" '’-.*_"), said.and_also(marks)
    return None


def _may_be_without_the_town(said: _Marks, marks: _Marks, zone: Zone) -> bool:
    """« au nord de Bordeaux », « une partie du pays d'Issoudun »: which part, the town or not, is not said."""
    return marks.outside or (said.partial and marks.open) or (marks.country and zone.anywhere)


def _has_letters(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def _postal_code(shade: str) -> re.Match[str] | None:
    return pattern(_POSTAL_FIRST).search(shade) or pattern(_POSTAL_LAST).search(shade)


def _beside_its_code(name: str, postal: re.Match[str], names: Names, zone: Zone, opened: bool) -> Read | None:
    kept = name[postal.end() :] if postal.start() == 0 else name[: postal.start()]
    found = _with_postal(kept, postal[1], names, zone)
    return Read(kept, found, True, opened) if found.rule else None


def _found(name: str, names: Names, zone: Zone, loosely: bool, capitals: bool) -> Found:
    """What a name is in its zone; its rule is `LARGER` when it is that of a département or a région."""
    if (capitals and not pattern(_CAPITAL).search(name)) or _is_ordinary(name):
        return Found(None, "")
    found = names.look_up(name, zone, loosely)
    if found.rule != "nom" and _is_larger(name, names, zone):
        return Found(None, LARGER)
    if found.rule == "coquille" and not capitals and " " not in place_key(name):  # « pont et route »
        return Found(None, "")
    return found


def _larger(name: str) -> Read:
    return Read(name, Found(None, LARGER), open=True, place=False)


def _beside(name: str, shorter: str, names: Names, zone: Zone) -> Read:
    """« au nord de Bordeaux », « le pays d'Issoudun »: beside or around the place that the shorter name names."""
    if _is_larger(shorter, names, zone):
        return _larger(shorter)
    return Read(name, beside(names.look_up(shorter, zone, loosely=False)), open=True)


def beside(found: Found) -> Found:
    """A place beside a commune, or around it: nothing decides."""
    return Found(None, "aux_abords", found.candidates or ((found.code,) if found.code else ()))


def without_sentence_capital(text: str) -> str:
    """« Montagne et plaine » begins with a capital because it begins: its first word is the common noun."""
    first, _, rest = text.partition(" ")
    return text[0].lower() + text[1:] if rest and text[1:].islower() and place_key(first) in _ORDINARY else text


def _is_ordinary(name: str) -> bool:
    """Whether a name without a capital letter is a common noun: « la montagne »."""
    last = name.split()[-1]
    return last.islower() and bare_key(place_key(name)) in _ORDINARY


def _is_larger(name: str, names: Names, zone: Zone) -> bool:
    """Whether a name inside a phrase is that of a département or a région, which only says where: « 8 communes
    de l'Essonne ». A commune of the context that bears the same name comes first: Mayenne, in Mayenne."""
    geography = names.geography
    if len(name) < 3 or not (geography.departement(name) or geography.region(name)):
        return False
    inside = Zone(zone.departements or zone.around, strict=True)
    return names.look_up(name, inside, loosely=False).rule != "nom"


def _unread(name: str, found: Found, said: _Marks) -> Read | None:
    place = name[:1].isupper() and len(name.split()) <= 6
    if found.rule or place:
        return Read(name, partial_of(found, said.partial), said.cued, said.open, place)
    return None


@dataclass(frozen=True, slots=True)
class _Marks:
    cued: bool = False
    open: bool = False
    partial: bool = False
    outside: bool = False
    country: bool = False
    zone: Zone | None = None

    def and_also(self, marks: _Marks) -> _Marks:
        """What two phrases around one name say of it together."""
        return _Marks(self.cued or marks.cued, self.open or marks.open, self.partial or marks.partial)


def _shorter(name: str, shade: str, geography: Geography) -> tuple[str, _Marks | None]:
    """The name without one introducing or following phrase, and what that phrase meant."""
    return _without_lead(name, shade) or _without_tail(name, shade, geography) or (name, None)


def _without_lead(name: str, shade: str) -> tuple[str, _Marks] | None:
    """« au nord de … », « les communes de … », « dont … »."""
    lead = pattern(_LEAD_DIRECTION).match(shade)
    if lead:
        part = pattern(rf"^{ARTICLE}").match(shade) is not None  # « couvre le nord de Toulouse »: a part of the city
        return name[lead.end() :], _Marks(partial=part, outside=not part)
    kind = pattern(_LEAD_KIND).match(shade)
    if kind and kind.end() < len(shade):
        city = pattern(_QUARTER_AT).search(shade, kind.end()) if "quartier" in kind.group() else None
        if city:
            return name[city.end() :], _Marks(cued=True, partial=True)
        return name[kind.end() :], _extent(kind.group())
    word = pattern(_LEAD_WORD).match(shade) or pattern(rf"^{PREPOSITION}").match(shade)
    if word and word.end() < len(shade):
        around = (
            pattern(r"dont|notamment|autour|jusqu|passant|on y|etendu|cpts|mairie").search(word.group()) is not None
        )
        return name[word.end() :], _Marks(open=around)
    return None


def _extent(said: str) -> _Marks:
    """Whether a phrase of territory means a part of the place, or more than it."""
    directed = pattern(rf"\b{DIRECTION}\b").search(said) is not None
    narrow = pattern(_NARROWER).search(said) is not None and (directed or "quart" in said or "part" in said)
    wide = not narrow and pattern(WIDER).search(said) is not None
    return _Marks(cued=True, open=wide, partial=narrow, country=pattern(COUNTRY).search(said) is not None)


def _without_tail(name: str, shade: str, geography: Geography) -> tuple[str, _Marks] | None:
    """« … et ses environs », « … nord », « … dans l'Aude », « … 2 »."""
    tail = pattern(_AROUND).search(shade)
    if tail and tail.start() and not pattern(r"\sCouronn").match(name, tail.start()):  # « le Grand Couronné » is a name
        return name[: tail.start()], _Marks(open=True)
    direction = pattern(_TAIL_DIRECTION).search(shade)
    if direction and direction.start():
        return name[: direction.start()], _Marks(partial=True)
    inside = pattern(_IN_DEPARTEMENT).search(shade)
    if inside and inside.start():
        departement = geography.departement(inside["departement"])
        if departement:
            return name[: inside.start()], _Marks(zone=Zone((departement,), strict=True))
    digits = pattern(r"\s+\d[\d ]*$").search(shade)
    if digits and digits.start():
        return name[: digits.start()], _Marks()
    return None


def _with_postal(name: str, code: str, names: Names, zone: Zone) -> Found:
    """A name beside a postal or INSEE code: the code decides, the name must agree."""
    geography = names.geography
    current = geography.current(code.upper())
    candidates = set(geography.by_postal_code.get(code, ())) | ({current} if current else set())
    departements = tuple(sorted({geography.communes[one].departement for one in candidates}))
    if not candidates:
        return names.look_up(name, zone)
    found = names.look_up(name, Zone(departements, strict=True))
    if found.code and (found.code in candidates or found.rule == "nom"):
        return Found(found.code, "nom_et_code", partial=found.partial)
    kept = candidates & set(found.candidates)
    return Found(next(iter(kept)), "nom_et_code") if len(kept) == 1 else Found(None, "")


def partial_of(found: Found, partial: bool) -> Found:
    return Found(found.code, found.rule, found.candidates, found.partial or partial)
