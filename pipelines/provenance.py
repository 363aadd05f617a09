"""What a release says of its making: the version of the code, the vintages of the reference geography."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.publish.provenance import Provenance


def provenance() -> Provenance:
    """No clock and no machine in it: the same captures and the same code give the same provenance."""
    from pipelines.publish.provenance import Provenance
    from pipelines.reference import vintages

    return Provenance(code_version=version("observatoire-cpts"), vintages=tuple(vintages()))
