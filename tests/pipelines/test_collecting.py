"""What stands around a crawl: which captures, which sources, what is said of a wrong word, what Ctrl-C leaves."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from spiders import run
from spiders.collect import BUNDLED, ROOT, collect, collectable, default_captures, folder_of
from spiders.registry import CardError, card
from tests.support.loopback import QUICK, Site, send, serve, table, write_card


def test_an_unknown_source_is_named_and_nothing_starts(capsys, tmp_path):
    assert run.main(["collect", "inconnue", "--output", str(tmp_path)]) == 2
    assert "inconnue" in capsys.readouterr().err


def test_a_process_that_dies_is_a_failed_report_with_its_last_words(tmp_path):
    (report,) = collect(["inconnue"], "replay", [tmp_path], tmp_path / "out")
    assert report.failed and "no source 'inconnue'" in report.reason


def test_live_captures_go_where_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.setenv("OBSERVATOIRE_CAPTURES", str(tmp_path))
    assert default_captures("live") == [tmp_path]
    assert collectable("replay", [tmp_path]) == [] and collect((), "replay", [tmp_path], tmp_path) == []


def test_a_replay_prefers_what_was_recorded_here_to_the_reconstructions(monkeypatch, tmp_path):
    monkeypatch.setenv("OBSERVATOIRE_CAPTURES", str(tmp_path))
    assert folder_of("gecolib", default_captures("replay")) == BUNDLED
    recorded = tmp_path / "gecolib" / "2026-11-27.warc.gz"
    recorded.parent.mkdir()
    recorded.with_name("2026-11-27.failed.warc.gz").touch()
    assert folder_of("gecolib", default_captures("replay")) == BUNDLED, "a failed crawl is never replayed"
    recorded.touch()
    assert folder_of("gecolib", default_captures("replay")) == tmp_path
    assert "gecolib" in collectable("replay", [tmp_path])


def test_close_ids_are_suggested():
    with pytest.raises(CardError, match="did you mean ars-bretagne"):
        card("ars-bretagn")
    with pytest.raises(CardError, match="did you mean ars-bretagne"):
        card("bretagne")
    with pytest.raises(CardError, match="no source 'zzz'; `observatoire sources list`"):
        card("zzz")


ANSWERS_AFTER = {"closes in order": 1, "is killed": 12}


@pytest.mark.parametrize("patience", ANSWERS_AFTER)
def test_an_interrupted_crawl_leaves_nothing_half_written_and_says_so(tmp_path, patience):
    """One source is done, the next one keeps us waiting, the third was not begun."""
    reached = threading.Event()

    def slow(handler):
        reached.set()
        time.sleep(ANSWERS_AFTER[patience])
        send(handler, table("CPTS du Val Bleu"))

    site = Site(pages={"/one": table("CPTS des Monts"), "/two": slow, "/three": table("CPTS du Lac")})
    data = tmp_path / "data"
    program = (
        "import sys; from pathlib import Path; from spiders.collect import Interrupted, collect\n"
        "folder = Path(sys.argv[1])\n"
        "try: collect(['one', 'two', 'three'], 'live', [folder / 'captures'], folder / 'listings',"
        " cards=folder / 'cards', settings={'DOWNLOAD_DELAY': '0'})\n"
        "except Interrupted as stopped: print([one.source_id for one in stopped.done], stopped.left); sys.exit(130)"
    )
    with serve(site):
        for source_id in ("one", "two", "three"):
            write_card(data / "cards", source_id, f"{site.url}/{source_id}")
        process = subprocess.Popen(
            [sys.executable, "-c", program, str(data)],
            cwd=ROOT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # whatever started the tests
        )
        assert reached.wait(30)
        os.kill(process.pid, signal.SIGINT)
        said, errors = process.communicate(timeout=40)
    assert process.returncode == 130, errors
    assert said.strip() == "['one'] ['two', 'three']"
    assert "Traceback" not in errors
    written = sorted(
        path.relative_to(data).as_posix() for path in data.rglob("*") if path.is_file() and "cards" not in path.parts
    )
    assert [name for name in written if not name.startswith("captures/one/")] == [
        "listings/one.jsonl",
        "listings/one.report.json",
    ]
    assert site.asked["/three"] == 0


def test_a_second_collect_of_the_day_goes_on_where_the_first_one_was(tmp_path):
    site = Site(pages={"/one": table("CPTS des Monts")})
    events = []

    def crawl(again=False):
        return collect(
            ["one", "two"],
            "live",
            [tmp_path / "captures"],
            tmp_path / "listings",
            events.append,
            cards=tmp_path / "cards",
            today="2026-11-20",
            again=again,
            settings=QUICK,
        )

    with serve(site):
        for source_id in ("one", "two"):
            write_card(tmp_path / "cards", source_id, f"{site.url}/{source_id}")
        assert [report.failed for report in crawl()] == [False, True]
        site.pages["/two"] = table("CPTS du Lac")
        assert [report.failed for report in crawl()] == [False, False]
        assert (site.asked["/one"], site.asked["/two"]) == (1, 2)
        assert [event["source_id"] for event in events if event.get("resumed")] == ["one"]
        assert [report.failed for report in crawl(again=True)] == [False, False]
        assert (site.asked["/one"], site.asked["/two"]) == (2, 3)
    captures = sorted(path.name for path in (tmp_path / "captures" / "one").iterdir())
    assert captures == ["2026-11-20.2.warc.gz", "2026-11-20.warc.gz"], "what was published rests on the first one"
