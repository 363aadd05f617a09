"""Whatever bytes come, reading gives rows or an alarm: no error, and no row from noise."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spiders.document import Document
from spiders.extract.read import read
from tests.support.cpts_tables import ARS
from tests.support.writers import xlsx

STARTS = [
    b"%PDF-1.4\n",
    b"PK\x03\x04",
    b"\x1f\x8b\x08",
    b"<html><body>",
    b"<?xml version='1.0'?>",
    b'{"a": [',
    b"var x = [",
    b"CPTS;Statut\n",
    b"\xff\xfe",
]
PIECES = [
    b"CPTS du Lac", b"<table><tr><td>", b"</td></tr>", b"<script type='application/ld+json'>", b"</script>", b'{"nom": "CPTS"}',
    b"[[[[[[[[[[[[", b"0" * 40, b"-" * 40, b";", b"\n", b'"', b"\x00", b"\xef\xbf\xbe", b"ACI sign\xe9", b"1 0 obj << /Type /Page >> endobj",
]  # fmt: skip
WORKBOOK = xlsx(("CPTS", [["CPTS", "Statut"], ["CPTS du Lac", "ACI signé"]]))


def told(body, content_type=""):
    found = read(Document("https://a.example/x", body, content_type), ARS)
    assert not [
        alarm.detail for alarm in found.alarms if "a échoué" in alarm.detail
    ]  # a reader met what it did not know
    assert all(one.name and one.evidence.locator for one in found.listings)
    return found


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(STARTS), st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=40)), max_size=12))
def test_bytes_that_begin_like_a_format_are_no_error(start, pieces):
    told(start + b"".join(pieces))


@pytest.mark.long
@settings(max_examples=3000, deadline=None)
@given(st.sampled_from(STARTS), st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=200)), max_size=60))
def test_many_more_of_them(start, pieces):
    told(start + b"".join(pieces))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(WORKBOOK) - 1), st.integers(0, 255), st.integers(0, len(WORKBOOK)))
def test_a_workbook_with_a_wrong_byte_or_cut_is_no_error(place, byte, end):
    told((WORKBOOK[:place] + bytes([byte]) + WORKBOOK[place + 1 :])[:end])


@pytest.mark.parametrize("charset", ["undefined", "base64", "utf-7", "x-unknown", "idna", "\x00"])
def test_a_charset_nobody_knows_leaves_a_page_that_everybody_reads(charset):
    page = "<html><body><h1>Les CPTS</h1><ul><li>CPTS du Lac : ACI signé</li></ul></body></html>".encode("cp1252")
    assert [one.name for one in told(page, f"text/html; charset={charset}").listings] == ["CPTS du Lac"]


@pytest.mark.parametrize("depth", [100, 950, 5000])
@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"name":'])
def test_brackets_without_end_leave_the_rows_of_the_page(depth, opening):
    for data in (opening * depth, opening * depth + "1" + {"[": "]", '{"a":': "}", '[{"name":': "}]"}[opening] * depth):
        page = f'<html><script type="application/ld+json">{data}</script><body><h1>Les CPTS</h1><ul><li>CPTS du Lac : ACI</li></ul></body></html>'
        assert [one.name for one in told(page.encode()).listings] == ["CPTS du Lac"]
        assert not told(data.encode()).listings
