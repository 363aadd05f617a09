"""Small, plausible tables of the published schema: invented CPTS on real commune and département codes."""

from __future__ import annotations

from datetime import date

import pyarrow as pa

from pipelines.steps.context_tables import vocabulary_rows
from pipelines.steps.filled import DESCRIBED, completeness_rows
from pipelines.steps.landmarks import FILES, envelope_rows, landmark_rows, local_count_rows
from schema import Row, load_schema, to_arrow
from spiders.registry import REGIONS
from tests.support.synthetic_places import (
    COMMUNES,
    IN_PART,
    department_of,
    fill_territories,
    region_of,
)

STATUSES = ("emergence", "lettre_intention", "projet_valide", "aci_signe")
SEEN = date(2026, 11, 20)

CPTS: list[Row] = [
    {
        "id": "CPTS-000001",
        "nom": "CPTS des Trois Clochers",
        "statut": "aci_signe",
        "region": "76",
        "communes": ["48095", "48092", "48034"],
        "population": 19500,
    },
    {
        "id": "CPTS-000002",
        "nom": "CPTS Vallée de l'Exemple",
        "statut": "projet_valide",
        "region": "76",
        "communes": ["48140", "48005", "48132", "12145"],
        "population": 30000,
    },
    {
        "id": "CPTS-000003",
        "nom": "CPTS Pas Encore <Née>",
        "statut": "emergence",
        "region": "94",
        "communes": ["2A004"],
        "population": None,
    },
    {
        "id": "CPTS-000004",
        "nom": "CPTS Grand Chêne",
        "statut": "lettre_intention",
        "region": "84",
        "communes": ["69381"],
        "population": 29000,
    },
    {
        "id": "CPTS-000005",
        "nom": "CPTS du Lagon Imaginaire",
        "statut": "aci_signe",
        "region": "04",
        "communes": ["97411"],
        "population": 150000,
    },
    {
        "id": "CPTS-000006",
        "nom": "CPTS Sans Nouvelles",
        "statut": None,
        "region": "27",
        "communes": [],
        "population": None,
    },
]

# invented figures of others: date, region, measure, definition, value, precision, unit, author
PUBLISHED = (
    ("2018", "FR", "cpts_tous_stades", "tous_stades", 20.0, "exact", "cpts", "Sénat"),
    ("2021-06", "FR", "cpts_aci_signe", "aci_signe", 134.0, "exact", "cpts", "Ministère"),
    ("2023-02-15", "FR", "cpts_tous_stades", "tous_stades", 781.0, "exact", "cpts", "Fédération"),
    ("2023-02-15", "FR", "cpts_aci_signe", "aci_signe", 391.0, "exact", "cpts", "Fédération"),
    ("2025-05", "FR", "cpts_aci_signe", "aci_signe", 700.0, "exact", "cpts", "Sénat"),
    ("2025-05", "FR", "population_couverte_pct", None, 82.0, "exact", "%", "Sénat"),
    ("2025", "FR", "cpts_aci_signe", "aci_signe", 650.0, "au_moins", "cpts", "Ministère"),
    ("2024-01", "76", "cpts", None, 58.0, "exact", "cpts", None),
)


def rows(reconstruction: bool = True) -> dict[str, list[Row]]:
    """Rows of every table of the schema, joined to one another as real ones are."""
    population = {code: number for code, _, number in COMMUNES}
    names = {code: name for code, name, _ in COMMUNES}
    out: dict[str, list[Row]] = {name: [] for name in load_schema()}
    members: dict[str, list[Row]] = {}
    for number, item in enumerate(CPTS, 1):
        departments = sorted({department_of(code) for code in item["communes"]})
        recomputed = sum(population[code] for code in item["communes"]) or None
        declared = item["population"]
        for code in item["communes"]:
            members.setdefault(code, []).append(item)
        out["cpts"].append(
            {
                "cpts_id": item["id"],
                "nom": item["nom"],
                "nom_court": item["nom"].removeprefix("CPTS "),
                "alias": f"Ancienne {item['nom']}" if number == 1 else None,
                "statut": item["statut"],
                "statut_fondement": "acte" if item["statut"] else None,
                "statut_prouve": item["statut"] if item["statut"] != "cessee" else None,
                "statut_prouve_fondement": "acte" if item["statut"] not in (None, "cessee") else None,
                "statut_date": "2023-06" if item["statut"] else None,
                "statut_date_nature": "evenement" if item["statut"] else None,
                "statut_age_mois": 40 if item["statut"] else None,
                "statut_depuis": "2023-06" if item["statut"] else None,
                "aci_echeance": "2028-06" if item["statut"] == "aci_signe" else None,
                "aci_a_verifier": False if item["statut"] == "aci_signe" else None,
                "region": item["region"],
                "departements": " ; ".join(departments) or None,
                "nb_communes": len(item["communes"]),
                "communes_completes": bool(item["communes"]),
                "population_declaree": declared,
                "population_precision": "exact" if declared else None,
                "population_insee": recomputed,
                "ecart_population": declared - recomputed if declared and recomputed else None,
                "taille_aci": 1 if declared else None,
                "type_territoire": "intercommunal" if len(item["communes"]) > 1 else None,
                "nb_adherents": 1200 if number == 1 else None,
                "adherents_precision": "environ" if number == 1 else None,
                "forme_juridique": "association_1901" if number == 1 else None,
                "taille_declaree": 2 if number == 1 else None,
                "missions": "acces_soins ; parcours" if item["statut"] == "aci_signe" else None,
                "presence": "presente",
                "vu_le": SEEN,
                "premiere_vue": SEEN,
                "nb_sources": 1,
                "reconstruction": reconstruction,
            }
        )
        for proof, (what, value, text) in enumerate(
            (
                ("nom", item["nom"], item["nom"]),
                ("statut", item["statut"], "Contrat signé en juin 2023"),
                ("territoire", " ; ".join(item["communes"]) or None, "Les communes du bassin"),
            ),
            1,
        ):
            out["preuves"].append(
                {
                    "preuve_id": f"{item['id']}-{proof}",
                    "cpts_id": item["id"],
                    "propriete": what,
                    "valeur": value,
                    "texte": text,
                    "citation": text,
                    "regle": f"regle_{what}",
                    "regle_lecture": "phrase.nomme",
                    "fondement": "acte" if what == "statut" and value else None,
                    "retenue": True,
                    "motif": "seule source",
                    "source_id": "source-exemple",
                    "url": f"https://exemple.invalid/cpts/{number}",
                    "localisation": "/html/body/ul[1]/li[1]",
                    "capture": f"urn:uuid:{number:04d}",
                    "empreinte": "ab" * 32,
                    "date_page": "2026-11",
                    "releve_le": SEEN,
                    "reconstruction": reconstruction,
                }
            )
        out["territoires"] += [
            {
                "cpts_id": item["id"],
                "commune": code,
                "commune_nom": names[code],
                "departement": department_of(code),
                "partiel": code in IN_PART,
                "deduite": False,
                "population": population[code],
                "texte": names[code],
                "regle": "nom",
                "preuve_id": f"{item['id']}-3",
            }
            for code in item["communes"]
        ]
        if item["statut"] == "aci_signe":
            out["missions"] += [
                {
                    "cpts_id": item["id"],
                    "mission": "acces_soins",
                    "fondement": "declaree",
                    "formulation": "Faciliter l'accès à un médecin traitant",
                    "regle": "acces",
                    "preuve_id": f"{item['id']}-2",
                },
                {
                    "cpts_id": item["id"],
                    "mission": "parcours",
                    "fondement": "contrat",
                    "formulation": None,
                    "regle": "aci",
                    "preuve_id": f"{item['id']}-2",
                },
            ]
            out["evenements"].append(
                {
                    "evenement_id": f"E{number}",
                    "cpts_id": item["id"],
                    "nature": "signature_aci",
                    "date_evenement": "2023-06",
                    "precision_date": "mois",
                    "jour_incompatible": False,
                    "annee_deduite": False,
                    "texte": "signé en juin 2023",
                    "appris_le": SEEN,
                    "preuve_id": f"{item['id']}-2",
                }
            )
        out["changements"].append(
            {
                "changement_id": f"C{number}",
                "cpts_id": item["id"],
                "livraison": date(2026, 11, 22),
                "nature": "apparue",
                "avant": None,
                "apres": item["nom"],
                "phrase": f"{item['nom']} est apparue.",
                "preuve_id": f"{item['id']}-1",
            }
        )
    out["desaccords"] = [
        {
            "cpts_id": "CPTS-000001",
            "propriete": "population",
            "valeur": value,
            "retenue": kept,
            "sources": "source-exemple",
            "depuis": SEEN,
        }
        for value, kept in (("19500", True), ("21000", False))
    ]
    rank = {status: number for number, status in enumerate(STATUSES)}
    for code, name, number in COMMUNES:
        held = members.get(code, [])
        best = max((item["statut"] for item in held if item["statut"]), key=rank.__getitem__, default=None)
        department = department_of(code)
        out["couverture"].append(
            {
                "commune": code,
                "nom": name,
                "departement": department,
                "region": region_of(department),
                "epci": None,
                "population": number,
                "population_max": IN_PART.get(code, number) if held else None,
                "nb_cpts": len(held),
                "statut_max": best,
                "cpts_ids": " ; ".join(item["id"] for item in held) or None,
            }
        )
    fill_territories(out, rank)
    out["comptes_publies"] = [
        {
            "compte_id": f"P{number}",
            "date_etat": when,
            "region": region,
            "region_nom": REGIONS.get(region, "France"),
            "departement": None,
            "mesure": measure,
            "definition": definition,
            "valeur": value,
            "precision": precision,
            "unite": unit,
            "auteur": author,
            "editeur": "Journal d'exemple",
            "url": f"https://www.exemple.invalid/{number}",
            "origine": "publie",
            "remarque": None,
        }
        for number, (when, region, measure, definition, value, precision, unit, author) in enumerate(PUBLISHED)
    ]
    of_a_departement = {
        "compte_id": "PD",
        "departement": "48",
        "region": "76",
        "region_nom": "Occitanie",
        "mesure": "cpts",
    }
    out["comptes_publies"].append(
        out["comptes_publies"][0]
        | of_a_departement
        | {"definition": None, "unite": "cpts", "valeur": 3.0, "url": "https://www.exemple.invalid/lozere"}
    )
    out["sources"] = [
        {
            "source_id": "source-exemple",
            "titre": "Source d'exemple",
            "editeur": "Éditeur d'exemple",
            "nature": "ars",
            "regions": "76",
            "plateforme": "ars",
            "url": "https://exemple.invalid/cpts",
            "licence": "Licence d'exemple",
            "verifiee": True,
            "connu": "Liste inventée pour les tests.",
            "cycle": "active",
            "etat": "a_jour",
            "cause": None,
            "dernier_succes": SEEN,
            "nb_lignes": len(CPTS),
            "taux_statut": 0.83,
            "taux_territoire": 0.83,
            "taux_population": 0.67,
            "capture": "source-exemple.warc.gz",
            "empreinte": "cd" * 32,
            "reconstruction": reconstruction,
        }
    ]
    out["alarmes"] = [
        {
            "alarme_id": "A1",
            "source_id": "source-exemple",
            "alarme": "UnreadText",
            "detail": "formulation inconnue",
            "url": "https://exemple.invalid/cpts/6",
        }
    ]
    out["travaux"] = [
        {
            "travail_id": "T1",
            "propriete": "statut",
            "cause": "formulation_inconnue",
            "texte": "en réflexion avancée",
            "occurrences": 1,
            "source_id": "source-exemple",
            "url": "https://exemple.invalid/cpts/6",
        }
    ]
    out["qualite"] = [
        {
            "controle_id": "cpts.cpts_id.unique",
            "table_controlee": "cpts",
            "colonne": "cpts_id",
            "attente": "Chaque identifiant est unique.",
            "gravite": "bloquant",
            "succes": True,
            "nb_lignes": len(CPTS),
            "nb_inattendus": 0,
            "exemples": None,
        }
    ]
    for name in FILES:
        out[name] = landmark_rows(name)
    for row in out["comptes_locaux"]:  # the regions and départements of the synthetic country are few
        row["region"], row["departement"] = "76", "48"
    [row for row in out["comptes_locaux"] if row["nature"] == "rang"][-1]["cpts_nom"] = out["cpts"][0]["nom"]
    out["comptes_locaux"] = local_count_rows(out["comptes_locaux"], out["cpts"])
    out["enveloppes"] = envelope_rows(({"fin_nature": None, **row} for row in out["cpts"]), out["financements"])
    described = {name: to_arrow(name, out[name]) for name in DESCRIBED if name in out}
    out["completude"] = completeness_rows(SEEN, described)
    out["vocabulaire"] = vocabulary_rows()
    return out


def tables(reconstruction: bool = True) -> dict[str, pa.Table]:
    return {name: to_arrow(name, held) for name, held in rows(reconstruction).items()}
