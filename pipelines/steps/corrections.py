"""A person corrects a wrong value once: `corrections.csv` beside the run, applied to the claims, first in precedence.

A correction names the wrong value. As long as a source affirms it, what a person wrote is published in its place; once
no source does, the correction has no object left and a line of the work-list says so. The words of the source stay.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar, cast

from lexicon.stage_decision import ENDED, EVENTS_OF_STATUS
from pipelines.steps.correction_values import RULE, STATUSES, VALUES
from pipelines.tables.handwritten import read_lines
from schema import SEPARATOR, Row

AnyClaim = TypeVar("AnyClaim", bound=Mapping[str, Any])

SUCCESSION = "succession"  # that of the claim of a CPTS that gave way to another (pipelines.steps.lineage_effects)
REFUSED = "refus"  # what a correction calls a stage without value: the whole was refused
ROLES = {
    "observatoire": "l'observatoire",
    "cpts": "la CPTS",
    "ars": "une agence régionale de santé",
    "assurance_maladie": "l'Assurance maladie",
    "urps": "une union régionale de professionnels",
    "federation": "une fédération",
}


class CorrectionError(ValueError):
    """A line that cannot be applied. The message names the file, the line and the remedy."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A line of `corrections.csv`. `valeur` is `None` where the value is wrong and the true one unknown."""

    cpts_id: str
    propriete: str
    valeur_fausse: str
    valeur: str | None
    motif: str
    qui: str
    date: datetime.date
    preuve: str
    jusqu_a: datetime.date | None

    @property
    def correction_id(self) -> str:
        parts = (self.cpts_id, self.propriete, self.valeur_fausse, self.valeur or "", self.date.isoformat())
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]

    @property
    def told(self) -> str:
        """What the evidence says of it."""
        return (
            f"valeur corrigée le {self.date:%d/%m/%Y} par {ROLES[self.qui]} : {self.motif} ; "
            f"la source écrit « {self.valeur_fausse} »"
        )

    def row(self, state: str) -> Row:
        """Of the published table."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {"correction_id": self.correction_id, **values, "etat": state}


COLUMNS = tuple(one.name for one in fields(Correction))


def read_corrections(path: Path) -> tuple[Correction, ...]:
    """The lines of the file, none when there is no file. Raises `CorrectionError` on the first one that is wrong."""
    if not path.exists():
        return ()
    if path.is_dir():
        raise CorrectionError(f"{path.name} is a folder: it must be a file, or not be there")
    try:
        found = [_correction(cells, where) for where, cells in read_lines(path, COLUMNS)]
    except CorrectionError:
        raise
    except ValueError as error:
        raise CorrectionError(str(error)) from error
    keys = [(one.cpts_id, one.propriete, one.valeur_fausse) for one in found]
    if twice := [key for key in keys if keys.count(key) > 1]:
        raise CorrectionError(f"{path.name}: {' '.join(twice[0])} is corrected twice; keep one of the lines")
    return tuple(found)


def _correction(cells: dict[str, str], where: str) -> Correction:
    for name in ("cpts_id", "valeur_fausse", "motif", "preuve"):
        if not cells[name]:
            raise CorrectionError(f"{where}: {name} is empty; a correction says what is wrong, why, and what proves it")
    if cells["propriete"] not in VALUES:
        raise CorrectionError(f"{where}: unknown property {cells['propriete']!r}; one of {', '.join(VALUES)}")
    if cells["qui"] not in ROLES:
        raise CorrectionError(f"{where}: {cells['qui']!r} is no role; one of {', '.join(ROLES)}, never a name")
    try:
        value = _spaced(cells["valeur"], cells["propriete"]) or None
        wrong = _spaced(cells["valeur_fausse"], cells["propriete"])
        if cells["propriete"] == "statut" and wrong not in (*STATUSES, REFUSED):
            raise ValueError(f"{wrong!r} is no stage; one of {', '.join((*STATUSES, REFUSED))}")
        if value == wrong:
            raise ValueError("valeur is valeur_fausse: write the right one, or nothing where it is unknown")
        if value is not None:
            VALUES[cells["propriete"]](value)
        day, until = _day(cells["date"]), _day(cells["jusqu_a"]) if cells["jusqu_a"] else None
        if until and until < day:
            raise ValueError(f"jusqu_a {until} is before date {day}: it would never hold")
        return Correction(
            **{name: cells[name] for name in ("cpts_id", "propriete", "motif", "qui", "preuve")},
            valeur_fausse=wrong,
            valeur=value,
            date=day,
            jusqu_a=until,
        )
    except ValueError as error:
        raise CorrectionError(f"{where}: {error}") from error


def _day(written: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(written)
    except ValueError as error:
        raise ValueError(f"{written!r} is no day; write it as 2027-03-01") from error


def _spaced(value: str, name: str) -> str:
    """A list of codes as tables write it, whatever its order and the spaces around its semicolons."""
    if name not in ("territoire", "departements"):
        return value
    return SEPARATOR.join(sorted(filter(None, re.split(r"\s*;\s*", value))))


# --- applying ------------------------------------------------------------------------------------------------


def corrected(
    groups: Mapping[str, list[Row]],
    corrections: Iterable[Correction],
    day: datetime.date,
    resolve: Callable[[str], str | None],
    affirmations: Iterable[Row] = (),
) -> tuple[dict[str, list[Row]], list[Row]]:
    """The claims of each CPTS with their corrections, and the rows of `corrections`.

    `groups`: CPTS → claims. `resolve`: a published id → today's, `None` when it was never given. `affirmations`: all
    that was ever said, which tells a wrong value that is gone from one that nobody wrote."""
    changed = dict(groups)
    ever = {(said["cpts_id"], said["propriete"], affirmed(said)) for said in affirmations}
    rows = []
    for one in corrections:
        cpts_id = resolve(one.cpts_id)
        state = _out_of_force(one, cpts_id, day)
        if cpts_id and not state:
            claims = applied(changed.get(cpts_id, ()), one.propriete, one.valeur_fausse, one.valeur, one.told)
            hit = any(claim["regle"] == RULE and claim["propriete"] == one.propriete for claim in claims)
            gone = (cpts_id, one.propriete, one.valeur_fausse) in ever
            state = "appliquee" if hit else "sans_objet" if gone else "jamais_affirmee"
            changed[cpts_id] = claims
        rows.append(one.row(state) | {"cpts_id": cpts_id or one.cpts_id})
    return changed, sorted(rows, key=lambda row: row["correction_id"])


def _out_of_force(one: Correction, cpts_id: str | None, day: datetime.date) -> str:
    """Why a correction is not even tried on `day`; empty when it is."""
    if cpts_id is None:
        return "cpts_inconnue"
    return "a_venir" if one.date > day else "expiree" if one.jusqu_a and one.jusqu_a < day else ""


def affirmed(said: Mapping[str, Any]) -> str | None:
    """The value of a claim or of an affirmation as a correction names it: a refusal has none but says that it is."""
    if said["valeur"] is None and said["propriete"] == "statut":
        return REFUSED if json.loads(said["donnees"] or "{}").get("fin") == REFUSED else None
    return cast("str | None", said["valeur"])


def applied(claims: Iterable[Row], propriete: str, valeur_fausse: str, valeur: str | None, told: str = "") -> list[Row]:
    """The claims with their value corrected, where it is the wrong one, by what is `told` of it; the others as they
    are. The day of an act falls with the stage that its listing was read to give."""
    every = list(claims)
    wrong = [claim["propriete"] == propriete and affirmed(claim) == valeur_fausse for claim in every]
    acts = EVENTS_OF_STATUS[ENDED if valeur_fausse == REFUSED else valeur_fausse] if propriete == "statut" else ()
    listings = {claim["mention_id"] for claim, hit in zip(every, wrong, strict=True) if hit and acts}
    return [
        _corrected(claim, valeur if hit else None, told) if hit or _dates(claim, acts, listings) else claim
        for claim, hit in zip(every, wrong, strict=True)
    ]


def _dates(claim: Row, acts: Collection[str], listings: Collection[str]) -> bool:
    """Whether a claim dates one of these acts for one of these listings."""
    if claim["propriete"] != "date" or claim["mention_id"] not in listings:
        return False
    return json.loads(claim["donnees"])["evenement"] in acts


def _corrected(claim: Row, valeur: str | None, told: str) -> Row:
    """The claim with the value of a person, and what the source says in `affirmee`."""
    value = json.loads(claim["donnees"] or "{}") if claim["propriete"] != "statut" else {}
    if valeur is not None:
        right = VALUES[claim["propriete"]](valeur)
        value = {**value, **right} if claim["propriete"] == "date" else right
    corrected = {"valeur": valeur, "regle": RULE, "donnees": json.dumps(value, sort_keys=True)}
    return claim | corrected | {"correction": told, "affirmee": claim.get("affirmee", claim)}


def decided(claims: Iterable[AnyClaim]) -> list[AnyClaim]:
    """The claims that take part in a choice: those a person corrected, where there are any, else those of an end."""
    every = list(claims)
    corrected = [claim for claim in every if claim["regle"] == RULE]
    return corrected or [claim for claim in every if is_end(claim)] or every


def is_end(claim: Mapping[str, Any]) -> bool:
    """Whether a claim is that of a succession, and none of a page that names the CPTS."""
    return str(claim["regle"]).startswith(f"{SUCCESSION}.")


WITHOUT_EFFECT = {"sans_objet": "correction_sans_objet", "jamais_affirmee": "correction_jamais_affirmee"}


def without_effect(rows: Iterable[Row], affirmations: Iterable[Row]) -> list[Row]:
    """What `travaux` says of each correction that changes nothing: its wrong value is affirmed no more, where it was
    read last; or never was, where the CPTS is named."""
    idle = [row for row in rows if row["etat"] in WITHOUT_EFFECT]
    last: dict[tuple[str, ...], Row] = {}
    for said in sorted(affirmations, key=lambda one: (one["derniere_vue"], one["affirmation_id"])):
        last[said["cpts_id"], said["propriete"], affirmed(said) or ""] = last[said["cpts_id"], said["propriete"]] = said
        last[(said["cpts_id"],)] = said
    found = []
    for row in idle:
        key = (row["cpts_id"], row["propriete"], row["valeur_fausse"])
        place = next((last[key[:size]] for size in (3, 2, 1) if key[:size] in last), None)
        if place:
            told = f"{row['valeur_fausse']} → {row['valeur'] or 'inconnu'} : {row['motif']}"
            found.append(
                {
                    "mention_id": place["mention_id"],
                    "propriete": row["propriete"],
                    "cause": WITHOUT_EFFECT[row["etat"]],
                    "texte": f"{row['cpts_id']} : {told}",
                    "source_id": place["source_id"],
                    "url": place["url"],
                }
            )
    return found


def of_nobody(rows: Iterable[Row]) -> list[tuple[str, str]]:
    """The corrections (id, what they say) of a CPTS that nobody knows: no page can stand beside them."""
    return [
        (row["cpts_id"], f"{row['propriete']} {row['valeur_fausse']} → {row['valeur'] or 'inconnu'}")
        for row in rows
        if row["etat"] == "cpts_inconnue"
    ]
