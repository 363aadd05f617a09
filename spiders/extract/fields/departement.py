"""Which départements a document states for a CPTS, in its words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lexicon import gazetteer
from lexicon.departement_headings import departement_given
from lexicon.departement_words import departement_of
from lexicon.departements_stated import departement_words, departements_of_adjectives, listed_codes
from lexicon.gate import gated
from lexicon.text import fold
from spiders.extract.model.mentions import Passage

_OWN_NAME = re.compile(r"^(?:la\s+)?CPTS\s*:\s*", re.I)


def departement_of_passages(passages: list[Passage], area: frozenset[str] = frozenset()) -> str | None:
    """Codes it lists itself and headings by département first, then what names the CPTS, then what follows it, then
    shared words. What only follows it may be about elsewhere (« Le ministre s'est rendu dans le Var »): of it, only
    départements of the publisher's `area` are taken, where he has one."""
    found = next(filter(None, _levels(passages, area)), [])
    once = {departement_of(word) or word: word.strip(" ,;:–-") for word in reversed(found)}  # « Loire ; Haute-Loire »
    return " ; ".join([*reversed(once.values())][:4]) or None


def _levels(passages: list[Passage], area: frozenset[str]) -> Iterator[list[str]]:
    own = [passage for passage in passages if passage.own]
    free = [passage for passage in own if passage.hint not in ("missions", "status", "title")]
    yield list(filter(None, (listed_codes(passage.text) for passage in own)))
    yield _straddled(free)
    yield [passage.text.strip(" :") for passage in _hinted(passages, "department")]
    yield _alone(free)
    yield _words_of([passage for passage in _hinted(own, "", "sector") if passage.named])
    yield [word for passage in free for word in _within(area, passage)]
    yield _around(passages, area)
    yield _words_of(_hinted(own, "title"))
    yield _shared(passages, area)


def _hinted(passages: list[Passage], *hints: str) -> list[Passage]:
    return [passage for passage in passages if passage.hint in hints]


def _words_of(passages: list[Passage]) -> list[str]:
    return [word for passage in passages for word in departement_words(passage.text)]


def _within(area: frozenset[str], passage: Passage) -> list[str]:
    """The départements of a passage; of a sentence that does not name the CPTS, those of the `area` only."""
    words = departement_words(passage.text)
    beside = area and not passage.named and passage.text.rstrip().endswith(".") and passage.text.count(" ") >= 5
    return [word for word in words if departement_of(word) in area] if beside else words


def _straddled(passages: list[Passage]) -> list[str]:
    """« À cheval sur la Drôme et l'Isère », under the heading of one of the two."""
    texts = [passage.text for passage in passages if "a cheval sur" in fold(passage.text)]
    return [word for text in texts if len(words := departement_words(text)) > 1 for word in words]


def _alone(passages: list[Passage]) -> list[str]:
    """« La CPTS de Brest : Finistère. », a bullet « Ain » under a name: a line that is a département and nothing else.
    A name that a commune bears too (« La Réunion ») is one where no other line is a commune alone."""
    lines = [_OWN_NAME.sub("", passage.text).strip(" .") for passage in passages]
    told = [line for line in lines if departement_of(line) and not gated(r"^\d|:").search(line)]
    if not told:
        return []
    communes = gazetteer.load().by_name
    beside = any(gazetteer.place_key(line) in communes and not departement_of(line) for line in lines)
    return [line for line in told if not beside or gazetteer.place_key(line) not in communes]


def _around(passages: list[Passage], area: frozenset[str]) -> list[str]:
    """The one département that the heading around names."""
    found = _given(_hinted(passages, "around"), area)
    return found if len(found) == 1 else []


def _given(passages: list[Passage], area: frozenset[str]) -> list[str]:
    """The départements of headings."""
    return list(dict.fromkeys(words for one in passages if (words := departement_given(one.text, area))))


def _shared(passages: list[Passage], area: frozenset[str]) -> list[str]:
    """The one département of the headings above and of the words that several CPTS share: of two, whose is which is not
    said."""
    texts = [passage.text for passage in passages if not passage.own and passage.basis != "heading"]
    found = [*_given(_hinted(passages, "place"), area), *(word for text in texts for word in departement_words(text))]
    found += [word for text in texts for word in departements_of_adjectives(text)]
    return found if len({departement_of(word) or word for word in found}) == 1 else []
