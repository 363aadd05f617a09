"""The release that a command reads: the latest one, and what it reads of it as it was written."""

from __future__ import annotations

from pathlib import Path

from pipelines.cli.sources import fail


def latest_release(*tables: str) -> Path | None:
    """The latest release, None before the first one. Ends the command when one of `tables` is not as it was written: a
    flipped bit would be read as another value. A table that an old release has not is none of its files."""
    from pipelines.paths import paths
    from pipelines.publish.checksums import Damaged, read_sums, verify
    from pipelines.publish.folders import latest
    from pipelines.steps.calendar import day_of

    release = latest(paths().releases)
    if release is None:
        return None
    try:
        day_of(release)
        listed = read_sums(release)
        files = [f"{name}.parquet" for name in tables]
        verify(release, [name for name in files if name in listed or (release / name).exists()] or files)
    except Damaged as error:
        fail(f"{error}; restore the folder from a copy, `observatoire verify` says when it is whole")
    except ValueError as error:
        fail(str(error))
    return release
