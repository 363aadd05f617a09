"""Collecting and looking after sources, as a person watches it: bars while it lasts, then what they need to know.

Progress goes to the error output, results to the standard output, so that they can be piped.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import click

from pipelines.journal import JOURNAL
from pipelines.paths import CAPTURES, paths

Mode = Literal["replay", "live"]
OnProgress = Callable[[dict[str, Any]], None]
ALARMS_SHOWN = 5  # of one source; all of them are in its report
ORDER = ("changed", "unchanged", "alarmed", "failed")


def captures_of(mode: Mode) -> list[Path]:
    """What was recorded here from the real sites comes before the reconstructions that ship with the project."""
    return [paths().live_captures] if mode == "live" else [paths().live_captures, CAPTURES]


def collectable(mode: Mode) -> list[str]:
    """The active sources; for a replay, those that have a capture."""
    from spiders.collect import collectable as among

    return among(mode, captures_of(mode))


def collect_with_progress(sources: Sequence[str], mode: Mode, today: str = "", again: bool = False) -> list[str]:
    """Crawls in one subprocess; prints the summary. Ids of the sources that failed. `today` and `again` are those of
    `spiders.collect.collect`."""
    from spiders.collect import Interrupted, collect
    from spiders.registry import card

    chosen = list(dict.fromkeys(sources)) or collectable(mode)
    for one in chosen:
        card(one)
    resumed: list[str] = []
    try:
        with progress(len(chosen)) as on_progress:
            listen = _count_resumed(on_progress, resumed)
            reports = collect(chosen, mode, captures_of(mode), paths().listings, listen, today=today, again=again)
    except Interrupted as stopped:
        click.echo(summary(stopped.done))
        raise
    click.echo(summary(reports))
    if resumed:
        click.echo(f"{len(resumed)} source(s) stand as they were read; --again asks or reads them again")
    return [report.source_id for report in reports if report.failed]


def _count_resumed(on_progress: OnProgress, resumed: list[str]) -> OnProgress:
    def listen(event: dict[str, Any]) -> None:
        if event.get("resumed"):
            resumed.append(event["source_id"])
        on_progress(event)

    return listen


def summary(reports: Sequence[Any]) -> str:
    """Sources sorted by outcome, with counts; what changed, what to look at and why something failed, by name."""
    lines: list[str] = []
    for outcome in ORDER:
        mine = [report for report in reports if report.outcome == outcome]
        if not mine:
            continue
        kept = " kept from earlier runs" if outcome == "failed" else ""
        lines.append(f"{outcome:<10} {len(mine)} source(s), {sum(report.listings for report in mine)} listings{kept}")
        for report in mine:
            lines += _lines(report)
    return "\n".join(lines)


def _lines(report: Any) -> list[str]:
    if report.outcome == "failed":
        return [f"  {report.reason}"]
    before = "" if report.before is None else f", {report.before} before"
    lines = [f"  {report.source_id}: {report.listings} listings{before}"]
    if report.outcome == "changed":
        return lines if before else []
    if report.outcome == "unchanged":
        return []
    lines += [f"    {alarm.name}: {alarm.detail} {alarm.url}" for alarm in report.alarms[:ALARMS_SHOWN]]
    if more := len(report.alarms) - ALARMS_SHOWN:
        lines += [f"    {more} more in {report.source_id}.report.json"] if more > 0 else []
    return lines


def check_sources(sources: Sequence[str]) -> bool:
    """Asks robots.txt and the entry pages of the sources; prints the state of each. True when all are sound."""
    from rich.console import Console
    from rich.table import Column, Table

    from spiders.health import check
    from spiders.registry import card, load_cards

    chosen = list(dict.fromkeys(sources)) or [
        source_id for source_id, source in load_cards().items() if source.lifecycle.state == "active"
    ]
    for source_id in chosen:
        card(source_id)
    with progress(len(chosen), said=False) as on_progress:
        found = check(chosen, on_progress, captures=captures_of("replay"))
    ill = [one for one in found if one.state != "ok"]
    if ill:
        table = Table("source", "state", Column("cause", overflow="fold"), "what to do", show_lines=True)
        for one in ill:
            table.add_row(one.source_id, one.state, one.cause, one.remedy)
        console = Console(width=None if sys.stdout.isatty() else 200, highlight=False, markup=False)
        console.print(table)
    click.echo(f"{len(found)} source(s) asked, {len(found) - len(ill)} ok")
    return all(one.healthy for one in found)


def queue() -> tuple[list[Any], list[Any]]:
    """The sites to follow that the runs at hand name, and the CPTS of no known site (`pipelines.steps.proposals`)."""
    from pipelines.steps.proposals import proposals, unlinked

    cards, reports, listings = _at_hand()
    return proposals(cards, reports, listings), unlinked(cards, listings, _held())


def report_of_the_run(day: str) -> Path:
    """Writes what a live run gave, in French and as data; the path of the text."""
    from pipelines.steps.run_report import run_report, write

    return write(run_report(*_at_hand(), _held(), day), paths().data / "work")


def _at_hand() -> tuple[list[Any], dict[str, Any], dict[str, Any]]:
    from pipelines.steps.inputs import read_listings, read_reports
    from spiders.registry import load_cards

    cards = load_cards()
    return list(cards.values()), read_reports(paths().listings), read_listings(paths().listings, cards)[0]


def _held() -> list[str]:
    """Every name that the last release knows, as it was written; none without one that is whole, which is told."""
    import pyarrow.parquet as pq

    from pipelines.steps.build import previous_release

    try:
        release = previous_release()
    except ValueError:
        return []
    if release is None:
        return []
    named = pq.read_table(release / "preuves.parquet", columns=["valeur"], filters=[("propriete", "==", "nom")])
    return [one for one in named["valeur"].to_pylist() if one]


def propose_expectations(source_id: str) -> str:
    """The bounds of the last good run beside those of the card; a person decides."""
    from spiders.baseline import propose
    from spiders.listing import read_jsonl
    from spiders.registry import card
    from spiders.report import read_report

    now = card(source_id).expect
    path = paths().listings / f"{source_id}.jsonl"
    if not path.exists():
        raise ValueError(f"{source_id} has no good run yet: run `observatoire collect {source_id}` first")
    observed = list(read_jsonl(path))
    proposed = propose(observed)
    day = max((one.evidence.fetched_at[:10] for one in observed), default="an unknown day")
    shares = ", ".join(f"{name} = {share}" for name, share in proposed.fill.items())
    lines = [
        f"# from the {len(observed)} listings of {day}",
        "[expect]",
        f"minimum = {proposed.minimum}  # now {now.minimum}",
        f"maximum = {proposed.maximum}  # now {now.maximum}",
        f"fill = {{ {shares} }}",
        "# say in the commit why a bound moves (docs/sources.md)",
    ]
    if proposed.minimum < now.minimum:
        lines.append("# a minimum is never lowered to fit a collapse: look at the page first")
    report = read_report(paths().listings, source_id)
    if report and report.failed:
        lines.append(f"# the last run failed, these are earlier listings: {report.reason}")
    return "\n".join(lines)


@contextmanager
def progress(sources: int, said: bool = True) -> Iterator[OnProgress]:
    """In a terminal, a bar for all and one per source being read, whose length is the pages asked until now; in a
    pipe, one line per source when it is done. `said`: whether the end of a source is worth a line."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield _one_line if said else lambda event: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bars:
        everything = bars.add_task(f"{sources} source(s)", total=sources)
        running: dict[str, Any] = {}

        def on_progress(event: dict[str, Any]) -> None:
            one = event["source_id"]
            if event["event"] == "start":
                running[one] = bars.add_task(f"  {one}", total=None)
            elif event["event"] == "page":
                bars.update(running[one], advance=1, total=event["asked"] + 1)  # and robots.txt
            else:
                bars.remove_task(running.pop(one))
                bars.advance(everything)
                if said and (sources <= 20 or event["report"]["outcome"] == "failed"):
                    console.print(_done(event["report"]), markup=False, highlight=False)

        yield on_progress


def _one_line(event: dict[str, Any]) -> None:
    if event["event"] == "done":
        report = event["report"]
        told = {name: report[name] for name in ("source_id", "outcome", "listings", "read", "reason")}
        JOURNAL.info(_done(report), extra=told)


def _done(report: dict[str, Any]) -> str:
    return f"{report['source_id']}: {report['outcome']}, {report['pages']} answers, {report['read']} listings read"
