"""One writer at a time on a store that many machines reach: a lease, taken by a conditional write.

Leases are numbered files, `.lease/00000012`, each created on the condition that it is not there; the highest one is in
force until it is given back or its holder has not been heard of for `PATIENCE` seconds. So a machine that died leaves
nothing that must be taken away, and one that comes back too late finds a higher number and writes nothing. A store that
lets two writers create one file is for reading alone.
"""

from __future__ import annotations

import json
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from pipelines.storage.objects import Forbidden, Objects, StoreError

FOLDER = ".lease"
NAME = re.compile(rf"{re.escape(FOLDER)}/\d{{8}}")  # of a lease; what else lies there is of somebody else
PATIENCE = 120  # seconds without a sign of life; clocks of machines may differ by less
BEAT = 20
TRIES = 10


class Taken(Exception):
    """Somebody else writes there; the message says who."""


class ReadOnly(StoreError):
    """A store on which two writers cannot be kept apart, or that these keys may only read."""


@dataclass(frozen=True)
class Lease:
    """A file of the folder of leases. `owner`: a process, or a run of the graph, whose processes share it; `until`:
    seconds since 1970, 0 once given back; `token`: of this writing alone."""

    number: int
    owner: str
    until: float
    token: str

    @property
    def key(self) -> str:
        return f"{FOLDER}/{self.number:08d}"

    def body(self) -> bytes:
        return json.dumps(asdict(self)).encode()


class Held:
    """The lease while it is held: renewed by a thread, `check` raises once another has taken its place."""

    def __init__(self, objects: Objects, lease: Lease) -> None:
        self._objects, self._lease = objects, lease
        self._sure = lease.until - PATIENCE / 2  # until then nobody else can take it, whose clock is right to a minute
        self._over = threading.Event()
        self._beats = threading.Thread(target=self._beat, daemon=True)
        self._beats.start()

    def check(self, anew: bool = False) -> None:
        """For what is about to be written: raises `Taken` when another has taken its place. The store is asked `anew`
        when that is said, and when the lease was not renewed for long: the process was stopped, or cut off."""
        if not anew and time.time() < self._sure:
            return
        last = _last(self._objects)
        if last is None or last.number != self._lease.number:
            raise Taken(
                f"{self._objects.address}: no sign of this command for {PATIENCE} s, and {last and last.owner} has "
                "taken its place: nothing more is written there; run again"
            )

    def give_back(self, shared: bool) -> None:
        """Other processes of a run that shares it may still write: theirs ends by itself."""
        self._over.set()
        self._beats.join()
        if not shared:
            self._renew(0)

    def _beat(self) -> None:
        while not self._over.wait(BEAT):
            try:
                self._renew(time.time() + PATIENCE)
            except StoreError:
                continue  # the next writing says what is wrong

    def _renew(self, until: float) -> None:
        last = _last(self._objects)
        if last and last.number == self._lease.number:
            new = Lease(last.number, last.owner, until, secrets.token_hex(8))
            self._objects.write(new.key, new.body())
            self._sure = until - PATIENCE / 2


@contextmanager
def leased(
    objects: Objects, owner: str, shared: bool = False, wait: float = 0, sleep: Callable[[float], None] = time.sleep
) -> Iterator[Held]:
    """The body alone writes on the store, with the processes of its `owner` when the lease is `shared`. Raises `Taken`
    when another still writes after `wait` seconds, and `ReadOnly` on a store without conditional writes."""
    end = time.monotonic() + wait
    while True:
        try:
            held = Held(objects, _take(objects, owner, shared))
            break
        except Taken:
            if time.monotonic() >= end:
                raise
            sleep(min(BEAT, max(0.0, end - time.monotonic())))
    try:
        yield held
    finally:
        held.give_back(shared)


def _take(objects: Objects, owner: str, shared: bool) -> Lease:
    for _ in range(TRIES):
        last, now = _last(objects), time.time()
        if last and shared and last.owner == owner:
            return last
        if last and last.until > now:
            raise Taken(_told(objects, last))
        mine = Lease((last.number if last else 0) + 1, owner, now + PATIENCE, secrets.token_hex(8))
        if _created(objects, mine):
            break  # else another was faster: theirs is the last one now
    else:
        raise StoreError(f"{objects.address}: takes no new file, {TRIES} times in a row; look at the store")
    if not objects.exclusive(mine.key):
        objects.remove(mine.key)
        raise ReadOnly(
            f"{objects.address}: this store lets two writers create one file (no If-None-Match), so that two runs "
            "would destroy each other's work; it can be read, not written"
        )
    if (now_last := _last(objects)) is None or now_last.number != mine.number:
        raise Taken(_told(objects, now_last or mine))
    for key in _leases(objects)[:-2]:
        objects.remove(key)
    return mine


def _created(objects: Objects, lease: Lease) -> bool:
    try:
        return objects.create(lease.key, lease.body())
    except Forbidden as error:
        raise ReadOnly(f"{error}: with them this store can be read, not written") from error


def _told(objects: Objects, lease: Lease) -> str:
    return (
        f"another command ({lease.owner}) is writing in {objects.address}; wait for it, or end it and wait {PATIENCE} s"
    )


def _last(objects: Objects) -> Lease | None:
    """The lease in force or the last one given back."""
    if not (keys := _leases(objects)):
        return None
    try:
        return Lease(**json.loads(objects.read(keys[-1]) or b""))
    except (
        ValueError,
        TypeError,
    ):  # emptied by a person, or a probe that a store without conditional writes let through
        return Lease(int(keys[-1].rpartition("/")[2]), "unknown", 0, "")


def _leases(objects: Objects) -> list[str]:
    return sorted(key for key in objects.held(FOLDER) if NAME.fullmatch(key))
