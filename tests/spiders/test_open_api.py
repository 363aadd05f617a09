"""An open API is one card: pages by the address that the answer gives, by what was seen, or by number; and what a
service may do instead. One crawl of the loopback for all."""

from __future__ import annotations

import json
from contextlib import ExitStack
from urllib.parse import parse_qs, urlsplit

import pytest

from spiders.collect import collect
from spiders.listing import read_jsonl
from spiders.registry import CardError, read_card
from tests.support.loopback import QUICK, Site, send, serve, write_card

NAMES = ["Deux Rives", "Sud Plateau", "Haut Eyrieux", "Val Perdu", "Bas Vivarais"]
EXTRACT = '\n[extract]\nrows = "data.rows"\n[extract.fields]\nname = "label"\n'


def service(handler) -> None:
    """Two names at a time. `/next`: with the address of the rest; `/stuck`: always the first; `/liar`: announces nine."""
    parts = urlsplit(handler.path)
    asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
    start = int(asked.get("from", 0)) + (int(asked["p"]) - 1) * 2 if "p" in asked else int(asked.get("from", 0))
    start = 0 if parts.path == "/stuck" else start
    body = {"data": {"rows": [{"label": name} for name in NAMES[start : start + 2]]}}
    body["total"] = 9 if parts.path == "/liar" else len(NAMES)
    if parts.path == "/next" and start + 2 < len(NAMES):
        body["links"] = {"next": f"/next?from={start + 2}"}
    if parts.path == "/elsewhere":
        body["links"] = {"next": "http://192.0.2.7/next?from=2"}
    send(handler, json.dumps(body).encode(), kind="application/json")


CARDS = {
    "by-next": ("/next", 'next = "links.next"'),
    "by-offset": ("/rows", 'offset = "from"\ntotal = "total"'),
    "by-number": ("/rows?p=1", 'number = "p"'),
    "stuck": ("/stuck", 'offset = "from"'),
    "liar": ("/liar", 'offset = "from"\ntotal = "total"'),
    "elsewhere": ("/elsewhere", 'next = "links.next"'),
}


class AnyQuery(dict):
    def get(self, path, default=None):
        return super().get(path.partition("?")[0], default)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    folder = tmp_path_factory.mktemp("api")
    with ExitStack() as stack:
        for name, (path, pages) in CARDS.items():
            site = stack.enter_context(serve(Site(pages=AnyQuery({urlsplit(path).path: service}))))
            crawl = f"[crawl.pages]\n{pages}\n{EXTRACT}"
            write_card(folder / "cards", name, site.url + path, platform="json", crawl=crawl)
        reports = collect(
            list(CARDS), "live", [folder / "captures"], folder / "rows", cards=folder / "cards", settings=QUICK
        )
    return {
        one.source_id: ([row.name for row in read_jsonl(folder / "rows" / f"{one.source_id}.jsonl")], one.alarms)
        for one in reports
    }


@pytest.mark.parametrize("name", ["by-next", "by-offset", "by-number"])
def test_all_pages_are_read_and_nothing_is_amiss(found, name):
    names, alarms = found[name]
    assert sorted(names) == sorted(NAMES) and alarms == ()


@pytest.mark.parametrize(
    ("name", "alarm", "read"), [("stuck", "Truncated", 2), ("liar", "CountMismatch", 5), ("elsewhere", "Truncated", 2)]
)
def test_a_service_that_does_not_give_all_is_told(found, name, alarm, read):
    names, alarms = found[name]
    assert len(names) == read and [one.name for one in alarms] == [alarm]


@pytest.mark.parametrize(
    "wrong", [EXTRACT.replace('rows = "data.rows"\n', ""), '[crawl.pages]\nnext = "a"\noffset = "b"\n' + EXTRACT]
)
def test_a_card_without_rows_or_with_two_ways_is_refused(tmp_path, wrong):
    write_card(tmp_path, "api", "https://a.example/api", platform="json", crawl=wrong)
    with pytest.raises(CardError, match=r"api\.toml"):
        read_card(tmp_path / "api.toml")
