"""What every command that writes has in common: one at a time, stopped in order, exit codes that mean something."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from pipelines.paths import paths
from spiders.files import told

if TYPE_CHECKING:
    from filelock import Timeout

FAILED, WRONG_USE, FAILED_SOURCES, NOTHING_PUBLISHED, LOCKED, INTERRUPTED = 1, 2, 3, 4, 75, 130
LOCK = ".observatoire.lock"


@contextmanager
def writing(live: bool = False, failure: int = FAILED) -> Iterator[None]:
    """The body has the data folder to itself, and the captures when it crawls (`live`). Ends the process with 75 when
    another command has them, 130 when it was interrupted, 2 for a day that cannot be or a crawl that nobody answers
    for, `failure` for a `ValueError` and for a disk that is full or cannot be written."""
    from filelock import Timeout

    from pipelines.steps.calendar import WrongDay
    from spiders.contact import NoContact

    # whoever stops a service sends SIGTERM: the same end as Ctrl-C, which nohup and cron leave ignored
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with alone(live):
            yield
    except Timeout as error:
        _end(busy(error), LOCKED)
    except (WrongDay, NoContact) as error:
        _end(str(error), WRONG_USE)
    except ValueError as error:
        _end(str(error), failure)
    except (OSError, RuntimeError, sqlite3.Error) as error:
        if not (message := told(error)):
            raise
        _end(message, failure)
    except KeyboardInterrupt as stopped:
        click.echo(f"interrupted: {stopped}" if str(stopped) else "interrupted", err=True)
        sys.exit(INTERRUPTED)


def busy(error: Timeout) -> str:
    folder = Path(error.lock_file).parent
    return f"another command ({_holder(folder)}) is writing in {folder}; wait for it, or end it"


def _end(message: str, code: int) -> NoReturn:
    click.echo(f"error: {message}", err=True)
    sys.exit(code)


@contextmanager
def alone(live: bool = False) -> Iterator[None]:
    """The body has the data folder to itself, and the captures when it crawls (`live`). Raises `filelock.Timeout` when
    another process has them."""
    with ExitStack() as held:
        for folder in {paths().data, paths().live_captures} if live else {paths().data}:
            held.enter_context(_alone_in(folder))
        yield


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """The operating system frees the lock of a process that dies, so that none is left behind."""
    from filelock import FileLock

    folder.mkdir(parents=True, exist_ok=True)
    # one per process: a run of the graph inside a command is that command's
    with FileLock(folder / LOCK, timeout=0, is_singleton=True, thread_local=False):
        (folder / LOCK).write_text(f"process {os.getpid()}\n", encoding="utf-8")
        yield


def _holder(folder: Path) -> str:
    try:
        return (folder / LOCK).read_text(encoding="utf-8").strip() or "unknown"
    except OSError:
        return "unknown"
