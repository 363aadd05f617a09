"""What a replay need not read again: listings in place that the same captures, rules and libraries gave.

The report of a source tells what they were read with (`reading`): a digest of the captures, of the cards, of the code
and facts of the readers, of the installed versions and of the file of the listings itself. Where one of these is
another, be it a damaged file, the source is read again.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from spiders.archive.folder import brought, crawls
from spiders.made_with import code
from spiders.registry import cards_folder
from spiders.report import SourceReport, read_report, write_report

READERS = ("spiders", "lexicon", "datasets/reference")
# alarms that hold of one run only: of what the machine had left, of the listings that stood before
FLEETING = frozenset({"TooHeavy", "Collapse", "Turnover", "LastGoodUnreadable"})


def standing(source_id: str, captures: Path, output: Path, cards: Path | None = None) -> SourceReport | None:
    """The report of a replay that would find what is in place, written there; None where it must be read. `captures`:
    the folder that holds the captures of the source."""
    report = read_report(output, source_id)
    with suppress(OSError):
        if report and report.reading and report.reading == _key(source_id, captures, output, cards):
            found = replace(report, outcome="alarmed" if report.alarms else "unchanged", changed=False)
            report = replace(found, before=report.listings)
            write_report(report, output)
            return report
    return None


def stamped(report: SourceReport, captures: Path, output: Path, cards: Path | None = None) -> SourceReport:
    """The report of a replay with what its listings were read with, written in its place; the report as it is where
    another reading might say something else."""
    if report.failed or FLEETING & {alarm.name for alarm in report.alarms}:
        return report
    with suppress(OSError):
        report = replace(report, reading=_key(report.source_id, captures, output, cards))
        write_report(report, output)
    return report


def _key(source_id: str, captures: Path, output: Path, cards: Path | None) -> str:
    """Raises `OSError` where one of the files is missing. Older captures, which answer what the latest found unchanged,
    are known by name and size: nothing writes them again."""
    digest = hashlib.sha256(code(*READERS, str(cards or cards_folder())))
    dated = crawls(captures, source_id)
    digest.update(repr([(path.name, path.stat().st_size) for path in dated[:-1]]).encode())
    for path in (*dated[-1:], *brought(captures, source_id), output / f"{source_id}.jsonl"):
        content = path.read_bytes()
        digest.update(f"{path.name} {len(content)} ".encode() + content)
    return digest.hexdigest()[:32]
