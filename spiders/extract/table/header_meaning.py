"""What a column header means, and what a cell says by being filled.

The vocabulary is `vocabulary/headers.toml`, the one place for French header synonyms. Everything here is a
pure function of a text; nothing is decided about a table as a whole (see `tabular`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from lexicon.months import MONTH
from lexicon.name_refusals import is_no_name
from lexicon.patterns import vocabulary
from lexicon.text import fold, tidy

# fields of `Listing` a card may name in its column map, and the meaning each one takes here
LISTING_FIELDS = {
    "name": "name",
    "status_text": "status",
    "territory_text": "territory",
    "department_text": "department",
    "population_text": "population",
    "missions_text": "missions",
    "date_text": "milestone",
    "website": "website",
    "finess": "finess",
    "siren": "siren",
    "publisher_ref": "ref",
    "commune_codes": "commune_codes",
    "extra": "other",
}

_STOP_WORDS = frozenset(
    [
        "de",
        "la",
        "le",
        "les",
        "du",
        "des",
        "d",
        "l",
        "en",
        "au",
        "aux",
        "et",
        "a",
        "par",
        "sur",
        "dans",
        "the",
        "of",
        "ou",
        "son",
        "sa",
        "votre",
        "pour",
        "un",
        "une",
        "no",
    ]
)
SHAPEFILE_WIDTHS = (9, 10)  # letters of a column that the format keeps, one less where it adds a figure
_TYPO = 88  # least similarity of two long words that differ by a typo
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-zà-ÿ])|(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Meaning:
    """`field`: a section of `headers.toml`; `weight`: how much of a phrase was recognised; `coverage`: share
    of the header's letters the phrase explains, 0 to 1."""

    field: str
    weight: float
    coverage: float


@dataclass(frozen=True, slots=True)
class _Phrase:
    field: str
    words: tuple[str, ...]
    factor: float


def header_words(header: str) -> tuple[str, ...]:
    """The meaningful words of a header, folded, singular: `NB_COMMUNES` → `nb`, `commune`."""
    split = re.findall(r"[a-z0-9]+", fold(_CAMEL.sub(" ", header)))
    short = vocabulary("headers")["abbreviations"]
    return tuple(_stem(short.get(word, word)) for word in split if word not in _STOP_WORDS)


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


@cache
def _phrases() -> tuple[tuple[_Phrase, ...], frozenset[str]]:
    found = [
        _Phrase(field, header_words(phrase), entry.get("weight", 1))
        for field, entry in vocabulary("headers").items()
        for phrase in entry.get("phrases", ())
    ]
    return tuple(found), frozenset(word for phrase in found for word in phrase.words)


def _within(there: set[str], joined: str) -> list[_Phrase]:
    """The phrases a header may hold: those that begin with a word that is `there`, or are all its words `joined`."""
    numbers = {number for word in there for number in _opened_by().get(word, ())} | set(_joined_as().get(joined, ()))
    return [_phrases()[0][number] for number in sorted(numbers)]


@cache
def _opened_by() -> dict[str, list[int]]:
    """Word → the phrases that begin with it, by their number."""
    found: dict[str, list[int]] = {}
    for number, phrase in enumerate(_phrases()[0]):
        found.setdefault(phrase.words[0] if phrase.words else "", []).append(number)
    return found


@cache
def _joined_as() -> dict[str, list[int]]:
    """The words of a phrase as one → the phrases, by their number."""
    found: dict[str, list[int]] = {}
    for number, phrase in enumerate(_phrases()[0]):
        found.setdefault("".join(phrase.words), []).append(number)
    return found


@lru_cache(maxsize=4096)
def meaning_of(header: str) -> Meaning | None:
    """The meaning of a header as published, or `None` when no phrase of the vocabulary fits it."""
    words = header_words(header)
    if not words:
        return None
    if "%" in header:
        return Meaning("other", 100.0, 1.0)  # a share of something
    abbreviated = frozenset(_stem(word) for word in re.findall(r"([a-z]{3,})\.", fold(header)))
    known = _phrases()[1]
    # each word of the header stands for itself, or for the known words it abbreviates or misspells
    stands_for = {word: _candidates(word, word in abbreviated) for word in words}
    if len(header.strip()) in SHAPEFILE_WIDTHS and not stands_for[words[-1]]:
        stands_for[words[-1]] = {other: 0.9 for other in known if other.startswith(words[-1])}
    joined = "".join(words)
    letters = sum(map(len, words))
    best: Meaning | None = None
    for phrase in _within(set().union(*stands_for.values()), joined):
        if "".join(phrase.words) == joined:
            matched, used = float(_weight(phrase.words)) + 0.5, letters
        else:
            matched, used = _match(phrase.words, stands_for)
        if matched and (best is None or matched * phrase.factor > best.weight):
            best = Meaning(phrase.field, matched * phrase.factor, min(1.0, used / letters))
    return best


def _weight(words: tuple[str, ...]) -> int:
    # « CPTS » is in most headers of such tables and tells nothing of the column
    return sum(1 if word == "cpt" else len(word) for word in words)


@lru_cache(maxsize=8192)
def _candidates(word: str, abbreviated: bool) -> dict[str, float]:
    """The known words that a word of a header stands for: itself, or those it shortens or misspells."""
    known = _phrases()[1]
    if word in known:
        return {word: 1.0}
    found = set(_skeletons().get(word, ()))
    if abbreviated or len(word) >= 5:
        found.update(other for other in known if other.startswith(word))
    if len(word) >= 6:
        close = process.extract(word, _long_words(), scorer=fuzz.ratio, score_cutoff=_TYPO, limit=None)
        found.update(other for other, _, _ in close)
    return dict.fromkeys(found, 0.9)


@cache
def _long_words() -> tuple[str, ...]:
    return tuple(sorted(word for word in _phrases()[1] if len(word) >= 5))


@cache
def _skeletons() -> dict[str, list[str]]:
    """A word without its vowels → the known words it may stand for."""
    found: dict[str, list[str]] = {}
    for word in _phrases()[1]:
        if short := _without_vowels(word):
            found.setdefault(short, []).append(word)
    return found


def _without_vowels(word: str) -> str:
    """`commune` → `cmmn`, as those write it who have few letters for a column; empty for a word too short to tell."""
    kept = word[0] + re.sub(r"[aeiouy]", "", word[1:])
    return kept if len(kept) > 2 and kept != word else ""


def _match(phrase: tuple[str, ...], stands_for: Mapping[str, dict[str, float]]) -> tuple[float, int]:
    matched, used = 0.0, 0
    for wanted in phrase:
        share, word = max(((known.get(wanted, 0.0), word) for word, known in stands_for.items()))
        if not share:
            return 0.0, 0
        matched += share * (1 if wanted == "cpt" else len(wanted))
        used += len(word)
    # a header fully explained wins over one with left-over words
    return matched + (0.5 if used >= sum(map(len, stands_for)) else 0.0), used


def meaning_with_card(header: str, columns: Mapping[str, str]) -> Meaning | None:
    """`meaning_of`, after the column map of the source card (header as published → field of a listing)."""
    if columns:
        wanted = fold(" ".join(header.split()))
        for published, field in columns.items():
            if fold(" ".join(published.split())) == wanted:
                return Meaning(LISTING_FIELDS.get(field, field), 1000.0, 1.0)
    return meaning_of(header)


def looks_like_header(cell: str) -> Meaning | None:
    """The meaning of a cell that could stand in a header line: short, without figures other than a year."""
    text = cell.strip()
    if not text or len(text) > 90 or re.search(r"\d{2,}", re.sub(r"\b(?:19|20)\d\d\b", "", text)):
        return None
    if fold(text) in _cells("yes") | _cells("no") | _cells("empty"):
        return None
    meaning = meaning_of(text)
    return meaning if meaning and meaning.coverage >= 0.4 else None


@cache
def _cells(kind: str) -> frozenset[str]:
    return frozenset(vocabulary("headers")["cells"][kind])


@lru_cache(maxsize=4096)
def is_blank(cell: str) -> bool:
    """Empty, or one of the marks French tables put for « unknown »."""
    text = fold(cell).strip()
    return not text or text in _cells("empty")


def says_yes(cell: str) -> bool:
    return fold(cell).strip().rstrip(" .") in _cells("yes")


def says_no(cell: str) -> bool:
    return fold(cell).strip().rstrip(" .") in _cells("no") or is_blank(cell)


@cache
def _starts(section: str, key: str) -> re.Pattern[str]:
    return re.compile(r"\W*(?:les |la |le |l'|nos )?(?:" + "|".join(vocabulary("headers")[section][key]) + ")")


def names_other_structure(text: str) -> bool:
    """« MSP de … », « Contrat local de santé … », « DAC … »: a row or heading about something else."""
    folded = fold(text)
    return not _CPTS.search(folded) and bool(_starts("structures", "others").match(folded))


@cache
def _row_words(key: str, before: str, after: str) -> re.Pattern[str]:
    return re.compile(before + "(?:" + "|".join(vocabulary("headers")["rows"][key]) + ")" + after)


def is_total(text: str) -> bool:
    return bool(_row_words("totals", r"\W*", r"\b").match(fold(text)))


def is_note(text: str) -> bool:
    """« Source : … », « * données … », « Page 3 »: a line about the table, not in it."""
    # a plural or a participle may follow, not another word: « Voironnais » is a name
    notes = _row_words("notes", "", r"(?:(?<=[a-z])[a-z]{0,2}(?![a-z'’-])|(?<![a-z]))")
    return bool(notes.match(fold(text).strip()))


# the singular and plural, the letters in the wrong order, the words in full
_CPTS = re.compile(
    r"\bc[pt]{2}s\b|\bcpts(?=\d)|communautes?[\s-]+professionnelles?[\s-]+(?:territoriales?[\s-]+)?(?:de[\s-]+)?sante|"
    r"communautes?[\s-]+professionnelles?[\s-]+territoriales?"
)


def speaks_of_cpts(text: str) -> bool:
    return bool(_CPTS.search(fold(re.sub(r"[_\-/.]", " ", _CAMEL.sub(" ", text)))))


def without_cpts(text: str) -> str:
    """`text`, folded, without the words for CPTS."""
    return _CPTS.sub(" ", fold(text))


@cache
def _generic() -> frozenset[str]:
    words = map(_stem, vocabulary("headers")["rows"]["generic"])
    return frozenset(words) | _STOP_WORDS | {"cpt", "ctps", "e", "s", "n"}


_SITE = re.compile(r"(?:https?://|www\.)\S+")
_DAY = re.compile(rf"\b(?:\d{{1,2}}(?:er)? )?{MONTH} 20\d\d\b")


@lru_cache(maxsize=4096)
def names_a_cpts(text: str, about: bool) -> bool:
    """Whether a cell of the name column names one CPTS. `about`: the table is known to list CPTS, so the
    prefix may be missing."""
    text = tidy(text)
    without_sites = _SITE.sub(" ", text)
    # « Site : www.cpts-iroise.fr » names a site, « CPTS Iroise, www.cpts-iroise.fr » a CPTS and its site
    if not _CPTS.search(fold(without_sites)) and (not about or without_sites != text):
        return False
    return not _is_something_else(without_sites) and _has_words_of_its_own(without_sites)


def _is_something_else(text: str) -> bool:
    """An address, nothing, a total, a note, another structure, a sentence."""
    if "@" in text or len(text) > 200 or is_blank(text) or is_no_name(text):
        return True
    return is_total(text) or is_note(text) or names_other_structure(text) or _tells_of_a_cpts(text)


def _has_words_of_its_own(text: str) -> bool:
    """Whether a name is left without the words that any CPTS bears."""
    if re.search(r"\bcpts\s*(?:-\s*)?(?:\d{1,3}|\d\d\s?-\s?\d\d)\s*$", fold(text)):
        return True  # « CPTS 13 », « CPTS 45-18 » are names, « CPTS 2 signées » is not
    words = re.findall(r"[a-z0-9]+", _DAY.sub(" ", _without_stages(without_cpts(text))))
    own = [word for word in words if _stem(word) not in _generic() and not re.fullmatch(r"\d{3,}", word)]
    return any(len(word) > 1 or word.isdigit() for word in own) and not all(word.isdigit() for word in own)


def _without_stages(folded: str) -> str:
    """« en activité » after « CPTS » tells its stage and no name."""
    for stage in _stage_patterns().values():
        folded = stage.sub(" ", folded)
    return folded


# « Une ligne par commune et par CPTS », « Chaque CPTS … », « La population est celle de la CPTS »: said of all
_OF_ALL = re.compile(r"\W*(?:une?|chaque|cette|ces|tou(?:te)?s les) \w|.*\b(?:est|sont) (?:celle|celui|celles|ceux)\b")

# « Association de préfiguration de la CPTS du Forez. » is a name whose cell ends with a full stop
_BODY = re.compile(r"\W*(?:l')?(?:association|collectif|comite|equipe|federation|groupe\w*|pole|projet|union)\b")


def _tells_of_a_cpts(text: str) -> bool:
    """A sentence: an event before « CPTS », a verb in lower case after its name, words about all of them, or other
    words before it and a full stop at the end."""
    folded = fold(text)
    found = _CPTS.search(folded)
    if not found:
        return False
    before = folded[: found.start()].split()
    closed = len(before) > 2 and not _BODY.match(folded) and re.search(r"[a-z)]{3}\.$", folded.strip())
    if _OF_ALL.match(folded) or closed:
        return True
    event = _row_words("events", r"\W*(?:les? |la |l')?", r"\b").match(folded)
    # after the name only: « CPTS en action » and « CPTS a … » would be names
    verb = _row_words("verbs", r"(?<=[a-z0-9)»] )", r"(?= |$)").search(folded[found.end() + 2 :])
    return bool(event and event.end() <= found.start()) or bool(verb and text[found.end() + 2 + verb.start()].islower())


@cache
def _stage_patterns() -> dict[str, re.Pattern[str]]:
    return {
        stage: re.compile(r"\b(?:" + "|".join(words) + r")\b")
        for stage, words in vocabulary("headers")["stages"].items()
    }


def stage_of(text: str) -> str | None:
    """The most advanced stage whose words stand in `text`, as a key of `headers.toml`; `None` when no word
    of a stage does. A heading that lists several stages (« signataires et en projet ») speaks of none."""
    parts = re.split(r"\bet\b|\bou\b|[/&+,;]", fold(text))
    found = [stage for part in parts if (stage := _stage_of_part(part))]
    return found[0] if found and len(set(found)) == 1 else None


def _stage_of_part(folded: str) -> str | None:
    return next((stage for stage, pattern in _stage_patterns().items() if pattern.search(folded)), None)
