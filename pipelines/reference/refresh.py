"""Compare the bundled communes with the official live service, and renew them on demand."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from pipelines.reference.archives import ARCHIVES, Archive, ReferenceProblem
from pipelines.tables import parquet

SERVICE = "https://geo.api.gouv.fr"
_FIELDS = "code,nom,population,codeEpci,codeDepartement,codeRegion,codesPostaux"
# what the live service calls each of our columns
_COLUMNS = {
    "nom": "nom",
    "population": "population",
    "epci": "codeEpci",
    "departement": "codeDepartement",
    "region": "codeRegion",
    "codes_postaux": "codesPostaux",
}
# A truncated answer must never empty the reference.
_FEWEST = 30_000


def refresh(folder: Path, write: bool = False, service: str = SERVICE, fewest: int = _FEWEST) -> list[str]:
    """Differences between `communes.parquet` and the live service, one French sentence each. With `write`, the
    file is rewritten with the live names, populations and groupings (our columns that the service does not give
    are kept). Raises `ReferenceProblem` when the service cannot be read or answers too few communes."""
    live = {row["code"]: row for row in _fetch(f"{service}/communes?fields={_FIELDS}&format=json")}
    if len(live) < fewest:
        raise ReferenceProblem(f"{service}: {len(live)} communes answered, at least {fewest} expected; nothing done")
    bundled = parquet.read(folder / "communes.parquet").to_pylist()
    known = {row["code"]: row for row in bundled if row["type"] == "commune"}
    lines = [f"{code} {known[code]['nom']} : absente du service" for code in sorted(known.keys() - live.keys())]
    lines += [f"{code} {live[code]['nom']} : nouvelle" for code in sorted(live.keys() - known.keys())]
    for code in sorted(known.keys() & live.keys()):
        for column, name in _COLUMNS.items():
            ours, theirs = known[code][column], live[code].get(name)
            if (
                theirs is not None and sorted(theirs) != sorted(ours)
                if column == "codes_postaux" and theirs
                else theirs is not None and theirs != ours
            ):
                lines.append(f"{code} {known[code]['nom']} : {column} {ours} → {theirs}")
    if write:
        _rewrite(folder, bundled, known, live)
    return lines


def _fetch(url: str) -> list[dict[str, Any]]:
    request = urllib.request.Request(url, headers={"Accept": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            rows = json.load(answer)
    except (urllib.error.URLError, TimeoutError, OSError) as error:
        reason = getattr(error, "reason", error)
        raise ReferenceProblem(
            f"{url.split('?')[0]} cannot be read ({reason}); the bundled reference is unchanged and still usable"
        ) from error
    except ValueError as error:
        raise ReferenceProblem(f"{url.split('?')[0]} did not answer JSON; nothing done") from error
    if not isinstance(rows, list) or not all(isinstance(row, dict) and "code" in row for row in rows):
        raise ReferenceProblem(f"{url.split('?')[0]} did not answer a list of communes; nothing done")
    return rows


def _rewrite(
    folder: Path, bundled: list[dict[str, Any]], known: dict[str, dict[str, Any]], live: dict[str, dict[str, Any]]
) -> None:
    from pipelines.reference.write import write_table

    rows = [row for row in bundled if row["type"] != "commune"]
    for code, theirs in live.items():
        row = dict(
            known.get(code)
            or {
                "code": code,
                "type": "commune",
                "commune": None,
                "ept": None,
                "longitude": None,
                "latitude": None,
                "nom": theirs.get("nom"),
                "departement": None,
                "region": None,
                "epci": None,
                "population": None,
                "codes_postaux": [],
            }
        )
        row.update({column: theirs[name] for column, name in _COLUMNS.items() if theirs.get(name) is not None})
        rows.append(row)
    origin = {
        "decoupage": Archive("live", SERVICE.removeprefix("https://"), "live", "", "", "Licence Ouverte 2.0"),
        "contours": ARCHIVES["contours"],
    }
    write_table(folder, "communes", sorted(rows, key=lambda row: row["code"]), origin)
