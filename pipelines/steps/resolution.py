"""From the claims of one CPTS to its published rows: one value per property, every claim kept, disagreements
published. Pure functions over plain rows; who belongs together is decided in `pipelines.identity`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from lexicon.name_refusals import is_for_programs
from pipelines.steps.activity import activity
from pipelines.steps.completeness import WITHOUT_ARRONDISSEMENT, contradictions, judge, parts, size
from pipelines.steps.corrections import decided, is_end
from pipelines.steps.cpts_missions import ORDER, mission_rows
from pipelines.steps.cpts_territory import departements_of, region_of, territory_kind, territory_rows
from pipelines.steps.events import event_rows
from pipelines.steps.evidence import contested_signatures, disagreements, evidence_rows
from pipelines.steps.ground import registered
from pipelines.steps.precedence import (
    STAGES,
    data,
    pick_announced,
    pick_departements,
    pick_first,
    pick_name,
    pick_population,
    pick_territory,
)
from pipelines.steps.stage import Statement, age_in_months, decide, event_date, proved, statement
from pipelines.steps.structure_claim import LEGAL_FORM, MEMBERS, SIZE
from pipelines.tables.rows import (
    ActivityColumns,
    ClaimRow,
    CptsRow,
    DisagreementRow,
    EventRow,
    EvidenceRow,
    MissionRow,
    ProvedColumns,
    SizeColumns,
    StageColumns,
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

ACI_YEARS = 5  # a contract of the ACI is signed for five years (agreement of 20 June 2019, art. 9)
EXPECTED = (
    "depot",
    "validation_lettre",
    "validation_projet",
    "signature_aci",
    "lancement",
)  # steps that a plan announces

NO_STAGE: StageColumns = {
    "statut": None,
    "statut_fondement": None,
    "statut_date": None,
    "statut_date_nature": None,
    "statut_age_mois": None,
    "statut_depuis": None,
    "prevu_le": None,
    "fin_nature": None,
    "aci_echeance": None,
    "aci_a_verifier": None,
}
NOTHING_PROVED: ProvedColumns = {"statut_prouve": None, "statut_prouve_fondement": None}


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
) -> Dossier:
    """`claims` are all the claim rows of the group; `kinds` and `source_regions` come from the cards; `today` is the
    day of the release, to which ages are counted."""
    by_property = _by_property(claims)
    said = decided(by_property["statut"])
    statements = [statement(row, by_property["date"], kinds[row["source_id"]]) for row in said]
    stage, why = decide(statements, kinds)
    picked = _picked(by_property, kinds) | {"statut": (stage.claim if stage else None, why)}
    chosen = {name: claim for name, (claim, _) in picked.items() if claim is not None}

    listed, populations = chosen.get("territoire"), by_property["population"]
    territoires = parts(territory_rows(cpts_id, listed, geography), listed, populations, geography)
    completeness = judge(listed, territoires, by_property["territoire"], populations, geography)
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
        **_stage_columns(stage, by_property["date"], today),
        **_proved_columns(stage, statements, kinds),
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
            *disagreements(cpts_id, by_property, chosen),
            *contradictions(cpts_id, listed, completeness),
            *contested_signatures(cpts_id, evenements, by_property["date"], cpts["statut_depuis"]),
        ],
    )


def _by_property(claims: list[ClaimRow]) -> dict[str, list[ClaimRow]]:
    grouped: dict[str, list[ClaimRow]] = defaultdict(list)
    for claim in claims:
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


def _stage_columns(stage: Statement | None, dates: list[ClaimRow], today: date) -> StageColumns:
    """The stage with its ground and its date; what is awaited; when a signed contract ends by its own length."""
    end = stage.end if stage and stage.over else None
    if stage is None or not stage.stage:
        return {**NO_STAGE, "prevu_le": _planned(dates), "fin_nature": end}
    # another source may tell the day of the same step, or tell it more finely (« juillet 2024 », « 10 juillet 2024 »):
    # it dates the event, not this statement
    whole = event_date(stage.stage, [row for row in dates if not data(row).get("prevu")])
    since = whole if stage.since and whole and whole.startswith(stage.since) else stage.since or whole
    signed = stage.stage == "aci_signe"
    ends, to_check = _end_of_contract(since, dates, today) if signed else (None, None)
    return {
        "statut": stage.stage,
        "statut_fondement": stage.ground,
        "statut_date": since if stage.nature == "evenement" else stage.day,
        "statut_date_nature": stage.nature,
        "statut_age_mois": age_in_months(stage.day, today),
        "statut_depuis": since,
        "prevu_le": None if signed else _planned(dates),
        "fin_nature": end,
        "aci_echeance": ends,
        "aci_a_verifier": to_check,
    }


def _proved_columns(stage: Statement | None, statements: list[Statement], kinds: dict[str, str]) -> ProvedColumns:
    """The stage that counts: the published one, or what is proved below it where that one is deduced."""
    best = proved(statements, kinds) if stage and stage.stage in STAGES else None
    return {"statut_prouve": best.stage, "statut_prouve_fondement": best.ground} if best else NOTHING_PROVED


def _end_of_contract(since: str | None, dates: list[ClaimRow], today: date) -> tuple[str | None, bool | None]:
    """When a contract signed on a day ends by its own length; whether that is past and no source tells what came after:
    a renewal, which is often signed before the term, or an amendment to a contract that had ended."""
    if not since:
        return None, None
    ends = _years_after(since, ACI_YEARS)
    done = [(row["valeur"] or "", data(row)) for row in dates if not data(row).get("prevu")]
    renewed = any(
        (told.get("renouvelle") and day > since) or (told["evenement"] == "avenant" and day[: len(ends)] >= ends)
        for day, told in done
    )
    return ends, ends < today.isoformat()[: len(ends)] and not renewed


def _years_after(day: str, years: int) -> str:
    return f"{int(day[:4]) + years:04}{day[4:]}".replace("-02-29", "-02-28")


def _planned(dates: list[ClaimRow]) -> str | None:
    """The latest day announced for a step to come, among the sources; plans date nothing else."""
    days = [row["valeur"] or "" for row in dates if data(row).get("prevu") and data(row)["evenement"] in EXPECTED]
    return max((day for day in days if day[:2] != "--"), default=None) or None


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
    recomputed = sum(row["population"] or 0 for row in territoires) if complete and territoires else None
    declared = population.get("valeur")
    return {
        "nb_communes": sum(row["regle"] != WITHOUT_ARRONDISSEMENT for row in territoires) or None,
        "nb_communes_annonce": announced,
        "communes_completes": complete,
        "population_declaree": declared,
        "population_precision": population.get("precision"),
        "population_insee": recomputed,
        "ecart_population": declared - recomputed if declared is not None and recomputed is not None else None,
        "taille_aci": size(recomputed, populations),
    }
