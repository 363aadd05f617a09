"""What tells how to reach a person, in every spelling met: it is cut from all that is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

from lexicon import gazetteer
from lexicon.gate import gated
from lexicon.patterns import VOCABULARY, vocabulary, words
from lexicon.text import fold

# begins where a run of its letters does and never steps back: linear on a line of dashes
EMAIL = gated(
    r"(?i)(?<![\w.+%-])(?:[\w.+%-]++\s?(?:[@＠]|[(\[{]\s?(?:at|arobase)\s?[)\]}]|\barobase\b)|[\w.+%-]+?\barobase\b)"
    r"\s?[\w-]+(?:(?:\.|\s?[(\[{](?:dot|point|\.)[)\]}]\s?)[\w-]+)+"
)
# before the name of a person; « M » without its point only where a name is known to follow
CIVILITY = r"(?:Drs?|DR|Docteure?s?|Pr|Professeure?|Mme?s?|MM?\.|Mlle|Monsieur|Madame|Messieurs|Mesdames|Maître)"
# where a name may begin: not inside a word, but behind « autour d’ », « présence d’ », « qu’ »; these lead to one
LEADS_TO_A_NAME = r"(?:Appeler|Contacter|Joindre|Écrire|Voir|Avec|Chez|Par|Selon|Pour|Autour)\b"
NAME_BEGINS = (
    r"(?:(?<![\w’'-])|(?<=(?:tour|ence|près) d['’])|(?<=\squ['’]))"
    rf"(?!{LEADS_TO_A_NAME})"
)
# ten digits in any groups (« 06 12 34 56 78 », « 0 698 123 456 », « (0590) 11 22 33 »), or the country and nine: France
# and overseas; neither a day before a count, « 04/05/2021 12 communes »,
# nor a coordinate
_GAP = r"[\s.\-‐‑–·/_]{0,2}"
PHONE = gated(
    r"(?<!\w)(?<!\d[.,])(?!\d\d([/.-])\d\d\1(?:19|20)\d\d(?!\d)|0\.\d{5})"
    rf"(?:\((?=[+\d]{{2,5}}\)))?(?:(?:\+|00)\s?(?:33|262|590|594|596)\)?{_GAP}(?:\(0\){_GAP})?|0{_GAP})[1-9](?:\)?{_GAP}\d){{8}}(?!\w)"
)


def surnames_in(texts: Iterable[str]) -> frozenset[str]:
    """Folded words that the e-mail addresses of a document tell to be names: `j.untel@…` gives « untel »."""
    found: set[str] = set()
    for text in texts:
        for match in EMAIL.finditer(text):
            found.update(
                part
                for part in gated(r"[._-]").split(fold(gated(r"[@(\[\s]").split(match.group())[0]))
                if len(part) >= 4
            )
    return frozenset(found - words("privacy", "shared_mailboxes"))


@cache
def first_names() -> frozenset[str]:
    """Folded first names that tell a person: those the INSEE counts, and those added by hand."""
    counted = Path(__file__).parent / "vocabulary" / "first_names.txt"
    lines = counted.read_text(encoding="utf-8").split("\n")[1:]
    return frozenset(filter(None, lines)) | frozenset(fold(vocabulary("first_names")["names"]).split())


@cache
def _eponyms() -> frozenset[str]:
    return frozenset(map(fold, vocabulary("eponyms")["names"]))


def is_eponym(name: str) -> bool:
    """Whether places bear the name of that person: « Jean Jaurès »."""
    return fold(name) in _eponyms()


def is_in_a_place(first: str, second: str) -> bool:
    """Whether two words follow each other in the name of a commune or an intercommunality: « Marie Galante »."""
    return (fold(first), fold(second)) in _pairs_of_places()


def is_a_stranger(words: Iterable[str]) -> bool:
    """Whether no place, no word of the field and no list of words explains capitalised words: people are called so.
    A first name, or one that communes bear (« La Chapelle-Thècle »), explains nothing, but makes no name by itself."""
    explained = _known_words()
    folded = [fold(word) for word in words if len(word) > 2]
    unknown = [word for word in folded if word not in explained]
    return bool(unknown) and all(word in first_names() or word in _saints() for word in folded if word not in unknown)


@cache
def _saints() -> frozenset[str]:
    holy = gated(r"(?<![a-z])(?:sainte?|chapelle)[ -](?!sainte?\b)([a-z]+)")
    return frozenset(saint for one in gazetteer.load().communes.values() for saint in holy.findall(fold(one.name)))


def is_only_a_first_name(word: str) -> bool:
    """« Maïwenn », and not « Laval », which is a place."""
    return fold(word) in first_names() and not _known_words().intersection(fold(word).split("-"))


def is_a_first_name_alone(title: str) -> bool:
    """Whether a title is a first name and nothing more, that no commune or département bears: « Marie-Claire »."""
    called = fold(title).strip()
    return called in first_names() and called not in _names_of_places()


@cache
def _names_of_places() -> frozenset[str]:
    known = gazetteer.load()
    return frozenset(fold(one.name) for table in (known.communes, known.departements) for one in table.values())


@cache
def _known_words() -> frozenset[str]:
    """Every word of a place of the gazetteer, and of the vocabularies but that of people."""
    known = gazetteer.load()
    places = (known.communes, known.epci, known.departements, known.regions)
    told = [one.name for table in places for one in table.values()] + [one.name for one in known.former]
    told += [path.read_text("utf-8") for path in VOCABULARY.glob("*.toml") if path.stem not in _OF_PEOPLE]
    return frozenset(word for text in told for word in gated(r"[^\W\d_]{3,}").findall(fold(text)))


_OF_PEOPLE = ("privacy", "first_names")


@cache
def _pairs_of_places() -> frozenset[tuple[str, str]]:
    known = gazetteer.load()
    names = [one.name for one in known.communes.values()]
    names += [one.name for one in known.epci.values()] + [one.name for one in known.former]
    split = [re.findall(r"\w+", fold(name)) for name in names]
    return frozenset(pair for words in split for pair in pairwise(words))
