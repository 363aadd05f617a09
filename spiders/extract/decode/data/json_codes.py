"""Codes that stand for CPTS, or for their stage, in one part of a JSON tree and are explained in another:
`{"territoires": {"T1": "CPTS du Lac"}, "suivi": [{"code": "T1", "etape": "ACI signé"}]}`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lexicon.text import fold
from spiders.extract.decode.data.json_pairs import named_by
from spiders.extract.decode.data.records import Record, text_of
from spiders.extract.table.header_meaning import meaning_of, names_a_cpts, speaks_of_cpts
from spiders.extract.table.legends import Legend

_DEPTH = 8


def names_by_code(data: object) -> dict[str, str]:
    """The CPTS each code stands for. Keys that are communes, départements or stages are no codes."""
    found: dict[str, str] = {}
    for pairs in _objects(data, 0):
        if names_only(pairs) and not named_by(pairs):
            found |= {str(key): name for key, name in pairs.items()}
    return found


def names_only(pairs: Mapping[str, Any]) -> bool:
    """Whether an object holds names of CPTS, several and nothing else. A key « nom » is a field, no code."""
    fields = (meaning.field for key in pairs if (meaning := meaning_of(str(key))))
    return len(pairs) > 1 and all(map(_is_name, pairs.values())) and "name" not in fields


def with_names(records: Sequence[Record], names: Mapping[str, str]) -> Sequence[Record]:
    """Records that name no CPTS, with the one that their code stands for. A number may be that of anything, unless its
    field speaks of CPTS."""
    if not names or any(_is_name(value) for record in records for value in record.values()):
        return records
    for field in records[0] if records else ():
        codes = [text_of(record.get(field)) for record in records]
        if names.keys() >= set(codes) and (speaks_of_cpts(field) or not any(map(str.isdigit, codes))):
            return [{**one, field: "", "nom cpts": names[code]} for code, one in zip(codes, records, strict=True)]
    return records


def stages_by_name(data: object, legend: Legend, names: Mapping[str, str]) -> Iterator[list[Record]]:
    """What objects say of CPTS by codes that the tree explains, of stages (`{"CPTS du Lac": "A"}`) or of CPTS
    (`{"T1": "ACI signé"}`)."""
    for pairs in _objects(data, 0) if legend or names else ():
        if names.keys() >= pairs.keys() and not any(map(str.isdigit, pairs)) and not names_only(pairs):
            yield from filter(None, [named_by({names[code]: told for code, told in pairs.items()})])
        codes = [fold(text_of(value)) for value in pairs.values()]
        if len(pairs) > 1 and all(code in legend for code in codes) and all(map(_is_name, pairs)):
            yield [{"nom cpts": name, "statut": legend[code]} for name, code in zip(pairs, codes, strict=True)]


def _is_name(value: object) -> bool:
    return isinstance(value, str) and names_a_cpts(value, about=False)


def _objects(data: object, depth: int) -> Iterator[Mapping[str, Any]]:
    if isinstance(data, Mapping):
        yield data
    if depth < _DEPTH and isinstance(data, Mapping | list):
        for one in data.values() if isinstance(data, Mapping) else data[:200]:
            yield from _objects(one, depth + 1)
