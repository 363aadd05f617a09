"""The process that crawls: `python -m spiders.run collect SOURCE… --mode replay --captures DIR --output DIR`.

Many sources share one process, since starting Scrapy costs more than replaying a source. In a live crawl the
sources of one publisher's group follow each other and the groups go side by side; a replay goes source by
source. Progress and reports are JSON lines on the standard output.

Exit codes: 0 every source is good, 1 at least one failed, 2 the command itself could not be obeyed, 130 it was
interrupted.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.settings import Settings

from spiders import settings as project
from spiders.archive.exchange import CaptureError
from spiders.archive.middleware import ArchiveMiddleware
from spiders.archive.reconstruct import ManifestError, read_manifest
from spiders.clock import now, rehearsing
from spiders.collect import STOP_SECONDS, folder_of
from spiders.crawl import Crawl
from spiders.files import sweep, told
from spiders.loader import bind
from spiders.plan import MAX_CHAINS, chains
from spiders.registry import CardError, SourceCard, card, cards_folder, load_cards
from spiders.report import SourceReport, read_report, write_report
from spiders.rereading import resting
from spiders.verdict import conclude, failed_report

Emit = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class Options:
    """One run. `captures`: a live crawl records in the first folder, a replay takes each source from the first
    that holds it. `output` is None while reconstructions are recorded: then no listing is written. `today` is the day
    of a live run, AAAA-MM-JJ."""

    mode: str
    captures: Sequence[Path]
    output: Path | None
    today: str = field(default_factory=lambda: now()[:10])
    overrides: dict[str, str] = field(default_factory=dict)


def crawl_settings(options: Options) -> Settings:
    settings = Settings()
    settings.setmodule(project, priority="project")
    settings.set("ARCHIVE_MODE", options.mode, priority="project")
    settings.set("ARCHIVE_FOLDER", str(options.captures[0]), priority="project")
    settings.set("ARCHIVE_DATE", options.today, priority="project")
    settings.set("ARCHIVE_CLOCK", now(options.today) if rehearsing() else "", priority="project")
    settings.set("LOG_LEVEL", "ERROR", priority="project")
    overrides = dict(options.overrides)
    if float(overrides.get("DOWNLOAD_DELAY", project.DOWNLOAD_DELAY)) < project.DOWNLOAD_DELAY:
        del overrides["DOWNLOAD_DELAY"]  # nobody hurries a publisher; a rehearsal has no delay to begin with
    settings.setdict(overrides, priority="cmdline")
    return settings


class StoppableProcess(AsyncCrawlerProcess):
    """Knows that it was asked to stop, by a signal, before its work was done."""

    stopping = False

    async def stop(self) -> None:
        self.stopping = True
        await super().stop()


async def crawl_one(
    process: StoppableProcess, source: SourceCard, options: Options, emit: Emit, settings: dict[str, str] | None = None
) -> SourceReport:
    """Crawls one source and judges it. A crawl that cannot start is a failed report, never an exception."""
    emit({"event": "start", "source_id": source.id})
    started, reports = now(options.today), []
    merged = process.settings.copy()
    if options.mode == "replay":
        merged.set("ARCHIVE_FOLDER", str(folder_of(source.id, options.captures)), priority="cmdline")
    merged.setdict(settings or {}, priority="cmdline")
    crawler = Crawler(bind(source), merged)

    def closed(spider: Any, reason: str) -> None:
        if reason == "shutdown":
            # somebody stopped the run: neither capture nor listings nor report of half a crawl
            if archive := crawler.get_downloader_middleware(ArchiveMiddleware):
                archive.abandon()
            return
        spider.closed(reason)
        crawl = Crawl.of(crawler, started, now(options.today))
        try:
            reports.append(conclude(source, crawl, options.mode, options.output, options.today))
        except OSError as error:
            reports.append(failed(f"{source.id}: {told(error) or error}"))

    def received() -> None:
        emit({"event": "page", "source_id": source.id, "asked": cast("Any", crawler.spider).pages})

    def failed(reason: str) -> SourceReport:
        today = options.today if options.mode == "live" else ""
        return failed_report(source, reason, options.mode, options.output, started, now(options.today), today=today)

    crawler.signals.connect(closed, signals.spider_closed, weak=False)
    crawler.signals.connect(received, signals.response_received, weak=False)
    try:
        await process.crawl(crawler)
    except CaptureError as error:
        reports.append(failed(str(error)))
    except Exception as error:
        why = told(error) or f"{type(error).__name__}: {error}"
        reports.append(failed(f"{source.id}: the crawl could not run ({why})"))
    if not reports and process.stopping:
        raise asyncio.CancelledError
    if not reports:
        reports.append(failed(f"{source.id}: the crawl ended without a verdict; see `scrapy crawl {source.id}`"))
    report = reports[0]
    if options.output:
        try:
            write_report(report, options.output)
        except OSError as error:
            report = replace(report, outcome="failed", reason=f"{source.id}: {told(error) or error}")
    emit({"event": "done", "source_id": source.id, "report": asdict(report)})
    return report


def crawl_many(
    cards: Sequence[SourceCard],
    options: Options,
    emit: Emit,
    per_source: Callable[[SourceCard], dict[str, str]] = lambda source: {},
) -> list[SourceReport]:
    """Crawls the sources in one event loop. Reports come back in the order of the cards."""
    process = StoppableProcess(crawl_settings(options))
    from twisted.internet import reactor  # only now that the process has installed the right one

    stop: Callable[[], None] = cast("Any", reactor).stop
    reports: dict[str, SourceReport] = {}
    on_the_wire = options.mode == "live" and options.output is not None
    pause = process.settings.getfloat("DOWNLOAD_DELAY") if on_the_wire else 0.0

    lanes = asyncio.Semaphore(MAX_CHAINS)

    async def visit(chain: Sequence[SourceCard]) -> None:
        async with lanes:
            await visit_each(chain)

    async def visit_each(chain: Sequence[SourceCard]) -> None:
        for number, source in enumerate(chain):
            if number and pause:
                # the next source is another crawler, which knows nothing of the last request of this one
                await asyncio.sleep(pause)
            if process.stopping:
                return
            reports[source.id] = await crawl_one(process, source, options, emit, per_source(source))

    async def everything() -> None:
        try:
            await asyncio.gather(*(visit(chain) for chain in chains(cards, options.mode)))
        finally:
            asyncio.get_running_loop().call_soon(stop)

    task = asyncio.get_event_loop().create_task(everything())
    process.start(stop_after_crawl=False)
    if len(reports) < len(cards):
        if task.done() and not task.cancelled():
            task.result()
        raise KeyboardInterrupt
    return [reports[source.id] for source in cards]


def go_on(cards: Sequence[SourceCard], options: Options, emit: Emit, again: bool) -> list[SourceReport]:
    """Crawls the sources that this day has not well collected yet and that do not rest, all of them `again` if it is
    said."""
    done = {} if again else already_collected(cards, options)
    rest = {} if again or options.mode != "live" else resting(cards, options.output, options.today)
    for source_id, report in (rest | done).items():
        emit({"event": "start", "source_id": source_id})
        emit({"event": "done", "source_id": source_id, "report": asdict(report), "resumed": source_id in done})
        if options.output and source_id not in done:
            write_report(report, options.output)
    left = [one for one in cards if one.id not in rest | done]
    return crawl_many(left, options, emit) if left else []


def already_collected(cards: Sequence[SourceCard], options: Options) -> dict[str, SourceReport]:
    """Sources that a live run of the same day has well collected: a run that was interrupted goes on where it was."""
    if options.mode != "live" or options.output is None:
        return {}
    reports = {one.id: read_report(options.output, one.id) for one in cards}
    return {
        source_id: report
        for source_id, report in reports.items()
        if report
        and (report.mode, report.day, report.failed) == ("live", options.today, False)
        and (options.captures[0] / source_id / report.capture).is_file()
    }


def end_with(parent: int) -> None:
    """Ends the crawl when the process that started it is gone, as Ctrl-C would; at once when that takes too long."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(STOP_SECONDS)
        os._exit(130)

    threading.Thread(target=watch, daemon=True).start()


def capture_reconstructions(
    source_ids: Sequence[str], pages: Path, options: Options, cards: Path, emit: Emit
) -> list[SourceReport]:
    """Records reconstructed pages to WARC through the middleware of a live crawl, with fixed dates: the same
    pages give the same bytes."""
    manifest = read_manifest(pages)
    known = manifest.sources()
    if missing := [source_id for source_id in source_ids if source_id not in known]:
        raise ManifestError(f"no reconstructed page for {', '.join(missing)} under {pages.name}/")
    chosen = [card(source_id, cards) for source_id in source_ids or known]

    def fixed(source: SourceCard) -> dict[str, str]:
        date = manifest.date(source.id)
        return {
            "RECONSTRUCTIONS": str(pages),
            "ARCHIVE_CLOCK": date,
            "ARCHIVE_DATE": date[:10],
            "ARCHIVE_RUN": f"reconstruction {date}",
            "RETRY_ENABLED": "False",
        }

    for source in chosen:
        for old in (options.captures[0] / source.id).glob("*.warc.gz"):
            if old.name[:10] != manifest.date(source.id)[:10]:
                old.unlink()
    return crawl_many(chosen, options, emit, fixed)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m spiders.run", description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    collect = commands.add_parser("collect", help="replay or crawl sources, write listings and reports")
    collect.add_argument("--mode", choices=("replay", "live"), default="replay")
    collect.add_argument("--output", type=Path, required=True)
    collect.add_argument("--today", default=now()[:10], help="day of the capture, AAAA-MM-JJ; today when absent")
    collect.add_argument("--again", action="store_true", help="ask sources that were collected that day, too")
    collect.add_argument("--parent", type=int, help="end with this process, which started us")
    rebuild = commands.add_parser("capture-reconstructions", help="record reconstructed pages to WARC")
    rebuild.add_argument("--pages", type=Path, default=project.ROOT / "datasets" / "reconstructions")
    for command in (collect, rebuild):
        command.add_argument("sources", nargs="*", metavar="SOURCE")
        command.add_argument("--captures", type=Path, action="append", metavar="DIR")
        command.add_argument("--cards", type=Path, default=cards_folder())
        command.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", dest="overrides")
    given = parser.parse_args(arguments)
    if given.command == "collect" and given.parent:
        end_with(given.parent)
    overrides = dict(item.split("=", 1) for item in given.overrides)
    folders = given.captures or [Path(project.ARCHIVE_FOLDER)]
    try:
        if given.command == "capture-reconstructions":
            options = Options("live", folders, None, overrides=overrides)
            reports = capture_reconstructions(given.sources, given.pages, options, given.cards, _print)
        else:
            options = Options(given.mode, folders, given.output, given.today, overrides)
            sweep(given.output)
            chosen = [card(source_id, given.cards) for source_id in given.sources or load_cards(given.cards)]
            reports = go_on(chosen, options, _print, given.again)
    except (CardError, ManifestError) as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted: sources that were not done are as they were", file=sys.stderr)
        return 130
    return int(any(report.failed for report in reports))


def _print(event: dict[str, Any]) -> None:
    print(json.dumps(event, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    sys.exit(main())
