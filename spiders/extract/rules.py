"""The reading rules by id (`rules.toml`): what a fact of a listing says it was read by."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

RECONSTRUCTION = "reconstruction"  # a rule met on no real page yet, in no shared case


@dataclass(frozen=True, slots=True)
class Rule:
    """`label`: in French, published. `example`: a body, or JSON, that the rule reads under the title `document`, on a
    site of `kind` whose card says `card`. `seen_in`: the address or the card of a real page, a shared case, or
    `RECONSTRUCTION`."""

    id: str
    label: str
    seen_in: str
    example: str
    document: str
    kind: str
    card: dict[str, Any]


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its id, in the order of the file."""
    raw = tomllib.loads(Path(__file__).with_name("rules.toml").read_text(encoding="utf-8"))["regle"]
    read = (
        Rule(
            id=one["id"],
            label=one["libelle"],
            seen_in=one["vu"],
            example=one["exemple"],
            document=one.get("document", "Santé"),
            kind=one.get("genre", "presse"),
            card=one.get("fiche", {}),
        )
        for one in raw
    )
    return {rule.id: rule for rule in read}
