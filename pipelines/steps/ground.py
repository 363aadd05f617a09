"""What a stage rests on: an act that is named, an official list, a register, a declaration, or a deduction.

The ladder and its reasons are data (`grounds.toml`), told with examples in docs/status.md.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from pipelines.steps.precedence import data
from pipelines.tables.rows import ClaimRow

# a row of a table or of a file, a feature of a map; a paragraph of an article is none
_ROW = re.compile(r"\b(?:ligne|entité|feuille|repère)\b|/tr(?:\[\d+\])?(?:$| \()")
# a structure of FINESS with its engagements, a legal unit of SIRENE, an announcement of the Journal officiel
_REGISTER = re.compile(r"^(?:pmej|unité légale|annonce) \d")


def registered(places: Iterable[str]) -> str:
    """Where a CPTS is named, from the places its claims were read at: `registre_et_page`, `registre_seul` (in a
    register, on no page) or `page_seule`."""
    found = {_REGISTER.search(one) is not None for one in places}
    return "registre_et_page" if len(found) > 1 else "registre_seul" if True in found else "page_seule"


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "grounds.toml").read_text(encoding="utf-8"))


def strength(ground: str) -> int:
    """0 for the strongest ground."""
    order: list[str] = _table()["order"]
    return order.index(ground)


def official(kind: str) -> bool:
    """Whether publishers of that nature sign, validate or keep the lists."""
    return kind in _table()["official"]


def filed(claim: ClaimRow) -> bool:
    """Whether a list files the CPTS there: under a heading or in a column, not in a sentence of an article."""
    return bool(data(claim).get("classe")) or _ROW.search(claim["localisation"]) is not None


def ground(claim: ClaimRow, kind: str, dated: bool = False) -> str:
    """`acte`, `liste_officielle`, `registre`, `declaration` or `deduit`: what the stage of a claim of `propriete`
    `statut` rests on. `kind` is the nature of its source; `dated`: the listing gives the day of the act."""
    table = _table()
    authority = official(kind)
    if _REGISTER.search(claim["localisation"]):
        return "registre"
    thing, *told = claim["regle"].split(".")
    if thing == "liste_officielle":
        return "liste_officielle"
    if _deduced(thing, told):
        return "deduit"
    # an official list that gives no day of its own files the CPTS: it tells the state, not the act
    if authority and filed(claim) and not dated:
        return "liste_officielle"
    act = table["act"]
    if thing in act["expressions"] or (told and told[0] in act["states"] and len(told) == 1):
        return "acte"
    spokesman = kind in table["spokesmen"] and not data(claim).get("par_un_tiers")
    return "declaration" if authority or spokesman else "deduit"


def _deduced(thing: str, told: list[str]) -> bool:
    table = _table()["deduced"]
    return (
        thing in table["things"]
        or thing in table["expressions"]
        or bool({*told} & {*table["suffixes"], *table["states"]})
    )
