"""From an address to a card and a fixture: what a contributor who has only a URL is told, and what is written."""

import json
import tomllib

import pytest
from click.testing import CliRunner

from pipelines.cli import main as cli
from spiders.collect import collect
from spiders.document import Document
from spiders.draft import draft, guess_kind, guess_region
from spiders.frame import frame
from spiders.listing import Evidence, Listing
from spiders.new_source import Places, new
from spiders.probe import TRIAL_PAGES, describe, probe
from spiders.recognise import recognise
from spiders.registry import CardError, read_card
from tests.support.loopback import QUICK, Site, send, serve, table
from tests.support.writers import xlsx

DRUPAL = '<script type="application/json" data-drupal-selector="drupal-settings-json">{}</script>'
UMAP = {
    "properties": {
        "id": 9,
        "datalayers": [{"id": "a"}, {"id": "b"}],
        "urls": {"datalayer_view": "/fr/datalayer/{map_id}/{pk}/"},
    }
}
UMAP_PAGE = f"<html><script id='map-settings'>{json.dumps(UMAP)}</script>".encode()
KML = b'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document/></kml>'
WORDPRESS = b'<html><link rel="https://api.w.org/" href="/wp-json/"><img src="/wp-content/a.png">'
ATTACHED = b'<html><a href="/files/liste.xlsx">Listing des CPTS</a>'


@pytest.mark.parametrize(
    ("url", "body", "platform", "discovery", "why"),
    [
        (
            "https://www.paca.ars.sante.fr/media/121455/download",
            b"%PDF-1.7",
            "ars",
            ("rss", "press", "search", "sitemap", "menu"),
            "agency",
        ),
        (
            "https://essai.fr/cpts",
            f"<html>{DRUPAL}<p>Agence régionale de santé".encode(),
            "ars",
            ("rss", "press", "search", "sitemap", "menu"),
            "Drupal",
        ),
        ("https://essai.fr/cpts", f"<html>{DRUPAL}<p>Ville".encode(), "site", (), "Drupal"),
        ("https://essai.fr/cpts", WORDPRESS, "wordpress", ("rest",), "REST"),
        (
            "https://essai.fr/cpts",
            b"<img src='/wp-content/x'><p><a href='/cpts-b'>B</a>",
            "wordpress",
            ("links",),
            "without",
        ),
        ("https://essai.fr/carte", UMAP_PAGE, "maps", (), "uMap"),
        ("https://www.google.com/maps/d/viewer?mid=1x", b"<html>", "maps", (), "My Maps"),
        ("https://essai.fr/x.kml", KML, "maps", (), "KML"),
        ("https://essai.fr/export", b'{"type": "FeatureCollection", "features": []}', "maps", (), "GeoJSON"),
        ("https://essai.fr/arcgis/rest/services/c/FeatureServer/0", b"<html>", "maps", (), "ArcGIS"),
        ("https://essai.fr/geoserver/ows?service=WFS&request=GetFeature", b"{}", "maps", (), "WFS"),
        ("https://essai.fr/documents", ATTACHED, "documents", (), "1 attached"),
        ("https://essai.fr/liste", b"%PDF-1.7", "documents", (), "pdf by its bytes"),
        ("https://essai.fr/rss.xml", b'<?xml version="1.0"?><rss></rss>', "site", ("links",), "feed"),
        (
            "https://essai.fr/index.php/12-cpts",
            b'<html><meta name="generator" content="Joomla! 4">',
            "site",
            (),
            "Joomla",
        ),
        ("https://essai.fr/cpts", b'<html><script id="__NEXT_DATA__">{}</script>', "site", (), "Next.js"),
        (
            "https://essai.fr/cpts",
            b'<html><body><a href="/cpts-a">La CPTS A</a>',
            "site",
            ("links",),
            "no known platform",
        ),
        ("https://static.data.gouv.fr/finess-structures-1/x.json.gz", b"\x1f\x8b", "finess", (), "FINESS"),
    ],
)
def test_the_platform_is_read_from_the_address_and_the_page(url, body, platform, discovery, why):
    document = Document(url, body)
    found = recognise(document)
    assert (found.platform, found.discovery) == (platform, discovery)
    assert why in found.why
    tomllib.loads(draft(document, found, ()))


def test_a_page_that_lists_cpts_beside_a_file_is_the_source_itself():
    assert recognise(Document("https://essai.fr/documents", ATTACHED), rows=4).platform == "site"


def test_a_map_shown_in_a_page_is_hinted_at():
    page = b'<html><iframe src="https://umap.openstreetmap.fr/fr/map/cpts_12"></iframe>'
    assert "umap.openstreetmap.fr/fr/map/cpts_12" in recognise(Document("https://essai.fr/", page)).hints[0]


def test_the_kind_and_the_region_are_guessed_from_the_host_where_it_tells():
    assert [
        guess_kind(host)
        for host in (
            "www.paca.ars.sante.fr",
            "www.ameli.fr",
            "urps-ml.fr",
            "www.cpts-adour.fr",
            "letrois.info",
            "guichet-cpts-ailleurs.fr",
            "www.guichet-cpts-occitanie.org",
            "www.fcpts.org",
        )
    ] == ["ars", "assurance_maladie", "urps", "cpts", "presse", "urps", "urps", "federation"]
    assert guess_region("www.paca.ars.sante.fr") == "93" and guess_region("urps-paca.fr") == ""


def test_an_open_api_is_drafted_with_its_pages(tmp_path):
    """Opendatasoft, asked for two of its three records: the draft asks for the rest."""
    rows = [{"nom_cpts": f"CPTS du Val {one}", "etat": "ACI signé"} for one in ("Clair", "Ondin")]
    saved = tmp_path / "records.json"
    saved.write_text(json.dumps({"total_count": 3, "results": rows}), encoding="utf-8")
    address = "https://donnees.exemple.fr/api/explore/v2.1/catalog/datasets/cpts/records?limit=2"
    card = tomllib.loads(probe(str(saved), url=address, region="27").card)
    assert card["platform"] == "json" and card["extract"]["rows"] == "results"
    assert card["extract"]["columns"] == {"nom_cpts": "name", "etat": "status_text"}
    assert card["crawl"]["pages"] == {"offset": "offset", "total": "total_count"}
    (tmp_path / f"{card['id']}.toml").write_text(probe(str(saved), url=address, region="27").card, encoding="utf-8")
    assert read_card(tmp_path / f"{card['id']}.toml").crawl.pages.offset == "offset"


# -- probing ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site():
    """A list in three parts, a list in an attached file, a map in two layers, a page behind a login."""
    parts = [
        table(
            f"CPTS du Val {number}",
            f"CPTS du Mont {number}",
            more='<a href="?page=0">1</a><a href="?page=1">2</a><a href="?page=2" rel="next">3</a>',
        )
        for number in range(3)
    ]
    book = xlsx(("Listing", [["Nom de la CPTS", "Population"], ["CPTS du Lac", 31000], ["CPTS des Îles", 42000]]))
    cape = {"name": "CPTS du Cap", "description": "Population : 20 000 habitants"}
    layer = {"type": "FeatureCollection", "features": [{"properties": cape}]}
    site = Site(
        pages={
            "/annuaire": parts[0],
            "/annuaire?page=1": parts[1],
            "/annuaire?page=2": parts[2],
            "/documents": ATTACHED,
            "/files/liste.xlsx": lambda handler: send(handler, book, kind="application/octet-stream"),
            "/carte": UMAP_PAGE,
            "/fr/datalayer/9/a/": json.dumps(layer).encode(),
            "/fr/datalayer/9/b/": json.dumps({**layer, "features": []}).encode(),
            "/membres": b"<html><title>Connexion</title><body><form><input type='password'></form></body></html>",
            "/secret/cpts": table("CPTS cachée"),
            "/tout": table(
                "CPTS A", more="".join(f'<a href="/cpts-{number}">CPTS {number}</a>' for number in range(20))
            ),
        }
    )
    with serve(site):
        yield site


def look(site, path, **more):
    return probe(site.url + path, kind="federation", region="27", settings=QUICK, **more)


def test_the_parts_of_a_list_are_found_and_counted(site, tmp_path):
    found = look(site, "/annuaire", card_id="essai")
    assert sorted(one.name for one in found.listings) == sorted(
        f"CPTS du {what} {number}" for what in ("Mont", "Val") for number in range(3)
    )
    said = describe(found)
    assert "found      6 listings in 3 document(s)" in said and "status_text 100%" in said
    assert "CPTS du Val 0 · ACI signé · 45 000 habitants" in said
    assert site.headers["/annuaire?page=2"]["User-Agent"].startswith("observatoire-cpts/")
    path = tmp_path / "essai.toml"
    path.write_text(found.card, encoding="utf-8")
    card = read_card(path)
    assert (card.expect.minimum, card.expect.maximum, card.expect.fill["status_text"]) == (4, 12, 0.9)
    assert (card.kind, card.regions, card.verified) == ("federation", ("27",), False)


def test_attached_files_and_layers_are_tried_with_the_page(site):
    files, layers = look(site, "/documents"), look(site, "/carte")
    assert files.recognised.platform == "documents" and files.extractor == "spreadsheet"
    assert [one.name for one in files.listings] == ["CPTS du Lac", "CPTS des Îles"]
    assert layers.recognised.platform == "maps" and [one.name for one in layers.listings] == ["CPTS du Cap"]
    assert [alarm.name for alarm in layers.alarms] == ["EmptyListing"], "one of the layers is empty"


def test_a_trial_is_short_and_says_what_a_crawl_would_ask_besides(site):
    before = sum(site.asked.values())
    found = look(site, "/tout")
    assert sum(site.asked.values()) - before <= TRIAL_PAGES + 3, "robots.txt twice and the page once before the trial"
    assert len(found.unvisited) == 21 - TRIAL_PAGES and "would ask" in describe(found)
    assert "Truncated" not in {alarm.name for alarm in found.alarms}


def test_a_page_is_asked_only_where_robots_txt_allows(site):
    with pytest.raises(ConnectionError, match=r"robots\.txt refuses"):
        look(site, "/secret/cpts")
    with pytest.raises(ConnectionError, match="404"):
        look(site, "/absente")
    with pytest.raises(ConnectionError, match="neither a file nor an http address"):
        probe("annuaire.html")
    with pytest.raises(CardError, match="no region '99'; one of 01 Guadeloupe"):
        probe(site.url + "/annuaire", region="99")
    with pytest.raises(ConnectionError, match="could not be fetched"):
        probe("http://127.0.0.1:9/cpts")


def test_a_site_that_has_a_card_already_is_said(tmp_path):
    page = tmp_path / "page.html"
    page.write_bytes(table("CPTS du Val Bleu", more='<a href="/cpts/?page=2">2</a>'))
    found = probe(str(page), url="https://www.gecolib.fr/cpts//")
    assert found.known == ("gecolib",) and "gecolib reads this site already" in describe(found)
    assert found.unvisited == ("https://www.gecolib.fr/cpts/?page=2",), "a saved file says what else would be asked"


# -- writing ----------------------------------------------------------------------------------------------------


def test_a_new_source_is_a_card_and_a_fixture_that_fails_until_it_is_filled_in(site, tmp_path, monkeypatch):
    from tests.support import corpus

    places = Places(tmp_path / "work", tmp_path / "cards", tmp_path / "fixtures" / "sources")
    places.sources.mkdir()
    found = look(site, "/annuaire", card_id="essai")
    written, steps = new("essai", found, places)
    assert read_card(places.sources / "essai.toml").entry_urls == (site.url + "/annuaire",)
    assert (places.pages / "essai" / "1.html").read_bytes() == found.documents[0].body
    assert (
        all(path.exists() for path in written)
        and "À COMPLÉTER" in steps[0]
        and any("pytest tests -k essai" in one for one in steps)
    )

    case = corpus._case(places.fixtures / "essai")
    assert "Reconstruction" in case.meta["note"] and not case.meta["note"].startswith("Reconstruction")
    assert case.meta["source"] == "essai" and case.document.url == found.best.url
    assert [row["name"][:11] for row in case.rows] == ["À COMPLÉTER"], "the common tests fail on it by name"
    with pytest.raises(FileExistsError, match=r"essai\.toml exists already"):
        new("essai", found, places)
    with pytest.raises(CardError, match="lower-case words"):
        new("Essai 2", found, places)


def test_a_workbook_is_written_by_hand_and_the_step_says_so(site, tmp_path):
    from tests.support import corpus

    places = Places(tmp_path / "work", tmp_path, tmp_path / "fixtures")
    _, steps = new("essai", look(site, "/documents", card_id="essai"), places)
    assert "replace essai/page.txt by essai/page.xlsx" in steps[1]
    assert corpus._case(tmp_path / "fixtures" / "essai").document.body.startswith("À COMPLÉTER".encode())


def test_a_page_behind_a_login_gives_no_source(site, tmp_path):
    found = look(site, "/membres", card_id="essai")
    assert "open it in a browser" in describe(found)
    with pytest.raises(CardError, match="nothing was written"):
        new("essai", found, Places(tmp_path / "work", tmp_path, tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_the_commands_print_the_card_alone_on_the_standard_output(site, tmp_path, monkeypatch):
    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    monkeypatch.setattr("spiders.probe.collect", lambda *asked, **more: collect(*asked, **{**more, "settings": QUICK}))
    result = CliRunner().invoke(cli.main, ["sources", "probe", site.url + "/annuaire", "--region", "27"])
    assert result.exit_code == 0 and tomllib.loads(result.stdout)["platform"] == "site"
    assert "found      6 listings" in result.stderr
    blocked = CliRunner().invoke(cli.main, ["sources", "probe", site.url + "/membres"])
    assert blocked.exit_code == 1 and blocked.stdout == "" and "BlockedPage" in blocked.stderr


# -- the frame of a page ----------------------------------------------------------------------------------------

PAGE = """<html><head><title>Les CPTS</title><style>p {}</style></head><body><nav><a href="/contact">Contact</a></nav>
<main><h2>CPTS du Val Bleu</h2><p>Population : 31 200 habitants</p><p><strong>Présidente :</strong> Camille Exemple</p>
<p>camille.exemple@exemple.org</p><p>Un long récit de l'éditeur.</p><a href="/cpts-du-lac">CPTS du Lac</a>
<img src="portrait.jpg" alt="Camille Exemple"></main><script>follow()</script></body></html>"""
TAKEN = [Listing("CPTS du Val Bleu", Evidence("essai", "https://x.fr", "1"), population_text="31 200 habitants")]


def test_a_frame_keeps_what_was_read_and_what_names_a_cpts_and_nobody():
    text = frame(Document("https://x.fr/liste", PAGE.encode()), TAKEN).decode()
    assert "<h2>CPTS du Val Bleu</h2>" in text and "Population : 31 200 habitants" in text
    assert '<a href="/cpts-du-lac">CPTS du Lac</a>' in text, "a CPTS that no listing took is still there to be seen"
    assert "Présidente :" in text
    for gone in ("Camille", "exemple.org", "récit", "Contact", "follow", "portrait"):
        assert gone not in text


def test_the_frame_of_data_keeps_its_keys():
    rows = [
        {
            "nom": "CPTS du Val Bleu",
            "fiche": "<p>Population : 31 200 habitants<br>Mme Camille Exemple</p>",
            "email": "camille.exemple@exemple.org",
            "geometry": {"type": "Point", "coordinates": [1, 2]},
        }
    ]
    (row,) = json.loads(frame(Document("https://x.fr/data", json.dumps(rows).encode()), TAKEN))
    assert row["nom"] == "CPTS du Val Bleu" and row["geometry"] is None and row["email"] == "…"
    assert "31 200 habitants" in row["fiche"] and "Camille" not in row["fiche"]


def test_the_frame_of_a_map_keeps_its_labels():
    kml = KML.replace(
        b"<Document/>",
        b"<Document><Placemark><name>CPTS du Val Bleu</name><description>Population : "
        b"31 200 habitants\nContact : Camille Exemple</description></Placemark></Document>",
    )
    text = frame(Document("https://x.fr/x.kml", kml), TAKEN).decode()
    assert "CPTS du Val Bleu" in text and "31 200 habitants" in text and "Camille" not in text


def test_what_has_no_structure_in_words_has_no_frame():
    assert frame(Document("https://x.fr/x.pdf", b"%PDF-1.7"), TAKEN) is None
    assert frame(Document("https://x.fr/x.json", b'{"cut'), TAKEN) is None
