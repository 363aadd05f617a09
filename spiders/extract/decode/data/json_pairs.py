"""Objects whose keys are data: which CPTS each commune has, what each CPTS has, départements by their number."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from lexicon import gazetteer
from lexicon.departement_headings import department_in
from lexicon.stage_marks import stage_of
from spiders.extract.decode.data.records import Record, text_of
from spiders.extract.table.header_meaning import (
    names_a_cpts,
)


def named_by(data: Mapping[Any, Any]) -> list[Record]:
    """The pairs of a dictionary that says of each commune, or of each département, which CPTS it has
    (`{"04112": "CPTS Durance Vive"}`), or of each CPTS what it has (`{"CPTS Durance Vive": ["04112"]}`), as records."""
    pairs = [(str(key), one) for key, one in data.items()]
    if len(pairs) < 2:
        return []
    if all(isinstance(one, str) and names_a_cpts(one, about=False) for _, one in pairs):
        field = _field_of_keys([key for key, _ in pairs])
        return [{"nom cpts": one, field: key} for key, one in pairs] if field else []
    return _told_of_each(pairs) if all(names_a_cpts(key, about=False) for key, _ in pairs) else []


def _told_of_each(pairs: Sequence[tuple[str, Any]]) -> list[Record]:
    """Names of CPTS and what each has: codes, places, a stage."""
    lists = [one if isinstance(one, list) else [one] for _, one in pairs]
    words = [word for one in lists for word in one]
    field = _field_of_keys(list(map(text_of, words))) if all(isinstance(word, str | int) for word in words) else ""
    told = [", ".join(map(text_of, one)) for one in lists]
    return [{"nom cpts": key, field: said} for (key, _), said in zip(pairs, told, strict=True)] if field else []


def _field_of_keys(keys: Sequence[str]) -> str:
    """The header of a column of `keys`: codes or names of communes, départements, stages; empty when they are
    something else."""
    if all(re.fullmatch(r"\d[\dAB]\d{3}", key) and gazetteer.load().commune(key) for key in keys):
        return "code insee"
    if all(map(department_in, keys)) and not _are_numbered(keys):
        return "departement"
    if all(map(stage_of, keys)):
        return "statut"
    if all(gazetteer.place_key(key) in gazetteer.load().by_name for key in keys):
        return "commune"
    return ""


def keys_are_departements(data: Mapping[Any, Any]) -> bool:
    """Whether all keys are numbers of départements, and no numbering: `{"03": […], "63": […]}`."""
    keys = list(map(str, data))
    codes = all(re.fullmatch(r"\d\d|2[AB]|97\d", key) and department_in(key) for key in keys)
    return len(keys) > 1 and codes and not _are_numbered(keys)


def _are_numbered(keys: Sequence[str]) -> bool:
    """`10`, `11`, `12`: entries in their order, unless they are the neighbours `01` to `09` write with a zero."""
    numbers = [int(key) for key in keys if key.isdigit()]
    return len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers))) and keys[0][0] != "0"
