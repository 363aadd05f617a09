"""Two clocks: when words were first read, when they were last confirmed. Weeks of one small site, on the loopback."""

from datetime import date

import pytest

from pipelines.steps.calendar import build_day
from pipelines.steps.context_tables import source_rows
from pipelines.steps.inputs import read_reports
from spiders.archive.writer import CaptureWriter
from spiders.clock import REHEARSAL
from spiders.collect import collect
from spiders.listing import read_jsonl
from spiders.registry import load_cards
from tests.support.loopback import QUICK, Site, send, serve, table, write_card

NAMES = ("CPTS du Val Bleu", "CPTS des Trois Rivières")
WEEKS = ("2027-01-03", "2027-02-07", "2027-03-14")


def validated(body, tag, status=200, **headers):
    """A page that answers 304 to whoever shows its tag."""

    def answer(handler):
        same = handler.headers.get("If-None-Match") == tag
        send(handler, b"" if same else body, status=304 if same else status, ETag=tag, **headers)

    return answer


def moved(handler):
    send(handler, b"", status=301, Location="/nouvelle-adresse")


@pytest.fixture(scope="module")
def weeks(tmp_path_factory):
    """After each week: the report and the listings of every source."""
    folder = tmp_path_factory.mktemp("weeks")
    site = Site(pages={"/fixe": validated(table(*NAMES), '"1"'), "/pleine": table(*NAMES)})
    site.pages["/demenage"] = validated(table(*NAMES), '"1"')
    seen = {}
    with serve(site):  # which makes it a rehearsal: the clock is that of each week
        for source_id in ("fixe", "pleine", "demenage"):
            write_card(folder / "cards", source_id, f"{site.url}/{source_id}")
        for day in WEEKS:
            if day == WEEKS[1]:
                # the server of the new address knows the pages of the old one by the same tags
                site.pages["/demenage"] = moved
                site.pages["/nouvelle-adresse"] = validated(table(*NAMES), '"1"')
            if day == WEEKS[2]:
                site.pages["/pleine"] = table("CPTS du Lac", *NAMES)  # the rows below move down
            collect(
                (),
                "live",
                [folder / "captures"],
                folder / "listings",
                cards=folder / "cards",
                today=day,
                settings=QUICK,
            )
            listings = {path.stem: list(read_jsonl(path)) for path in (folder / "listings").glob("*.jsonl")}
            seen[day] = read_reports(folder / "listings"), listings
        collect((), "replay", [folder / "captures"], folder / "again", cards=folder / "cards", settings=QUICK)
        again = {path.stem: list(read_jsonl(path)) for path in (folder / "again").glob("*.jsonl")}
        seen["replay"] = read_reports(folder / "again"), again
    seen["cards"] = load_cards(folder / "cards")
    return seen


def days(listings):
    return {(one.evidence.first_read_at[:10], one.evidence.confirmed_at[:10]) for one in listings}


def test_an_answer_304_confirms_what_was_read_and_is_no_first_reading(weeks):
    for day in WEEKS:
        reports, listings = weeks[day]
        assert days(listings["fixe"]) == {(WEEKS[0], day)}
        assert {one.evidence.fetched_at[:10] for one in listings["fixe"]} == {WEEKS[0]}
        assert (reports["fixe"]["last_success"], reports["fixe"]["outcome"]) == (
            day,
            "changed" if day == WEEKS[0] else "unchanged",
        )


def test_a_page_sent_again_in_full_says_nothing_new(weeks):
    assert days(weeks[WEEKS[1]][1]["pleine"]) == {(WEEKS[0], WEEKS[1])}
    third = {one.name: one.evidence.first_read_at[:10] for one in weeks[WEEKS[2]][1]["pleine"]}
    assert third == {**dict.fromkeys(NAMES, WEEKS[0]), "CPTS du Lac": WEEKS[2]}


def test_a_page_that_moved_for_good_is_asked_without_the_validators_of_its_old_address(weeks):
    for day in WEEKS[1:]:
        report = weeks[day][0]["demenage"]
        assert not report["reason"]
        assert report["read"] == 2 and next(iter(report["moved"].values())).endswith("/nouvelle-adresse")
        assert days(weeks[day][1]["demenage"]) == {(WEEKS[0], day)}
    assert weeks[WEEKS[2]][0]["demenage"]["not_modified"] == 1


def test_a_source_that_answers_304_every_week_is_fresh_and_dates_the_build(weeks, monkeypatch):
    monkeypatch.setenv(REHEARSAL, "1")
    reports, listings = weeks[WEEKS[2]]
    assert build_day({"fixe": listings["fixe"]}, {"fixe": reports["fixe"]}) == date(2027, 3, 14)
    rows = source_rows(weeks["cards"].values(), reports, listings, date(2027, 3, 14))
    fixed = next(row for row in rows if row["source_id"] == "fixe")
    assert (fixed["etat"], fixed["dernier_succes"]) == ("a_jour", date(2027, 3, 14))


def test_a_replay_has_the_days_of_its_captures(weeks):
    reports, listings = weeks["replay"]
    assert {report["day"] for report in reports.values()} == {WEEKS[2]}
    assert days(listings["fixe"]) == {(WEEKS[0], WEEKS[2])}


def test_a_capture_that_is_still_to_come_fails_by_name_and_leaves_the_others(tmp_path, monkeypatch):
    monkeypatch.delenv(REHEARSAL, raising=False)  # whose clock may be at any day
    for source_id, year in (("futur", "2131"), ("fini", "2026")):
        write_card(tmp_path / "cards", source_id, f"https://{source_id}.example/liste")
        day = f"{year}-01-01"
        writer = CaptureWriter(
            tmp_path / source_id / f"{day}.warc.gz",
            {"software": "observatoire-cpts"},
            lambda day=day: f"{day}T08:00:00Z",
        )
        writer.answer(f"https://{source_id}.example/robots.txt", (), "404 Not Found", (), b"")
        kind = (("Content-Type", "text/html; charset=utf-8"),)
        writer.answer(f"https://{source_id}.example/liste", (), "200 OK", kind, table(*NAMES))
        writer.close()
    done = collect((), "replay", [tmp_path], tmp_path / "out", cards=tmp_path / "cards", settings=QUICK)
    futur, fini = sorted(done, key=lambda one: one.source_id, reverse=True)
    assert futur.failed and "2131-01-01" in futur.reason and "futur" in futur.reason
    assert not fini.failed and fini.day == "2026-01-01"
