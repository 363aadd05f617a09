"""`observatoire`: collect, build, check, release, serve. Heavy imports happen inside the commands that need them.

Exit codes: 0 done, 1 something failed (a source, a check, a release), 2 wrong use, 130 interrupted.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import click

from pipelines.cli.sources import KINDS, fail, sources

READERS = ("statut", "missions", "population", "territoire", "date", "identite")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="observatoire-cpts")
def main() -> None:
    """Observatory of the CPTS: from what publishers say to a checked, versioned dataset and its site."""


main.add_command(sources)


# --- the whole way --------------------------------------------------------------------------------------------


@main.command()
@click.option("--live", is_flag=True, help="Crawl the publishers' sites instead of replaying the captures.")
@click.option("--serve/--no-serve", default=False, help="Serve the release when it is written.")
@click.option("--port", default=8001, show_default=True)
def run(live: bool, serve: bool, port: int) -> None:
    """Collect, build, check and release in one go."""
    from pipelines.cli.runner import build_tables, collect_all, write_release

    try:
        failed = collect_all(live)
        report = build_tables()
        if not report.success:
            fail(f"nothing was published: {report.summary}")
        folder = write_release()
    except KeyboardInterrupt:
        click.echo("interrupted: nothing was published", err=True)
        sys.exit(130)
    click.echo(f"release {folder.name}: {folder}")
    if failed:
        click.echo(
            f"error: {len(failed)} source(s) failed, their last good listings were kept: {', '.join(failed)}", err=True
        )
    served = _serve(folder, "127.0.0.1", port) if serve else 0
    sys.exit(1 if failed else served)


@main.command()
@click.argument("sources", nargs=-1)
@click.option("--live", "mode", flag_value="live", help="Crawl the publishers' sites and record them.")
@click.option("--replay", "mode", flag_value="replay", default=True, help="Replay the captures (default).")
def collect(sources: tuple[str, ...], mode: Literal["replay", "live"]) -> None:
    """Collect listings of SOURCES, all active ones by default."""
    from pipelines.cli.collecting import collect_with_progress

    try:
        failed = collect_with_progress(sources, mode)
    except ValueError as error:
        fail(str(error))
    except KeyboardInterrupt as stopped:
        click.echo(f"interrupted: {stopped}", err=True)
        sys.exit(130)
    sys.exit(1 if failed else 0)


@main.command()
def build() -> None:
    """Build the tables from the listings at hand, and check them."""
    from pipelines.cli.runner import build_tables

    try:
        report = build_tables()
    except ValueError as error:
        fail(str(error))
    click.echo(report.summary)
    sys.exit(0 if report.success else 1)


@main.command()
def check() -> None:
    """Check the built tables again and print what fails."""
    from pipelines.cli.runner import check_tables

    try:
        blocking = check_tables()
    except ValueError as error:
        fail(str(error))
    sys.exit(1 if blocking else 0)


@main.command()
def release() -> None:
    """Write the release of the built and checked tables."""
    from pipelines.cli.runner import write_release

    try:
        folder = write_release()
    except ValueError as error:
        fail(str(error))
    click.echo(f"release {folder.name}: {folder}")


@main.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8001, show_default=True)
@click.option("--public", is_flag=True, help="Answer under the name of OBSERVATOIRE_ADRESSE alone.")
@click.option("--behind-proxy", is_flag=True, help="Write https addresses: a proxy stands in front.")
def serve(folder: Path | None, host: str, port: int, public: bool, behind_proxy: bool) -> None:
    """Serve a release, the latest one by default."""
    from pipelines.paths import paths

    chosen = folder or paths().releases / "latest"
    if not chosen.exists():
        fail("no release to serve: `observatoire run` writes one")
    sys.exit(_serve(chosen, host, port, public, behind_proxy))


def _serve(folder: Path, host: str, port: int, public: bool = False, behind_proxy: bool = False) -> int:
    from pipelines.site.instance import NoRelease, NotConfigured
    from pipelines.site.serve import serve as start

    click.echo(f"http://{host}:{port}")
    try:
        return start(folder, host, port, behind_proxy, public)
    except (NoRelease, NotConfigured) as error:
        fail(str(error))


# --- reading one document or one text -------------------------------------------------------------------------


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--url", required=True, help="Address the document comes from.")
@click.option("--source", "source_id", default=None, help="Id of a source card.")
@click.option("--kind", type=click.Choice(KINDS), default=None, help="Nature of the publisher, without a card.")
@click.option("--region", default=None, help="INSEE code of the publisher's region, without a card.")
@click.option("--content-type", default="", help="As the server declared it.")
def extract(
    file: Path, url: str, source_id: str | None, kind: str | None, region: str | None, content_type: str
) -> None:
    """What a document says: one JSON object per CPTS, then one per alarm."""
    from pipelines.cli.extract import context_of, extract_file

    try:
        context = context_of(url, source_id, kind, region)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    for row in extract_file(file, url, context, content_type):
        click.echo(json.dumps(row, ensure_ascii=False))


@main.command()
@click.argument("reader", type=click.Choice(READERS))
@click.argument("text", required=False)
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
    jsonl: Path | None,
    region: str | None,
    departement: tuple[str, ...],
    page_date: str | None,
    autre: str | None,
) -> None:
    """How a text is read: the value, the rule and the words. With --jsonl, one JSON object per line."""
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


if __name__ == "__main__":
    main()
