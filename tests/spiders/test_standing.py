"""Listings that stand: what is not read again, and everything that has them read again."""

import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from spiders import collect as collecting
from spiders import made_with, standing
from spiders.collect import BUNDLED, collect
from spiders.listing import Alarm
from spiders.report import read_report, report_path

SOURCE = "48-fm"


def forget():
    made_with.code.cache_clear()


@pytest.fixture(scope="module")
def read_once(tmp_path_factory) -> Path:
    """One source of a page, replayed."""
    folder = tmp_path_factory.mktemp("standing")
    shutil.copytree(BUNDLED / SOURCE, folder / "captures" / SOURCE)
    (report,) = collect([SOURCE], "replay", [folder / "captures"], folder / "listings")
    assert (report.outcome, report.listings) == ("changed", 1) and report.reading
    return folder


@pytest.fixture
def place(read_once, tmp_path, monkeypatch) -> Path:
    """A copy of it, where starting a process is an error."""
    shutil.copytree(read_once, tmp_path, dirs_exist_ok=True)
    (tmp_path / "cards").mkdir()
    forget()
    monkeypatch.setattr(collecting, "_run", lambda *_: pytest.fail("read again"))
    return tmp_path


def replayed(place: Path, **options):
    return collect([SOURCE], "replay", [place / "captures"], place / "listings", **options)


def test_what_was_read_of_the_same_captures_is_not_read_again(place):
    listings = (place / "listings" / f"{SOURCE}.jsonl").read_bytes()
    first = read_report(place / "listings", SOURCE)
    events = []
    (report,) = replayed(place, on_progress=events.append)
    assert [event.get("resumed") for event in events] == [None, True]
    assert report == replace(first, outcome="unchanged", changed=False, before=1)
    assert read_report(place / "listings", SOURCE) == report
    assert (place / "listings" / f"{SOURCE}.jsonl").read_bytes() == listings


def _listings_are_cut(place):
    path = place / "listings" / f"{SOURCE}.jsonl"
    path.write_bytes(path.read_bytes()[:-3])


def _report_is_damaged(place):
    report_path(place / "listings", SOURCE).write_text("{")


def _report_is_older(place):
    path = report_path(place / "listings", SOURCE)
    path.write_text(path.read_text().replace('"reading": "', '"reading": "0'))


def _capture_is_another(place):
    (path,) = (place / "captures" / SOURCE).iterdir()
    path.write_bytes(path.read_bytes() + b"\0")


def _capture_is_brought(place):
    (place / "captures" / SOURCE / "brought.warc").write_bytes(b"WARC/1.1")


def _captures_are_gone(place):
    shutil.rmtree(place / "captures")


@pytest.mark.parametrize(
    "change",
    [
        _listings_are_cut,
        _report_is_damaged,
        _report_is_older,
        _capture_is_another,
        _capture_is_brought,
        _captures_are_gone,
    ],
)
def test_whatever_else_is_on_the_disk_is_read(place, change):
    assert standing.standing(SOURCE, place / "captures", place / "listings")
    change(place)
    assert standing.standing(SOURCE, place / "captures", place / "listings") is None


@pytest.mark.parametrize("changed", ["code", "cards", "library"])
def test_other_rules_read_again(place, monkeypatch, changed):
    found = place / "captures", place / "listings"
    room, installed, cards = place / "room", place / "site", place / "cards"
    (room / "inner").mkdir(parents=True)
    installed.mkdir()
    monkeypatch.setattr(standing, "READERS", [str(room)])
    monkeypatch.setattr(sys, "path", [*sys.path, str(installed)])

    def fresh(call):
        forget()
        return call()

    report = read_report(place / "listings", SOURCE)
    fresh(lambda: standing.stamped(report, *found, cards))
    assert fresh(lambda: standing.standing(SOURCE, *found, cards))
    {
        "code": lambda: (room / "inner" / "rules.toml").write_text("x = 1"),
        "cards": lambda: (cards / "one.toml").write_text("x = 1"),
        "library": lambda: (installed / "lxml-99.dist-info").mkdir(),
    }[changed]()
    assert fresh(lambda: standing.standing(SOURCE, *found, cards)) is None


def test_a_failure_and_what_holds_of_one_run_alone_do_not_stand(place):
    report = replace(read_report(place / "listings", SOURCE), reading="")
    found = place / "captures", place / "listings"
    for other in (
        replace(report, outcome="failed"),
        replace(report, alarms=(Alarm("Turnover", "…"),)),
        replace(report, alarms=(Alarm("TooHeavy", "…"),)),
    ):
        assert standing.stamped(other, *found).reading == ""
    assert standing.stamped(replace(report, alarms=(Alarm("UnknownHeader", "…"),)), *found).reading


@pytest.mark.parametrize("options", [{"again": True}, {"settings": {"EXTRACTION_TIMEOUT": "50"}}])
def test_it_is_read_again_when_that_is_said(place, monkeypatch, options):
    asked = []

    def run(commands, *_):
        asked.extend(one for sources in commands for one in sources)
        return {}, dict.fromkeys(asked, "")

    monkeypatch.setattr(collecting, "_run", run)
    replayed(place, **options)
    assert asked == [SOURCE]
