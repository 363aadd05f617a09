"""From the claims of one CPTS to its published rows: one value per property, every claim kept, disagreements
published. Pure functions over plain rows; who belongs together is decided in `pipelines.identity`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from lexicon.name_refusals import is_for_programs
from pipelines.steps.activity import activity
from pipelines.steps.completeness import contradictions, judge, parts, size
from pipelines.steps.corrections import decided, is_end
from pipelines.steps.cpts_missions import ORDER, mission_rows
from pipelines.steps.cpts_territory import departements_of, region_of, territory_kind, territory_rows
from pipelines.steps.events import event_rows
from pipelines.steps.evidence import contested_dates, disagreements, evidence_rows
from pipelines.steps.ground import registered
from pipelines.steps.lineage_rows import borne
from pipelines.steps.precedence import (
    data,
    pick_announced,
    pick_departements,
    pick_first,
    pick_name,
    pick_population,
    pick_territory,
)
from pipelines.steps.stage import Statement, decide, overtaken, statement
from pipelines.steps.stage_columns import proved_columns, stage_columns
from pipelines.steps.structure_claim import LEGAL_FORM, MEMBERS, SIZE
from pipelines.tables.rows import (
    ActivityColumns,
    ClaimRow,
    CptsRow,
    DisagreementRow,
    EventRow,
    EvidenceRow,
    MissionRow,
    SizeColumns,
    StructureColumns,
    TerritoryRow,
)
from schema import SEPARATOR, Row

if TYPE_CHECKING:
    from lexicon.gazetteer import Geography

PICKERS = {
    "nom": pick_name,
    "territoire": pick_territory,
    "population": pick_population,
    "departements": pick_departements,
}
SINGLE = (
    *("nom", "territoire", "population", "departements", MEMBERS, LEGAL_FORM, SIZE),
    *("site_web", "finess", "siren", "rna"),
)

Pick = tuple[ClaimRow | None, str]  # the claim published of a property, and why


@dataclass(frozen=True, slots=True)
class Dossier:
    """The published rows of one CPTS."""

    cpts: CptsRow
    territoires: list[TerritoryRow]
    missions: list[MissionRow]
    evenements: list[EventRow]
    preuves: list[EvidenceRow]
    desaccords: list[DisagreementRow]

    def tables(self) -> dict[str, list[Row]]:
        """Name of the published table → its rows."""
        return {
            "cpts": [dict(self.cpts)],
            "territoires": [dict(row) for row in self.territoires],
            "missions": [dict(row) for row in self.missions],
            "evenements": [dict(row) for row in self.evenements],
            "preuves": [dict(row) for row in self.preuves],
            "desaccords": [dict(row) for row in self.desaccords],
        }


def resolve(
    cpts_id: str,
    claims: list[ClaimRow],
    kinds: dict[str, str],
    source_regions: dict[str, tuple[str, ...]],
    geography: Geography,
    today: date,
    first_seen: str | None = None,
    former: Collection[str] = (),
) -> Dossier:
    """`claims` are all the claim rows of the group; `kinds` and `source_regions` come from the cards; `today` is the
    day of the release, to which ages are counted; `former`: keys of the names that it bears no more."""
    by_property = _by_property(claims)
    said = decided(by_property["statut"])
    statements = [statement(row, by_property["date"], kinds[row["source_id"]]) for row in said]
    stage, why = decide(statements, kinds)
    picked = _picked(by_property | {"nom": borne(by_property["nom"], former)}, kinds) | {
        "statut": (stage.claim if stage else None, why)
    }
    chosen = {name: claim for name, (claim, _) in picked.items() if claim is not None}

    listed, populations = chosen.get("territoire"), by_property["population"]
    stated = territory_rows(cpts_id, listed, geography)
    territoires = parts(stated, listed, populations, geography)
    completeness = judge(listed, stated, territoires, by_property["territoire"], populations, geography)
    announced = pick_announced(listed, decided(by_property["territoire"]), kinds)
    missions = mission_rows(cpts_id, by_property["missions"], _contract(stage), kinds)
    evenements = event_rows(cpts_id, by_property["date"], kinds)
    grounds = {one.claim["preuve_id"]: one.ground for one in statements if one.stage}
    departements = departements_of(territoires, completeness.whole, chosen.get("departements"))
    name = chosen["nom"]
    cpts: CptsRow = {
        "cpts_id": cpts_id,
        "nom": name["valeur"] or "",
        "nom_court": data(name)["court"],
        "sigle": data(name)["sigle"],
        "alias": _joined(_aliases(by_property["nom"], name)),
        **stage_columns(stage, by_property["date"], today),
        **proved_columns(stage, statements, kinds),
        **_activity_columns(claims, kinds),
        "region": region_of(territoires, departements, claims, source_regions, geography),
        "departements": _joined(departements),
        "type_territoire": territory_kind(territoires, completeness.whole, announced, geography),
        **_size_columns(chosen, populations, territoires, completeness.whole, announced),
        **_structure_columns(chosen),
        "missions": _joined(sorted({row["mission"] for row in missions}, key=ORDER.index)),
        "site_web": _value(chosen, "site_web"),
        "finess": _value(chosen, "finess"),
        "siren": _value(chosen, "siren"),
        "rna": _value(chosen, "rna"),
        "registre": registered(claim["localisation"] for claim in claims),
        "presence": "presente",
        "reunie_a": None,
        "vu_le": date.fromisoformat(max(claim["confirme_le"] for claim in claims)),
        "premiere_vue": date.fromisoformat(min(filter(None, (first_seen, *(claim["lu_depuis"] for claim in claims))))),
        "nb_sources": len({claim["source_id"] for claim in claims if not is_end(claim)}),
        "reconstruction": all(claim["reconstruction"] for claim in claims),
    }
    return Dossier(
        cpts=cpts,
        territoires=territoires,
        missions=missions,
        evenements=evenements,
        preuves=evidence_rows(cpts_id, claims, _retained(picked, missions), grounds),
        desaccords=[
            *disagreements(cpts_id, by_property, chosen, overtaken(statements, stage)),
            *contradictions(cpts_id, listed, completeness),
            *contested_dates(cpts_id, evenements, by_property["date"], cpts["statut_depuis"]),
        ],
    )


def _by_property(claims: list[ClaimRow]) -> dict[str, list[ClaimRow]]:
    """Without the days and the missions that a person took away: what adds up has no choice to take part in."""
    grouped: dict[str, list[ClaimRow]] = defaultdict(list)
    for claim in claims:
        if claim["valeur"] is not None or claim["propriete"] not in ("date", "missions"):
            grouped[claim["propriete"]].append(claim)
    return grouped


def _picked(by_property: dict[str, list[ClaimRow]], kinds: dict[str, str]) -> dict[str, Pick]:
    """For each property that has one value: the claim that is published, and why."""
    return {name: PICKERS.get(name, pick_first)(decided(by_property[name]), kinds) for name in SINGLE}


def _contract(stage: Statement | None) -> ClaimRow | None:
    """The claim that proves a signed contract; one inferred proves none."""
    return stage.claim if stage and stage.stage == "aci_signe" and stage.ground != "deduit" else None


def _retained(picked: dict[str, Pick], missions: list[MissionRow]) -> dict[str, str]:
    """`preuve_id` of the claims that are published → why."""
    retained = {claim["preuve_id"]: reason for claim, reason in picked.values() if claim is not None}
    declared = (row["preuve_id"] for row in missions if row["fondement"] == "declaree")
    return retained | dict.fromkeys(declared, "première source à la nommer")


def _value(chosen: dict[str, ClaimRow], name: str) -> str | None:
    return chosen[name]["valeur"] if name in chosen else None


def _joined(values: Iterable[str]) -> str | None:
    return SEPARATOR.join(values) or None


def _aliases(names: list[ClaimRow], chosen: ClaimRow) -> list[str]:
    """Every other spelling met, in a stable order, the chosen one left out; an address or a script is none."""
    spellings: dict[str, None] = {}
    for claim in sorted(names, key=lambda row: (row["valeur"] or "", row["preuve_id"])):
        for spelling in (claim["valeur"], *data(claim)["alias"]):
            if spelling and spelling != chosen["valeur"] and not is_for_programs(spelling):
                spellings[spelling.replace(";", ",")] = None
    return list(spellings)


def _activity_columns(claims: list[ClaimRow], kinds: dict[str, str]) -> ActivityColumns:
    day, ground = activity(claims, kinds)
    return {"activite_attestee_le": day, "activite_fondement": ground}


def _structure_columns(chosen: dict[str, ClaimRow]) -> StructureColumns:
    """What is said of the association, as told; a number of members with its reserve."""
    members, size = chosen.get(MEMBERS), _value(chosen, SIZE)
    return {
        "nb_adherents": int(members["valeur"] or 0) if members else None,
        "adherents_precision": data(members).get("precision") if members else None,
        "forme_juridique": _value(chosen, LEGAL_FORM),
        "taille_declaree": int(size) if size else None,
    }


def _size_columns(
    chosen: dict[str, ClaimRow],
    populations: list[ClaimRow],
    territoires: list[TerritoryRow],
    complete: bool | None,
    announced: int | None,
) -> SizeColumns:
    """Communes and inhabitants: announced, declared, recomputed where the list is whole, the gap, the size class of the
    ACI."""
    population = data(chosen["population"]) if "population" in chosen else {}
    whole = complete and territoires and not any(row["partiel"] for row in territoires)
    recomputed = sum(row["population"] or 0 for row in territoires) if whole else None
    declared = population.get("valeur")
    return {
        "nb_communes": sum(not row["deduite"] for row in territoires) or None,
        "nb_communes_annonce": announced,
        "communes_completes": complete,
        "population_declaree": declared,
        "population_precision": population.get("precision"),
        "population_insee": recomputed,
        "ecart_population": declared - recomputed if declared is not None and recomputed is not None else None,
        "taille_aci": size(recomputed, populations),
    }
