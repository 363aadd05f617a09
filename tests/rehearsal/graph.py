"""One run of the graph, as JSON: `python -m tests.rehearsal.graph JOB RUN_CONFIG [PARTITION]`, by the executor of
`OBSERVATOIRE_EXECUTEUR`.

In a process of its own, for the graph reads the cards when it is loaded; the runs of a data folder share its history.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def run(data: Path, job: str, config: dict[str, Any], partition: str = "", **environment: str) -> dict[str, Any]:
    """What a run of `job` told: `success`, `retried` (steps), `told` (partition → metadata of its event), `health`
    (partition, empty for all of them → passed and severity), `steps` (of those that began), `said` (the error output)."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.rehearsal.graph", job, json.dumps(config), partition],
        cwd=ROOT,
        text=True,
        capture_output=True,
        env={**os.environ, "OBSERVATOIRE_DATA": str(data), **environment},
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return {**json.loads(done.stdout.splitlines()[-1]), "said": done.stderr}


def definition(job: str) -> Any:
    from pipelines.definitions import defs

    return defs().resolve_job_def(job)


def _main(job: str, config: str, partition: str) -> None:
    import dagster as dg

    from pipelines.instance import kept

    with kept() as instance:
        tags = {"dagster/partition": partition} if partition else {}
        shared = dg.build_reconstructable_job("tests.rehearsal.graph", "definition", (job,), {}, str(ROOT))
        with dg.execute_job(shared, instance, json.loads(config), tags=tags, raise_on_error=False) as result:
            _tell(result)


def _tell(result: Any) -> None:
    import dagster as dg

    kinds = [event.event_type for event in result.all_events]
    events = [one for one in result.all_events if one.event_type == dg.DagsterEventType.ASSET_MATERIALIZATION]
    listings = [
        one.step_materialization_data.materialization for one in events if one.asset_key == dg.AssetKey("listings")
    ]
    told = {
        "success": result.success,
        "steps": sorted(one.step_key for one in result.all_events if one.event_type == dg.DagsterEventType.STEP_START),
        "retried": kinds.count(dg.DagsterEventType.STEP_UP_FOR_RETRY),
        "told": {
            one.partition: {**{name: value.value for name, value in one.metadata.items()}, "tags": dict(one.tags or {})}
            for one in listings
            if one.partition
        },
        "health": {
            one.partition or "": [one.passed, one.severity.value]
            for one in result.get_asset_check_evaluations()
            if one.asset_check_key.name == "sante"
        },
    }
    print("\n" + json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    _main(*sys.argv[1:])
