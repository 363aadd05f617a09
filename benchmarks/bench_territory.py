"""Territory resolution against rapidfuzz's `process.extractOne` over all commune names, in one run.

    python benchmarks/bench_territory.py [GOLD.jsonl]

With a labelled set (rows `text, context, codes`) it measures those texts; without one, spellings made from real
communes. Both sides get the same texts; `extractOne` answers one commune per text, above a score of 90. Each side's
indexes are built before the clock starts: the processed names for one, the départements met for the other (that
first pass is printed too).
"""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path

from rapidfuzz import fuzz, process, utils

from lexicon.gazetteer import load
from pipelines.normalise.territory import resolve_territory


def made_rows(count: int = 400) -> list[dict]:
    """Communes of metropolitan France written in capitals, without hyphens or as they are."""
    random.seed(2026)
    communes = [one for one in load().communes.values() if one.city is None and len(one.departement) == 2]
    spellings = [str.upper, lambda name: name.replace("-", " "), lambda name: name.replace("Saint", "St"), str]
    return [
        {
            "text": random.choice(spellings)(one.name),
            "codes": [one.code],
            "context": {"region_code": one.region, "departements": [one.departement]},
        }
        for one in random.sample(communes, count)
    ]


def macro_f1(rows: list[dict], answers: list[tuple[str, ...]]) -> float:
    scores = []
    for row, answer in zip(rows, answers, strict=True):
        wanted, found = set(row["codes"]), set(answer)
        scores.append(2 * len(wanted & found) / (len(wanted) + len(found)) if wanted or found else 1.0)
    return sum(scores) / len(scores)


def main(arguments: list[str]) -> None:
    rows = made_rows()
    if arguments:
        labelled = map(json.loads, Path(arguments[0]).read_text("utf-8").splitlines())
        rows = [row for row in labelled if row["codes"] is not None]
    communes = [one for one in load().communes.values() if one.city is None]
    names = [utils.default_process(one.name) for one in communes]

    def ours(row: dict) -> tuple[str, ...]:
        context = row["context"]
        return resolve_territory(row["text"], context["region_code"], tuple(context["departements"])).codes

    def theirs(row: dict) -> tuple[str, ...]:
        wanted = utils.default_process(row["text"])
        best = process.extractOne(wanted, names, scorer=fuzz.WRatio, score_cutoff=90)
        return (communes[best[2]].code,) if best else ()

    started = time.perf_counter()
    for row in rows:
        ours(row)
    print(f"first pass, indexes included: {time.perf_counter() - started:.2f} s for {len(rows)} texts")
    speeds = {}
    for label, resolve, rounds in (("resolve_territory", ours, 30), ("extractOne", theirs, 1)):
        started = time.perf_counter()
        for _ in range(rounds):  # each side is timed for seconds
            answers = [resolve(row) for row in rows]
        speeds[label] = rounds * len(rows) / (time.perf_counter() - started)
        print(f"{label:18} {speeds[label]:9.1f} texts/s   macro_f1 {macro_f1(rows, answers):.4f}")
    print(f"ratio              {speeds['resolve_territory'] / speeds['extractOne']:9.1f}")


if __name__ == "__main__":
    main(sys.argv[1:])
