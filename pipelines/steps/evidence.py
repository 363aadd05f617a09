"""The evidence of one CPTS: every claim with its reason to be kept or not, and what sources disagree on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from urllib.parse import urlsplit

from pipelines.steps.precedence import data
from pipelines.steps.territory_claim import LOWER_BOUNDS, UPPER_BOUNDS
from pipelines.tables.rows import ClaimRow, DisagreementRow, EventRow, EvidenceRow
from schema import SEPARATOR

# a difference on these is a disagreement between sources; dates and missions add up instead of contradicting
COMPARED = (
    *("statut", "population", "territoire", "forme_juridique", "taille_declaree", "site_web"),
    *("finess", "siren", "rna"),
)


def evidence_rows(
    cpts_id: str, claims: list[ClaimRow], retained: Mapping[str, str], grounds: Mapping[str, str]
) -> list[EvidenceRow]:
    """`retained`: claim id → why it was chosen; `grounds`: claim id → what its stage rests on."""
    return [
        {
            "preuve_id": claim["preuve_id"],
            "cpts_id": cpts_id,
            "propriete": claim["propriete"],
            "valeur": claim["valeur"],
            "texte": claim["texte"] or None,
            "citation": None,
            "regle": claim["regle"],
            "regle_lecture": claim["regle_lecture"],
            "fondement": grounds.get(claim["preuve_id"]),
            "retenue": claim["preuve_id"] in retained,
            "motif": claim.get("correction") or retained.get(claim["preuve_id"]) or _why_not(claim),
            "source_id": claim["source_id"],
            "url": claim["url"],
            "localisation": claim["localisation"],
            "capture": claim["capture"],
            "empreinte": claim["empreinte"],
            "date_page": claim["date_page"],
            "releve_le": date.fromisoformat(claim["releve_le"]),
            "reconstruction": claim["reconstruction"],
        }
        for claim in claims
    ]


def _why_not(claim: ClaimRow) -> str:
    if claim["valeur"] is None:
        return "le texte ne prouve aucune valeur"
    return "événement daté" if claim["propriete"] == "date" else "une autre affirmation est retenue"


def _comparable(claim: ClaimRow) -> str | None:
    """The value as compared between sources, `None` when the claim takes no side."""
    name, value = claim["propriete"], claim["valeur"]
    if value is None or (name == "territoire" and not data(claim)["complet"]):
        return None
    if name == "site_web":
        return (urlsplit(value).hostname or value).removeprefix("www.")
    return value


def _differ(one: ClaimRow, other: ClaimRow) -> bool:
    """Whether two declared populations cannot both hold: « plus de 60 000 » and 62 310 can."""
    told = [(data(claim)["valeur"], data(claim)["precision"]) for claim in (one, other)]
    return told[0][0] != told[1][0] and not any(
        (precision in LOWER_BOUNDS and value <= figure) or (precision in UPPER_BOUNDS and value >= figure)
        for (value, precision), (figure, _) in (told, reversed(told))
    )


def _taking_sides(name: str, claims: list[ClaimRow]) -> list[ClaimRow]:
    """The claims that can differ from another: a bound that every other figure respects differs from none."""
    known = [claim for claim in claims if _comparable(claim) is not None]
    if name != "population":
        return known
    return [one for one in known if any(_differ(one, other) for other in known)]


def disagreements(
    cpts_id: str,
    by_property: Mapping[str, list[ClaimRow]],
    chosen: Mapping[str, ClaimRow],
    overtaken: Collection[str] = (),
) -> list[DisagreementRow]:
    """One row per value of a property on which sources differ, a corrected one included; `depuis`: the day the second
    value was met. `overtaken`: ids of claims that contradict none."""
    rows: list[DisagreementRow] = []
    for name in COMPARED:
        sides: dict[str, list[ClaimRow]] = defaultdict(list)
        held = (claim for claim in by_property.get(name, []) if claim["preuve_id"] not in overtaken)
        affirmed = [claim.get("affirmee", claim) for claim in held]
        for claim in _taking_sides(name, affirmed):
            sides[_comparable(claim) or ""].append(claim)
        rows += _rows(cpts_id, name, sides, _comparable(chosen[name]) if name in chosen else None)
    return rows


YEARS_BETWEEN_CONTRACTS = 4  # a contract lasts five years: a second signature before is another day of the first


def contested_dates(
    cpts_id: str, events: Sequence[EventRow], dates: Sequence[ClaimRow], kept: str | None
) -> list[DisagreementRow]:
    """One row per day told for the signature of one contract, and per launch, where several are, of several years for
    a launch; `kept`: `statut_depuis`."""
    sides: dict[str, list[ClaimRow]] = {}
    for nature in ("signature_aci", "lancement"):
        told = {row["date_evenement"] for row in events if row["nature"] == nature}
        days = sorted(day for day in told if not day.startswith("--"))
        days = [day for day in days if int(day[:4]) - int(days[0][:4]) < YEARS_BETWEEN_CONTRACTS]
        if len(days) < 2 or (nature == "lancement" and days[0][:4] == days[-1][:4]):
            continue
        for claim in dates:
            if claim["valeur"] in days and data(claim)["evenement"] == nature:
                sides.setdefault(claim["valeur"], []).append(claim)
    return _rows(cpts_id, "date", sides, kept)


def _rows(cpts_id: str, name: str, sides: Mapping[str, list[ClaimRow]], kept: str | None) -> list[DisagreementRow]:
    if len(sides) < 2:
        return []
    since = sorted(min(claim["lu_depuis"] for claim in side) for side in sides.values())[1]
    return [
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
