"""Streaming the FINESS structures file: peak memory and speed against loading it whole, in one run.

    python benchmarks/bench_finess.py [--entities 100000] [--whole]

Writes a file of the published shape (invented structures, one CPTS in 100), reads it in a child process with
`read_structures`, and prints peak memory, its share of the opened file, and seconds against the same parse that
reads nothing. `--whole` also loads the file with `json.load` in another child. Exits non-zero above 300 MB.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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


def child(how: str, path: Path) -> dict:
    command = [sys.executable, __file__, "--child", how, str(path)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def read(how: str, path: Path) -> None:
    """Runs in the child: prints its seconds, peak megabytes and count."""
    start = time.perf_counter()
    with gzip.open(path) as stream:
        if how == "listings":
            from spiders.extract.decode.data.finess import read_structures

            count = sum(1 for _ in read_structures(stream))
        elif how == "parse":
            import ijson

            count = sum(1 for _ in ijson.items(stream, "pmej.item", use_float=True))
        else:
            count = len(json.load(stream)["pmej"])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": time.perf_counter() - start, "peak": peak, "count": count}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entities", type=int, default=100_000)
    parser.add_argument("--whole", action="store_true")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        read(options.child[0], Path(options.child[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "structures.json.gz"
        opened = write(path, options.entities) / 1024 / 1024
        listings, parse = child("listings", path), child("parse", path)
        print(f"{options.entities} entities, {opened:.0f} MB opened, {listings['count']} CPTS")
        share = listings["peak"] / opened
        print(f"peak {listings['peak']:.0f} MB, {share:.2f} of the opened file (limit {LIMIT_MB} MB)")
        print(f"{listings['seconds']:.1f} s, {listings['seconds'] / parse['seconds']:.2f} times the bare parse")
        if options.whole:
            whole = child("whole", path)
            times = whole["peak"] / listings["peak"]
            print(f"loaded whole: {whole['peak']:.0f} MB, {times:.0f} times the peak of streaming")
    if listings["peak"] > LIMIT_MB:
        sys.exit(f"peak above {LIMIT_MB} MB")


if __name__ == "__main__":
    main()
