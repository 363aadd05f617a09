"""`python -m pipelines.reference [build|refresh] [--archives FOLDER] [--write]`"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pipelines.paths import REFERENCE
from pipelines.reference import ReferenceProblem, build


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m pipelines.reference", description="Reference geography.")
    parser.add_argument("action", nargs="?", choices=["build", "refresh"], default="build")
    parser.add_argument("--archives", type=Path, help="folder that keeps the downloaded archives (build)")
    parser.add_argument("--write", action="store_true", help="rewrite communes.parquet (refresh)")
    chosen = parser.parse_args(arguments)
    try:
        if chosen.action == "refresh":
            from pipelines.reference.refresh import refresh

            for line in refresh(REFERENCE, write=chosen.write):
                print(line)
        else:
            for path in build(REFERENCE, folder=chosen.archives):
                print(f"{path.name}: {path.stat().st_size:,} bytes")
    except ReferenceProblem as problem:
        print(f"reference: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
