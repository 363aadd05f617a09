"""The rows that steps pass on, one definition per table: columns and the Python type of each.

Published tables are described in `datasets/schema`, which checks the types on the way to disk; working tables in
`pipelines.tables.store`. A row is a plain `dict`, so that Parquet, SQLite and the tests need no conversion.
"""

from __future__ import annotations

import hashlib
from datetime import date
from typing import NotRequired, TypedDict


class ClaimRow(TypedDict):
    """What one listing says of one property, normalised, with its evidence. `donnees`: JSON of the structured value.
    Where a person corrected it: why (`correction`), and the claim as the source makes it (`affirmee`)."""

    preuve_id: str
    mention_id: str
    propriete: str
    valeur: str | None
    texte: str
    regle: str
    regle_lecture: str | None
    donnees: str
    source_id: str
    url: str
    localisation: str
    capture: str | None
    empreinte: str | None
    date_page: str | None
    releve_le: str
    lu_depuis: str
    confirme_le: str
    reconstruction: bool
    correction: NotRequired[str]
    affirmee: NotRequired[ClaimRow]


class StageColumns(TypedDict):
    """The columns of `cpts` on the stage: its ground, its date, what is to come, how it ended."""

    statut: str | None
    statut_fondement: str | None
    statut_date: str | None
    statut_date_nature: str | None
    statut_age_mois: int | None
    statut_depuis: str | None
    statut_depuis_nature: str | None
    statut_depuis_apres: str | None
    prevu_le: str | None
    fin_nature: str | None
    aci_echeance: str | None
    aci_a_verifier: bool | None


class WatchedColumns(TypedDict):
    """The columns of `cpts` on the day of a step, where it was seen and no source dates it."""

    statut_depuis: str
    statut_depuis_nature: str
    statut_depuis_apres: str


class ProvedColumns(TypedDict):
    """The columns of `cpts` on the stage that counts: none is deduced."""

    statut_prouve: str | None
    statut_prouve_fondement: str | None


class ActivityColumns(TypedDict):
    """The columns of `cpts` on activity, which is no stage."""

    activite_attestee_le: str | None
    activite_fondement: str | None


class SizeColumns(TypedDict):
    """The columns of `cpts` on communes and inhabitants."""

    nb_communes: int | None
    nb_communes_annonce: int | None
    communes_completes: bool | None
    population_declaree: int | None
    population_precision: str | None
    population_insee: int | None
    ecart_population: int | None
    taille_aci: int | None


class StructureColumns(TypedDict):
    """The columns of `cpts` on the association that carries it."""

    nb_adherents: int | None
    adherents_precision: str | None
    forme_juridique: str | None
    taille_declaree: int | None


class CptsRow(StageColumns, ProvedColumns, ActivityColumns, SizeColumns, StructureColumns):
    """The best known state of one CPTS; dates of events and pages at the precision known, days as `date`."""

    cpts_id: str
    nom: str
    nom_court: str | None
    sigle: str | None
    alias: str | None
    region: str | None
    departements: str | None
    type_territoire: str | None
    missions: str | None
    site_web: str | None
    finess: str | None
    siren: str | None
    rna: str | None
    registre: str
    presence: str
    reunie_a: str | None
    vu_le: date
    premiere_vue: date
    nb_sources: int
    reconstruction: bool


class TerritoryRow(TypedDict):
    """One commune of one CPTS."""

    cpts_id: str
    commune: str
    commune_nom: str
    departement: str
    partiel: bool
    deduite: bool
    population: int | None
    texte: str
    regle: str
    preuve_id: str


class MissionRow(TypedDict):
    """One mission of one CPTS."""

    cpts_id: str
    mission: str
    fondement: str
    formulation: str | None
    regle: str
    preuve_id: str


class EventRow(TypedDict):
    """One dated step of the life of one CPTS."""

    evenement_id: str
    cpts_id: str
    nature: str
    date_evenement: str
    precision_date: str
    jour_incompatible: bool
    annee_deduite: bool
    texte: str
    appris_le: date
    preuve_id: str


class EvidenceRow(TypedDict):
    """One claim as it is published."""

    preuve_id: str
    cpts_id: str
    propriete: str
    valeur: str | None
    texte: str | None
    citation: str | None
    regle: str
    regle_lecture: str | None
    fondement: str | None
    retenue: bool
    motif: str
    source_id: str
    url: str
    localisation: str
    capture: str | None
    empreinte: str | None
    date_page: str | None
    releve_le: date
    reconstruction: bool


class DisagreementRow(TypedDict):
    """One value of a property on which sources differ."""

    cpts_id: str
    propriete: str
    valeur: str
    retenue: bool
    sources: str
    depuis: date


def claim_id(mention: str, topic: str, value: str | None, text: str | None, rule: str, occurrence: int = 0) -> str:
    """`preuve_id`: of the same words read by the same rule, always the same."""
    return digest(mention, topic, value or "", text or "", rule, *([str(occurrence)] if occurrence else []))


def digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
