"""From the archives' JSON to the rows of the reference tables. Pure: no network, no clock."""

from __future__ import annotations

import json
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from lexicon.text import fold_words
from pipelines.reference.archives import ReferenceProblem
from schema import Row

# The two collectivities the Guadeloupe health agency also serves (code de la santé publique, art. L. 1442-1).
ARS_OF_COLLECTIVITIES = {"977": "01", "978": "01"}
_TYPES = {"commune-actuelle": "commune", "arrondissement-municipal": "arrondissement_municipal"}
_FORMER = {"commune-deleguee": "deleguee", "commune-associee": "associee"}
# La Poste cuts its labels at 26 characters: a label that long may be the beginning of a name
_LABEL_LIMIT = 24
_POSTAL_WORDS = {"st": "saint", "ste": "sainte", "s": "sur", "gds": "grands", "pres": "près"}
_NOT_PLACES = {"air", "aero", "cedex", "6eme"}  # air bases and offices: SAINTES AIR


@dataclass(frozen=True)
class Sources:
    communes: list[Row]
    epci: list[Row]
    ept: list[Row]
    departements: list[Row]
    regions: list[Row]
    history: list[Row]
    labels: list[Row]
    old_epci: list[Row] = field(default_factory=list)  # oldest vintage first


def read_sources(files: Mapping[str, Path]) -> Sources:
    """Read the JSON files out of the archives; a missing one raises `ReferenceProblem` naming it."""

    def read(archive: str, name: str) -> list[Row]:
        with tarfile.open(files[archive]) as tar:
            try:
                member = tar.extractfile(f"package/{name}.json")
            except KeyError as error:
                raise ReferenceProblem(f"{files[archive].name}: package/{name}.json is missing") from error
            if member is None:
                raise ReferenceProblem(f"{files[archive].name}: package/{name}.json is not a file")
            rows: list[Row] = json.load(member)
            return rows

    vintages = ["historique", *sorted(name for name in files if name.startswith("decoupage_"))]
    return Sources(
        communes=read("decoupage", "data/communes"),
        epci=read("decoupage", "data/epci"),
        ept=read("decoupage", "data/ept"),
        departements=read("decoupage", "data/departements"),
        regions=read("decoupage", "data/regions"),
        history=read("historique", "data/historique-communes"),
        labels=read("postaux", "codes-postaux"),
        old_epci=[epci for vintage in vintages for epci in read(vintage, "data/epci")],
    )


def reference_tables(
    sources: Sources,
    shapes: Mapping[str, Any],
    neighbours: Mapping[str, list[str]],
    outlines: Mapping[str, Any],
) -> dict[str, list[Row]]:
    """Rows by table name, each table sorted by its key."""
    successors = _successors(sources.communes)
    return {
        "communes": _communes(sources, shapes),
        "anciennes_communes": _former_communes(sources, successors),
        "epci": _epci(sources, successors),
        "departements": _departements(sources, neighbours),
        "regions": _regions(sources),
        "contours_communes": [{"code": code, "geometry": shapes[code]} for code in sorted(shapes)],
        "contours_departements": [{"code": code, "geometry": outlines[code]} for code in sorted(outlines)],
    }


def _communes(sources: Sources, shapes: Mapping[str, Any]) -> list[Row]:
    epci_of = {member["code"]: epci["code"] for epci in sources.epci for member in epci["membres"]}
    ept_of = {member["code"]: ept["code"] for ept in sources.ept for member in ept["membres"]}
    rows = []
    for commune in sources.communes:
        if commune["type"] not in _TYPES:
            continue
        code, city = commune["code"], commune.get("commune")
        inside = shapes[code].representative_point() if code in shapes else None
        rows.append(
            {
                "code": code,
                "nom": commune["nom"],
                "type": _TYPES[commune["type"]],
                "commune": city,
                "departement": commune["departement"],
                "region": commune["region"],
                "epci": epci_of.get(city or code),
                "ept": ept_of.get(city or code),
                "population": commune.get("population"),
                "codes_postaux": commune.get("codesPostaux", []),
                "longitude": round(inside.x, 3) if inside else None,
                "latitude": round(inside.y, 3) if inside else None,
            }
        )
    return sorted(rows, key=lambda row: row["code"])


def _successors(communes: list[Row]) -> dict[str, str]:
    """Every code that has existed → the current commune."""
    successors = {old: row["code"] for row in communes for old in row.get("anciensCodes", [])}
    successors |= {row["code"]: row["chefLieu"] for row in communes if row["type"] in _FORMER}
    successors |= {row["code"]: row["code"] for row in communes if row["type"] in _TYPES}
    return successors


def _former_communes(sources: Sources, successors: Mapping[str, str]) -> list[Row]:
    """Names and codes that are no longer those of a commune. `nature`: `deleguee`, `associee`, `ancien_code`
    (a commune that disappeared), `ancien_nom` (the commune is still there), `usage` (the postal label is a
    longer name or another spelling), `lieu_dit` (the postal label is another place of the commune)."""
    current = {row["code"]: row["nom"] for row in sources.communes if row["type"] in _TYPES}
    former = [
        (row["code"], row["nom"], _FORMER[row["type"]], row["chefLieu"])
        for row in sources.communes
        if row["type"] in _FORMER
    ]
    former += [
        (row["code"], row["nom"], "ancien_nom" if row["code"] in current else "ancien_code", successors[row["code"]])
        for row in sources.history
        if row["code"] in successors
    ]
    taken = {fold_words(name) for name in (*current.values(), *(one[1] for one in former))}
    former += _postal_names(sources.labels, current, successors, taken)
    known = {(code, fold_words(name)) for code, name in current.items()}
    rows = []
    for code, name, nature, successor in former:
        if (code, fold_words(name)) not in known:
            known.add((code, fold_words(name)))
            rows.append({"code": code, "nom": name, "nature": nature, "actuelle": successor})
    return sorted(rows, key=lambda row: (row["code"], row["nature"], row["nom"]))


def _postal_names(
    labels: list[Row], current: Mapping[str, str], successors: Mapping[str, str], taken: set[str]
) -> Iterator[tuple[str, str, str, str]]:
    """The names of postal labels that no commune has or had: the code, the name, its nature, the commune."""
    for row in labels:
        code, label = successors.get(row["codeCommune"]), _postal_name(row["libelleAcheminement"])
        if code is None or label is None or fold_words(label) in taken:
            continue
        words, own = set(fold_words(label).split()), set(fold_words(current[code]).split())
        if not words <= own:
            likeness = SequenceMatcher(None, label.lower(), current[code].lower()).ratio()
            yield code, label, "usage" if words & own or likeness > 0.7 else "lieu_dit", code


def _postal_name(label: str) -> str | None:
    """A postal label as a name (`STE CLOTILDE` → `Sainte Clotilde`), or nothing when it is cut, numbered, or
    only sorts the article last."""
    words = [_POSTAL_WORDS.get(word, word) for word in fold_words(label).split()]
    if len(label) >= _LABEL_LIMIT or "(" in label:
        return None
    if any(word in _NOT_PLACES or word.isdigit() for word in words):
        return None
    return " ".join(words).title()


def _epci(sources: Sources, successors: Mapping[str, str]) -> list[Row]:
    populations = {row["code"]: row.get("population") or 0 for row in sources.communes}
    groups = [*sources.epci, *sources.ept]
    members = {epci["code"]: {member["code"] for member in epci["membres"]} for epci in groups}
    former = _former_epci(sources, members, successors)
    rows = [
        {
            "code": epci["code"],
            "nom": epci["nom"],
            "type": epci["type"],
            "population": sum(populations.get(code, 0) for code in members[epci["code"]]),
            "anciens_noms": [name for name in former[epci["code"]] if name != epci["nom"]],
        }
        for epci in groups
    ]
    return sorted(rows, key=lambda row: row["code"])


def _former_epci(
    sources: Sources, members: Mapping[str, set[str]], successors: Mapping[str, str]
) -> dict[str, dict[str, None]]:
    """Code of an EPCI → the names it had, or that those it continues had, the oldest first, each once."""
    epci_of = {member: row["code"] for row in sources.epci for member in members[row["code"]]}
    former: dict[str, dict[str, None]] = {code: {} for code in members}
    for old in sources.old_epci:
        heir = old["code"] if old["code"] in members else _heir(old, members, epci_of, successors)
        if heir:
            former[heir][old["nom"]] = None
    return former


def _heir(
    old: Row, members: Mapping[str, set[str]], epci_of: Mapping[str, str], successors: Mapping[str, str]
) -> str | None:
    """The EPCI that continues a dissolved one: it took all its communes, and they are most of it."""
    communes = {successors.get(member["code"], member["code"]) for member in old["membres"]}
    heirs = {epci_of.get(code) for code in communes}
    if len(heirs) != 1:
        return None
    heir = heirs.pop()
    return heir if heir and len(communes) * 2 > len(members[heir]) else None


def _departements(sources: Sources, neighbours: Mapping[str, list[str]]) -> list[Row]:
    return sorted(
        (
            {
                "code": row["code"],
                "nom": row["nom"],
                "region": row["region"],
                "region_ars": _ars_region(row["region"], row["zone"]),
                "chef_lieu": row.get("chefLieu"),
                "voisins": neighbours.get(row["code"], []),
            }
            for row in sources.departements
        ),
        key=lambda row: row["code"],
    )


def _ars_region(region: str, zone: str) -> str | None:
    """Region code of the health agency in charge; none in the other collectivities."""
    return ARS_OF_COLLECTIVITIES.get(region) or (None if zone == "com" else region)


def _regions(sources: Sources) -> list[Row]:
    return sorted(
        (
            {
                "code": row["code"],
                "nom": row["nom"],
                "zone": row["zone"],
                "region_ars": _ars_region(row["code"], row["zone"]),
            }
            for row in sources.regions
        ),
        key=lambda row: row["code"],
    )
