"""Servers that misbehave: the run ends, says which page and why, and keeps the rest; so does its replay.

One source per fault, all on one loopback server, crawled in one process and replayed in another.
"""

import gzip
import random

import pytest

from spiders.collect import collect
from spiders.listing import read_jsonl
from tests.support.loopback import QUICK, Site, send, serve, table, write_card

FINE = table("CPTS du Val Bleu")
REST = table("CPTS des Trois Rivières")
NOISE = random.Random(604).randbytes(500_000)


def hang(handler):
    """Says nothing until the client has given up."""
    handler.connection.settimeout(30)
    handler.close_connection = True
    try:
        handler.connection.recv(1)
    except OSError:
        return


def close_early(handler):
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", str(len(FINE)))
    handler.end_headers()
    handler.wfile.write(FINE[:100])
    handler.close_connection = True


def slam(handler):
    handler.close_connection = True
    handler.connection.close()


def wrong_length(handler):
    """Announces more than it has and closes."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Content-Length", str(len(FINE) + 5000))
    handler.end_headers()
    handler.wfile.write(FINE)
    handler.close_connection = True


def endless_redirect(handler):
    number = int(handler.path.rpartition("/")[2] or 0)
    send(handler, b"", status=302, Location=f"/tourne/{number + 1}")


def huge(handler):
    send(handler, b"<p>" + NOISE)


def bomb(handler):
    send(handler, gzip.compress(b"<p>" + bytes(3_000_000)), Content_Encoding="gzip")


def not_gzip(handler):
    send(handler, b"<html>this is not gzip</html>", Content_Encoding="gzip")


def cut_gzip(handler):
    whole = gzip.compress(table(*(f"CPTS du Val {i}" for i in range(9))) + NOISE[:4000])
    send(handler, whole[:-20], Content_Encoding="gzip")


def later(handler):
    """Asks for an hour: nobody waits for it."""
    send(handler, b"", status=503, Retry_After="3600")


class Flaky:
    def __init__(self):
        self.asked = 0

    def __call__(self, handler):
        self.asked += 1
        send(handler, b"" if self.asked == 1 else FINE, status=500 if self.asked == 1 else 200)


# source → its page, and what the alarm must say
FAULTS = {
    "hangs": (hang, "DownloadTimeoutError"),
    "closes-early": (close_early, "ResponseDataLossError"),
    "slams": (slam, "DownloadFailedError"),
    "wrong-length": (wrong_length, "ResponseDataLossError"),
    "turns": (endless_redirect, "redirect"),
    "huge": (huge, "DownloadCancelledError"),
    "bomb": (bomb, "DOWNLOAD_MAXSIZE"),
    "not-gzip": (not_gzip, "gzip"),
    "later": (later, "a répondu 503"),
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("faults")
    site = Site(pages={"/fine": FINE, "/rest": REST, "/flaky": Flaky(), "/cut": cut_gzip})
    for source_id, (answer, _) in FAULTS.items():
        site.pages[f"/{source_id}/0"] = answer
    for number in range(1, 30):
        site.pages[f"/tourne/{number}"] = endless_redirect
    settings = {**QUICK, "DOWNLOAD_TIMEOUT": "4"}
    with serve(site):
        for source_id in FAULTS:
            write_card(folder / "cards", source_id, f"{site.url}/{source_id}/0", site.url + "/rest")
        write_card(folder / "cards", "flaky", site.url + "/flaky")
        write_card(folder / "cards", "cut", site.url + "/cut")
        sources = [*FAULTS, "flaky", "cut"]
        crawled = collect(
            sources,
            "live",
            [folder / "captures"],
            folder / "live",
            cards=folder / "cards",
            today="2026-11-22",
            settings=settings,
        )
    replayed = collect(
        sources, "replay", [folder / "captures"], folder / "replay", cards=folder / "cards", settings=settings
    )
    return folder, site, {r.source_id: r for r in crawled}, {r.source_id: r for r in replayed}


@pytest.mark.parametrize(("source_id", "said"), [(name, said) for name, (_, said) in FAULTS.items()])
def test_the_fault_is_named_and_the_other_page_is_read(runs, source_id, said):
    folder, _, crawled, _ = runs
    report = crawled[source_id]
    (alarm,) = [alarm for alarm in report.alarms if alarm.name == "FetchFailed"]
    assert said in alarm.detail
    assert f"/{source_id}/" in alarm.url
    assert report.outcome == "alarmed"
    assert [row.name for row in read_jsonl(folder / "live" / f"{source_id}.jsonl")] == ["CPTS des Trois Rivières"]


@pytest.mark.parametrize("source_id", [*FAULTS, "flaky", "cut"])
def test_a_replay_meets_the_same_fault(runs, source_id):
    folder, _, crawled, replayed = runs
    live, again = crawled[source_id], replayed[source_id]
    assert [(alarm.name, alarm.url) for alarm in again.alarms] == [(a.name, a.url) for a in live.alarms]
    assert again.data_version == live.data_version and again.outcome == live.outcome
    assert (folder / "replay" / f"{source_id}.jsonl").read_bytes() == (
        folder / "live" / f"{source_id}.jsonl"
    ).read_bytes()


def test_a_server_that_fails_once_is_asked_again(runs):
    _, site, crawled, replayed = runs
    assert site.asked["/flaky"] == 2
    assert crawled["flaky"].outcome == "changed" and crawled["flaky"].statuses["500"] == 1
    assert replayed["flaky"].statuses == crawled["flaky"].statuses


def test_retries_are_bounded(runs):
    _, site, _, _ = runs
    assert site.asked["/hangs/0"] == 1, "who says nothing has had his time"
    assert site.asked["/later/0"] == 1, "whoever asks for an hour is not asked again"
    assert sum(count for path, count in site.asked.items() if path.startswith("/tourne/")) <= 6


def test_a_compressed_page_that_ends_early_is_said(runs):
    _, _, crawled, _ = runs
    assert "Truncated" in [alarm.name for alarm in crawled["cut"].alarms]
