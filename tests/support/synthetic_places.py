"""The real codes that the synthetic CPTS stand on, and the rows of their regions and départements."""

from __future__ import annotations

from datetime import date

from pipelines.steps.coverage import INTERVAL
from schema import Row
from spiders.registry import REGIONS

DEPARTEMENTS = {
    "01": "971 978",
    "02": "972",
    "03": "973",
    "04": "974",
    "06": "976",
    "11": "75 77 78 91 92 93 94 95",
    "24": "18 28 36 37 41 45",
    "27": "21 25 39 58 70 71 89 90",
    "28": "14 27 50 61 76",
    "32": "02 59 60 62 80",
    "44": "08 10 51 52 54 55 57 67 68 88",
    "52": "44 49 53 72 85",
    "53": "22 29 35 56",
    "75": "16 17 19 23 24 33 40 47 64 79 86 87",
    "76": "09 11 12 30 31 32 34 46 48 65 66 81 82",
    "84": "01 03 07 15 26 38 42 43 63 69 73 74",
    "93": "04 05 06 13 83 84",
    "94": "2A 2B",
}


COMMUNES = [  # code, name, population
    ("48095", "Mende", 12318),
    ("48140", "Saint-Chély-d'Apcher", 4120),
    ("48092", "Marvejols", 4697),
    ("48080", "Langogne", 2900),
    ("48061", "Florac Trois Rivières", 2100),
    ("48034", "La Canourgue", 2080),
    ("48005", "Albaret-Sainte-Marie", 570),
    ("48132", "Peyre en Aubrac", 2400),
    ("12145", "Millau", 21859),
    ("12202", "Rodez", 24200),
    ("2A004", "Ajaccio", 73822),
    ("69381", "Lyon 1er Arrondissement", 29000),
    ("97411", "Saint-Denis", 155634),
    ("97302", "Cayenne", 63652),
    ("97801", "Saint-Martin", 31160),
]
IN_PART = {"12145": 15000}  # commune of a territory in part → inhabitants who are at most of it
BESIDE = ("97801",)  # of no legal population but its own


DEFINITIONS = {
    "tous_stades": ("Tous stades", 0),
    "lettre_ou_plus": ("Lettre d'intention ou plus", 1),
    "projet_ou_plus": ("Projet validé ou plus", 2),
    "aci_signe": ("ACI signé", 3),
}


def department_of(commune: str) -> str:
    return commune[:3] if commune.startswith("97") else commune[:2]


def region_of(department: str) -> str:
    return next(code for code, held in DEPARTEMENTS.items() if department in held.split())


def fill_territories(out: dict[str, list[Row]], rank: dict[str, int]) -> None:
    """Fill `regions`, `departements` and `deploiement` from `cpts` and `couverture`."""
    coverage = out["couverture"]

    def figures(cpts: list[Row], communes: list[Row], least: int = 0) -> Row:
        total = sum(row["population"] for row in communes) or 1000
        counted = [
            row for row in communes if row["nb_cpts"] and (not least or rank.get(row["statut_max"], -1) >= least)
        ]
        covered = sum(row["population_max"] for row in counted)
        proved = sum(row["population"] for row in communes if row["statut_max"] == "aci_signe")
        return {
            "population": total,
            "nb_communes": len(communes),
            "nb_cpts": len(cpts),
            "nb_aci": sum(row["statut"] == "aci_signe" for row in cpts),
            "population_min": proved or None,
            "population_max": covered or None,
            "part_population_min": 100 * proved / total if proved else None,
            "part_population_max": 100 * covered / total if covered else None,
        }

    country = [row for row in coverage if row["commune"] not in BESIDE]
    territories = [("france", "FR", "France", out["cpts"], country)]
    for code, name in REGIONS.items():
        cpts = [row for row in out["cpts"] if row["region"] == code]
        communes = [row for row in country if row["region"] == code]
        territories.append(("region", code, name, cpts, communes))
        out["regions"].append({"region": code, "nom": name, "nb_sources": int(code == "76"), **figures(cpts, communes)})
        for department in DEPARTEMENTS[code].split():
            cpts = [row for row in out["cpts"] if department in (row["departements"] or "").split(" ; ")]
            communes = [row for row in coverage if row["departement"] == department]
            territories.append(("departement", department, f"Département {department}", cpts, communes))
            out["departements"].append(
                {
                    "departement": department,
                    "nom": f"Département {department}",
                    "region": code,
                    "nb_communes_sans_cpts": sum(not row["nb_cpts"] for row in communes),
                    **figures(cpts, communes),
                }
            )
    for level, code, name, cpts, communes in territories:
        for definition, (_, least) in DEFINITIONS.items():
            kept = [row for row in cpts if least == 0 or rank.get(row["statut"], -1) >= least]
            shown = figures(kept, communes, least)
            out["deploiement"].append(
                {
                    "date": date(2026, 11, 22),
                    "niveau": level,
                    "territoire": code,
                    "territoire_nom": name,
                    "definition": definition,
                    "nb_cpts": len(kept),
                    "nb_acte": sum(row["statut"] is not None for row in kept),
                    "nb_liste_officielle": 0,
                    "nb_registre": 0,
                    "nb_declaration": 0,
                    "nb_deduit": 0,
                    "nb_statut_inconnu": sum(row["statut"] is None for row in kept),
                    "nb_confirmees": 0,
                    "nb_reportees": 0,
                    "nb_jamais_confirmees": len(kept),
                    "population_totale": shown["population"],
                    **{column: shown[column] for column in INTERVAL},
                    "nb_communes_sans_cpts": sum(not row["nb_cpts"] for row in communes),
                    "cible_cpts": 1000 if level == "france" else None,
                }
            )
