"""Where a release comes from, said once and repeated in every file that leaves the house."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow

TITLE = "Observatoire des CPTS"
DESCRIPTION = (
    "Communautés professionnelles territoriales de santé (CPTS) de France : identité, statut, territoire, "
    "population et missions, chaque valeur étant accompagnée de sa preuve."
)
LICENCE_NAME = "etalab-2.0"
LICENCE_TITLE = "Licence Ouverte / Open Licence version 2.0"
LICENCE_URL = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"


@dataclass(frozen=True, slots=True)
class Vintage:
    """One reference data set the tables were built with."""

    name: str
    vintage: str  # as its producer names it: `COG 2026`
    origin: str  # package or address it came from
    licence: str
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Provenance:
    """What the caller knows and the tables do not."""

    code_version: str
    vintages: tuple[Vintage, ...] = ()
    address: str = ""  # public address of the site, without a final slash; empty when not yet public
    despite_guard: str = ""  # why a person published what the guard held back
    proposed_sources: int | None = None  # sites that pages name as those of a CPTS and that no source follows

    @property
    def remark(self) -> str:
        """What a reader must know of the making of this release, in French; empty when there is nothing."""
        if not self.despite_guard:
            return ""
        return (
            "Livraison publiée par une personne alors que la garde la retenait : trop de sources en panne, ou trop de "
            f"CPTS perdues ou apparues d'un coup. Motif donné : « {self.despite_guard} »."
        )


@dataclass(frozen=True, slots=True)
class Capture:
    source_id: str
    file: str
    sha256: str
    reconstruction: bool


def captures(tables: dict[str, pyarrow.Table]) -> tuple[Capture, ...]:
    """The captures the release was read from, by source, as the table `sources` names them."""
    rows = tables["sources"].select(["source_id", "capture", "empreinte", "reconstruction"]).to_pylist()
    return tuple(
        Capture(row["source_id"], row["capture"], row["empreinte"], row["reconstruction"])
        for row in rows
        if row["capture"] and row["empreinte"]
    )


def captures_digest(found: tuple[Capture, ...]) -> str:
    """SHA-256 over the list of captures: two releases with the same digest read the same input."""
    lines = "".join(sorted(f"{capture.sha256}  {capture.file}\n" for capture in found))
    return hashlib.sha256(lines.encode()).hexdigest()


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' if number > 1 else ''}"


def reconstruction_statement(tables: dict[str, pyarrow.Table]) -> str:
    """The sentence that a reader must see while pages are reconstructed; empty once none is."""
    rows = tables["sources"].select(["reconstruction", "nb_lignes"]).to_pylist()
    rebuilt = sum(1 for row in rows if row["reconstruction"] and row["nb_lignes"])
    if not rebuilt:
        return ""
    flags: list[Any] = tables["cpts"].column("reconstruction").to_pylist()
    ended = sum(nature is not None for nature in tables["cpts"].column("fin_nature").to_pylist())
    among = f" (dont {ended} qui {'ont' if ended > 1 else 'a'} pris fin)" if ended else ""
    return (
        f"Données reconstituées : {len(flags)} CPTS connues de l'observatoire{among}, "
        f"{'dont ' + str(sum(flags)) + ' ' if sum(flags) < len(flags) else ''}à partir de "
        f"{_counted(rebuilt, 'source')} dont les pages ont été reconstituées d'après des faits publics. "
        "Ce n'est pas le nombre de CPTS en France."
    )
