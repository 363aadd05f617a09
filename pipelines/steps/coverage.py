"""Coverage of the communes and the deployment tracker: counts and population, each commune once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from pipelines.steps.places import ars_region, finest_communes
from pipelines.steps.precedence import STAGES
from schema import SEPARATOR

if TYPE_CHECKING:
    from lexicon.gazetteer import Geography

Row = dict[str, Any]

# what each definition counts; sources: DOMAIN of the ministry's atlas and of the federation (docs/tracker.md)
DEFINITIONS: dict[str, tuple[str | None, ...]] = {
    "tous_stades": (None, *STAGES),
    "lettre_ou_plus": STAGES[1:],
    "projet_ou_plus": STAGES[2:],
    "aci_signe": STAGES[3:],
}
TARGET = 1000  # Ma santé 2022, announced on 18 September 2018 for 2022

LIVING = ("presente", "source_indisponible")


def living(cpts: Iterable[Row]) -> list[Row]:
    """CPTS that count: present, or carried over because their source could not be read again."""
    return [row for row in cpts if row["presence"] in LIVING and row["statut"] != "cessee"]


def coverage_rows(cpts: list[Row], territoires: list[Row], geography: Geography) -> list[Row]:
    """One row per commune of the country, covered or not."""
    by_id = {row["cpts_id"]: row for row in living(cpts)}
    covering: dict[str, list[str]] = defaultdict(list)
    for row in territoires:
        if row["cpts_id"] in by_id:
            covering[row["commune"]].append(row["cpts_id"])
    rows = []
    for commune in finest_communes(geography):
        ids = sorted(set(covering.get(commune.code, ())))
        stages = [by_id[one]["statut"] for one in ids if by_id[one]["statut"]]
        rows.append(
            {
                "commune": commune.code,
                "nom": commune.name,
                "departement": commune.departement,
                "region": ars_region(geography, commune.departement),
                "epci": commune.epci,
                "population": commune.population,
                "nb_cpts": len(ids),
                "statut_max": max(stages, key=STAGES.index, default=None),
                "cpts_ids": SEPARATOR.join(ids) or None,
            }
        )
    return rows


def deployment_rows(day: date, cpts: list[Row], territoires: list[Row], geography: Geography) -> list[Row]:
    """One row per territory and definition, for France, the regions and the départements."""
    counted = living(cpts)
    places = _Places(geography)
    by_cpts: dict[str, set[str]] = defaultdict(set)
    for row in territoires:
        by_cpts[row["cpts_id"]].add(row["commune"])
    rows = []
    for level, code, name, communes in places.all():
        members = [row for row in counted if _belongs(level, code, row)]
        for definition, stages in DEFINITIONS.items():
            chosen = [row for row in members if row["statut"] in stages]
            # population follows the communes, not the seat: a CPTS of a neighbouring region may cover them
            reached = [row for row in counted if row["statut"] in stages]
            covered = set().union(*(by_cpts[row["cpts_id"]] for row in reached)) & communes if reached else set()
            total, inhabitants = places.population(communes), places.population(covered)
            rows.append(
                {
                    "date": day,
                    "niveau": level,
                    "territoire": code,
                    "territoire_nom": name,
                    "definition": definition,
                    "nb_cpts": len(chosen),
                    **_confirmation(chosen),
                    "population_couverte": inhabitants,
                    "population_totale": total,
                    "part_population": round(100 * inhabitants / total, 2) if total else 0.0,
                    "nb_communes_sans_cpts": len(communes - covered),
                    "cible_cpts": TARGET if level == "france" else None,
                }
            )
    return rows


def _confirmation(rows: list[Row]) -> dict[str, int]:
    """Every total is the sum of three: confirmed by a real capture, carried over, never confirmed."""
    never = sum(row["reconstruction"] for row in rows)
    carried = sum(not row["reconstruction"] and row["presence"] != "presente" for row in rows)
    return {
        "nb_confirmees": len(rows) - never - carried,
        "nb_reportees": carried,
        "nb_jamais_confirmees": never,
    }


def _belongs(level: str, code: str, row: Row) -> bool:
    if level == "france":
        return True
    if level == "region":
        return bool(row["region"] == code)
    return code in (row["departements"] or "").split(SEPARATOR)


class _Places:
    """Communes of every level, and their legal population."""

    def __init__(self, geography: Geography) -> None:
        self.geography = geography
        self.communes = {commune.code: commune for commune in finest_communes(geography)}

    def all(self) -> Iterable[tuple[str, str, str, set[str]]]:
        by_region: dict[str, set[str]] = defaultdict(set)
        by_departement: dict[str, set[str]] = defaultdict(set)
        for code, commune in self.communes.items():
            by_departement[commune.departement].add(code)
            by_region[ars_region(self.geography, commune.departement) or ""].add(code)
        yield "france", "FR", "France", set(self.communes)
        for region, members in sorted(by_region.items()):
            yield "region", region, self.geography.regions[region].name, members
        for departement, members in sorted(by_departement.items()):
            yield "departement", departement, self.geography.departements[departement].name, members

    def population(self, codes: set[str]) -> int:
        return sum(self.communes[code].population or 0 for code in codes)


def key_figures(deployment: list[Row], coverage: list[Row], level: str) -> dict[str, Row]:
    """`nb_cpts`, `nb_aci`, population and share per territory of a level, from the deployment rows."""
    figures: dict[str, Row] = {}
    for row in deployment:
        if row["niveau"] != level:
            continue
        entry = figures.setdefault(row["territoire"], {"nom": row["territoire_nom"]})
        if row["definition"] == "tous_stades":
            entry |= {
                "population": row["population_totale"],
                "nb_cpts": row["nb_cpts"],
                "population_couverte": row["population_couverte"],
                "part_population": row["part_population"],
                "nb_communes_sans_cpts": row["nb_communes_sans_cpts"],
            }
        elif row["definition"] == "aci_signe":
            entry["nb_aci"] = row["nb_cpts"]
    column = {"region": "region", "departement": "departement"}[level]
    for row in coverage:
        if row[column] in figures:
            figures[row[column]]["nb_communes"] = figures[row[column]].get("nb_communes", 0) + 1
    return figures
