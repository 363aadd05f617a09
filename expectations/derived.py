"""Columns computed for the checks only: what Great Expectations cannot compare across columns or tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from expectations import plausible
from expectations.generated import known_column
from schema import Row, Table, load_schema

if TYPE_CHECKING:
    import pandas as pd


ACI_AGREEMENT = "2019-06-20"  # no tripartite contract of the ACI can be older than the agreement
LAW = "2016-01-26"  # the law that made CPTS: nothing happened to one before
NO_PERSONAL_DATA = "sans_donnee_personnelle"

# the columns in which a publisher's words are kept
TEXTS = {
    "cpts": ("nom", "alias", "site_web"),
    "territoires": ("texte",),
    "missions": ("formulation",),
    "evenements": ("texte",),
    "preuves": ("valeur", "texte", "citation"),
    "desaccords": ("valeur",),
    "lignees": ("de_nom", "vers_nom", "texte"),
    "travaux": ("texte",),
    "comptes_locaux": ("cpts_nom", "remarque"),
    "financements": ("remarque",),
    "jalons": ("description", "remarque"),
    "structures_appui": ("role", "remarque"),
    "alarmes": ("detail",),
    "changements": ("avant", "apres", "phrase"),
}


def frame(table: Table, rows: list[Row], tables: dict[str, list[Row]]) -> pd.DataFrame:
    """The table as a pandas frame with the columns its suite needs; empty tables keep their columns."""
    import pandas as pd

    # object columns: nullable integers must stay integers for the bounds to mean what they say
    data = pd.DataFrame(rows, columns=list(table.columns), dtype=object)
    for key in table.foreign_keys:
        known = {row[key.target] for row in tables[key.table]}
        data[known_column(key.field)] = [value is None or value in known for value in data[key.field]]
    if table.name in TEXTS:
        data[NO_PERSONAL_DATA] = [not _personal(row, TEXTS[table.name]) for row in rows]
    extra = EXTRA.get(table.name)
    return extra(data, rows, tables) if extra else data


def _personal(row: Row, columns: tuple[str, ...]) -> bool:
    from spiders.extract.people.clean import personal_data

    return any(personal_data(str(row[column])) for column in columns if row.get(column))


def _relative_gap(row: Row) -> float | None:
    """The declared population less the recomputed one, as a share of the recomputed one."""
    if row["ecart_population"] is None or not row["population_insee"]:
        return None
    gap: float = row["ecart_population"] / row["population_insee"]
    return gap


def _is_after_the_agreement(row: Row) -> bool:
    """Whether a signed contract, when it is dated, is not older than the agreement it applies."""
    since: str | None = row["statut_depuis"]
    return row["statut"] != "aci_signe" or since is None or since >= ACI_AGREEMENT[: len(since)]


def _together(row: Row, one: str, other: str) -> bool:
    """Whether two columns are both filled or both empty."""
    return (row[one] is None) == (row[other] is None)


def _is_founded(row: Row) -> bool:
    """Whether a stage has its ground, and its date says what it dates."""
    return _together(row, "statut", "statut_fondement") and _together(row, "statut_date", "statut_date_nature")


def _proves_no_more(row: Row) -> bool:
    """Whether the stage that counts is the published one, or, where that one is deduced, an earlier one."""
    stages = next(field.enum for field in load_schema()["cpts"].fields if field.name == "statut_prouve")
    if row["statut"] not in stages or row["statut_fondement"] != "deduit":
        expected = row["statut"] if row["statut"] in stages else None
        return bool(row["statut_prouve"] == expected) and _together(row, "statut_prouve", "statut_prouve_fondement")
    below = stages[: stages.index(row["statut"])]
    return row["statut_prouve"] is None or row["statut_prouve"] in below


def _cpts(data: pd.DataFrame, rows: list[Row], tables: dict[str, list[Row]]) -> pd.DataFrame:
    proved = {row["cpts_id"] for row in tables["preuves"] if row["propriete"] == "statut" and row["retenue"]}
    data["ecart_relatif"] = [_relative_gap(row) for row in rows]
    data["aci_apres_accord"] = [_is_after_the_agreement(row) for row in rows]
    data["statut_fonde"] = [_is_founded(row) for row in rows]
    data["prouve_sous_statut"] = [_proves_no_more(row) for row in rows]
    data["fin_dite"] = [row["fin_nature"] is None or row["statut"] in (None, "cessee") for row in rows]
    data["statut_a_preuve"] = [row["statut"] is None or row["cpts_id"] in proved for row in rows]
    for column, rule in plausible.RULES.items():
        data[column] = [rule(row) for row in rows]
    data["population_plausible"] = plausible.inhabitants_plausible(rows, tables["territoires"])
    data["distincte"] = plausible.told_apart(rows)
    data["vue_ordonnee"] = [row["premiere_vue"] <= row["vu_le"] for row in rows]
    return data


def _territoires(data: pd.DataFrame, rows: list[Row], tables: dict[str, list[Row]]) -> pd.DataFrame:
    data["pas_ville_a_arrondissements"] = [row["commune"] not in ("75056", "69123", "13055") for row in rows]
    return data


def _evenements(data: pd.DataFrame, rows: list[Row], tables: dict[str, list[Row]]) -> pd.DataFrame:
    data["possible"] = [
        row["date_evenement"][:2] == "--"
        or LAW[: len(row["date_evenement"])] <= row["date_evenement"] <= row["appris_le"].isoformat()
        for row in rows
    ]
    return data


# what the regions, and the CPTS of no known region, add up to
_SUMMED = ("nb_cpts", "population_min", "population_max", "population_totale", "nb_communes_sans_cpts")


# a CPTS counts in each of its départements, a commune in one
_SUMMED_BY_DEPARTEMENT = tuple(column for column in _SUMMED if column != "nb_cpts")


def _parts_make_the_country(rows: list[Row], level: str, columns: tuple[str, ...]) -> list[bool]:
    sums: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row["niveau"] == level:
            sums[row["definition"]].update({column: row[column] or 0 for column in columns})
    return [
        row["niveau"] != "france" or all((row[column] or 0) == sums[row["definition"]][column] for column in columns)
        for row in rows
    ]


def _grounds_add_up(row: Row) -> bool:
    """Counted CPTS by ground; a deduced stage counts where every CPTS known does."""
    proved = sum(row[f"nb_{name}"] for name in ("acte", "liste_officielle", "registre", "declaration"))
    known = row["nb_deduit"] + row["nb_statut_inconnu"] if row["definition"] == "tous_stades" else 0
    return bool(proved + known == row["nb_cpts"])


def _deploiement(data: pd.DataFrame, rows: list[Row], tables: dict[str, list[Row]]) -> pd.DataFrame:
    data["somme_juste"] = [
        row["nb_confirmees"] + row["nb_reportees"] + row["nb_jamais_confirmees"] == row["nb_cpts"] for row in rows
    ]
    data["fondements_justes"] = [_grounds_add_up(row) for row in rows]
    data["regions_font_le_total"] = _parts_make_the_country(rows, "region", _SUMMED)
    data["departements_font_le_total"] = _parts_make_the_country(rows, "departement", _SUMMED_BY_DEPARTEMENT)
    data["bornes_ordonnees"] = [(row["population_min"] or 0) <= (row["population_max"] or 0) for row in rows]
    data["sous_le_total"] = [(row["population_max"] or 0) <= (row["population_totale"] or 0) for row in rows]
    return data


def _completude(data: pd.DataFrame, rows: list[Row], tables: dict[str, list[Row]]) -> pd.DataFrame:
    """The CPTS of the regions, and those of none, are the CPTS of France."""
    sums: Counter[str] = Counter()
    for row in rows:
        if row["table_decrite"] == "cpts" and row["region"] != "FR":
            sums[row["colonne"]] += row["nb_remplies"]
    data["remplies_sous_le_total"] = [row["nb_remplies"] <= row["nb_lignes"] for row in rows]
    data["regions_font_la_france"] = [
        (row["table_decrite"], row["region"]) != ("cpts", "FR") or row["nb_remplies"] == sums[row["colonne"]]
        for row in rows
    ]
    return data


def _enveloppes(data: pd.DataFrame, rows: list[Row], tables: dict[str, list[Row]]) -> pd.DataFrame:
    data["plafond_au_dessus"] = [row["plafond"] is None or row["plafond"] >= row["fonctionnement"] for row in rows]
    return data


EXTRA = {
    "cpts": _cpts,
    "territoires": _territoires,
    "evenements": _evenements,
    "deploiement": _deploiement,
    "completude": _completude,
    "enveloppes": _enveloppes,
}
