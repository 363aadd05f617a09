"""What no source says today and an earlier release said: carried on, marked, with its evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from pipelines.steps.stage import age_in_months
from schema import Row

# what stays of a record that turned out to be another's
_OF_A_JOINED = ("cpts_id", "nom", "nom_court", "region", "vu_le", "premiere_vue", "nb_sources", "reconstruction")


def carried_over(
    previous: Mapping[str, list[Row]],
    present: Collection[str],
    healthy: Collection[str],
    followed: Collection[str],
    redirects: Mapping[str, str],
    proofs: Collection[str],
    today: date,
) -> dict[str, list[Row]]:
    """The rows of `previous` (`cpts` and the tables that lean on it) for every CPTS that is not `present`.

    `healthy`: sources whose last run succeeded; only they can be silent. `followed`: those that are not retired, of
    which nobody knows what they say. `redirects`: ids that another has taken in.
    `proofs`: ids of the evidence of today, which no carried row may repeat."""
    sources_of: dict[str, set[str]] = defaultdict(set)
    for row in previous["preuves"]:
        sources_of[row["cpts_id"]].add(row["source_id"])
    gone = {row["cpts_id"]: row for row in previous["cpts"] if row["cpts_id"] not in present}
    tables: dict[str, list[Row]] = {
        "cpts": [
            _marked(row, sources_of[one], healthy, followed, redirects.get(one), today) for one, row in gone.items()
        ]
    }
    # a record that another took in leaves it its evidence, and keeps none
    alone = gone.keys() - redirects.keys()
    for name, rows in previous.items():
        if name != "cpts":
            mine = [row for row in rows if row["cpts_id"] in alone]
            tables[name] = [row for row in mine if name != "preuves" or row["preuve_id"] not in proofs]
    return tables


def _marked(
    row: Row,
    sources: Collection[str],
    healthy: Collection[str],
    followed: Collection[str],
    joined: str | None,
    today: date,
) -> Row:
    age = age_in_months(row["statut_date"], today) if row["statut_date"] else row["statut_age_mois"]
    row = row | {"statut_age_mois": age}
    if joined:
        # one record with another: not an event in the life of the CPTS, and the other one has the evidence
        return (
            dict.fromkeys(row)
            | {name: row[name] for name in _OF_A_JOINED}
            | {"presence": "retiree", "reunie_a": joined}
        )
    if row["presence"] in ("absente_depuis", "retiree"):
        return row
    asked = set(sources) & set(followed)
    gone = "plus_suivie" if not asked else "absente_depuis" if asked <= set(healthy) else "source_indisponible"
    return row | {"presence": gone}
