"""`observatoire`: collect, build, check, release, serve. Heavy imports happen inside the commands that need them.

Exit codes: 0 done, 1 something failed (a source, a check, a release), 2 wrong use, 75 another command is writing, 130
interrupted. `run` says more: 3 published although sources failed, 4 nothing published.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import click

from pipelines import journal
from pipelines.cli.as_of import as_of
from pipelines.cli.captures import captures
from pipelines.cli.corrections import corrections
from pipelines.cli.reading import explain, extract
from pipelines.cli.sources import fail, sources
from pipelines.cli.status import cards_option, status
from pipelines.cli.writing import FAILED_SOURCES, NOTHING_PUBLISHED, WRONG_USE, writing


class Commands(click.Group):
    """A card that cannot be used, or a store, ends any command that reads it, without a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ValueError as error:
            from pipelines.storage.objects import StoreError
            from spiders.registry import CardError

            if not isinstance(error, CardError | StoreError):
                raise
            journal.error(str(error))
            ctx.exit(WRONG_USE)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="observatoire-cpts")
@click.pass_context
def main(context: click.Context) -> None:
    """Observatory of the CPTS: from what publishers say to a checked, versioned dataset and its site."""
    journal.keep()
    try:
        _look(context.invoked_subcommand)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _look(command: str | None) -> None:
    """What a store has newer, for the commands that read the data folder; those that write pull under their lease.
    Raises `ValueError` for an address that cannot be, or that does not answer."""
    from pipelines.paths import paths
    from pipelines.storage.address import remote

    _ = paths().live_captures
    if remote() and command not in (None, "extract", "run", "collect", "build", "check", "release"):
        from pipelines.storage.session import pull

        pull()


main.add_command(sources)
main.add_command(captures)
main.add_command(as_of)
main.add_command(corrections)
main.add_command(status)
main.add_command(extract)
main.add_command(explain)


today_option = click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    metavar="AAAA-MM-JJ",
    help="The day of a live crawl, today by default; in a rehearsal (OBSERVATOIRE_REPETITION=1), the clock.",
)
again_option = click.option(
    "--again", is_flag=True, help="Also those well collected that day; in a replay, those read from the same captures."
)


guard_option = click.option(
    "--despite-guard",
    default="",
    metavar="REASON",
    help="Publish once what the guard holds back; the reason is written in the release.",
)


def _day(mode: str, today: datetime | None) -> str:
    """The day of a live crawl, which somebody answers for; a replay has that of its captures. Raises `WrongDay`,
    `NoContact`."""
    from pipelines.paths import paths
    from pipelines.steps.calendar import run_day
    from spiders.contact import required_contact

    if mode == "live":
        required_contact()
        return run_day(today.date() if today else None, paths().releases)
    if today:
        raise click.UsageError("--today goes with --live: a replay has the day of its captures")
    return ""


def _would_ask(today: str, again: bool) -> str:
    from pipelines.cli.collecting import collectable
    from pipelines.paths import paths
    from pipelines.storage.session import pull
    from spiders.clock import now
    from spiders.plan import describe, plan
    from spiders.registry import load_cards, not_asked
    from spiders.rereading import resting

    pull()
    cards = [load_cards()[one] for one in collectable("live")]
    rest = {} if again else resting(cards, paths().listings, today or now()[:10])
    told = describe(plan([card for card in cards if card.id not in rest]), not_asked(load_cards().values()))
    return f"{told}\n{len(rest)} dated statement(s) were read lately and rest: {', '.join(rest)}" if rest else told


@main.command()
@click.option("--live", is_flag=True, help="Crawl the publishers' sites instead of replaying the captures.")
@cards_option
@today_option
@again_option
@click.option(
    "--retries",
    type=click.IntRange(0, 5),
    default=0,
    help="With --live: how many times to ask anew, after 10, 20, 40 … minutes, those whose network failed.",
)
@click.option("--serve/--no-serve", default=False, help="Serve the release when it is written.")
@click.option("--port", default=8001, show_default=True)
@guard_option
@click.option("--dry-run", is_flag=True, help="Say what --live would ask, of whom and how long; ask nothing.")
def run(
    live: bool,
    today: datetime | None,
    again: bool,
    retries: int,
    serve: bool,
    port: int,
    despite_guard: str,
    dry_run: bool,
) -> None:
    """Collect, build, check and release in one go.

    Exit code 0 when all is well, 3 when a release was published although sources failed, 4 when nothing was published.
    """
    from pipelines.cli.runner import run_week

    if dry_run:
        if not live:
            raise click.UsageError("--dry-run goes with --live: a replay asks nobody")
        click.echo(_would_ask(today.date().isoformat() if today else "", again))
        return
    mode: Literal["replay", "live"] = "live" if live else "replay"
    with writing(live, NOTHING_PUBLISHED):
        week = run_week(mode, _day(mode, today), again, retries, despite_guard)
    folder, failed = week.folder, week.failed
    click.echo(f"release {folder.name}: {folder}")
    if failed:
        journal.error(f"{len(failed)} source(s) failed, their last good listings were kept: {', '.join(failed)}")
    served = _serve(folder, "127.0.0.1", port) if serve else 0
    sys.exit(FAILED_SOURCES if failed else served)


@main.command()
@click.argument("sources", nargs=-1)
@click.option("--live", "mode", flag_value="live", help="Crawl the publishers' sites and record them.")
@click.option("--replay", "mode", flag_value="replay", default=True, help="Replay the captures (default).")
@cards_option
@today_option
@again_option
def collect(sources: tuple[str, ...], mode: Literal["replay", "live"], today: datetime | None, again: bool) -> None:
    """Collect listings of SOURCES, all active ones by default."""
    from pipelines.cli.collecting import collect_with_progress
    from pipelines.cli.runner import tell_history

    with writing(mode == "live"):
        failed = collect_with_progress(sources, mode, _day(mode, today), again)
        tell_history(_day(mode, today))
    sys.exit(1 if failed else 0)


@main.command()
@cards_option
def build() -> None:
    """Build the tables from the listings at hand, and check them."""
    from pipelines.cli.runner import build_tables

    with writing():
        report = build_tables()
    click.echo(report.summary)
    sys.exit(0 if report.success and not report.aside else 1)


@main.command()
@cards_option
def check() -> None:
    """Check the built tables again and print what fails."""
    from pipelines.cli.runner import check_tables

    with writing():
        blocking = check_tables()
    sys.exit(1 if blocking else 0)


@main.command()
@cards_option
@guard_option
def release(despite_guard: str) -> None:
    """Write the release of the built and checked tables."""
    from pipelines.cli.runner import write_release

    with writing():
        folder = write_release(despite_guard)
    click.echo(f"release {folder.name}: {folder}")


@main.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def people(folder: Path | None) -> None:
    """Names that may be people in the texts of built tables, or of the release in FOLDER, for a person to read.

    A French model of names looks for what the rules let through (group `second-net`). Exit code 0: it judges nothing.
    """
    from expectations.derived import TEXTS
    from pipelines.paths import paths
    from pipelines.steps.second_net import NoModel, suspects
    from pipelines.tables.store import read_table

    chosen = folder or paths().tables
    try:
        tables = {path.stem: read_table(path) for path in sorted(chosen.glob("*.parquet")) if path.stem in TEXTS}
        found = suspects(tables)
    except (NoModel, ValueError) as error:
        fail(str(error))
    for one in found:
        click.echo(f"{one.name}\t{one.table}.{one.column}\t{one.text[:160]}")
    click.echo(f"{len(found)} name(s) to read in {len(tables)} table(s) of {chosen.name}", err=True)


@main.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def verify(folder: Path | None) -> None:
    """Recompute SHA256SUMS of a release, the latest one by default."""
    from pipelines.paths import paths
    from pipelines.publish.checksums import Damaged, differences, read_sums

    chosen = (folder or paths().releases / "latest").resolve()
    if not chosen.is_dir():
        fail("no release to verify: `observatoire run` writes one")
    try:
        wrong = differences(chosen)
    except Damaged as error:
        fail(str(error))
    for one in wrong:
        click.echo(one)
    if wrong:
        fail(f"{chosen.name}: {len(wrong)} file(s) are not as they were written; restore the folder from a copy")
    click.echo(f"{chosen.name}: {len(read_sums(chosen))} files are as they were written")


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

    try:
        return start(folder, host, port, behind_proxy, public)
    except (NoRelease, NotConfigured) as error:
        fail(str(error))


if __name__ == "__main__":
    main()
