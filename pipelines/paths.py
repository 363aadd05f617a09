"""Where things are. One environment variable moves everything a run writes: `OBSERVATOIRE_DATA`, a folder or the
address of a store (`pipelines.storage`)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pipelines.storage.address import DATA, remote, working_folder
from spiders.files import local_folder

ROOT = Path(__file__).parents[1]
BUNDLED = ROOT / "datasets"


@dataclass(frozen=True, slots=True)
class Paths:
    """`data` holds what a run writes; what ships with the project is always read from the project itself."""

    data: Path

    @property
    def work(self) -> Path:
        return self.data / "work"

    @property
    def listings(self) -> Path:
        return self.work / "listings"

    @property
    def live_captures(self) -> Path:
        """Real pages, names of people included: outside version control, elsewhere if the operator says so."""
        return local_folder("OBSERVATOIRE_CAPTURES") or self.work / "captures"

    @property
    def claims(self) -> Path:
        return self.work / "claims"

    @property
    def tables(self) -> Path:
        return self.work / "tables"

    @property
    def ledger(self) -> Path:
        return self.work / "ledger.jsonl"

    @property
    def review(self) -> Path:
        return self.work / "a_relire.csv"

    @property
    def pairs(self) -> Path:
        return self.work / "rapprochements.csv"

    @property
    def corrections(self) -> Path:
        """Values that people corrected, beside the run: theirs to keep, and to save with it."""
        return self.data / "corrections.csv"

    @property
    def decisions(self) -> Path:
        """Decisions of people on identities, beside the run; those that ship with the project are read first."""
        return self.data / "decisions.csv"

    @property
    def releases(self) -> Path:
        return self.data / "releases"


def paths() -> Paths:
    """Beside what ships, in a checkout; in the folder one stands in, where the project is installed. Of an address,
    the working folder of this machine. Raises `ValueError` for an address that cannot be."""
    if address := remote():
        return Paths(working_folder(address))
    here = BUNDLED if (ROOT / "pyproject.toml").exists() else Path.cwd() / "datasets"
    return Paths(Path(os.environ.get(DATA) or here))


CAPTURES = BUNDLED / "captures"
REFERENCE = BUNDLED / "reference"
IDENTITY = BUNDLED / "identity"
