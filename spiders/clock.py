"""What day it is. In a rehearsal (`OBSERVATOIRE_REPETITION=1`) the clock stands still at the day that is played."""

from __future__ import annotations

import os
from datetime import UTC, datetime

REHEARSAL = "OBSERVATOIRE_REPETITION"
HOUR = "T08:00:00Z"  # of every exchange of a rehearsed day


def rehearsing() -> bool:
    return os.environ.get(REHEARSAL) == "1"


def now(today: str = "") -> str:
    """The moment, ISO 8601 in UTC, to the second. `today` (AAAA-MM-JJ) is the day that a rehearsal plays."""
    if today and rehearsing():
        return today + HOUR
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
