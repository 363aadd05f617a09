"""Collecting seen from the command line: which sources, from which captures, in one process of its own.

Scrapy's reactor cannot be started twice in a process, and a crawl must be killable: `collect` starts
`python -m spiders.run` once for all the sources and listens to it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from spiders.contact import required_contact
from spiders.files import local_folder
from spiders.registry import cards_folder, load_cards
from spiders.report import SourceReport, from_dict

ROOT = Path(__file__).resolve().parent.parent
BUNDLED = ROOT / "datasets" / "captures"
STOP_SECONDS = 5  # a spider waits for the answers it has asked for before it closes
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
    places = _places(wanted, folders) if mode == "replay" and not settings else {}
    done = {} if again else _standing(places, output, cards, listen)
    read: dict[str, SourceReport] = {}
    last_words = ""
    if left := [one for one in wanted if one not in done]:
        command = crawl_command(left, mode, folders, output, cards, today, again) + _overriding(settings or {})
        read, last_words = _run(command, left, folders[0], listen)
    reports = done | _stamped(read, places, output, cards)
    return [
        reports.get(one) or _without_report(one, mode, f"the crawl process stopped ({last_words})") for one in wanted
    ]


def _places(wanted: Sequence[str], folders: Sequence[Path]) -> dict[str, Path]:
    return {one: folder_of(one, folders) for one in wanted}


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


def _run(
    command: Sequence[str], wanted: Sequence[str], captures: Path, on_progress: Callable[[dict[str, Any]], None]
) -> tuple[dict[str, SourceReport], str]:
    """Reports of the sources that the process was done with, and its last words: of its errors, else its exit code.
    Raises `Interrupted` on Ctrl-C, when half a capture has been taken away."""
    reports: dict[str, SourceReport] = {}

    def listen(event: dict[str, Any]) -> None:
        if event["event"] == "done":
            reports[event["source_id"]] = from_dict(event["report"])

    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        # in a group of its own, so that Ctrl-C comes to us alone and we stop it once
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, text=True, cwd=ROOT, process_group=0
        ) as process:
            assert process.stdout is not None
            try:
                for event in filter(None, map(_event, process.stdout)):
                    listen(event)
                    on_progress(event)
            except BaseException as stopped:  # Dagster has an exception of its own for Ctrl-C
                for event in _stop(process):
                    listen(event)
                left = [one for one in wanted if one not in reports]
                for partial in (path for one in left for path in (captures / one).glob("*.partial")):
                    partial.unlink()
                if not isinstance(stopped, KeyboardInterrupt):
                    raise
                raise Interrupted(list(reports.values()), left) from None
        errors.seek(0)
        last_words = [line for line in errors.read().splitlines() if line.strip()][-1:]
    return reports, " ".join(last_words) or str(process.returncode)


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


def _stop(process: subprocess.Popen[str]) -> list[dict[str, Any]]:
    """Asks the crawl to stop (by SIGTERM: under nohup it ignores Ctrl-C's); it closes what it has open, and a deaf one
    is killed. Returns the events that it had written and nobody had read."""
    assert process.stdout is not None
    process.send_signal(signal.SIGTERM)
    patience = threading.Timer(STOP_SECONDS, process.kill)
    patience.start()
    try:
        return [event for event in map(_event, process.stdout) if event]
    except KeyboardInterrupt:
        process.kill()
        return []
    finally:
        patience.cancel()


def _event(line: str) -> dict[str, Any] | None:
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) and "event" in event else None
