"""Legends: what a document says its own codes of stages mean (« A = émergence ; B = lettre d'intention validée »).

Only the stages are decoded: a code stands for the words the publisher gave it, in the column that holds nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from lexicon.gate import gated
from lexicon.stage_marks import stage_of, tells_stage
from lexicon.text import fold
from spiders.extract.table.header_meaning import (
    is_blank,
)
from spiders.extract.table.rows import Table

Legend = Mapping[str, str]  # folded code → the words of its meaning

_CODE = r"(?:[A-Z]{1,3}\d?|\d{1,2}|[a-f])"
_SAYS = r"\s*(?:[=:→]|(?<=\s)[–—-](?=\s))\s*"
_PAIR = gated(rf"(?<![\w.,'’/-])[«\"“(]?\s?({_CODE})\s?[»\"”)]?{_SAYS}(?=[^\W\d_])")
_UNDER_TITLE = gated(r"\W*([^\W\d_][\w-]{1,20})\s*[=:]\s*(.+)")
_TERM = gated(
    r"[«\"“]\s*([^«»\"“”]{2,40}?)\s*[»\"”]\s*(?:designe|signifie|correspond a|veut dire|s'entend de|=|:)"
    r"\s*([^.;\n]{4,90})"
)
# « Les projets sans date sont en émergence », « une case vide : pas de lettre d'intention »
_BLANK = gated(
    r"\b(?:sans (?:aucune )?(?:date|mention|indication|croix|precision)|(?:case|cellule|ligne|colonne)s? vides?)"
    r"\s*(?:sont|est|=|:|signifient?|indiquent?|designent?)\s*([^.;:\n]{4,90})"
)
_LONGEST = 90  # a meaning is a few words, not a sentence


def legend_of(text: str) -> dict[str, str]:
    """The codes of stages a text explains, by line, after « Légende », or one after the other in a sentence. One
    alone is no legend. Under "": what a row without any stage or date means, where the text says it."""
    found: dict[str, str] = {}
    blank = _BLANK.search(fold(text))
    titled = False
    for line in text.split("\n"):
        pairs = list(_PAIR.finditer(line))
        for number, pair in enumerate(pairs):
            stop = pairs[number + 1].start() if number + 1 < len(pairs) else len(line)
            _keep(found, pair.group(1), line[pair.end() : stop])
        named = _UNDER_TITLE.fullmatch(line) if titled else None
        if named:
            _keep(found, named.group(1), named.group(2))
        elif line.strip():
            titled = bool(re.fullmatch(r"\W*legendes?(?: [^:.]{2,40})?\W*", fold(line)))
    found = found if len(found) > 1 else {}
    if blank and is_stage(blank.group(1)):
        found[""] = text[blank.start(1) : blank.end(1)].strip()
    return found


def terms_of(text: str) -> dict[str, str]:
    """What a sentence says a word of the page stands for: « Signature » désigne la signature de l'ACI."""
    folded = fold(text)
    return {
        match.group(1).strip(): text[match.start(2) : match.end(2)].strip()
        for match in _TERM.finditer(folded)
        if is_stage(match.group(2))
    }


def may_hold_a_legend(text: str) -> bool:
    return len(_PAIR.findall(text)) > 1 or "égende" in text or bool(_BLANK.search(fold(text)))


def legend_of_tree(data: object) -> dict[str, str]:
    """The codes of stages a JSON tree explains: `{"SIGNED": "ACI signé", …}`, or objects with a code and a label."""
    found: dict[str, str] = {}
    for pairs in _dictionaries(data, 0):
        stages = {code: words for code, words in pairs.items() if is_stage(fold(words)) and len(words) <= _LONGEST}
        if len(stages) > 1 and len(stages) * 2 >= len(pairs):
            found.update((fold(code), words) for code, words in stages.items())
    return found


def _dictionaries(data: object, depth: int) -> Iterator[dict[str, str]]:
    if depth > 8 or not isinstance(data, Mapping | list):
        return
    pairs = _pairs_of(data) if 2 <= len(data) <= 30 else {}
    if pairs:
        yield pairs
    for value in data.values() if isinstance(data, Mapping) else data[:200]:
        yield from _dictionaries(value, depth + 1)


def _pairs_of(data: Mapping[Any, Any] | list[Any]) -> dict[str, str]:
    """Codes and words: those of an object of texts, or of a list of objects that have one of each; else nothing."""
    if isinstance(data, Mapping):
        texts = all(isinstance(value, str) for value in data.values())
        return {str(key): value for key, value in data.items()} if texts else {}
    if not all(isinstance(one, Mapping) and 2 <= len(one) <= 4 for one in data):
        return {}
    pairs = {str(code): words for one in data if (code := _of(one, _KEYS)) and (words := _of(one, _LABELS))}
    return pairs if len(pairs) == len(data) else {}


_KEYS, _LABELS = ("code", "id", "key", "cle", "value", "slug"), ("label", "libelle", "name", "nom", "text", "title")


def _of(record: Mapping[str, Any], keys: tuple[str, ...]) -> str:
    return next((str(record[key]) for key in keys if isinstance(record.get(key), str | int)), "")


def _keep(found: dict[str, str], code: str, words: str) -> None:
    """Keeps a code whose meaning is a stage, unless the code says a stage by itself: « ACI : accord … »."""
    meaning = re.split(r"[;.\n]|,\s*$", words.strip(" ,;"))[0].strip(" ,;–-")
    if 3 < len(meaning) <= _LONGEST and is_stage(fold(meaning)) and not stage_of(code):
        found.setdefault(fold(code), meaning)


def is_stage(folded: str) -> bool:
    return stage_of(folded) is not None or tells_stage(folded)


def said_by_silence(table: Table, cells: Iterable[str]) -> str:
    """What the legend says of a row whose stages and dates are all blank."""
    return table.section.legend.get("", "") if all(map(is_blank, cells)) else ""


def decoded(table: Table, legend: Legend) -> None:
    """Writes the words of the legend in the one column whose every cell is a code of it."""
    if not legend:
        return
    open_to_it = [column for column in table.columns if column.field in ("status", "unknown")]
    fitting = [column for column in open_to_it if _fits(table, column.index, legend)]
    said = [column for column in fitting if column.field == "status"]
    # a column of bare numbers counts anything unless its header says that it holds the stages
    chosen = said or [column for column in fitting if not table.cells(column)[0].strip().isdigit()]
    if len(chosen) != 1:
        return
    index = chosen[0].index
    table.columns = tuple(replace(one, field="status") if one.index == index else one for one in table.columns)
    table.rows = [
        (line, [*row[:index], legend.get(_code(row[index]), row[index]), *row[index + 1 :]]) for line, row in table.rows
    ]


def _fits(table: Table, index: int, legend: Legend) -> bool:
    cells = [cell for _, row in table.rows if len(row) > index and not is_blank(cell := row[index])]
    own = [cell for cell in cells if _code(cell) in legend]
    # headings merged over a row repeat their words in every column
    return bool(own) and all(_code(cell) in legend or len(cell) > 12 for cell in cells) and len(own) * 2 > len(cells)


def _code(cell: str) -> str:
    return fold(cell).strip(" .()")
