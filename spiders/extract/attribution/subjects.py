"""The CPTS met so far in a document, each once under its first spelling that is no slip."""

from __future__ import annotations

from collections.abc import Sequence

from lexicon.cpts_names import name_key
from lexicon.gate import gated
from spiders.extract.attribution.reading import Found
from spiders.extract.model.mentions import Key, Passage, Subject


def subject_named(found: Found, name: str, locator: str, listed: bool = False, rule: str = "nom.ecrit") -> Key:
    key = name_key(name)
    known = found.subjects.get(key) or found.short_names.get(key) or _alias(found, key)
    if known is None:
        known = found.subjects[key] = Subject(name, Key(key), locator, locator, rule)
        for clue in (*_clues(key), _initials(key)):
            found.by_clue.setdefault(clue, []).append(known)
    elif _mends(key, known.key):
        known.name, known.written = name, locator
    if listed and len(known.passages) not in known.openings:
        known.openings.append(len(known.passages))
    if listed and not known.listed:
        known.listed, known.locator = True, locator
        if set(known.key.split()) < set(key.split()):
            known.name, known.written = (
                name,
                locator,
            )  # « CPTS de Thiers » in a caption, then « CPTS Région de Thiers » as a heading
    return known.key


def known_as(found: Found, name: str) -> Key | None:
    """The CPTS of this very name, when one was met."""
    known = found.subjects.get(name_key(name))
    return known.key if known else None


def tell(found: Found, subject: Key, passage: Passage) -> None:
    _of(found, subject).passages.append(passage)


def told_of(found: Found, subject: Key) -> Sequence[Passage]:
    """What was said so far of a CPTS."""
    return _of(found, subject).passages


def last_told(found: Found, subject: Key) -> Passage | None:
    return next(reversed(told_of(found, subject)), None)


def opens_a_part(found: Found, subject: Key) -> None:
    """Its name opens a part of the document, which may be that of another CPTS of this name."""
    _of(found, subject).openings.append(len(told_of(found, subject)))


def stands_by_itself(found: Found, subject: Key) -> None:
    """A line is about it: it was not only met in a sentence."""
    _of(found, subject).listed = True


def _of(found: Found, subject: Key) -> Subject:
    """A CPTS by the key of its first name, or of one that turned out to be a short form of another's."""
    return found.subjects.get(subject) or found.short_names[subject]


def _alias(found: Found, key: str) -> Subject | None:
    """The same CPTS written shorter or longer by a common noun: « Condrieu », « Région de Condrieu »."""
    near = {one.key: one for clue in (*_clues(key), key) for one in found.by_clue.get(clue, ())}
    alike = [one for one in near.values() if _alike(key, one.key) and _of(found, one.key) is one]
    return alike[0] if len(alike) == 1 else None


def add_short_name(found: Found, short: str, subject: Key) -> None:
    """« Loire Vendée Océan (LVO) »: the short form is the same CPTS, also when it came first."""
    key, named = name_key(short), _of(found, subject)
    known = found.subjects.get(key)
    if known is not None and known is not named:
        # the short form stood in the title: the CPTS is shown by its full name
        known.name, known.written, known.passages = named.name, named.written, known.passages + named.passages
        merged = {k: known if s is named else s for k, s in found.subjects.items() if s is not known}
        found.subjects.clear()
        found.subjects.update(merged)
        named = known
    found.short_names[key] = named


# common nouns that a name is written with or without
_COMMON = frozenset(
    {"co", "and", "pays", "region", "territoire", "bassin", "secteur", "portes", "ville"}
    | {"agglomeration", "metropole", "communaute"}
)


_DIGIT = gated(r"\d")
SHORTEST_SLIP = 14  # letters of a key; of shorter ones, two a letter apart are two names


def _may_slip(key: str) -> bool:
    return len(key) >= SHORTEST_SLIP and not _DIGIT.search(key)


def _clues(key: str) -> set[str]:
    """What the names that `_alias` compares have in common: their words but the common ones, or one of their halves: a
    slip leaves the other half as it is, in a name of the same length or of one letter less. So a name is compared with
    few, not with all; the key of one may also be the initials of the other."""
    words = key.split()
    own = " ".join(sorted(set(words) - _COMMON))
    halves = {
        half
        for length in (len(key), len(key) - 1)
        for half in (f"^ {key[: length // 2]}", f"$ {key[length // 2 - length :]}")
    }
    return {f"= {own}", *(halves if _may_slip(key) else ())}


def _initials(key: str) -> str:
    return "".join(word[0] for word in key.split())


def _alike(key: str, known: str) -> bool:
    """Whether two keys are one letter apart, or one is the initials of the other or has more common nouns."""
    if _one_letter_apart(key, known) or (len(key) > 2 and key == _initials(known)):
        return True
    tokens, other = set(key.split()), set(known.split())
    difference = tokens ^ other
    return bool(difference) and difference <= _COMMON and (tokens < other or other < tokens) and bool(tokens & other)


def _mends(key: str, known: str) -> bool:
    """« Métropole » after « Métrople »: the spelling that writes the common noun is meant."""
    right = set(key.split()) & _COMMON - set(known.split())
    return bool(right) and _one_letter_apart(key, known)


def _one_letter_apart(one: str, other: str) -> bool:
    """« Métropole » and « Métrople »: a slip of the keyboard inside a long name without figures."""
    if abs(len(one) - len(other)) > 1 or not (_may_slip(one) and _may_slip(other)):
        return False
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance(one, other, score_cutoff=1) == 1
