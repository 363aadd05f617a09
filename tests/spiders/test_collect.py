"""Record and replay, from the first request to the listings on disk, against servers on the loopback.

Five processes in all: a crawl, the crawl of the next day, and replays of what they recorded.
"""

import gzip
import json
import os
import shutil
import sys
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest

from spiders import collect as collecting
from spiders.archive.folder import Shelf
from spiders.archive.reader import Capture
from spiders.archive.writer import CaptureWriter
from spiders.collect import collect
from spiders.listing import read_jsonl, write_jsonl
from spiders.registry import _load
from spiders.report import read_report
from tests.support.loopback import QUICK, Site, send, serve, table, write_card

NAMES = ("CPTS du Val Bleu", "CPTS des Trois Rivières")


def zipped(handler):
    body = gzip.compress(
        table(*NAMES, more='<a href="/ancienne-cpts">CPTS des Monts</a><a href="/secret/cpts">CPTS cachée</a>'), mtime=0
    )
    if handler.headers.get("If-None-Match") == '"v1"':
        handler.send_response(304)
        handler.send_header("ETag", '"v1"')
        handler.end_headers()
        return
    send(handler, body, Content_Encoding="gzip", ETag='"v1"')


def moved(handler):
    send(handler, b"", status=302, Location="/cpts-des-monts")


PAGES = {"/liste": zipped, "/ancienne-cpts": moved, "/cpts-des-monts": table("CPTS des Monts")}
REFUSALS = {
    "closed": (403, "text/html", b"<html>no</html>"),
    "broken": (503, "text/plain", b"later"),
    "paged": (200, "text/html", b"<!doctype html><title>Accueil</title>"),
    "ruled": (200, "text/plain", b"User-agent: *\nDisallow: /liste"),
}


class Runs:
    """What the whole module looks at, made once."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.cards, self.captures = folder, folder / "cards", folder / "captures"
        self.sites = {name: Site(robots=robots, pages=dict(PAGES)) for name, robots in REFUSALS.items()}
        self.site = Site(pages=dict(PAGES))
        self.progress: list[dict] = []

    def live(self, today, *sources, output="live"):
        return {
            report.source_id: report
            for report in collect(
                sources,
                "live",
                [self.captures],
                self.folder / output,
                self.progress.append,
                cards=self.cards,
                today=today,
                settings=QUICK,
            )
        }

    def replay(self, captures, *sources, output):
        return {
            report.source_id: report
            for report in collect(sources, "replay", [captures], self.folder / output, cards=self.cards, settings=QUICK)
        }

    def listings(self, output, source_id="good"):
        return list(read_jsonl(self.folder / output / f"{source_id}.jsonl"))


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    runs = Runs(tmp_path_factory.mktemp("collect"))
    with serve(runs.site):
        write_card(runs.cards, "good", runs.site.url + "/liste", crawl='discovery = ["links"]')
        write_card(runs.cards, "gone", runs.site.url + "/absente")
        yield runs


@pytest.fixture(scope="module")
def crawled(runs):
    """A first crawl of every source, each refusing site served while it lasts."""
    with ExitStack() as stack:
        stack.enter_context(patch.dict(os.environ, OBSERVATOIRE_CONTACT="https://exemple.org/contact"))
        for name, site in runs.sites.items():
            stack.enter_context(serve(site))
            write_card(runs.cards, name, site.url + "/liste")
        runs.first = runs.live("2026-11-20", "good", "gone", *REFUSALS)
    shutil.copytree(runs.folder / "live", runs.folder / "first")
    return runs


@pytest.fixture(scope="module")
def recrawled(crawled):
    """The next day: the list has not changed and costs one 304."""
    crawled.site.asked.clear()
    crawled.second = crawled.live("2026-11-21", "good")
    return crawled


@pytest.fixture(scope="module")
def replayed(recrawled):
    """Replays: of the first day alone, of both days, of a capture with holes and of a cut one."""
    first = recrawled.folder / "first-day"
    for source_id in ("good", "gone", *REFUSALS):
        name = "2026-11-20.warc.gz" if source_id == "good" else "2026-11-20.failed.warc.gz"
        (first / source_id).mkdir(parents=True)
        shutil.copy(recrawled.captures / source_id / name, first / source_id / "2026-11-20.warc.gz")
    recrawled.again = recrawled.replay(first, "good", "gone", *REFUSALS, output="again")
    recrawled.both = recrawled.replay(recrawled.captures, "good", output="both")
    return recrawled


def test_a_crawl_follows_redirections_and_opens_compressed_pages(crawled):
    assert sorted(listing.name for listing in crawled.listings("first")) == [
        "CPTS des Monts",
        "CPTS des Trois Rivières",
        "CPTS du Val Bleu",
    ]
    report = crawled.first["good"]
    assert not report.failed and report.changed and report.listings == 3
    assert report.statuses["302"] == 1 and report.robots == {crawled.site.url[7:]: "rules"}


def test_the_wire_shows_who_asks_and_what_can_be_archived(crawled):
    headers = crawled.site.headers["/cpts-des-monts"]
    assert headers["User-Agent"].startswith("observatoire-cpts/") and "+https://exemple.org" in headers["User-Agent"]
    assert headers["Accept-Encoding"] == "gzip, deflate"
    assert "Cookie" not in headers


def test_what_robots_txt_refuses_is_not_asked_and_is_said(crawled):
    assert crawled.site.asked["/secret/cpts"] == 0
    assert [alarm.url for alarm in crawled.first["good"].alarms if alarm.name == "RobotsRefused"] == [
        crawled.site.url + "/secret/cpts"
    ]


@pytest.mark.parametrize(
    ("source_id", "name", "said"),
    [
        ("closed", "RobotsRefused", "a répondu 403"),
        ("broken", "FetchFailed", "a répondu 503"),
        ("paged", "RobotsRefused", "est une page"),
        ("ruled", "RobotsRefused", "refuse"),
    ],
)
def test_a_site_that_refuses_is_left_alone_and_named(crawled, source_id, name, said):
    report = crawled.first[source_id]
    assert report.failed and report.outcome == "failed"
    (alarm,) = [alarm for alarm in report.alarms if alarm.name == name]
    assert said in alarm.detail and said in report.reason and source_id in report.reason
    assert not (crawled.folder / "first" / f"{source_id}.jsonl").exists()


def test_an_entry_page_that_is_gone_is_named(crawled):
    report = crawled.first["gone"]
    assert report.failed and "/absente" in report.reason and "404" in report.reason
    assert [alarm.name for alarm in report.alarms] == ["FetchFailed"]


def test_progress_comes_source_by_source(crawled):
    events = [(event["event"], event["source_id"]) for event in crawled.progress]
    assert ("start", "good") in events and ("page", "good") in events
    assert json.dumps(crawled.progress[-1]["report"])


def test_a_page_that_has_not_changed_costs_one_304(recrawled):
    report = recrawled.second["good"]
    assert report.not_modified == 1
    assert recrawled.site.headers["/liste"]["If-None-Match"] == '"v1"'
    assert report.read == 3 and not report.changed
    assert report.data_version == recrawled.first["good"].data_version
    kinds = {
        place.kind
        for places in Capture(recrawled.captures / "good" / "2026-11-21.warc.gz")._places.values()
        for place in places
    }
    assert "revisit" in kinds


def test_a_replay_gives_the_same_bytes_as_the_crawl(replayed):
    assert (replayed.folder / "again" / "good.jsonl").read_bytes() == (
        replayed.folder / "first" / "good.jsonl"
    ).read_bytes()
    first, again = replayed.first["good"], replayed.again["good"]
    assert (again.statuses, again.robots, again.data_version) == (first.statuses, first.robots, first.data_version)
    assert again.alarms == first.alarms


@pytest.mark.parametrize("source_id", ["gone", *REFUSALS])
def test_a_replay_fails_as_the_crawl_did(replayed, source_id):
    first, again = replayed.first[source_id], replayed.again[source_id]
    assert again.failed and again.alarms == first.alarms and again.robots == first.robots


def test_a_replay_resolves_the_revisits_in_the_older_capture(replayed):
    listings = {listing.name: listing for listing in replayed.listings("both")}
    assert set(listings) == {"CPTS des Monts", *NAMES}
    (original,) = Shelf.open(replayed.folder / "first-day", "good").exchanges(replayed.site.url + "/liste")
    assert listings[NAMES[0]].evidence.record_id == original.record_id
    assert not replayed.both["good"].failed


def test_what_a_capture_lacks_fails_the_replay_and_what_was_good_stays(replayed):
    """Three captures of one source: with a hole, cut, and brought from a browser."""
    runs = replayed
    url = runs.site.url
    folder = runs.folder / "holes"
    whole = runs.folder / "first-day" / "good" / "2026-11-20.warc.gz"
    for source_id in ("holed", "cut", "browser"):
        write_card(runs.cards, source_id, url + "/liste", crawl='discovery = ["links"]')
        (folder / source_id).mkdir(parents=True)
    source = Capture(whole)

    def copy(path, software, *addresses):
        writer = CaptureWriter(path, {"software": software}, lambda: "2026-11-20T00:00:00Z")
        for address in addresses:
            for exchange in source.exchanges(url + address):
                writer.answer(url + address, (), f"{exchange.status} X", exchange.headers, exchange.body)
        writer.close()

    copy(folder / "holed" / "2026-11-20.warc.gz", "observatoire-cpts", "/robots.txt", "/liste")
    copy(folder / "browser" / "firefox.warc.gz", "A browser", "/liste")
    (folder / "cut" / "2026-11-20.warc.gz").write_bytes(whole.read_bytes()[:-900])
    shutil.copy(runs.folder / "again" / "good.jsonl", runs.folder / "again" / "holed.jsonl")
    before = (runs.folder / "again" / "holed.jsonl").read_bytes()
    _load.cache_clear()
    reports = runs.replay(folder, "holed", "browser", "cut", "good", output="again")

    holed = reports["holed"]
    assert holed.failed and holed.kept and holed.listings == 3
    assert "ReplayMiss" in {alarm.name for alarm in holed.alarms} and "/ancienne-cpts" in holed.reason
    assert (runs.folder / "again" / "holed.jsonl").read_bytes() == before

    browser = reports["browser"]
    assert not browser.failed and browser.read == 2
    assert {alarm.name for alarm in browser.alarms} == {"ReplayMiss"}
    assert not any(alarm.url.endswith("robots.txt") for alarm in browser.alarms)

    cut = reports["cut"]
    assert not cut.failed and cut.read == 2
    (alarm,) = [alarm for alarm in cut.alarms if alarm.name == "Truncated"]
    assert "2026-11-20.warc.gz, octet" in alarm.detail

    # once whole, then cut: what it still gives is less than what was known
    shutil.copy(runs.folder / "again" / "good.jsonl", runs.folder / "again" / "cut.jsonl")
    (runs.folder / "again" / "cut.report.json").unlink()
    (again,) = runs.replay(folder, "cut", output="again").values()
    assert again.failed and again.kept and again.listings == 3
    assert "damaged capture, 2026-11-20.warc.gz, octet" in again.reason

    # so is what was known of a reconstruction
    known = [
        replace(one, evidence=replace(one.evidence, reconstruction=True)) for one in runs.listings("again", "good")
    ]
    write_jsonl(known, runs.folder / "again" / "cut.jsonl")
    (runs.folder / "again" / "cut.report.json").unlink()
    (once_more,) = runs.replay(folder, "cut", output="again").values()
    assert once_more.failed and once_more.listings == 3 and "damaged capture" in once_more.reason

    absent = reports["good"]
    assert absent.failed and absent.kept and "no capture under holes/good/" in absent.reason
    assert read_report(runs.folder / "again", "good") == absent


@pytest.fixture
def shared(monkeypatch):
    """A machine of two cores, where a source is worth a process."""
    monkeypatch.setattr(collecting, "WORTH_A_PROCESS", 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: {0, 1}, raising=False)


def test_a_replay_shared_by_two_processes_gives_what_one_gives(replayed, shared):
    assert [len(one) for one in collecting._shares(["a", "b", "c"], "replay")] == [2, 1]
    reports = replayed.replay(replayed.folder / "first-day", "good", "gone", *REFUSALS, output="shared")
    assert list(reports) == list(replayed.again)
    assert {one: report.outcome for one, report in reports.items()} == {
        one: report.outcome for one, report in replayed.again.items()
    }
    assert replayed.listings("shared") == replayed.listings("again")


def test_a_process_that_dies_takes_only_its_own_sources(replayed, shared, monkeypatch):
    command = collecting.crawl_command

    def broken(sources, *how):
        return [sys.executable, "-c", "raise SystemExit('no disk')"] if "gone" in sources else command(sources, *how)

    monkeypatch.setattr(collecting, "crawl_command", broken)
    reports = replayed.replay(replayed.folder / "first-day", "good", "gone", output="half")
    assert reports["good"].listings == len(NAMES) + 1
    assert reports["gone"].outcome == "failed" and "no disk" in reports["gone"].reason


def test_a_live_crawl_is_of_one_process(shared):
    assert collecting._shares(["a", "b"], "live") == [["a", "b"]]
