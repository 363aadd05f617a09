"""Makes room in a folder of captures without breaking a replay, and erases what is no longer evidence.

A replay needs the latest crawl of a source and the records that its revisits point at. What was published rests on the
records that its proofs name. Captures brought from elsewhere are their owner's, and a replay may read any page of them:
they are never touched, and those that nothing cites any more are named.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from spiders.archive.exchange import CaptureError
from spiders.archive.folder import FAILED, brought, crawls
from spiders.archive.reader import Capture
from spiders.files import aside


@dataclass
class Pruned:
    """Files that were taken away, files of which records were erased, and the bytes that both made free; files brought
    from elsewhere that are old and cited by nothing, which are left to who brought them."""

    removed: list[Path] = field(default_factory=list)
    thinned: list[Path] = field(default_factory=list)
    brought: list[Path] = field(default_factory=list)
    freed: int = 0


@dataclass(frozen=True)
class _Record:
    start: int
    end: int
    kind: str
    record_id: str
    concurrent_to: str


def prune(folder: Path, keep: int, cited: Collection[str], erase_before: str = "") -> Pruned:
    """Prunes every source under `folder`. Of each, the last `keep` crawls stay (1 at least), and any file with a record
    that they point at or that `cited` (ids of records) names. With `erase_before` (AAAA-MM-JJ), files of an earlier day
    but the latest keep the records that are pointed at or cited, and nothing else: pages hold names of people. A file
    that cannot be read is left as it is."""
    done = Pruned()
    for source in sorted(path for path in folder.iterdir() if path.is_dir()):
        _prune_source(folder, source.name, max(1, keep), frozenset(cited), erase_before, done)
    return done


def _prune_source(folder: Path, source_id: str, keep: int, cited: frozenset[str], before: str, done: Pruned) -> None:
    done.brought += [path for path in brought(folder, source_id) if _is_past(path, before, cited)]
    paths = crawls(folder, source_id)
    kept, older = paths[-keep:], paths[:-keep]
    if not kept:
        return
    try:
        needed = cited | {one for path in kept for one in Capture(path).referred()}
    except CaptureError:
        return
    for path in older:
        if not _holds(path, needed):
            _remove(path, done)
    _remove_failed(folder / source_id, before or kept[0].name[:10], done)
    if before:
        latest = Capture(paths[-1]).referred() | cited
        for path in crawls(folder, source_id)[:-1]:
            if path.name[:10] < before:
                _thin(path, latest, done)


def _remove_failed(folder: Path, before: str, done: Pruned) -> None:
    for path in folder.glob(f"*{FAILED}"):
        if path.name[:10] < before:
            _remove(path, done)


def _is_past(path: Path, before: str, cited: frozenset[str]) -> bool:
    """Whether all of a capture is of before a day (never, without one), and none of it is evidence."""
    if not before:
        return False
    try:
        capture = Capture(path)
    except CaptureError:
        return False
    return capture.last_date[:10] < before and cited.isdisjoint(capture.record_ids())


def _holds(path: Path, needed: Collection[str]) -> bool:
    try:
        return any(record in needed for record in Capture(path).record_ids())
    except CaptureError:
        return True


def _remove(path: Path, done: Pruned) -> None:
    done.freed += path.stat().st_size
    done.removed.append(path)
    path.unlink()


def _thin(path: Path, needed: Collection[str], done: Pruned) -> None:
    """Keeps the needed answers of a file, byte for byte, with what was asked for them; without any, takes it away."""
    try:
        records = list(_records(path))
    except (ValueError, OSError):
        return
    kept = [one for one in records if one.kind == "warcinfo" or {one.record_id, one.concurrent_to} & set(needed)]
    if len(kept) == len(records):
        return
    if all(one.kind == "warcinfo" for one in kept):
        _remove(path, done)
        return
    data = path.read_bytes()
    with aside(path) as partial:
        partial.write_bytes(b"".join(data[one.start : one.end] for one in kept))
    done.thinned.append(path)
    done.freed += len(data) - path.stat().st_size


def _records(path: Path) -> Iterator[_Record]:
    """The records of one of our files, each a gzip member of its own."""
    with path.open("rb") as stream:
        records = ArchiveIterator(stream)
        for record in records:
            start = records.get_record_offset()
            headers = record.rec_headers
            records.read_to_end()
            yield _Record(
                start,
                start + records.get_record_length(),
                record.rec_type,
                (headers.get_header("WARC-Record-ID") or "").strip("<>"),
                (headers.get_header("WARC-Concurrent-To") or "").strip("<>"),
            )
