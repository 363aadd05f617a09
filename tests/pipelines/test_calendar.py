"""The day of a release and the one it follows: what may be published, when, after what."""

from datetime import date

import pytest

from lexicon import gazetteer as geography
from pipelines.publish.checksums import sha256, write_sums
from pipelines.steps import build, history
from pipelines.steps.calendar import WrongDay, build_day, followed, follows, run_day
from pipelines.steps.resolution import resolve
from pipelines.tables.store import write_table
from spiders.clock import REHEARSAL
from spiders.listing import Evidence, Listing, write_jsonl
from spiders.report import SourceReport, write_report
from tests.pipelines.test_resolution import KINDS, named


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    monkeypatch.delenv(REHEARSAL, raising=False)
    return tmp_path


def release(data, name, **tables):
    folder = data / "releases" / name
    folder.mkdir(parents=True)
    if tables:
        for table in build.CARRIED:
            write_table(table, tables.get(table, []), folder / f"{table}.parquet")
        write_sums(folder, {path.name: sha256(path) for path in folder.iterdir()})
    pointer = data / "releases" / "latest"
    pointer.unlink(missing_ok=True)
    pointer.symlink_to(name)
    return folder


def listing(source_id, day, reconstruction=False, name="CPTS du Val"):
    place = Evidence(source_id, "https://x.fr", "1", fetched_at=f"{day}T08:00:00Z", reconstruction=reconstruction)
    return Listing(name, place)


def report(source_id, day, outcome="unchanged", **more):
    return SourceReport(source_id, outcome, "live", 1, 1, 1, "", day=day, last_success=day, **more)


def test_a_live_run_in_which_every_page_answered_304_has_the_day_it_ran():
    day = build_day({"gecolib": [listing("gecolib", "2026-01-18")]}, {"gecolib": {"day": "2026-03-15"}})
    assert day == date(2026, 3, 15)


def test_the_dates_that_reconstructions_state_do_not_count_beside_observations():
    listings = {"gecolib": [listing("gecolib", "2026-01-18")]}
    reports = {"gecolib": {"day": "2026-01-25"}, "48-fm": {"day": "2026-11-22", "reconstruction": True}}
    assert build_day(listings, reports) == date(2026, 1, 25)


def test_a_day_before_the_latest_release_or_after_the_clock_is_refused(data, monkeypatch):
    releases = data / "releases"
    assert run_day(date(2020, 1, 1), releases) == "2020-01-01"
    release(data, "2026-01-18.2")
    assert follows(date(2026, 1, 18), releases) == date(2026, 1, 18)
    with pytest.raises(WrongDay, match=r"2026-01-17 is before the latest release, 2026-01-18\.2"):
        run_day(date(2026, 1, 17), releases)
    with pytest.raises(WrongDay, match="after the clock"):
        run_day(date(2131, 1, 1), releases)
    monkeypatch.setenv(REHEARSAL, "1")
    assert run_day(date(2131, 1, 1), releases) == "2131-01-01"


def test_previous_is_what_latest_points_at_and_nothing_else(data):
    release(data, "2031-01-01")
    release(data, "2026-01-18")
    assert followed(data / "releases").name == "2026-01-18", "a folder of 2031 freezes nothing"
    (data / "releases" / "latest").unlink()
    with pytest.raises(ValueError, match="latest points at nothing"):
        followed(data / "releases")


def test_a_replay_older_than_the_latest_release_is_refused(data):
    release(data, "2026-03-15")
    write_jsonl([listing("gecolib", "2026-01-18")], data / "work" / "listings" / "gecolib.jsonl")
    with pytest.raises(WrongDay, match="2026-01-18 is before the latest release"):
        build.release_day()


def dossier(one, name, reconstruction=False):
    made = resolve(
        one, [named(name) | {"reconstruction": reconstruction}], KINDS, {}, geography.load(), date(2026, 1, 18)
    )
    return {"cpts": [made.cpts], "territoires": [], "preuves": made.preuves, "changements": []}


def test_a_rebuild_of_the_same_day_tells_who_left_and_keeps_what_the_day_had_told(data):
    """The same day, without one of the sources: the release it follows is the one of the morning."""
    before = dossier("cpts-aaaaaaaa", "CPTS du Val")
    told = {
        "changement_id": "0" * 16,
        "cpts_id": "cpts-aaaaaaaa",
        "livraison": date(2026, 1, 18),
        "nature": "apparue",
        "avant": None,
        "apres": "CPTS du Val",
        "phrase": "CPTS du Val apparaît dans l'observatoire.",
        "preuve_id": "partie",
    }
    release(data, "2026-01-18", **{**before, "changements": [told]})
    write_jsonl([listing("gecolib", "2026-01-18")], data / "work" / "listings" / "gecolib.jsonl")
    rows = history.change_table({"cpts": [], "territoires": [], "preuves": []})
    assert {row["nature"] for row in rows} == {"disparue", "apparue"}
    assert next(row for row in rows if row["nature"] == "apparue")["preuve_id"] is None


def test_nothing_of_a_reconstruction_is_carried_into_a_release_of_observations(data):
    release(data, "2026-01-18", **dossier("cpts-aaaaaaaa", "CPTS du Val", reconstruction=True))
    folder = data / "work" / "listings"
    write_jsonl([listing("48-fm", "2026-01-18", reconstruction=True)], folder / "48-fm.jsonl")
    assert build.previous_tables("cpts") is not None
    write_jsonl([listing("gecolib", "2026-01-25")], folder / "gecolib.jsonl")
    assert set(build.read_listings()) == {"gecolib"}
    assert build.previous_tables("cpts") is None


def test_a_source_without_a_card_says_nothing_of_the_day(data):
    folder = data / "work" / "listings"
    write_jsonl([listing("gecolib", "2026-01-18")], folder / "gecolib.jsonl")
    write_report(report("gecolib", "2026-01-25"), folder)
    write_report(report("sans-fiche", "2026-02-25"), folder)
    assert build.release_day() == date(2026, 1, 25)
