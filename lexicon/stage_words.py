"""The words of a sentence that speak of a stage: things, states and expressions, and what bears on each.

A thing is a document of the CPTS (contract, letter of intent, health project), a state what is said of it
(signed, sent, being written); the words around turn a state into a plan or a denial.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from lexicon.gate import Gates, gated
from lexicon.patterns import Entry, compiled, entries, fragment, vocabulary

NAME = "status"
FARTHEST_THING = 90  # characters between a state and the thing it is said of
MOST_WORDS = 120  # a sentence with more is not about one CPTS

WORDS = vocabulary(NAME)
TABLES: dict[str, dict[str, dict[str, Any]]] = {
    table: {line["nom"]: line for line in WORDS[table]} for table in ("expression", "objet", "etat")
}
_SCOPES = sorted(WORDS["portee"], key=lambda line: line["valeur"] != "nie")  # a denial before all
_NOUN = gated(r"(?:atures?|tions?|sion|depot|envoi|remise|label)(?: officielles?)?$")
_ADVERBS = (
    r"(?: \w+ment| (?:deja|enfin|bien|aussi|donc|ainsi|tout juste|pour le moment|pour l.heure|a ce jour"
    r"|depuis peu)){0,2}"
)
_HAS_DONE = gated(
    r"(?:^|[ '])(?:ai|as?|avons|avez|ont|ayant|avai(?:s|t|ent)|av(?:ions|iez)|avoir|vien(?:t|nent) d.?etre)"
    rf"{_ADVERBS}(?P<passive> ete)?{_ADVERBS} ?$"
)
# a thing of which the CPTS is the complement, up to the name of the CPTS
_OF_A_THING = compiled(
    NAME,
    rf"(?:{'|'.join(line['motif'] for line in WORDS['objet'])}) (?:d'|de |du )"
    r"(?:l'|la |cette |notre |leur |sa |future |nouvelle )*$",
)
_FIRST_TO = gated(
    r"\b(?:premier|seul|dernier|deuxieme|second|troisieme)e?s? (?:\w+ ){0,4}?a (?:avoir|etre)(?: ete)? ?$"
)
_ITS = gated(r" (?:son|sa|leurs?|notre) ")
_CLAUSE_START = gated(
    r"[;()]|,(?! (?:initialement )?(?:prevue|programmee|attendue|envisagee|reportee|repoussee)\b)"
    r"| ?: (?=(?:elles?|ils?|nous|on) )| mais | puis | ou bien "
)
# « la signature, annoncée pour le 12 juin, a été reportée »: what stands between two commas is stepped over
_ASIDE = gated(r"( ?,[^,;()]{3,80},)(?= (?:n'|ne |s'|se )?(?:a|ont|est|sont|sera|seront|va|vont|reste|tarde|aura)\b)")
_BEFORE_ITS_END = gated(r"\bavant (?:de (?:l[ea]s? |se )?|d'etre (?:\w+ment )?|d')$")
_BEFORE_SEEING = gated(r"\bavant de voir(?: [\w']+){1,5} $")  # « avant de voir son projet de santé validé »
_EARLIER = gated(
    r"\b(?:avai(?:t|ent)|avions|apres avoir|ayant)(?: \w+ment| deja| bien| pourtant)*(?: ete)?(?: \w+ment)? ?$"
)
_AFTER = gated(r"\b(?:apres|malgre|depuis|suite a|suivant) (?:la |sa |leur )?$")  # « dissoute après la signature »


@dataclass(frozen=True, slots=True)
class Word:
    """A thing, a state or an expression at its place in the folded text; `head`: where the act itself is named, when
    the expression holds words before it (« la CPTS n'est pas encore *validée* »)."""

    table: str
    name: str
    value: str
    start: int
    end: int
    head: int


def words_of(key: str, span: tuple[int, int]) -> list[Word]:
    """The words of one sentence in order; an expression keeps its words from things and states."""
    taken = bytearray(span[1] - span[0])
    found: list[Word] = []
    sentence = key[slice(*span)]
    gates, rows = _gates()
    for number in gates.of(sentence):
        table, entry = rows[number]
        if not entry.pattern.may_match(sentence):  # to look at the whole text each time grows with its square
            continue
        for match in entry.pattern.finditer(key, *span):
            start, end = match.span()
            head = max((match.start(name) for name in match.groupdict()), default=-1)
            if head > start and _OF_A_THING.search(key, max(span[0], start - 60), start):
                continue  # « la lettre d'intention de la CPTS a été validée »: said of the letter
            mine = slice(start - span[0], end - span[0])
            if start < end and not any(taken[mine]) and len(found) < MOST_WORDS:
                taken[mine] = b"\x01" * (end - start)
                found.append(Word(table, entry.name, entry.value, start, end, max(head, start)))
    return sorted(found, key=lambda word: word.start)


@cache
def _gates() -> tuple[Gates, tuple[tuple[str, Entry], ...]]:
    """Every entry with its table, in the order in which a word is taken, and the look before them."""
    rows = tuple((table, entry) for table in TABLES for entry in entries(NAME, table))
    return Gates([entry.pattern for _, entry in rows]), rows


def thing_of(key: str, state: Word, words: list[Word]) -> Word | None:
    """The thing a state is said of: the nearest one, a noun looking to its right and a passive to its left."""
    line = TABLES["etat"][state.name]
    if line.get("objet") and fragment(NAME, "objet_propre").match(key, state.end):
        return None
    farthest = line.get("distance", FARTHEST_THING)
    near = (
        thing
        for thing in words
        if thing.table == "objet" and min(abs(thing.end - state.start), abs(state.end - thing.start)) <= farthest
    )
    looks_right = _looks_right(key, state)
    return min(near, key=lambda thing: _distance(key, state, thing, words, looks_right), default=None)


def _looks_right(key: str, state: Word) -> bool:
    done = _HAS_DONE.search(key[max(0, state.start - 30) : state.start])
    active = done is not None and not done["passive"]
    # « a déposé son projet de santé et signé son ACI »: the second participle has the auxiliary of the first
    return is_noun(key, state) or active or (done is None and _ITS.match(key, state.end) is not None)


def _distance(key: str, state: Word, thing: Word, words: list[Word], looks_right: bool) -> int:
    """Characters between a state and a thing, and what stands for more: a comma, another state, the wrong side."""
    left = thing.end <= state.start
    gap = key[thing.end : state.start] if left else key[state.end : thing.start]
    low, high = min(thing.end, state.end), max(thing.start, state.start)
    crossed = sum(word.table == "etat" and low <= word.start < high for word in words)
    weight = len(gap) + 15 * (gap.count(",") + crossed) + 10 * gap.count(":") + 15 * (left == looks_right)
    return weight + 40 * (state.name in ("construction", "en_cours") and not left)


def _window(key: str, words: list[Word], start: int, end: int) -> str:
    """`key[start:end]` without the names of things, whose words (« contrat d'objectif ») would mislead."""
    letters = list(key[start:end])
    for word in words:
        if word.table == "objet" and start <= word.start and word.end <= end:
            letters[word.start - start : word.end - start] = "_" * (word.end - word.start)
    return "".join(letters)


def is_noun(key: str, word: Word) -> bool:
    """« signature », « validation », « dépôt »: an act named, not told."""
    return _NOUN.search(key[word.start : word.end]) is not None


def scope_of(key: str, span: tuple[int, int], words: list[Word], word: Word) -> tuple[str, str] | None:
    """The column (`prevu`, `nie`, …) and the rule of the words that bear on a state, a thing or an expression."""
    before, after = _around(key, span, words, word)
    noun = word.table == "objet" or is_noun(key, word)
    done = _said_done(before) or came_next(key, words, word)
    if word.table == "objet":
        before = before[-25:]

    def bears(line: dict[str, Any]) -> bool:
        motif = compiled(NAME, line["motif"])
        if line["place"] == "apres":
            return (noun or not line.get("noms")) and motif.search(after) is not None
        if (line["valeur"] == "prevu" and done) or not motif.search(before):
            return False
        if "sauf_ensuite" in line and compiled(NAME, line["sauf_ensuite"]).search(after):
            return False
        return not line.get("futur_ensuite") or compiled(NAME, "%futur%").search(key, word.end, span[1]) is not None

    lines = (line for line in _SCOPES if word.value in line.get("etats", (word.value,)))
    return next(((line["valeur"], line["nom"]) for line in lines if bears(line)), None)


def _said_done(before: str) -> bool:
    """Whether the words before a participle say it done: « a signé », « a été la première à être signée »."""
    if _FIRST_TO.search(before):
        return compiled(NAME, "%operators.avenir%").search(before) is None
    return _HAS_DONE.search(before) is not None and not re.search(r"\bavoir(?: ete)? ?$", before)


def came_next(key: str, words: list[Word], word: Word) -> bool:
    """« a signé son ACI, avant de le résilier », « refusé en mai, avant d'être validé »: behind an act told done, the
    infinitive tells what came next."""
    act = next((one for one in reversed(words) if one.table != "objet" and one.end <= word.start), None)
    if act is None:
        return False
    done = _HAS_DONE.search(key[max(0, act.start - 30) : act.start]) is not None
    if not _BEFORE_ITS_END.search(key, act.end, word.start):
        return done and _BEFORE_SEEING.search(key, act.end, word.start) is not None
    if "valide" in (word.value, TABLES[word.table][word.name].get("fait")):
        return act.value == "refuse"
    return done and word.value in ("fini", "cessee")


def _around(key: str, span: tuple[int, int], words: list[Word], word: Word) -> tuple[str, str]:
    """The clause on each side of a word, up to the next state or expression."""
    others = [other for other in words if other.table != "objet"]
    low = max(span[0], word.head - 70, *(other.end for other in others if other.end <= word.start))
    following = (other.start for other in others if other.name != "en_cours" and other.start >= word.end)
    high = min(span[1], word.end + 100, *following)
    before, after = _window(key, words, low, word.head), _window(key, words, word.end, high)
    return _CLAUSE_START.split(before)[-1], _CLAUSE_START.split(_ASIDE.sub("", after, count=1))[0]


def accomplished(key: str, span: tuple[int, int], word: Word) -> bool:
    """True for an infinitive that the text says done: « vient de signer »."""
    before = key[max(span[0], word.start - 110) : word.start]
    done = any(compiled(NAME, line["motif"]).search(before) for line in WORDS["accompli"])
    return done and not compiled(NAME, "%futur%").search(before)


def told_earlier(key: str, span: tuple[int, int], word: Word) -> bool:
    """True for what a sentence tells as older than the rest of it: « avait été validée », « après avoir signé »,
    « après un premier refus », « validé (refusé en 2026) »."""
    low = max(span[0], word.head - 40)
    if _EARLIER.search(key, low, word.head) or (is_noun(key, word) and _AFTER.search(key, low, word.head)):
        return True
    first = fragment(NAME, "refus_premier").search(key, low, word.start)
    first = first or fragment(NAME, "premiere_fois").match(key, word.end, span[1])
    return first is not None and word.value in ("refuse", "refus")
