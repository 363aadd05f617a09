"""How one document or one text is read: `extract`, `explain`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from pipelines.cli.sources import KINDS, fail

READERS = ("statut", "missions", "population", "territoire", "date", "identite")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--url", required=True, help="Address the document comes from.")
@click.option("--source", "source_id", default=None, help="Id of a source card.")
@click.option("--kind", type=click.Choice(KINDS), default=None, help="Nature of the publisher, without a card.")
@click.option("--region", default=None, help="INSEE code of the publisher's region, without a card.")
@click.option("--content-type", default="", help="As the server declared it.")
@click.option("--why", is_flag=True, help="Add which reading rule gave each field its words, and where they stand.")
def extract(
    file: Path, url: str, source_id: str | None, kind: str | None, region: str | None, content_type: str, why: bool
) -> None:
    """What a document says: one JSON object per CPTS, then one per alarm."""
    from pipelines.cli.extract import context_of, extract_file

    try:
        context = context_of(url, source_id, kind, region)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    for row in extract_file(file, url, context, content_type, why):
        click.echo(json.dumps(row, ensure_ascii=False))


@click.command()
@click.argument("reader", type=click.Choice((*READERS, "cpts")))
@click.argument("text", required=False)
@click.argument("topic", required=False, metavar="[PROPERTY]")
@click.option(
    "--jsonl",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of JSON objects with the input fields of a labelled set; `-` is not accepted.",
)
@click.option("--region", default=None, help="INSEE code of the region the text speaks of.")
@click.option("--departement", multiple=True, help="INSEE code of a département the text speaks of.")
@click.option("--page-date", default=None, help="Date of the page, AAAA-MM-JJ.")
@click.option("--autre", default=None, help="The second name, for `identite`.")
def explain(
    reader: str,
    text: str | None,
    topic: str | None,
    jsonl: Path | None,
    region: str | None,
    departement: tuple[str, ...],
    page_date: str | None,
    autre: str | None,
) -> None:
    """How a text is read: the value, the rule and the words. With --jsonl, one JSON object per line.

    `explain cpts ID [PROPERTY]`: why the latest release has this CPTS and these values."""
    from pipelines.cli.explain import READERS as READ
    from pipelines.cli.explain import describe

    if jsonl:
        for number, row in _rows(jsonl):
            try:
                click.echo(json.dumps(READ[reader](row), ensure_ascii=False))
            except (TypeError, AttributeError) as error:
                fail(f"{jsonl.name}, line {number}: not a row of this set ({error})")
        return
    if text is None:
        raise click.UsageError("give a TEXT or --jsonl FILE")
    if reader == "cpts":
        _explain_cpts(text, topic)
        return
    if topic is not None:
        raise click.UsageError("a PROPERTY goes with `explain cpts ID`; put a TEXT between quotes")
    if reader == "identite" and autre is None:
        raise click.UsageError("identite compares two names: give the second with --autre")
    context = {"region_code": region, "departements": list(departement)}
    side = {"region_code": region, "departement": departement[0] if departement else None}
    click.echo(
        describe(
            reader,
            {
                "text": text,
                "context": context,
                "date_context": page_date,
                "page_date": page_date,
                "a": {"name": text, **side},
                "b": {"name": autre, **side},
            },
        )
    )


def _explain_cpts(cpts_id: str, topic: str | None) -> None:
    from pipelines.cli.explain_cpts import describe_cpts
    from pipelines.cli.releases import latest_release

    release = latest_release("cpts", "preuves", "vocabulaire")
    if release is None:
        fail("no release yet: run `observatoire run` first")
    try:
        click.echo("\n".join(describe_cpts(release, cpts_id, topic)))
    except KeyError:
        fail(f"the latest release has no CPTS {cpts_id}: its id is on its page, or in the table `cpts`")
    except ValueError as error:
        fail(str(error))


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    with path.open(encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                fail(f"{path.name}, line {number}: not JSON ({error})")
            if not isinstance(row, dict):
                fail(f"{path.name}, line {number}: a JSON object is expected")
            yield number, row
