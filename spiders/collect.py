"""Collecting seen from the command line: which sources, from which captures, in one process of its own.

Scrapy's reactor cannot be started twice in a process, and a crawl must be killable: `collect` starts
`python -m spiders.run` once for all the sources and listens to it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from spiders.registry import SOURCES, load_cards
from spiders.report import SourceReport, from_dict

ROOT = Path(__file__).resolve().parent.parent
BUNDLED = ROOT / "datasets" / "captures"
Mode = Literal["replay", "live"]


def live_captures() -> Path:
    """Where live crawls are recorded: `$OBSERVATOIRE_CAPTURES`, else a folder outside version control, for
    real pages hold names of people."""
    return Path(os.environ.get("OBSERVATOIRE_CAPTURES") or ROOT / "datasets" / "work" / "captures")


def default_captures(mode: Mode) -> Path:
    return BUNDLED if mode == "replay" else live_captures()


def collectable(mode: Mode, captures: Path | None = None, cards: Path = SOURCES) -> list[str]:
    """Sources that a run without names takes: every active card, and for a replay those with a capture."""
    folder = captures or default_captures(mode)
    active = [source_id for source_id, card in load_cards(cards).items() if card.lifecycle.state == "active"]
    if mode == "live":
        return active
    from spiders.archive.folder import brought, crawls

    return [source_id for source_id in active if crawls(folder, source_id) or brought(folder, source_id)]


def collect(source_ids: Sequence[str] = (), mode: Mode = "replay", captures: Path | None = None,
            output: Path = ROOT / "datasets" / "work" / "listings",
            on_progress: Callable[[dict[str, Any]], None] | None = None, *, cards: Path = SOURCES,
            today: str = "", settings: Mapping[str, str] | None = None) -> list[SourceReport]:
    """Collects the sources and returns their reports, in the order asked; never raises for a source.

    `on_progress` receives the events of the run as they come: `{"event": "start", "source_id", "pages"}`
    (the ceiling of pages), `{"event": "page", "source_id"}`, `{"event": "done", "source_id", "report"}`.
    `settings` are Scrapy settings that win over all others.
    """
    folder = captures or default_captures(mode)
    wanted = list(source_ids) or collectable(mode, folder, cards)
    if not wanted:
        return []
    command = [
        sys.executable, "-m", "spiders.run", "collect", *wanted, "--mode", mode,
        "--captures", str(folder), "--output", str(output), "--cards", str(cards),
    ]
    command += ["--today", today] if today else []
    for name, value in (settings or {}).items():
        command += ["--set", f"{name}={value}"]
    reports: dict[str, SourceReport] = {}
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, cwd=ROOT) as process:
            assert process.stdout is not None
            for line in process.stdout:
                event = _event(line)
                if event and event["event"] == "done":
                    reports[event["source_id"]] = from_dict(event["report"])
                if event and on_progress:
                    on_progress(event)
        errors.seek(0)
        last_words = [line for line in errors.read().splitlines() if line.strip()][-1:]
    for source_id in wanted:
        if source_id not in reports:
            reason = f"{source_id}: the crawl process stopped ({' '.join(last_words) or process.returncode})"
            reports[source_id] = SourceReport(
                source_id=source_id, outcome="failed", mode=mode, listings=0, read=0, pages=0,
                data_version="", reason=reason,
            )
    return [reports[source_id] for source_id in wanted]


def _event(line: str) -> dict[str, Any] | None:
    try:
        event = json.loads(line)
    except ValueError:
        return None
    return event if isinstance(event, dict) and "event" in event else None
