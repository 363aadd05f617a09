"""Coverage of the communes and the deployment tracker: counts and population, each commune once."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from lexicon.stage_decision import STAGES
from pipelines.steps.distance import distances_km
from pipelines.steps.places import counted_region, finest_communes
from pipelines.steps.population_bounds import commune_bounds, per_cent, total
from schema import SEPARATOR, Row

if TYPE_CHECKING:
    from lexicon.gazetteer import Geography


# what each definition counts; sources: DOMAIN of the ministry's atlas and of the federation (docs/tracker.md)
DEFINITIONS: dict[str, tuple[str | None, ...]] = {
    "tous_stades": (None, *STAGES),
    "lettre_ou_plus": STAGES[1:],
    "projet_ou_plus": STAGES[2:],
    "aci_signe": STAGES[3:],
}
TARGET = 1000  # Ma santé 2022, announced on 18 September 2018 for 2022

LIVING = ("presente", "reportee", "source_indisponible")
GROUNDS = ("acte", "liste_officielle", "registre", "declaration", "deduit")


def living(cpts: Iterable[Row]) -> list[Row]:
    """CPTS that count: named, or carried over because their source could not be read again; not over nor refused."""
    return [
        row for row in cpts if row["presence"] in LIVING and row["statut"] != "cessee" and row.get("fin_nature") is None
    ]


def coverage_rows(cpts: list[Row], territoires: list[Row], geography: Geography) -> list[Row]:
    """One row per commune of the country, covered or not."""
    by_id = {row["cpts_id"]: row for row in living(cpts)}
    bounds = commune_bounds(by_id.values(), territoires)
    covering: dict[str, list[str]] = defaultdict(list)
    deduced: dict[str, list[str]] = defaultdict(list)
    for row in territoires:
        if row["cpts_id"] in by_id:
            (deduced if row["deduite"] else covering)[row["commune"]].append(row["cpts_id"])
    communes = list(finest_communes(geography))
    far = distances_km(communes, covering)
    rows = []
    for commune in communes:
        ids = sorted(set(covering.get(commune.code, ())))
        stages = [by_id[one]["statut_prouve"] for one in ids if by_id[one]["statut_prouve"]]
        perhaps = sorted(deduced.get(commune.code, ()))
        rows.append(
            {
                "commune": commune.code,
                "nom": commune.name,
                "departement": commune.departement,
                "region": counted_region(geography, commune.departement),
                "epci": commune.epci,
                "epci_nom": geography.epci[commune.epci].name if commune.epci in geography.epci else None,
                "population": commune.population,
                "population_max": bounds[commune.code][1] if commune.code in bounds else None,
                "nb_cpts": len(ids),
                "distance_km": far.get(commune.code),
                "statut_max": max(stages, key=STAGES.index, default=None),
                "cpts_ids": SEPARATOR.join(ids) or None,
                "cpts_deduites": SEPARATOR.join(perhaps) or None,
            }
        )
    return rows


INTERVAL = ("population_min", "population_max", "part_population_min", "part_population_max")

# a CPTS that no source places: with its row, the regions make the country
UNPLACED = "non_localisee"


def deployment_rows(day: date, cpts: list[Row], territoires: list[Row], geography: Geography) -> list[Row]:
    """One row per territory and definition: France, the regions, the CPTS that no source places, the départements."""
    counted = living(cpts)
    any_register = any(row.get("registre") in ("registre_seul", "registre_et_page") for row in cpts)
    places = list(_places(geography))
    rows = []
    for definition, stages in DEFINITIONS.items():
        reached = [row for row in counted if counts(row, definition)]
        deduced = [row for row in counted if _only_deduced(row, stages)]
        # population follows the communes, not the seat: a CPTS of a neighbouring region may cover them
        bounds = commune_bounds(reached, territoires)
        for level, code, name, communes in places:
            chosen = [row for row in reached if _belongs(level, code, row)]
            inhabitants = sum(communes.values())
            least, most = total(bounds, communes)
            rows.append(
                {
                    "date": day,
                    "niveau": level,
                    "territoire": code,
                    "territoire_nom": name,
                    "definition": definition,
                    "nb_cpts": len(chosen),
                    **_by_ground(chosen),
                    "nb_deduit": sum(_belongs(level, code, row) for row in deduced),
                    **_by_register(chosen, any_register),
                    **_confirmation(chosen),
                    "population_min": least,
                    "population_max": most,
                    "population_totale": inhabitants or None,
                    "part_population_min": per_cent(least, inhabitants),
                    "part_population_max": per_cent(most, inhabitants),
                    "nb_communes_sans_cpts": len(communes.keys() - bounds.keys()) if communes else None,
                    "cible_cpts": TARGET if level == "france" else None,
                }
            )
    return rows


def from_first_schema(row: Row) -> Row:
    """A row of a release before version 2: its one figure counted every commune that a list names, whole, which is an
    upper bound, and 0 where nothing was known."""
    if "population_couverte" not in row:
        return row
    most = row["population_couverte"] or None
    kept = {name: value for name, value in row.items() if name not in ("population_couverte", "part_population")}
    return kept | {
        "population_min": None,
        "population_max": most,
        "part_population_min": None,
        "part_population_max": per_cent(most, row["population_totale"]),
    }


def counts(row: Row, definition: str) -> bool:
    """Whether a living CPTS answers a definition by the stage that is proved: one that is only deduced is counted
    apart, except where every CPTS known counts."""
    return definition == "tous_stades" or row["statut_prouve"] in DEFINITIONS[definition]


def _only_deduced(row: Row, stages: tuple[str | None, ...]) -> bool:
    """Whether a deduction alone brings a CPTS to one of the stages."""
    known = [stage for stage in stages if stage]
    return row["statut"] in known and row["statut_prouve"] not in known


def _by_ground(rows: list[Row]) -> dict[str, int]:
    """How many of the counted CPTS rest on each ground; those without a known stage apart."""
    of_ground = {f"nb_{name}": sum(row["statut_prouve_fondement"] == name for row in rows) for name in GROUNDS}
    return of_ground | {"nb_statut_inconnu": sum(row["statut"] is None for row in rows)}


def _by_register(rows: list[Row], any_register: bool) -> dict[str, int | None]:
    """Without a register that was read, nothing is known of who is in none."""
    where = Counter(row.get("registre") for row in rows)
    return {
        "nb_registre_seul": where["registre_seul"] if any_register else None,
        "nb_page_seule": where["page_seule"] if any_register else None,
    }


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
        return bool((row["region"] or UNPLACED) == code)
    return code in (row["departements"] or "").split(SEPARATOR)


def _places(geography: Geography) -> Iterable[tuple[str, str, str, dict[str, int]]]:
    """Level, code, name and communes with their inhabitants; each level makes the country."""
    by_region: dict[str, dict[str, int]] = defaultdict(dict)
    by_departement: dict[str, dict[str, int]] = defaultdict(dict)
    for commune in finest_communes(geography):
        inhabitants = commune.population or 0
        by_departement[commune.departement][commune.code] = inhabitants
        by_region[geography.departements[commune.departement].region][commune.code] = inhabitants
    yield "france", "FR", "France", {code: n for members in by_region.values() for code, n in members.items()}
    for region, members in sorted(by_region.items()):
        yield "region", region, geography.regions[region].name, members
    yield "region", UNPLACED, "Région non connue", {}
    for departement, members in sorted(by_departement.items()):
        yield "departement", departement, geography.departements[departement].name, members


def key_figures(deployment: list[Row], coverage: list[Row], level: str, geography: Geography) -> dict[str, Row]:
    """Counts, population and its interval per territory of a level, from the deployment rows."""
    figures: dict[str, Row] = {}
    for row in deployment:
        if row["niveau"] != level or row["territoire"] == UNPLACED:
            continue
        entry = figures.setdefault(row["territoire"], {"nom": row["territoire_nom"], "nb_communes": 0})
        if row["definition"] == "tous_stades":
            entry |= {"population": row["population_totale"], "nb_communes_sans_cpts": row["nb_communes_sans_cpts"]}
            entry |= {name: row[name] for name in ("nb_cpts", *INTERVAL)}
        elif row["definition"] == "aci_signe":
            entry["nb_aci"] = row["nb_cpts"]
    for row in coverage:
        code = row["departement"] if level == "departement" else geography.departements[row["departement"]].region
        if code in figures:
            figures[code]["nb_communes"] += 1
    return figures
