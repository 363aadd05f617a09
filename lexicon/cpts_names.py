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

from lexicon.cpts_enumerations import QUOTED, enumeration, one_space, parts_of
from lexicon.cpts_triggers import TRIGGER, is_plural, triggers, triggers_and_brands
from lexicon.departement_words import is_place
from lexicon.gate import gated
from lexicon.name_end import end_of_name
from lexicon.name_refusals import is_carrier, is_gathering, is_refused
from lexicon.patterns import pattern, vocabulary, words
from lexicon.stage_marks import speaks_of_stage
from lexicon.text import fold

__all__ = ["Mention", "bare_name", "christened", "find_names", "name_key", "triggers"]

_GIVES_A_NAME = (
    r"(?:\b(?:baptisee?|nommee?|denommee?|appelee?|intitulee?)"
    r"|\b(?:porte(?:ra)?|prend(?:ra)?|a pris|repond au) (?:le )?nom(?: de)?|\bs'appelle(?:ra)?)\s*:?\s*(?:la cpts\s+)?"
)
_BAPTISED = gated(rf"[^.;:!?\n]{{0,60}}?(?:[.!]\s[^.;:!?\n]{{0,40}}?)?{_GIVES_A_NAME}")
_NAMING = gated(
    r"\b(?:elle|celle-ci|(?:la|cette) (?:future |nouvelle |jeune )?(?:cpts|communaute|structure)|celui-ci)\b"
    rf"[^.;:!?\n]{{0,40}}?{_GIVES_A_NAME}"
)
# « Baptisée « Loire et Canal », la nouvelle CPTS du Cher »: the name before the word, what follows says where
_CALLED_FIRST = gated(
    r"(?:^|[.!?\n])\W*(?:baptisee|nommee|denommee|appelee|intitulee)\s*:?\s*(?:la (?:cpts )?)?"
    r"(?P<quoted>[«\"“][^«»“”\"]{2,70}[»\"”])\s*,\s*(?:la|notre|leur) (?:\w+ ){0,2}$"
)
# « le nom de leur future CPTS : ce sera « Retz Océan » »
_CHOSEN = gated(r"\s*(?:est|a ete choisi|sera)?\s*:\s*(?:ce sera |c'est |il s'agit de )?(?=[«“\"])")
_NAME_OF = gated(
    r"\bnom (?:de|donne a|choisi pour|retenu pour|trouve pour) (?:la|leur|cette|notre|sa) (?:future |nouvelle )?$"
)
_COVERING = gated(r"\s+couvrant\s+les?\s+(?=\d{1,2}(?:e|er|eme)\b)")
_THOSE_OF = gated(
    r"(?:\s*\([^()]{1,60}\))?\s*,?\s*(?:et|puis|ainsi que|(?:tout )?comme|de meme que|ou)\s+"
    r"(?P<link>(?:de|par|pour|avec|a)\s+)?celles?\s+"
    r"(?=d(?:e|u|es|')\s?)"
)
_LATER_THOSE = gated(
    r"(?:,|\bet|\bpuis|\bainsi que|\bcomme|\bde meme que|\btandis que|\b(?:suivie?|imitee?|precedee?) (?:de|par))\s+"
    r"(?P<link>(?:de|par|pour|avec|a)\s+)?celle\s+(?=d(?:e|u|es|')\s?)"
)
_FEMININE = gated(r"\b(?:une|la|sa|cette)\s+(?!signature|cpam|msa|cgss|caisse|cpts|communaute)[a-z]+")
_ACRONYM_IN_BRACKETS = gated(
    r"\s*\(\s*(?:c(?:pt|tp)s|communautes?\s+(?:professionnelles?|territoriales?)[^()]{0,40})\s*\)"
)
_INTRODUCED = gated(r"\b(?:la|cette|une)\s+(?:toute\s+)?(?:nouvelle|premiere|future|jeune|\d+e(?:me)?)\s*$")
# « Rédiger une lettre d'intention », « Faire valider le projet »: what to do, not what one is called
_INSTRUCTION = gated(
    r"[A-ZÀ-Þ][a-zà-ÿ]+(?:er|ir|re)\s(?:(?:une?|les?|la|des|votre|vos|sa|son|ses)\s(?:[a-zà-ÿ]{3,}|CPTS)|l['’](?:[a-zà-ÿ]|ACI)"
    r"|[a-zà-ÿ]{3,}(?:er|ir)\b)"
)
_TO_THE_COLON = gated(
    r"(?: (?:[a-zà-ÿœ-]+['’])?[a-zà-ÿœ]{2,}(?:-[a-zà-ÿœ]+)*(?: [A-ZÀ-Þ][a-zà-ÿœ-]+)?){1,4}(?=\s?:\s|\s[-–—]\s)"
)
_BRACKETS = gated(r"\([^)]*\)")
_LETTERS = gated(r"[^\W_]+")
_RANK = gated(r"^(\d+)(?:e|er|eme|ere|ᵉ)$")
_SPELT_OUT = {"st": "saint", "ste": "sainte", "agglo": "agglomeration"}
_NOT_COMPARED = frozenset(
    ["de", "du", "des", "d", "la", "le", "les", "l", "et", "en", "a", "au", "aux", "arrondissement"]
)


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


@lru_cache(maxsize=16384)
def find_names(text: str) -> tuple[Mention, ...]:
    """Named mentions in order of position. A block is asked for its names by every rule that reads it."""
    folded = fold(text)
    found: list[Mention] = []
    cursor = 0
    for group, match in enumerate(triggers_and_brands(text, folded)):
        if match.start() < cursor or is_gathering(folded[max(0, match.start() - 8) : match.start()]):
            continue
        if is_carrier(folded[max(0, match.start() - 80) : match.start()], named=bool(found)):
            continue
        plural = is_plural(folded, match)
        for name, start, end in _called_first(text, folded, match) or _names_after(text, folded, match, plural):
            if is_refused(name, plural):
                continue
            short = name.removeprefix("CPTS ").split()[0]
            at = text.find(short, start, end)
            if found and text[found[-1].end : start] == " ou ":
                # « CPTS Val d'Amour ou CPTS du Grand Dole »: one CPTS that has not chosen its name
                name, start, at = f"{found[-1].name} ou {text[start:end]}", found[-1].start, found[-1].at
                found.pop()
            cursor = end
            if not (found and _describes(folded, start, name)):
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
        if _FEMININE.search(between) or not speaks_of_stage(between):
            continue
        end = end_of_name(text, folded, those.end(), commas=False)
        if end and not is_place(text[those.end() : end]):
            yield Mention("CPTS " + one_space(text[those.end() : end]), those.end(), end, -1, those.end())


def _describes(folded: str, start: int, name: str) -> bool:
    """« La CPTS du Barrois a signé le contrat qui lance la nouvelle CPTS du sud meusien »: beside one just named,
    words without a capital say which it is and name no other."""
    named = re.search(r"[A-ZÀ-Þ\d]", name.removeprefix("CPTS"))
    return not named and bool(_INTRODUCED.search(folded[max(0, start - 60) : start]))


def _names_after(text: str, folded: str, trigger: re.Match[str], plural: bool) -> list[tuple[str, int, int]]:
    """The names a trigger calls, with their spans: one after « la CPTS », several after « les CPTS »."""
    if "acronym" not in (trigger.groupdict() or {}):  # a brand: it opens the name itself
        end = end_of_name(text, folded, trigger.start(), commas=False) or trigger.end()
        return [(one_space(text[trigger.start() : end]), trigger.start(), end)]
    bracket = _ACRONYM_IN_BRACKETS.match(folded, trigger.end())
    start = bracket.end() if bracket else trigger.end()
    before = folded[max(0, trigger.start() - 40) : trigger.start()]
    if plural:
        return enumeration(text, folded, trigger, start, before)
    quoted = QUOTED.match(text, start)
    name = ((quoted.group("prep") or "") + quoted.group("name")).strip() if quoted else ""
    if quoted and any(character.isupper() or character.isdigit() for character in name):
        return [("CPTS " + one_space(name), trigger.start(), quoted.end())]
    covering = _COVERING.match(folded, start)
    start = covering.end() if covering else start  # « couvrant les » says what it covers, not how it is called
    named = end_of_name(text, folded, start)
    if named is None:
        return _baptised(text, folded, trigger)
    if _calls_none(text[start:named].strip(), before):
        return []
    named = _to_the_colon(text, folded, trigger.start(), start, named)
    return [("CPTS " + one_space(text[start:named]), trigger.start(), named), *_those_of(text, folded, trigger, named)]


def _called_first(text: str, folded: str, trigger: re.Match[str]) -> list[tuple[str, int, int]]:
    near = max(0, trigger.start() - 140)
    called = _CALLED_FIRST.search(folded[near : trigger.start()])
    quoted = QUOTED.match(text, near + called.start("quoted")) if called else None
    if quoted is None:
        return []
    end = end_of_name(text, folded, trigger.end()) or trigger.end()
    if end > trigger.end() and not is_place(text[trigger.end() : end].strip()):
        return []  # « Baptisée « Terres d'Ocre », la CPTS du Gâtinais »: its name is written
    return [("CPTS " + one_space(quoted["name"]), trigger.start(), end)]


def _to_the_colon(text: str, folded: str, trigger: int, start: int, named: int) -> int:
    """The end of a name that the first words of a line give up to a colon or a dash: « CPTS Littoral en nord : … »,
    « CPTS Bien vivre en Brière - … », not « CPTS Littoral en projet : … »."""
    rest = _TO_THE_COLON.match(text, named)
    if rest is None or text[:trigger].rpartition("\n")[2].strip(" •-–*"):
        return named
    told, first = folded[named : rest.end()].split(), folded[start:named].split()[0]
    called = first in words("cpts_names", "called_by") or (told[0] in ("en", "et") and len(told) > 1)
    outside = words("cpts_names", "not_called") | words("cpts_names", "not_called_in")
    if not called or outside.intersection(told) or speaks_of_stage(folded[named : rest.end()]):
        return named
    return rest.end()


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
        ("CPTS " + one_space(text[a:b]), a, b)
        for a, b in parts_of(text, folded, match.end())
        if not is_place(text[a:b]) and not TRIGGER.search(folded[a:b])
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
    if not match or TRIGGER.search(match.group()):
        return []  # another CPTS comes first
    start = match.end()
    if not re.match(r"[«“\"A-ZÀ-ÞŒ]", text[start : start + 1]):
        return []
    quoted = QUOTED.match(text, start)
    if quoted:
        return [("CPTS " + one_space(quoted.group("name")), trigger.start(), quoted.end())]
    end = end_of_name(text, folded, start, commas=False)
    return [("CPTS " + one_space(text[start:end]), trigger.start(), end)] if end else []


def christened(text: str) -> str | None:
    """« Elle a été baptisée « Gévaudan Santé » »: the quoted name a sentence gives without the word « CPTS »."""
    for match in _NAMING.finditer(fold(text)):
        quoted = QUOTED.match(text, match.end())
        if quoted and quoted.group("name")[:1].isupper():
            return "CPTS " + one_space(quoted.group("name"))
    return None


def bare_name(text: str) -> tuple[str, int] | None:
    """The name a list item opens with although « CPTS » is not written (« Pantin », « Sud Yonne : 12 000
    habitants »), and where it ends. `None` when the item does not open with a proper name."""
    folded = fold(text)
    quoted = QUOTED.match(text)
    if quoted:
        return quoted.group("name").strip(), quoted.end()
    end = end_of_name(text, folded, 0, commas=False, listed=True)
    if end is None or folded[:end].strip() in words("cpts_names", "not_names") or _INSTRUCTION.match(text):
        return None
    if pattern("html", "field_labels").fullmatch(folded[:end].strip(" :")):  # « Avancement : ACI signé »
        return None
    if folded[:end].strip().isdigit():  # « 12 en exercice »: a count
        return None
    return text[:end].strip(" -–—:•"), end


@lru_cache(maxsize=16384)
def name_key(name: str) -> str:
    """What two spellings of one name share: no acronym, articles, accents, hyphens; « St » is « Saint »."""
    folded = TRIGGER.sub(" ", _BRACKETS.sub(" ", fold(name)))
    tokens = (_SPELT_OUT.get(token, token) for token in _LETTERS.findall(folded.replace("œ", "oe")))
    kept = (_RANK.sub(r"\1", token) if token[0].isdigit() else token for token in tokens)
    return " ".join(token for token in kept if token not in _NOT_COMPARED)
