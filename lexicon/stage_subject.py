"""Whose state it is: the CPTS of the text, or a person, a building, a tool, another CPTS, a number of them.

An adjective is said of the nearest noun (« salle de soins opérationnelle »), a verb of its subject (« le site de
la CPTS est en construction »), a noun of its complement (« dissolution d'un comprimé »). The nouns are data
(`[fragments]` of `vocabulary/status.toml`).
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from lexicon.folded import Folded
from lexicon.gate import gated
from lexicon.patterns import fragment

NAME = "status"
FARTHEST_SUBJECT = 200  # characters of the sentence read to the left of a state
_CLAUSE = gated(r" ?[,:()] ?| mais | puis ")
_DETERMINER = gated(
    r" ?(?:qu[ei] |et |ou )?(?:l'|(?:les?|la|une?|des|son|sa|ses|leurs?|notre|nos|cet?|cette|ces) )(?=\w{3})"
)
_INTRODUCED = gated(
    r"(?:^| )(?:par|avec|pour|aux?|a|dans|chez|entre|sur|sous|de|du|des|d|au sein de)[ ']?"
    r"(?:(?:la|les?|l'|une?|des|ses|son|sa|leurs?|nos|notre|tous|cette) ?)*$"
)
_IN_A_NAME = gated(r"(?:^| )(?:de|du|des|de la|de l') ?$")
_VERB = gated(
    r"\b(?:est|sont|sommes|etai(?:en)?t|devien(?:t|nent)|reste|demeure)\b"
    r"|\b(?:a|ont|ayant)(?: ete)?(?: \w+ment)?(?: (?:cesse|arrete|mis fin))?(?: (?:a|son|sa|ses|leurs?|toute))* ?$"
)
_STATE_NOUN = gated(r"(?:tion|ture|montage|place)$|^(?:cessation|creation|constitution|mise en place)")
# « rubrique en construction »: a common noun just before, which is neither a verb, an adverb nor a participle
_BARE_NOUN = gated(
    r"(?:.* )?(?P<noun>(?!deja|tres|bien|plus|desormais|toujours|encore|jamais|enfin|ainsi)[a-z]{4,})"
    r"(?<!ment)(?<!ee)(?<!ees) "
)
# « a abandonné »: who does it to something else
_ACTIVE = gated(r"\b(?:a|ont|avons|avait|avaient)(?: \w+ment| deja| bien)? $")
_MASCULINE = gated(r"(?:nel|tif|gne|lise|lide|nnu)s?$")


class _Noun(NamedTuple):
    start: int
    end: int
    ours: bool
    introduced: bool


def said_of_another(folded: Folded, span: tuple[int, int], start: int, end: int) -> bool:
    """True when the state `key[start:end]` of a sentence is that of something else than one CPTS.

    A state with no noun before it is that of the CPTS of the page."""
    key = folded.key
    state = key[start:end]
    if _STATE_NOUN.search(state):
        if fragment(NAME, "complement_autre").match(key, end, span[1]):
            return True
        if not state.startswith("en "):
            return False
    if _ACTIVE.search(key, span[0], start) and fragment(NAME, "objet_autre").match(key, end, span[1]):
        return True
    place = max(start, key.rfind(" ", start, end) + 1)
    clauses = list(_clauses(key, max(span[0], place - FARTHEST_SUBJECT), place))
    low, high = clauses[-1]
    verb = _VERB.search(key, low, high)
    masculine = _MASCULINE.search(key[:end]) is not None
    others = _others(key, span, "autres_sujets")
    told = _host(folded, low, verb.start() if verb else high, others, verb is not None, masculine)
    if told is None and not verb:
        told = _follows_a_common_noun(folded, low, start)
    if told is not None or len(clauses) == 1:
        return bool(told)
    apposed = not verb and not key[low:start].strip()
    if apposed and _ends_with_one(key, span, clauses[-2]):
        return False  # « où la CPTS, conventionnée depuis 2020, a … »: said of what stands before
    return _said_of_the_clause_before(folded, clauses, others)


def _said_of_the_clause_before(folded: Folded, clauses: list[tuple[int, int]], others: tuple[str, ...]) -> bool:
    key = folded.key
    if _DETERMINER.match(key, *clauses[0]):
        return bool(_host(folded, *clauses[0], others))
    # « comme la CPTS voisine, conventionnée depuis 2020 »
    return "groupe" in others and any(
        found.end() == clauses[-2][1] for found in fragment(NAME, "groupe").finditer(key, *clauses[-2])
    )


def _follows_a_common_noun(folded: Folded, low: int, start: int) -> bool | None:
    bare = _BARE_NOUN.fullmatch(folded.key, low, start) if low < start else None
    if bare is None:
        return None
    word = folded.excerpt(*bare.span("noun"))
    return True if word.islower() and word[-1] != "é" else None


def _ends_with_one(key: str, span: tuple[int, int], clause: tuple[int, int]) -> bool:
    """True when a clause ends with « la CPTS », one and of the text."""
    text = key[slice(*clause)].rstrip()
    ours = any(match.end() == len(text) for match in fragment(NAME, "cpts").finditer(text))
    others = _others(key, span)
    return ours and not any(m.end() == len(text) for name in others for m in fragment(NAME, name).finditer(text))


def signed_by_another(
    key: str, span: tuple[int, int], start: int, end: int, staff: bool = False, several: bool = True
) -> bool:
    """True when those who sign are a health centre, the CPTS next door, and no CPTS with them; a number of CPTS where
    `several`; where `staff`, somebody whom a CPTS employs, since the contract may be his own."""
    before, after = key[span[0] : max(start, key.rfind(" ", start, end) + 1)], key[end : span[1]]
    relative = re.search(r"\bqui\b[^,]*$", before)
    before = before[: relative.start()] if relative else before
    names = ("signataires_autres", *(("salaries",) if staff else ()))
    others = _others(key, span, *names) if several else names
    heads = [noun for noun in _nouns(before, others) if not noun.introduced]
    if heads:  # « La CPTS a rencontré l'hôpital, qui a signé … »: said of the noun just before
        return not any(noun.ours for noun in (heads[-1:] if relative else heads))
    by = re.match(r"(?: \w+){0,3}? par (?:les? |la |l'|une? |des )?", after)
    return bool(by and fragment(NAME, "signataires_autres").match(after, by.end()))


def other_party(key: str, span: tuple[int, int], end: int) -> bool:
    """True when a contract is « avec un éditeur », « entre deux cabinets »; the caller knows that no body is named."""
    return fragment(NAME, "autre_partie").match(key, end, span[1]) is not None


def _clauses(key: str, low: int, high: int) -> list[tuple[int, int]]:
    edges = [(low, low), *(edge.span() for edge in _CLAUSE.finditer(key, low, high)), (high, high)]
    return [(left[1], right[0]) for left, right in pairwise(edges)]


def _others(key: str, span: tuple[int, int], *names: str) -> tuple[str, ...]:
    """The fragments of the nouns that are not the CPTS: a number of CPTS is one, unless the text is of them."""
    return names if fragment(NAME, "celle_du_texte").search(key, *span) else ("groupe", *names)


def _nouns(clause: str, others: tuple[str, ...]) -> list[_Noun]:
    """The nouns of a clause that may have a state, in order."""
    nouns: list[_Noun] = []
    for name in (*others, "sujet"):
        for match in fragment(NAME, name).finditer(clause):
            start, end = match.span()
            if not any(noun.start < end and start < noun.end for noun in nouns):
                nouns.append(_Noun(start, end, name == "sujet", _INTRODUCED.search(clause[:start]) is not None))
    return sorted(nouns)


def _host(
    folded: Folded, low: int, high: int, others: tuple[str, ...], verb: bool = True, masculine: bool = False
) -> bool | None:
    """True when the noun of `key[low:high]` that has the state is another, `None` when there is no noun."""
    clause = folded.key[low:high]
    nouns = _nouns(clause, others)
    if verb and not clause.rstrip().endswith(" qui"):
        heads = [noun for noun in nouns if not noun.introduced]
        if heads:
            return not heads[0].ours
        subject = _DETERMINER.match(clause)
        return True if subject and folded.written(low + subject.end()).islower() else None
    if not nouns:
        return None
    last = nouns[-1]
    if last.ours:
        return masculine and any(not noun.ours for noun in nouns)
    return masculine or not (any(noun.ours for noun in nouns) and _is_of_a_name(folded, low, clause, last))


def _is_of_a_name(folded: Folded, low: int, clause: str, noun: _Noun) -> bool:
    """« CPTS Centre Essonne », « CPTS des professionnels du Lens »: the noun belongs to a name."""
    return folded.written(low + noun.start).isupper() or _IN_A_NAME.search(clause[: noun.start]) is not None
