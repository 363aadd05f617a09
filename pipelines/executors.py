"""Who executes the steps of a run of Dagster: one process, or several that share them (`OBSERVATOIRE_EXECUTEUR`)."""

from __future__ import annotations

import os

import dagster as dg

EXECUTOR = "OBSERVATOIRE_EXECUTEUR"
EXECUTORS = {
    # two cores and a thousand entities: processes would only cost their start (docs/architecture.md)
    "in_process": dg.in_process_executor,
    "multiprocess": dg.multiprocess_executor,
}


def chosen() -> str:
    """The name of the executor: a key of `EXECUTORS`. Raises `ValueError` for another."""
    name = os.environ.get(EXECUTOR) or "in_process"
    if name not in EXECUTORS:
        raise ValueError(f"{EXECUTOR}={name}: choose among {', '.join(EXECUTORS)}")
    return name
