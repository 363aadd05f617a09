"""Somebody's capture is an observation: it enters with its provenance and is replayed like a crawl."""

import base64
import json
from datetime import date

import pytest
from click.testing import CliRunner

from pipelines.cli.main import main
from spiders.archive.bring import bring
from spiders.archive.reader import Capture
from spiders.collect import collect
from spiders.listing import read_jsonl
from tests.support.loopback import table, write_card

URL = "https://www.exemple.fr/cpts"
DAY = date(2026, 11, 20)


def har(*entries):
    return json.dumps({"log": {"version": "1.2", "entries": list(entries)}}).encode()


def entry(url=URL, text="", status=200, method="GET", **content):
    return {
        "startedDateTime": "2026-11-20T10:00:00.000+01:00",
        "request": {"method": method, "url": url, "headers": [{"name": "Cookie", "value": "session-secrete"}]},
        "response": {"status": status, "content": {"mimeType": "text/html", "text": text, **content}},
    }


@pytest.fixture
def saved(tmp_path):
    def save(name, body):
        path = tmp_path / name
        path.write_bytes(body)
        return path

    return save


def names(tmp_path):
    write_card(tmp_path / "cards", "essai", URL)
    (report,) = collect(["essai"], "replay", [tmp_path / "captures"], tmp_path / "out", cards=tmp_path / "cards")
    assert not report.failed, report.reason
    found = list(read_jsonl(tmp_path / "out" / "essai.jsonl"))
    assert {one.evidence.fetched_at[:10] for one in found} == {"2026-11-20"}
    assert not any(one.evidence.reconstruction for one in found)
    return {one.name for one in found}


def test_a_saved_page_is_read_like_a_crawl(tmp_path, saved):
    page = saved("page.html", table("CPTS du Val Ondin", "CPTS du Pont Vieux"))
    done = bring(page, "essai", tmp_path / "captures", URL, DAY)
    assert done.addresses == (URL,) and done.path.name.startswith("apport-2026-11-20-")
    assert names(tmp_path) == {"CPTS du Val Ondin", "CPTS du Pont Vieux"}
    again = bring(page, "essai", tmp_path / "captures", URL, DAY)
    assert again.path == done.path, "the same file brought twice is one capture"


def test_a_har_keeps_the_pages_and_nothing_of_the_person(tmp_path, saved):
    page = table("CPTS du Val Ondin").decode()
    other = base64.b64encode(table("CPTS du Pont Vieux")).decode()
    body = har(
        entry(text=page),
        entry("https://www.exemple.fr/autre", other, encoding="base64"),
        entry("https://www.exemple.fr/perdue", "absente", status=404),
        entry("https://www.exemple.fr/envoi", "reçu", method="POST"),
    )
    done = bring(saved("visite.har", body), "essai", tmp_path / "captures")
    assert done.addresses == (URL, "https://www.exemple.fr/autre")
    held = b"".join(one.decoded for url in done.addresses for one in Capture(done.path).exchanges(url))
    assert b"CPTS du Pont Vieux" in held and b"session-secrete" not in held
    assert names(tmp_path) == {"CPTS du Val Ondin"}


def test_a_warc_is_taken_as_it_is(tmp_path, saved):
    first = bring(saved("page.html", table("CPTS du Val Ondin")), "autre", tmp_path / "captures", URL, DAY)
    done = bring(saved("copie.warc.gz", first.path.read_bytes()), "essai", tmp_path / "captures")
    assert done.path.read_bytes() == first.path.read_bytes()
    assert names(tmp_path) == {"CPTS du Val Ondin"}


@pytest.mark.parametrize(
    ("name", "body", "url", "day", "said"),
    [
        ("page.html", b"<html>", "", DAY, "--url"),
        ("page.html", b"<html>", "ftp://exemple.fr/", DAY, "--url"),
        ("page.html", b"<html>", URL, None, "--date"),
        ("page.html", b"<html>", URL, date(2131, 1, 1), "after today"),
        ("page.html", b"", URL, DAY, "0 bytes"),
        ("visite.har", har(), "", None, "no page that came"),
        ("visite.har", b'{"log": {"entries": [}', "", None, "save it again"),
        ("visite.har", har({**entry(text="x"), "startedDateTime": None}), "", None, "without its date"),
        ("visite.har", har(entry(text="~", encoding="base64")), "", None, "base64"),
        ("vide.warc", b"WARC/1.1\r\n", "", None, "warc"),
    ],
)
def test_what_cannot_enter_says_why(tmp_path, saved, name, body, url, day, said):
    with pytest.raises(ValueError, match="(?i)" + said):
        bring(saved(name, body), "essai", tmp_path / "captures", url, day)
    assert not list((tmp_path / "captures").rglob("*.warc*"))


def test_the_command_names_the_entry_pages_that_are_still_missing(tmp_path, saved, monkeypatch):
    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    page = saved("page.html", table("CPTS du Val Ondin"))
    command = ["captures", "add", str(page), "--source", "gecolib", "--url", URL, "--date", "2026-11-20"]
    done = CliRunner().invoke(main, command)
    assert done.exit_code == 0 and "1 page(s)" in done.output and "gecolib.fr/dossier" in done.output
    wrong = CliRunner().invoke(main, [*command[:3], "--source", "nulle-part", *command[5:]])
    assert wrong.exit_code == 1 and "no source" in wrong.output
