"""One run of the graph, as JSON: `python -m tests.rehearsal.graph JOB RUN_CONFIG [PARTITION]`.

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
    (partition, empty for all of them → passed and severity), `said` (the error output)."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.rehearsal.graph", job, json.dumps(config), partition],
        cwd=ROOT,
        text=True,
        capture_output=True,
        env={**os.environ, "OBSERVATOIRE_DATA": str(data), **environment},
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return {**json.loads(done.stdout.splitlines()[-1]), "said": done.stderr}


def _main(job: str, config: str, partition: str) -> None:
    import dagster as dg

    from pipelines.definitions import defs
    from pipelines.instance import kept

    with kept() as instance:
        definition = defs().resolve_job_def(job)
        result = definition.execute_in_process(
            instance=instance, run_config=json.loads(config), partition_key=partition or None, raise_on_error=False
        )
    kinds = [event.event_type for event in result.all_events]
    events = [one for one in result.all_events if one.event_type == dg.DagsterEventType.ASSET_MATERIALIZATION]
    listings = [one.step_materialization_data.materialization for one in events if one.step_key == "listings"]
    told = {
        "success": result.success,
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
