"""The stage that a text proves a CPTS has reached.

A sentence is read as things (the contract, the letter of intent, the health project), what is said of them
(signed, sent, being written), and whole expressions that give a stage by themselves; the words around turn a
state into a plan or a denial. « En activité » proves that people work, not a stage. All words are data
(`vocabulary/status.toml`). The most advanced stage already reached wins; a text that proves none gives `None`,
never a default. Domain: DOMAIN §2, docs/status.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from lexicon.date_shapes import Page, period
from lexicon.dates import find_dates
from lexicon.folded import Folded, fold_with_positions, sentences
from lexicon.gate import gated
from lexicon.patterns import entries, fragment
from lexicon.readings import StatusReading
from lexicon.stage_acts import bodies, granted_by_the_agency, lecture_of, states_told
from lexicon.stage_decision import ACTIVITY, ENDED, STAGES, Proof, at_work, decide, denials, without_contract
from lexicon.stage_refusals import refused_acts
from lexicon.stage_subject import other_party, said_of_another, signed_by_another
from lexicon.stage_times import day_of, in_its_time, may_be_a_plan
from lexicon.stage_words import NAME, TABLES, WORDS, Word, accomplished, scope_of, told_earlier, words_of

_DATED = gated(r" ?(?:\(|[:,] ?)?(?:du |le |en |depuis |au )?(?:\d{1,2}(?:er)?[ /.]\S|\w+ (?:19|20)\d\d|(?:19|20)\d\d)")
_NOT_SIGNED = ("nie", "prevu", "negociation", "redaction", "a_faire", "examen")  # states of a contract to come
# « Statut : reconnue par l'ARS », « La CPTS : résiliée »: the label says nothing of the stage
_LABEL = re.compile(
    r"^\W*(?:(?:la |notre )?cpts|(?:statut|état|etat|stade|étape|etape|avancement|phase|situation)"
    r"(?: (?:actuel(?:le)?|d['’]avancement|de la cpts))?)\s*:\s*(?=\S)",
    re.I,
)
# what was made of a state: its column and rule, and itself
_Told = tuple[str, str, Word]
# states that say yes
_YES = ("signe", "valide")


def _state_proofs(
    folded: Folded, span: tuple[int, int], words: list[Word], refused: dict[Word, Word]
) -> Iterator[Proof]:
    """What each state of each thing proves, then what a thing named without a state proves."""
    key = folded.key
    spoken: set[Word | None] = set()
    told: _Told | None = None
    for state, thing, column, rule in states_told(key, span, words, refused):
        if thing is None and said_of_another(folded, span, state.start, state.end):
            column = "rien"
        spoken.add(thing)
        told = column, rule, state
        yield _reading(key, span, thing, column, rule, state)
    for thing in words:
        if thing.table != "objet" or thing in spoken:
            continue
        if told and told[2].end <= thing.start and fragment(NAME, "de_meme").match(key, thing.end, span[1]):
            yield _reading(key, span, thing, *told)
        else:
            yield _named(key, span, words, thing)


def _reading(key: str, span: tuple[int, int], thing: Word | None, column: str, rule: str, state: Word) -> Proof:
    name = thing.name if thing else "cpts"
    start, end = min(state.start, (thing or state).start), max(state.end, (thing or state).end)
    lecture = lecture_of(key, span, thing, start, end)
    if column == "signe" and granted_by_the_agency(key, span, lecture):
        column = "valide"
    # a contract named for the future, without its signature, tells nothing: « le budget prévu pour l'ACI »
    unsigned = lecture == "contrat" and (column == "absent" or (column in _NOT_SIGNED and state is not thing))
    unsigned |= lecture == "projet_sante" and column == "nie"
    return Proof(
        WORDS["lecture"][lecture].get(column, "rien"),
        f"{name}.{rule}",
        start,
        end,
        lecture,
        unsigned=unsigned,
        earlier=told_earlier(key, span, state),
        at=state.head,
        granted=column in _YES,
    )


def _named(key: str, span: tuple[int, int], words: list[Word], thing: Word) -> Proof:
    """A thing named without a state: planned, denied, dated, or only named."""
    scope = scope_of(key, span, words, thing)
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
    folded: Folded, span: tuple[int, int], words: list[Word], word: Word, refused: dict[Word, Word], page: Page | None
) -> Proof:
    key = folded.key
    line = TABLES["expression"][word.name]
    scope = scope_of(key, span, words, word)
    other = _of_another(folded, span, word)
    stage, mark = ("rien", other) if other else _expressed(key, span, word, scope, page)
    if word in refused:
        stage, mark = "refus", "refus"
    rule = f"{word.name}.{mark}" if mark else word.name
    if stage == "aci_signe" and word.name == "contractualise" and bodies(key, span) == ["ars"]:
        # the ARS alone signed other contracts before 2019, and the ACI has the insurance too: it is not named
        rule = f"{rule}.une_seule_partie"
    about = "contrat" if line.get("contrat") or word.value == "plan" else ""
    to_come = scope is not None and scope[0] in _NOT_SIGNED
    denied = to_come and about == "contrat" and other != "autre_sujet"
    unsigned = denied or bool(line.get("sans_contrat"))
    earlier = told_earlier(key, span, word)
    granted = stage in ("projet_valide", "aci_signe")
    return Proof(stage, rule, word.start, word.end, about, unsigned, earlier, word.head, granted)


def _of_another(folded: Folded, span: tuple[int, int], word: Word) -> str:
    """The mark of an expression said of another than the CPTS, or of a contract with another party; else empty."""
    whose = TABLES["expression"][word.name].get("sujet")
    if whose == "etat" and said_of_another(folded, span, word.start, word.end):
        return "autre_sujet"
    if whose == "signataire" and signed_by_another(folded.key, span, word.start, word.end):
        return "autre_sujet"
    another = word.name == "contractualise" and not bodies(folded.key, span)
    return "autre_partie" if another and other_party(folded.key, span, word.end) else ""


def _expressed(
    key: str, span: tuple[int, int], word: Word, scope: tuple[str, str] | None, page: Page | None
) -> tuple[str, str]:
    """The stage of an expression with what the words around make of it, and their mark on its rule."""
    line = TABLES["expression"][word.name]
    if word.value == "plan":
        signed = accomplished(key, span, word) and not (scope and scope[0] == "nie")
        return ("aci_signe" if signed else "ambigu"), ""
    if scope and word.value in (*STAGES, ACTIVITY, ENDED):
        return {"prevu": line.get("prevu", "ambigu"), "negociation": "ambigu"}.get(scope[0], "rien"), scope[1]
    if line.get("sauf_nee") and _is_born(key, span, word):
        return "rien", ""
    if line.get("datee") and may_be_a_plan(key, word, page):
        return "ambigu", "date_non_atteinte"
    return word.value, ""


def _is_born(key: str, span: tuple[int, int], word: Word) -> bool:
    return any(
        entry.name in ("naissance", "lancement") and entry.pattern.search(key, low, high)
        for entry in entries(NAME, "connu")
        for low, high in ((span[0], word.start), (word.end, span[1]))
    )


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
        words = words_of(key, span)
        refused = refused_acts(key, words)
        told = [word for word in words if word.table == "expression"]
        found = [_expression_proof(folded, span, words, word, refused, page) for word in told]
        found += _state_proofs(folded, span, words, refused)
        timed = (in_its_time(key, span, proof, dates, page) for proof in found)
        proofs += [replace(proof, day=day_of(proof, words, dates, span)) for proof in timed]
    return proofs


# of what proves no stage, what tells best why
_REASONS = ("refus", "ambigu", "sommeil", *STAGES, ENDED, ACTIVITY, "rien")


def read_status(text: str, date_context: str | None = None) -> StatusReading:
    """The stage that a text proves, on a page of `date_context` (ISO day, month or year). Never raises.

    `value` is `None` when nothing is proved; then `ambiguous` tells that a reader could not decide, and
    `unknown_wording` that no rule knows these words. `active` and `unsigned` are told apart from the stage."""
    folded = fold_with_positions(_LABEL.sub("", text))
    if not folded.key.strip():
        return StatusReading(None, "texte_vide", "")
    proofs = _proofs(folded, period(date_context))
    held, ambiguous = decide(proofs)
    denied, refused = denials(proofs)
    told = sorted(proofs, key=lambda p: _REASONS.index(p.stage))
    reason = held or next((p for p in told if not ambiguous or p.stage in ("ambigu", "sommeil")), None)
    if reason:
        return StatusReading(
            held.stage if held else None,
            reason.rule,
            folded.excerpt(reason.start, reason.end),
            ambiguous=ambiguous,
            active=at_work(proofs),
            unsigned=without_contract(proofs),
            denied=denied,
            refused=refused,
        )
    for entry in entries(NAME, "connu"):
        match = entry.pattern.search(folded.key)
        if match:
            return StatusReading(None, entry.name, folded.excerpt(*match.span()))
    return StatusReading(None, "mots_inconnus", folded.text[:200], unknown_wording=True)
