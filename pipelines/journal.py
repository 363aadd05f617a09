"""What a command says while it runs goes to the error output: lines for a person, or, with `OBSERVATOIRE_JOURNAL=json`,
one JSON object per line for a machine."""

from __future__ import annotations

import json
import logging
import os
from datetime import UTC, datetime

import click

CHOICE = "OBSERVATOIRE_JOURNAL"
JOURNAL = logging.getLogger("observatoire")
PLAIN = frozenset(vars(logging.makeLogRecord({})))  # what every record has; the rest was said by `extra`


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        row = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="seconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **{name: value for name, value in vars(record).items() if name not in PLAIN},
        }
        if record.exc_info:
            row["error"] = self.formatException(record.exc_info)
        return json.dumps(row, ensure_ascii=False, default=str)


class _Plain(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return f"error: {record.getMessage()}" if record.levelno >= logging.ERROR else record.getMessage()


class _Said(logging.Handler):
    """The error output as it is now: whoever runs a command may have turned it elsewhere."""

    def emit(self, record: logging.LogRecord) -> None:
        click.echo(self.format(record), err=True)


def error(message: str) -> None:
    """The verdict of a command that does not end well."""
    keep()
    JOURNAL.error(message)


def keep() -> None:
    """Sends the journal where it goes; once is enough, twice does no harm."""
    if not JOURNAL.handlers:
        JOURNAL.addHandler(_Said())
        JOURNAL.setLevel(logging.INFO)
    JOURNAL.handlers[0].setFormatter(_Json() if os.environ.get(CHOICE) == "json" else _Plain())
