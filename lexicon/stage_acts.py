"""What is said of the documents of a CPTS: which one, signed or not, and by whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from lexicon.gate import gated
from lexicon.patterns import fragment
from lexicon.stage_refusals import refused_acts
from lexicon.stage_subject import other_party, signed_by_another
from lexicon.stage_words import NAME, TABLES, WORDS, Word, accomplished, came_next, scope_of, thing_of, words_of

Scope = tuple[str, str]  # a column of `[lecture]` and the rule that gives it
STEPS: dict[str, dict[str, str]] = WORDS["acte"]
_THEN = gated(
    r"(?:\b(?:puis|finalement|enfin|avant d'etre|mais)(?: a ete| l'(?:a|ont))?"
    r"|, (?:a|ont) (?:\w+ment |enfin )?ete)(?: \w+ment)? $"
)
_ADJACENT = gated(r" ?(?:,|et|ou|puis|puis a ete)? ?(?:a |ont |ete )*")
_RECALLS = gated(r"\b(?:l'|y )(?:a|ont|avait|avaient)(?: \w+ment| ensuite| depuis)? \w+(?: fin| un terme)?$")
# states that the words around change nothing of
_UNMOVED = ("refuse", "construction", "en_cours", "negociation", "examen")


def said(key: str, span: tuple[int, int], words: list[Word], state: Word, scope: Scope | None) -> Scope:
    """The column of a state, as the words that bear on it leave it, and its rule."""
    fact = TABLES["etat"][state.name].get("fait")
    if fact:
        denied = scope is not None and scope[0] == "nie"
        done = accomplished(key, span, state) or came_next(key, words, state)
        return "nie" if denied else fact if done else state.value, state.name
    if state.value == "refuse" and fragment(NAME, "refus_irreel").search(
        key, max(span[0], state.start - 60), state.start
    ):
        return "nie", f"{state.name}.irreel"
    if scope and state.value not in _UNMOVED:
        return scope[0], f"{state.name}.{scope[1]}"
    return state.value, state.name


def bodies(key: str, span: tuple[int, int]) -> list[str]:
    """Which of the two bodies a sentence names."""
    return [party for party in ("ars", "am") if fragment(NAME, party).search(key, *span)]


def lecture_of(key: str, span: tuple[int, int], thing: Word | None, start: int, end: int, several: bool = True) -> str:
    """The line of `[lecture]` of a thing: a « convention » is the contract when its parties are the two bodies,
    a « contrat » is another when its party, its aim or its signatory is another (`several`: a number of CPTS is)."""
    if thing is None:
        return "cpts"
    if thing.value not in ("contrat", "convention"):
        return thing.value
    named = bodies(key, span)
    plain = thing.name in ("contrat", "convention")
    party = thing.name != "aci" and not named and any(other_party(key, span, edge) for edge in (thing.end, end))
    aim = plain and fragment(NAME, "autre_but").search(key, thing.end, _clause_end(key, span, end)) is not None
    if party or aim or signed_by_another(key, span, start, end, plain and not named, several):
        return "autre"
    return "contrat" if thing.value == "contrat" or len(named) == 2 else "convention"


def _clause_end(key: str, span: tuple[int, int], start: int) -> int:
    comma = key.find(",", start, span[1])
    return span[1] if comma < 0 else comma


def granted_by_the_agency(key: str, span: tuple[int, int], lecture: str) -> bool:
    """« Les soignants, l'ARS et la CPAM ont signé le projet »: the agency that signs a project validates it; so does a
    signature said official. Its own people only adopt it."""
    official = "ars" in bodies(key, span) or key.find("officiel", *span) >= 0
    return lecture in ("projet", "projet_sante") and official


def states_told(
    key: str, span: tuple[int, int], words: list[Word], refused: dict[Word, Word]
) -> Iterator[tuple[Word, Word | None, str, str]]:
    """The states of a sentence, each with the thing it is said of, its column and its rule; a refusal of an act is
    told with the act."""
    of_acts = set(refused.values())
    before: tuple[Word, Word | None, Scope | None] | None = None
    for state in words:
        if state.table != "etat" or state in of_acts:
            continue
        scope = scope_of(key, span, words, state)
        if scope is None and before and _ADJACENT.fullmatch(key[before[0].end : state.start]):
            scope = before[2]
        column, rule = ("refuse", "refus") if state in refused else said(key, span, words, state, scope)
        thing = thing_of(key, state, words)
        if thing is None and before and _THEN.search(key, before[0].end, state.start):
            thing = before[1]  # « refusée par l'ARS, puis acceptée », « …, a été acceptée »
        if thing is None and before is None:
            thing = _recalled(key, span, state)
        before = state, thing, scope
        yield state, thing, column, rule


def _recalled(key: str, span: tuple[int, int], state: Word) -> Word | None:
    """« Elle *l'a* résilié »: the thing that the sentence before ends with, as if it stood at the pronoun."""
    if not _RECALLS.search(key, span[0], state.end):
        return None
    things = [word for word in words_of(key, (max(0, span[0] - 120), span[0])) if word.table == "objet"]
    return replace(things[-1], start=state.start, end=state.start) if things else None


@dataclass(frozen=True, slots=True)
class Act:
    """A step done, as the words of a state tell it; `thing_end`: with the thing behind it, « signé *son ACI* »."""

    event: str
    start: int
    end: int
    thing_end: int


@lru_cache(maxsize=64)
def acts_told(key: str, span: tuple[int, int]) -> tuple[Act, ...]:
    """The steps that a sentence tells done, by the same words as the stage."""
    words = words_of(key, span)
    states = [*states_told(key, span, words, refused_acts(key, words))]
    found = []
    for state, thing, column, _ in states:
        start, end = min(state.start, (thing or state).start), max(state.end, (thing or state).end)
        event = _event_of(lecture_of(key, span, thing, start, end, several=False), column, state) if thing else None
        if event:
            crossed = any(state.end <= other.start < end for other, *_ in states)
            found.append(Act(event, state.start, state.end, state.end if crossed else end))
    return tuple(found)


def _event_of(lecture: str, column: str, state: Word | None = None) -> str | None:
    event: str | None = STEPS.get(lecture, {}).get(column)
    return TABLES["etat"][state.name].get("acte", event) if event and state else event


def signature_told(key: str, span: tuple[int, int], act: tuple[int, int]) -> tuple[str | None, bool]:
    """The event of the words of a signature `key[slice(*act)]`, as the words around leave it, and whether it is to
    come; no event where it is denied, another's, or of another document."""
    words = words_of(key, span)
    inside = [word for word in words if word.start < act[1] and act[0] < word.end]
    expressions = [word for word in inside if word.table == "expression"]
    if expressions:
        return _expression_told(key, span, words, expressions[-1])
    state = _state_of(key, words, inside)
    if state is not None:
        return _state_told(key, span, words, state)
    named = next((word for word in inside if word.table == "objet"), None)
    return _event_of(lecture_of(key, span, named, *act, several=False), "signe"), False


def _state_of(key: str, words: list[Word], inside: list[Word]) -> Word | None:
    """The last state among the words of an act, else the last that is said of a thing among them."""
    states = [word for word in words if word.table == "etat"]
    told = [word for word in states if word in inside] or [one for one in states if thing_of(key, one, words) in inside]
    return told[-1] if told else None


def _state_told(key: str, span: tuple[int, int], words: list[Word], state: Word) -> tuple[str | None, bool]:
    thing = thing_of(key, state, words)
    column, _ = said(key, span, words, state, scope_of(key, span, words, state))
    start, end = min(state.start, (thing or state).start), max(state.end, (thing or state).end)
    lecture = lecture_of(key, span, thing, start, end, several=False)
    granted = "valide" if granted_by_the_agency(key, span, lecture) else "signe"
    event = _event_of(lecture, granted, state)
    if column in ("fini", "fin_annoncee") and event:
        return "resiliation", column == "fin_annoncee"
    return (event if column in ("signe", "valide", "prevu") else None), column == "prevu"


def _expression_told(key: str, span: tuple[int, int], words: list[Word], word: Word) -> tuple[str | None, bool]:
    scope = scope_of(key, span, words, word)
    if word.value == "plan":
        done = accomplished(key, span, word) and not (scope and scope[0] == "nie")
        return "signature_aci", not done
    if word.value not in ("aci_signe", "ambigu") or signed_by_another(key, span, word.start, word.end, several=False):
        return None, False
    return (None, False) if scope and scope[0] == "nie" else ("signature_aci", bool(scope and scope[0] == "prevu"))
