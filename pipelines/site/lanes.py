"""Who makes a page: a few workers per kind of page, so that no visitor's query stands before another kind.

The front, which speaks to visitors, makes nothing itself: it passes an address to a worker of the lane and waits for
the answer within bounds. A worker that is lost is replaced when the next page is asked.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from typing import Any

from pipelines.site import frames
from pipelines.site.answers import Answer, lasting
from pipelines.site.instance import ROOT, Instance
from pipelines.site.limits import OPENING_SECONDS
from pipelines.site.turns import Full, Turns

MEMORY_BYTES = 1_000_000  # an answer larger than this waits for its reader in a file
WAITING = 100  # pages that may wait for one lane
# one arena, for a worker is bounded by its address space; what a page no longer needs goes back to the system, which
# glibc would stop doing once a large page was made
ALLOCATING = {"MALLOC_ARENA_MAX": "1", "MALLOC_TRIM_THRESHOLD_": "131072", "MALLOC_MMAP_THRESHOLD_": "131072"}


@dataclass(frozen=True, slots=True)
class Bounds:
    """`workers` at once; `wait` seconds for one's turn; `seconds` of processor time for one page, `wall` of the
    clock: more than one another only where the machine does something else. `opening`: seconds more that a visitor
    waits for an earlier release to be opened."""

    workers: int
    wait: float
    seconds: float
    wall: float
    opening: float = OPENING_SECONDS


LANES = {
    "pages": Bounds(workers=1, wait=8, seconds=8, wall=20),  # no reader chooses what they cost
    "archives": Bounds(workers=1, wait=8, seconds=8, wall=20),  # nor these, of earlier releases: the links to cite
    "searches": Bounds(workers=1, wait=3, seconds=0.5, wall=5),
    # ended within one second of their turn, on a machine that has time
    "tables": Bounds(workers=1, wait=3, seconds=0.5, wall=2),
    "queries": Bounds(workers=2, wait=2, seconds=0.5, wall=0.7, opening=0.1),
    "exports": Bounds(workers=1, wait=8, seconds=4, wall=16),  # whole tables alone, and states of a day
}


class Refused(Exception):
    """No answer: `reason` is a key of `refusals.REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Worker:
    """One process of the workshop, at the other end of a socket."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.stays = False  # for another page, by its last word

    def close(self) -> None:
        """A worker whose socket is closed ends at its next word, or when its time is up."""
        self.writer.close()

    async def _frame(self) -> bytes:
        (length,) = frames.LENGTH.unpack(await self.reader.readexactly(frames.LENGTH.size))
        return await self.reader.readexactly(length)

    async def ask(self, asked: dict[str, Any]) -> Answer:
        """The answer to `asked`. Raises `Refused`; `asyncio.IncompleteReadError` or `OSError` when the worker is
        lost."""
        self.stays = False
        self.writer.write(frames.frame(json.dumps(asked).encode()))
        head = json.loads(await self._frame())
        if head["kind"] == "refused":
            raise Refused(head["reason"])
        status = head["status"]
        headers = lasting(
            status, [(name.encode("latin-1"), value.encode("latin-1")) for name, value in head["headers"]]
        )
        file = tempfile.TemporaryFile()  # noqa: SIM115 (closed when its last reader has read it)
        if head["kind"] == "whole":
            body, packed = await self._frame(), await self._frame()
            self.stays = await self._frame() == frames.STAYS
            if len(body) <= MEMORY_BYTES:
                return Answer(status, headers, body, packed)
            file.write(body)
        else:
            while body := await self._frame():
                file.write(body)
            self.stays = await self._frame() == frames.STAYS
        file.flush()
        return Answer(status, headers, file=file, size=file.tell())


class Lane:
    def __init__(self, workshop: Workshop, bounds: Bounds) -> None:
        self.workshop, self.bounds = workshop, bounds
        self.turns = Turns(bounds.workers, WAITING)
        self.idle: list[Worker] = []

    async def ask(self, asked: dict[str, Any], who: str = "") -> Answer:
        """The answer to `asked`, at the turn of the visitor `who`. Raises `Refused`."""
        try:
            await self.turns.take(tuple(asked.values()), who, self.bounds.wait)
        except (TimeoutError, Full):
            raise Refused("affluence") from None
        making = asyncio.ensure_future(self._ask(asked | {"seconds": self.bounds.seconds, "wall": self.bounds.wall}))
        making.add_done_callback(self._made)
        earlier = asked["path"][1:2].isdigit()  # a release by its date, which may have to be opened
        opening = self.bounds.opening if earlier else OPENING_SECONDS
        done, _ = await asyncio.wait({making}, timeout=self.bounds.wall + opening)
        if not done:  # the worker goes on, and has the release open when it is asked again
            raise Refused("attente")
        return making.result()

    def _made(self, making: asyncio.Task[Answer]) -> None:
        self.turns.give()
        if not making.cancelled():
            making.exception()  # read, also when nobody waits for it any more

    async def _ask(self, asked: dict[str, Any]) -> Answer:
        worker = await self._worker()
        try:
            async with asyncio.timeout(self.bounds.wall + OPENING_SECONDS):  # the worker ends by itself before
                return await worker.ask(asked)
        except (TimeoutError, asyncio.IncompleteReadError, OSError):
            raise Refused("duree") from None
        finally:
            if worker.stays:
                self.idle.append(worker)
            else:
                worker.close()

    async def _worker(self) -> Worker:
        while self.idle:
            worker = self.idle.pop()
            if not worker.reader.at_eof():
                return worker
            worker.close()
        return await self.workshop.worker()


class Workshop:
    """The process that forks workers, started again when it is lost, and the lanes it works for."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.process: subprocess.Popen[bytes] | None = None
        self.control: socket.socket | None = None
        self.lanes = {name: Lane(self, bounds) for name, bounds in LANES.items()}

    def start(self) -> None:
        self.stop()
        ours, theirs = socket.socketpair()
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        environment = {**os.environ, "PYTHONPATH": path, **ALLOCATING}
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "pipelines.site.workshop", self.instance.to_json(), str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                env=environment,
            )
        self.control = ours

    def stop(self) -> None:
        if self.control is not None:
            self.control.close()
        if self.process is not None:
            self.process.terminate()
            self.process.wait()

    async def worker(self) -> Worker:
        """A new worker; it answers once the workshop is ready."""
        if self.process is None or self.process.poll() is not None:
            self.start()
        assert self.control is not None
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(self.control, [b"1"], [theirs.fileno()])
            except OSError:
                ours.close()
                raise Refused("affluence") from None  # it has just ended; the next page starts it again
        return Worker(*await asyncio.open_connection(sock=ours))

    async def ask(self, lane: str, asked: dict[str, Any], who: str) -> Answer:
        return await self.lanes[lane].ask(asked, who)
