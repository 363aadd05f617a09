"""What one answer may cost: rows and memory of a statement, memory of a process.

SQLite's own time limit acts between the steps of a statement only, and none of its limits counts the rows that Python
gathers: both are bounded here, and the processor time by `workshop`.
"""

from __future__ import annotations

import resource
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

# what the rows of one statement may hold, before any of them is written as HTML or JSON
ROWS_BYTES = 6_000_000
HEAP_BYTES = 32_000_000
# what a process that answers may take beyond what it holds when it starts
ANSWERING_BYTES = 96_000_000
MOST_FACETS = 10

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


class TooLarge(Exception):
    """The rows of a statement hold more than `ROWS_BYTES`."""


def limit_connection(connection: sqlite3.Connection) -> None:
    """Bound what one statement may hold, in SQLite and in the rows it gives."""
    connection.execute(f"pragma hard_heap_limit = {HEAP_BYTES}")
    connection.execute("pragma temp_store = memory")  # a sort that does not fit is refused, the disk is left alone
    for limit, value in LIMITS.items():
        connection.setlimit(limit, value)
    connection.row_factory = counted_rows()


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
