"""The stage that a text proves a CPTS has reached.

A sentence is read as things (the contract, the letter of intent, the health project), what is said of them
(signed, sent, being written), and whole expressions that give a stage by themselves; the words around turn a
state into a plan or a denial. All words are data (`vocabulary/status.toml`). The most advanced stage already
reached wins; a text that proves none gives `None`, never a default. Domain: DOMAIN §2, docs/status.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipelines.normalise.dates import FoundDate, Page, event_of, find_dates, period
from pipelines.normalise.patterns import Folded, compiled, entries, fold_with_positions, fragment, sentences, vocabulary
from pipelines.normalise.readings import StatusReading
from pipelines.normalise.status_decision import STAGES, Proof, decide
from pipelines.normalise.status_subject import other_party, said_of_another, signed_by_another

NAME = "status"
ACI_BIRTH = date(2019, 6, 20)     # no earlier contract is an ACI: it proves that the ARS had validated the project
FARTHEST_THING = 90              # characters between a state and the thing it is said of
MOST_WORDS = 120                  # a sentence with more is not about one CPTS

_WORDS = vocabulary(NAME)
_TABLES: dict[str, dict[str, dict[str, Any]]] = {
    table: {line["nom"]: line for line in _WORDS[table]} for table in ("expression", "objet", "etat")
}
_NOUN = re.compile(r"(?:atures?|tions?|sion|depot|envoi|remise|label)$")
_ADVERBS = (
    r"(?: \w+ment| (?:deja|enfin|bien|aussi|donc|ainsi|tout juste|pour le moment|pour l.heure|a ce jour"
    r"|depuis peu)){0,2}"
)
_HAS_DONE = re.compile(
    r"(?:^|[ '])(?:a|ont|ayant|avait|avaient|avoir|vien(?:t|nent) d.?etre)"
    rf"{_ADVERBS}(?P<passive> ete)?{_ADVERBS} ?$"
)
_DATED = re.compile(
    r" ?(?:\(|: ?)?(?:du |le |en |depuis |au )?(?:\d{1,2}(?:er)?[ /.]\S|\w+ (?:19|20)\d\d|(?:19|20)\d\d)"
)
_ITS = re.compile(r" (?:son|sa|leurs?|notre) ")
_TO_A_DATE = re.compile(r" (?:des |en |a partir de |au |a |le |dans le |courant |debut |fin |pour |mi-?)+")
_CLAUSE_START = re.compile(r"[,;()]| mais | puis | ou bien ")
_ADJACENT = re.compile(r" ?(?:,|et|ou|puis|puis a ete)? ?(?:a |ont |ete )*")


@dataclass(frozen=True, slots=True)
class _Word:
    """A thing, a state or an expression at its place in the folded text."""

    table: str
    name: str
    value: str
    start: int
    end: int


def _words(key: str, span: tuple[int, int]) -> list[_Word]:
    """The words of one sentence in order; an expression keeps its words from things and states."""
    taken = bytearray(span[1] - span[0])
    found: list[_Word] = []
    for table in _TABLES:
        for entry in entries(NAME, table):
            for match in entry.pattern.finditer(key, *span):
                start, end = match.span()
                mine = slice(start - span[0], end - span[0])
                if start < end and not any(taken[mine]) and len(found) < MOST_WORDS:
                    taken[mine] = b"\x01" * (end - start)
                    found.append(_Word(table, entry.name, entry.value, start, end))
    return sorted(found, key=lambda word: word.start)


def _thing_of(key: str, state: _Word, words: list[_Word]) -> _Word | None:
    """The thing a state is said of: the nearest one, a noun looking to its right and a passive to its left."""
    before = key[max(0, state.start - 30) : state.start]
    done = _HAS_DONE.search(before)
    noun = _NOUN.search(key[state.start : state.end]) is not None
    active = done is not None and not done["passive"]
    # « a déposé son projet de santé et signé son ACI »: the second participle has the auxiliary of the first
    looks_right = noun or active or (done is None and _ITS.match(key, state.end) is not None)
    farthest = _TABLES["etat"][state.name].get("distance", FARTHEST_THING)
    best: tuple[int, _Word] | None = None
    for thing in words:
        if thing.table != "objet":
            continue
        left = thing.end <= state.start
        if min(abs(thing.end - state.start), abs(state.end - thing.start)) > farthest:
            continue
        gap = key[thing.end : state.start] if left else key[state.end : thing.start]
        crossed = sum(
            word.table == "etat" and min(thing.end, state.end) <= word.start < max(thing.start, state.start)
            for word in words
        )
        weight = len(gap) + 15 * gap.count(",") + 10 * gap.count(":") + 15 * crossed
        weight += 15 * (left == looks_right)
        if state.name in ("construction", "en_cours") and not left:
            weight += 40
        if best is None or weight < best[0]:
            best = (weight, thing)
    return best[1] if best else None


def _window(key: str, words: list[_Word], start: int, end: int) -> str:
    """`key[start:end]` without the names of things, whose words (« contrat d'objectif ») would mislead."""
    letters = list(key[start:end])
    for word in words:
        if word.table == "objet" and start <= word.start and word.end <= end:
            letters[word.start - start : word.end - start] = "_" * (word.end - word.start)
    return "".join(letters)


def _scope(key: str, span: tuple[int, int], words: list[_Word], word: _Word) -> tuple[str, str] | None:
    """The column (`prevu`, `nie`, …) and the rule of the words that bear on a state, a thing or an expression."""
    low = max(span[0], word.start - 70)
    for other in words:
        if other.table != "objet" and other.end <= word.start:
            low = max(low, other.end)
    before = _CLAUSE_START.split(_window(key, words, low, word.start))[-1]
    following = (
        other.start for other in words
        if other.table != "objet" and other.name != "en_cours" and other.start >= word.end
    )
    high = min([span[1], word.end + 100, *following])
    after = _CLAUSE_START.split(_window(key, words, word.end, high))[0]
    noun = word.table == "objet" or _NOUN.search(key[word.start : word.end]) is not None
    done = _HAS_DONE.search(before) is not None and not re.search(r"\bavoir(?: ete)? ?$", before)
    if word.table == "objet":
        before = before[-25:]
    for line in sorted(_WORDS["portee"], key=lambda line: line["valeur"] != "nie"):
        if word.value not in line.get("etats", (word.value,)):
            continue
        if line["place"] == "apres":
            if (noun or not line.get("noms")) and compiled(NAME, line["motif"]).search(after):
                return line["valeur"], line["nom"]
            continue
        told = compiled(NAME, line["motif"]).search(before) and (line["valeur"] != "prevu" or not done)
        if told and line.get("futur_ensuite"):
            told = compiled(NAME, "%futur%").search(key, word.end, span[1]) is not None
        if told:
            return line["valeur"], line["nom"]
    return None


def _accomplished(key: str, span: tuple[int, int], word: _Word) -> bool:
    """True for an infinitive that the text says done: « vient de signer »."""
    before = key[max(span[0], word.start - 110) : word.start]
    done = any(compiled(NAME, line["motif"]).search(before) for line in _WORDS["accompli"])
    return done and not compiled(NAME, "%futur%").search(before)


def _state_proofs(folded: Folded, span: tuple[int, int], words: list[_Word]) -> Iterator[Proof]:
    """What each state of each thing proves, then what a thing named without a state proves."""
    key = folded.key
    spoken: set[_Word] = set()
    previous: tuple[_Word, tuple[str, str] | None] | None = None
    told: tuple[str, str, _Word] | None = None
    for state in words:
        if state.table != "etat":
            continue
        thing = _thing_of(key, state, words)
        scope = _scope(key, span, words, state)
        if scope is None and previous and _ADJACENT.fullmatch(key[previous[0].end : state.start]):
            scope = previous[1]
        column, rule = state.value, state.name
        fact = _TABLES["etat"][state.name].get("fait")
        if fact:
            done = _accomplished(key, span, state) and (scope is None or scope[0] != "nie")
            column = fact if done else "nie" if scope and scope[0] == "nie" else state.value
        elif scope and column not in ("refuse", "construction", "en_cours", "negociation", "examen"):
            column, rule = scope[0], f"{rule}.{scope[1]}"
        previous = state, scope
        if thing:
            spoken.add(thing)
        if thing is None and said_of_another(folded, span, state.start, state.end):
            column = "rien"
        told = column, rule, state
        yield _reading(key, span, thing, column, rule, state)
    for thing in words:
        if thing.table != "objet" or thing in spoken:
            continue
        if told and told[2].end <= thing.start and fragment(NAME, "de_meme").match(key, thing.end, span[1]):
            yield _reading(key, span, thing, *told)
        else:
            yield _named(key, span, words, thing)


def _lecture(key: str, span: tuple[int, int], thing: _Word | None, start: int, end: int) -> str:
    """The line of `[lecture]` of a thing: a « convention » is the contract when its parties are the two bodies,
    a « contrat » is another when its party or its signatory is another."""
    if thing is None:
        return "cpts"
    if thing.value not in ("contrat", "convention"):
        return thing.value
    bodies = [party for party in ("ars", "am") if fragment(NAME, party).search(key, *span)]
    party = thing.name != "aci" and not bodies and any(other_party(key, span, edge) for edge in (thing.end, end))
    if party or signed_by_another(key, span, start, end):
        return "autre"
    return "contrat" if thing.value == "contrat" or len(bodies) == 2 else "convention"


def _reading(
    key: str, span: tuple[int, int], thing: _Word | None, column: str, rule: str, state: _Word
) -> Proof:
    name = thing.name if thing else "cpts"
    start, end = min(state.start, (thing or state).start), max(state.end, (thing or state).end)
    lecture = _lecture(key, span, thing, start, end)
    return Proof(_WORDS["lecture"][lecture].get(column, "rien"), f"{name}.{rule}", start, end, lecture)


def _named(key: str, span: tuple[int, int], words: list[_Word], thing: _Word) -> Proof:
    """A thing named without a state: planned, denied, dated, or only named."""
    scope = _scope(key, span, words, thing)
    if scope:
        column = "absent" if scope[0] == "nie" else scope[0]
    else:
        since = fragment(NAME, "depuis_sa_date").match(key, thing.end, span[1])
        column = "date" if since or _DATED.match(key[thing.end : min(span[1], thing.end + 40)]) else "nomme"
    proof = _reading(key, span, thing, column, scope[1] if scope else column, thing)
    # a long sentence may name a document without saying that this CPTS has it
    if column in ("nomme", "date") and span[1] - span[0] > 90 and proof.stage in STAGES:
        return Proof("rien", proof.rule, proof.start, proof.end)
    return proof


def _expression_proof(
    folded: Folded, span: tuple[int, int], words: list[_Word], word: _Word, page: Page | None
) -> Proof:
    key = folded.key
    line = _TABLES["expression"][word.name]
    scope = _scope(key, span, words, word)
    stage, rule = word.value, word.name
    whose = line.get("sujet")
    if (whose == "etat" and said_of_another(folded, span, word.start, word.end)) or (
        whose == "signataire" and signed_by_another(key, span, word.start, word.end)
    ):
        stage, rule = "rien", f"{rule}.autre_sujet"
    elif word.value == "plan":
        stage = "aci_signe" if _accomplished(key, span, word) and not (scope and scope[0] == "nie") else "ambigu"
    elif scope and stage in (*STAGES, "cessee"):
        stage = {"prevu": line.get("prevu", "ambigu"), "negociation": "ambigu"}.get(scope[0], "rien")
        rule = f"{rule}.{scope[1]}"
    elif line.get("sauf_nee") and _is_born(key, span, word):
        stage = "rien"
    elif line.get("datee") and _may_be_a_plan(key, word, page):
        stage, rule = "ambigu", f"{rule}.date_non_atteinte"
    about = "contrat" if line.get("contrat") or word.value == "plan" else ""
    return Proof(stage, rule, word.start, word.end, about, activity=bool(line.get("activite")))


def _is_born(key: str, span: tuple[int, int], word: _Word) -> bool:
    return any(
        entry.name in ("naissance", "lancement") and entry.pattern.search(key, low, high)
        for entry in entries(NAME, "connu")
        for low, high in ((span[0], word.start), (word.end, span[1]))
    )


def _may_be_a_plan(key: str, word: _Word, page: Page | None) -> bool:
    """« opérationnelle début 2020 » is a fact only on a page written later."""
    if not _TO_A_DATE.match(key[word.end : word.end + 30]):
        return False
    dates = find_dates(key[word.end : word.end + 60], page)
    if not dates:
        return False
    told = period(dates[0].value)
    return told is None or page is None or told.last > page.last


def _in_its_time(key: str, span: tuple[int, int], proof: Proof, dates: list[FoundDate], page: Page | None) -> Proof:
    """A contract dated after the page is a plan; one older than the ACI proves a validated project."""
    if proof.stage not in ("aci_signe", "cessee"):
        return proof
    events = (None, "signature", "validation", "etat") if proof.stage == "aci_signe" else (None, "dissolution")
    mine = [
        found for index, found in enumerate(dates)
        if span[0] <= found.start < span[1] and event_of(key, dates, index, span) in events
    ]
    nearest = min(mine, key=lambda found: min(abs(found.start - proof.end), abs(proof.start - found.end)), default=None)
    when = period(nearest.value) if nearest else None
    if when and page and when.first > page.last and not proof.activity:
        return Proof("ambigu", f"{proof.rule}.date_a_venir", proof.start, proof.end)
    when = when or page
    if proof.stage == "aci_signe" and when and when.last < ACI_BIRTH and (proof.contract or proof.activity):
        stage = "projet_valide" if proof.contract else "ambigu"
        return Proof(stage, f"{proof.rule}.avant_l_aci", proof.start, proof.end)
    return proof


def _proofs(folded: Folded, page: Page | None) -> list[Proof]:
    key = folded.key
    dates = find_dates(key, page)
    proofs: list[Proof] = []
    step: tuple[str, re.Match[str]] | None = None
    for span in sentences(key):
        general = [(e.name, m) for e in entries(NAME, "generique") if (m := e.pattern.search(key, *span))]
        # « Comment créer une CPTS : 1. lettre d'intention, 2. projet de santé »
        if not general and step and key[: span[0] - 1].endswith(tuple("123456789")):
            general = [step]
        if general:
            step = name, match = general[0]
            proofs.append(Proof("rien", name, *match.span()))
            continue
        step = None
        words = _words(key, span)
        found = [_expression_proof(folded, span, words, word, page) for word in words if word.table == "expression"]
        found += _state_proofs(folded, span, words)
        proofs += (_in_its_time(key, span, proof, dates, page) for proof in found)
    return proofs


def read_status(text: str, date_context: str | None = None) -> StatusReading:
    """The stage that a text proves, on a page of `date_context` (ISO day, month or year). Never raises.

    `value` is `None` when nothing is proved; then `ambiguous` tells that a reader could not decide, and
    `unknown_wording` that no rule knows these words."""
    folded = fold_with_positions(text)
    if not folded.key.strip():
        return StatusReading(None, "texte_vide", "")
    proofs = _proofs(folded, period(date_context))
    proof, ambiguous = decide(proofs)
    if proof:
        return StatusReading(proof.stage, proof.rule, folded.excerpt(proof.start, proof.end))
    told = sorted(proofs, key=lambda p: ("refus", "ambigu", "sommeil", *STAGES, "cessee", "rien").index(p.stage))
    if told:
        reason = next((p for p in told if not ambiguous or p.stage in ("ambigu", "sommeil")), told[0])
        return StatusReading(None, reason.rule, folded.excerpt(reason.start, reason.end), ambiguous=ambiguous)
    for entry in entries(NAME, "connu"):
        match = entry.pattern.search(folded.key)
        if match:
            return StatusReading(None, entry.name, folded.excerpt(*match.span()))
    return StatusReading(None, "mots_inconnus", folded.text[:200], unknown_wording=True)
