"""One damaged file is the trouble of one source, or of one release."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipelines.publish.checksums import SUMS
from pipelines.steps import build, inputs
from spiders.listing import Evidence, Listing, read_jsonl, write_jsonl
from spiders.report import SourceReport, write_report
from tests.support.site_server import make_release

NAMES = ("CPTS du Val Bleu", "CPTS des Trois Rivières", "CPTS des Monts")


@pytest.fixture
def listings(tmp_path: Path) -> Path:
    for source_id in ("premiere", "seconde"):
        found = [Listing(name, Evidence(source_id, "https://exemple.fr/cpts", f"ligne {name}")) for name in NAMES]
        write_jsonl(found, tmp_path / f"{source_id}.jsonl")
        write_report(SourceReport(source_id, "changed", "replay", len(found), len(found), 1, "v"), tmp_path)
    return tmp_path


DAMAGE = {
    "cut in a line": lambda text: text[: len(text) // 2],
    "cut between lines": lambda text: "".join(text.splitlines(keepends=True)[:2]),
    "empty": lambda text: "",
    "zeros": lambda text: "\0" * len(text),
    "another document": lambda text: "<html></html>\n",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_listing_file_is_left_aside_and_named(
    listings: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    inputs.say_once.cache_clear()
    path = listings / "premiere.jsonl"
    path.write_text(DAMAGE[damage](path.read_text(encoding="utf-8")), encoding="utf-8")
    found, aside = inputs.read_listings(listings, ["premiere", "seconde"])
    assert list(found) == ["seconde"] and len(found["seconde"]) == 3
    assert list(aside) == ["premiere"] and "relever de nouveau" in aside["premiere"]
    assert "premiere is left aside" in caplog.text


def test_what_a_wrong_clock_dated_is_one_source_left_aside(listings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would date the release, and hold back every later one."""
    monkeypatch.delenv("OBSERVATOIRE_REPETITION", raising=False)
    late = Evidence("premiere", "https://exemple.fr/cpts", "ligne 1", fetched_at="2131-01-01T08:00:00Z")
    write_jsonl([Listing(name, late) for name in NAMES], listings / "premiere.jsonl")
    write_report(SourceReport("seconde", "changed", "live", 3, 3, 1, "v", day="2131-01-01"), listings)
    found, aside = inputs.read_listings(listings, ["premiere", "seconde"])
    assert (list(found), list(aside)) == (["seconde"], ["premiere"])
    assert inputs.read_reports(listings)["seconde"]["outcome"] == "failed"
    assert "day" not in inputs.read_reports(listings)["seconde"]


def test_whole_listings_are_read_without_report_too(listings: Path) -> None:
    (listings / "premiere.report.json").unlink()
    found, aside = inputs.read_listings(listings, ["premiere"])
    assert [one.name for one in found["premiere"]] == list(NAMES) and not aside


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"outcome', "\0\0"])
def test_a_damaged_report_is_that_of_a_failed_crawl(listings: Path, text: str) -> None:
    (listings / "premiere.report.json").write_text(text, encoding="utf-8")
    reports = inputs.read_reports(listings)
    assert reports["premiere"]["outcome"] == "failed" and reports["seconde"]["outcome"] == "changed"
    (alarm,) = reports["premiere"]["alarms"]
    assert "abîmé" in alarm["detail"]
    assert len(inputs.read_listings(listings, ["premiere"])[0]["premiere"]) == 3


def test_listings_are_read_again_when_they_were_written_again(listings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    monkeypatch.setattr(inputs, "read_jsonl", lambda path: read.append(path.stem) or read_jsonl(path))
    for _ in range(3):
        assert len(inputs.read_listings(listings, ["premiere", "seconde"])[0]) == 2
    assert read == ["premiere", "seconde"]
    write_report(SourceReport("premiere", "changed", "replay", 4, 4, 1, "v"), listings)
    assert list(inputs.read_listings(listings, ["premiere", "seconde"])[1]) == ["premiere"]


def test_a_source_left_aside_keeps_what_its_report_knows() -> None:
    said = inputs.failed("abîmé", {"outcome": "changed", "alarms": [{"name": "Stale"}], "capture": "c"})
    assert [alarm["name"] for alarm in said["alarms"]] == ["Stale", "Truncated"]
    assert (said["outcome"], said["capture"]) == ("failed", "c")


def ledger(release: Path) -> None:
    """What a build takes from it, listed as a release of a build does."""
    (release / build.LEDGER).write_text("", encoding="utf-8")
    sums = release / SUMS
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    sums.write_text(sums.read_text(encoding="utf-8") + f"{empty}  {build.LEDGER}\n", encoding="utf-8")


@pytest.mark.parametrize("damage", ["half copied", "cut ledger", "flipped table", "cut memory", "no sums"])
def test_a_damaged_release_is_left_aside_for_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    from datetime import date

    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    october, november = (
        make_release(tmp_path / "releases", day=date.fromisoformat(day)) for day in ("2026-10-25", "2026-11-22")
    )
    for release in (october, november):
        ledger(release)
    assert build.previous_release() == november
    if damage == "half copied":
        for path in list(november.glob("*.parquet"))[4:]:
            path.unlink()
    elif damage == "cut ledger":
        (november / build.LEDGER).write_text("{", encoding="utf-8")
    elif damage == "cut memory":
        path = november / "affirmations.parquet"
        path.write_bytes(path.read_bytes()[:-200])
    elif damage == "flipped table":
        path = november / "cpts.parquet"
        body = bytearray(path.read_bytes())
        body[40] ^= 1
        path.write_bytes(body)
    else:
        (november / SUMS).unlink()
    assert build.previous_release() == october
    (october / "cpts.parquet").unlink()
    with pytest.raises(ValueError, match="2026-11-22 is damaged and none before it is whole"):
        build.previous_release()


def test_reports_are_json_objects(listings: Path) -> None:
    assert inputs.read_reports(listings)["seconde"] == json.loads(
        (listings / "seconde.report.json").read_text(encoding="utf-8")
    )
