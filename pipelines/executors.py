"""Who executes the steps of a run of Dagster: one process, or processes, containers and machines that share them
(`OBSERVATOIRE_EXECUTEUR`)."""

from __future__ import annotations

import importlib
import os

import dagster as dg

EXECUTOR = "OBSERVATOIRE_EXECUTEUR"
# two cores and a thousand entities: processes would only cost their start (docs/architecture.md)
EXECUTORS = {
    "in_process": ("dagster", "in_process_executor"),
    "multiprocess": ("dagster", "multiprocess_executor"),
    "docker": ("dagster_docker", "docker_executor"),
    "k8s": ("dagster_k8s", "k8s_job_executor"),
}


def chosen() -> str:
    """The name of the executor: a key of `EXECUTORS`. Raises `ValueError` for another."""
    name = os.environ.get(EXECUTOR) or "in_process"
    if name not in EXECUTORS:
        raise ValueError(f"{EXECUTOR}={name}: choose among {', '.join(EXECUTORS)}")
    return name


def executor(name: str) -> dg.ExecutorDefinition:
    """Of a key of `EXECUTORS`. Raises `ValueError` when its library, a group of its own, is not installed."""
    module, found = EXECUTORS[name]
    try:
        return getattr(importlib.import_module(module), found)  # type: ignore[no-any-return]
    except ImportError as error:
        raise ValueError(f"{EXECUTOR}={name}: install the group `{name}` (docs/deployment.md)") from error
