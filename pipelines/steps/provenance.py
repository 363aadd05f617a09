"""What a release says of its making: the version of the code, the vintages of the reference geography."""

from __future__ import annotations

import os
from importlib.metadata import version
from typing import TYPE_CHECKING

from pipelines.paths import REFERENCE

if TYPE_CHECKING:
    from pipelines.publish.provenance import Provenance

# reference table → what it gives to a release, as a reader calls it
USED = {"communes": "Communes, intercommunalités et populations légales", "contours_communes": "Contours des communes"}


def provenance(despite_guard: str = "", proposed_sources: int | None = None) -> Provenance:
    """No clock and no machine in it: the same captures and the same code give the same provenance. Where the site is
    public is said by who publishes, in `OBSERVATOIRE_ADRESSE`."""
    import pyarrow.parquet as pq

    from pipelines.publish.provenance import Provenance, Vintage

    vintages = []
    for table, name in USED.items():
        path = REFERENCE / f"{table}.parquet"
        said = {key.decode(): value.decode() for key, value in (pq.read_schema(path).metadata or {}).items()}
        vintages.append(Vintage(name, said["millesime"], said["origine"], said["licence"]))
    return Provenance(
        code_version=version("observatoire-cpts"),
        vintages=tuple(vintages),
        address=os.environ.get("OBSERVATOIRE_ADRESSE", "").rstrip("/"),
        despite_guard=despite_guard,
        proposed_sources=proposed_sources,
    )
