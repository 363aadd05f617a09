"""What a process does with a store: it holds the lease once, pulls at the start, pushes on the way and at the end."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pipelines.storage.address import remote, working_folder
from pipelines.storage.lease import Held, leased
from pipelines.storage.mirror import Mirror
from pipelines.storage.objects import Objects


@dataclass(frozen=True)
class Session:
    mirror: Mirror
    lease: Held


_open: dict[str, Session] = {}


def this_process() -> str:
    return f"process {os.getpid()} of {socket.gethostname()}"


@contextmanager
def session(address: str, owner: str = "", wait: float = 0) -> Iterator[None]:
    """The body alone writes at the address, with the processes of its `owner` if one is named. Within a session of this
    process, it is that one. Raises what `leased` raises; what was written is pushed whatever the body ends with."""
    if address in _open:
        yield
        return
    objects = Objects.at(address)
    with leased(objects, owner or this_process(), shared=bool(owner), wait=wait) as lease:
        mirror = Mirror(objects, working_folder(address), lease.check)
        _open[address] = Session(mirror, lease)
        try:
            mirror.pull()
            try:
                yield
            finally:
                push()
        finally:
            del _open[address]


def push() -> None:
    """What this process has written until now, so that a machine that dies takes no page with it that was read."""
    for one in _open.values():
        one.lease.check(anew=True)
        one.mirror.push()


def removed(files: Iterable[Path]) -> None:
    """Tells that a command took these files away on purpose: the next push removes them from the store. A file that is
    merely no longer there is never removed."""
    gone = list(files)
    for one in _open.values():
        one.mirror.remove(gone)


def pull() -> None:
    """What the store has, for a process that only reads."""
    if (address := remote()) and address not in _open:
        Mirror(Objects.at(address), working_folder(address)).pull()
