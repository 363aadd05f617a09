"""From the claims of one CPTS to its published rows: one value per property, every claim kept, disagreements
published. Pure functions over plain rows; who belongs together is decided in `pipelines.identity`."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from lexicon.name_refusals import is_for_programs
from pipelines.steps.claims import EVENT_OF_STATUS
from pipelines.steps.completeness import WITHOUT_ARRONDISSEMENT, contradictions, judge, parts, size
from pipelines.steps.places import ars_region
from pipelines.steps.precedence import (
    Row,
    data,
    ordered,
    pick_first,
    pick_name,
    pick_population,
    pick_status,
    pick_territory,
)
from schema import SEPARATOR

if TYPE_CHECKING:
    from lexicon.gazetteer import Geography

PICKERS = {"nom": pick_name, "statut": pick_status, "territoire": pick_territory, "population": pick_population}
SINGLE = ("nom", "statut", "territoire", "population", "departements", "site_web", "finess", "siren")

# a difference on these is a disagreement between sources; dates and missions add up instead of contradicting
COMPARED = ("statut", "population", "territoire", "site_web", "finess", "siren")


@dataclass(frozen=True, slots=True)
class Dossier:
    """The published rows of one CPTS."""

    cpts: Row
    territoires: list[Row]
    missions: list[Row]
    evenements: list[Row]
    preuves: list[Row]
    desaccords: list[Row]


def resolve(
    cpts_id: str,
    claims: list[Row],
    kinds: dict[str, str],
    source_regions: dict[str, tuple[str, ...]],
    geography: Geography,
    first_seen: str | None = None,
) -> Dossier:
    """`claims` are all the claim rows of the group; `kinds` and `source_regions` come from the cards."""
    by_property: dict[str, list[Row]] = defaultdict(list)
    for claim in claims:
        by_property[claim["propriete"]].append(claim)
    picked = {name: PICKERS.get(name, pick_first)(by_property[name], kinds) for name in SINGLE}
    chosen = {name: claim for name, (claim, _) in picked.items() if claim is not None}

    listed = chosen.get("territoire")
    populations = by_property["population"]
    territoires = parts(_territory_rows(cpts_id, listed, geography), listed, populations, geography)
    completeness = judge(listed, territoires, by_property["territoire"], populations, geography)
    missions = _mission_rows(cpts_id, by_property["missions"], chosen.get("statut"), kinds)
    cpts = _cpts_row(
        cpts_id, claims, chosen, by_property, territoires, completeness.whole, missions, geography, source_regions
    )
    if first_seen:
        cpts["premiere_vue"] = min(cpts["premiere_vue"], date.fromisoformat(first_seen))
    return Dossier(
        cpts=cpts,
        territoires=territoires,
        missions=missions,
        evenements=_event_rows(cpts_id, by_property["date"], kinds),
        preuves=_evidence_rows(cpts_id, claims, picked, missions),
        desaccords=_disagreements(cpts_id, by_property, chosen, kinds) + contradictions(cpts_id, listed, completeness),
    )


def _cpts_row(
    cpts_id: str,
    claims: list[Row],
    chosen: dict[str, Row],
    by_property: dict[str, list[Row]],
    territoires: list[Row],
    complete: bool | None,
    missions: list[Row],
    geography: Geography,
    source_regions: dict[str, tuple[str, ...]],
) -> Row:
    name = chosen["nom"]
    status = chosen["statut"]["valeur"] if "statut" in chosen else None
    territory = data(chosen["territoire"]) if "territoire" in chosen else {}
    population = data(chosen["population"]) if "population" in chosen else {}
    recomputed = sum(row["population"] or 0 for row in territoires) if complete and territoires else None
    declared = population.get("valeur")
    departements = _departements(territoires, chosen.get("departements"))
    return {
        "cpts_id": cpts_id,
        "nom": name["valeur"],
        "nom_court": data(name)["court"],
        "sigle": data(name)["sigle"],
        "alias": _joined(_aliases(by_property["nom"], name)),
        "statut": status,
        "statut_depuis": _status_date(status, chosen.get("statut"), by_property["date"]),
        "region": _region(territoires, departements, claims, source_regions, geography),
        "departements": _joined(departements),
        "nb_communes": sum(row["regle"] != WITHOUT_ARRONDISSEMENT for row in territoires) or None,
        "nb_communes_annonce": territory.get("annonce"),
        "communes_completes": complete,
        "population_declaree": declared,
        "population_precision": population.get("precision"),
        "population_insee": recomputed,
        "ecart_population": declared - recomputed if declared is not None and recomputed is not None else None,
        "taille_aci": size(recomputed, by_property["population"]),
        "missions": _joined(sorted({row["mission"] for row in missions}, key=_mission_order)),
        "site_web": chosen["site_web"]["valeur"] if "site_web" in chosen else None,
        "finess": chosen["finess"]["valeur"] if "finess" in chosen else None,
        "siren": chosen["siren"]["valeur"] if "siren" in chosen else None,
        "presence": "dissoute" if status == "cessee" else "presente",
        "vu_le": date.fromisoformat(max(claim["confirme_le"] for claim in claims)),
        "premiere_vue": date.fromisoformat(min(claim["lu_depuis"] for claim in claims)),
        "nb_sources": len({claim["source_id"] for claim in claims}),
        "reconstruction": all(claim["reconstruction"] for claim in claims),
    }


def _joined(values: Iterable[str]) -> str | None:
    return SEPARATOR.join(values) or None


def _aliases(names: list[Row], chosen: Row) -> list[str]:
    """Every other spelling met, in a stable order, the chosen one left out; an address or a script is none."""
    spellings: dict[str, None] = {}
    for claim in sorted(names, key=lambda row: (row["valeur"], row["preuve_id"])):
        for spelling in (claim["valeur"], *data(claim)["alias"]):
            if spelling and spelling != chosen["valeur"] and not is_for_programs(spelling):
                spellings[spelling.replace(";", ",")] = None
    return list(spellings)


def _status_date(status: str | None, claim: Row | None, dates: list[Row]) -> str | None:
    """The date of the event that the status rests on: in the same listing first, then in any other."""
    event = EVENT_OF_STATUS.get(status or "")
    if event is None or claim is None:
        return None
    fitting = [row for row in dates if data(row)["evenement"] == event and row["valeur"][:2] != "--"]
    same = [row for row in fitting if row["mention_id"] == claim["mention_id"]]
    # the earliest: a later signature is an amendment or a renewal; the most precise among equals
    return min((row["valeur"] for row in same or fitting), key=lambda day: (day[:4], -len(day), day), default=None)


def _departements(territoires: list[Row], claim: Row | None) -> list[str]:
    found = {row["departement"] for row in territoires}
    return sorted(found) if found else (claim["valeur"].split(SEPARATOR) if claim else [])


def _region(
    territoires: list[Row],
    departements: list[str],
    claims: list[Row],
    source_regions: dict[str, tuple[str, ...]],
    geography: Geography,
) -> str | None:
    """Region of most of the inhabitants; else of the first département; else the one region of the sources."""
    weights: dict[str, int] = defaultdict(int)
    for row in territoires:
        region = ars_region(geography, row["departement"])
        if region:
            weights[region] += row["population"] or 1
    if weights:
        return max(sorted(weights), key=lambda code: weights[code])
    if departements:
        return ars_region(geography, departements[0])
    regions = {
        source_regions[claim["source_id"]][0]
        for claim in claims
        if len(source_regions.get(claim["source_id"], ())) == 1
    }
    return regions.pop() if len(regions) == 1 else None


def _territory_rows(cpts_id: str, claim: Row | None, geography: Geography) -> list[Row]:
    """One row per commune; Paris, Lyon and Marseille named whole become their arrondissements."""
    if claim is None:
        return []
    places = data(claim)["lieux"]
    retained = set(data(claim)["codes"])
    rows: dict[str, Row] = {}
    for place in places:
        for named in place["codes"]:
            if named not in retained:
                continue
            for code in geography.arrondissements.get(named, (named,)):
                commune = geography.commune(code)
                if commune is None or (code in rows and not rows[code]["partiel"]):
                    continue
                rows[code] = {
                    "cpts_id": cpts_id,
                    "commune": code,
                    "commune_nom": commune.name,
                    "departement": commune.departement,
                    "partiel": place["partiel"],
                    "population": commune.population,
                    "texte": place["texte"],
                    "regle": place["regle"],
                    "preuve_id": claim["preuve_id"],
                }
    return [rows[code] for code in sorted(rows)]


def _mission_order(code: str) -> int:
    return ("acces_soins", "parcours", "prevention", "crises", "qualite_pertinence", "accompagnement").index(code)


def _mission_rows(cpts_id: str, claims: list[Row], status: Row | None, kinds: dict[str, str]) -> list[Row]:
    """What is declared, then what a signed contract carries by itself and nobody declared."""
    from pipelines.normalise.missions import core_missions

    rows: dict[str, Row] = {}
    for claim in ordered(claims, kinds):
        rows.setdefault(
            claim["valeur"],
            {
                "cpts_id": cpts_id,
                "mission": claim["valeur"],
                "fondement": "declaree",
                "formulation": claim["texte"],
                "regle": claim["regle"],
                "preuve_id": claim["preuve_id"],
            },
        )
    if status is not None and status["valeur"] == "aci_signe":
        for mission in core_missions():
            rows.setdefault(
                mission.code,
                {
                    "cpts_id": cpts_id,
                    "mission": mission.code,
                    "fondement": "contrat",
                    "formulation": None,
                    "regle": "mission_socle_de_l_aci",
                    "preuve_id": status["preuve_id"],
                },
            )
    return [rows[code] for code in sorted(rows, key=_mission_order)]


def _event_rows(cpts_id: str, dates: list[Row], kinds: dict[str, str]) -> list[Row]:
    rows: dict[tuple[str, str], Row] = {}
    for claim in ordered(dates, kinds):
        nature, day = data(claim)["evenement"], claim["valeur"]
        if nature is None or (nature, day) in rows:
            continue
        digest = hashlib.sha256(f"{cpts_id}\x1f{nature}\x1f{day}".encode()).hexdigest()[:16]
        rows[nature, day] = {
            "evenement_id": digest,
            "cpts_id": cpts_id,
            "nature": nature,
            "date_evenement": day,
            "precision_date": data(claim)["precision"],
            "jour_incompatible": data(claim)["jour_incompatible"],
            "texte": claim["texte"],
            "appris_le": date.fromisoformat(claim["lu_depuis"]),
            "preuve_id": claim["preuve_id"],
        }
    return [rows[key] for key in sorted(rows)]


def _evidence_rows(
    cpts_id: str, claims: list[Row], picked: dict[str, tuple[Row | None, str]], missions: list[Row]
) -> list[Row]:
    retained = {claim["preuve_id"]: reason for claim, reason in picked.values() if claim is not None}
    retained |= {row["preuve_id"]: "première source à la nommer" for row in missions if row["fondement"] == "declaree"}
    rows = []
    for claim in claims:
        kept = claim["preuve_id"] in retained
        rows.append(
            {
                "preuve_id": claim["preuve_id"],
                "cpts_id": cpts_id,
                "propriete": claim["propriete"],
                "valeur": claim["valeur"],
                "texte": claim["texte"] or None,
                "regle": claim["regle"],
                "retenue": kept,
                "motif": retained.get(claim["preuve_id"]) or _why_not(claim),
                "source_id": claim["source_id"],
                "url": claim["url"],
                "localisation": claim["localisation"],
                "capture": claim["capture"],
                "empreinte": claim["empreinte"],
                "date_page": claim["date_page"],
                "releve_le": date.fromisoformat(claim["releve_le"]),
                "reconstruction": claim["reconstruction"],
            }
        )
    return rows


def _why_not(claim: Row) -> str:
    if claim["valeur"] is None:
        return "le texte ne prouve aucune valeur"
    return "événement daté" if claim["propriete"] == "date" else "une autre affirmation est retenue"


def _comparable(claim: Row) -> str | None:
    """The value as compared between sources, `None` when the claim takes no side."""
    name, value = claim["propriete"], claim["valeur"]
    if value is None or (name == "territoire" and not data(claim)["complet"]):
        return None
    if name == "site_web":
        return (urlsplit(value).hostname or value).removeprefix("www.")
    return str(value)


def _disagreements(
    cpts_id: str, by_property: dict[str, list[Row]], chosen: dict[str, Row], kinds: dict[str, str]
) -> list[Row]:
    rows = []
    for name in COMPARED:
        sides: dict[str, list[Row]] = defaultdict(list)
        for claim in by_property[name]:
            value = _comparable(claim)
            if value is not None:
                sides[value].append(claim)
        if len(sides) < 2:
            continue
        since = sorted(min(claim["lu_depuis"] for claim in side) for side in sides.values())[1]
        kept = _comparable(chosen[name]) if name in chosen else None
        rows += [
            {
                "cpts_id": cpts_id,
                "propriete": name,
                "valeur": value,
                "retenue": value == kept,
                "sources": SEPARATOR.join(sorted({claim["source_id"] for claim in side})),
                "depuis": date.fromisoformat(since),
            }
            for value, side in sorted(sides.items())
        ]
    return rows
