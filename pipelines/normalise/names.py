"""Names of CPTS: from a publisher's spelling to a canonical form and a key under which spellings meet.

One CPTS is written « CPTS Faïence & Cristal » here and « CPTS de la Faïence et du Cristal » there. Everything
that floats between pages (legal prefix, article, hyphen, ampersand, `St`, roman numerals, accents) is absent
from `key`; everything that tells two CPTS apart (cardinal points, numbers, place names) stays in it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lexicon.name_refusals import is_for_programs
from lexicon.patterns import VOCABULARY
from lexicon.text import clean, fold_key, fold_words

# far above any real name (the longest known has 75 characters): guards against a page read as a name
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Name:
    """A name, read. `key` is empty when the text names no CPTS (« la CPTS », « l'unique CPTS de l'île »)."""

    written: str  # the publisher's spelling, untouched
    canonical: str  # « CPTS du Sud-Est grenoblois »; « CPTS » alone when nothing is named
    short: str  # « Sud-Est grenoblois »: no legal prefix, no linking article
    key: str  # « sud est grenoblois »: folded words, joined by spaces
    tokens: tuple[str, ...]  # the words of `key`
    acronym: str | None = None  # « SEG », « CCFMV »
    aliases: tuple[str, ...] = ()  # other names in use, in short form
    former: tuple[str, ...] = ()  # names given up (« ex- », « anciennement »), in short form
    places: tuple[str, ...] = ()  # parentheses that say where: « Mayotte », « secteur Pont-à-Mousson »
    by_place: bool = False  # designated by its place only: « CPTS (Pontarlier) »


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, Any]:
    path = VOCABULARY / "names.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _rules() -> dict[str, re.Pattern[str]]:
    words = _vocabulary()

    def pattern(expression: str) -> re.Pattern[str]:
        return re.compile(expression, re.IGNORECASE)

    return {
        "prefix": pattern("(?:" + "|".join(words["legal"]["prefixes"]) + r")\s*"),
        "suffix": pattern("|".join(words["legal"]["suffixes"])),
        "article": re.compile(words["linking"]["articles"]),
        "article_in_capitals": pattern(words["linking"]["articles"]),
        "unnamed": pattern("|".join(words["unnamed"]["notes"])),
        "placeholder": pattern("|".join(f"(?:{one})" for one in words["unnamed"]["placeholders"])),
        "leftover": pattern("|".join(f"(?:{one})" for one in words["leftovers"]["patterns"])),
        "former": pattern("|".join(words["former"]["patterns"])),
        "several": pattern(words["several"]["separators"]),
        "place": pattern(words["place"]["lead"]),
        "place_tail": pattern(words["place"]["tail"]),
    }


# « cptsdupaysblanc »: a name as an address writes it, its article left out
_GLUED = re.compile(r"^\s*(?:cpts\s+)?cpts(?:du|des|dela|del|de)?([a-z]{5,})\s*$", re.IGNORECASE)
_QUOTES = re.compile(r"[«»“”„\"]")
_PARENTHESIS = re.compile(r"\(([^()]*)\)?")
_DASH = re.compile(r"\s+[-–—:]\s+|\s*:\s+")
_EDGES = " \t\n,;:.-–—/•·*"
_ORDINAL = re.compile(r"\b(\d{1,2})\s?(?:e|è|è?me|ᵉ|ème|eme|ième|ieme|ᵉᵐᵉ|nd|nde)\b", re.IGNORECASE)
_FIRST = re.compile(r"\b1\s?(?:er|re|ère|ere|ᵉʳ)\b", re.IGNORECASE)
_ROMAN = re.compile(r"\b(?:([IVX]{2,5})(?:e|è?me|ᵉ)?|([IVX])(?:e|è?me|ᵉ))\b")
_ROMAN_NUMBER = re.compile(r"X{0,3}(?:IX|IV|V?I{0,3})$")
_SAINT = re.compile(r"\bSt(e?)[-. ]+(?=[A-ZÀ-Ý])")
_CUT_APOSTROPHE = re.compile(r"\b([dl]) (?=[A-ZÀ-Ý])")  # « COTE D OR »
_ACRONYM = re.compile(r"[A-ZÀ-Ý][A-ZÀ-Ý0-9&]{1,6}$")


@lru_cache(maxsize=65536)
def read_name(text: str | None) -> Name:
    """The name of one CPTS. Never raises; a text that names nothing gives `key == ""`."""
    written = text or ""
    rest = clean(written[: 4 * LONGEST]).replace("\n", " ")[:LONGEST]
    rest = _GLUED.sub(r"CPTS \1", rest)
    rest = _rules()["leftover"].sub("", _QUOTES.sub(" ", rest))
    notes = [_read_note(" ".join(found.split())) for found in _PARENTHESIS.findall(rest)]
    main, former = _without_former(_PARENTHESIS.sub(" ", rest))
    former += _said(notes, "former")
    places = _said(notes, "place")
    several = _rules()["several"].split(_without_prefix(main))
    names = [name for one in several if not is_placeholder(name := _short(one))]
    called = names or _said(notes, "alias", "acronym") or [_place_name(place) for place in places[:1]]
    if not called:
        return Name(written, "CPTS", "", "", (), former=tuple(former), places=tuple(places))

    short, *aliases = called
    linked = _without_prefix(_tidy(several[0])) if names else short
    acronym = None
    if names:
        aliases += _said(notes, "alias")
        acronym = next(reversed(_said(notes, "acronym")), None)
    if spelt := _spelt_acronym(short):
        acronym = short = linked = spelt[0]
        aliases.insert(0, spelt[1])
    elif acronym is None and linked == short and _ACRONYM.match(short):  # « de la BIEVRE » is a word
        acronym = short
    tokens = key_tokens(short)
    return Name(
        written=written,
        canonical=_with_prefix(_typography(linked)),
        short=_typography(short),
        key=" ".join(tokens),
        tokens=tokens,
        acronym=acronym,
        aliases=_distinct(aliases, short),
        former=_distinct(former, short),
        places=tuple(places),
        by_place=not names,
    )


def _spelt_acronym(name: str) -> list[str] | None:
    """« IASO - Initiative Action Santé Orange »: the acronym, and what it stands for."""
    halves = _DASH.split(name, maxsplit=1)
    return halves if len(halves) == 2 and _is_acronym_of(halves[0], halves[1]) else None


def _said(notes: list[tuple[str, str]], *kinds: str) -> list[str]:
    """What the parentheses of these kinds say, in order."""
    return [value for kind, value in notes if kind in kinds]


@lru_cache(maxsize=65536)  # every commune has its name in it
def key_tokens(text: str) -> tuple[str, ...]:
    """Words by which names are compared, in order: folded, without articles, numbers in digits."""
    key = _vocabulary()["key"]
    text = _ROMAN.sub(_arabic, _FIRST.sub("1 ", _ORDINAL.sub(r"\1 ", text)))
    dropped = {*key["articles"], *key["fillers"]}
    tokens = []
    for word in fold_words(text).split():
        word = key["spelling"].get(word, word)
        word = key["numbers"].get(word, word)
        if word not in dropped:
            tokens.append(str(int(word)) if word.isdigit() and len(word) <= 4 else word)
    # a name made of dropped words only (« CPTS du Et ») still is a name
    return tuple(tokens)


def is_placeholder(text: str) -> bool:
    """« l'île », « en projet », « notre territoire »: words that point at a CPTS and name none."""
    return _rules()["placeholder"].fullmatch(fold_key(text).strip(_EDGES)) is not None or not key_tokens(text)


def initials(text: str, articles: bool = False) -> str:
    """First letters of the words, capitals; with `articles`, of the articles too (« Les Lilas » → `LL`)."""
    words = fold_words(text).split() if articles else list(key_tokens(text))
    return "".join(word if word.isdigit() else word[0] for word in words).upper()


def _without_prefix(text: str) -> str:
    """The text after every legal prefix (« la CPTS », « Projet de CTPS ») and before a trailing « CPTS »."""
    text = _tidy(_rules()["unnamed"].sub(" ", text))
    while found := _rules()["prefix"].match(text):
        text = _tidy(text[found.end() :])
    return _tidy(_rules()["suffix"].sub("", text))


def _with_prefix(name: str) -> str:
    """« CPTeSt » already says CPT: a name that plays on the letters takes no second prefix."""
    return name if fold_key(name).startswith("cpt") else f"CPTS {name}"


def _short(text: str) -> str:
    text = _without_prefix(text)
    article = _rules()["article_in_capitals" if text.isupper() else "article"].match(text)
    return _tidy(text[article.end() :]) if article else text


def _without_former(text: str) -> tuple[str, list[str]]:
    """The current name and those announced as former: « Plaines de Santé, ex-Sud Valence »."""
    pieces = re.split(r"(?<=\w)[\s,–-]+(?=(?:ex[-\s]|anciennement\b|auparavant\b|autrefois\b))", text, maxsplit=1)
    if len(pieces) == 1:
        return text, []
    return pieces[0], [_short(_rules()["former"].sub("", pieces[1], count=1))]


def _read_note(note: str) -> tuple[str, str]:
    """What a parenthesis is: `former`, `place`, `acronym`, `alias`, or `none` when it says « no name » or nothing that
    is said."""
    rules = _rules()
    if found := rules["former"].match(note):
        return "former", _short(note[found.end() :])
    value = _tidy(rules["unnamed"].sub("", note))
    short = _short(value)
    if not value or is_for_programs(note) or is_placeholder(short):
        return "none", ""
    if rules["place"].match(value) or rules["unnamed"].search(note) or _is_area(short):
        return "place", value
    return ("acronym", short) if _ACRONYM.match(short) else ("alias", short)


def _place_name(place: str) -> str:
    """« secteur Pont-à-Mousson et alentours » → « Pont-à-Mousson »."""
    return _tidy(_rules()["place_tail"].sub("", _rules()["place"].sub("", place, count=1))) or place


@lru_cache(maxsize=1)
def _areas() -> frozenset[str]:
    from lexicon import gazetteer as geography

    reference = geography.load()
    names = [one.name for one in reference.departements.values()]
    names += [one.name for one in reference.regions.values()]
    return frozenset(" ".join(key_tokens(one)) for one in names)


def _is_area(text: str) -> bool:
    """A département or a region: « CPTS Sud (Mayotte) » is not also called Mayotte."""
    return " ".join(key_tokens(text)) in _areas()


def _is_acronym_of(letters: str, words: str) -> bool:
    return bool(_ACRONYM.match(letters)) and letters.upper() in (initials(words), initials(words, articles=True))


def _arabic(found: re.Match[str]) -> str:
    roman = found[1] or found[2]
    if not _ROMAN_NUMBER.match(roman):
        return found[0]
    values = [{"I": 1, "V": 5, "X": 10}[letter] for letter in roman]
    following = [*values[1:], 0]
    total = sum(-one if one < after else one for one, after in zip(values, following, strict=True))
    return f"{total} "


def _typography(text: str) -> str:
    """French usage: typographic apostrophe, single spaces, `5e`, and no name shouted in capitals."""
    text = text.replace("'", "’").replace("`", "’")
    text = _FIRST.sub("1er", _ORDINAL.sub(r"\1e", text))
    words = text.split()
    if len(words) > 1 and text.isupper() and any(len(word) > 5 for word in words):
        text = _CUT_APOSTROPHE.sub(r"\1’", " ".join(_capitalised(word) for word in words))
    text = _SAINT.sub(lambda found: "Saint" + found[1] + "-", text)
    return " ".join(text.split())


def _capitalised(word: str) -> str:
    if (roman := _ROMAN.fullmatch(word)) and _ROMAN_NUMBER.match(roman[1] or roman[2]):
        return word
    lowered = word.lower()
    if lowered in _vocabulary()["key"]["articles"]:
        return lowered
    return re.sub(r"(?<![^\W\d_])(?:(?!d’|l’))[^\W\d_]", lambda found: found[0].upper(), lowered)


def _tidy(text: str) -> str:
    return " ".join(text.split()).strip(_EDGES)


def _distinct(names: list[str], short: str) -> tuple[str, ...]:
    """Names in order, without those that only respell another one."""
    seen, kept = {key_tokens(short)}, []
    for one in names:
        if (tokens := key_tokens(one)) and tokens not in seen:
            seen.add(tokens)
            kept.append(_typography(one))
    return tuple(kept)
