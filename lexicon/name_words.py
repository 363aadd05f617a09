"""The words of a proper name, and what the small ones and the common nouns among them call for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lexicon.characters import LOST, LOST_INSIDE
from lexicon.departement_words import is_place
from lexicon.gate import gated
from lexicon.patterns import vocabulary, words
from lexicon.text import fold

# a lost letter is one of its word: « Vall\ufffde », « Vall?e », not « Vall »
_LETTERS = rf"(?:[^\W_]|{LOST}(?=[^\W_])|(?<=[^\W_]){LOST}|{LOST_INSIDE})+"
_WORD = re.compile(
    rf"Notre Dame\b|{_LETTERS}(?:['’.](?=[^\W_]{{2}}|{LOST}|\?){_LETTERS}|[-‐‑–/·](?=[^\W_]){_LETTERS})*"
)
_ELIDED = gated(r"(?:[dlDL]|qu|Qu)['’](?=.)")
# « Lyon 8e », « Sud 77 », « Sud Ouest 974 »: an ordinal or the number of a département
ORDINAL = gated(r"^(?:\d{1,2}(?:e|er|eme|ere|ᵉ|è|nd|nde)?|97[1-8])$")


class Token(NamedTuple):
    text: str
    start: int
    end: int
    folded: str
    proper: bool  # has a capital


def _token(text: str, start: int, end: int, folded: str) -> Token:
    return Token(text, start, end, folded, text[:1] == LOST or any(map(str.isupper, text)))


def tokens_of(text: str, folded: str, start: int) -> Iterator[Token]:
    for match in _WORD.finditer(text, start):
        body = match.group()
        start, end = match.span()
        elided = _ELIDED.match(body) if "'" in body or "’" in body else None
        if elided:
            yield _token(body[: elided.end() - 1], start, start + elided.end(), fold(body[0]))
            start += elided.end()
        token = _token(text[start:end], start, end, folded[start:end])
        # « l'?pine » begins with a lost letter; « une CPTS?pour » asks
        yield token._replace(proper=True) if elided and text[start] == "?" else token


def joins(following: tuple[Token, ...]) -> bool:
    """« et » belongs to the name when a proper word follows at once or after « de », « du », « des », « d' »."""
    for token in following[:5]:
        if (token.proper and token.text not in vocabulary("cpts_names")["stops"]) or ORDINAL.match(token.folded):
            return True
        if token.folded in words("cpts_names", "places"):
            continue
        if token.folded not in ("de", "du", "des", "d", "la", "l", "sa"):
            return False
        if token is following[0] and token.folded in ("la", "le", "les", "l"):
            return False
    return False


def leads_to_proper(following: tuple[Token, ...]) -> bool:
    links, places = words("cpts_names", "links"), words("cpts_names", "places")
    for token in following[:4]:
        if token.proper:
            return token.text not in vocabulary("cpts_names")["stops"]
        if token.folded not in links and token.folded not in places and not ORDINAL.match(token.folded):
            return False
    return False


def place_follows(text: str, following: tuple[Token, ...]) -> bool:
    return any(
        is_place(text[following[0].start : following[count - 1].end]) for count in range(1, min(4, len(following)) + 1)
    )


def closes(before: tuple[Token, ...], token: Token) -> bool:
    """A last word left in lower case by the publisher: « Entre Loire et sucs », « A, Vallée du gier et B »."""
    if token.proper or token.folded in words("cpts_names", "links"):
        return False
    if before[0].folded == "entre" and before[-1].folded == "et":
        return True
    named = tuple(word for word in before if word.proper)
    carries = (
        before[-1].folded == "du" and named[-1:] == before[-2:-1] and named[-1].folded in words("cpts_names", "places")
    )
    return carries and token.folded not in words("cpts_names", "places") | words("cpts_names", "vague_places")


def names_nothing(before: tuple[Token, ...]) -> bool:
    """« Santé », « Les Vallées »: one common noun, whatever its case."""
    small = words("cpts_names", "links") | words("cpts_names", "openers")
    said = [token.folded for token in before if token.folded not in small]
    return len(said) == 1 and said[0] in words("cpts_names", "places")


def completes(before: tuple[Token, ...], token: Token) -> bool:
    """Whether a noun in lower case is what the common noun before it is of: « Vallées de santé », « Cap sur la santé »,
    « Pays des lacs », « Monts et vallons », « Trois rivières »."""
    if token.proper or not token.folded.isalpha() or (len(token.folded) < 3 and token.folded != "or"):
        return False
    if len(before) == 2 and before[0].folded == "entre":  # « Entre deux mers »
        return before[1].folded in words("cpts_names", "numbers") | {"deux"}
    noun, links = _lone_noun(before)
    calling = words("cpts_names", "calling")
    if token.folded in words("cpts_names", "complements"):
        return links in (("de",), ("en",), ("sur", "la")) and noun in words("cpts_names", "places") | calling
    if noun in words("cpts_names", "numbers"):
        return not links and _may_be_called(token)
    plural = links != ("et",) or token.folded.endswith(("s", "x"))  # « Monts et vallons », not « … et recrute »
    return noun in calling and links in _CALLING_LINKS and plural and _may_be_called(token)


def _lone_noun(before: tuple[Token, ...]) -> tuple[str, tuple[str, ...]]:
    """The only word of a name that is no small one, when it has a capital, and the small words after it."""
    small = words("cpts_names", "links") | words("cpts_names", "openers")
    nouns = [index for index, word in enumerate(before) if word.folded not in small]
    if len(nouns) != 1 or not before[nouns[0]].proper:
        return "", ()
    return before[nouns[0]].folded, tuple(word.folded for word in before[nouns[0] + 1 :])


_CALLING_LINKS = (("de",), ("du",), ("des",), ("d",), ("de", "la"), ("de", "l"), ("et",))


def _may_be_called(token: Token) -> bool:
    """Whether a word in lower case may be a noun of a landscape: no pronoun, no month, no « région »."""
    lists = ("not_called", "vague_places", "counted", "links", "openers", "cardinals")
    return not any(token.folded in words("cpts_names", one) for one in lists)


def leads_to_complement(held: tuple[Token, ...], following: tuple[Token, ...]) -> bool:
    """« Pays | de la lavande », « Cap | sur la santé »: the complement may come behind an article."""
    if following and following[0].folded in ("la", "l", "le", "les"):
        held, following = (*held, following[0]), following[1:]
    return bool(following) and completes(held, following[0])
