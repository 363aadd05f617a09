"""The missions of one CPTS: what is declared, then what a signed contract carries by itself."""

from __future__ import annotations

from pipelines.steps.precedence import ordered
from pipelines.tables.rows import ClaimRow, MissionRow

ORDER = ("acces_soins", "parcours", "prevention", "crises", "qualite_pertinence", "accompagnement")


def mission_rows(
    cpts_id: str, claims: list[ClaimRow], contract: ClaimRow | None, kinds: dict[str, str]
) -> list[MissionRow]:
    """`contract`: the claim that proves a signed contract, `None` without one; a stage that is only deduced carries no
    mission."""
    from pipelines.normalise.missions import core_missions

    rows: dict[str, MissionRow] = {}
    for claim in ordered(claims, kinds):
        code = claim["valeur"] or ""
        rows.setdefault(
            code,
            {
                "cpts_id": cpts_id,
                "mission": code,
                "fondement": "declaree",
                "formulation": claim["texte"],
                "regle": claim["regle"],
                "preuve_id": claim["preuve_id"],
            },
        )
    for mission in core_missions() if contract else ():
        rows.setdefault(
            mission.code,
            {
                "cpts_id": cpts_id,
                "mission": mission.code,
                "fondement": "contrat",
                "formulation": None,
                "regle": "mission_socle_de_l_aci",
                "preuve_id": contract["preuve_id"] if contract else "",
            },
        )
    return [rows[code] for code in sorted(rows, key=ORDER.index)]
