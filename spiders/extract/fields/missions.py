"""What a CPTS undertakes: sentences about its missions, not about what is lacking, the law or another structure."""

from __future__ import annotations

from lexicon.gate import gated
from lexicon.patterns import pattern
from lexicon.text import fold, join
from spiders.extract.model.mentions import Passage

_ACTS = gated(
    r"\b(?:reduction|reduire|redui\w+|diminu\w+|aide\w*|aider|listes?|orient\w+|priorite|solutions?|accueill\w+|recoi\w+"
    r"|propose\w*|permet\w*|trouver|recherche\w*|plateforme|se signaler|inscri\w+|prend en charge|prise en charge)\b"
)


def mission_words(passages: list[Passage]) -> str | None:
    found = []
    for passage in passages:
        if not passage.own or passage.hint in ("status", "department", "sector", "place", "around") or not passage.text:
            continue
        folded = fold(passage.text)
        if pattern("passages", "missions").search(folded) and _told_as_done(folded):
            found.append(passage.text.strip(" .;"))
    return join(found, limit=14)


def _told_as_done(folded: str) -> bool:
    """True when the words of a mission are still there once what is lacking or only recalled is left aside."""
    if pattern("passages", "no_mission").search(folded):
        return False
    if _ACTS.search(folded):  # « Priorité aux patients sans médecin traitant »
        return True
    rest = pattern("passages", "lacking").sub(" ", folded)
    return rest == folded or bool(pattern("passages", "missions").search(rest))
