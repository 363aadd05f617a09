"""Whether words speak of the stage of a CPTS, and the stage that a heading, a column or a cell files it under.

The same words as those of `lexicon.stages` (`vocabulary/status.toml`, `passage` and `etiquette`): what is kept for its
stage is what will be read for it.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from lexicon.gate import Gates
from lexicon.patterns import Entry, entries
from lexicon.stage_decision import ACTIVITY, ENDED, STAGES
from lexicon.stage_words import NAME, TABLES, WORDS, Word, is_noun, scope_of, thing_of, words_of
from lexicon.stages import read_status
from lexicon.text import fold

_FORCES = {"fort": 2, "faible": 1}
_FURTHEST = (ENDED, *reversed(STAGES))
_LISTED = re.compile(r"\bet\b|\bou\b|[/&+,;]")
# « Date de signature de l'ACI »: the column of a day is of what it dates
_DAY_OF = re.compile(r"^\W*(?:date|annee)s? (?:(?:de|d'|du) ?)?(?:la |le |l')?")
_OPENS = re.compile(r"[\W\d]*(?:les?|la|nos)?[\W\d]*(?:cpts|communautes?)?\W*(?:(?:a|ont|est|sont)(?: ete)? )?")


@lru_cache(maxsize=4096)
def force_of(folded: str) -> int:
    """How much a folded text speaks of the stage of a CPTS: 0 not at all, 1 by weak words, 2 by words of a stage."""
    if not _may_speak(folded):
        return 0
    words = words_of(folded, (0, len(folded)))
    force = max((_force(folded, word, words) for word in words), default=0)
    if not force and any(word.table != "expression" for word in words) and read_status(folded).value:
        return 2  # « contrat du 1er juillet 2022 », « La CPTS : résiliée »
    return force or int(any(entry.pattern.search(folded) for entry in _marked("connu")))


def speaks_of_stage(folded: str) -> bool:
    return force_of(folded) > 0


def tells_stage(folded: str) -> bool:
    """Whether the words say a stage, and not only that a CPTS is born, launched or to come."""
    return force_of(folded) > 1


@lru_cache(maxsize=4096)
def stage_of(text: str) -> str | None:
    """The stage of the words of a heading, a column or a cell; `None` where they name none, or several (« signataires
    et en projet »)."""
    parts = _LISTED.split(_DAY_OF.sub("", fold(text)))
    found = {stage for part in parts if (stage := _stage_of_part(part))}
    return found.pop() if len(found) == 1 else None


def without_stages(folded: str) -> str:
    """A folded text with blanks for the words of a stage: « en activité » after « CPTS » is no name."""
    if _may_speak(folded):
        for word in words_of(folded, (0, len(folded))):
            if _label(word) in _FURTHEST:
                folded = folded[: word.start] + " " * (word.end - word.start) + folded[word.end :]
    return folded


def _stage_of_part(folded: str) -> str | None:
    if "_" in folded or not _may_speak(folded):
        return None  # `date_signature_aci` is the name of a field
    reading = read_status(folded)
    if reading.value or reading.unsigned or reading.denied:
        return reading.value if tells_stage(folded) else None
    words = words_of(folded, (0, len(folded)))
    named = {_label(word) for word in words if _heads(folded, word, words)}
    return next((stage for stage in _FURTHEST if stage in named), None)


def _label(word: Word) -> str:
    """The stage that a word files under. « En activité » heads the list of those who have signed."""
    line = TABLES[word.table][word.name]
    return str(line.get("etiquette") or ("aci_signe" if word.value == ACTIVITY else word.value))


def _heads(folded: str, word: Word, words: list[Word]) -> bool:
    """Whether a word is of the CPTS it files: « signée », « Résiliation », not « Signature », « ACI prévu »."""
    if word.table != "etat":
        return word.table != "objet" or scope_of(folded, (0, len(folded)), words, word) is None
    thing = thing_of(folded, word, words)
    if thing is None:
        told = _label(word) == ENDED or not is_noun(folded, word)
        return told and _OPENS.fullmatch(folded, 0, word.start) is not None
    return thing.value != "autre"


def _force(folded: str, word: Word, words: list[Word]) -> int:
    if _of_another(folded, word, words):
        return 0
    if word.table == "etat" and thing_of(folded, word, words):
        return 2
    return _FORCES.get(TABLES[word.table][word.name].get("passage", ""), 0)


def _of_another(folded: str, word: Word, words: list[Word]) -> bool:
    """Whether a state is said of what is no document of a CPTS: « le contrat local de santé a été signé »."""
    thing = thing_of(folded, word, words) if word.table == "etat" else None
    return thing is not None and thing.value == "autre"


def _may_speak(folded: str) -> bool:
    gates = _gates()
    return any(gates.patterns[number].search(folded) for number in gates.of(folded))


@cache
def _gates() -> Gates:
    return Gates([entry.pattern for entry in _marked(*TABLES, "connu")])


@cache
def _marked(*tables: str) -> tuple[Entry, ...]:
    """The entries of which a text that speaks of a stage holds one."""
    lines = {(table, line["nom"]): line for table in tables for line in WORDS[table]}
    marked = {key for key, line in lines.items() if key[0] == "etat" or line.keys() & {"passage", "etiquette"}}
    return tuple(entry for table in tables for entry in entries(NAME, table) if (table, entry.name) in marked)
