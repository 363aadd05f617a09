"""A page has one address: what is another spelling of it leads there, or is no page. Whatever a cache keeps under an
address that nobody links to is room and time taken from others."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import quote, urlsplit

import pytest

from tests.support.site_server import Site, make_release, running

PAGES = (
    "/suivi",
    "/commune/48095",
    "/commune/48095.json",
    "/cpts/CPTS-000001",
    "/region/76",
    "/graphiques/courbe.svg",
    "/graphiques/region/76.svg",
    "/carte/communes/48.json",
    "/openapi.json",
    "{hashed}",
    "{hashed}/couverture",
    "{hashed}/couverture/48095",
    "{hashed}/couverture.json",
    "{hashed}/libelle_oui_non/1",
    "{hashed}/libelle_oui_non/1.json",
    "{hashed}/couverture_fts_docsize/1",
    "{hashed}/territoires/CPTS-000001,48095",
    "{hashed}/flux_changements.atom",
    "/2026-11-22",
    "/2026-11-22/cpts",
    "/2026-11-22/cpts/CPTS-000001",
    "/2026-11-22/couverture/48095.json",
    "/2026-11-22/suivi",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(make_release(tmp_path_factory.mktemp("releases"), maps=True)) as found:
        yield found


def others(page: str) -> Iterator[str]:
    """Spellings of an address: each letter of it written as another sign for the same, slashes, dots, cases, numbers
    and parameters that nothing reads."""
    *before, last = page.split("/")
    start = "/".join(before)
    yield from (f"{page}/", f"{page}?", f"{start}//{last}", f"{start}/./{last}", f"/.{page}", f"{page}/.")
    yield from (f"{page}?nulle=1", f"{page}?_nulle=1", f"{page}?_ttl=3", f"{page}%20", f"{page}~20", f"{page}+")
    yield from (f"{start}/{last.upper()}", f"{start}/{last.title()}", f"{start}/0{last}", f"{start}/+{last}")
    yield from (f"{start}/{last}.0", f"{start}/~2B{last}", f"{start}/{last};a", f"{page}.html", f"/a/..{page}")
    for at in (1, 2, len(page) - 1, len(start) + 1):
        code = f"{ord(page[at]):02x}"
        for mark in "~%":
            yield from (f"{page[:at]}{mark}{case}{page[at + 1 :]}" for case in {code, code.upper()})
    yield page[:1] + page[1:].replace("/", "%2f")
    yield page[:1] + page[1:].replace("/", "~2F")


def asked(site: Site, address: str) -> tuple[int, str, bytes]:
    """Status, place and body of one answer, redirects not followed."""
    with closing(http.client.HTTPConnection(urlsplit(site.address).netloc, timeout=30)) as connection:
        connection.putrequest("GET", address)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.getheader("location", ""), answer.read()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_one_address(site: Site, page: str) -> None:
    page = page.format(hashed=site.leads("/observatoire"))
    status, _, body = asked(site, page)
    assert status == 200
    for address in set(others(page)) - {page}:
        status, place, other = asked(site, address)
        if status == 200 and address != f"{page}?":  # `?` alone is the same key
            assert other != body, address
        assert not place or place.startswith("/"), address


def test_another_spelling_leads_to_the_page_with_what_was_asked_of_it(site: Site) -> None:
    hashed = site.leads("/observatoire")
    status, place, _ = asked(site, f"{hashed}/~63pts?statut={quote('aci_signe')}")
    assert (status, place) == (302, f"{hashed}/cpts?statut=aci_signe")
    assert asked(site, "/suivi?utm_source=x")[:2] == (302, "/suivi")
