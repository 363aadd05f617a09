"""Where a proper name ends in a French text: word by word, through the small words a name may hold.

Each word has a class, and `_ACTIONS` says what a word of that class does to a name that is not begun, that stands on
a common noun (« pays », « vallée »), or that has its proper word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum, auto
from itertools import islice

from lexicon import name_classes as classes
from lexicon.departement_words import is_place
from lexicon.gate import gated
from lexicon.name_classes import Reading, State
from lexicon.name_words import ORDINAL, place_follows, tokens_of
from lexicon.patterns import pattern, words

LONGEST_NAME = 24  # words looked at after « CPTS »; the longest published name has fourteen

# « des 14e, 15e et 16e arrondissements de Marseille », « Marseille 14, 15 et 16 »: one name, whatever its commas
_NUMBERS = r"(?:\d{1,2}(?:er|e|eme)?(?:\s*,\s*(?:et\s+)?|\s+et\s+))+\d{1,2}(?:er|e|eme)?"
_CITY = r"(?:paris|lyon|marseille)"
_DISTRICTS = gated(
    rf"\s*(?:d[eu]s?\s+|les?\s+)?(?:{_NUMBERS}\s+arrondissements(?:\s+de\s+{_CITY})?|{_CITY}\s+{_NUMBERS})\b(?![.,]?\d)"
)


class _Action(Enum):
    TAKE = auto()  # the name goes to the end of this word at least
    HOLD = auto()  # the name holds this word if it goes on
    CARRY = auto()  # as HOLD, and a proper word or an adjective is called for
    CLOSE = auto()  # the name ends with this word
    STOP = auto()  # the name ended before


def end_of_name(
    text: str, folded: str, start: int, *, commas: bool = True, stop_at_and: bool = False, listed: bool = False
) -> int | None:
    """Where the name starting at `start` ends, or `None` when no name starts there. `listed`: the name stands by
    itself, not after « CPTS »."""
    if districts := _DISTRICTS.match(folded, start):
        return districts.end()
    tokens = tuple(islice(tokens_of(text, folded, start), LONGEST_NAME))
    shouting = text[start : start + 60].upper() == text[start : start + 60] and len(text[start:].strip()) > 12
    if not tokens:
        return None
    read = Reading(text, folded, tokens, State.START, None, start, shouting, listed, stop_at_and, tokens[0])
    for rank in range(len(tokens)):
        read.rank, read.token = rank, tokens[rank]
        if not _gap_allowed(read):
            chain = _comma_chain(text, folded, read.token.start) if commas and _may_be_a_chain(read) else None
            if chain:
                return chain
            break
        action = _action(read)
        _go_on(read, action)
        if action in (_Action.CLOSE, _Action.STOP):
            break
    if read.end is None:
        return None
    tail = pattern("cpts_names", "tails").match(folded, read.end)
    return tail.end() if tail else read.end


def _go_on(read: Reading, action: _Action) -> None:
    """Takes the current word of the name, holds it or leaves it out."""
    if action in (_Action.TAKE, _Action.CLOSE):
        read.end = read.last = _end_of_close(read) if action is _Action.CLOSE else read.token.end
        read.state = State.NAMED
    elif action in (_Action.HOLD, _Action.CARRY):
        read.last = read.token.end
        if action is _Action.CARRY and read.state is State.START:
            read.state = State.NOUN


def _may_be_a_chain(read: Reading) -> bool:
    return read.gap.strip() == "," and read.end is not None and read.end == read.last


def _action(read: Reading) -> _Action:
    """That of the first class the word is of; a word of none ends the name."""
    for is_of_class, action in _IN_STATE[read.state]:
        if is_of_class(read):
            return action
    return _Action.STOP


def _everywhere(action: _Action) -> dict[State, _Action]:
    return dict.fromkeys(State, action)


# (class, what it does in each state); the first class a word is of decides
_ACTIONS: tuple[tuple[Callable[[Reading], bool], dict[State, _Action]], ...] = (
    (classes.is_and_outside, _everywhere(_Action.STOP)),
    (classes.is_stop, _everywhere(_Action.STOP)),
    (classes.is_shouted_verb, {State.NAMED: _Action.STOP}),
    (classes.is_count, _everywhere(_Action.STOP)),
    (classes.is_ordinal, _everywhere(_Action.TAKE)),
    (classes.is_article_of_a_sentence, _everywhere(_Action.STOP)),
    (classes.is_shouted_link, _everywhere(_Action.HOLD)),
    (classes.is_proper, _everywhere(_Action.TAKE)),
    (classes.is_arrondissement, {State.NAMED: _Action.TAKE}),
    (classes.is_complement, {State.NAMED: _Action.TAKE}),
    (classes.is_common_noun, {State.START: _Action.CARRY, State.NOUN: _Action.CARRY}),
    (classes.is_other_half, {State.NOUN: _Action.CLOSE, State.NAMED: _Action.CLOSE}),
    (classes.is_noun_of_a_proper_name, {State.NAMED: _Action.HOLD}),
    (classes.is_common_noun, {State.NAMED: _Action.STOP}),
    (classes.is_adjective_of_the_noun, _everywhere(_Action.TAKE)),
    (classes.is_demonym, {State.NAMED: _Action.CLOSE}),
    (classes.is_last_word, {State.NAMED: _Action.CLOSE}),
    (classes.is_opener, {State.START: _Action.HOLD}),
    (classes.is_link_outside, {State.NOUN: _Action.STOP, State.NAMED: _Action.STOP}),
    (classes.is_link, {State.NOUN: _Action.HOLD, State.NAMED: _Action.HOLD}),
    (classes.is_company, _everywhere(_Action.TAKE)),
    (classes.is_between, {State.START: _Action.CARRY}),
)


_IN_STATE = {
    state: [(is_of_class, actions[state]) for is_of_class, actions in _ACTIONS if state in actions] for state in State
}


def _end_of_close(read: Reading) -> int:
    """The end of a last word, with the adjective that follows it: « Pays basque intérieur »."""
    following = read.following[0] if read.following else None
    second = (
        following is not None
        and classes.is_demonym(read)
        and following.folded in words("cpts_names", "demonyms")
        and following.start == read.token.end + 1
    )
    return following.end if following is not None and second else read.token.end


def _gap_allowed(read: Reading) -> bool:
    gap, token = read.gap, read.token
    if "\n" in gap:
        return False
    inner = gap.strip()
    if inner in ("", "&", "+"):
        return True
    if read.state is State.START and inner in ("-", "–", "·"):
        return False
    if inner in ("-", "–", "—", "/"):
        rest = read.text[token.start : token.start + 60]
        if not token.proper or is_place(token.text) or place_follows(read.text, (token, *read.following)):
            return False
        slogan = pattern("cpts_names", "slogans").match(read.folded, token.start) if " " in gap else None
        return not slogan and not re.match(r"[^,(]{2,40},\s*[A-ZÀ-Þ]", rest)
    before = re.search(r"[^\W_]+$", read.folded[max(0, read.last - 60) : read.last])
    return inner == "," and bool(ORDINAL.match(token.folded)) and bool(before and ORDINAL.match(before.group()))


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
