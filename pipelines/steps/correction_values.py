"""What a person may write as the right value, property by property: checked, and as the structured value of a claim."""

from __future__ import annotations

import re
from collections.abc import Callable

from lexicon.date_shapes import period
from lexicon.stage_decision import ENDED, STAGES
from schema import SEPARATOR, Row

RULE = "correction"  # the rule of a corrected claim, in `preuves`
STATUSES = (*STAGES, ENDED)


def _name(value: str) -> Row:
    from pipelines.normalise.names import read_name

    name = read_name(value)
    if not name.key:
        raise ValueError(f"{value!r} names no CPTS")
    return {"court": name.short, "sigle": name.acronym, "alias": [], "par_lieu": False, "ref": None}


def _stage(value: str) -> Row:
    if value not in STATUSES:
        raise ValueError(f"{value!r} is no stage; one of {', '.join(STATUSES)}")
    return {}


def _population(value: str) -> Row:
    if not re.fullmatch(r"[1-9]\d{2,6}", value):
        raise ValueError(f"{value!r} is no number of inhabitants; write digits only, as 60000")
    return {"valeur": int(value), "precision": "exact"}


def _territory(value: str) -> Row:
    from lexicon.gazetteer import load

    codes = sorted(code.strip() for code in value.split(SEPARATOR.strip()))
    if unknown := [code for code in codes if load().commune(code) is None]:
        raise ValueError(f"no commune has the code {', '.join(unknown)}; write COG codes between semicolons")
    places = [{"texte": code, "codes": [code], "regle": RULE, "partiel": False} for code in codes]
    return {"codes": codes, "lieux": places, "annonce": None, "complet": True, "departements": []}


def _mission(value: str) -> Row:
    from pipelines.steps.cpts_missions import ORDER

    if value not in ORDER:
        raise ValueError(f"{value!r} is no mission; one of {', '.join(ORDER)}")
    return {}


def _date(value: str) -> Row:
    told = period(value) if re.fullmatch(r"\d{4}(-\d\d){0,2}", value) else None
    if told is None:
        raise ValueError(f"{value!r} is no date; write it as 2027-03-01, 2027-03 or 2027")
    precision = {4: "annee", 7: "mois", 10: "jour"}[len(value)]
    return {"precision": precision, "jour_incompatible": False, "annee_deduite": False}


def _departements(value: str) -> Row:
    from lexicon.gazetteer import load

    known = load().departements
    if unknown := [code for code in map(str.strip, value.split(SEPARATOR.strip())) if code not in known]:
        raise ValueError(f"no département has the code {', '.join(unknown)}")
    return {}


def _shaped(pattern: str, form: str) -> Callable[[str], Row]:
    def check(value: str) -> Row:
        if not re.fullmatch(pattern, value):
            raise ValueError(f"{value!r} is not {form}")
        return {}

    return check


VALUES: dict[str, Callable[[str], Row]] = {
    "nom": _name,
    "statut": _stage,
    "territoire": _territory,
    "population": _population,
    "departements": _departements,
    "date": _date,
    "missions": _mission,
    "adherents": _shaped(r"[1-9]\d{0,3}", "a number of members"),
    "forme_juridique": _shaped(r"association_(?:1901|droit_local)", "association_1901 or association_droit_local"),
    "taille_declaree": _shaped(r"[1-4]", "a size class from 1 to 4"),
    "site_web": _shaped(r"https?://[^\s/]+\S*", "an address"),
    "finess": _shaped(r"[0-9AB]{9}", "a FINESS number of nine characters"),
    "siren": _shaped(r"\d{9}", "a SIREN of nine digits"),
    "rna": _shaped(r"W\d[\dA-Z]\d{7}", "an RNA number: W and nine characters"),
}
