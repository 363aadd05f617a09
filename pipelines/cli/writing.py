"""What every command that writes has in common: one at a time, stopped in order, exit codes that mean something."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NoReturn

import click

from pipelines import journal
from pipelines.paths import paths
from pipelines.storage.address import remote
from spiders.files import told

FAILED, WRONG_USE, FAILED_SOURCES, NOTHING_PUBLISHED, LOCKED, INTERRUPTED = 1, 2, 3, 4, 75, 130
LOCK = ".observatoire.lock"


@contextmanager
def writing(live: bool = False, failure: int = FAILED) -> Iterator[None]:
    """The body has the data folder to itself, and the captures when it crawls (`live`). Ends the process with 75 when
    another command has them, 130 when it was interrupted, 2 for a day that cannot be or a crawl that nobody answers
    for, `failure` for a `ValueError` and for a disk that is full or cannot be written."""
    from pipelines.steps.calendar import WrongDay
    from pipelines.storage.lease import Taken
    from spiders.contact import NoContact

    # whoever stops a service sends SIGTERM: the same end as Ctrl-C, which nohup and cron leave ignored
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with alone(live):
            yield
    except Taken as error:
        _end(str(error), LOCKED)
    except (WrongDay, NoContact) as error:
        _end(str(error), WRONG_USE)
    except ValueError as error:
        _end(str(error), failure)
    except Exception as error:  # of the disk, whichever library met it and whatever it made of it
        if not (message := told(error)):
            raise
        _end(message, failure)
    except KeyboardInterrupt as stopped:
        click.echo(f"interrupted: {stopped}" if str(stopped) else "interrupted", err=True)
        sys.exit(INTERRUPTED)


def _end(message: str, code: int) -> NoReturn:
    journal.error(message)
    sys.exit(code)


@contextmanager
def alone(live: bool = False, run: str = "") -> Iterator[None]:
    """The body has the data folder to itself, and the captures when it crawls (`live`). Raises `Taken` when another
    process has them. `run`: on a store, whose processes have them together; one that begins waits for the lease of the
    one before to end."""
    from pipelines.storage.lease import PATIENCE
    from pipelines.storage.session import session

    data, captures = paths().data, paths().live_captures
    with ExitStack() as held:
        if address := remote():
            held.enter_context(session(address, run, wait=3 * PATIENCE if run else 0))
        else:
            held.enter_context(_alone_in(data))
        if live and not run and captures != data:
            held.enter_context(_alone_in(captures))
        yield


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """The operating system frees the lock of a process that dies, so that none is left behind."""
    from filelock import FileLock, Timeout

    from pipelines.storage.lease import Taken

    if not folder.is_dir():  # the server reads the releases in it, whatever the umask
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)
    # one per process: a run of the graph inside a command is that command's
    lock = FileLock(folder / LOCK, timeout=0, is_singleton=True, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise Taken(f"another command ({_holder(folder)}) is writing in {folder}; wait for it, or end it") from error
    try:
        (folder / LOCK).write_text(f"process {os.getpid()}\n", encoding="utf-8")
        yield
    finally:
        lock.release()


def _holder(folder: Path) -> str:
    try:
        return (folder / LOCK).read_text(encoding="utf-8").strip() or "unknown"
    except OSError:
        return "unknown"
