"""What the words of a name prove: which oppose, which come and go, which may carry a typing error."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pipelines.normalise.names import key_tokens

# a typing error is looked for in words of this length only: « Loir » and « Loire » are two rivers
SHORTEST_MISTYPED = 6
SHORTEST_STEM = 4
SHORTEST_INVENTED = 3


@dataclass(frozen=True, slots=True)
class NameForm:
    """One name of a CPTS, its words sorted by what they prove. `core` is in order, generic words left out."""

    text: str
    core: tuple[str, ...]
    generic: frozenset[str]
    opposing: frozenset[str]
    numbers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    opposing: dict[str, tuple[str, ...]]
    generic: frozenset[str]
    landscape: frozenset[str]
    rivers: frozenset[str]
    endings: tuple[str, ...]
    provinces: frozenset[str]
    shared_hosts: tuple[str, ...]


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    path = Path(__file__).with_name("vocabulary") / "words.toml"
    words: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return Vocabulary(
        opposing={word: tuple(form.split()) for word, form in words["opposing"].items()},
        generic=frozenset(words["generic"]["words"]),
        landscape=frozenset(words["landscape"]["words"]),
        rivers=frozenset(words["rivers"]["words"]),
        endings=tuple(sorted(words["demonyms"]["endings"], key=lambda one: (-len(one), one))),
        provinces=frozenset(words["demonyms"]["provinces"]),
        shared_hosts=tuple(words["hosts"]["shared"]),
    )


@lru_cache(maxsize=1)
def departement_words() -> dict[str, tuple[str, ...]]:
    """Key words of the name of each département: `71` → `("saone", "loire")`."""
    from lexicon import gazetteer as geography

    return {code: key_tokens(one.name) for code, one in geography.load().departements.items()}


def name_form(text: str, departements: Iterable[str] = ()) -> NameForm:
    """`departements`: those the mention may lie in; their names written in full become their number, so that
    « Sud Eure-et-Loir » meets « Sud 28 »."""
    words = vocabulary()
    core: list[str] = []
    generic: set[str] = set()
    opposing: set[str] = set()
    numbers: set[str] = set()
    tokens = tuple(_mended(token, frozenset(departements)) for token in key_tokens(text))
    for token in tokens:
        if token in words.opposing:
            opposing.update(words.opposing[token])
        elif token.isdigit():
            numbers.add(token)
        elif word := _generic(token):
            generic.add(word)
        else:
            core.append(token)
    if not core and not opposing and not numbers:  # « Pôle Santé »: generic words are all there is
        core, generic = list(tokens), set()
    if found := _departement_named(tokens, departements):
        number, named = found
        core = [word for word in core if word not in named]
        opposing -= {form for word in named for form in words.opposing.get(word, ())}
        numbers.add(number.lstrip("0"))
    return NameForm(text, tuple(core), frozenset(generic), frozenset(opposing), frozenset(numbers))


@lru_cache(maxsize=65536)
def _generic(token: str) -> str | None:
    """The generic word that a token is, one wrong letter forgiven in a long one (« Métrople »)."""
    words = vocabulary().generic
    return token if token in words else _nearest(token, words)


@lru_cache(maxsize=65536)
def _mended(token: str, departements: frozenset[str]) -> str:
    """A word of a département's name with one wrong letter, written as it should be (« Sud Yvelinnes »)."""
    known = frozenset(word for code in departements for word in departement_words().get(code, ()))
    return token if token in known or is_known_place(token) else _nearest(token, known) or token


def _nearest(token: str, words: frozenset[str]) -> str | None:
    from rapidfuzz.distance import OSA

    if len(token) < SHORTEST_MISTYPED:
        return None
    long = sorted(word for word in words if len(word) >= SHORTEST_MISTYPED)
    return next((word for word in long if OSA.distance(word, token, score_cutoff=1) == 1), None)


@lru_cache(maxsize=65536)
def is_known_place(word: str) -> bool:
    """Two existing places are not a typing error of each other (« Chevry », « Chevru »)."""
    from lexicon import gazetteer as geography

    return word in geography.load().by_name or word in _departement_word_set()


def _departement_named(tokens: tuple[str, ...], departements: Iterable[str]) -> tuple[str, tuple[str, ...]] | None:
    """The département a name speaks of and the words that say so: in several words (« Sud Saône-et-Loire »), or in
    one beside a cardinal point (« Sud Yonne », « Ouest Guyanais »; « Loire et Coise » speaks of the river)."""
    opposing = vocabulary().opposing
    for code in sorted(departements):
        named = departement_words().get(code, ())
        if len(named) == 1:
            named = next(((token,) for token in tokens if same_place(token, named[0])), named)
        start = _position(tokens, named)
        if start is None:
            continue
        beside = tokens[max(start - 1, 0) : start] + tokens[start + len(named) : start + len(named) + 1]
        if len(named) > 1 or any(word in opposing for word in beside):
            return code, named
    return None


def _position(words: tuple[str, ...], part: tuple[str, ...]) -> int | None:
    starts = range(len(words) - len(part) + 1) if part else ()
    return next((start for start in starts if words[start : start + len(part)] == part), None)


def same_place(one: str, other: str) -> bool:
    """Whether two words are one town or a town and its country: `toulouse`, `toulousain`; `compiegnois`."""
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    if longer.startswith(shorter) and longer[len(shorter) :] in _AGREEMENTS:
        # « rhodanien », « rhodaniens », « rhodanienne »; but « Loir » and « Loire » are two rivers
        return bool(_country_roots(shorter))
    return bool(_plain_roots(one) & _country_roots(other) or _country_roots(one) & _plain_roots(other))


def is_country_of(word: str, town: str) -> bool:
    """Whether a word names the country of a town: `lochois` of `loches`, `chalonnais` of `chalon`."""
    return word != town and bool(_country_roots(word) & _plain_roots(town))


@lru_cache(maxsize=65536)
def _plain_roots(word: str) -> frozenset[str]:
    """The word, with and without its mute ending; `ault` also as in « Châtelleraudais »."""
    roots = {word, _MUTE.sub("", word)}
    if word.endswith("ault"):
        roots.add(word[:-3] + "ud")
    return _rooted(roots)


@lru_cache(maxsize=65536)
def _country_roots(word: str) -> frozenset[str]:
    """What remains of a word without the ending that makes a country of a town."""
    if word in vocabulary().provinces:
        return frozenset()
    return _rooted({word[: -len(ending)] for ending in vocabulary().endings if word.endswith(ending)})


_AGREEMENTS = ("e", "s", "es", "ne", "nes")
_MUTE = re.compile(r"(?:es|e|s|y)$")


def _rooted(roots: set[str]) -> frozenset[str]:
    """French doubles the last consonant before an ending: `chalonn` is `chalon`."""
    long = [root for root in roots if len(root) >= SHORTEST_STEM]
    return frozenset(root[:-1] if len(root) > SHORTEST_STEM and root[-1] == root[-2] else root for root in long)


@lru_cache(maxsize=1)
def _official_words() -> frozenset[str]:
    """Words of the names of communes, intercommunalities, départements and regions, past and present."""
    from lexicon import gazetteer as geography

    reference = geography.load()
    names = [
        one.name
        for table in (reference.communes, reference.departements, reference.regions, reference.epci)
        for one in table.values()
    ]
    names += [name for one in reference.epci.values() for name in one.former_names]
    return frozenset(word for name in names for word in key_tokens(name))


def is_invented(word: str) -> bool:
    """A word that no official name of a place holds (`synapse`, `asclepios`): it names a CPTS, and not where it is.
    The country of a town (« lochois ») is a place too."""
    words = vocabulary()
    return (
        len(word) >= SHORTEST_INVENTED
        and word.isalpha()
        and word not in _official_words()
        and word not in words.landscape | words.rivers | words.generic
        and not _country_roots(word)
    )


def is_fancy(form: NameForm) -> bool:
    """A name that says nothing of where: an invented word, or the landscape alone (« Terre des Sources »)."""
    landscape = vocabulary().landscape
    return not form.numbers and (
        any(map(is_invented, form.core)) or (len(form.core) > 1 and all(word in landscape for word in form.core))
    )


def is_distinctive(core: Iterable[str]) -> bool:
    """Whether equal names in two départements say something. Landscape proves nothing, nor does one river or
    département with it (« Val de Saône »); two together do (« Seine Essonne »)."""
    words = vocabulary()
    places = [word for word in core if word not in words.landscape]
    return len(places) > 1 or any(word not in words.rivers and word not in _departement_word_set() for word in places)


@lru_cache(maxsize=1)
def _departement_word_set() -> frozenset[str]:
    return frozenset(word for named in departement_words().values() for word in named)


def one_town(form: NameForm) -> str | None:
    """The code of the only commune of the country whose name the form is; `None` for any other name."""
    from lexicon import gazetteer as geography

    codes = geography.load().by_name.get(" ".join(form.core), ())
    return codes[0] if len(codes) == 1 and not form.numbers else None


def is_shared_host(host: str) -> bool:
    """`umap.openstreetmap.fr`, `facebook.com`: a site where many CPTS have a page."""
    return any(host == shared or host.endswith("." + shared) for shared in vocabulary().shared_hosts)
