"""What words say of the association that carries a CPTS: how many members, which legal form, which size class.

The wordings are data (`vocabulary/structure.toml`). Texts are folded; a sentence that tells of a rule for all gives
nothing, nor do words that are denied, to come, over or of another body; two values that differ give none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lexicon.folded import Folded, fold_with_positions, sentences
from lexicon.gate import gated
from lexicon.numbers import reserve_before, value_of
from lexicon.patterns import compiled, vocabulary
from lexicon.stage_words import Word, scope_of
from lexicon.text import fold

NAME = "structure"
MOST_MEMBERS = 5_000  # the largest membership met is 523 (Actes Santé, Marseille)


@dataclass(frozen=True, slots=True)
class StructureReading:
    """`value`: a number of members, a class from 1 to 4 or a legal form; `precision`, of a number: `exact`, `environ`,
    `au_moins`, `au_plus`; `rule`: the entry of the vocabulary; `excerpt`: the words of the publisher."""

    value: str
    rule: str
    excerpt: str
    precision: str = "exact"


Line = dict[str, Any]
Found = tuple[Line, re.Match[str]]


def read_members(text: str) -> StructureReading | None:
    """How many members the CPTS counts; the lower end of a range. `None` where the words do not count them."""
    folded = fold_with_positions(text)
    readings = [one for found in _found(folded.key, "adherents") if (one := _members(folded, *found))]
    return _only(readings)


def read_legal_form(text: str) -> StructureReading | None:
    """`association_1901` or `association_droit_local`."""
    folded = fold_with_positions(text)
    return _only(
        [
            StructureReading(line["nom"], line["nom"], _words(folded, match))
            for line, match in _found(folded.key, "forme")
        ]
    )


def read_size(text: str) -> StructureReading | None:
    """The size class of the ACI, 1 to 4, that the words give to the CPTS."""
    folded = fold_with_positions(text)
    return _only(
        [
            StructureReading(str(_number(match["classe"])), line["nom"], _words(folded, match))
            for line, match in _found(folded.key, "taille")
        ]
    )


_SPEAKS = gated(
    r"\b(?:adherent|adhere|membre|engage|regroupes|reunis|unis|taille|1901|droit local|civil local"
    r"|registre des associations)"
)


@lru_cache(maxsize=4096)  # a passage says it of each CPTS it is shared by
def tells_structure(text: str) -> bool:
    """Whether any of the three is read in the words."""
    # most sentences of a page do not: they are not folded a second time
    return bool(_SPEAKS.search(fold(text))) and any(
        read(text) is not None for read in (read_members, read_legal_form, read_size)
    )


def _found(key: str, kind: str) -> Iterator[Found]:
    """Each sentence's first form of a kind that holds of the CPTS today, unless it tells of something else."""
    lines, refusals = vocabulary(NAME)[kind], vocabulary(NAME)[f"pas_{kind}"]
    for start, end in sentences(key):
        if any(compiled(NAME, line["motif"]).search(key, start, end) for line in refusals):
            continue
        matches = ((line, one) for line in lines for one in compiled(NAME, line["motif"]).finditer(key, start, end))
        first = next((found for found in matches if _holds(key, (start, end), kind, found[1])), None)
        if first:
            yield first


def _holds(key: str, span: tuple[int, int], kind: str, match: re.Match[str]) -> bool:
    """Whether nothing around the words denies them, puts them ahead or behind, or gives them to another body."""
    told = reserve_before(key, span[0], match.start("nombre"))[1] if kind == "adherents" else match.start()
    before = key[span[0] : told]
    elsewhere = (line["motif"] for line in vocabulary(NAME)["ailleurs"] if kind in line["de"])
    if any(compiled(NAME, motif).search(before) for motif in elsewhere):
        return False
    # what comes after is of something else: « 130 adhérents : la CPTS vise une signature d'ici décembre »
    return scope_of(key, (span[0], match.end()), [], Word(kind, "", kind, *match.span(), told)) is None


def _members(folded: Folded, line: Line, match: re.Match[str]) -> StructureReading | None:
    value = _number(match["nombre"])
    if not 1 < value <= MOST_MEMBERS:
        return None
    precision, start = reserve_before(folded.key, 0, match.start("nombre"))
    more = match.groupdict().get("autres")  # « 53 professionnels et un établissement l'ont rejointe »
    if more or re.match(r" (?:a|ou|et) ", folded.key[match.end("nombre") : match.end()]):
        precision = "au_moins"
    elif precision == "exact" and match["nombre"].endswith("aine"):
        precision = "environ"
    return StructureReading(str(value), line["nom"], folded.excerpt(min(start, match.start()), match.end()), precision)


def _number(words: str) -> int:
    return int(re.sub(r"\D", "", words)) if words[0].isdigit() else value_of(words)


def _words(folded: Folded, match: re.Match[str]) -> str:
    return folded.excerpt(match.start(), match.end())


def _only(readings: list[StructureReading]) -> StructureReading | None:
    """The one value told; told twice, the more precise; a move from one class to another settles it."""
    if any(one.rule == "passage_de_taille" for one in readings):
        readings = [one for one in readings if one.rule == "passage_de_taille"]
    if len({one.value for one in readings}) != 1:
        return None
    return next((one for one in readings if one.precision == "exact"), readings[0])
