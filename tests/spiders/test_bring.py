"""Somebody's capture is an observation: it enters with its provenance and is replayed like a crawl."""

import base64
import gzip
import hashlib
import json
import quopri
from datetime import date

import pytest
from click.testing import CliRunner

from pipelines.cli.main import main
from spiders.archive.bring import bring
from spiders.archive.reader import Capture
from spiders.archive.writer import CaptureWriter
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


def collected(tmp_path, minimum=1):
    write_card(tmp_path / "cards", "essai", URL, minimum=minimum)
    (report,) = collect(["essai"], "replay", [tmp_path / "captures"], tmp_path / "out", cards=tmp_path / "cards")
    return report


def names(tmp_path, minimum=1):
    report = collected(tmp_path, minimum)
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
    assert names(tmp_path) == {"CPTS du Val Ondin", "CPTS du Pont Vieux"}, "it was visited, though no link leads there"


def test_of_a_visit_the_pages_of_the_publisher_are_read(tmp_path, saved):
    page, data = table("CPTS du Val Ondin").decode(), json.dumps({"nom": "CPTS du Pont Vieux"})
    body = har(
        entry(text=page),
        entry("https://ailleurs.fr/page", table("CPTS du Phare Blanc").decode()),
        entry("https://www.exemple.fr/mesure", data),
    )
    bring(saved("visite.har", body), "essai", tmp_path / "captures")
    assert names(tmp_path) == {"CPTS du Val Ondin"}


TABLE = "Nom de la CPTS;Statut\nCPTS du Pont Vieux;ACI\n"


@pytest.mark.parametrize("address", ["https://www.exemple.fr/liste.csv", "https://ailleurs.fr/liste.csv"])
def test_a_file_that_the_card_does_not_lead_to_is_read(tmp_path, saved, address):
    file = saved("liste.csv", TABLE.encode())
    bring(file, "essai", tmp_path / "captures", address, DAY)
    assert names(tmp_path, minimum=5) == {"CPTS du Pont Vieux"}, "alone"
    assert names(tmp_path, minimum=5) == {"CPTS du Pont Vieux"}, "and again"
    bring(saved("page.html", table("CPTS du Val Ondin")), "essai", tmp_path / "captures", URL, DAY)
    assert names(tmp_path) == {"CPTS du Pont Vieux", "CPTS du Val Ondin"}, "beside the entry page"


def test_a_file_in_which_nothing_is_read_does_not_stand_for_the_page_of_the_card(tmp_path, saved):
    bring(saved("vide.html", b"<html><p>Rien</p>"), "essai", tmp_path / "captures", URL + "/autre", DAY)
    assert "could not be read" in collected(tmp_path).reason


def test_one_file_at_two_addresses_is_two_captures(tmp_path, saved):
    page = saved("page.html", table("CPTS du Val Ondin"))
    first = bring(page, "essai", tmp_path / "captures", URL, DAY)
    other = bring(page, "essai", tmp_path / "captures", URL + "/autre", DAY)
    assert first.path != other.path and Capture(first.path).addresses() == [URL]


@pytest.mark.parametrize("name", ["copie.warc.gz", "copie.warc", "entier.warc.gz"])
def test_a_warc_is_taken_as_it_is_with_where_it_comes_from(tmp_path, saved, name):
    first = bring(saved("page.html", table("CPTS du Val Ondin")), "autre", tmp_path / "captures", URL, DAY)
    body = first.path.read_bytes()
    body = body if name == "copie.warc.gz" else gzip.decompress(body)
    body = gzip.compress(body) if name == "entier.warc.gz" else body
    done = bring(saved(name, body), "essai", tmp_path / "captures")
    assert done.path.read_bytes().endswith(body)
    assert Capture(done.path).info["provenance"] == f"{name}, sha256:{hashlib.sha256(body).hexdigest()}"
    assert names(tmp_path) == {"CPTS du Val Ondin"}


def test_a_reconstruction_that_is_brought_stays_one(tmp_path, saved):
    writer = CaptureWriter(tmp_path / "a.warc.gz", {"reconstruction": "true"}, lambda: "2026-11-20T10:00:00Z")
    writer.answer(URL, (), "200 OK", (), table("CPTS du Val Ondin"))
    done = bring(writer.close(), "essai", tmp_path / "captures")
    assert Capture(done.path).reconstruction


MHTML = """From: <Saved by Blink>
Snapshot-Content-Location: {url}
Date: Fri, 20 Nov 2026 09:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/related;
\ttype="text/html";
\tboundary="----b"

------b
Content-Type: {kind}
Content-Transfer-Encoding: quoted-printable
Content-Location: {url}

{page}
------b--
"""


@pytest.mark.parametrize("said", [{}, {"url": URL, "day": DAY}])
def test_a_page_that_a_browser_saves_as_one_file_is_decoded(tmp_path, saved, said):
    page = quopri.encodestring("<h1>Étape</h1>".encode() + table("CPTS de l'Orée Claire")).decode()
    body = MHTML.format(url=URL, kind="text/html", page=page)
    bring(saved("page.mhtml", body.encode()), "essai", tmp_path / "captures", **said)
    assert names(tmp_path) == {"CPTS de l'Orée Claire"}
    (report,) = (collected(tmp_path),)
    assert report.alarms == ()


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
        ("image.png", b"\x89PNG\r\n\x1a\n\0\0", URL, DAY, "nothing here can be read"),
        ("lettre.mhtml", MHTML.format(url=URL, kind="text/plain", page="x").encode(), "", None, "--url"),
        ("vide.warc", b"WARC/1.1\r\n", "", None, "warc"),
        ("visite.har", har(entry(text="x")), URL, None, "leave --url and --date out"),
        ("visite.har", har(entry(text="x")), "", DAY, "leave --url and --date out"),
        ("vide.warc", b"WARC/1.1\r\n", URL, DAY, "leave --url and --date out"),
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
