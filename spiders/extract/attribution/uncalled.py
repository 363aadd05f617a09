"""Another CPTS than those a text names, told without the word « CPTS »: « celle du Sancerrois (18) », « la première,
baptisée « Berry Sud » », one that has no name yet, « sa voisine du Mans », the one that will take its place. What is
said of it is of nobody, and all but the last are told to whoever reads the work list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from lexicon.cpts_enumerations import QUOTED
from lexicon.cpts_names import find_names, triggers
from lexicon.patterns import fragment, pattern
from lexicon.stage_marks import speaks_of_stage
from lexicon.text import fold, sentences
from spiders.extract.attribution.anaphora import continues
from spiders.extract.attribution.another import without_neighbours

_rule = partial(pattern, "uncalled")
_HOLDS = fragment("uncalled", "holds")
_NEAR = 300  # characters before the words that stand for a CPTS


def own_sentences(text: str) -> Iterator[str]:
    """The sentences of a text without what they say of a CPTS told without the word, nor those that go on with it."""
    other, text = False, _without_compared(text)
    for start, end in sentences(text):
        if other and continues(fold(text[start:end])):
            continue
        at = min((found for found, _ in _others(text, start, end)), default=end)
        lead = fold(text[start:at])
        opens = (
            not lead.strip(" ,:;")
            or bool(_rule("elsewhere").match(lead))
            or bool(_rule("next_one").match(fold(text[start:end])))
        )
        other = opens or _without_name(text, start, end) != ""
        if opens:
            at = start
        for kept in _around(text[start:end], at - start):
            yield without_neighbours(kept)


def told_uncalled(text: str) -> Iterator[str]:
    """What a text says of CPTS that it gives no name the readers take."""
    for start, end in sentences(text):
        if compared := _compared(text[start:end]):
            yield text[start + compared.start("other") : start + compared.end()]
        others = sorted(_others(text, start, end))
        for at, stop in others:
            yield text[at : next((after for after, _ in others if at < after < stop), stop)].strip(" ,")
        if words := _without_name(text, start, end):
            yield words


def _compared(sentence: str) -> re.Match[str] | None:
    """What a sentence tells of a CPTS without a name that it compares with its own."""
    found = _rule("compared").search(fold(sentence))
    if not found or any(one.start < found.end("other") and found.start() < one.end for one in find_names(sentence)):
        return None
    told = found["told"]
    return found if speaks_of_stage(told) or _HOLDS.search(told) else None


def _without_compared(text: str) -> str:
    for start, end in reversed(sentences(text)):
        if compared := _compared(text[start:end]):
            text = text[: start + compared.start()] + text[start + compared.end() :]
    return text


def _around(sentence: str, at: int) -> Iterator[str]:
    """What stands before another CPTS, and from the next one that is named."""
    after = next((one.start for one in find_names(sentence) if one.start >= at), len(sentence))
    yield from (part for part in (sentence[:at], sentence[after:]) if part.strip(" ,:;"))


def _others(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where a sentence speaks of a CPTS as « celle de … », « l'autre, baptisée … », to the end of the words."""
    sentence = text[start:end]
    folded = fold(sentence)
    for rule in ("those", "called", "sister_tells", "called_last"):
        for found in _rule(rule).finditer(folded):
            at, name = found.start("words"), found.end()
            if any(one.start <= name < one.end for one in find_names(sentence)):
                continue
            before = fold(text[max(0, start - _NEAR) : start]) + folded[:at]
            if rule == "those":
                known = _is_that_of(sentence, name, before)
            elif rule == "sister_tells":
                known = (said := _since_the_cpts(before)) is not None and not _speaks_of_other(said)
            else:
                known = _is_the_other(sentence, name, before + found["words"])
            if known and rule == "called_last":  # « une nouvelle CPTS » may be that of the text
                known = bool(find_names(text[:start]))
            if known:
                stop = re.compile(r"[;:]\s|[.!?]?$").search(sentence, name)
                yield start + at, start + (stop.start() if stop else len(sentence))


def _is_the_other(sentence: str, name: int, before: str) -> bool:
    quoted = QUOTED.match(sentence, name)
    if quoted is None or not quoted["name"][:1].isupper():
        return False
    said = _since_the_cpts(before)
    return said is not None and not _speaks_of_other(said)


def _is_that_of(sentence: str, name: int, before: str) -> bool:
    """Whether « celle » stands for a CPTS: none of another thing stands between."""
    placed = _rule("placed").match(folded := fold(sentence), name)
    if not placed and not sentence[name : name + 1].isupper():
        return False
    tells = speaks_of_stage(folded[name:]) or bool(_HOLDS.search(folded[name:]))
    said = _since_the_cpts(before)
    if _rule("elsewhere").search(before):
        return tells
    if said is None:  # « Celle de la Margeride-Est (48) est en cours de projet » opens a paragraph
        return not before.strip() and placed is not None and speaks_of_stage(folded)
    if placed and not _speaks_of_other(said):
        return True
    return not _speaks_of_other(said) and not _rule("feminine").search(said) and tells


def _since_the_cpts(before: str) -> str | None:
    """What is said after the last « CPTS »; `None` without one, or where it is what another noun is of."""
    near = before[-_NEAR:]
    found = [one.span() for one in triggers(near)] or [
        one.span() for one in re.finditer(r"\bcommunautes\b(?! de)", near)
    ]
    return None if not found or _rule("of_the_cpts").search(near[: found[-1][0]]) else near[found[-1][1] :]


def _speaks_of_other(said: str) -> bool:
    return bool(_rule("other_noun").search(said) or pattern("passages", "other_structure").search(said))


def _without_name(text: str, start: int, end: int) -> str:
    """What a sentence says of a CPTS that has no name yet, empty when it speaks of none."""
    folded = fold(text[start:end])
    if found := _rule("unnamed").search(folded):
        return text[start + found.start() : start + found.end()].strip()
    still = _rule("still_unnamed").search(folded)
    before = text[max(0, start - _NEAR) : start + still.start()] if still else ""
    said = _since_the_cpts(fold(before))
    return (
        ""
        if said is None or _speaks_of_other(said) or find_names(before)
        else text[max(0, start - _NEAR) : end].strip()
    )
