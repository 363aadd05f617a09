"""Rows of an earlier release in the columns of today: what it said, in today's words, and nothing it did not say."""

from __future__ import annotations

from lexicon.stage_decision import STAGES
from pipelines.steps.coverage import from_first_schema
from pipelines.steps.places import DEDUCED
from schema import Row, load_schema

# table → column → code of an earlier version → code of today; what has no counterpart becomes unknown
CODES: dict[str, dict[str, dict[str, str | None]]] = {
    "cpts": {
        # 1.x said the end of a CPTS in `presence`; `statut` has said it as well since the first release
        "presence": {"fusionnee": "retiree", "dissoute": "presente"},
        "population_precision": {"plus_de": "au_moins", "moins_de": "au_plus"},
    },
    "evenements": {
        "nature": {
            "signature": "signature_aci",
            "creation": "lancement",
            # a letter or a project, and a situation: 1.x did not tell which document, nor that nothing happened
            "validation": None,
            "etat": None,
        }
    },
}
# columns that are required today and that an earlier version did not have
DEFAULTS: dict[str, Row] = {"evenements": {"annee_deduite": False}}
REQUIRED_CODES = {"evenements": ("nature",)}


def upgraded(name: str, rows: list[Row]) -> list[Row]:
    """Rows of table `name` of a release of any earlier version. A row whose required code has no counterpart is left
    out; columns that no longer exist are dropped, new ones are empty."""
    columns = load_schema()[name].columns
    codes = CODES.get(name, {})
    kept = []
    for row in rows:
        row = from_first_schema(row) if name == "deploiement" else row
        new: Row = dict.fromkeys(columns) | DEFAULTS.get(name, {})
        new |= {column: value for column, value in row.items() if column in columns and value is not None}
        for column, meaning in codes.items():
            new[column] = meaning.get(new[column], new[column]) if new[column] is not None else None
        new |= _followed(name, row, new)
        if all(new[column] is not None for column in REQUIRED_CODES.get(name, ())):
            kept.append(new)
    return kept


def _followed(name: str, row: Row, new: Row) -> Row:
    """What follows from the other columns, where an earlier version had no column for it."""
    if name == "territoires" and "deduite" not in row:  # before 2.8 the rule alone told
        return {"deduite": new["regle"] in DEDUCED}
    if name != "cpts":
        return {}
    # a stage of 1.x tells no ground: it does not count as proved
    ground = new["statut_fondement"] or ("deduit" if new["statut"] else None)
    # before 2.7 only the published stage could count
    proved = {} if "statut_prouve" in row else _proved(new["statut"], ground)
    return {"statut_fondement": ground, **proved}


def _proved(stage: str | None, rests_on: str | None) -> Row:
    counts = stage in STAGES and rests_on != "deduit"
    return {"statut_prouve": stage, "statut_prouve_fondement": rests_on} if counts else {}
