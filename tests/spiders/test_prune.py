"""Pruning captures: what a replay and what was published need stays, pages that are no longer evidence go."""

import pytest

from spiders.archive.folder import Shelf, crawls
from spiders.archive.prune import prune
from spiders.archive.reader import Capture
from spiders.archive.writer import CaptureWriter

HTML = (("Content-Type", "text/html"), ("ETag", '"1"'))
FIXED, NEWS = "https://x.fr/fixe", "https://x.fr/actualites"
DAYS = ("2027-01-04", "2027-01-11", "2027-01-18", "2027-01-25", "2027-02-01")


@pytest.fixture
def folder(tmp_path):
    """Five weeks: a page that answers 304 from the second on, another that says something new each time."""
    fixed = None
    for day in DAYS:
        writer = CaptureWriter(
            tmp_path / "essai" / f"{day}.warc.gz", {"software": "observatoire-cpts"}, lambda day=day: f"{day}T08:00:00Z"
        )
        if fixed:
            writer.unchanged(FIXED, (), HTML, fixed)
        else:
            fixed = writer.answer(FIXED, (), "200 OK", HTML, b"<p>Jeanne Inventee, presidente</p>")
        writer.answer(NEWS, (("User-Agent", "x"),), "200 OK", HTML, f"<p>le {day}, Paul Invente</p>".encode())
        writer.close()
    (tmp_path / "essai" / "2027-01-08.failed.warc.gz").write_bytes(b"of a failed crawl")
    (tmp_path / "essai" / "firefox.warc.gz").write_bytes(b"brought")
    return tmp_path


def replayed(folder):
    shelf = Shelf.open(folder, "essai")
    return [(one.record_id, one.body, one.date, one.confirmed) for url in (FIXED, NEWS) for one in shelf.exchanges(url)]


@pytest.fixture(autouse=True)
def without_what_was_brought(folder):
    (folder / "essai" / "firefox.warc.gz").rename(folder / "essai" / "firefox.html")


@pytest.mark.parametrize(("keep", "left"), [(5, DAYS), (2, (DAYS[0], *DAYS[3:])), (0, (DAYS[0], DAYS[4]))])
def test_the_last_crawls_stay_with_what_they_point_at(folder, keep, left):
    before = replayed(folder)
    done = prune(folder, keep, ())
    assert [path.name[:10] for path in crawls(folder, "essai")] == list(left)
    assert replayed(folder) == before and (done.freed > 0) == (keep < 5)


def test_what_was_published_keeps_its_evidence(folder):
    (cited,) = Capture(folder / "essai" / f"{DAYS[1]}.warc.gz").exchanges(NEWS)
    prune(folder, 1, {cited.record_id})
    assert [path.name[:10] for path in crawls(folder, "essai")] == [DAYS[0], DAYS[1], DAYS[4]]


def test_pages_that_are_no_longer_evidence_are_erased_and_the_replay_stays(folder):
    before = replayed(folder)
    (cited,) = Capture(folder / "essai" / f"{DAYS[1]}.warc.gz").exchanges(NEWS)
    done = prune(folder, 5, {cited.record_id}, erase_before="2027-01-25")
    assert replayed(folder) == before
    held = {path.name[:10]: Capture(path) for path in crawls(folder, "essai")}
    assert list(held) == [DAYS[0], DAYS[1], DAYS[3], DAYS[4]], "nothing of the third week was evidence"
    assert [one.url for one in map(held[DAYS[0]].exchanges, (FIXED, NEWS)) for one in one] == [FIXED]
    assert held[DAYS[1]].exchanges(NEWS) == [cited] and held[DAYS[1]].exchanges(FIXED) == []
    assert held[DAYS[3]].exchanges(NEWS), "not old enough"
    assert {path.name for path in done.thinned} == {f"{day}.warc.gz" for day in DAYS[:2]}
    assert not (folder / "essai" / "2027-01-08.failed.warc.gz").exists()
    assert all(not one.damage for one in held.values())


def test_a_damaged_latest_capture_loses_nothing(folder):
    (folder / "essai" / f"{DAYS[4]}.warc.gz").write_bytes(b"no capture at all")
    prune(folder, 1, ())
    assert len(crawls(folder, "essai")) == 5


def test_a_page_unchanged_for_years_opens_two_captures(folder, monkeypatch):
    opened = []
    monkeypatch.setattr("spiders.archive.folder.Capture", lambda path: opened.append(path.name[:10]) or Capture(path))
    shelf = Shelf.open(folder, "essai")
    for _ in range(3):
        assert shelf.exchanges(FIXED)[0].status == 200
    assert opened == [DAYS[4], DAYS[0]]


@pytest.mark.parametrize(
    ("before", "cited", "named"), [("2027-02-01", False, 1), ("2027-01-04", False, 0), ("2027-02-01", True, 0)]
)
def test_what_was_brought_is_named_when_it_is_old_and_no_evidence(folder, before, cited, named):
    path = folder / "essai" / "firefox.warc.gz"
    writer = CaptureWriter(path, {"software": "firefox"}, lambda: "2027-01-10T08:00:00Z")
    answer = writer.answer(NEWS, (), "200 OK", HTML, b"<p>Paul Invente</p>")
    writer.close()
    assert prune(folder, 5, {answer.record_id} if cited else (), before).brought == [path] * named
    assert path.exists(), "a replay may read any page of it"
