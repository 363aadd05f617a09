"""Collecting seen from the command line: which sources, from which captures, in one process of its own.

Scrapy's reactor cannot be started twice in a process, and a crawl must be killable: `collect` starts
`python -m spiders.run` once for all the sources, twice for many sources of a replay, and listens.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from queue import Queue
from typing import IO, Any, Literal

from spiders.contact import required_contact
from spiders.files import local_folder
from spiders.registry import cards_folder, load_cards
from spiders.report import SourceReport, from_dict

ROOT = Path(__file__).resolve().parent.parent
BUNDLED = ROOT / "datasets" / "captures"
STOP_SECONDS = 5  # a spider waits for the answers it has asked for before it closes
PROCESSES = 2  # of a replay, each with a reader under its own bounds of memory
WORTH_A_PROCESS = 50  # sources: to start Scrapy and a reader takes as long as to replay thirty
Mode = Literal["replay", "live"]


def live_captures() -> Path:
    """Where live crawls are recorded: `$OBSERVATOIRE_CAPTURES`, else a folder outside version control, for
    real pages hold names of people."""
    return local_folder("OBSERVATOIRE_CAPTURES") or ROOT / "datasets" / "work" / "captures"


def default_captures(mode: Mode) -> list[Path]:
    """A live crawl records in the first folder. A replay takes each source from the first that holds it: what
    was recorded here from the real sites comes before the reconstructions that ship with the project."""
    return [live_captures()] if mode == "live" else [live_captures(), BUNDLED]


def folder_of(source_id: str, folders: Sequence[Path]) -> Path:
    """The first folder with a capture of the source, else the last one."""
    from spiders.archive.folder import brought, crawls

    held = (folder for folder in folders if crawls(folder, source_id) or brought(folder, source_id))
    return next(held, folders[-1])


def collectable(mode: Mode, captures: Sequence[Path] = (), cards: Path | None = None) -> list[str]:
    """Sources that a run without names takes: every active card, and for a replay those with a capture."""
    folders = captures or default_captures(mode)
    active = [source_id for source_id, card in load_cards(cards).items() if card.lifecycle.state == "active"]
    if mode == "live":
        return active
    from spiders.archive.folder import brought, crawls

    return [one for one in active if any(crawls(folder, one) or brought(folder, one) for folder in folders)]


def collect(
    source_ids: Sequence[str] = (),
    mode: Mode = "replay",
    captures: Sequence[Path] = (),
    output: Path = ROOT / "datasets" / "work" / "listings",
    on_progress: Callable[[dict[str, Any]], None] | None = None,
    *,
    cards: Path | None = None,
    today: str = "",
    again: bool = False,
    settings: Mapping[str, str] | None = None,
) -> list[SourceReport]:
    """Collects the sources and returns their reports, in the order asked; never raises for a source. Raises
    `NoContact` for a live crawl that nobody answers for.

    `on_progress` receives the events of the run as they come: `{"event": "start", "source_id"}`,
    `{"event": "page", "source_id", "asked"}` (a page came, of so many asked until now), `{"event": "done",
    "source_id", "report"}`. `settings` are Scrapy settings that win over all others. `today` is the day of a live
    crawl; sources that were well collected that day are not asked `again` unless it is said, nor are those of a replay
    read again whose listings stand (`spiders.standing`).

    Ctrl-C stops the crawl and raises `Interrupted` with the reports of the sources that were done; the others
    are as they were before.
    """
    if mode == "live":
        required_contact()
    folders = captures or default_captures(mode)
    wanted = list(source_ids) or collectable(mode, folders, cards)
    if not wanted:
        return []
    listen = on_progress or _nobody
    places = _places(wanted, folders, mode, settings)
    done = {} if again else _standing(places, output, cards, listen)
    left = [one for one in wanted if one not in done]
    commands = {
        tuple(share): crawl_command(share, mode, folders, output, cards, today, again) + _overriding(settings or {})
        for share in _shares(left, mode)
    }
    read, last_words = _run(commands, folders[0], listen) if left else ({}, {})
    reports = _dead(last_words, mode) | done | _stamped(read, places, output, cards)
    return [reports[one] for one in wanted]


def _places(
    wanted: Sequence[str], folders: Sequence[Path], mode: Mode, settings: Mapping[str, str] | None
) -> dict[str, Path]:
    """The folder of captures of each source that a replay of the project's own settings reads."""
    return {one: folder_of(one, folders) for one in wanted} if mode == "replay" and not settings else {}


def _overriding(settings: Mapping[str, str]) -> list[str]:
    return [part for name, value in settings.items() for part in ("--set", f"{name}={value}")]


def _nobody(event: dict[str, Any]) -> None:
    """Listens to no event."""


def _stamped(
    reports: dict[str, SourceReport], places: Mapping[str, Path], output: Path, cards: Path | None
) -> dict[str, SourceReport]:
    """The reports, those of a replay (`places`: id → folder of captures) with what their listings were read with."""
    if not places:
        return reports
    from spiders.standing import stamped

    return {one: stamped(report, places[one], output, cards) for one, report in reports.items()}


def _standing(
    places: Mapping[str, Path], output: Path, cards: Path | None, listen: Callable[[dict[str, Any]], None]
) -> dict[str, SourceReport]:
    """Reports of the sources (id → folder of captures) whose listings in place a replay would find again."""
    from spiders.standing import standing

    done = {one: report for one, place in places.items() if (report := standing(one, place, output, cards))}
    for one, report in done.items():
        listen({"event": "start", "source_id": one})
        listen({"event": "done", "source_id": one, "report": asdict(report), "resumed": True})
    return done


def _shares(wanted: list[str], mode: Mode) -> list[list[str]]:
    """What each process crawls. Replays compute and share the cores; a live crawl waits for publishers, of whom one
    process keeps count."""
    count = min(PROCESSES, len(os.sched_getaffinity(0)), len(wanted) // WORTH_A_PROCESS) if mode == "replay" else 1
    return [wanted[number::count] for number in range(count)] if count > 1 else [wanted]


class _Crawlers:
    """The processes that crawl, one per command; the sources of each are the key of its command."""

    def __init__(self, commands: Mapping[tuple[str, ...], Sequence[str]], until: ExitStack) -> None:
        self.said: Queue[dict[str, Any] | None] = Queue()
        self.processes: dict[tuple[str, ...], subprocess.Popen[str]] = {}
        self.errors: dict[tuple[str, ...], IO[str]] = {}
        for sources, command in commands.items():
            errors = self.errors[sources] = until.enter_context(tempfile.TemporaryFile("w+"))  # noqa: SIM115
            # in a group of its own, so that Ctrl-C comes to us alone and we stop it once
            self.processes[sources] = until.enter_context(
                subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, cwd=ROOT, process_group=0)
            )
        self.speaking = len(self.processes)
        for process in self.processes.values():
            threading.Thread(target=self._listen, args=(process,), daemon=True).start()

    def _listen(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for event in filter(None, map(_event, process.stdout)):
            self.said.put(event)
        self.said.put(None)

    def events(self) -> Iterator[dict[str, Any]]:
        """Until the last process has ended; may be asked for again after an interruption."""
        while self.speaking:
            event = self.said.get()
            if event is None:
                self.speaking -= 1
            else:
                yield event

    def stop(self) -> list[dict[str, Any]]:
        """Asks the crawls to stop (by SIGTERM: under nohup they ignore Ctrl-C's); they close what they have open, and
        a deaf one is killed. Returns the events that nobody had read."""
        patience = [threading.Timer(STOP_SECONDS, process.kill) for process in self.processes.values()]
        for process, timer in zip(self.processes.values(), patience, strict=True):
            process.send_signal(signal.SIGTERM)
            timer.start()
        try:
            return list(self.events())
        except KeyboardInterrupt:
            for process in self.processes.values():
                process.kill()
            return []
        finally:
            for timer in patience:
                timer.cancel()

    def last_words(self) -> dict[str, str]:
        """Source → the last of the errors of its process, else the exit code."""
        told = {}
        for sources, process in self.processes.items():
            self.errors[sources].seek(0)
            lines = [line for line in self.errors[sources].read().splitlines() if line.strip()]
            told.update(dict.fromkeys(sources, " ".join(lines[-1:]) or str(process.wait())))
        return told


def _run(
    commands: Mapping[tuple[str, ...], Sequence[str]], captures: Path, on_progress: Callable[[dict[str, Any]], None]
) -> tuple[dict[str, SourceReport], dict[str, str]]:
    """Reports of the sources that the processes were done with, and source → the last words of its process.
    Raises `Interrupted` on Ctrl-C, when half a capture has been taken away."""
    reports: dict[str, SourceReport] = {}

    def listen(event: dict[str, Any]) -> None:
        if event["event"] == "done":
            reports[event["source_id"]] = from_dict(event["report"])

    with ExitStack() as until:
        crawlers = _Crawlers(commands, until)
        try:
            for event in crawlers.events():
                listen(event)
                on_progress(event)
        except BaseException as stopped:  # Dagster has an exception of its own for Ctrl-C
            for event in crawlers.stop():
                listen(event)
            left = [one for sources in commands for one in sources if one not in reports]
            for partial in (path for one in left for path in (captures / one).glob("*.partial")):
                partial.unlink()
            if not isinstance(stopped, KeyboardInterrupt):
                raise
            raise Interrupted(list(reports.values()), left) from None
        return reports, crawlers.last_words()


def _dead(last_words: Mapping[str, str], mode: str) -> dict[str, SourceReport]:
    """Reports of the sources of processes that have ended, for those that left none."""
    return {one: _without_report(one, mode, f"the crawl process stopped ({why})") for one, why in last_words.items()}


def _without_report(source_id: str, mode: str, reason: str) -> SourceReport:
    return SourceReport(
        source_id=source_id,
        outcome="failed",
        mode=mode,
        listings=0,
        read=0,
        pages=0,
        data_version="",
        reason=f"{source_id}: {reason}",
    )


def crawl_command(
    sources: Sequence[str],
    mode: str,
    captures: Sequence[Path],
    output: Path,
    cards: Path | None = None,
    today: str = "",
    again: bool = False,
) -> list[str]:
    """The command of the process that crawls; it ends with the one that calls this."""
    command = [sys.executable, "-m", "spiders.run", "collect", *sources, "--mode", mode, "--output", str(output)]
    command += ["--cards", str(cards or cards_folder()), "--parent", str(os.getpid())]
    for folder in captures:
        command += ["--captures", str(folder)]
    command += ["--today", today] if today else []
    return [*command, "--again"] if again else command


class Interrupted(KeyboardInterrupt):
    """`done`: reports of the sources that were finished; `left`: ids of those that were not touched."""

    def __init__(self, done: list[SourceReport], left: list[str]) -> None:
        super().__init__(f"{len(left)} source(s) left as they were")
        self.done, self.left = done, left


def _event(line: str) -> dict[str, Any] | None:
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) and "event" in event else None
