"""`make rehearse`, or `python -m tests.rehearsal [--scenario FILE] [--cards DIR] [--data DIR]`: weeks of a small web,
played through the real crawler. Exit code 1 when a week ended otherwise than its scenario says."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.rehearsal.play import HERE, play, tell


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.rehearsal", description=__doc__)
    parser.add_argument("--scenario", type=Path, default=HERE / "scenario.toml")
    parser.add_argument("--cards", type=Path, default=HERE / "cards")
    parser.add_argument("--data", type=Path, help="keep what was written in this folder, which must be empty")
    given = parser.parse_args()
    if given.data and given.data.is_dir() and any(given.data.iterdir()):
        parser.error(f"{given.data} is not empty: a rehearsal never writes into an observatory")
    otherwise = 0
    with tempfile.TemporaryDirectory() as aside:
        data = given.data or Path(aside)
        for played in play(given.scenario, given.cards, data):
            print(tell(played), flush=True)
            if played.code != played.week.code:
                otherwise += 1
                print(f"  OTHERWISE: exit code {played.week.code} was to come\n{played.said}", flush=True)
    return int(otherwise > 0)


if __name__ == "__main__":
    sys.exit(main())
