"""Where a proper name ends in a French text: word by word, through the small words a name may hold.

Each word has a class, and `_ACTIONS` says what a word of that class does to a name that is not begun, that stands on
a common noun (« pays », « vallée »), or that has its proper word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice
from typing import NamedTuple

from lexicon.departement_words import is_place
from lexicon.patterns import pattern, vocabulary, words
from lexicon.text import fold

LONGEST_NAME = 24  # words looked at after « CPTS »; the longest published name has fourteen

_WORD = re.compile(r"[^\W_]+(?:['’.](?=[^\W_]{2})[^\W_]+|[-‐‑–/·](?=[^\W_])[^\W_]+)*", re.UNICODE)
# « Lyon 8e », « Sud 77 », « Sud Ouest 974 »: an ordinal or the number of a département
_ORDINAL = re.compile(r"^(?:\d{1,2}(?:e|er|eme|ere|ᵉ|è|nd|nde)?|97[1-8])$")
_NUMBER = re.compile(rf"{_ORDINAL.pattern}|^(?:\d{{1,2}}(?:-\d{{1,2}})+|[ivx]+)$")
# « des 14e, 15e et 16e arrondissements de Marseille », « Marseille 14, 15 et 16 »: one name, whatever its commas
_NUMBERS = r"(?:\d{1,2}(?:er|e|eme)?(?:\s*,\s*(?:et\s+)?|\s+et\s+))+\d{1,2}(?:er|e|eme)?"
_CITY = r"(?:paris|lyon|marseille)"
_DISTRICTS = re.compile(
    rf"\s*(?:d[eu]s?\s+|les?\s+)?(?:{_NUMBERS}\s+arrondissements(?:\s+de\s+{_CITY})?|{_CITY}\s+{_NUMBERS})\b(?![.,]?\d)"
)
_PLACE_ADJECTIVE = re.compile(
    r"(?:ais|aise|aises|ois|oise|oises|ien|ienne|iens|iennes|een|eenne|in|ine|ane|ain|aine|ique|iques|al|ale|er|ere|eux|euse)$"
)
# « Sud-Est grenoblois », « Riviera française »: an adjective of place closes a name
_DEMONYM = re.compile(r"[a-z-]{3,}(?:aise?s?|oise?s?|ien(?:ne)?s?|een(?:ne)?s?)")


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int
    folded: str

    @property
    def proper(self) -> bool:
        return any(character.isupper() for character in self.text)


class _State(Enum):
    START = auto()  # nothing but articles and prepositions
    NOUN = auto()  # a common noun that calls a proper one: « pays », « bassin »
    NAMED = auto()  # a proper word was met: the name may end here


class _Action(Enum):
    TAKE = auto()  # the name goes to the end of this word at least
    HOLD = auto()  # the name holds this word if it goes on
    CARRY = auto()  # as HOLD, and a proper word or an adjective is called for
    CLOSE = auto()  # the name ends with this word
    STOP = auto()  # the name ended before


class _Reading(NamedTuple):
    """A name read up to one word. `end`: where it would end, `last`: the end of the last word held."""

    text: str
    folded: str
    tokens: tuple[_Token, ...]
    state: _State
    end: int | None
    last: int
    shouting: bool
    listed: bool  # a name by itself, not after « CPTS »
    stop_at_and: bool
    rank: int = 0  # of the word looked at

    @property
    def token(self) -> _Token:
        return self.tokens[self.rank]

    @property
    def before(self) -> tuple[_Token, ...]:
        return self.tokens[: self.rank]

    @property
    def following(self) -> tuple[_Token, ...]:
        return self.tokens[self.rank + 1 :]

    @property
    def gap(self) -> str:
        return self.text[self.last : self.token.start]


def end_of_name(
    text: str, folded: str, start: int, *, commas: bool = True, stop_at_and: bool = False, listed: bool = False
) -> int | None:
    """Where the name starting at `start` ends, or `None` when no name starts there. `listed`: the name stands by
    itself, not after « CPTS »."""
    if districts := _DISTRICTS.match(folded, start):
        return districts.end()
    tokens = tuple(islice(_tokens(text, folded, start), LONGEST_NAME))
    shouting = text[start : start + 60].upper() == text[start : start + 60] and len(text[start:].strip()) > 12
    read = _Reading(text, folded, tokens, _State.START, None, start, shouting, listed, stop_at_and)
    for rank in range(len(tokens)):
        read = read._replace(rank=rank)
        if not _gap_allowed(read):
            chain = _comma_chain(text, folded, read.token.start) if commas and _may_be_a_chain(read) else None
            if chain:
                return chain
            break
        action = _action(read)
        read = _after(read, action)
        if action in (_Action.CLOSE, _Action.STOP):
            break
    if read.end is None:
        return None
    tail = pattern("cpts_names", "tails").match(folded, read.end)
    return tail.end() if tail else read.end


def _after(read: _Reading, action: _Action) -> _Reading:
    """The name once its current word is taken, held or left out."""
    if action in (_Action.TAKE, _Action.CLOSE):
        end = _end_of_close(read) if action is _Action.CLOSE else read.token.end
        return read._replace(end=end, last=end, state=_State.NAMED)
    if action is _Action.CARRY and read.state is _State.START:
        return read._replace(last=read.token.end, state=_State.NOUN)
    return read._replace(last=read.token.end) if action in (_Action.HOLD, _Action.CARRY) else read


def _may_be_a_chain(read: _Reading) -> bool:
    return read.gap.strip() == "," and read.end is not None and read.end == read.last


def _action(read: _Reading) -> _Action:
    """That of the first class the word is of; a word of none ends the name."""
    for is_of_class, actions in _ACTIONS:
        if read.state in actions and is_of_class(read):
            return actions[read.state]
    return _Action.STOP


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


# --- classes of words ----------------------------------------------------------------------------------


def _is_and_outside(read: _Reading) -> bool:
    """« et » before what is no part of a name."""
    if read.token.folded != "et" or (read.tokens[0].folded == "entre" and not read.stop_at_and):
        return False
    complement = not read.stop_at_and and _leads_to_complement(read.tokens[: read.rank + 1], read.following)
    return read.stop_at_and or not (complement or _joins(read.following))


def _is_stop(read: _Reading) -> bool:
    """« ARS », « Président », « Depuis »: a capital that no name holds."""
    token = read.token
    # « Territoire de Belfort », « Région de Condrieu »: capitalised here, part of the name
    place_word = (
        token.folded in ("territoire", "region", "pays")
        and bool(read.following)
        and read.following[0].folded in ("de", "du", "d", "des")
    )
    stops = token.proper and token.folded in words("cpts_names", "stops") and not place_word
    return stops or token.text in vocabulary("cpts_names")["stops"]


def _is_shouted_verb(read: _Reading) -> bool:
    return read.shouting and read.token.folded in words("cpts_names", "capital_stops")


def _is_count(read: _Reading) -> bool:
    """A number of something else: « 5 communes », « 12 000 habitants », « la CPTS 974 »."""
    word = read.token.folded
    if _NUMBER.match(word):
        after = read.folded[read.token.end : read.token.end + 14]
        counts = read.following and read.following[0].folded in words("cpts_names", "counted")
        counted = bool(re.match(r"[.,]?\s?\d{3}\b|\s*%|\s*€|/\d|,\d", after)) or (counts and re.match(r"\s*\S", after))
        alone = read.state is _State.START and word.isdigit() and not read.listed and len(word) > 2
        return bool(counted or alone)
    return word[0].isdigit() and (not (read.token.proper or "-" in word) or len(re.sub(r"\D", "", word)) > 4)


def _is_ordinal(read: _Reading) -> bool:
    return bool(_NUMBER.match(read.token.folded))


def _is_article_of_a_sentence(read: _Reading) -> bool:
    """« CPTS de Grenoble Le rapport »: a capital article right after a proper word."""
    before = read.before[-1] if read.before else None
    return (
        read.token.folded in ("le", "la", "les")
        and read.token.proper
        and not read.shouting
        and before is not None
        and before.proper
        and before.folded not in words("cpts_names", "links")
    )


def _is_shouted_link(read: _Reading) -> bool:
    """« CPTS DU PAYS DE BRAY »: in capitals, a small word is not told by its case."""
    return (
        read.token.proper
        and read.shouting
        and read.token.folded in words("cpts_names", "links") | words("cpts_names", "openers")
    )


def _is_proper(read: _Reading) -> bool:
    opens = read.token.folded in words("cpts_names", "links") and not read.shouting and len(read.token.folded) <= 2
    return read.token.proper and not (opens and read.state is not _State.NAMED)


def _is_common_noun(read: _Reading) -> bool:
    return read.token.folded in words("cpts_names", "places")


def _is_arrondissement(read: _Reading) -> bool:
    return read.token.folded.startswith("arrondissement") and _is_common_noun(read)


def _is_noun_of_a_proper_name(read: _Reading) -> bool:
    """« Gévaudan et vallée du Lot », « Haut pays bigouden »: a common noun inside a name leads to another proper word,
    or to the adjective of a country."""
    adjective = bool(read.following) and _says_of_a_country(read.following[0].folded)
    return _is_common_noun(read) and (adjective or _leads_to_proper(read.following))


def _is_adjective_of_the_noun(read: _Reading) -> bool:
    """« plateau briard », « agglomération dijonnaise »; not « territoire national »."""
    if not read.before or read.before[-1].folded not in words("cpts_names", "places"):
        return False
    if not _PLACE_ADJECTIVE.search(read.token.folded) or read.token.folded == "deux":
        return False
    nouns = [token.folded for token in read.before if token.folded in words("cpts_names", "places")]
    vague = {fold(word) for word in vocabulary("cpts_names")["vague_places"]} - {"agglomeration", "metropole"}
    return nouns[-1] not in vague


def _is_demonym(read: _Reading) -> bool:
    """« Riviera française », « Monts d'or lyonnais », « Haut pays bigouden »: an adjective in lower case after a proper
    word, or after a noun that the name holds."""
    if not read.before:
        return False
    held = read.before[-1].end in (read.end, read.last) and read.before[-1].folded not in words("cpts_names", "links")
    return (read.before[-1].proper or held) and _says_of_a_country(read.token.folded)


def _says_of_a_country(word: str) -> bool:
    """« vendômois », « bigouden », « romantique »: the adjective of a country, by its ending or by name."""
    ends_so = _DEMONYM.fullmatch(word) is not None and word not in words("cpts_names", "not_demonyms")
    return ends_so or word in words("cpts_names", "demonyms")


def _is_complement(read: _Reading) -> bool:
    """« Vallées de santé », « Rives de soins »: a common noun alone names nobody, its complement is of the name."""
    return not (read.listed and read.before[-1:] == read.tokens[:1]) and _completes(read.before, read.token)


def _is_last_word(read: _Reading) -> bool:
    return _closes(read.before, read.token)


def _is_opener(read: _Reading) -> bool:
    """« du Chalonnais », « La Bièvre »: a preposition or an article, before anything else."""
    held = read.last == read.before[-1].end if read.before else True
    return held and read.token.folded in words("cpts_names", "openers")


def _is_link(read: _Reading) -> bool:
    """A small word inside a name: a proper word or a last word follows."""
    between = read.before[-1:] == read.tokens[:1] and read.tokens[0].folded == "entre"  # « Entre deux mers »
    numbered = between and read.token.folded in words("cpts_names", "numbers") | {"deux"}
    if read.token.folded not in words("cpts_names", "links") and not numbered:
        return False
    held, following = read.tokens[: read.rank + 1], read.following
    last = bool(following) and _closes(held, following[0])
    return last or _leads_to_complement(held, following) or _leads_to_proper(following)


def _is_link_outside(read: _Reading) -> bool:
    """« la CPTS du Grésivaudan en Isère »: where the CPTS is; « A et les B »: two things. Not « Santé en Vendée »,
    for a common noun alone names nobody, nor « Littoral en Nord », for in the département is « dans le Nord »."""
    word = read.token.folded
    if not _is_link(read):
        return False
    where = word in ("en", "a", "au", "sur") and _place_follows(read.text, read.following)
    if where and word == "en":
        after = [token.folded for token in read.following[:2] if token.proper]
        where = not (_names_nothing(read.before) or (len(after) == 1 and after[0] in words("cpts_names", "cardinals")))
    both = word in ("le", "la", "les", "l") and read.folded[max(0, read.token.start - 9) : read.token.start].split()[
        -1:
    ] == ["et"]
    return bool(where or both)


def _is_company(read: _Reading) -> bool:
    """« Loire & Co »."""
    return read.token.folded == "co" and "&" in read.gap


def _is_between(read: _Reading) -> bool:
    return read.token.folded == "entre" and _leads_to_proper(read.following)


def _everywhere(action: _Action) -> dict[_State, _Action]:
    return dict.fromkeys(_State, action)


# (class, what it does in each state); the first class a word is of decides
_ACTIONS: tuple[tuple[Callable[[_Reading], bool], dict[_State, _Action]], ...] = (
    (_is_and_outside, _everywhere(_Action.STOP)),
    (_is_stop, _everywhere(_Action.STOP)),
    (_is_shouted_verb, {_State.NAMED: _Action.STOP}),
    (_is_count, _everywhere(_Action.STOP)),
    (_is_ordinal, _everywhere(_Action.TAKE)),
    (_is_article_of_a_sentence, _everywhere(_Action.STOP)),
    (_is_shouted_link, _everywhere(_Action.HOLD)),
    (_is_proper, _everywhere(_Action.TAKE)),
    (_is_arrondissement, {_State.NAMED: _Action.TAKE}),
    (_is_complement, {_State.NAMED: _Action.TAKE}),
    (_is_common_noun, {_State.START: _Action.CARRY, _State.NOUN: _Action.CARRY}),
    (_is_noun_of_a_proper_name, {_State.NAMED: _Action.HOLD}),
    (_is_common_noun, {_State.NAMED: _Action.STOP}),
    (_is_adjective_of_the_noun, _everywhere(_Action.TAKE)),
    (_is_demonym, {_State.NAMED: _Action.CLOSE}),
    (_is_last_word, {_State.NAMED: _Action.CLOSE}),
    (_is_opener, {_State.START: _Action.HOLD}),
    (_is_link_outside, {_State.NOUN: _Action.STOP, _State.NAMED: _Action.STOP}),
    (_is_link, {_State.NOUN: _Action.HOLD, _State.NAMED: _Action.HOLD}),
    (_is_company, _everywhere(_Action.TAKE)),
    (_is_between, {_State.START: _Action.CARRY}),
)


def _end_of_close(read: _Reading) -> int:
    """The end of a last word, with the adjective that follows it: « Pays basque intérieur »."""
    following = read.following[0] if read.following else None
    second = (
        following is not None
        and _is_demonym(read)
        and following.folded in words("cpts_names", "demonyms")
        and following.start == read.token.end + 1
    )
    return following.end if following is not None and second else read.token.end


# --- what stands between and after the words -----------------------------------------------------------


def _gap_allowed(read: _Reading) -> bool:
    gap, token = read.gap, read.token
    if "\n" in gap:
        return False
    inner = gap.strip()
    if inner in ("", "&", "+"):
        return True
    if read.state is _State.START and inner in ("-", "–", "·"):
        return False
    if inner in ("-", "–", "—", "/"):
        rest = read.text[token.start : token.start + 60]
        if not token.proper or is_place(token.text) or _place_follows(read.text, (token, *read.following)):
            return False
        slogan = pattern("cpts_names", "slogans").match(read.folded, token.start) if " " in gap else None
        return not slogan and not re.match(r"[^,(]{2,40},\s*[A-ZÀ-Þ]", rest)
    before = re.search(r"[^\W_]+$", read.folded[max(0, read.last - 60) : read.last])
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


def _joins(following: tuple[_Token, ...]) -> bool:
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


def _leads_to_proper(following: tuple[_Token, ...]) -> bool:
    links, places = words("cpts_names", "links"), words("cpts_names", "places")
    for token in following[:4]:
        if token.proper:
            return token.text not in vocabulary("cpts_names")["stops"]
        if token.folded not in links and token.folded not in places and not _ORDINAL.match(token.folded):
            return False
    return False


def _place_follows(text: str, following: tuple[_Token, ...]) -> bool:
    return any(
        is_place(text[following[0].start : following[count - 1].end]) for count in range(1, min(4, len(following)) + 1)
    )


def _closes(before: tuple[_Token, ...], token: _Token) -> bool:
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


def _names_nothing(before: tuple[_Token, ...]) -> bool:
    """« Santé », « Les Vallées »: one common noun, whatever its case."""
    small = words("cpts_names", "links") | words("cpts_names", "openers")
    said = [token.folded for token in before if token.folded not in small]
    return len(said) == 1 and said[0] in words("cpts_names", "places")


def _completes(before: tuple[_Token, ...], token: _Token) -> bool:
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


def _lone_noun(before: tuple[_Token, ...]) -> tuple[str, tuple[str, ...]]:
    """The only word of a name that is no small one, when it has a capital, and the small words after it."""
    small = words("cpts_names", "links") | words("cpts_names", "openers")
    nouns = [index for index, word in enumerate(before) if word.folded not in small]
    if len(nouns) != 1 or not before[nouns[0]].proper:
        return "", ()
    return before[nouns[0]].folded, tuple(word.folded for word in before[nouns[0] + 1 :])


_CALLING_LINKS = (("de",), ("du",), ("des",), ("d",), ("de", "la"), ("de", "l"), ("et",))


def _may_be_called(token: _Token) -> bool:
    """Whether a word in lower case may be a noun of a landscape: no pronoun, no month, no « région »."""
    lists = ("not_called", "vague_places", "counted", "links", "openers", "cardinals")
    return not any(token.folded in words("cpts_names", one) for one in lists)


def _leads_to_complement(held: tuple[_Token, ...], following: tuple[_Token, ...]) -> bool:
    """« Pays | de la lavande », « Cap | sur la santé »: the complement may come behind an article."""
    if following and following[0].folded in ("la", "l", "le", "les"):
        held, following = (*held, following[0]), following[1:]
    return bool(following) and _completes(held, following[0])
