"""Streaming the file of FINESS structures: peak memory, and seconds against a parse that reads nothing.

The file has the published shape: invented structures, one CPTS in a hundred.
"""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.harness import ROUNDS, Pair, side
from benchmarks.report import Figure, Peer, Result

ENTITIES = 50_000
LIMIT_MB = 300


def entity(number: int) -> dict:
    """One legal entity with one site; every hundredth site is a CPTS, half of those with an ACI engagement."""
    cpts = number % 100 == 0
    site = {
        "informationsGeneralesEGE": {
            "egeId": f"{number:08d}",
            "numFinessEge": f"{350000000 + number}",
            "siret": f"{number:014d}",
            "nomEgeCourt": f"S {number}",
            "nomEgeLong": f"{'CPTS DU SECTEUR' if cpts else 'STRUCTURE'} {number}",
            "dateOuverture": "2021-01-04",
        },
        "categorieentiteGeographiqueExercice": "604" if cpts else "620",
        "etatObjet": "A",
        "dateDerniereMaj": "2026-09-01",
        "adresse": [
            {"usageAdresse": "01", "cogCommune": "75056", "libelleVoie": "DE LA GARE" * 4},
            {"usageAdresse": "03", "cogCommune": "35238", "libelleVoie": "DU MARCHE" * 4},
        ],
        "contact": [{"typeContact": "MAIL", "valeur": "contact@exemple.invalid"}],
        "engagement": [{"typeEngagement": "CONV", "sousTypeEngagement": "ACI", "dateSignatureEngagement": "2021-06-30"}]
        if number % 200 == 0
        else [],
        "evenement": [{"evenementId": f"{number}-{rank}", "libelle": "x" * 120} for rank in range(12)],
        "roleEge": [{"role": "x" * 60} for _ in range(8)],
    }
    legal = {"numFinessPm": f"{number:09d}", "siren": f"{number:09d}", "denominationPm": f"ENTITE {number}"}
    return {"informationsGeneralesPMEJ": legal, "ege": [site]}


def write(path: Path, entities: int) -> int:
    """Writes the gzipped file; returns its opened size in bytes."""
    size = 0
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as stream:
        size += stream.write('{"generatedAt":"2026-09-05","schemaVersion":"v1.0.0","pmej":[')
        for number in range(1, entities + 1):
            size += stream.write(("," if number > 1 else "") + json.dumps(entity(number)))
        size += stream.write('],"gco":[],"gcc":[]}')
    return size


def measure() -> Iterator[Result]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "structures.json.gz"
        opened = write(path, ENTITIES) / 1e6
        turns = [(side("finess:listings", path), side("finess:parsed", path)) for _ in range(ROUNDS)]
    found = turns[0][0][1]
    memory = max(mine.memory for (mine, _), _ in turns)
    what = f"FINESS structures streamed: {ENTITIES} entities, {opened:.0f} MB opened, {found} CPTS"
    yield Peer(what, "ijson reading nothing", Pair.of([(mine.cpu, theirs.cpu) for (mine, _), (theirs, _) in turns]))
    yield Figure("… peak memory, of one process", f"{memory:.0f} MB", f"under {LIMIT_MB} MB", memory < LIMIT_MB)


def listings(path: str) -> int:
    from spiders.extract.decode.data.finess import read_structures

    with gzip.open(path) as stream:
        return sum(1 for _ in read_structures(stream))


def parsed(path: str) -> int:
    import ijson

    with gzip.open(path) as stream:
        return sum(1 for _ in ijson.items(stream, "pmej.item", use_float=True))
