"""Captures and listings, one partition per source. One run of many partitions starts one process."""

import os
from pathlib import Path

import dagster as dg

from pipelines.paths import CAPTURES, ROOT, paths
from spiders.registry import load_cards

SOURCES = dg.StaticPartitionsDefinition(
    [card.id for card in load_cards().values() if card.lifecycle.state == "active"]
)
MODE = "OBSERVATOIRE_MODE"       # `replay` (default) or `live`: the only switch of a crawl


def _command(mode: str, sources: list[str], output: Path) -> list[str]:
    import sys

    captures = CAPTURES if mode == "replay" else paths().live_captures
    return [
        sys.executable, "-m", "spiders.run", "collect", *sources, "--mode", mode, "--captures", str(captures),
        "--output", str(output), "--pipes",
    ]


@dg.asset(
    partitions_def=SOURCES, backfill_policy=dg.BackfillPolicy.single_run(), group_name="collecte",
    kinds={"python", "scrapy"}, pool="publishers",
    description="Mentions as published, with their evidence: spiders replayed on WARC captures, or live.",
)
def listings(
    context: dg.AssetExecutionContext, pipes_subprocess_client: dg.PipesSubprocessClient
) -> dg.MaterializeResult:
    mode = os.environ.get(MODE, "replay")
    return pipes_subprocess_client.run(
        command=_command(mode, list(context.partition_keys), paths().listings),
        context=context, cwd=str(ROOT), extras={"sources": list(context.partition_keys)},
    ).get_materialize_result()
