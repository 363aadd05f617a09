"""The names of CPTS in a French text, with their positions.

A name starts after « CPTS », its misspelling « CTPS » or the words « communauté(s) professionnelle(s)
territoriale(s) de santé », and lasts until a verb, a punctuation mark or a count. Generic mentions (« une
CPTS », « les CPTS de la région », « la première CPTS du Var ») are no names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spiders.extract.words import fold, vocabulary, words

_TRIGGER = re.compile(
    r"\b(?P<acronym>c(?:pt|tp)s)(?:'s|s)?\b"
    r"|\bcommunautes?\s+(?:(?:et\s+)?(?:professionn?elles?|territoriales?|pluri-?professionnelles?)\s+)"
    r"(?:et\s+)?(?:professionn?elles?|territoriales?)\b(?:\s+(?:de|pour\s+la)\s+sante)?(?:\s*\(\s*c(?:pt|tp)s\s*\))?"
)
_WORD = re.compile(r"[^\W_]+(?:['’.](?=[^\W_]{2})[^\W_]+|[-‐‑–/·](?=[^\W_])[^\W_]+)*", re.UNICODE)
_COUNT_BEFORE = re.compile(
    r"(?:\b(?:les|des|aux|ces|nos|vos|leurs|plusieurs|certaines|toutes les|\d+|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|"
    r"douze|treize|quatorze|quinze|seize|vingt)(?:\s+(?:\d+|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|autres|nouvelles?|futures?|"
    r"premieres?|jeunes|projets? de))*\s*)$"
)
_ORDINAL = re.compile(r"^\d{1,2}(?:e|er|eme|ere|ᵉ|è|nd|nde)?$")
_PLACE_ADJECTIVE = re.compile(r"(?:ais|aise|aises|ois|oise|oises|ien|ienne|iens|iennes|een|eenne|in|ine|ane|ain|aine|ique|iques|al|ale|er|ere|eux|euse)$")
# « Sud-Est grenoblois », « Riviera française »: an adjective of place closes a name
_DEMONYM = re.compile(r"[a-z-]{3,}(?:ais|aise|ois|oise|ien|ienne|een|eenne)")
_NOT_DEMONYMS = frozenset(["desormais", "jamais", "toutefois", "autrefois", "parfois", "combien", "ancien", "ancienne", "quotidien", "quotidienne", "citoyen", "gardien"])
_QUOTED = re.compile(r"\s*(?P<prep>(?:d[eu]s?|de\s+la|de\s+l['’])\s+)?[«“\"„]\s*(?P<name>[^«»“”\"„]{2,70}?)\s*[»”\"“]", re.I)
_BAPTISED = re.compile(r"[^.;:!?]{0,60}?\b(?:baptisee?|nommee?|denommee?|appelee?|intitulee?)\s*:?\s*")
_COVERING = re.compile(r"\s+couvrant\s+les?\s+(?=\d{1,2}(?:e|er|eme)\b)")
_LISTED = re.compile(r"^[^.;:!?\n]{0,70}:\s*")
_BRAND = re.compile(r"\bC[a-zéè]*P[a-zéè]*T[a-zéè]*S[a-zéè]*\b")


@dataclass(frozen=True, slots=True)
class Mention:
    """`name` as it will be shown (« CPTS du Chalonnais »); `start`/`end` delimit it in the text, trigger
    included, and `at` is where the name itself begins; `group` is shared by the names of one enumeration (« les CPTS de Roanne et de Loire-Forez »)."""

    name: str
    start: int
    end: int
    group: int
    at: int


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int
    folded: str

    @property
    def proper(self) -> bool:
        return any(character.isupper() for character in self.text)


def triggers(text: str) -> list[re.Match[str]]:
    """Every « CPTS » of the text, named or not."""
    return list(_TRIGGER.finditer(fold(text)))


def find_names(text: str) -> list[Mention]:
    """Named mentions in order of position."""
    folded = fold(text)
    found: list[Mention] = []
    cursor = 0
    for group, match in enumerate(_triggers_and_brands(text, folded)):
        if match.start() < cursor:
            continue
        for name, start, end in _names_after(text, folded, match):
            short = name.removeprefix("CPTS ").split()[0]
            at = text.find(short, start, end)
            found.append(Mention(name, start, end, group, at if at >= 0 else start))
            cursor = end
    return found


def bare_name(text: str) -> tuple[str, int] | None:
    """The name a list item opens with although « CPTS » is not written (« Pantin », « Sud Yonne : 12 000
    habitants »), and where it ends. `None` when the item does not open with a proper name."""
    folded = fold(text)
    quoted = _QUOTED.match(text)
    if quoted:
        return quoted.group("name").strip(), quoted.end()
    end = _scan(text, folded, 0, commas=False, listed=True)
    if end is None or folded[:end].strip() in words("names", "not_names"):
        return None
    return text[:end].strip(" -–—:•"), end


def name_key(name: str) -> str:
    """What two spellings of one name share: no acronym, articles, accents, hyphens; « St » is « Saint »."""
    folded = re.sub(r"\([^)]*\)", " ", fold(name))
    folded = _TRIGGER.sub(" ", folded)
    tokens = re.findall(r"[^\W_]+", folded.replace("œ", "oe"))
    kept = []
    for token in tokens:
        token = {"st": "saint", "ste": "sainte"}.get(token, token)
        token = re.sub(r"^(\d+)(?:e|er|eme|ere|ᵉ)$", r"\1", token)
        if token not in ("de", "du", "des", "d", "la", "le", "les", "l", "et", "en", "a", "au", "aux", "arrondissement"):
            kept.append(token)
    return " ".join(kept)


def is_place(text: str) -> bool:
    """True for the name of a département, a region or the country, with or without its article."""
    return _place_key(text) in _territory_names()


def departement_of(text: str) -> str | None:
    """The code of a text that is only a département: « Loire-Atlantique : », « Rhône (69) », « 44 »."""
    stripped = re.sub(r"^[\s\-•]+|[\s:.]+$", "", fold(text))
    stripped = re.sub(r"^(?:en |dans )?(?:l[ea]s? |l')?(?:departements? |dpt )?(?:d[eu]s? (?:la |l')?|d'|l[ea]s? |l')?", "", stripped)
    match = re.fullmatch(r"(?:\(?(\d{2,3}|2[ab])\)?\s*[-:]?\s*)?(.*?)\s*(?:[(\-]\s*(\d{2,3}|2[ab])\s*\)?)?", stripped)
    if not match:
        return None
    name, code = match.group(2).strip(" -(:"), match.group(1) or match.group(3)
    by_name = _departements_by_name().get(_place_key(name)) if name else None
    if by_name:
        return by_name
    if code and not name:
        return code.upper() if code.upper() in vocabulary("territories")["departements"] else None
    return None


def _place_key(text: str) -> str:
    folded = re.sub(r"^(?:d[eu]s?\s+la\s+|d[eu]s?\s+|d'|de\s+l'|l'|la\s+|le\s+|les\s+)", "", fold(text).strip())
    return re.sub(r"[\s\-']+", " ", folded).strip()


@cache
def _departements_by_name() -> dict[str, str]:
    return {_place_key(name): code for code, name in vocabulary("territories")["departements"].items()}


@cache
def _territory_names() -> frozenset[str]:
    regions = vocabulary("territories")["regions"]["names"]
    return frozenset(_departements_by_name()) | {_place_key(name) for name in regions}


def _triggers_and_brands(text: str, folded: str) -> Iterator[re.Match[str]]:
    matches = list(_TRIGGER.finditer(folded))
    taken = {match.start() for match in matches}
    for brand in _BRAND.finditer(text):
        if brand.start() not in taken and any(character.islower() for character in brand.group()):
            matches.append(brand)
    return iter(sorted(matches, key=lambda match: match.start()))


def _names_after(text: str, folded: str, trigger: re.Match[str]) -> list[tuple[str, int, int]]:
    start = trigger.end()
    if "acronym" not in (trigger.groupdict() or {}):           # a brand: it opens the name itself
        end = _scan(text, folded, trigger.start(), commas=False) or trigger.end()
        return [(_one_space(text[trigger.start():end]), trigger.start(), end)]
    bracket = re.match(r"\s*\(\s*c(?:pt|tp)s\s*\)", folded[start:])
    if bracket:
        start += bracket.end()
    before = folded[max(0, trigger.start() - 40):trigger.start()]
    plural = bool(_COUNT_BEFORE.search(before)) or trigger.group().startswith("communautes")
    quoted = _QUOTED.match(text, start)
    if quoted and not plural:
        name = ((quoted.group("prep") or "") + quoted.group("name")).strip()
        if any(character.isupper() or character.isdigit() for character in name):
            return [("CPTS " + _one_space(name), trigger.start(), quoted.end())]
    if plural:
        return _enumeration(text, folded, trigger, start, before)
    covering = _COVERING.match(folded, start)
    named = _scan(text, folded, covering.end() if covering else start)
    if named is None:
        return _baptised(text, folded, trigger)
    name = text[start:named].strip()
    if is_place(name) and re.search(vocabulary("names")["indefinite"], before):
        return []
    return [("CPTS " + _one_space(name), trigger.start(), named)]


def _baptised(text: str, folded: str, trigger: re.Match[str]) -> list[tuple[str, int, int]]:
    """« la communauté …, baptisée Avenir Santé, »: the name comes after a participle."""
    match = _BAPTISED.match(folded, trigger.end())
    if not match or _TRIGGER.search(match.group()):
        return []
    start = match.end()
    if not re.match(r"[«“\"A-ZÀ-ÞŒ]", text[start:start + 1]):
        return []
    quoted = _QUOTED.match(text, start)
    if quoted:
        return [("CPTS " + _one_space(quoted.group("name")), trigger.start(), quoted.end())]
    end = _scan(text, folded, start, commas=False)
    return [("CPTS " + _one_space(text[start:end]), trigger.start(), end)] if end else []


def _enumeration(
    text: str, folded: str, trigger: re.Match[str], start: int, before: str
) -> list[tuple[str, int, int]]:
    """The names after a plural: « les CPTS du Béthunois, de Roanne et de Loire-Forez », « 3 CPTS : A, B et C »."""
    listed = _LISTED.match(folded[start:])
    parts = _parts(text, folded, start)
    announced = re.search(r".*\b(\d+|deux|trois|quatre|cinq|six|sept|huit|neuf|dix)\b[^.;:]*$", before)
    if not parts and listed and announced:
        numbers = {"deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10}
        wanted = numbers.get(announced.group(1)) or int(announced.group(1))
        readings = _readings(text, folded, start + listed.end())
        parts = next((reading for reading in readings if len(reading) == wanted), [])
    elif len(parts) == 1 and is_place(text[parts[0][0]:parts[0][1]]):
        return []
    if any(is_place(text[a:b]) for a, b in parts) and len(parts) < 2:
        return []
    if parts and all(is_place(text[a:b]) for a, b in parts):
        return []
    result = []
    for a, b in parts:
        name = _one_space(text[a:b]).strip("«»“”\" ")
        result.append(("CPTS " + name, trigger.start() if a == parts[0][0] else a, b))
    return result


def _readings(text: str, folded: str, start: int) -> Iterator[list[tuple[int, int]]]:
    """Ways to cut « Loire et Coise, Ondaine Forez et Vallée du gier »: at every « et », or at one « et » of
    the last part only. The announced number chooses."""
    yield _parts(text, folded, start, listed=True)
    stop = re.search(r"[.;!?\n]|$", folded[start:])
    end = start + (stop.start() if stop else 0)
    commas = [start, *(start + match.end() for match in re.finditer(r",\s*", folded[start:end]))]
    segments = [(begin, (commas[n + 1] if n + 1 < len(commas) else end)) for n, begin in enumerate(commas)]
    segments = [(begin, begin + len(text[begin:stop].rstrip(" ,"))) for begin, stop in segments]
    begin, stop_at = segments[-1]
    for link in re.finditer(r"\s+et\s+", folded[begin:stop_at]):
        yield [*segments[:-1], (begin, begin + link.start()), (begin + link.end(), stop_at)]


def _parts(text: str, folded: str, start: int, listed: bool = False) -> list[tuple[int, int]]:
    parts: list[tuple[int, int]] = []
    cursor = start
    while True:
        quoted = _QUOTED.match(text, cursor)
        end = quoted.end() if quoted else _scan(
            text, folded, cursor, commas=False, stop_at_and=not _after_and(folded, cursor, parts), listed=listed,
        )
        if end is None:
            return parts
        begin = cursor + len(text[cursor:end]) - len(text[cursor:end].lstrip())
        parts.append((begin, end))
        # a parenthesis after a name does not end the enumeration: « A (secteur d'Amboise), B »
        separator = re.match(r"(?:\s*\([^()]{1,60}\))?\s*(?:,\s*(?:et\s+|ainsi que\s+)?|\bet\s+|\s+et\s+|\s*;\s*|\s+ainsi que\s+)(?:(?:la|celles?|celle)\s+(?=d))?", folded[end:])
        if not separator:
            return parts
        cursor = end + separator.end()


def _after_and(folded: str, cursor: int, parts: list[tuple[int, int]]) -> bool:
    return bool(parts) and folded[:cursor].rstrip().endswith((" et", "que"))


def _one_space(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _tokens(text: str, folded: str, start: int) -> Iterator[_Token]:
    for match in _WORD.finditer(text, start):
        body = match.group()
        elided = re.match(r"(?:[dlDL]|qu|Qu)['’](?=.)", body)
        if elided:
            yield _Token(body[:elided.end() - 1], match.start(), match.start() + elided.end(), fold(body[0]))
            rest = match.start() + elided.end()
            yield _Token(text[rest:match.end()], rest, match.end(), folded[rest:match.end()])
        else:
            yield _Token(body, match.start(), match.end(), folded[match.start():match.end()])


def _scan(
    text: str, folded: str, start: int, *, commas: bool = True, stop_at_and: bool = False, listed: bool = False
) -> int | None:
    """Where the name starting at `start` ends, or `None` when no name starts there."""
    links, openers, places = words("names", "links"), words("names", "openers"), words("names", "places")
    stops = words("names", "stops")
    shouting = text[start:start + 60].upper() == text[start:start + 60] and len(text[start:].strip()) > 12
    tokens = list(_tokens(text, folded, start))[:24]
    end: int | None = None
    last = start                                    # end of the last token taken, accepted or pending
    proper_seen = place_seen = False
    for index, token in enumerate(tokens):
        gap = text[last:token.start]
        word = token.folded
        if not _gap_allowed(gap, text, folded, token, tokens[index + 1:], first=end is None and not place_seen):
            if commas and proper_seen and gap.strip() == "," and end == last:
                chain = _comma_chain(text, folded, token.start)
                if chain:
                    return chain
            break
        if word == "et" and not (tokens[0].folded == "entre" and not stop_at_and) and (
            stop_at_and or not _joins(tokens[index + 1:])
        ):
            break
        if token.text in vocabulary("names")["stops"] or (token.proper and word in stops and not _is_place_word(token, tokens[index + 1:])):
            break
        if shouting and proper_seen and word in words("names", "capital_stops"):
            break
        if _ORDINAL.match(word) or re.fullmatch(r"\d{1,2}(?:-\d{1,2})+|[ivx]+", word):
            if not _number_belongs(tokens[index + 1:], folded, token):
                break
            if end is None and not place_seen and word.isdigit() and not listed and len(word) > 2:
                break
            end = last = token.end
            proper_seen = True
            continue
        if word[0].isdigit() and (not (token.proper or "-" in word) or len(re.sub(r"\D", "", word)) > 4):
            break
        if word in ("le", "la", "les") and token.proper and not shouting and _after_proper(tokens[:index]):
            break
        if token.proper and not (word in links and not shouting and len(word) <= 2 and not proper_seen):
            if shouting and word in links | openers:
                last = token.end
                continue
            end = last = token.end
            proper_seen = True
            continue
        if word in places and (not proper_seen or word.startswith("arrondissement")):
            place_seen = True
            last = token.end
            if word.startswith("arrondissement") and proper_seen:
                end = token.end
            continue
        if word in places and proper_seen:
            last = token.end
            if not _leads_to_proper(tokens[index + 1:]):
                break
            continue
        beside_place = bool(index) and tokens[index - 1].folded in places
        if beside_place and _PLACE_ADJECTIVE.search(word) and not _vague(tokens[:index]):
            end = last = token.end
            proper_seen = True
            continue
        if proper_seen and index and tokens[index - 1].proper and _DEMONYM.fullmatch(word) and word not in _NOT_DEMONYMS:
            end = token.end
            break
        if proper_seen and _closes(tokens[:index], token, folded):
            end = token.end
            break
        if end is None and not place_seen and word in openers and last == (tokens[index - 1].end if index else start):
            last = token.end
            continue
        if word in links and (proper_seen or place_seen) and (
            _leads_to_proper(tokens[index + 1:])
            or (index + 1 < len(tokens) and _closes(tokens[:index + 1], tokens[index + 1], folded))
        ):
            if word in ("en", "a", "au", "sur") and _place_follows(text, tokens[index + 1:]):
                break
            if word in ("le", "la", "les", "l") and re.search(r"\bet\s*$", folded[:token.start]):
                break
            last = token.end
            continue
        if end is None and word == "e" and "-" in token.text:
            end = last = token.end
            continue
        if word == "co" and "&" in gap:
            last = end = token.end
            proper_seen = True
            continue
        if end is None and not place_seen and word == "entre" and _leads_to_proper(tokens[index + 1:]):
            last, place_seen = token.end, True
            continue
        break
    if end is None:
        return None
    return end


def _gap_allowed(
    gap: str, text: str, folded: str, token: _Token, following: list[_Token], first: bool
) -> bool:
    if "\n" in gap:
        return False
    inner = gap.strip()
    if inner in ("", "&", "+"):
        return True
    if first and inner in ("&", "-", "–", "·", ":") and inner != ":":
        return inner == "&"
    if inner in ("-", "–", "—", "/"):
        rest = text[token.start:token.start + 60]
        if not token.proper or is_place(token.text) or _place_follows(text, [token, *following]):
            return False
        return not re.match(r"[^,(]{2,40},\s*[A-ZÀ-Þ]", rest)
    before = re.search(r"[^\W_]+$", folded[:token.start - len(gap)])
    return inner == "," and bool(_ORDINAL.match(token.folded)) and bool(before and _ORDINAL.match(before.group()))


def _comma_chain(text: str, folded: str, start: int) -> int | None:
    """« Châtillon, Vanves, Malakoff et Fontenay-aux-Roses »: one name made of several places."""
    cursor, parts = start, 0
    while True:
        end = _scan(text, folded, cursor, commas=False, stop_at_and=True)
        if end is None or len(text[cursor:end].split()) > 4 or text[cursor:end].lstrip()[:1].islower():
            return None
        parts += 1
        if parts > 1 and folded[:cursor].rstrip().endswith(" et"):
            return end
        separator = re.match(r"\s*,\s*|\s+et\s+", folded[end:])
        if not separator:
            return None
        cursor = end + separator.end()


def _joins(following: list[_Token]) -> bool:
    """« et » belongs to the name when a proper word follows at once or after « de », « du », « des », « d' »."""
    for token in following[:5]:
        if (token.proper and token.text not in vocabulary("names")["stops"]) or _ORDINAL.match(token.folded):
            return True
        if token.folded in words("names", "places"):
            continue
        if token.folded not in ("de", "du", "des", "d", "la", "l", "sa"):
            return False
        if token is following[0] and token.folded in ("la", "le", "les", "l"):
            return False
    return False


def _leads_to_proper(following: list[_Token]) -> bool:
    links, places = words("names", "links"), words("names", "places")
    for token in following[:4]:
        if token.proper:
            return token.text not in vocabulary("names")["stops"]
        if token.folded not in links and token.folded not in places and not _ORDINAL.match(token.folded):
            return False
    return False


def _place_follows(text: str, following: list[_Token]) -> bool:
    for count in (1, 2, 3, 4):
        if len(following) >= count and is_place(text[following[0].start:following[count - 1].end]):
            return True
    return False


def _is_place_word(token: _Token, following: list[_Token]) -> bool:
    """« Territoire de Belfort », « Région de Condrieu », « Pays »: capitalised here, part of the name."""
    return token.folded in ("territoire", "region", "pays") and bool(following) and following[0].folded in ("de", "du", "d", "des")


def _after_proper(before: list[_Token]) -> bool:
    """True when the word just before is itself a proper word: « CPTS de Grenoble | Le rapport »."""
    return bool(before) and before[-1].proper and before[-1].folded not in words("names", "links")


def _closes(before: list[_Token], token: _Token, folded: str) -> bool:
    """A last word left in lower case by the publisher: « Entre Loire et sucs », « A, Vallée du gier et B »."""
    if token.proper or token.folded in words("names", "links"):
        return False
    if before[0].folded == "entre" and before[-1].folded == "et":
        return True
    named = [word for word in before if word.proper]
    carries = before[-1].folded == "du" and named[-1:] == before[-2:-1] and named[-1].folded in words("names", "places")
    return carries and token.folded not in words("names", "places") | words("names", "vague_places")


def _vague(before: list[_Token]) -> bool:
    nouns = [token.folded for token in before if token.folded in words("names", "places")]
    return bool(nouns) and nouns[-1] in {fold(word) for word in vocabulary("names")["vague_places"]} - {"agglomeration", "metropole"}


def _number_belongs(following: list[_Token], folded: str, token: _Token) -> bool:
    after = folded[token.end:token.end + 14]
    if re.match(r"[.,]?\s?\d{3}\b|\s*%|\s*€|/\d|,\d", after):
        return False
    return not (following and following[0].folded in words("names", "counted") and re.match(r"\s*\S", after))
