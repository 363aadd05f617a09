"""What a statement may do, and what one answer may cost: rows and memory of a statement, memory of a process.

SQLite's own time limit acts between the steps of a statement only, and none of its limits counts the rows that Python
gathers: both are bounded here, and the processor time by `workshop`.
"""

from __future__ import annotations

import resource
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# what the rows of one statement may hold, before any of them is written as HTML or JSON
ROWS_BYTES = 4_000_000
HEAP_BYTES = 32_000_000
# what a process that answers may take beyond what it holds when it starts
ANSWERING_BYTES = 64_000_000
OPENING_SECONDS = 8  # for an earlier release
MOST_FACETS = 10
MOST_ROWS = 2000  # in one answer of data
MOST_ROWS_SHOWN = 500  # in one page of a table: each of its cells is written by a template

LIMITS = {
    sqlite3.SQLITE_LIMIT_LENGTH: 2_000_000,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 20_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 200,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 100,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 30,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 200,  # matching cost grows with pattern times text
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}

# refused whatever the SQL looks like; the file itself is opened for reading
REFUSED_ACTIONS = {
    sqlite3.SQLITE_ATTACH,
    sqlite3.SQLITE_DETACH,
    sqlite3.SQLITE_CREATE_VTABLE,
    sqlite3.SQLITE_CREATE_TEMP_INDEX,
    sqlite3.SQLITE_CREATE_TEMP_TABLE,
    sqlite3.SQLITE_CREATE_TEMP_TRIGGER,
    sqlite3.SQLITE_CREATE_TEMP_VIEW,
}
# pragmas that only tell, which Datasette and FTS5 ask
TELLING = {
    "data_version",
    "foreign_key_list",
    "index_info",
    "index_list",
    "index_xinfo",
    "page_size",
    "schema_version",
    "table_info",
    "table_xinfo",
}
# functions and tables that reach memory, files or pages of the file; FTS3 gives its pointers, and takes those it is
# given, where the SQL has parameters (sqlite.org/fts3.html#custom_application_defined_tokenizers)
CLOSED = {
    "bytecode",
    "dbstat",
    "edit",
    "fts3_tokenizer",
    "load_extension",
    "readfile",
    "sqlite_dbpage",
    "sqlite_log",
    "sqlite_stmt",
    "tables_used",
    "writefile",
}


class TooLarge(Exception):
    """The rows of a statement hold more than `ROWS_BYTES`."""


def limit_connection(connection: sqlite3.Connection) -> None:
    """Bound what one statement may hold, in SQLite and in the rows it gives."""
    connection.execute(f"pragma hard_heap_limit = {HEAP_BYTES}")
    connection.execute("pragma temp_store = memory")  # a sort that does not fit is refused, the disk is left alone
    for limit, value in LIMITS.items():
        connection.setlimit(limit, value)
    connection.row_factory = counted_rows()
    connection.set_authorizer(authorise)


def authorise(action: int, first: str | None, second: str | None, *_: str | None) -> int:
    """SQLite's question about one thing that a statement does: may it?"""
    names = {(first or "").lower(), (second or "").lower()}
    if action == sqlite3.SQLITE_PRAGMA:
        good = (first or "").lower() in TELLING
    else:
        good = action not in REFUSED_ACTIONS and not names & CLOSED
    return sqlite3.SQLITE_OK if good else sqlite3.SQLITE_DENY


def counted_rows(most: int = ROWS_BYTES) -> Callable[[sqlite3.Cursor, tuple[Any, ...]], sqlite3.Row]:
    """A row factory that raises `TooLarge` once the rows of one cursor hold more than `most` bytes."""
    counted: sqlite3.Cursor | None = None
    held = 0

    def row(cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> sqlite3.Row:
        nonlocal counted, held
        if cursor is not counted:
            counted, held = cursor, 0
        held += sum(len(value) if isinstance(value, (str, bytes)) else 8 for value in values)
        if held > most:
            raise TooLarge
        return sqlite3.Row(cursor, values)

    return row


def end_after(seconds: float, wall: float) -> None:
    """Have the kernel end this process after `seconds` of processor time or `wall` of the clock, 0 for never: nobody
    handles the two signals."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.setitimer(signal.ITIMER_REAL, wall)


@contextmanager
def opening() -> Iterator[None]:
    """Time of its own for what no reader chooses to cost: he has that which was left before."""
    left = signal.getitimer(signal.ITIMER_PROF)[0], signal.getitimer(signal.ITIMER_REAL)[0]
    end_after(OPENING_SECONDS, OPENING_SECONDS)
    try:
        yield
    finally:
        end_after(*left)


def held_bytes() -> int:
    """The address space of this process; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def limit_process(more: int = ANSWERING_BYTES) -> None:
    """Bound the address space of this process to what it holds and `more`."""
    held = held_bytes()
    if held:
        resource.setrlimit(resource.RLIMIT_AS, (held + more, held + more))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
