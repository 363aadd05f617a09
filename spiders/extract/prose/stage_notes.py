"""Notes that give a stage to every name they mark: « Vidourle* », « Piscénois* », then « * CPTS en projet »."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from lexicon.cpts_names import find_names
from lexicon.gate import gated
from lexicon.text import fold
from spiders.extract.model.content import Block
from spiders.extract.table.legends import is_stage

_MARK = r"\(\d\)|\[\d\]|[¹²³⁴⁵]|\(\*\)|\*{1,3}"
_NOTE = gated(rf"(?:^|(?<=[\s;,.]))({_MARK})\s*[:=]?\s*(?=[^\W\d_])")
STARRED = gated(r"[^\W\d_)]\*+(?!\w)|^\s*\*+\s*$")
_LONGEST = 90


def with_stage_notes(found: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks with the words of a note of stage where its mark stood, the notes themselves left out."""
    notes: dict[str, str] = {}
    held: list[tuple[int, frozenset[str]]] = []  # the blocks that are notes, and their marks
    for position, block in enumerate(found):
        read = _notes_of(block.text)
        if read:
            notes.update(read)
            held.append((position, frozenset(read)))
    if not notes:
        return tuple(found)
    marks = gated(rf"(?<=[\w)])\s?({'|'.join(map(re.escape, sorted(notes, key=len, reverse=True)))})(?![\w*])")
    marked = [block.kind == "item" or bool(find_names(block.text)) for block in found]
    for position, _ in held:
        marked[position] = False
    pairs = list(zip(found, marked, strict=True))
    used = {mark.group(1) for block, open_to_it in pairs if open_to_it for mark in marks.finditer(block.text)}
    told = {position for position, own in held if own & used}
    return tuple(
        replace(block, text=marks.sub(lambda mark: f" ({notes[mark.group(1)]})", block.text)) if open_to_it else block
        for position, (block, open_to_it) in enumerate(pairs)
        if position not in told
    )


def _notes_of(text: str) -> dict[str, str]:
    """« (1) ACI signé (2) lettre d'intention »: the notes of a line that holds nothing else; each tells a stage."""
    opens = list(_NOTE.finditer(text))
    if not opens or opens[0].start() > 0 or find_names(text):
        return {}
    ends = [following.start() for following in opens[1:]] + [len(text)]
    words = [text[one.end() : end].strip(" ;,.") for one, end in zip(opens, ends, strict=True)]
    if not all(len(meaning) <= _LONGEST and is_stage(fold(meaning)) for meaning in words):
        return {}
    return {one.group(1): meaning for one, meaning in zip(opens, words, strict=True)}
