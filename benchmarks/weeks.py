"""Live weeks in which nothing changes: the pages of the bundled captures, served on the loopback at their own
addresses, are crawled, then again week after week. What was asked before is answered « not modified ».

Pages that a live crawl asks for and no capture holds are absent, each week alike.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.harness import OBSERVATOIRE, Cost, Pair, cost, own_data, shared
from benchmarks.report import Figure, Goal, Peer, Result

DAYS = ("2027-01-04", "2027-01-11", "2027-01-18", "2027-01-25")
PUBLISHED = (0, 3)  # with sources that failed, too


def measure() -> Iterator[Result]:
    weeks, answers, failed = crawled()
    first, *later = weeks
    pair = Pair.of([(one.cpu, first.cpu) for one in later])
    told = f"of {sum(answers.values())} answers {answers[304]} are « not modified », {failed} sources fail; "
    told += f"one first week, {len(later)} later"
    yield Peer("a live week without change", "the first live week", pair, reason=told)
    yield Goal("a week without change", 0.3, pair.ratio, "the first week, both live", f"it takes {shared(later)}")
    together = max(one.together for one in weeks)
    yield Figure("memory of a live week, all its processes at once", f"{together:.0f} MB")


def crawled() -> tuple[list[Cost], Counter[int], int]:
    """The cost of each of the weeks; how many answers of each status the last one got, and how many sources failed."""
    from spiders.clock import REHEARSAL
    from tests.rehearsal.web import Web, serve

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        web = Web(captured(folder / "cards"))
        spent = []
        with serve(web, folder) as environment:
            told = own_data(folder / "data") | environment | {REHEARSAL: "1"}
            for day in DAYS:
                web.asked = Counter()
                run = [*OBSERVATOIRE, "run", "--live", "--today", day, "--cards", str(folder / "cards")]
                spent.append(cost(run, told, success=PUBLISHED))
        reports = (folder / "data" / "work" / "listings").glob("*.report.json")
        failed = sum(json.loads(one.read_text(encoding="utf-8"))["outcome"] == "failed" for one in reports)
        return spent, web.asked, failed


def captured(cards: Path) -> dict[str, object]:
    """The pages of the bundled captures by address; the cards of their sources, without any wait, are written."""
    from spiders.addresses import canonical
    from spiders.archive.folder import crawls
    from spiders.archive.reader import Capture
    from spiders.collect import BUNDLED, collectable
    from spiders.registry import SOURCES
    from tests.rehearsal.web import Page

    cards.mkdir()
    pages: dict[str, object] = {}
    for source_id in collectable("replay", [BUNDLED]):
        text = (SOURCES / f"{source_id}.toml").read_text(encoding="utf-8")
        head = "" if "[crawl]" in text else "\n[crawl]\n"
        text = (text + head).replace("[crawl]\n", "[crawl]\ndelay = 0\n")
        (cards / f"{source_id}.toml").write_text(text, encoding="utf-8")
        capture = Capture(crawls(BUNDLED, source_id)[-1])
        for address in capture.addresses():
            for one in capture.exchanges(address):
                kind = one.header("Content-Type") or "text/html"
                where = one.header("Location") or ""
                pages[canonical(one.url).rstrip("/")] = Page(one.body, one.status, where, kind, one.status == 200)
    return pages
