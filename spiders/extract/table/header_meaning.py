"""What a column header means, and what a cell says by being filled.

The vocabulary is `vocabulary/headers.toml`, the one place for French header synonyms. Everything here is a
pure function of a text; nothing is decided about a table as a whole (see `tabular`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from lexicon.gate import Gated, gated
from lexicon.months import MONTH
from lexicon.name_refusals import has_signs_of_programs, is_no_name
from lexicon.patterns import vocabulary
from lexicon.stage_marks import without_stages
from lexicon.text import fold, tidy
from spiders.extract.table.header_phrases import (
    CAMEL,
    STOP_WORDS,
    header_words,
    match_of,
    phrases,
    phrases_within,
    stem,
    weight_of,
    words_meant,
)

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

SHAPEFILE_WIDTHS = (9, 10)  # letters of a column that the format keeps, one less where it adds a figure


@dataclass(frozen=True, slots=True)
class Meaning:
    """`field`: a section of `headers.toml`; `weight`: how much of a phrase was recognised; `coverage`: share
    of the header's letters the phrase explains, 0 to 1."""

    field: str
    weight: float
    coverage: float


@lru_cache(maxsize=4096)
def meaning_of(header: str) -> Meaning | None:
    """The meaning of a header as published, or `None` when no phrase of the vocabulary fits it."""
    words = header_words(header)
    if not words:
        return None
    if "%" in header:
        return Meaning("other", 100.0, 1.0)  # a share of something
    abbreviated = frozenset(stem(word) for word in re.findall(r"([a-z]{3,})\.", fold(header)))
    known = phrases()[1]
    # each word of the header stands for itself, or for the known words it abbreviates or misspells
    stands_for = {word: words_meant(word, word in abbreviated) for word in words}
    if len(header.strip()) in SHAPEFILE_WIDTHS and not stands_for[words[-1]]:
        stands_for[words[-1]] = {other: 0.9 for other in known if other.startswith(words[-1])}
    joined = "".join(words)
    letters = sum(map(len, words))
    best: Meaning | None = None
    for phrase in phrases_within(set().union(*stands_for.values()), joined):
        if "".join(phrase.words) == joined:
            matched, used = float(weight_of(phrase.words)) + 0.5, letters
        else:
            matched, used = match_of(phrase.words, stands_for)
        if matched and (best is None or matched * phrase.factor > best.weight):
            best = Meaning(phrase.field, matched * phrase.factor, min(1.0, used / letters))
    return best


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


def is_blank(cell: str) -> bool:
    """Empty, or one of the marks French tables put for « unknown »."""
    text = cell.strip()
    return not text or (len(text) <= _longest_blank() and fold(text) in _cells("empty"))


@cache
def _longest_blank() -> int:
    return max(map(len, _cells("empty")))


def says_yes(cell: str) -> bool:
    return fold(cell).strip().rstrip(" .") in _cells("yes")


def says_no(cell: str) -> bool:
    return fold(cell).strip().rstrip(" .") in _cells("no") or is_blank(cell)


@cache
def _starts(section: str, key: str) -> Gated:
    return gated(r"\W*(?:les |la |le |l'|nos )?(?:" + "|".join(vocabulary("headers")[section][key]) + ")")


def names_other_structure(text: str) -> bool:
    """« MSP de … », « Contrat local de santé … », « DAC … »: a row or heading about something else."""
    folded = fold(text)
    return not _CPTS.search(folded) and bool(_starts("structures", "others").match(folded))


@cache
def _row_words(key: str, before: str, after: str) -> Gated:
    return gated(before + "(?:" + "|".join(vocabulary("headers")["rows"][key]) + ")" + after)


def is_total(text: str) -> bool:
    return bool(_row_words("totals", r"\W*", r"\b").match(fold(text)))


def is_note(text: str) -> bool:
    """« Source : … », « * données … », « Page 3 »: a line about the table, not in it."""
    # a plural or a participle may follow, not another word: « Voironnais » is a name
    notes = _row_words("notes", "", r"(?:(?<=[a-z])[a-z]{0,2}(?![a-z'’-])|(?<![a-z]))")
    return bool(notes.match(fold(text).strip()))


# the singular and plural, the letters in the wrong order, the words in full
_CPTS = gated(
    r"\bc[pt]{2}s\b|\bc\.p\.t\.s\b|\bcpts(?=\d)|"
    r"communautes?[\s-]+professionnelles?[\s-]+(?:territoriales?[\s-]+)?(?:de[\s-]+)?sante|"
    r"communautes?[\s-]+professionnelles?[\s-]+territoriales?"
)


def speaks_of_cpts(text: str) -> bool:
    return bool(_CPTS.search(fold(re.sub(r"[_\-/.]", " ", CAMEL.sub(" ", text)))))


def without_cpts(text: str) -> str:
    """`text`, folded, without the words for CPTS."""
    return _CPTS.sub(" ", fold(text))


@cache
def _generic() -> frozenset[str]:
    words = map(stem, vocabulary("headers")["rows"]["generic"])
    return frozenset(words) | STOP_WORDS | {"cpt", "ctps", "e", "s", "n"}


_SITE = gated(r"(?:https?://|www\.)\S+")
_DAY = gated(rf"\b(?:\d{{1,2}}(?:er)? )?{MONTH} 20\d\d\b")


def names_a_cpts(text: str, about: bool) -> bool:
    """Whether a cell of the name column names one CPTS. `about`: the table is known to list CPTS, so the
    prefix may be missing."""
    return _names_with_the_word(text) or (about and _names_without_the_word(text))


# each pass over a table asks it of each cell: what remembers fewer cells than a long table has remembers none
_remembered = lru_cache(maxsize=65536)


@_remembered
def _names_with_the_word(text: str) -> bool:
    # « Site : www.cpts-iroise.fr » names a site, « CPTS Iroise, www.cpts-iroise.fr » a CPTS and its site
    text = _SITE.sub(" ", tidy(text))
    return bool(_CPTS.search(fold(text))) and _is_a_name(text)


@_remembered
def _names_without_the_word(text: str) -> bool:
    text = tidy(text)
    return not (_SITE.search(text) or _CPTS.search(fold(text))) and _is_a_name(text)


def _is_a_name(text: str) -> bool:
    return not _is_something_else(text) and _has_words_of_its_own(text)


def _is_something_else(text: str) -> bool:
    """An address, nothing, a total, a note, another structure, a sentence."""
    if "@" in text or len(text) > 200 or is_blank(text) or is_no_name(text) or has_signs_of_programs(text):
        return True
    return is_total(text) or is_note(text) or names_other_structure(text) or _tells_of_a_cpts(text)


def _has_words_of_its_own(text: str) -> bool:
    """Whether a name is left without the words that any CPTS bears."""
    if re.search(r"\bcpts\s*(?:-\s*)?(?:\d{1,3}|\d\d\s?-\s?\d\d)\s*$", fold(text)):
        return True  # « CPTS 13 », « CPTS 45-18 » are names, « CPTS 2 signées » is not
    words = re.findall(r"[a-z0-9]+", _DAY.sub(" ", without_stages(without_cpts(text))))
    own = [word for word in words if stem(word) not in _generic() and not re.fullmatch(r"\d{3,}", word)]
    return any(len(word) > 1 or word.isdigit() for word in own) and not all(word.isdigit() for word in own)


# « Une ligne par commune et par CPTS », « Chaque CPTS … », « La population est celle de la CPTS »: said of all
_OF_ALL = gated(r"\W*(?:une?|chaque|cette|ces|tou(?:te)?s les) \w|.*\b(?:est|sont) (?:celle|celui|celles|ceux)\b")

# « Association de préfiguration de la CPTS du Forez. » is a name whose cell ends with a full stop
_BODY = gated(r"\W*(?:l')?(?:association|collectif|comite|equipe|federation|groupe\w*|pole|projet|union)\b")


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
