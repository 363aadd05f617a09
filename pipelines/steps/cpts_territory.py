"""The communes of one CPTS, and what follows from them: départements and region."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pipelines.steps.places import DEDUCED, INFERRED, STATED, counted_region
from pipelines.steps.precedence import data
from pipelines.tables.rows import ClaimRow, TerritoryRow
from schema import SEPARATOR

if TYPE_CHECKING:
    from lexicon.gazetteer import Geography


def territory_rows(cpts_id: str, claim: ClaimRow | None, geography: Geography) -> list[TerritoryRow]:
    """One row per commune; Paris, Lyon and Marseille named whole become their arrondissements."""
    if claim is None:
        return []
    places = data(claim)["lieux"]
    retained = set(data(claim)["codes"])
    rows: dict[str, TerritoryRow] = {}
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
                    "deduite": place["regle"] in DEDUCED,
                    "population": commune.population,
                    "texte": place["texte"],
                    "regle": place["regle"],
                    "preuve_id": claim["preuve_id"],
                }
    return [rows[code] for code in sorted(rows)]


def departements_of(territoires: list[TerritoryRow], complete: bool | None, claim: ClaimRow | None) -> list[str]:
    """Those of the communes, and those that a page states while the list is not whole; INSEE codes, sorted."""
    found = {row["departement"] for row in territoires}
    if claim is None or complete or (found and claim["regle"] in INFERRED):
        return sorted(found)
    return sorted(found | set((claim["valeur"] or "").split(SEPARATOR)))


def territory_kind(
    territoires: list[TerritoryRow], complete: bool | None, announced: int | None, geography: Geography
) -> str | None:
    """What makes the territory: one commune (`communal`), several (`intercommunal`), municipal districts
    (`arrondissement`) or both (`mixte`). `None` where what is known leaves it open: one commune of a list that is not
    whole, quarters of one, communes that are only deduced."""
    territoires = [row for row in territoires if not row["deduite"]]
    districts = {code for several in geography.arrondissements.values() for code in several}
    known = {row["commune"] in districts for row in territoires}
    if len(known) == 2:
        return "mixte"
    if known == {True}:
        return "arrondissement" if complete else None
    if max(len(territoires), announced or 0) > 1:
        return "intercommunal"
    whole = known and (complete or announced == 1) and not territoires[0]["partiel"]
    return "communal" if whole else None


def _is_a_departement(claim: ClaimRow) -> bool:
    """Whether a claim is one département, said by a page."""
    return claim["regle"] == STATED and SEPARATOR not in (claim["valeur"] or "")


def region_of(
    territoires: list[TerritoryRow],
    departements: list[str],
    claims: list[ClaimRow],
    source_regions: dict[str, tuple[str, ...]],
    geography: Geography,
) -> str | None:
    """Region of the inhabitants; of several, the one of the département that pages give alone (« une communauté
    landaise »), else that of most of them; without communes that of the first département, else of the sources."""
    weights: dict[str, int] = defaultdict(int)
    for row in territoires:
        region = counted_region(geography, row["departement"])
        if region:
            weights[region] += row["population"] or 1
    if weights:
        alone = {counted_region(geography, claim["valeur"] or "") for claim in claims if _is_a_departement(claim)}
        if len(told := weights.keys() & alone) == 1:
            return told.pop()
        return max(sorted(weights), key=lambda code: weights[code])
    if departements:
        return counted_region(geography, departements[0])
    regions = {
        source_regions[claim["source_id"]][0]
        for claim in claims
        if len(source_regions.get(claim["source_id"], ())) == 1
    }
    return regions.pop() if len(regions) == 1 else None
