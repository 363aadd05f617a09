"""Which lane makes a page, and what of its address counts."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from pipelines.site.routes import MOST_PARAMETERS, route, spelling


@pytest.mark.parametrize(
    ("path", "query", "lane", "counted"),
    [
        ("/", b"x=1", "pages", b""),
        ("/cpts/CPTS-000001", b"utm_source=x", "pages", b""),
        ("/signaler", b"sujet=cpts&id=a&autre=b", "searches", b"sujet=cpts&id=a"),
        ("/-/search", b"q=mende&autre=b", "searches", b"q=mende"),
        ("/observatoire", b"", "pages", b""),
        ("/observatoire/cpts", b"", "pages", b""),
        # no reader's filter stands before a link to cite
        ("/2026-11-22/cpts", b"", "archives", b""),
        ("/2026-11-22/cpts/CPTS-000001", b"x=1", "archives", b""),
        ("/2026-11-22/cpts", b"statut=aci_signe", "tables", b"statut=aci_signe"),
        ("/observatoire-0a1b2c3/cpts.json", b"statut=aci_signe", "tables", b"statut=aci_signe"),
        ("/observatoire.json", b"sql=select+1", "queries", b"sql=select+1"),
        ("/observatoire", b"%73%71%6c=select%201", "queries", None),
        ("/2026-11-22/cpts", b"_where=1", "queries", b"_where=1"),
        ("/2026-11-22-2/cpts.csv", b"_stream=on", "exports", b"_stream=on&_size=max"),
        ("/observatoire/cpts.csv", b"_stream=on&_size=1&_dl=1", "exports", b"_stream=on&_dl=on&_size=max"),
        ("/observatoire/cpts.csv", b"_stream=on&nom=%C3%A9", "tables", b"_stream=on&nom=%C3%A9&_size=max"),
        ("/observatoire.csv", b"_stream=on&sql=select+1", "queries", b"_stream=on&sql=select+1"),
        ("/observatoire.csv", b"sql=select+:_x&_x=1", "queries", None),
        # what nothing reads, and values that mean the same, make no other page
        ("/observatoire/cpts", b"_zz=1&_ttl=5", "pages", b""),
        ("/observatoire/cpts.csv", b"_stream=7&_header=x1&_dl=", "exports", b"_stream=on&_size=max"),
        ("/observatoire/cpts.csv", b"_stream=on&_header=off", "exports", b"_stream=on&_header=off&_size=max"),
        ("/observatoire/cpts", b"_filter_column_1=nom&_search_nom=a&_x__exact=1", "tables", None),
        ("/observatoires", b"sql=select+1", "pages", b""),
        ("/observatoire/flux_changements.atom", b"_base=https://x/&n=1", "pages", b""),
        ("/observatoire-0a1b2c3/flux_region.atom", b"region=76&sql=select+1", "tables", b"region=76"),
        # a reader chooses the days: none of his pages stands before those of others
        ("/etat/2027-05-20", b"", "exports", b""),
        ("/etat/2027-05-20/2027-03-07.json", b"a=1", "exports", b""),
    ],
)
def test_routes(path: str, query: bytes, lane: str, counted: bytes | None) -> None:
    """`counted`: None where the query counts as it is."""
    found = route(path, query)
    assert (found.lane, found.query) == (lane, query if counted is None else counted)
    assert route(path, found.query) == found


@pytest.mark.parametrize(
    ("path", "only"),
    [
        ("/", "/"),
        ("/commune/48095.json", "/commune/48095.json"),
        ("/commune/A~30", "/commune/A0"),
        ("/commune/Béziers", "/commune/B%C3%A9ziers"),
        ("/a b/c:d", "/a%20b/c:d"),
        ("/observatoire-0a1b2c3/~61ffirmations", "/observatoire-0a1b2c3/affirmations"),
        ("/~6fbservatoire-0a1b2c3/cpts", "/observatoire-0a1b2c3/cpts"),
        ("/observatoire/missions/a~2cb,c~2Fd", "/observatoire/missions/a~2Cb,c~2Fd"),
        ("/2026-11-22/cpts/a b:~20c", "/2026-11-22/cpts/a+b~3A+c"),
        ("/observatoire/cpts~2ejson.json", "/observatoire/cpts~2Ejson.json"),
        ("/observatoire/~2B+~c3~a9%", "/observatoire/~2B+~C3~A9~25"),
    ],
)
def test_a_path_has_one_spelling(path: str, only: str) -> None:
    assert spelling(path) == only and spelling(unquote(only)) == only


def test_too_many_parameters_are_none() -> None:
    with pytest.raises(ValueError):
        route("/observatoire/cpts", b"&".join([b"a=1"] * (MOST_PARAMETERS + 1)))
