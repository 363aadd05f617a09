"""Where a proper name ends in a French text: word by word, through the small words a name may hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lexicon.departement_words import is_place
from lexicon.words import fold, pattern, vocabulary, words

LONGEST_NAME = 24  # words looked at after « CPTS »; the longest published name has fourteen

_WORD = re.compile(r"[^\W_]+(?:['’.](?=[^\W_]{2})[^\W_]+|[-‐‑–/·](?=[^\W_])[^\W_]+)*", re.UNICODE)


# « Lyon 8e », « Sud 77 », « Sud Ouest 974 »: an ordinal or the number of a département
_ORDINAL = re.compile(r"^(?:\d{1,2}(?:e|er|eme|ere|ᵉ|è|nd|nde)?|97[1-8])$")


_PLACE_ADJECTIVE = re.compile(
    r"(?:ais|aise|aises|ois|oise|oises|ien|ienne|iens|iennes|een|eenne|in|ine|ane|ain|aine|ique|iques|al|ale|er|ere|eux|euse)$"
)


# « Sud-Est grenoblois », « Riviera française »: an adjective of place closes a name
_DEMONYM = re.compile(r"[a-z-]{3,}(?:aise?s?|oise?s?|ien(?:ne)?s?|een(?:ne)?s?)")


_NOT_DEMONYMS = frozenset(
    [
        "desormais",
        "jamais",
        "toutefois",
        "autrefois",
        "parfois",
        "combien",
        "ancien",
        "ancienne",
        "quotidien",
        "quotidienne",
        "citoyen",
        "gardien",
    ]
)


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int
    folded: str

    @property
    def proper(self) -> bool:
        return any(character.isupper() for character in self.text)


def _tokens(text: str, folded: str, start: int) -> Iterator[_Token]:
    for match in _WORD.finditer(text, start):
        body = match.group()
        elided = re.match(r"(?:[dlDL]|qu|Qu)['’](?=.)", body)
        if elided:
            yield _Token(body[: elided.end() - 1], match.start(), match.start() + elided.end(), fold(body[0]))
            rest = match.start() + elided.end()
            yield _Token(text[rest : match.end()], rest, match.end(), folded[rest : match.end()])
        else:
            yield _Token(body, match.start(), match.end(), folded[match.start() : match.end()])


def end_of_name(
    text: str, folded: str, start: int, *, commas: bool = True, stop_at_and: bool = False, listed: bool = False
) -> int | None:
    """Where the name starting at `start` ends, or `None` when no name starts there."""
    links, openers, places = words("cpts_names", "links"), words("cpts_names", "openers"), words("cpts_names", "places")
    stops = words("cpts_names", "stops")
    shouting = text[start : start + 60].upper() == text[start : start + 60] and len(text[start:].strip()) > 12
    tokens = list(islice(_tokens(text, folded, start), LONGEST_NAME))
    end: int | None = None
    last = start  # end of the last token taken, accepted or pending
    proper_seen = place_seen = False
    for index, token in enumerate(tokens):
        gap = text[last : token.start]
        word = token.folded
        if not _gap_allowed(gap, text, folded, token, tokens[index + 1 :], first=end is None and not place_seen):
            if commas and proper_seen and gap.strip() == "," and end == last:
                chain = _comma_chain(text, folded, token.start)
                if chain:
                    return chain
            break
        if (
            word == "et"
            and not (tokens[0].folded == "entre" and not stop_at_and)
            and (stop_at_and or not _joins(tokens[index + 1 :]))
        ):
            break
        if token.text in vocabulary("cpts_names")["stops"] or (
            token.proper and word in stops and not _is_place_word(token, tokens[index + 1 :])
        ):
            break
        if shouting and proper_seen and word in words("cpts_names", "capital_stops"):
            break
        if _ORDINAL.match(word) or re.fullmatch(r"\d{1,2}(?:-\d{1,2})+|[ivx]+", word):
            if not _number_belongs(tokens[index + 1 :], folded, token):
                break
            if end is None and not place_seen and word.isdigit() and not listed and len(word) > 2:
                break
            end = last = token.end
            proper_seen = True
            continue
        if word[0].isdigit() and (not (token.proper or "-" in word) or len(re.sub(r"\D", "", word)) > 4):
            break
        if word in ("le", "la", "les") and token.proper and not shouting and _after_proper(tokens[:index]):
            break
        if token.proper and not (word in links and not shouting and len(word) <= 2 and not proper_seen):
            if shouting and word in links | openers:
                last = token.end
                continue
            end = last = token.end
            proper_seen = True
            continue
        if word in places and (not proper_seen or word.startswith("arrondissement")):
            place_seen = True
            last = token.end
            if word.startswith("arrondissement") and proper_seen:
                end = token.end
            continue
        if word in places and proper_seen:
            last = token.end
            if not _leads_to_proper(tokens[index + 1 :]):
                break
            continue
        beside_place = bool(index) and tokens[index - 1].folded in places
        if beside_place and _PLACE_ADJECTIVE.search(word) and not _vague(tokens[:index]):
            end = last = token.end
            proper_seen = True
            continue
        if (
            proper_seen
            and index
            and tokens[index - 1].proper
            and (word in words("cpts_names", "demonyms") or (_DEMONYM.fullmatch(word) and word not in _NOT_DEMONYMS))
        ):
            end = token.end
            following = tokens[index + 1] if index + 1 < len(tokens) else None
            if following and following.folded in words("cpts_names", "demonyms") and following.start == end + 1:
                end = following.end  # « Pays basque intérieur »
            break
        if proper_seen and _closes(tokens[:index], token, folded):
            end = token.end
            break
        if end is None and not place_seen and word in openers and last == (tokens[index - 1].end if index else start):
            last = token.end
            continue
        if (
            word in links
            and (proper_seen or place_seen)
            and (
                _leads_to_proper(tokens[index + 1 :])
                or (index + 1 < len(tokens) and _closes(tokens[: index + 1], tokens[index + 1], folded))
            )
        ):
            if word in ("en", "a", "au", "sur") and _place_follows(text, tokens[index + 1 :]):
                break
            if word in ("le", "la", "les", "l") and re.search(r"\bet\s*$", folded[: token.start]):
                break
            last = token.end
            continue
        if end is None and word == "e" and "-" in token.text:
            end = last = token.end
            continue
        if word == "co" and "&" in gap:
            last = end = token.end
            proper_seen = True
            continue
        if end is None and not place_seen and word == "entre" and _leads_to_proper(tokens[index + 1 :]):
            last, place_seen = token.end, True
            continue
        break
    if end is None:
        return None
    tail = pattern("cpts_names", "tails").match(folded, end)
    return tail.end() if tail else end


def _gap_allowed(gap: str, text: str, folded: str, token: _Token, following: list[_Token], first: bool) -> bool:
    if "\n" in gap:
        return False
    inner = gap.strip()
    if inner in ("", "&", "+"):
        return True
    if first and inner in ("&", "-", "–", "·", ":") and inner != ":":
        return inner == "&"
    if inner in ("-", "–", "—", "/"):
        rest = text[token.start : token.start + 60]
        if not token.proper or is_place(token.text) or _place_follows(text, [token, *following]):
            return False
        return not re.match(r"[^,(]{2,40},\s*[A-ZÀ-Þ]", rest)
    before = re.search(r"[^\W_]+$", folded[: token.start - len(gap)])
    return inner == "," and bool(_ORDINAL.match(token.folded)) and bool(before and _ORDINAL.match(before.group()))


def _comma_chain(text: str, folded: str, start: int) -> int | None:
    """« Châtillon, Vanves, Malakoff et Fontenay-aux-Roses »: one name made of several places."""
    cursor, parts = start, 0
    while True:
        end = end_of_name(text, folded, cursor, commas=False, stop_at_and=True)
        if end is None or len(text[cursor:end].split()) > 4 or text[cursor:end].lstrip()[:1].islower():
            return None
        parts += 1
        if parts > 1 and folded[:cursor].rstrip().endswith(" et"):
            return end
        separator = re.match(r"\s*,\s*|\s+et\s+", folded[end:])
        if not separator:
            return None
        cursor = end + separator.end()


def _joins(following: list[_Token]) -> bool:
    """« et » belongs to the name when a proper word follows at once or after « de », « du », « des », « d' »."""
    for token in following[:5]:
        if (token.proper and token.text not in vocabulary("cpts_names")["stops"]) or _ORDINAL.match(token.folded):
            return True
        if token.folded in words("cpts_names", "places"):
            continue
        if token.folded not in ("de", "du", "des", "d", "la", "l", "sa"):
            return False
        if token is following[0] and token.folded in ("la", "le", "les", "l"):
            return False
    return False


def _leads_to_proper(following: list[_Token]) -> bool:
    links, places = words("cpts_names", "links"), words("cpts_names", "places")
    for token in following[:4]:
        if token.proper:
            return token.text not in vocabulary("cpts_names")["stops"]
        if token.folded not in links and token.folded not in places and not _ORDINAL.match(token.folded):
            return False
    return False


def _place_follows(text: str, following: list[_Token]) -> bool:
    for count in (1, 2, 3, 4):
        if len(following) >= count and is_place(text[following[0].start : following[count - 1].end]):
            return True
    return False


def _is_place_word(token: _Token, following: list[_Token]) -> bool:
    """« Territoire de Belfort », « Région de Condrieu », « Pays »: capitalised here, part of the name."""
    return (
        token.folded in ("territoire", "region", "pays")
        and bool(following)
        and following[0].folded in ("de", "du", "d", "des")
    )


def _after_proper(before: list[_Token]) -> bool:
    """True when the word just before is itself a proper word: « CPTS de Grenoble | Le rapport »."""
    return bool(before) and before[-1].proper and before[-1].folded not in words("cpts_names", "links")


def _closes(before: list[_Token], token: _Token, folded: str) -> bool:
    """A last word left in lower case by the publisher: « Entre Loire et sucs », « A, Vallée du gier et B »."""
    if token.proper or token.folded in words("cpts_names", "links"):
        return False
    if before[0].folded == "entre" and before[-1].folded == "et":
        return True
    named = [word for word in before if word.proper]
    carries = (
        before[-1].folded == "du" and named[-1:] == before[-2:-1] and named[-1].folded in words("cpts_names", "places")
    )
    return carries and token.folded not in words("cpts_names", "places") | words("cpts_names", "vague_places")


def _vague(before: list[_Token]) -> bool:
    nouns = [token.folded for token in before if token.folded in words("cpts_names", "places")]
    return bool(nouns) and nouns[-1] in {fold(word) for word in vocabulary("cpts_names")["vague_places"]} - {
        "agglomeration",
        "metropole",
    }


def _number_belongs(following: list[_Token], folded: str, token: _Token) -> bool:
    after = folded[token.end : token.end + 14]
    if re.match(r"[.,]?\s?\d{3}\b|\s*%|\s*€|/\d|,\d", after):
        return False
    return not (following and following[0].folded in words("cpts_names", "counted") and re.match(r"\s*\S", after))
