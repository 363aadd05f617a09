"""An agency's site crawled for real, on the loopback: feed, list of press releases in parts, site search, attachments,
link texts with the typing errors that were read; and a map service that gives its rows in parts."""

import json

import pytest

from spiders.collect import collect
from spiders.listing import read_jsonl
from tests.support.loopback import QUICK, Site, send, serve, write_card

PARTS = 7  # of the list of press releases


def release(name):
    return (
        f"<html><body><main><h1>Signature du contrat de la CPTS {name}</h1><p>La CPTS {name} a signé son ACI le "
        "12 janvier 2024.</p></main></body></html>"
    ).encode()


def part(number, *links):
    """One part of the list, with Drupal's pager: parts are counted from 0, and named from 1."""
    pager = "".join(f'<li class="pager__item"><a href="?page={other}">{other + 1}</a></li>' for other in range(PARTS))
    items = "".join(f'<h3><a href="{address}">{text}</a></h3>' for address, text in links)
    return f"<html><body><main><h1>Communiqués de presse</h1>{items}<ul>{pager}</ul></main></body></html>".encode()


def agency():
    list_page = b"""<html><body><main><h1>Les CPTS</h1><ul><li>CPTS de la Baie
        <a href="/media/12/download">Fiche de la CPTS de la Baie</a></li></ul>
        <a href="/les-msp">Les MSP</a></main></body></html>"""
    feed = b"""<?xml version="1.0"?><rss><channel><item><title>Deux nouvelles CTPS</title><link>/deux-nouvelles</link>
        </item><item><title>Canicule</title><link>/canicule</link></item></channel></rss>"""
    pages = {
        "/cpts": list_page,
        "/rss.xml": lambda handler: send(handler, feed, kind="application/rss+xml"),
        "/recherche?search_api_fulltext=CPTS": part(0, ("/resultat", "Un communiqué sur la CPTS du Lac")),
        "/liste-communiques-presse": part(0, ("/vaccination", "Vaccination"), ("/p0", "La CPTS du Val")),
        "/liste-communiques-presse?page=1": part(1, ("/p1", "Une communauté professionelle territoriale de santé")),
        "/liste-communiques-presse?page=2": part(2, ("/p2", "La communauté territoriale professionnelle de santé")),
        "/liste-communiques-presse?page=3": part(3, ("/cpts-des-monts-0", "Un contrat signé")),
        **{f"/liste-communiques-presse?page={number}": part(number, (f"/p{number}", "CPTS")) for number in (4, 5, 6)},
        "/media/12/download": lambda handler: send(
            handler, b"Nom;Statut\nCPTS de la Baie;ACI\n", kind="application/octet-stream"
        ),
        "/deux-nouvelles": release("du Cap"),
        "/resultat": release("du Lac"),
        "/p0": release("du Val"),
        "/p1": release("du Plateau"),
        "/p2": release("de la Combe"),
        "/cpts-des-monts-0": release("des Monts"),
        "/p4": release("de la Rive"),
    }
    return Site(pages=pages)


ROWS = [{"attributes": {"OBJECTID": number, "nom_cpts": f"CPTS du Val {number}"}} for number in range(12)]


def layer(site):
    """An ArcGIS layer of twelve rows that gives two at once: seven answers deep."""
    url = (
        "/FeatureServer/0/query?where=1%3D1&outFields=%2A&returnGeometry=false&f=json"
        "&resultOffset={}&resultRecordCount=2"
    )
    site.pages["/FeatureServer/0?f=json"] = json.dumps({"fields": [], "maxRecordCount": 2}).encode()
    site.pages["/FeatureServer/0/query?where=1%3D1&returnCountOnly=true&f=json"] = b'{"count": 12}'
    for start in range(0, 12, 2):
        answer = {"features": ROWS[start : start + 2], "exceededTransferLimit": start < 10}
        site.pages[url.format(start)] = json.dumps(answer).encode()


def wfs(site, deaf):
    """A WFS of four rows that gives two at once; a deaf one always gives the first two."""
    features = [{"type": "Feature", "id": f"x.{n}", "properties": {"nom": f"CPTS du Lac {n}"}} for n in range(4)]
    path = f"/{'deaf' if deaf else 'wfs'}?service=WFS&request=GetFeature"

    def answer(start):
        shown = features[:2] if deaf else features[start : start + 2]
        return json.dumps({"type": "FeatureCollection", "totalFeatures": 4, "features": shown}).encode()

    site.pages[path], site.pages[path + "&startIndex=2&count=1000"] = answer(0), answer(2)
    return path


@pytest.fixture(scope="module")
def crawled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("discovery")
    site = agency()
    layer(site)
    with serve(site):
        ways = 'discovery = ["rss", "press", "search"]'
        write_card(folder / "cards", "agency", site.url + "/cpts", platform="ars", crawl=ways, kind="ars")
        write_card(folder / "cards", "feed-only", site.url + "/rss.xml", platform="ars", crawl=ways, kind="ars")
        write_card(folder / "cards", "layer", site.url + "/FeatureServer/0", platform="maps")
        write_card(folder / "cards", "wfs", site.url + wfs(site, False), platform="maps")
        write_card(folder / "cards", "deaf", site.url + wfs(site, True), platform="maps")
        reports = {
            report.source_id: report
            for report in collect(
                ["agency", "feed-only", "layer", "wfs", "deaf"],
                "live",
                [folder / "captures"],
                folder / "listings",
                cards=folder / "cards",
                settings=QUICK,
            )
        }

    def names(source_id):
        return sorted({listing.name for listing in read_jsonl(folder / "listings" / f"{source_id}.jsonl")})

    return site, reports, names


def test_every_way_of_an_agency_is_taken_and_typing_errors_are_understood(crawled):
    _, reports, names = crawled
    assert names("agency") == [
        f"CPTS {name}"
        for name in ("de la Baie", "de la Combe", "de la Rive", "des Monts", "du Cap", "du Lac", "du Plateau", "du Val")
    ]
    assert reports["agency"].alarms == ()


def test_what_speaks_of_something_else_is_not_asked_and_old_releases_are_left(crawled):
    site, _, _ = crawled
    for path in ("/les-msp", "/vaccination", "/canicule", "/liste-communiques-presse?page=5"):
        assert site.asked[path] == 0, path


def test_a_card_that_knows_only_the_feed_finds_the_releases_all_the_same(crawled):
    assert "CPTS du Cap" in crawled[2]("feed-only") and "CPTS du Val" in crawled[2]("feed-only")


def test_a_service_that_gives_its_rows_in_parts_gives_them_all_and_no_alarm(crawled):
    _, reports, names = crawled
    assert reports["layer"].read == 12 and reports["layer"].alarms == ()
    assert names("wfs") == [f"CPTS du Lac {number}" for number in range(4)] and reports["wfs"].alarms == ()


def test_a_service_that_repeats_its_first_rows_is_named(crawled):
    _, reports, names = crawled
    assert names("deaf") == ["CPTS du Lac 0", "CPTS du Lac 1"]
    (alarm,) = reports["deaf"].alarms
    assert alarm.name == "Truncated" and "ses 2 premières lignes" in alarm.detail
