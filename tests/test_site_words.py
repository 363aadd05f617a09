"""French numbers, dates, sentences; the page cache and the cells, as plain functions."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from pipelines.site.cache import PageCache, cached
from pipelines.site.cells import show
from pipelines.site.charts import curve, year_of
from pipelines.site.columns import columns, label_columns
from pipelines.site.french import french_bytes, french_date, french_number, plural
from pipelines.site.sentences import CHOICES, LOOKUPS, filter_sentence, text_query

NARROW = "\u202f"


@pytest.mark.parametrize(("value", "written"), [
    (1234567, f"1{NARROW}234{NARROW}567"), (0, "0"), (12.34, "12,3"), (-1500, f"−1{NARROW}500"), (None, ""),
    ("abc", "abc"), (700.0, "700"),
])
def test_numbers(value: Any, written: str) -> None:
    assert french_number(value) == written


@pytest.mark.parametrize(("value", "written"), [
    ("2026-03-01", "1er mars 2026"), ("2026-12-25", "25 décembre 2026"), ("2023-06", "juin 2023"),
    ("2018", "2018"), ("--06-12", "12 juin"), (None, ""), ("bientôt", "bientôt"), ("2026-13", "2026-13"),
])
def test_dates(value: Any, written: str) -> None:
    assert french_date(value) == written


def test_sizes_and_plurals() -> None:
    assert french_bytes(512) == "512 octets"
    assert french_bytes(1536) == "1,5 ko"
    assert french_bytes(48_000_000) == "48 Mo"
    assert plural(0, "commune") == "0 commune"
    assert plural(2, "ACI signé", "ACI signés") == "2 ACI signés"


def test_every_lookup_of_datasette_has_its_french() -> None:
    from datasette.filters import Filters

    keys = {entry.key for entry in Filters._filters}
    assert keys <= set(LOOKUPS) and keys <= set(CHOICES)


def test_filter_sentence() -> None:
    found = filter_sentence([("statut", "exact", "aci_signe")], {"statut": "Statut"}, "lyon", sort="statut")
    assert found == "recherche « lyon », Statut : « aci_signe » ; par Statut"


@pytest.mark.parametrize(("words", "query"), [
    ("saint-deni", '"saint" "deni"*'), ('a" OR "b', '"a" "OR" "b"*'), ("", '""'), ("!!!", '""'),
])
def test_text_query_never_holds_an_operator(words: str, query: str) -> None:
    assert text_query(words) == query


def test_columns_named_for_display_exist_in_the_schema() -> None:
    from pipelines.schema import load_schema

    known = {(name, field.name) for name, table in load_schema().items() for field in table.fields}
    assert set(label_columns()) <= known
    for section in ("facets", "search"):
        for table, names in columns()[section].items():
            assert {(table, name) for name in names} <= known
    for section in ("names", "order"):
        assert {(table, name.lstrip("-")) for table, name in columns()[section].items()} <= known


def test_cells() -> None:
    assert show("statut", {"value": "aci_signe", "label": "ACI signé"}, "string") == (
        '<span class="statut statut-aci_signe">ACI signé</span>'
    )
    assert show("departements", "48 ; 12", "string") == (
        '<a href="/departement/48">48</a> <a href="/departement/12">12</a>'
    )
    assert str(show("url", "https://www.exemple.invalid/<b>", "string")).count("<b>") == 0
    assert show("url", "javascript:alert(1)", "string") is None        # Datasette then escapes it as plain text
    assert show("partiel", 1, "boolean") == "oui"


def test_curve_puts_the_target_in_2022_and_time_from_left_to_right() -> None:
    figures = [
        {"date_etat": when, "definition": "aci_signe", "valeur": value, "editeur": "e", "url": "u"}
        for when, value in (("2023-02-15", 391.0), ("2021-06", 134.0))
    ]
    drawn = curve(figures, [{"definition": "aci_signe", "nb_cpts": 5}], "2026-11-22")
    first, second = drawn["series"]["aci_signe"]
    assert first["x"] < drawn["cible"]["x"] < second["x"] and first["y"] > second["y"] > drawn["cible"]["y"]
    assert year_of("2021") == 2021.5
    assert drawn["observatoire"][0]["x"] < drawn["droite"]


def fetch(app: Any, path: str, *, method: str = "GET") -> tuple[int, bytes]:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request"}

    scope = {
        "type": "http", "method": method, "path": path, "raw_path": path.encode(), "query_string": b"", "headers": [],
    }
    asyncio.run(app(scope, receive, send))
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


def counting(status: int, body: bytes) -> tuple[Any, list[str]]:
    asked: list[str] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        asked.append(scope["path"])
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/html")]})
        await send({"type": "http.response.body", "body": body})

    return app, asked


def test_cache_asks_once_and_forgets_the_oldest() -> None:
    app, asked = counting(200, b"x" * 400)
    served = cached(app, PageCache(total=900))
    for path in ("/a", "/a", "/b", "/a", "/c", "/a", "/b"):
        assert fetch(served, path) == (200, b"x" * 400)
    assert asked == ["/a", "/b", "/c", "/b"]


def test_errors_are_not_kept() -> None:
    app, asked = counting(404, b"non")
    served = cached(app)
    fetch(served, "/a")
    fetch(served, "/a")
    assert asked == ["/a", "/a"]
