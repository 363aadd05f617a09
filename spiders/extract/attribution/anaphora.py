"""Words that stand for a CPTS named before: « elle », « la nouvelle venue », « la première … la seconde »."""

from __future__ import annotations

import re

from lexicon.date_words import DATE, without_dates
from lexicon.gate import gated
from lexicon.stage_marks import speaks_of_stage
from lexicon.text import fold

_CONTINUES = gated(
    r"^\W*(?:elle|son|sa|ses|celle-ci|cette (?:cpts|communaute|structure|association))\b"
    r"|^[^,;:.]{3,60} l'ont (?:deja )?rejointe\b"
)
_NEWCOMER = gated(
    r"^\W*(?:la (?:nouvelle|jeune) (?:venue|nee|cpts|communaute|structure|entite|association)|la petite derniere"
    r"|le nouvel ensemble|la nouvelle-nee)\b"
)
_LATEST = gated(r"^\W*(?:cette derniere|celle-ci)\b")
_FIRST = gated(r"^\W*(?:la premiere|l'une)\b(?! (?:cpts|communaute|des|du|de)\b)")
_SECOND = gated(
    r"[,;]?\s*(?:et |tandis que |alors que |quand )?(?:la (?:seconde|deuxieme)|l'autre)\b(?! (?:cpts|des|du|de)\b)"
)
_FIGURE_ALONE = gated(r"(?:en )?(?:\w+ )?(?P<number>\d[\d ]*)\W*")
_COUNTED = gated(r"(?<!\d)(?<!\d )(?P<number>\d[\d ]*)(?= [a-z])")
_PRONOUN_SUBJECT = gated(r"(?:^|[\s,])elle(?:\s|,)")
_JOINED = gated(r"\b(?:rejointe?s?|suivie?s?|imitee?s?|precedee?s?)\b.*\b(?:par|de) (?:la |celle de la )?$")
_ALSO = gated(r"\b(?:elles? aussi|a son tour|a leur tour)\b")
_SAME_DAY = gated(r"\ble meme jour\b|\ba la meme date\b|\bce meme jour\b")
_AGAINST = gated(
    r",?\s*\bcontre\s+(?P<number>\d[\d .]*\d)\s*(?P<unit>habitants|communes)?\s*(?:pour|a|dans|sur|du temps de)\s+"
    r"(?:la |l'|l'ancienne |l'ex-|celle de la |l'actuelle )*$"
)


def continues(folded: str) -> bool:
    """The sentence goes on with a CPTS named before, and cannot announce one named after: « Elle … », « Sa … »,
    « Trente membres l'ont rejointe »."""
    return bool(_CONTINUES.match(folded) or _NEWCOMER.match(folded))


def is_newcomer(folded: str) -> bool:
    """« La nouvelle venue a signé … »: the CPTS that a merger has made."""
    return bool(_NEWCOMER.match(folded))


def is_latest(folded: str) -> bool:
    """« Cette dernière couvre … »: the last CPTS named, not the subject of the sentence before."""
    return bool(_LATEST.match(folded))


def first_and_second(sentence: str) -> tuple[str, str] | None:
    """« La première a signé en mai, la seconde en juin »: the words of each of the two CPTS named just before."""
    folded = fold(sentence)
    first = _FIRST.match(folded)
    second = _SECOND.search(folded, first.end()) if first else None
    if not first or not second:
        return None
    one, other = sentence[first.end() : second.start()].strip(" ,;"), sentence[second.end() :].strip(" ,;")
    if (alone := _FIGURE_ALONE.fullmatch(fold(other))) and (shared := _COUNTED.search(fold(one))):
        # « couvre 41 communes, la seconde 32 »: the verb and the unit are those of the first
        other = one[: shared.start("number")] + alone["number"] + one[shared.end("number") :]
    elif not speaks_of_stage(fold(other)) and DATE.search(fold(other)):
        verb = without_dates(one, fold(one))  # « la seconde en juin »: the verb is that of the first
        other = f"{verb} {other}" if speaks_of_stage(fold(verb)) else other
    return one, other


def first_or_second(sentence: str) -> tuple[int, str] | None:
    """« La première a signé en mai. », then « La seconde … »: which of the two CPTS named before, and the words."""
    folded = fold(sentence)
    for number, rule in enumerate((_FIRST, _SECOND)):
        if said := rule.match(folded):
            return number, sentence[said.end() :].strip(" ,;")
    return None


def is_own_subject(lead: str) -> bool:
    """« Elle touche [la CPTS de X] »: the words before a name are those of a CPTS named before; not « Elle a été
    rejointe en juin par [la CPTS de X] », which tells what X did."""
    folded = fold(lead)
    return bool(_PRONOUN_SUBJECT.search(folded)) and not _JOINED.search(folded)


def shared_by_also(after: str) -> str:
    """« …, sous contrat elle aussi »: what is said after a name holds for the CPTS before it too; its date does not."""
    for clause in re.split(r"(?<!\d),\s|;\s|\.\s", after):
        folded = fold(clause)
        also = _ALSO.search(folded)
        if also and speaks_of_stage(folded):
            bare = clause[: also.start()] + clause[also.end() :]
            return "CPTS " + without_dates(bare, fold(bare)).strip(" .,")
    return ""


def with_the_day(sentence: str, before: str = "") -> str:
    """« absorbée le même jour »: the day is the only one written before it in the sentence, else `before`, that of
    the sentence before."""
    folded = fold(sentence)
    same = _SAME_DAY.search(folded)
    if same is None:
        return sentence
    told = [match.group() for match in DATE.finditer(folded[: same.start()])] or [before]
    if len(told) != 1 or not told[0]:
        return sentence
    return f"{sentence[: same.start()]}le {told[0]}{sentence[same.end() :]}"


def day_of(sentence: str, before: str) -> str:
    """The day that « le même jour » in the next sentence stands for: the only one of this sentence, else `before`."""
    told = [match.group() for match in DATE.finditer(fold(sentence)) if match.group()[:1].isdigit()]
    return before if not told else told[0] if len(told) == 1 else ""


def compared_figure(lead: str) -> tuple[str, str] | None:
    """« 51 700 habitants, contre 29 000 pour l'ancienne [CPTS de X] »: the words before the comparison, and the
    figure of X with its unit."""
    folded = fold(lead)
    match = _AGAINST.search(folded)
    if not match:
        return None
    before = lead[: match.start()]
    unit = match.group("unit") or ("habitants" if "habitants" in fold(before) else "")
    return (before, f"{match.group('number')} {unit}") if unit else None
