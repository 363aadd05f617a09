"""Which lane makes a page, and what of its address counts."""

from __future__ import annotations

import pytest

from pipelines.site.routes import MOST_PARAMETERS, route


@pytest.mark.parametrize(
    ("path", "query", "lane", "counted"),
    [
        ("/", b"x=1", "pages", b""),
        ("/cpts/CPTS-000001", b"utm_source=x", "pages", b""),
        ("/signaler", b"sujet=cpts&id=a&autre=b", "searches", b"sujet=cpts&id=a"),
        ("/-/search", b"q=mende&autre=b", "searches", b"q=mende"),
        ("/observatoire", b"", "pages", b""),
        ("/observatoire/cpts", b"", "pages", b""),
        ("/2026-11-22/cpts", b"", "tables", b""),
        ("/observatoire-0a1b2c3/cpts.json", b"statut=aci_signe", "tables", b"statut=aci_signe"),
        ("/observatoire.json", b"sql=select+1", "queries", b"sql=select+1"),
        ("/observatoire", b"%73%71%6c=select+1", "queries", b"%73%71%6c=select+1"),
        ("/2026-11-22/cpts", b"_where=1", "queries", b"_where=1"),
        ("/2026-11-22-2/cpts.csv", b"_stream=on", "exports", b"_stream=on&_size=max"),
        ("/observatoire/cpts.csv", b"_stream=on&_size=1&_dl=1", "exports", b"_stream=on&_dl=1&_size=max"),
        ("/observatoire/cpts.csv", b"_stream=on&nom=%C3%A9", "tables", b"_stream=on&nom=%C3%A9&_size=max"),
        ("/observatoire.csv", b"_stream=on&sql=select+1", "queries", b"_stream=on&sql=select+1"),
        ("/observatoires", b"sql=select+1", "pages", b""),
        ("/observatoire/flux_changements.atom", b"_base=https://x/&n=1", "pages", b""),
        ("/observatoire-0a1b2c3/flux_region.atom", b"region=76&sql=select+1", "tables", b"region=76"),
        # a reader chooses the days: none of his pages stands before those of others
        ("/etat/2027-05-20", b"", "exports", b""),
        ("/etat/2027-05-20/2027-03-07.json", b"a=1", "exports", b""),
    ],
)
def test_routes(path: str, query: bytes, lane: str, counted: bytes) -> None:
    found = route(path, query)
    assert (found.lane, found.query) == (lane, counted)


def test_too_many_parameters_are_none() -> None:
    with pytest.raises(ValueError):
        route("/observatoire/cpts", b"&".join([b"a=1"] * (MOST_PARAMETERS + 1)))
