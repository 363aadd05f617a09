"""What a heading, an introductory line or a group bullet announces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from lexicon.cpts_names import Mention, find_names
from lexicon.departement_words import departement_of, is_place
from lexicon.gate import gated
from lexicon.patterns import pattern, vocabulary
from lexicon.stage_marks import speaks_of_stage
from lexicon.text import fold

# an introductory line that hands over to the list announced above it
OPENS_LIST = gated(r"\b(?:listes?|voici|suivantes?|ci-dessous|il s'agit|mise? a jour)\b.*:\s*$")
AS_OF = gated(r"^[^.;]{0,80}\b(?:au|en date du|arretee? au)\s+(?:1er|\d{1,2})(?:[ /.]\w+)[ /.]\d{4}\b[^.;]{0,40}$")

_BRACKETS = gated(r"\s*\([^()]{1,80}\)")

# what holds for every CPTS of the page that says nothing else
DEFAULT = gated(r"\b(?:sauf|hors|en l'absence de) (?:mention|indication|precision|avis)s? (?:contraires?)?")

EXCEPTED = gated(r"\b(?:pas|non|plus en|sommeil|suspen\w+|arret\w*|pause|abandon\w*|ferme\w*|veille|attente)\b")


def role_of_heading(text: str) -> str:
    """What a heading without a name announces: `aside`, a noise role, `stage`, `department`, `territory`,
    `population`, `list` or `other`."""
    folded = fold(text).strip(" :.-")
    if pattern("passages", "aside").match(folded):
        return "aside"
    if departement_of(text):
        return "department"
    if len(folded) <= 140 and not folded.endswith("?") and pattern("passages", "list").search(folded):
        noise = noise_role(folded)
        if noise in ("", "documents", "people", "other_structure") or _stage_words(folded):
            return "list"
        return noise
    noise = noise_role(folded)
    if noise:
        return noise
    if _is_stage(folded):
        return "stage"
    if re.search(
        r"\bterritoires?\b|\bcommunes?\b|\bperimetre\b|\bdelimitation\b|\bgeograph|\bsituation\b|\bepci\b|\bsecteur\b",
        folded,
    ):
        return "territory"
    if re.search(r"\bpopulation\b|\bdemograph|\bhabitants\b|\bchiffres\b|\bcarte d'identite\b", folded):
        return "population"
    return "other"


def role_for_intro(text: str) -> str:
    role = role_of_heading(text)
    return (
        role
        if role in ("missions", "territory", "generic", "people", "other_structure", "documents", "stage", "list")
        else "other"
    )


# « 16 MSP et (enfin) une CPTS »: the other structures of such a heading are not what it announces
_ONE_CPTS = re.compile(r"\b(?:une|premiere|nouvelle) (?:cpts|communaute professionnelle)\b")


def noise_role(folded: str) -> str:
    for entry in vocabulary("passages")["noise"]:
        if entry["role"] == "other_structure" and _ONE_CPTS.search(folded):
            continue
        if re.search(entry["match"], folded):
            return str(entry["role"])
    return ""


def _is_stage(folded: str) -> bool:
    """« En projet »; not « Légende : * projet validé ; ** ACI signé », which says what signs mean."""
    legend = folded.startswith("legende")
    figure = re.search(r"\d{2,3} ?\d{3}|\bhabitants\b", folded)
    return _stage_words(folded) and len(folded) <= 120 and not figure and not legend


def _stage_words(folded: str) -> bool:
    return speaks_of_stage(folded)


def names_of_line(text: str) -> tuple[Mention, ...]:
    """Names of a heading or an introductory line, where « CPTS de la Drôme » is a list, not a name."""
    names = find_names(text)
    called = names[0].name.removeprefix("CPTS ") if len(names) == 1 else ""
    if (is_place(called) or departement_of(called)) and len(text) < 120:
        before = fold(text[: names[0].start]).strip()
        if not re.search(r"\b(?:la|cette)$", before):
            return ()
    return names


def is_possessive(heading: str) -> bool:
    """« Ses premières actions », « Son territoire »: the heading goes on with the CPTS of the text above it."""
    return bool(re.match(r"\W*(?:son|sa|ses)\s", fold(heading)))


def is_question(text: str) -> bool:
    return text.rstrip().endswith("?")


def opens_with(text: str, mention: Mention) -> bool:
    """True when the item begins with the name, give or take an article or « Projet de »."""
    before = fold(text[: mention.start]).strip(" -–—•*:«\"'")
    return bool(
        re.fullmatch(
            r"(?:\d{1,3}\s*[.)°-]?)?\s*(?:(?:la|le|les|l'|projet de|future|nouvelle|une|association)\s*)*(?:la\s*)?",
            before,
        )
    )


def only_names(text: str, names: Sequence[Mention]) -> bool:
    """A paragraph that is a list of names, the département before them and what is in brackets after each aside."""
    between = [_BRACKETS.sub("", text[one.end : other.start]) for one, other in pairwise(names)]
    before = text[: names[0].start].strip(" :–-")
    joined = all(re.fullmatch(r"\W*(?:et|ainsi que)?\W*(?:l[ae]s?\W*)?", fold(part)) for part in between)
    after = _BRACKETS.sub("", text[names[-1].end :]).strip(" .;,")
    return joined and not after and (not before or departement_of(before) is not None)
