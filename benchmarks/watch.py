"""A command and all the processes that it begins, looked at while they live."""

from __future__ import annotations

import os
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

# words of a command line → the kind of process, else « command »
KINDS = {"spiders.run": "crawl", "spiders.extract.bounded": "reader", "multiprocessing": "apart"}
LOOK_SECONDS = 0.2


class Watch(threading.Thread):
    """Looks at a process and at all that it begins, until it has ended."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.process = process
        self.held: dict[str, float] = {}  # kind of processes → megabytes, when all of them held most
        self.spent: dict[int, tuple[str, float]] = {}
        self.ended = threading.Event()
        self.start()

    def run(self) -> None:
        while not self.ended.wait(LOOK_SECONDS):
            held: dict[str, float] = defaultdict(float)
            for process in tree(self.process):
                self._see(process, held)
            self.held = max(self.held, held, key=lambda one: sum(one.values()))

    def _see(self, process: int, megabytes: dict[str, float]) -> None:
        """Adds what a process holds; what it has spent is kept. One that has just ended holds nothing."""
        with suppress(OSError):
            line = Path(f"/proc/{process}/cmdline").read_text(errors="replace")
            known = self.spent.get(process, ("command", 0.0))[0]  # one that is dead and not waited for has no line
            kind = next((kind for words, kind in KINDS.items() if words in line), known)
            ticks = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
            self.spent[process] = kind, sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
            held = Path(f"/proc/{process}/smaps_rollup").read_text()
            megabytes[kind] += sum(int(row.split()[1]) for row in held.splitlines() if row.startswith("Pss:")) / 1024

    def shares(self) -> dict[str, float]:
        found: dict[str, float] = {}
        for kind, seconds in self.spent.values():
            found[kind] = found.get(kind, 0.0) + seconds
        return found


def tree(process: int) -> Iterator[int]:
    """A process and all that it began, those that live."""
    yield process
    with suppress(OSError):
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from tree(int(child))


def own_seconds(process: int) -> float:
    """Of the living threads of a process, to the nanosecond."""
    return sum(int((one / "schedstat").read_text().split()[0]) for one in Path(f"/proc/{process}/task").iterdir()) / 1e9


def processor_seconds(process: int) -> float:
    """Of the living threads of a process and of its living children."""
    return sum(map(own_seconds, tree(process)))
