"""`observatoire status`: how it is, without asking anybody and without running anything."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click

FAILED = 1


def _use_cards(_: click.Context, __: click.Parameter, folder: Path | None) -> None:
    """Before anything reads a card: the graph has one partition per card."""
    if folder:
        os.environ["OBSERVATOIRE_CARDS"] = str(folder.resolve())


cards_option = click.option(
    "--cards",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    callback=_use_cards,
    expose_value=False,
    help="Another folder of source cards than the project's.",
)


@click.command()
@cards_option
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
def status(as_json: bool) -> None:
    """How the observatory is: last release, last crawl, sources and why some are ill.

    Exit code 1 when there is no release yet, the latest one is damaged, or a source is ill."""
    from pipelines.steps.status import described
    from pipelines.steps.status import status as look

    found = look()
    click.echo(json.dumps(found, ensure_ascii=False, indent=1) if as_json else described(found))
    release = found["release"]
    sys.exit(0 if release and not release["damage"] and not found["ill"] else FAILED)
