"""What the proofs of one text say together: the most advanced stage reached, unless an end or a refusal undoes it."""

from __future__ import annotations

from dataclasses import dataclass

from lexicon.date_shapes import Page

ACTIVITY = "activite"
STAGES = ("emergence", "lettre_intention", "projet_valide", "aci_signe")  # in order
ENDED = "cessee"  # is apart: it ends a life, it is no stage of it
# the events that give a stage, hence date it; the source is the life cycle of a CPTS (docs/status.md)
EVENTS_OF_STATUS: dict[str, tuple[str, ...]] = {
    "emergence": ("emergence",),
    "lettre_intention": ("validation_lettre", "depot"),
    "projet_valide": ("validation_projet", "signature_contrat_territorial"),
    "aci_signe": ("signature_aci",),
    "cessee": ("dissolution", "fusion", "scission", "remplacement", "resiliation", "abandon", "refus", "cessation"),
}
_UNTOLD = frozenset(("", "cpts", "dossier", "projet"))  # lines of `[lecture]` that do not name the document


@dataclass(frozen=True, slots=True)
class Proof:
    """What some words prove: a stage, or `rien`, `ambigu`, `refus`, `sommeil`, `activite` (the CPTS is at work, which
    proves no stage); `about` a line of `[lecture]`; `unsigned`: its contract is said missing or to come;
    `earlier`: told as older than the rest (« avait signé », « après un premier refus »); `at`: where the act itself is
    named, `day`: the date told with it; `granted`: the act says yes (signed, validated)."""

    stage: str
    rule: str
    start: int
    end: int
    about: str = ""
    unsigned: bool = False
    earlier: bool = False
    at: int = 0
    granted: bool = False
    day: Page | None = None

    @property
    def contract(self) -> bool:
        return self.about == "contrat"


def _refused(proof: Proof, refusal: Proof) -> bool:
    """True when what a proof is about is what was refused, or when no one tells what was."""
    if proof.about == refusal.about:
        return True
    return "contrat" not in (proof.about, refusal.about) and bool({proof.about, refusal.about} & _UNTOLD)


def standing_refusals(proofs: list[Proof]) -> list[Proof]:
    """The refusals that no act told after them, or as later than them, has undone."""
    refusals = [proof for proof in proofs if proof.stage == "refus"]
    return [no for no in refusals if not any(_overcomes(proof, no) for proof in proofs)]


def _overcomes(act: Proof, refusal: Proof) -> bool:
    same = act.contract or _refused(act, refusal)
    return act.granted and same and not act.earlier and _follows(act, refusal)


def _follows(act: Proof, other: Proof) -> bool:
    """Whether an act is the later of two: by their dates where these tell, else in the order of the text."""
    if act.day and other.day and (act.day.first > other.day.last or act.day.last < other.day.first):
        return act.day.first > other.day.first
    return other.earlier or (act.at > other.at and not act.earlier)


def _undone(proof: Proof, refusals: list[Proof]) -> bool:
    """True when a stage below the contract is refused in what follows, or was told as older than the refusal."""
    after = (no for no in refusals if _follows(no, proof))
    return proof.stage in STAGES[:3] and any(_refused(proof, no) for no in after)


def _signed_after(proofs: list[Proof], end: Proof) -> bool:
    signed = (proof for proof in proofs if proof.stage == "aci_signe" and proof.contract and not proof.earlier)
    return any(_follows(proof, end) for proof in signed if proof.start > end.end or (proof.day and end.day))


def _reached(proofs: list[Proof], refusals: list[Proof], possible: tuple[str, ...]) -> list[Proof]:
    """The stages that no refusal undoes. Who is at work is past the idea: its words are about something else.
    A contract said to end without more (« ne sera pas renouvelé ») is neither running nor over."""
    ending = any(proof.stage == "sommeil" and proof.contract for proof in proofs)
    told = (proof for proof in proofs if proof.stage in possible and not (ending and proof.contract))
    return [proof for proof in told if not _undone(proof, refusals)]


def at_work(proofs: list[Proof]) -> bool:
    """True when the CPTS is said at work, and neither asleep nor over."""
    stages = {proof.stage for proof in proofs}
    return ACTIVITY in stages and not stages & {"sommeil", ENDED}


def without_contract(proofs: list[Proof]) -> bool:
    """True when the text says that there is no contract: denied, to come or refused."""
    return any(one.unsigned for one in proofs) or any(one.contract for one in standing_refusals(proofs))


def decide(proofs: list[Proof]) -> tuple[Proof | None, bool]:
    """The proof that holds, and whether the text is ambiguous when none does."""
    stages = {proof.stage for proof in proofs}
    born = any(proof.rule == "nouvelle_par_fusion" for proof in proofs)
    ends = [] if born else [proof for proof in proofs if proof.stage == ENDED]
    if ends:
        return (None, True) if _signed_after(proofs, ends[-1]) else (ends[0], False)
    refusals = standing_refusals(proofs)
    reached = _reached(proofs, refusals, STAGES[1:] if ACTIVITY in stages else STAGES)
    if reached:
        return max(reached, key=lambda proof: STAGES.index(proof.stage)), False
    return None, not refusals and bool(stages & {"ambigu", "sommeil"})


# the first stage that a refusal of each document denies; of a document that is not named, all of them
_FIRST_DENIED = {"contrat": "aci_signe", "projet_sante": "projet_valide"}


def denials(proofs: list[Proof]) -> tuple[tuple[str, ...], bool]:
    """The stages said not reached or refused, in their order, and whether a refusal holds."""
    refusals = standing_refusals(proofs)
    first = [_FIRST_DENIED.get(proof.about, STAGES[0]) for proof in refusals]
    if any(proof.unsigned for proof in proofs):
        first.append("aci_signe")
    lowest = min(map(STAGES.index, first), default=len(STAGES))
    return STAGES[lowest:], bool(refusals)
