"""Classes of words, as they stand in a name that is being read: a stop, a count, a link, a last word.

`name_end` says what a word of each class does to the name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum, auto

from lexicon.gate import gated
from lexicon.name_words import (
    ORDINAL,
    Token,
    closes,
    completes,
    joins,
    leads_to_complement,
    leads_to_proper,
    names_nothing,
    place_follows,
)
from lexicon.patterns import vocabulary, words
from lexicon.text import fold

_NUMBER = gated(rf"{ORDINAL.pattern}|^(?:\d{{1,2}}(?:-\d{{1,2}})+|[ivx]+)$")
_PLACE_ADJECTIVE = gated(
    r"(?:ais|aise|aises|ois|oise|oises|ien|ienne|iens|iennes|een|eenne|in|ine|ane|ain|aine|ique|iques|al|ale|er|ere|eux|euse)$"
)
# « Sud-Est grenoblois », « Riviera française »: an adjective of place closes a name
_DEMONYM = gated(r"[a-z-]{3,}(?:aise?s?|oise?s?|ien(?:ne)?s?|een(?:ne)?s?)")


class State(IntEnum):
    START = auto()  # nothing but articles and prepositions
    NOUN = auto()  # a common noun that calls a proper one: « pays », « bassin »
    NAMED = auto()  # a proper word was met: the name may end here


@dataclass(slots=True)
class Reading:
    """A name read up to one word, which changes as it goes on: one for each word would cost more than its reading.
    `end`: where it would end, `last`: the end of the last word held."""

    text: str
    folded: str
    tokens: tuple[Token, ...]
    state: State
    end: int | None
    last: int
    shouting: bool
    listed: bool  # a name by itself, not after « CPTS »
    stop_at_and: bool
    token: Token  # the word looked at
    rank: int = 0  # of that word

    @property
    def before(self) -> tuple[Token, ...]:
        return self.tokens[: self.rank]

    @property
    def following(self) -> tuple[Token, ...]:
        return self.tokens[self.rank + 1 :]

    @property
    def gap(self) -> str:
        return self.text[self.last : self.token.start]


def is_and_outside(read: Reading) -> bool:
    """« et » before what is no part of a name."""
    if read.token.folded != "et" or (read.tokens[0].folded == "entre" and not read.stop_at_and):
        return False
    complement = not read.stop_at_and and leads_to_complement(read.tokens[: read.rank + 1], read.following)
    return read.stop_at_and or not (complement or joins(read.following))


def is_stop(read: Reading) -> bool:
    """« ARS », « Président », « Depuis »: a capital that no name holds."""
    token = read.token
    if token.folded not in words("cpts_names", "stops"):
        return False
    # « Territoire de Belfort », « Région de Condrieu »: capitalised here, part of the name
    place_word = (
        token.folded in ("territoire", "region", "pays")
        and bool(read.following)
        and read.following[0].folded in ("de", "du", "d", "des")
    )
    return (token.proper and not place_word) or token.text in vocabulary("cpts_names")["stops"]


def is_shouted_verb(read: Reading) -> bool:
    return read.shouting and read.token.folded in words("cpts_names", "capital_stops")


def is_count(read: Reading) -> bool:
    """A number of something else: « 5 communes », « 12 000 habitants », « la CPTS 974 »."""
    word = read.token.folded
    if is_ordinal(read):
        after = read.folded[read.token.end : read.token.end + 14]
        counts = read.following and read.following[0].folded in words("cpts_names", "counted")
        counted = bool(re.match(r"[.,]?\s?\d{3}\b|\s*%|\s*€|/\d|,\d", after)) or (counts and re.match(r"\s*\S", after))
        alone = read.state is State.START and word.isdigit() and not read.listed and len(word) > 2
        return bool(counted or alone)
    return word[0].isdigit() and (not (read.token.proper or "-" in word) or len(re.sub(r"\D", "", word)) > 4)


def is_ordinal(read: Reading) -> bool:
    word = read.token.folded
    return (word[0].isdigit() or word[0] in "ivx") and _NUMBER.match(word) is not None


def is_article_of_a_sentence(read: Reading) -> bool:
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


def is_shouted_link(read: Reading) -> bool:
    """« CPTS DU PAYS DE BRAY »: in capitals, a small word is not told by its case."""
    return (
        read.token.proper
        and read.shouting
        and read.token.folded in words("cpts_names", "links") | words("cpts_names", "openers")
    )


def is_proper(read: Reading) -> bool:
    opens = read.token.folded in words("cpts_names", "links") and not read.shouting and len(read.token.folded) <= 2
    return read.token.proper and not (opens and read.state is not State.NAMED)


def is_common_noun(read: Reading) -> bool:
    return read.token.folded in words("cpts_names", "places")


def is_arrondissement(read: Reading) -> bool:
    return read.token.folded.startswith("arrondissement") and is_common_noun(read)


def is_other_half(read: Reading) -> bool:
    """« Entre mer et | bocage »: what « entre » and « et » join, whatever it is."""
    return (
        not read.stop_at_and
        and len(read.before) > 2
        and read.before[0].folded == "entre"
        and read.before[-1].folded == "et"
        and read.token.folded not in words("cpts_names", "links")
    )


def is_noun_of_a_proper_name(read: Reading) -> bool:
    """« Gévaudan et vallée du Lot », « Haut pays bigouden »: a common noun inside a name leads to another proper word,
    or to the adjective of a country."""
    adjective = bool(read.following) and _says_of_a_country(read.following[0].folded)
    return is_common_noun(read) and (adjective or leads_to_proper(read.following))


def is_adjective_of_the_noun(read: Reading) -> bool:
    """« plateau briard », « agglomération dijonnaise »; not « territoire national »."""
    if not read.before or read.before[-1].folded not in words("cpts_names", "places"):
        return False
    if not _PLACE_ADJECTIVE.search(read.token.folded) or read.token.folded == "deux":
        return False
    nouns = [token.folded for token in read.before if token.folded in words("cpts_names", "places")]
    vague = {fold(word) for word in vocabulary("cpts_names")["vague_places"]} - {"agglomeration", "metropole"}
    return nouns[-1] not in vague


def is_demonym(read: Reading) -> bool:
    """« Riviera française », « Monts d'or lyonnais », « Haut pays bigouden »: an adjective in lower case after a proper
    word, or after a noun that the name holds."""
    if not read.before:
        return False
    held = read.before[-1].end in (read.end, read.last) and read.before[-1].folded not in words("cpts_names", "links")
    return (read.before[-1].proper or held) and _says_of_a_country(read.token.folded)


def is_complement(read: Reading) -> bool:
    """« Vallées de santé », « Rives de soins »: a common noun alone names nobody, its complement is of the name."""
    return not (read.listed and read.before[-1:] == read.tokens[:1]) and completes(read.before, read.token)


def is_last_word(read: Reading) -> bool:
    return closes(read.before, read.token)


def is_opener(read: Reading) -> bool:
    """« du Chalonnais », « La Bièvre »: a preposition or an article, before anything else."""
    held = read.last == read.before[-1].end if read.before else True
    return held and read.token.folded in words("cpts_names", "openers")


def is_link(read: Reading) -> bool:
    """A small word inside a name: a proper word or a last word follows."""
    between = read.before[-1:] == read.tokens[:1] and read.tokens[0].folded == "entre"  # « Entre deux mers »
    numbered = between and read.token.folded in words("cpts_names", "numbers") | {"deux"}
    if read.token.folded not in words("cpts_names", "links") and not numbered:
        return False
    held, following = read.tokens[: read.rank + 1], read.following
    last = bool(following) and closes(held, following[0])
    return last or leads_to_complement(held, following) or leads_to_proper(following)


def is_link_outside(read: Reading) -> bool:
    """« la CPTS du Grésivaudan en Isère »: where the CPTS is; « A et les B »: two things. Not « Santé en Vendée »,
    for a common noun alone names nobody, nor « Littoral en Nord », for in the département is « dans le Nord »."""
    word = read.token.folded
    if not is_link(read):
        return False
    where = word in ("en", "a", "au", "sur") and place_follows(read.text, read.following)
    if where and word == "en":
        after = [token.folded for token in read.following[:2] if token.proper]
        where = not (names_nothing(read.before) or (len(after) == 1 and after[0] in words("cpts_names", "cardinals")))
    both = word in ("le", "la", "les", "l") and read.folded[max(0, read.token.start - 9) : read.token.start].split()[
        -1:
    ] == ["et"]
    return bool(where or both)


def is_company(read: Reading) -> bool:
    """« Loire & Co »."""
    return read.token.folded == "co" and "&" in read.gap


def is_between(read: Reading) -> bool:
    return read.token.folded == "entre" and leads_to_proper(read.following)


def _says_of_a_country(word: str) -> bool:
    """« vendômois », « bigouden », « romantique »: the adjective of a country, by its ending or by name."""
    ends_so = _DEMONYM.fullmatch(word) is not None and word not in words("cpts_names", "not_demonyms")
    return ends_so or word in words("cpts_names", "demonyms")
