"""What a succession does to the CPTS that gave way: it is over, whatever pages that nobody touched since still say."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from itertools import chain
from typing import cast

from lexicon.text import fold
from pipelines.steps.corrections import SUCCESSION
from pipelines.steps.evidence import evidence_rows
from pipelines.steps.ground import ground
from pipelines.steps.lineage_rows import ALONE, ENDING, GROUNDS, lives_on
from pipelines.steps.stage import age_in_months
from pipelines.steps.stage_columns import NO_STAGE, NOTHING_PROVED
from pipelines.tables.rows import ClaimRow
from schema import SEPARATOR, Row

CARRIED = ("absente_depuis", "source_indisponible", "plus_suivie")
_PRECISION = {4: "annee", 7: "mois", 10: "jour"}
_REASON = "succession : plus rien de ce que disent les pages d'avant ne tient"


def endings(lineages: Iterable[Row]) -> dict[str, Row]:
    """CPTS that gave way to others → the row of `lignees` that tells so best."""
    found: dict[str, Row] = {}
    rows = list(lineages)
    for row in sorted(rows, key=lambda row: (GROUNDS.index(row["fondement"]), row["lignee_id"]), reverse=True):
        if row["nature"] in ENDING and not lives_on(row, rows):
            found[row["de"]] = row
    return found


def ended(groups: Mapping[str, list[Row]], lineages: Iterable[Row]) -> dict[str, list[Row]]:
    """The claims of each CPTS with those of its end, before which every other statement on its stage gives way."""
    over, pages = endings(lineages), _pages(chain.from_iterable(groups.values()))
    return {
        one: [*claims, *end_claims(over[one], claims, pages)] if one in over else claims
        for one, claims in groups.items()
    }


def _pages(claims: Iterable[Row]) -> dict[str, Row]:
    """Capture → a claim of its page, whose digest and date `lignees` does not hold."""
    return {claim["capture"]: claim for claim in claims if claim.get("capture")}


def end_claims(row: Row, claims: Iterable[Row], pages: Mapping[str, Row]) -> list[Row]:
    """The claims of an end: the stage and, where it is known, the day. A person's decision has no page of its own: it
    stands beside one of the `claims` (of `claims` or `preuves`) that it settles. `pages`: as `_pages` gives them."""
    ordered = sorted(claims, key=lambda claim: (claim["propriete"] != "statut", claim["releve_le"], claim["preuve_id"]))
    of_page = row if row["source_id"] else ordered[0]
    page = pages.get(of_page["capture"] or "", {})
    seen = row["appris_le"].isoformat()
    common = {
        "mention_id": row["lignee_id"],
        "texte": row["texte"] or "",
        "regle": f"{SUCCESSION}.{row['fondement']}",
        **{name: of_page[name] for name in ("source_id", "url", "localisation", "capture", "reconstruction")},
        "empreinte": page.get("empreinte"),
        "date_page": page.get("date_page") if row["source_id"] else None,
        "regle_lecture": of_page.get("regle_lecture"),
        "releve_le": seen,
        "lu_depuis": seen,
        "confirme_le": seen,
    }
    stage = {"fin": row["nature"]}
    found = [_claim(common, row["lignee_id"], "statut", "cessee", stage)]
    if day := row["date_evenement"]:
        digest = hashlib.sha256(f"{row['lignee_id']}\x1fdate".encode()).hexdigest()[:16]
        event = {"evenement": row["nature"], "precision": _PRECISION[len(day)], "jour_incompatible": False}
        found.append(_claim(common, digest, "date", day, event | {"prevu": False}))
    return found


def _claim(common: Row, claim_id: str, name: str, value: str, data: Row) -> Row:
    return common | {"preuve_id": claim_id, "propriete": name, "valeur": value, "donnees": json.dumps(data)}


def end_carried(tables: dict[str, list[Row]], lineages: Iterable[Row], kinds: Mapping[str, str], today: date) -> None:
    """The same for the CPTS that no source names any more, in the rows of the release before."""
    over, pages = endings(lineages), _pages(tables["preuves"])
    carried = {row["cpts_id"] for row in tables["cpts"] if row["presence"] in CARRIED}
    for number, row in enumerate(tables["cpts"]):
        one = row["cpts_id"]
        if one not in over or one not in carried or row["fin_nature"] == over[one]["nature"]:
            continue
        mine = [proof for proof in tables["preuves"] if proof["cpts_id"] == one]
        claims = cast("list[ClaimRow]", end_claims(over[one], mine, pages))
        rests_on = ground(claims[0], kinds[claims[0]["source_id"]], dated=len(claims) > 1)
        for proof in mine:
            if proof["propriete"] == "statut" and proof["retenue"]:
                proof |= {"retenue": False, "motif": "une autre affirmation est retenue"}
        reasons, grounds = {claims[0]["preuve_id"]: _REASON}, {claims[0]["preuve_id"]: rests_on}
        tables["preuves"] += [dict(proof) for proof in evidence_rows(one, claims, reasons, grounds)]
        tables["cpts"][number] = row | _stage(over[one], rests_on, today)


def _stage(row: Row, rests_on: str, today: date) -> Row:
    day = row["date_evenement"]
    return {
        **NO_STAGE,
        **NOTHING_PROVED,
        "statut": "cessee",
        "statut_fondement": rests_on,
        "statut_date": day,
        "statut_date_nature": "evenement" if day else None,
        "statut_age_mois": age_in_months(day, today),
        "statut_depuis": day,
        "statut_depuis_nature": "evenement" if day else None,
        "fin_nature": row["nature"],
    }


def met_alone(tables: Mapping[str, list[Row]], previous: Iterable[Row], today: date) -> list[Row]:
    """The rows of `lignees` of the CPTS that were refused or dissolved: they follow from their published stage."""
    learnt = {(row["de"], row["nature"]): row["appris_le"] for row in previous}
    proofs = {row["cpts_id"]: row for row in tables["preuves"] if row["propriete"] == "statut" and row["retenue"]}
    days: dict[tuple[str, str], str] = {}
    for event in sorted(tables["evenements"], key=lambda row: row["date_evenement"], reverse=True):
        if not event["date_evenement"].startswith("--"):
            days[event["cpts_id"], event["nature"]] = event["date_evenement"]
    found = []
    for row in tables["cpts"]:
        one, nature = row["cpts_id"], row["fin_nature"]
        if nature not in ALONE:
            continue
        proof = proofs.get(one, {})
        corrected = proof.get("regle") == "correction"
        found.append(
            {
                "lignee_id": hashlib.sha256(f"{nature}\x1f{one}".encode()).hexdigest()[:16],
                "de": one,
                "vers": None,
                "nature": nature,
                "de_nom": row["nom"],
                "vers_nom": None,
                "date_evenement": days.get((one, nature)),
                "fondement": "decision" if corrected else "mots",
                "decidee_par": "personne" if corrected else "regle",
                "motif": "une correction" if corrected else "les mots de la source",
                "appris_le": learnt.get((one, nature), today),
                "reconstruction": proof.get("reconstruction", row["reconstruction"]),
                **{
                    name: proof.get(name)
                    for name in ("texte", "preuve_id", "source_id", "url", "localisation", "capture")
                },
            }
        )
    return found


def keep_former_names(cpts: Iterable[Row], lineages: Iterable[Row]) -> None:
    """The name that a renamed CPTS bore is one of its aliases, also once no page gives it any more."""
    former: dict[str, dict[str, None]] = defaultdict(dict)
    for row in sorted(lineages, key=lambda row: row["lignee_id"]):
        if row["nature"] == "renommage":
            former[row["de"]][row["de_nom"].replace(SEPARATOR, ",")] = None
    for row in cpts:
        aliases = row["alias"].split(SEPARATOR) if row["alias"] else []
        known = {fold(one) for one in [row["nom"], *aliases]}
        new = [name for name in former.get(row["cpts_id"], ()) if fold(name) not in known]
        if new:
            row["alias"] = SEPARATOR.join([*aliases, *new])


def published(lineages: Iterable[Row], tables: Mapping[str, list[Row]]) -> list[Row]:
    """The rows whose CPTS has a record, each with its evidence where the release still holds it."""
    known = {row["cpts_id"] for row in tables["cpts"]}
    proofs = {row["preuve_id"] for row in tables["preuves"]}
    return [
        row
        | {
            "vers": row["vers"] if row["vers"] in known else None,
            "preuve_id": next((one for one in (row["lignee_id"], row["preuve_id"]) if one in proofs), None),
        }
        for row in lineages
        if row["de"] in known
    ]
