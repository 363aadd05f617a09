"""The names of CPTS in a French text, with their positions.

A name starts after « CPTS », its misspelling « CTPS » or the words « communauté(s) professionnelle(s)
territoriale(s) de santé », and lasts until a verb, a punctuation mark or a count. Generic mentions (« une
CPTS », « les CPTS de la région », « la première CPTS du Var ») are no names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from lexicon.departement_words import is_place
from lexicon.name_end import end_of_name
from lexicon.name_refusals import is_gathering, is_refused
from lexicon.numbers import CARDINALS
from lexicon.patterns import pattern, vocabulary, words
from lexicon.text import fold

_TRIGGER = re.compile(
    r"\b(?P<acronym>c(?:pt|tp)s)(?:'s|s)?\b"
    r"|\bcommunautes?\s+(?:(?:et\s+)?(?:professionn?elles?|territoriales?|pluri-?professionnelles?)\s+)"
    r"(?:et\s+)?(?:professionn?elles?|territoriales?)\b(?:\s+(?:de|pour\s+la)\s+sante)?(?:\s*\(\s*c(?:pt|tp)s\s*\))?"
    # « Communauté professionnelle du Sud Sarthe »: the adjective left out, the name follows at once
    r"|\bcommunaute\s+(?:professionnelle|territoriale)(?:\s+(?:de|pour la)\s+sante)?"
    r"(?=\s+(?:du|des|d'|de la|de l'|de)\s?[a-z])"
)

_COUNT_BEFORE = re.compile(
    r"(?:\b(?:les|des|aux|ces|nos|vos|leurs|plusieurs|certaines|toutes les|\d+|deux|trois|quatre|cinq|six|sept|huit"
    r"|neuf|dix|onze|"
    r"douze|treize|quatorze|quinze|seize|vingt)(?:\s+(?:\d+|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|autres|nouvelles?|futures?|"
    r"premieres?|jeunes|projets? de))*\s*)$"
)


_QUOTED = re.compile(
    r"\s*(?P<prep>(?:d[eu]s?|de\s+la|de\s+l['’])\s+)?[«“\"„]\s*(?P<name>[^«»“”\"„]{2,70}?)\s*[»”\"“]", re.I
)
_GIVES_A_NAME = (
    r"(?:\b(?:baptisee?|nommee?|denommee?|appelee?|intitulee?)"
    r"|\b(?:porte(?:ra)?|prend(?:ra)?|a pris|repond au) (?:le )?nom(?: de)?|\bs'appelle(?:ra)?)\s*:?\s*(?:la cpts\s+)?"
)
# « le nom de leur future CPTS : ce sera « Retz Océan » »
_CHOSEN = re.compile(r"\s*(?:est|a ete choisi|sera)?\s*:\s*(?:ce sera |c'est |il s'agit de )?(?=[«“\"])")
_NAME_OF = re.compile(
    r"\bnom (?:de|donne a|choisi pour|retenu pour|trouve pour) (?:la|leur|cette|notre|sa) (?:future |nouvelle )?$"
)
_BAPTISED = re.compile(rf"[^.;:!?\n]{{0,60}}?(?:[.!]\s[^.;:!?\n]{{0,40}}?)?{_GIVES_A_NAME}")
_NAMING = re.compile(
    rf"\b(?:elle|celle-ci|la (?:cpts|communaute|structure)|celui-ci)\b[^.;:!?\n]{{0,40}}?{_GIVES_A_NAME}"
)
_COVERING = re.compile(r"\s+couvrant\s+les?\s+(?=\d{1,2}(?:e|er|eme)\b)")
_THOSE_OF = re.compile(
    r"(?:\s*\([^()]{1,60}\))?\s*,?\s*(?:et|puis|ainsi que|(?:tout )?comme|de meme que|ou)\s+"
    r"(?P<link>(?:de|par|pour|avec|a)\s+)?celles?\s+"
    r"(?=d(?:e|u|es|')\s?)"
)
_ANNOUNCED = re.compile(r".*\b(\d+|deux|trois|quatre|cinq|six|sept|huit|neuf|dix)\b[^.;:]*$")
_LATER_THOSE = re.compile(
    r"(?:,|\bet|\bpuis|\bainsi que|\bcomme|\bde meme que|\btandis que|\b(?:suivie?|imitee?|precedee?) (?:de|par))\s+"
    r"(?P<link>(?:de|par|pour|avec|a)\s+)?celle\s+(?=d(?:e|u|es|')\s?)"
)
_FEMININE = re.compile(r"\b(?:une|la|sa|cette)\s+(?!signature|cpam|msa|cgss|caisse|cpts|communaute)[a-z]+")
_THAT_OF = re.compile(r"\bcelles?\s+(?=d(?:e|u|es|')\s?)")
# « 2 CPTS en fonctionnement (Pantin, Marne-Plaisance) »: as many names as the number says
_BRACKETED = re.compile(r"[^.;:!?\n()]{0,60}\(([^()\n]{4,300})\)")
_IN_BRACKETS = re.compile(r"[^,;\s][^,;]{0,60}")
_LISTED = re.compile(r"^[^.;:!?\n]{0,70}:\s*")
_ACRONYM_IN_BRACKETS = re.compile(
    r"\s*\(\s*(?:c(?:pt|tp)s|communautes?\s+(?:professionnelles?|territoriales?)[^()]{0,40})\s*\)"
)
_BRAND = re.compile(r"\bC[a-zéè]*P[a-zéè]*T[a-zéè]*S[a-zéè]*\b")


@dataclass(frozen=True, slots=True)
class Mention:
    """`name` as it will be shown (« CPTS du Chalonnais »); `start`/`end` delimit it in the text, trigger
    included, and `at` is where the name itself begins; `group` is shared by the names of one enumeration
    (« les CPTS de Roanne et de Loire-Forez »)."""

    name: str
    start: int
    end: int
    group: int
    at: int


def triggers(text: str) -> list[re.Match[str]]:
    """Every « CPTS » of the text, named or not."""
    return list(_TRIGGER.finditer(fold(text)))


@lru_cache(maxsize=4096)
def find_names(text: str) -> tuple[Mention, ...]:
    """Named mentions in order of position. A block is asked for its names by every rule that reads it."""
    folded = fold(text)
    found: list[Mention] = []
    cursor = 0
    for group, match in enumerate(_triggers_and_brands(text, folded)):
        if match.start() < cursor or is_gathering(folded[max(0, match.start() - 8) : match.start()]):
            continue
        plural = _is_plural(folded, match)
        for name, start, end in _names_after(text, folded, match, plural):
            if is_refused(name, plural):
                continue
            short = name.removeprefix("CPTS ").split()[0]
            at = text.find(short, start, end)
            if found and text[found[-1].end : start] == " ou ":
                # « CPTS Val d'Amour ou CPTS du Grand Dole »: one CPTS that has not chosen its name
                name, start, at = f"{found[-1].name} ou {text[start:end]}", found[-1].start, found[-1].at
                found.pop()
            cursor = end
            if not (found and _describes(text[found[-1].end : start], folded, start, name)):
                found.append(Mention(name, start, end, group, at if at >= 0 else start))
    return tuple(_with_later_those(text, folded, found))


def _with_later_those(text: str, folded: str, found: list[Mention]) -> Iterator[Mention]:
    """« La CPTS de A a signé son ACI en mai, comme celle de B en juin »: what « celle » stands for is the CPTS when
    it is the subject, a stage is told of it, and no other feminine noun comes between."""
    for number, mention in enumerate(found, 1):
        yield mention
        limit = found[number].start if number < len(found) else len(text)
        stop = re.search(r"[.!?;\n]\s", text[mention.end : limit])
        limit = mention.end + stop.start() if stop else limit
        those = _LATER_THOSE.search(folded, mention.end, limit)
        if not those or _completes(folded, mention.start, those.group("link")):
            continue
        between = folded[mention.end : those.start()]
        if _FEMININE.search(between) or not pattern("passages", "status").search(between):
            continue
        end = end_of_name(text, folded, those.end(), commas=False)
        if end and not is_place(text[those.end() : end]):
            yield Mention("CPTS " + _one_space(text[those.end() : end]), those.end(), end, -1, those.end())


_INTRODUCED = re.compile(r"\b(?:la|cette|une)\s+(?:toute\s+)?(?:nouvelle|premiere|future|jeune|\d+e(?:me)?)\s*$")


def _describes(between: str, folded: str, start: int, name: str) -> bool:
    """« La CPTS du Barrois a signé le contrat qui lance la nouvelle CPTS du sud meusien »: in the sentence that has
    just named one, words without a capital say which it is and name no other."""
    return (
        not re.search(r"[A-ZÀ-Þ\d]", name.removeprefix("CPTS"))
        and not re.search(r"[.!?;:]\s", between)
        and bool(_INTRODUCED.search(folded[max(0, start - 60) : start]))
    )


# « Rédiger une lettre d'intention », « Faire valider le projet »: what to do, not what one is called
_INSTRUCTION = re.compile(
    r"[A-ZÀ-Þ][a-zà-ÿ]+(?:er|ir|re)\s(?:(?:une?|les?|la|des|votre|vos|sa|son|ses)\s(?:[a-zà-ÿ]{3,}|CPTS)|l['’](?:[a-zà-ÿ]|ACI)"
    r"|[a-zà-ÿ]{3,}(?:er|ir)\b)"
)


def bare_name(text: str) -> tuple[str, int] | None:
    """The name a list item opens with although « CPTS » is not written (« Pantin », « Sud Yonne : 12 000
    habitants »), and where it ends. `None` when the item does not open with a proper name."""
    folded = fold(text)
    quoted = _QUOTED.match(text)
    if quoted:
        return quoted.group("name").strip(), quoted.end()
    end = end_of_name(text, folded, 0, commas=False, listed=True)
    if end is None or folded[:end].strip() in words("cpts_names", "not_names") or _INSTRUCTION.match(text):
        return None
    if folded[:end].strip().isdigit():  # « 12 en exercice »: a count
        return None
    return text[:end].strip(" -–—:•"), end


_BRACKETS = re.compile(r"\([^)]*\)")
_LETTERS = re.compile(r"[^\W_]+")
_RANK = re.compile(r"^(\d+)(?:e|er|eme|ere|ᵉ)$")
_SPELT_OUT = {"st": "saint", "ste": "sainte", "agglo": "agglomeration"}
_NOT_COMPARED = frozenset(
    ["de", "du", "des", "d", "la", "le", "les", "l", "et", "en", "a", "au", "aux", "arrondissement"]
)


@lru_cache(maxsize=8192)
def name_key(name: str) -> str:
    """What two spellings of one name share: no acronym, articles, accents, hyphens; « St » is « Saint »."""
    folded = _TRIGGER.sub(" ", _BRACKETS.sub(" ", fold(name)))
    tokens = (_SPELT_OUT.get(token, token) for token in _LETTERS.findall(folded.replace("œ", "oe")))
    kept = (_RANK.sub(r"\1", token) if token[0].isdigit() else token for token in tokens)
    return " ".join(token for token in kept if token not in _NOT_COMPARED)


def _triggers_and_brands(text: str, folded: str) -> Iterator[re.Match[str]]:
    matches = list(_TRIGGER.finditer(folded))
    taken = {match.start() for match in matches}
    for brand in _BRAND.finditer(text):
        if brand.start() not in taken and any(character.islower() for character in brand.group()):
            matches.append(brand)
    return iter(sorted(matches, key=lambda match: match.start()))


def _is_plural(folded: str, trigger: re.Match[str]) -> bool:
    """« les CPTS », « trois CPTS », « communautés professionnelles »."""
    before = folded[max(0, trigger.start() - 40) : trigger.start()]
    return bool(_COUNT_BEFORE.search(before)) or trigger.group().startswith("communautes")


def _names_after(text: str, folded: str, trigger: re.Match[str], plural: bool) -> list[tuple[str, int, int]]:
    """The names a trigger calls, with their spans: one after « la CPTS », several after « les CPTS »."""
    if "acronym" not in (trigger.groupdict() or {}):  # a brand: it opens the name itself
        end = end_of_name(text, folded, trigger.start(), commas=False) or trigger.end()
        return [(_one_space(text[trigger.start() : end]), trigger.start(), end)]
    bracket = _ACRONYM_IN_BRACKETS.match(folded, trigger.end())
    start = bracket.end() if bracket else trigger.end()
    before = folded[max(0, trigger.start() - 40) : trigger.start()]
    if plural:
        return _enumeration(text, folded, trigger, start, before)
    quoted = _QUOTED.match(text, start)
    name = ((quoted.group("prep") or "") + quoted.group("name")).strip() if quoted else ""
    if quoted and any(character.isupper() or character.isdigit() for character in name):
        return [("CPTS " + _one_space(name), trigger.start(), quoted.end())]
    covering = _COVERING.match(folded, start)
    start = covering.end() if covering else start  # « couvrant les » says what it covers, not how it is called
    named = end_of_name(text, folded, start)
    if named is None:
        return _baptised(text, folded, trigger)
    if _calls_none(text[start:named].strip(), before):
        return []
    return [("CPTS " + _one_space(text[start:named]), trigger.start(), named), *_those_of(text, folded, trigger, named)]


def _calls_none(name: str, before: str) -> bool:
    """« la CPTS est l'Association … », with the verb and not the cardinal point; « la première CPTS du Var »."""
    folded = fold(name)
    if re.match(r"est (?:l'|la |le |les |une? |donc |aussi )", folded):
        return True
    where = re.sub(r"^(?:du|de la|de l['’]|des)\s?(?:territoire|region|departement)s?\s(?=d)", "", folded)
    return is_place(where) and bool(re.search(vocabulary("cpts_names")["indefinite"], before))


def _those_of(text: str, folded: str, trigger: re.Match[str], end: int) -> list[tuple[str, int, int]]:
    """« la CPTS de Rodez, puis celle de Millau »: a second CPTS. « la population de la CPTS de Rodez et celle de
    Millau » is not: what « celle » stands for is the noun before the first name."""
    match = _THOSE_OF.match(folded, end)
    if not match or _completes(folded, trigger.start(), match.group("link")):
        return []
    return [
        ("CPTS " + _one_space(text[a:b]), a, b)
        for a, b in _parts(text, folded, match.end())
        if not is_place(text[a:b]) and not _TRIGGER.search(folded[a:b])
    ]


def _completes(folded: str, start: int, link: str | None) -> bool:
    """« la population de [la CPTS de A] … et celle de B »: « celle » stands for the noun before, unless the same
    preposition is told again."""
    found = re.search(r"\b(?:de|du|des|a|par|pour|avec|entre)\s+(?:la|cette)\s+$", folded[max(0, start - 20) : start])
    return found is not None and found.group().split()[0] != (link or "").strip()


def _baptised(text: str, folded: str, trigger: re.Match[str]) -> list[tuple[str, int, int]]:
    """« la communauté …, baptisée Avenir Santé, »: the name comes after a participle."""
    called = _NAME_OF.search(folded, max(0, trigger.start() - 60), trigger.start())
    match = (_CHOSEN.match(folded, trigger.end()) if called else None) or _BAPTISED.match(folded, trigger.end())
    if not match or _TRIGGER.search(match.group()):
        return []  # another CPTS comes first
    start = match.end()
    if not re.match(r"[«“\"A-ZÀ-ÞŒ]", text[start : start + 1]):
        return []
    quoted = _QUOTED.match(text, start)
    if quoted:
        return [("CPTS " + _one_space(quoted.group("name")), trigger.start(), quoted.end())]
    end = end_of_name(text, folded, start, commas=False)
    return [("CPTS " + _one_space(text[start:end]), trigger.start(), end)] if end else []


def christened(text: str) -> str | None:
    """« Elle a été baptisée « Gévaudan Santé » »: the quoted name a sentence gives without the word « CPTS »."""
    for match in _NAMING.finditer(fold(text)):
        quoted = _QUOTED.match(text, match.end())
        if quoted and quoted.group("name")[:1].isupper():
            return "CPTS " + _one_space(quoted.group("name"))
    return None


def _enumeration(text: str, folded: str, trigger: re.Match[str], start: int, before: str) -> list[tuple[str, int, int]]:
    """The names after a plural: « les CPTS du Béthunois, de Roanne et de Loire-Forez », « 3 CPTS : A, B et C »."""
    if re.match(r"\s+(?:est|sont) (?:l'|la |le |les |une? |des )", folded[start:]):
        return []  # « la forme juridique des CPTS est l'association »
    result = []
    parts = _parts_of_plural(text, folded, start, before)
    for a, b in parts:
        name = _one_space(text[a:b]).strip('«»“”" ')
        first = a == parts[0][0] and not folded[:a].endswith("celle ")
        result.append(("CPTS " + name, trigger.start() if first else a, b))
    return result


def _parts_of_plural(text: str, folded: str, start: int, before: str) -> list[tuple[int, int]]:
    """Where the names after a plural stand; none when they say where the CPTS are, or name themselves."""
    listed = _LISTED.match(folded[start:])
    announced = _ANNOUNCED.search(before)
    wanted = _number(announced.group(1)) if announced else None
    parts = _parts(text, folded, start)
    if wanted and (not parts or (len(parts) == 1 and listed)):
        # « Quatre CPTS du Rhône ont signé : A, B, C et D »: where they are, then what they are called
        parts = _counted_parts(text, folded, start, listed, wanted)
        if any(_TRIGGER.search(folded[a:b]) for a, b in parts):
            return []  # « trois CPTS : la CPTS A, la CPTS B … » name themselves
    if len(parts) == 1 and _is_no_list(text, folded, parts[0], bool(listed), wanted):
        return []
    return [] if all(is_place(text[a:b]) for a, b in parts) else parts


def _counted_parts(
    text: str, folded: str, start: int, listed: re.Match[str] | None, wanted: int
) -> list[tuple[int, int]]:
    """As many names as announced, after a colon or between brackets; none when no reading gives that number."""
    if listed:
        those = _those_in(text, folded, start + listed.end())
        if len(those) == wanted:
            return those
        readings = _readings(text, folded, start + listed.end())
        return next((reading for reading in readings if len(reading) == wanted), [])
    bracketed = _BRACKETED.match(text, start)
    inside = [match.span() for match in _IN_BRACKETS.finditer(text, *bracketed.span(1))] if bracketed else []
    named = all(text[a].isupper() and not is_place(text[a:b]) for a, b in inside)
    return inside if named and len(inside) == wanted else []


def _those_in(text: str, folded: str, start: int) -> list[tuple[int, int]]:
    """« : celle du Sud-Lochois (37) le 3 mai et celle du Chinonais (37) le 8 juin »."""
    stop = re.search(r"[.!?;\n](?:\s|$)|$", folded[start:])
    found = _THAT_OF.finditer(folded, start, start + stop.start() if stop else len(text))
    ends = [(match.end(), end_of_name(text, folded, match.end(), commas=False)) for match in found]
    return [(begin, end) for begin, end in ends if end and not is_place(text[begin:end])]


def _is_no_list(text: str, folded: str, part: tuple[int, int], listed: bool, wanted: int | None) -> bool:
    """One name after a plural says where the CPTS are, not what one is called: « Les CPTS de Bretagne - uMap », « la
    journée des CPTS corréziennes », « les 4 futures CPTS du Pays Haut », « les CPTS du Languedoc »."""
    name = text[slice(*part)]
    if is_place(name) or is_place(re.split(r"\s[-–|]\s", name)[0]) or _is_demonym(fold(name).strip()) or wanted:
        return True
    return not listed and bool(re.match(r"(?:d[eu]s?\s|d')", folded[slice(*part)]))


def _number(word: str) -> int:
    return CARDINALS.get(word) or int(word)


def _is_demonym(word: str) -> bool:
    return word.endswith("s") and any(word.startswith(stem) for stem in vocabulary("territories")["demonyms"].values())


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
        end = (
            quoted.end()
            if quoted
            else end_of_name(
                text,
                folded,
                cursor,
                commas=False,
                stop_at_and=not _after_and(folded, cursor, parts),
                listed=listed,
            )
        )
        if end is None:
            return parts
        begin = cursor + len(text[cursor:end]) - len(text[cursor:end].lstrip())
        parts.append((begin, end))
        # a parenthesis after a name does not end the enumeration: « A (secteur d'Amboise), B »
        separator = re.match(
            r"(?:\s*\([^()]{1,60}\))?\s*(?:,\s*(?:et\s+|ainsi que\s+)?|\bet\s+|\s+et\s+|\s*;\s*"
            r"|\s+ainsi que\s+)(?:(?:la|celles?|celle)\s+(?=d))?",
            folded[end:],
        )
        if not separator:
            return parts
        cursor = end + separator.end()


def _after_and(folded: str, cursor: int, parts: list[tuple[int, int]]) -> bool:
    return bool(parts) and folded[:cursor].rstrip().endswith((" et", "que"))


def _one_space(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
