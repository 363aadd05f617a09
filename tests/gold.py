"""Scores of the reading rules on labelled sets: `python -m tests.gold DIR`. Exit code 1 below a floor.

DIR holds the sets and their scorer (`score.py`). The sets are not part of the project and no test needs them;
the floors are those the project promises, on the rows that a reader can decide.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from pipelines.cli.explain import READERS

# the labelled set that measures each reader
GOLD_SETS = {
    "statut": "status",
    "missions": "missions",
    "population": "populations",
    "territoire": "communes",
    "date": "dates",
    "identite": "identity",
}

# measure → (floor, True when the measure is a count that must not exceed it)
FLOORS = {
    "status": {"accuracy": (0.96, False), "aci_faux": (0, True)},
    "missions": {"f1": (0.94, False)},
    "populations": {"accuracy": (0.98, False), "valeurs_inventees": (0, True)},
    "communes": {"macro_f1": (0.97, False), "codes_inventes": (0, True)},
    "identity": {"f1": (0.96, False), "fusions_fausses": (0, True)},
    "dates": {"accuracy": (0.97, False)},
}


def predictions(reader: str, gold: Path) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [READERS[reader](row) for row in rows]


def score(folder: Path, name: str, predicted: list[dict[str, Any]]) -> dict[str, Any]:
    """The scorer's measures on the rows that are not ambiguous, as it names them."""
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "predictions.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in predicted), encoding="utf-8")
        command = [sys.executable, str(folder / "score.py"), name, str(path), "--gold", str(folder), "--json"]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    result = json.loads(printed)
    return result.get("sans ambigu") or result["toutes les lignes"]


def main(folder: Path) -> int:
    below = 0
    for reader, name in GOLD_SETS.items():
        measures = score(folder, name, predictions(reader, folder / f"{name}.jsonl"))
        for measure, (floor, is_count) in FLOORS[name].items():
            value = measures.get(measure)
            if value is None:
                raise SystemExit(f"{name}: the scorer gives no {measure}; it gives {sorted(measures)}")
            good = value <= floor if is_count else value >= floor
            below += not good
            bound = "at most" if is_count else "at least"
            print(f"{name:12} {measure:18} {value:<8.4g} {bound} {floor:<5} {'ok' if good else 'BELOW THE FLOOR'}")
    return int(below > 0)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: make gold GOLD=DIR")
    sys.exit(main(Path(sys.argv[1])))
