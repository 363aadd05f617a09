"""Captures: written once, read again, whatever happened to the file, whoever wrote it."""

import gzip
from dataclasses import replace
from io import BytesIO

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from spiders.archive.exchange import CaptureError, Exchange, exchange_key
from spiders.archive.folder import Shelf, brought, crawls
from spiders.archive.middleware import is_cut
from spiders.archive.reader import Capture
from spiders.archive.writer import CaptureWriter

INFO = {"software": "observatoire-cpts (test)", "source": "essai", "reconstruction": "false"}
SENT = (("User-Agent", "observatoire-cpts/0.1"),)
URL = "https://www.exemple.fr/cpts"
HTML = (("Content-Type", "text/html"), ("ETag", '"1"'))


def body(number):
    """Pages that do not compress into nothing, so that a cut falls inside them."""
    import hashlib

    noise = b"".join(hashlib.sha256(f"{number} {i}".encode()).digest() for i in range(80))
    return f"<html>page {number} é</html>".encode() + noise


def record(path, count=4, date="2026-11-22T08:00:00Z"):
    writer = CaptureWriter(path, INFO, lambda: date)
    for number in range(count):
        writer.answer(f"{URL}?p={number}", SENT, "200 OK", HTML, body(number))
    writer.failure(f"{URL}/absent", "DownloadTimeoutError", "took  longer\nthan 30 s")
    writer.close()
    return path


def test_what_is_written_is_read_again(tmp_path):
    capture = Capture(record(tmp_path / "a.warc.gz"))
    assert capture.ours and not capture.reconstruction and capture.damage == []
    (exchange,) = capture.exchanges(f"{URL}?p=2")
    assert (exchange.status, exchange.body, exchange.date) == (200, body(2), "2026-11-22T08:00:00Z")
    assert exchange.record_id.startswith("urn:uuid:") and exchange.header("etag") == '"1"'


def test_a_failure_is_an_exchange_too(tmp_path):
    (exchange,) = Capture(record(tmp_path / "a.warc.gz")).exchanges(f"{URL}/absent")
    assert (exchange.failure, exchange.reason) == ("DownloadTimeoutError", "took longer than 30 s")
    assert not exchange.answered


def test_the_same_exchanges_give_the_same_bytes(tmp_path):
    first, second = record(tmp_path / "a.warc.gz"), record(tmp_path / "b.warc.gz")
    assert first.read_bytes() == second.read_bytes()


def test_the_file_has_its_name_only_once_it_is_whole(tmp_path):
    writer = CaptureWriter(tmp_path / "2026-11-22.warc.gz", INFO, lambda: "2026-11-22T08:00:00Z")
    writer.answer(URL, SENT, "200 OK", HTML, b"x")
    assert not (tmp_path / "2026-11-22.warc.gz").exists()
    writer.close()
    assert (tmp_path / "2026-11-22.warc.gz").exists()


def test_the_order_of_a_query_does_not_make_another_page():
    assert exchange_key(f"{URL}?b=1&a=2#haut") == exchange_key(f"{URL}?a=2&b=1")
    assert exchange_key("http://exemple.fr/") != exchange_key("https://exemple.fr/")


@pytest.mark.parametrize("share", [0.3, 0.55, 0.8, 0.97, 0.995])
def test_a_cut_capture_keeps_what_can_be_read_and_says_where_it_is_cut(tmp_path, share):
    whole = record(tmp_path / "whole.warc.gz")
    cut = tmp_path / "cut.warc.gz"
    cut.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * share)])
    capture = Capture(cut)
    expected = Capture(whole)
    readable = [number for number in range(4) if capture.exchanges(f"{URL}?p={number}")]
    assert readable == list(range(len(readable)))
    for number in readable:
        assert capture.exchanges(f"{URL}?p={number}") == expected.exchanges(f"{URL}?p={number}")
    (damage,) = capture.damage
    assert "cut.warc.gz, octet" in str(damage) and 0 < damage.offset < cut.stat().st_size


def test_a_capture_cut_at_any_byte_never_raises_but_its_own_error(tmp_path):
    whole = record(tmp_path / "whole.warc.gz", count=1).read_bytes()
    cut = tmp_path / "cut.warc.gz"
    for size in range(0, len(whole) - 1, 97):
        cut.write_bytes(whole[:size])
        try:
            assert Capture(cut).damage, size
        except CaptureError as error:
            assert "cut.warc.gz" in str(error)


def test_damage_in_the_middle_costs_one_exchange(tmp_path):
    path = record(tmp_path / "a.warc.gz")
    offset = next(
        place.offset for places in Capture(path)._places.values() for place in places if place.url.endswith("p=1")
    )
    data = bytearray(path.read_bytes())
    data[offset + 600 : offset + 640] = bytes(40)
    path.write_bytes(bytes(data))
    capture = Capture(path)
    assert [bool(capture.exchanges(f"{URL}?p={number}")) for number in range(4)] == [True, False, True, True]
    assert capture.damage


def test_a_body_that_is_not_the_one_recorded_is_refused(tmp_path):
    """The digest is verified on read: an edited capture is evidence of nothing."""
    plain = gzip.decompress(record(tmp_path / "a.warc.gz").read_bytes())
    edited = tmp_path / "edited.warc"
    edited.write_bytes(plain.replace(b"page 3", b"page 9"))
    capture = Capture(edited)
    assert capture.exchanges(f"{URL}?p=2")
    assert capture.exchanges(f"{URL}?p=3") == []
    assert "digest" in str(capture.damage[0])


@pytest.mark.parametrize("content", [b"", b"hello", b"\x1f\x8b\x08 no", b"<html>" * 500, bytes(2000)])
def test_what_is_no_warc_is_named(tmp_path, content):
    path = tmp_path / "strange.warc.gz"
    path.write_bytes(content)
    with pytest.raises(CaptureError, match=r"strange\.warc\.gz"):
        Capture(path)


def foreign(path, **options):
    """A capture as other tools write it: no digest of ours, chunked bodies, other headers."""
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=options.get("gzip", True))
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "Another tool 1.0"}))
        chunked = b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
        for url, payload, headers in (
            (URL, b"<html>plain</html>", [("Content-Type", "text/html")]),
            (f"{URL}/chunked", chunked, [("Transfer-Encoding", "chunked")]),
            (f"{URL}/gzip", gzip.compress(b"zipped", mtime=0), [("Content-Encoding", "gzip")]),
        ):
            http = StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1")
            writer.write_record(writer.create_warc_record(url, "response", BytesIO(payload), http_headers=http))
    return path


@pytest.mark.parametrize("zipped", [True, False])
def test_a_capture_from_elsewhere_is_read(tmp_path, zipped):
    capture = Capture(foreign(tmp_path / "browser.warc.gz", gzip=zipped))
    assert not capture.ours and capture.damage == []
    assert capture.exchanges(URL)[0].body == b"<html>plain</html>"
    assert capture.exchanges(f"{URL}/chunked")[0].body == b"hello world"
    assert gzip.decompress(capture.exchanges(f"{URL}/gzip")[0].body) == b"zipped"


def test_a_capture_zipped_as_a_whole_is_read(tmp_path):
    path = tmp_path / "whole.warc.gz"
    path.write_bytes(gzip.compress(foreign(tmp_path / "plain.warc", gzip=False).read_bytes()))
    assert Capture(path).exchanges(URL)[0].body == b"<html>plain</html>"


def test_a_revisit_gives_the_page_of_the_older_capture(tmp_path):
    folder = tmp_path / "essai"
    record(folder / "2026-11-20.warc.gz", date="2026-11-20T08:00:00Z")
    (earlier,) = Capture(folder / "2026-11-20.warc.gz").exchanges(f"{URL}?p=1")
    writer = CaptureWriter(folder / "2026-11-21.warc.gz", INFO, lambda: "2026-11-21T08:00:00Z")
    writer.unchanged(f"{URL}?p=1", SENT, (("ETag", '"1"'),), earlier)
    writer.close()
    confirmed = replace(earlier, confirmed="2026-11-21T08:00:00Z")
    assert Shelf.open(tmp_path, "essai").exchanges(f"{URL}?p=1") == [confirmed]


def test_a_brought_capture_adds_what_the_crawl_could_not_reach(tmp_path):
    record(tmp_path / "essai" / "2026-11-22.warc.gz")
    foreign(tmp_path / "essai" / "firefox.warc.gz")
    (tmp_path / "essai" / "2026-11-23.failed.warc.gz").write_bytes(b"never read")
    assert [path.name for path in crawls(tmp_path, "essai")] == ["2026-11-22.warc.gz"]
    assert [path.name for path in brought(tmp_path, "essai")] == ["firefox.warc.gz"]
    shelf = Shelf.open(tmp_path, "essai")
    assert shelf.strict
    assert shelf.exchanges(URL)[0].body == b"<html>plain</html>"
    assert shelf.exchanges(f"{URL}?p=0")[0].body == body(0)


def test_a_source_without_a_capture_says_how_to_get_one(tmp_path):
    with pytest.raises(CaptureError, match="observatoire collect essai --live"):
        Shelf.open(tmp_path, "essai")


def test_a_gzip_body_that_ends_early_is_noticed():
    def answer(payload):
        return Exchange(URL, "", "", 200, (("Content-Encoding", "gzip"),), payload)

    whole = gzip.compress(b"a page" * 50)
    assert not is_cut(answer(whole))
    assert is_cut(answer(whole[:-12]))
    assert not is_cut(answer(b"not gzip at all"))
