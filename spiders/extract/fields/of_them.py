"""Numbers whose unit the sentence before has said: « Elle couvrait 30 000 habitants à sa création ; elle en couvre
60 000 »."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from lexicon.gate import gated
from lexicon.text import fold
from spiders.extract.model.mentions import Passage

_NUMBER = r"\d{1,3}(?:[ .]\d{3})*"
_OF_THEM = gated(
    r"\ben (?:compte|couvre|regroupe|rassemble|reunit|dessert|totalise) (?:[a-z']+ ){0,2}?"
    rf"(?P<number>{_NUMBER})(?=\s*(?:$|[.,;)]|(?:aujourd'hui|desormais|maintenant|a present|a ce jour|depuis|et)\b))"
)
_COUNTED = gated(rf"(?<!\d)(?!(?:19|20)\d\d\b){_NUMBER}(?!\d)\s*(?P<unit>[a-z]*)")


def with_units(passages: Iterable[Passage]) -> Iterator[Passage]:
    """The passages, « en » with what it stands for: the last that the sentence before has counted."""
    before = ""
    for passage in passages:
        folded = fold(passage.text)
        if said := _OF_THEM.search(folded):
            counted = _COUNTED.findall(folded[: max(0, folded.rfind(";", 0, said.start()))] or before)
            unit, end = "habitants" if len(said["number"]) > 3 else "communes", said.end("number")
            if counted[-1:] == [unit]:
                passage = replace(passage, text=f"{passage.text[:end]} {unit}{passage.text[end:]}")
        before = folded
        yield passage
