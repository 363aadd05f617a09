"""Which acts the words beside them refuse: « refus de signature de l'ACI », « la signature a été refusée »."""

from __future__ import annotations

from itertools import pairwise

from lexicon.gate import gated
from lexicon.patterns import fragment
from lexicon.stage_words import NAME, Word, is_noun

# values of what is asked for before it is had
_ASKED = ("signe", "valide", "examen", "lettre_intention", "projet_valide", "aci_signe")
_TO_DO = ("prevu", "plan")  # « refus de signer », « refus de contractualiser »
# what stands between an act and what becomes of it: « la signature *de l'ACI a été* refusée »
_BECAME = gated(r"[^,;:.()]{0,60}")


def refused_acts(key: str, words: list[Word]) -> dict[Word, Word]:
    """Act → the refusal that is said of it, and of nothing else."""
    found: dict[Word, Word] = {}
    for one, other in pairwise(word for word in words if word.table != "objet"):
        if one.name == "refus" and _may_be_refused(key, other) and _bears_on(key, one, other):
            found[other] = one
        elif other.name == "refus" and _may_become(key, one) and _BECAME.fullmatch(key, one.end, other.start):
            found[one] = other
    return found


def _may_be_refused(key: str, act: Word) -> bool:
    return act.value in _TO_DO or _may_become(key, act)


def _may_become(key: str, act: Word) -> bool:
    return act.value in _ASKED and is_noun(key, act)


def _bears_on(key: str, refusal: Word, act: Word) -> bool:
    return fragment(NAME, "refus_de").fullmatch(key, refusal.end, act.start) is not None
