"""Names inside a sentence, or one after the other without a separator."""

from __future__ import annotations

from lexicon.gazetteer import Geography
from lexicon.text import fold
from pipelines.normalise.territory_names import Found, Names, Zone
from pipelines.normalise.territory_reading import (
    ARTICLE,
    COUNTRY,
    DIRECTION,
    PREPOSITION,
    WIDER,
    Read,
    beside,
    partial_of,
)
from pipelines.normalise.territory_vocabulary import pattern, phrase, words

_LITTLE = frozenset(words()["link_words"])
# « l'est de la » before « ville de Rennes »
_PART_BEFORE = rf"\b{DIRECTION}\s+(?:de\s+(?:la\s+|l')?|d[eu]s?\s+|d')$"


def cover(text: str, names: Names, zone: Zone) -> list[Read]:
    """Names written one after the other without separator, as in a badly copied cell; none unless the whole
    text is made of names."""
    reads: list[Read] = []
    position = len(text) - len(text.lstrip())
    while position < len(text.rstrip()):
        found = longest_name(text, position, names, zone)
        if found is None or found[1].code is None:
            return []
        reads.append(Read(found[0], found[1]))
        position = found[2] + len(text[found[2] :]) - len(text[found[2] :].lstrip())
    return reads if len(reads) > 1 else []


def scan_prose(text: str, names: Names, zone: Zone) -> list[Read]:
    """Names inside a sentence: capital letter, written as they are, and introduced by a word that announces
    communes. Everything else in a sentence may be a person, an institution or an ordinary word."""
    shade = fold(text)
    cue = pattern(
        rf"\b(?:(?P<kind>{phrase('cues')}|{phrase('wider')}|quartiers?)(?:\s+\w+){{0,1}}?\s+{PREPOSITION}"
        rf"|(?P<verb>{phrase('verbs')})\s+(?:{PREPOSITION}|{ARTICLE})?"
        rf"|(?P<range>jusqu'aux?|jusqu'a|passant par|autour)\s+(?:{PREPOSITION})?)"
    )
    reads: list[Read] = []
    end = 0
    for match in cue.finditer(shade):
        around = shade[max(0, match.start() - 40) : match.end()]
        # the subject of « couvre » is no institution of a town
        around = pattern(rf"\b(?:cpts|association)\b(?=[^,;]*\b{phrase('verbs')})").sub("", around)
        if match.start() < end or pattern(rf"\b{phrase('institutions')}\b[^,;]*$").search(around):
            continue
        found = longest_name(text, match.end(), names, zone)
        if found:
            name, where, end = found
            listing = pattern(rf"\b(?:communes|villes|{phrase('listing_verbs')})\b").search(around)
            wide = pattern(WIDER).search(match.group()) is not None or listing is None
            part = "quartier" in match.group() or pattern(_PART_BEFORE).search(shade[: match.start()]) is not None
            meant = (
                beside(where) if zone.anywhere and pattern(COUNTRY).search(match.group()) else partial_of(where, part)
            )
            reads.append(Read(name, meant, True, wide))
    return reads


def longest_name(text: str, start: int, names: Names, zone: Zone) -> tuple[str, Found, int] | None:
    """The longest name written at a position, with its end; it must begin with a capital letter (after its
    article) and end where a word ends."""
    ends = [match.end() for match in pattern(r"[^\W_]+(?:['’][^\W_]+)?").finditer(text, start, start + 80)][:9]
    for end in reversed(ends):
        name = text[start:end]
        first = pattern(r"(?:[ld]['’]|l[ae]s?\s|d[eu]s?\s)*").match(name)
        if first is None or not name[first.end() : first.end() + 1].isupper():
            return None
        if fold(name.split()[-1]) in _LITTLE or _goes_on(text, end, names.geography):
            continue
        found = names.look_up(name, zone, loosely=False)
        if found.code or found.rule == "homonymes":
            return name, found, end
    return None


def _goes_on(text: str, end: int, geography: Geography) -> bool:
    """Whether the name continues after `end`, so that what precedes is only its beginning: « Côte » of
    « Côte-d'Or », « Saint-Martin » of « Saint-Martin de Crau », « Grand » of « Grand Avignon »."""
    after = pattern(r"[-'’]|\s(?P<link>(?:de |d['’]|du |des |sur |sous |en |l[eè]s |l[ea] )?)(?=[A-ZÀ-ÖØ-Þ])").match(
        text, end
    )
    if after is None:
        return False
    rest = pattern(r"[^,;:()\n]{0,40}").match(text, after.end())
    located = after["link"] == "en " and rest and pattern(r"[\w'’-]+(?: [\w'’-]+)?").match(rest.group())
    return not (located and geography.departement(located.group()))
