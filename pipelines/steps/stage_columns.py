"""What the stage of one CPTS gives its row: ground, date, what is planned, when its contract ends."""

from __future__ import annotations

from datetime import date

from lexicon.stage_decision import STAGES
from pipelines.steps.precedence import data
from pipelines.steps.stage import Statement, age_in_months, event_date, proved
from pipelines.tables.rows import ClaimRow, ProvedColumns, StageColumns

ACI_YEARS = 5  # a contract of the ACI is signed for five years (agreement of 20 June 2019, art. 9)
EXPECTED = (
    "depot",
    "validation_lettre",
    "validation_projet",
    "signature_aci",
    "signature_contrat_territorial",
    "lancement",
)  # steps that a plan announces

NO_STAGE: StageColumns = {
    "statut": None,
    "statut_fondement": None,
    "statut_date": None,
    "statut_date_nature": None,
    "statut_age_mois": None,
    "statut_depuis": None,
    "statut_depuis_nature": None,
    "statut_depuis_apres": None,
    "prevu_le": None,
    "fin_nature": None,
    "aci_echeance": None,
    "aci_a_verifier": None,
}
NOTHING_PROVED: ProvedColumns = {"statut_prouve": None, "statut_prouve_fondement": None}


def stage_columns(stage: Statement | None, dates: list[ClaimRow], today: date) -> StageColumns:
    """The stage with its ground and its date; what is awaited; when a signed contract ends by its own length."""
    end = stage.end if stage and stage.over else None
    if stage is None or not stage.stage:
        return {**NO_STAGE, "prevu_le": _planned(dates), "fin_nature": end}
    # another source may tell the day of the same step, or tell it more finely (« juillet 2024 », « 10 juillet 2024 »):
    # it dates the event, not this statement
    whole = event_date(stage.stage, [row for row in dates if not data(row).get("prevu")])
    since = whole if stage.since and whole and whole.startswith(stage.since) else stage.since or whole
    signed = stage.stage == "aci_signe"
    ends, to_check = _term(stage, since, dates, today) if signed else (None, None)
    return {
        "statut": stage.stage,
        "statut_fondement": stage.ground,
        "statut_date": since if stage.nature == "evenement" else stage.day,
        "statut_date_nature": stage.nature,
        "statut_age_mois": age_in_months(stage.day, today),
        "statut_depuis": since,
        "statut_depuis_nature": "evenement" if since else None,
        "statut_depuis_apres": None,
        "prevu_le": None if signed else _planned(dates),
        "fin_nature": end,
        "aci_echeance": ends,
        "aci_a_verifier": to_check,
    }


def proved_columns(stage: Statement | None, statements: list[Statement], kinds: dict[str, str]) -> ProvedColumns:
    """The stage that counts: the published one, or what is proved below it where that one is deduced."""
    best = proved(statements, kinds) if stage and stage.stage in STAGES else None
    return {"statut_prouve": best.stage, "statut_prouve_fondement": best.ground} if best else NOTHING_PROVED


def _term(stage: Statement, since: str | None, dates: list[ClaimRow], today: date) -> tuple[str | None, bool | None]:
    """Of a signed contract. Where only the day of the page that tells the signature is known, it was signed by then:
    its term is unknown, that it is past may be sure."""
    if since or stage.nature != "page":
        return _end_of_contract(since, dates, today)
    return None, _end_of_contract(stage.day, dates, today)[1] or None


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
