"""Every card makes a spider that asks for something; and what the spiders know of their platforms."""

import asyncio
import json
from datetime import UTC, datetime

import pytest
from scrapy.crawler import Crawler
from scrapy.http import HtmlResponse, TextResponse
from scrapy.settings import Settings

from spiders import settings as project
from spiders.addresses import is_agency
from spiders.document import Document
from spiders.loader import PLATFORMS, CardLoader, bind
from spiders.platforms.maps import exceeded, is_wfs, my_maps_export, umap_layers, with_query
from spiders.politeness import publisher_group, retry_after, robots_refusal
from spiders.registry import Platform, load_cards
from tests.support.bombs import nested_forms

CARDS = load_cards()


def crawl_settings(**more):
    settings = Settings()
    settings.setmodule(project)
    settings.setdict(more, priority="cmdline")
    return settings


def spider_of(card, **more):
    return Crawler(bind(card), crawl_settings(**more))._create_spider()


def first_requests(spider):
    async def gather():
        return [request async for request in spider.start()]

    return asyncio.run(gather())


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_every_card_asks_for_at_least_one_page(card):
    requests = first_requests(spider_of(card))
    assert requests
    assert all(request.url.startswith("http") and request.method == "GET" for request in requests)


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
def test_no_card_is_faster_than_the_house(card):
    crawler = Crawler(bind(card), crawl_settings())
    assert crawler.settings.getfloat("DOWNLOAD_DELAY") >= 1
    assert crawler.settings.getint("CONCURRENT_REQUESTS") == 1
    assert crawler.settings.getbool("ROBOTSTXT_OBEY")


def test_scrapy_lists_the_sources_and_knows_every_platform():
    loader = CardLoader.from_settings(crawl_settings())
    assert loader.list() == list(CARDS)
    assert set(PLATFORMS) == set(Platform.__args__)
    with pytest.raises(KeyError, match="no source 'inconnue'"):
        loader.load("inconnue")


def test_nothing_listens_while_crawling():
    settings = crawl_settings()
    assert not settings.getbool("TELNETCONSOLE_ENABLED")
    assert not settings.getbool("REMOTE_CONTROL_ENABLED")


def card_like(card, **more):
    return card.model_copy(update=more)


def response(spider, url, body, role="entry", kind="text/html"):
    request = next(spider.ask(url, role))
    made = TextResponse if kind != "text/html" else HtmlResponse
    return made(url, body=body, request=request, headers={"Content-Type": kind})


def agency():
    card = next(card for card in CARDS.values() if card.platform == "ars" and is_agency(card.hosts[0]))
    return card_like(card, entry_urls=("https://www.paca.ars.sante.fr/les-cpts",))


def test_an_agency_is_searched_in_the_ways_of_its_card():
    card = agency()
    card = card_like(card, crawl=card_like(card.crawl, discovery=("rss", "press")))
    asked = {request.url: request.meta["role"] for request in first_requests(spider_of(card))}
    assert asked["https://www.paca.ars.sante.fr/les-cpts"] == "entry"
    assert asked["https://www.paca.ars.sante.fr/rss.xml"] == "discovery"
    assert asked["https://www.paca.ars.sante.fr/liste-communiques-presse"] == "discovery"


def test_a_list_page_leads_to_what_speaks_of_cpts_and_nowhere_else():
    spider = spider_of(agency())
    page = b"""<main><ul><li>CPTS A <a href="/media/12/download">Fiche CPTS A</a></li></ul>
      <a href="/index.php/signature-cpts-b">Lire</a><a href="/les-msp">Les MSP</a>
      <a href="https://ailleurs.example.org/cpts">CPTS</a></main>"""
    followed = [
        item.url
        for item in spider.parse_document(response(spider, "https://www.paca.ars.sante.fr/les-cpts", page))
        if hasattr(item, "url")
    ]
    assert followed == [
        "https://www.paca.ars.sante.fr/media/12/download",
        "https://www.paca.ars.sante.fr/signature-cpts-b",
    ]


def test_the_ceiling_of_pages_is_said():
    card = agency()
    spider = spider_of(card_like(card, crawl=card_like(card.crawl, max_pages=2)))
    asked = [
        request.url for number in range(5) for request in spider.ask(f"https://www.paca.ars.sante.fr/{number}", "page")
    ]
    spider.closed("finished")
    assert len(asked) == 2
    assert [alarm.name for alarm in spider.alarms] == ["Truncated"]
    assert "3 n'ont pas été demandées" in spider.alarms[0].detail


def test_a_document_that_hangs_its_reader_is_named_and_the_crawl_goes_on():
    spider = spider_of(agency(), EXTRACTION_TIMEOUT="5")
    url = "https://www.paca.ars.sante.fr/les-cpts"
    assert list(spider.parse_document(response(spider, url, nested_forms(), kind="application/pdf"))) == []
    assert [(alarm.name, alarm.url) for alarm in spider.alarms] == [("TooHeavy", url)]
    assert spider.lost == [url]
    page = b"<html><body><main><h1>CPTS</h1><ul><li>CPTS du Val Clair : ACI</li></ul></main></body></html>"
    (listing,) = spider.parse_document(response(spider, url + "/2", page, role="page"))
    assert listing.name == "CPTS du Val Clair"


@pytest.mark.parametrize(
    "source_id", ["sirene-associations", "journal-officiel-associations", "data-gouv-catalogue", "santegraphie-cpts"]
)
def test_a_page_in_the_place_of_data_has_its_cause(source_id):
    """Maintenance served with status 200: no list that lost its rows."""
    from dataclasses import asdict

    from spiders.causes import cause

    card = CARDS[source_id]
    spider, (url, *_) = spider_of(card), card.entry_urls
    page = b"<!doctype html><html><body><h1>Maintenance</h1><p>La CPTS du Val Clair revient vite.</p></body></html>"
    assert list(spider.parse_document(response(spider, url, page))) == [] and spider.found == []
    assert [one.name for one in spider.alarms] == ["WrongType"] and spider.lost == [url]
    assert cause(map(asdict, spider.alarms)) == "autre type de document que celui attendu"


def test_rest_comes_first_and_html_only_for_what_it_lacks():
    card = card_like(
        agency(),
        platform="wordpress",
        crawl=agency().crawl.model_copy(update={"discovery": ("rest",)}),
        entry_urls=("https://urps.example.org/cpts/", "https://urps.example.org/autre/"),
    )
    spider = spider_of(card)
    (first,) = first_requests(spider)
    assert first.url == "https://urps.example.org/wp-json/wp/v2/pages?search=cpts&per_page=100"
    rows = json.dumps([{"link": "https://urps.example.org/cpts/", "title": {"rendered": "CPTS"}}]).encode()

    def answer(request, body, status=200):
        return TextResponse(
            request.url, body=body, status=status, request=request, headers={"Content-Type": "application/json"}
        )

    (posts,) = [item for item in first.callback(answer(first, rows), **first.cb_kwargs) if hasattr(item, "url")]
    assert "/wp/v2/posts" in posts.url
    left = [item.url for item in posts.callback(answer(posts, b"{}", 404), **posts.cb_kwargs)]
    assert left == ["https://urps.example.org/autre/"]


def test_a_layer_is_asked_page_by_page():
    layer = "https://services.arcgis.com/x/rest/services/cpts/FeatureServer/0"
    spider = spider_of(card_like(agency(), platform="maps", entry_urls=(layer,)))
    (metadata,) = first_requests(spider)
    assert metadata.url == layer + "?f=json"

    def answer(request, data):
        body = json.dumps(data).encode()
        made = TextResponse(request.url, body=body, request=request, headers={"Content-Type": "application/json"})
        return [item for item in request.callback(made, **request.cb_kwargs) if hasattr(item, "url")]

    (count,) = answer(metadata, {"fields": [], "maxRecordCount": 2})
    assert "returnCountOnly=true" in count.url
    (rows,) = answer(count, {"count": 3})
    assert "resultRecordCount=2" in rows.url and "resultOffset=0" in rows.url
    features = [{"attributes": {"nom_cpts": "CPTS Sud 28"}}] * 2
    (more,) = answer(rows, {"features": features, "exceededTransferLimit": True})
    assert "resultOffset=2" in more.url
    assert answer(more, {"features": []}) == []
    assert "CountMismatch" in [alarm.name for alarm in spider.alarms]


def test_the_register_is_read_compressed_and_a_cut_one_is_said():
    import gzip

    site = {
        "categorieEntiteGeographiqueExercice": {"code": "604"},
        "informationsGeneralesEGE": {"denominationEge": "CPTS du Val Bleu"},
    }
    body = gzip.compress(json.dumps({"pmej": [{"ege": [site]}]}).encode() + b" " * 5000)
    spider = spider_of(card_like(agency(), platform="finess"))
    assert not Crawler(bind(spider.card), crawl_settings()).settings.getbool("COMPRESSION_ENABLED")
    spider.read(Document("https://data.example.org/finess.json.gz", body), "entry")
    assert len(spider.found) == 1 and spider.alarms == []
    spider.read(Document("https://data.example.org/finess.json.gz", body[:40]), "entry")
    assert "Truncated" in [alarm.name for alarm in spider.alarms]


def test_maps_are_known_by_their_addresses():
    assert (
        my_maps_export("https://www.google.com/maps/d/embed?mid=abc&ll=1")
        == "https://www.google.com/maps/d/kml?mid=abc&forcekml=1"
    )
    assert is_wfs("https://s.fr/geoserver/ows?SERVICE=WFS&request=GetFeature") and not is_wfs("https://s.fr/carte")
    assert with_query("https://s.fr/q?a=1&b=2", b="3") == "https://s.fr/q?a=1&b=3"
    assert exceeded({"properties": {"exceededTransferLimit": True}}) and not exceeded({"features": []})


def test_the_layers_of_a_umap_page_are_found_in_its_settings():
    settings = {
        "properties": {
            "id": 12,
            "urls": {"datalayer_view": "/fr/datalayer/{map_id}/{pk}/"},
            "datalayers": [{"uuid": "a-b", "name": "ACI signé"}, {"id": 7}],
        }
    }
    page = f"<script id='map-settings' data-settings='{json.dumps(settings)}'></script>".encode()
    assert list(umap_layers(Document("https://umap.openstreetmap.fr/fr/map/x_12", page))) == [
        "https://umap.openstreetmap.fr/fr/datalayer/12/a-b/",
        "https://umap.openstreetmap.fr/fr/datalayer/12/7/",
    ]
    assert list(umap_layers(Document("https://x.fr", b"<script id='map-settings'>{broken</script>"))) == []


@pytest.mark.parametrize(
    ("status", "kind", "body", "refused"),
    [
        (200, "text/plain", b"User-agent: *\nDisallow: /admin/", ""),
        (200, "text/plain", b"", ""),
        (404, "text/html", b"<html>absent</html>", ""),
        (410, "text/html", b"", ""),
        (503, "text/html", b"", "pas aujourd'hui"),
        (429, "text/plain", b"", "pas aujourd'hui"),
        (401, "text/html", b"", "ne veut pas de robot"),
        (403, "text/html", b"<html>", "ne veut pas de robot"),
        (200, "text/html", b"<!doctype html><title>Accueil</title>", "est une page"),
        (200, "text/plain", b"<html><body>Accueil", "est une page"),
        (302, "text/plain", b"", "ne mène nulle part"),
    ],
)
def test_the_status_of_robots_txt_is_looked_at(status, kind, body, refused):
    reason = robots_refusal(status, kind, body)
    assert refused in reason and bool(refused) == bool(reason)


def test_the_agencies_are_one_publisher():
    assert publisher_group("www.paca.ars.sante.fr") == publisher_group("iledefrance.ars.sante.fr")
    assert publisher_group("www.exemple.fr") == publisher_group("cartes.exemple.fr")
    assert publisher_group("www.exemple.fr") != publisher_group("www.autre.fr")
    assert publisher_group("127.0.0.1") == "127.0.0.1"


def test_a_publisher_is_a_domain_as_registered():
    hosts = ("recherche-entreprises.api.gouv.fr", "www.data.gouv.fr", "static.data.gouv.fr", "sante.gouv.fr")
    assert [publisher_group(one) for one in hosts] == ["api.gouv.fr", "data.gouv.fr", "data.gouv.fr", "sante.gouv.fr"]
    assert publisher_group("cpts-du-val.asso.fr") != publisher_group("autre.asso.fr")
    assert publisher_group("www.val-ondin.test") == "val-ondin.test"


def test_retry_after_is_a_number_or_a_date():
    now = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    assert retry_after("120", now) == 120
    assert retry_after("Sun, 22 Nov 2026 08:01:30 GMT", now) == 90
    assert retry_after("Sun, 22 Nov 2026 07:00:00 GMT", now) == 0
    assert retry_after("bientôt", now) == 0
