"""The ledger of ids: what it holds, and its file.

One line of JSON per id, then one per event, so that a difference between two releases reads as one.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from spiders.files import write_text


@dataclass(frozen=True, slots=True)
class Entry:
    """One id. `founding`: the anchor it was drawn from; `since`: ISO date it was first met; the rest is what was
    last known of the CPTS. `redirect`: the id to follow when this one is retired."""

    cpts_id: str
    founding: str
    since: str
    anchors: tuple[str, ...] = ()
    name: str = ""
    region: str | None = None
    departements: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()
    redirect: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """`kind`: `apparue`, `renommee`, `fusionnee`, `scindee`. `other`: the id merged into or split off; for `renommee`,
    the former name."""

    date: str
    kind: str
    cpts_id: str
    other: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    entries: tuple[Entry, ...] = ()
    events: tuple[Event, ...] = ()

    def resolve(self, cpts_id: str) -> str | None:
        """Today's id behind a published one, retired ids followed; `None` when it was never given."""
        by_id = {entry.cpts_id: entry for entry in self.entries}
        while cpts_id in by_id and (following := by_id[cpts_id].redirect):
            cpts_id = following
        return cpts_id if cpts_id in by_id else None


def read_ledger(path: Path) -> Ledger:
    """The ledger of a file written by `write_ledger`; empty when there is none yet. A line that is not one names
    the file and the line."""
    if not path.exists():
        return Ledger()
    entries: list[Entry] = []
    events: list[Event] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row: dict[str, Any] = json.loads(line)
            kind = row.pop("type")
            if kind == "cpts":
                lists = {name: tuple(row[name]) for name in ("anchors", "departements", "communes")}
                entries.append(Entry(**{**row, **lists}))
            elif kind == "evenement":
                events.append(Event(**row))
            else:
                raise ValueError(f"unknown type {kind!r}")
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"{path.name}, line {number}: not a line of the ledger ({error})") from error
    return Ledger(tuple(sorted(entries, key=lambda one: one.cpts_id)), tuple(events))


def write_ledger(ledger: Ledger, path: Path) -> None:
    """One line of JSON per id, sorted, then one per event, oldest first; written aside, then renamed."""
    lines = [
        json.dumps({"type": kind, **asdict(one)}, ensure_ascii=False, sort_keys=True)
        for kind, many in (("cpts", ledger.entries), ("evenement", ledger.events))
        for one in many
    ]
    write_text(path, "".join(f"{line}\n" for line in lines))
