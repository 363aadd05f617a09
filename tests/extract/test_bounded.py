"""What a document holds ends its reader at most: bombs are refused under the bounds, and the next page is read."""

import gzip
import re
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from benchmarks.bench_growth import html_table
from spiders.document import Document
from spiders.extract import bounded
from spiders.extract.bounded import read_bounded
from tests.support.bombs import JUDGED, OPENED, nested_forms
from tests.support.cpts_tables import ARS

ROOT = Path(__file__).parents[2]
PAGE = b"<html><body><main><h1>CPTS</h1><ul><li>CPTS du Val Clair : ACI</li></ul></main></body></html>"


def read(body, seconds=bounded.MAX_SECONDS):
    return read_bounded(Document("https://a.example/x", body), ARS, seconds)


def peak(of="VmHWM"):
    """Bytes the reader has held at most, or has reserved (`VmData`); 0 once it was ended, as its limits then did."""
    process = bounded._READER.process
    status = Path(f"/proc/{process.pid}/status").read_text() if process else ""
    return sum(int(found) * 1024 for found in re.findall(rf"{of}:\s*(\d+) kB", status))


LONG = [pytest.param(name, marks=pytest.mark.long) for name in OPENED]


@pytest.mark.parametrize("name", [*JUDGED, *LONG])
def test_a_bomb_is_refused_with_a_plain_alarm_and_the_next_page_is_read(name):
    found = read({**JUDGED, **OPENED}[name]())
    assert not found.listings
    assert {alarm.name for alarm in found.alarms} <= {"TooHeavy", "WrongType"} and found.alarms
    assert "Error" not in found.alarms[0].detail
    assert peak() < 500 * 1024**2
    assert [one.name for one in read(PAGE).listings] == ["CPTS du Val Clair"]


def test_most_of_the_bound_is_left_to_the_document():
    bounded._READER.end()
    assert read(PAGE).listings and 0 < peak("VmData") < bounded.MAX_MEMORY / 2


def test_lack_of_memory_is_told_as_such_by_every_library():
    """libxml2 says it with a syntax error; in a reader that has read before, it does before the bound is near."""
    program = (
        "import resource; from spiders.extract.read import read; from spiders.document import Document\n"
        "from tests.extract.test_bounded import ARS, PAGE\n"
        "read(Document('https://a.example/x', PAGE), ARS)\n"
        "held = int(open('/proc/self/statm').read().split()[5]) * resource.getpagesize() + 60_000_000\n"
        "resource.setrlimit(resource.RLIMIT_DATA, (held, held))\n"
        "print(*(one.name for one in read(Document('https://a.example/x', PAGE + b'<i>a</i>' * 400_000), ARS).alarms))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, text=True, capture_output=True, check=True)
    assert done.stdout.split() == ["TooHeavy"]


def test_a_document_that_takes_too_long_is_named_and_the_next_one_is_read():
    found = read(nested_forms(), seconds=1)
    (alarm,) = found.alarms
    # its seconds of calculation, or ten times that on the clock where the machine gives it a tenth of a core
    assert alarm.name == "TooHeavy" and ("1 s de calcul" in alarm.detail or "10 s" in alarm.detail)
    assert len(read(PAGE).listings) == 1


def test_it_reads_what_read_reads():
    from spiders.extract.read import read as read_here

    document = Document("https://a.example/x", PAGE)
    assert read_bounded(document, ARS) == read_here(document, ARS)


def test_a_reader_that_ended_while_nobody_asked_is_no_fault_of_the_next_document():
    assert len(read(PAGE).listings) == 1
    reader = bounded._READER.process
    assert reader is not None
    reader.kill()
    reader.wait()
    assert len(read(PAGE).listings) == 1


def test_what_the_parent_holds_is_not_counted_as_the_page_s():
    held = bytearray(480 * 1024 * 1024)
    held[::4096] = b"x" * len(held[::4096])
    bounded._READER.end()
    assert len(read(PAGE).listings) == 1 and bounded._READER.process is not None
    assert peak() < len(held) // 2


def test_a_member_with_an_unknown_compression_is_no_error():
    body = BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
    whole = body.getvalue()
    for broken in (whole, whole[30:], whole[:-40], whole.replace(b"\x5d\x00\x00", b"\xff\xff\xff")):
        assert read(broken).alarms
    assert read(gzip.compress(whole)[:-9]).alarms


@pytest.mark.long
def test_a_table_of_five_megabytes_is_read_under_the_bounds():
    found = read(html_table(66_500))
    assert found.alarms == () and len(found.listings) > 50_000
