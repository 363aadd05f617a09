"""Finding pages by the menu, the sitemap and the list of press releases of a site, where no list is known."""

import gzip
import json
from dataclasses import asdict

import pytest

from lexicon.patterns import vocabulary
from spiders.causes import cause
from spiders.collect import collect
from spiders.discovery import menu_entries, place_links, sitemap_links, worth_asking
from spiders.document import Document
from spiders.listing import read_jsonl
from spiders.platforms.ways import MAX_MENU_PAGES
from spiders.platforms.wordpress import KINDS, SEARCH
from spiders.report import read_report
from tests.support.loopback import QUICK, Site, send, serve, table, write_card

URLSET = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</sitemapindex>'


def locs(*addresses, tag="url"):
    return "".join(f"<{tag}><loc>{one}</loc></{tag}>" for one in addresses)


def document(text, url="https://exemple.fr/sitemap.xml"):
    return Document(url, text if isinstance(text, bytes) else text.encode())


def test_a_sitemap_gives_its_pages_and_an_index_its_sitemaps():
    pages = URLSET.format(locs("https://exemple.fr/cpts-du-val", "/contact", "https://exemple.fr/cpts-du-val"))
    assert sitemap_links(document(pages)) == (["https://exemple.fr/cpts-du-val", "https://exemple.fr/contact"], [])
    assert sitemap_links(document(gzip.compress(pages.encode()))) == sitemap_links(document(pages))
    index = INDEX.format(locs("https://exemple.fr/a.xml", tag="sitemap"))
    assert sitemap_links(document(index)) == ([], ["https://exemple.fr/a.xml"])


@pytest.mark.parametrize("body", [b"", b"<html><body>404</body></html>", b"\x1f\x8b cut", b"<urlset", b"\x00\xff"])
def test_what_is_no_sitemap_leads_nowhere(body):
    assert sitemap_links(document(body)) == ([], [])


def test_a_menu_may_file_them_under_coordinated_practice():
    links = [
        ("L’exercice coordonné", "https://exemple.fr/a"),
        ("Les communautés professionnelles territoriales de santé", "https://exemple.fr/b"),
        ("Accueil", "https://exemple.fr/exercice-coordonne"),
        ("Vaccination", "https://exemple.fr/c"),
    ]
    assert [address[-1] for address in worth_asking(links)] == ["a", "b", "e"]


@pytest.mark.parametrize("entry", vocabulary("menus")["menu"], ids=lambda one: one["exemple"])
def test_an_entry_of_a_menu_may_file_them(entry):
    assert entry["raison"] and menu_entries([(entry["exemple"], "https://exemple.fr/a")]) == ["https://exemple.fr/a"]


@pytest.mark.parametrize(
    "text",
    [
        "Contact",
        "Nos agences",
        "Annuaire",
        "Liste des communautés de communes",
        "Les professionnels de santé de la région se mobilisent contre la grippe",
    ],
)
def test_an_entry_of_a_menu_that_files_something_else(text):
    assert menu_entries([(text, "https://exemple.fr/a")]) == []


def test_the_pages_of_the_departements_stand_under_a_heading_that_speaks_of_cpts():
    link = '<a href="/{0}">{0}</a>'.format
    page = f"<nav>{link('Gard')}</nav><h1>Les CPTS</h1><h2>Par département</h2>{link('Vienne')}{link('Contact')}"
    page += f"<h1>Nos délégations</h1>{link('Charente')}"
    assert place_links(document(page, "https://exemple.fr/x")) == ["https://exemple.fr/Vienne"]


@pytest.fixture
def site():
    site = Site()
    with serve(site):
        yield site


def names(tmp_path, site, platform="ars", discovery='["rss", "press", "search", "sitemap", "menu"]', mode="live"):
    cards = tmp_path / "cards"
    write_card(cards, "essai", site.url + "/", platform=platform, minimum=0, crawl=f"discovery = {discovery}")
    (report,) = collect(
        ["essai"], mode, [tmp_path / "captures"], tmp_path / "out", cards=cards, today="2027-01-04", settings=QUICK
    )
    assert not report.failed, report.reason
    return sorted({one.name for one in read_jsonl(tmp_path / "out" / "essai.jsonl")})


HOME = '<html><body><nav><a href="{}">{}</a><a href="/contact">Contact</a></nav><main><h1>Bienvenue</h1></main></body></html>'
WELCOME = HOME.format("/soins", "Vaccination").encode()


@pytest.mark.parametrize("platform", ["ars", "wordpress", "site"])
def test_a_list_is_reached_from_the_menu_and_its_pages_from_the_list(tmp_path, site, platform):
    hub = '<html><body><main><h1>Nos territoires</h1><a href="/fiche-1">CPTS du Val Ondin</a></main></body></html>'
    site.pages = {
        "/": HOME.format("/organisation", "Exercice coordonné").encode(),
        "/organisation": hub.encode(),
        "/fiche-1": table("CPTS du Val Ondin"),
    }
    discovery = '["rest", "menu", "links"]' if platform == "wordpress" else '["menu", "links"]'
    assert names(tmp_path, site, platform, discovery) == ["CPTS du Val Ondin"]


def page(title, *links):
    items = "".join(f'<li><a href="{address}">{text}</a></li>' for text, address in links)
    return f"<html><body><main><h1>{title}</h1><ul>{items}</ul></main></body></html>".encode()


def test_a_list_two_entries_deep_in_a_menu_is_reached(tmp_path, site):
    site.pages = {
        "/": HOME.format("/offre", "Offre de soins").encode(),
        "/offre": page("Offre de soins", ("Soins de proximité", "/proximite"), ("Hôpitaux", "/hopitaux")),
        "/proximite": page(
            "Soins de proximité", ("Exercice coordonné", "/exercice"), ("Accès aux soins", "/trop-loin")
        ),
        "/exercice": page("Exercice coordonné", ("Annuaire des communautés", "/annuaire")),
        "/annuaire": table("CPTS du Val Ondin"),
        "/trop-loin": page("Accès aux soins", ("Les CPTS", "/autres")),
    }
    assert names(tmp_path, site, discovery='["menu"]') == ["CPTS du Val Ondin"]
    assert not site.asked["/hopitaux"] and not site.asked["/trop-loin"]


def test_the_pages_that_a_menu_may_file_them_under_are_bounded(tmp_path, site):
    site.pages = {"/": page("Accueil", *(("Accès aux soins", f"/a{number}") for number in range(30)))}
    names(tmp_path, site, discovery='["menu"]')
    assert sum(site.asked[f"/a{number}"] for number in range(30)) == MAX_MENU_PAGES


def test_a_link_that_is_a_departement_is_a_page_to_ask_and_no_cpts(tmp_path, site):
    site.pages = {
        "/": HOME.format("/liste", "Les CPTS").encode(),
        "/liste": page(
            "Les CPTS par département", ("Charente", "/16"), ("Vienne (86)", "/86"), ("Contact", "/contact")
        ),
        "/16": page("CPTS de la Charente", ("CPTS du Val Ondin", "/fiche")),
        "/86": table("CPTS du Pont Vieux"),
        "/fiche": table("CPTS du Val Ondin"),
    }
    assert names(tmp_path, site, discovery='["menu"]') == ["CPTS du Pont Vieux", "CPTS du Val Ondin"]
    assert site.asked["/fiche"] and not site.asked["/contact"]


def test_what_a_page_of_a_rest_answer_leads_to_is_followed(tmp_path, site):
    """Lists of a page, files of an article, and no page twice."""

    def rest(link, *links):
        content = "".join(f'<p><a href="{address}">{text}</a></p>' for text, address in links)
        row = {"link": site.url + link, "title": {"rendered": "Nos actions"}, "content": {"rendered": content}}
        return json.dumps([row]).encode()

    site.pages = {
        "/wp-json/wp/v2/pages?search=cpts&per_page=100": rest(
            "/les-cpts/", ("Liste des CPTS", "/liste.csv"), ("La CPTS", "/fiche/"), ("CPTS", "/actu/"), ("Météo", "/x/")
        ),
        "/wp-json/wp/v2/posts?search=cpts&per_page=100": rest(
            "/actu/", ("Les CPTS au 1er mai", "/mai.csv"), ("Une autre CPTS", "/autre/")
        ),
        "/liste.csv": b"Nom de la CPTS;Statut\nCPTS du Val Ondin;ACI\n",
        "/mai.csv": b"Nom de la CPTS;Statut\nCPTS du Pont Vieux;ACI\n",
        "/fiche/": table("CPTS du Phare Blanc"),
        "/": b"<html><body><h1>Accueil</h1></body></html>",
    }
    found = names(tmp_path, site, "wordpress", '["rest", "links"]')
    assert found == ["CPTS du Phare Blanc", "CPTS du Pont Vieux", "CPTS du Val Ondin"]
    assert not any(site.asked[path] for path in ("/x/", "/actu/", "/autre/", "/les-cpts/"))


@pytest.mark.parametrize(
    ("status", "home", "told"),
    [
        (503, WELCOME, "serveur en erreur (503)"),
        (401, WELCOME, "accès refusé (401)"),
        (403, table("CPTS du Val Ondin"), None),
        (404, WELCOME, None),
    ],
)
def test_a_rest_interface_that_refuses_is_the_cause_where_no_list_is_read(tmp_path, site, status, home, told):
    rest = {SEARCH.format(kind=kind): lambda handler: send(handler, b"", status) for kind in KINDS}
    site.pages = {"/": home, **rest}
    names(tmp_path, site, "wordpress", '["rest"]')
    report = read_report(tmp_path / "out", "essai")
    assert {cause([asdict(one)]) for one in report.alarms} == ({told} if told else set())


def test_a_sitemap_that_only_robots_txt_names_is_read(tmp_path, site):
    site.robots = (200, "text/plain", f"User-agent: *\nDisallow:\nSitemap: {site.url}/plan.xml\n".encode())
    site.pages = {
        "/": HOME.format("/soins", "Vaccination").encode(),
        "/plan.xml": INDEX.format(locs(site.url + "/pages.xml.gz", tag="sitemap")).encode(),
        "/pages.xml.gz": gzip.compress(URLSET.format(locs(site.url + "/cpts-du-phare")).encode()),
        "/cpts-du-phare": table("CPTS du Phare Blanc"),
    }
    assert names(tmp_path, site, discovery='["sitemap"]') == ["CPTS du Phare Blanc"]


def test_a_page_that_only_the_sitemap_knows_is_read(tmp_path, site):
    site.pages = {
        "/": HOME.format("/soins", "Se soigner").encode(),
        "/sitemap.xml": INDEX.format(locs(site.url + "/sitemap.xml?page=1", tag="sitemap")).encode(),
        "/sitemap.xml?page=1": URLSET.format(locs(site.url + "/les-cpts-de-la-region", site.url + "/soins")).encode(),
        "/les-cpts-de-la-region": table("CPTS du Phare Blanc", "CPTS du Pont Vieux"),
    }
    assert names(tmp_path, site) == ["CPTS du Phare Blanc", "CPTS du Pont Vieux"]
    assert not site.asked["/soins"]


FEED = "<rss><channel><item><title>{}</title><link>{}</link></item></channel></rss>"


def test_what_is_new_is_found_in_the_press_releases_the_news_and_the_feed(tmp_path, site):
    """Each on its own path; the news go on over a second part, and what does not speak of CPTS is not asked."""
    link = '<html><body><main><h1>Liste</h1><a href="{}">{}</a>{}</main></body></html>'.format
    site.pages = {
        "/": HOME.format("/soins", "Se soigner").encode(),
        "/presse": link("/presse/2027-cp-cpts-val-ondin", "Communiqué", "").encode(),
        "/presse/2027-cp-cpts-val-ondin": table("CPTS du Val Ondin"),
        "/actualites": link("/agenda", "Agenda", '<a href="/actualites?page=1">2</a>').encode(),
        "/actualites?page=1": link("/nouvelle", "Une CPTS de plus", "").encode(),
        "/nouvelle": table("CPTS du Phare Blanc"),
        "/feed/": FEED.format("La CPTS du Pont Vieux", site.url + "/billet").encode(),
        "/billet": table("CPTS du Pont Vieux"),
    }
    assert names(tmp_path, site, "site", '["news"]') == [
        "CPTS du Phare Blanc",
        "CPTS du Pont Vieux",
        "CPTS du Val Ondin",
    ]
    assert not site.asked["/agenda"] and not site.asked["/soins"]


def test_a_capture_from_before_a_way_was_added_is_still_replayed(tmp_path, site):
    site.pages = {"/": HOME.format("/liste-cpts", "Les CPTS").encode(), "/liste-cpts": table("CPTS du Val Ondin")}
    first = names(tmp_path, site, discovery='["menu"]')
    assert names(tmp_path, site, mode="replay") == first == ["CPTS du Val Ondin"]


def test_a_link_to_another_site_that_speaks_of_cpts_is_a_lead(tmp_path, site):
    links = (
        '<a href="https://www.cpts-ailleurs.fr/">Son site</a> <a href="https://exemple.org/x">La CPTS du Pont Vieux</a>'
        '<a href="https://exemple.org/y">Météo</a> <a href="/cpts-ici">CPTS</a>'
    )
    site.pages = {"/": table("CPTS du Val Ondin", more=f"<p>{links}</p>")}
    write_card(tmp_path / "cards", "essai", site.url + "/", minimum=0)
    where = ([tmp_path / "captures"], tmp_path / "out")
    (report,) = collect(["essai"], "live", *where, cards=tmp_path / "cards", today="2027-01-04", settings=QUICK)
    assert report.leads == {
        "https://www.cpts-ailleurs.fr/": "Son site",
        "https://exemple.org/x": "La CPTS du Pont Vieux",
    }
