"""`observatoire captures …`: what a person does with the recorded pages of live crawls."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import click

from pipelines.cli.status import cards_option
from pipelines.cli.writing import writing


@click.group()
def captures() -> None:
    """The captures of live crawls: pages as published, names of people included."""


@captures.command("prune")
@click.option("--keep", type=click.IntRange(min=1), required=True, help="Crawls of each source that stay.")
@click.option(
    "--people-older-than",
    "days",
    type=click.IntRange(min=1),
    metavar="DAYS",
    help="Erase also, from captures older than this, every page that is no evidence any more.",
)
def prune_captures(keep: int, days: int | None) -> None:
    """Take away old captures: every replay and every proof of the latest release stay possible."""
    from pipelines.paths import paths
    from pipelines.storage.session import removed
    from spiders.archive.prune import prune
    from spiders.clock import now

    with writing(live=True):
        folder = paths().live_captures
        before = (date.fromisoformat(now()[:10]) - timedelta(days=days)).isoformat() if days else ""
        done = prune(folder, keep, cited_records(), before)
        removed(done.removed)
    for path in done.brought:
        click.echo(f"{path}: brought from elsewhere, older and cited by nothing; take it away if it names people")
    click.echo(
        f"{len(done.removed)} file(s) taken away, {len(done.thinned)} thinned, {done.freed / 1_000_000:.1f} MB free"
    )


@captures.command("add")
@cards_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", "source_id", required=True, help="Id of the source it is a page of.")
@click.option("--url", default="", help="Address a page was saved from; a HAR and a WARC say theirs.")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), default=None, metavar="AAAA-MM-JJ", help="Its day.")
def add_capture(file: Path, source_id: str, url: str, day: datetime | None) -> None:
    """Bring FILE (a saved page, a PDF, a workbook, a HAR or a WARC) as an observation of a source."""
    from pipelines.paths import paths
    from spiders.addresses import canonical
    from spiders.archive.bring import bring
    from spiders.registry import card

    with writing(live=True):
        source = card(source_id)
        done = bring(file, source_id, paths().live_captures, url, day.date() if day else None)
    click.echo(f"{done.path}: {len(done.addresses)} page(s); read it with `observatoire collect {source_id}`")
    if missing := sorted({canonical(one) for one in source.entry_urls} - set(done.addresses)):
        click.echo(f"not among them, and asked first by the card: {', '.join(missing)}", err=True)


def cited_records() -> set[str]:
    """Ids of the records that the listings in place and the latest release rest on."""
    from pipelines.paths import paths
    from pipelines.publish.folders import latest
    from pipelines.tables import parquet
    from spiders.listing import read_jsonl

    cited = {one.evidence.record_id for path in paths().listings.glob("*.jsonl") for one in read_jsonl(path)}
    if (release := latest(paths().releases)) is not None:
        cited |= set(parquet.read(release / "preuves.parquet").column("capture").to_pylist())
    return {one for one in cited if one}
