"""Signs that are no text, and letters drawn like ours, in every format: the same listing, fit for every output."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read

CONTEXT = SourceContext(kind="ars", regions=("27",))
NAME = "CPTS du Val Bleu"
STAGE = "ACI signé"


def page(name: str, stage: str = STAGE) -> bytes:
    return (
        f"<!doctype html><html lang='fr'><body><main><h1>Les CPTS</h1><table><tr><th>Nom de la CPTS</th><th>Statut</th>"
        f"</tr><tr><td>{name}</td><td>{stage}</td></tr></table></main></body></html>"
    ).encode("utf-8", "surrogatepass")


def workbook(name: str) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["Nom de la CPTS", "Statut"])
    book.active.append(["NOM", STAGE])
    body = io.BytesIO()
    book.save(body)
    made = io.BytesIO()
    with zipfile.ZipFile(body) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, old.read(entry).replace(b">NOM<", f">{name}<".encode()))
    return made.getvalue()


CASES = {
    "html": (page("CP\0TS du Val\x0b Bleu\x07"), "text/html"),
    "html, noncharacter": (page("CPTS du \ufffeVal Bleu\uffff"), "text/html"),
    "html, entities": (page("CPTS du Val Bleu&#xFFFE;&#x202E;&#x7f;&#1;"), "text/html"),
    "html, Cyrillic": (page("СРТЅ du Vаl Blеu"), "text/html"),
    "html, Cyrillic entities": (page("&#1057;&#1056;&#1058;&#1029; du Val Bleu"), "text/html"),
    "html, dressed up": (page("𝐂𝐏𝐓𝐒 du 𝐕𝐚𝐥 Bleu"), "text/html"),
    "json, escapes": (
        json.dumps([{"nom": "CPTS du Val\ud800 Bleu\ufffe\x00", "statut": STAGE}]).encode(),
        "application/json",
    ),
    "json, Cyrillic escapes": (json.dumps([{"nom": "СРТЅ du Val Bleu", "statut": STAGE}]).encode(), "application/json"),
    "csv": (f"Nom de la CPTS;Statut\nCPTS du Val\x01 Bleu\ufffe;{STAGE}\n".encode(), "text/csv"),
    "xlsx, escapes": (workbook("CPTS du_x0001_ Val_x000B_ Bleu"), ""),
}


@pytest.mark.parametrize("case", CASES)
def test_the_name_is_the_one_a_reader_sees(case: str) -> None:
    body, kind = CASES[case]
    found = read(Document("https://www.exemple.fr/cpts", body, kind), CONTEXT)
    assert [one.name for one in found.listings] == [NAME]
    assert STAGE in (found.listings[0].status_text or "")


@pytest.mark.parametrize("case", CASES)
def test_nothing_read_stops_a_workbook_or_a_line_of_json(case: str) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    body, kind = CASES[case]
    said = repr(read(Document("https://www.exemple.fr/cpts", body, kind), CONTEXT))
    assert not ILLEGAL_CHARACTERS_RE.search(said)
    assert not any(sign in said for sign in ("\ufffe", "\uffff", "\ud800", "\\ud800", "\\ufffe", "\\x0"))


def test_what_is_clean_is_the_very_same_reading() -> None:
    from spiders.extract.read import cleaned

    found = read(Document("https://www.exemple.fr/cpts", page(NAME), "text/html"), CONTEXT)
    assert cleaned(found).listings[0] is found.listings[0]


@pytest.mark.parametrize(
    "told",
    [
        "<ul><li>CPTS Vall?e de la Save : ACI signé</li><li>CPTS Vallée de la Save : ACI signé</li></ul>",
        "<ul><li>CPTS Vall??e de la Save : ACI signé</li><li>CPTS Vallée de la Save : ACI signé</li></ul>",
        "<ul><li>CPTS Vall\ufffde de la Save : ACI signé</li><li>CPTS Vallée de la Save : ACI signé</li></ul>",
        "<p>La CPTS de l'\ufffdpine a signé son ACI en 2022. La CPTS Vallée de la Save a signé son ACI en 2021.</p>",
        "<table><tr><th>CPTS<th>Statut<tr><td>Vallée de la Save<td>ACI signé<tr><td>Vall\ufffde de la Save<td>ACI</table>",
    ],
)
def test_a_name_that_lost_letters_is_an_alarm_and_no_cpts(told: str) -> None:
    body = f"<html><body><h1>Les CPTS</h1>{told}</body></html>".encode()
    found = read(Document("https://a.example/cpts", body, content_type="text/html; charset=utf-8"), CONTEXT)
    assert [one.name.removeprefix("CPTS ") for one in found.listings] == ["Vallée de la Save"]
    assert [one.name for one in found.alarms] == ["UnreadText"]
    assert "2022" not in str(found.listings[0].status_text)


def test_a_lost_sign_between_words_is_no_letter_of_a_name() -> None:
    body = "<html><body><p>CPTS du Lac \ufffd ACI signé en 2022.</p></body></html>".encode()
    found = read(Document("https://a.example/cpts", body, content_type="text/html; charset=utf-8"), CONTEXT)
    assert [one.name for one in found.listings] == ["CPTS du Lac"]


def test_entities_in_json_are_letters() -> None:
    told = b'[{"nom": "CPTS Vall&eacute;e", "statut": "valid&#233;"}]'
    found = read(Document("https://a.example/cpts.json", told), CONTEXT)
    assert [(one.name, one.status_text) for one in found.listings] == [("CPTS Vallée", "validé")]
