"""One address per page, as the publishers write theirs; and the links that speak of CPTS."""

import pytest

from spiders.addresses import canonical, is_attachment, may_be_a_site, split_page
from spiders.discovery import feed_links, next_pages, page_links, rest_pages, speaks_of_cpts, worth_following
from spiders.document import Document

ARS = "https://www.bourgogne-franche-comte.ars.sante.fr"


@pytest.mark.parametrize(
    ("written", "one"),
    [
        ("http://bourgogne-franche-comte.ars.sante.fr/index.php/CPTS-BFC#liste", f"{ARS}/CPTS-BFC"),
        ("//www.bourgogne-franche-comte.ars.sante.fr/CPTS-BFC?parent=4797", f"{ARS}/CPTS-BFC"),
        ("/media/2763/download?inline", f"{ARS}/media/2763/download?inline"),
        ("/slug-0", f"{ARS}/slug-0"),
        (
            "https://cpts-métropole.fr/les cpts//?p=12&utm_source=lettre",
            "https://xn--cpts-mtropole-ghb.fr/les%20cpts/?p=12",
        ),
        ("https://exemple.fr:443/a?b=1&a=", "https://exemple.fr/a?b=1&a"),
        ("https://gecolib.fr/cpts//", "https://gecolib.fr/cpts/"),
        ("https://www.concourspluripro.fr/une-cpts?check_logged_in=1", "https://www.concourspluripro.fr/une-cpts"),
        ("https://www.macommune.info/une-cpts/?noamp=mobile", "https://www.macommune.info/une-cpts/"),
        ("https://xn--cpts-mtropolenancienne-g8b.fr/", "https://xn--cpts-mtropolenancienne-g8b.fr/"),
        ("https://CPTS-Métropolenancienne.fr", "https://xn--cpts-mtropolenancienne-g8b.fr/"),
        ("https://[2001:DB8::1]:8080/cpts", "https://[2001:db8::1]:8080/cpts"),
        ("mailto:personne@example.org", ""),
        ("javascript:void(0)", ""),
        ("http://[pas-une-adresse/", ""),
    ],
)
def test_an_address_has_one_form(written, one):
    assert canonical(written, f"{ARS}/page") == one


def test_the_form_is_stable_and_a_suffix_is_another_page():
    assert canonical(canonical(f"{ARS}/index.php/x?parent=1")) == f"{ARS}/x"
    assert canonical(f"{ARS}/sante-0") != canonical(f"{ARS}/sante")
    # outside the agencies, `www` and `index.php` may matter
    assert canonical("http://exemple.fr/index.php/a") == "http://exemple.fr/index.php/a"


@pytest.mark.parametrize(
    ("url", "whole", "number"),
    [
        ("https://x.fr/liste?page=2&tri=nom", "https://x.fr/liste?tri=nom", 2),
        ("https://x.fr/cpts/page/3/", "https://x.fr/cpts/", 3),
        ("https://x.fr/index.php/cpts?start=20", "https://x.fr/index.php/cpts", 20),
        ("https://x.fr/?p=12", "https://x.fr/?p=12", 0),  # WordPress: an article, not a part
        ("https://x.fr/cpts?page=toutes", "https://x.fr/cpts?page=toutes", 0),
    ],
)
def test_a_part_of_a_list_is_known_by_its_number(url, whole, number):
    assert split_page(url) == (whole, number)


@pytest.mark.parametrize(
    ("here", "links", "after"),
    [
        ("/l", '<a href="?page=0">1</a><a href="?page=1" title="Aller à la page 2">2</a>', ["/l?page=1"]),  # from 0
        ("/l", '<a href="?page=1">1</a><a href="?page=2">2</a><a href="?page=2">suivante</a>', ["/l?page=2"]),  # from 1
        ("/l?page=2", '<a href="/l">« première</a><a href="?page=1">2</a><a href="?page=3">4</a>', ["/l?page=3"]),
        ("/l/page/9/", '<a href="/l/page/10/">10</a><a href="/l/page/11/">11</a>', ["/l/page/10/", "/l/page/11/"]),
        ("/l", '<a href="/autre?page=1">2</a><a href="/l?page=1&amp;tri=nom">par nom</a>', []),
    ],
)
def test_the_next_parts_of_a_list_are_followed_and_no_part_twice(here, links, after):
    page = Document("https://x.fr" + here, f"<html><body>{links}</body></html>".encode())
    assert next_pages(page) == ["https://x.fr" + address for address in after]


def test_attachments_are_known_by_their_path():
    assert is_attachment(f"{ARS}/media/146417/download")
    assert is_attachment(f"{ARS}/system/files/2024-07/carte.pdf")
    assert not is_attachment(f"{ARS}/la-carte-des-cpts")


@pytest.mark.parametrize(
    "text",
    [
        "Création de quatre CPTS dans le Rhône",
        "Les CTPS du Doubs",
        "cpts-bfc",
        "notre-cptsduchalonnais",
        "Une communauté professionelle territoriale de santé",
        "creation-dune-communaute-professionelle-territoriale",
        "Communautés Professionnelles et Territoriales de Santé",
        "communauté territoriale professionnelle de santé",
        "acces-aux-soins-creation-dune-nouvelle-communaute-professionnelle-territoriale-de",
    ],
)
def test_publishers_words_for_cpts(text):
    assert speaks_of_cpts(text)


@pytest.mark.parametrize("text", ["Les maisons de santé", "Nos concepts", "Communauté de communes", "PTA et DAC"])
def test_words_for_something_else(text):
    assert not speaks_of_cpts(text)


def test_links_of_a_page_keep_their_text_their_title_and_their_order():
    page = Document(
        f"{ARS}/liste",
        b"""<html><body><a href="/index.php/b" title="Une CPTS">Lire la suite</a>
        <a href="/a">La MSP</a><a href="/b#haut">encore</a><a href="/photo.jpg">CPTS</a>
        <a href="mailto:x@example.org">CPTS</a><iframe src="https://umap.exemple.fr/carte"></iframe></body></html>""",
    )
    assert list(page_links(page)) == [
        ("Lire la suite Une CPTS", f"{ARS}/b"),
        ("La MSP", f"{ARS}/a"),
        ("", "https://umap.exemple.fr/carte"),
    ]
    assert worth_following(page_links(page)) == [f"{ARS}/b"]


def test_links_of_a_feed():
    rss = Document(
        f"{ARS}/rss.xml",
        b"""<?xml version="1.0"?><rss><channel><link>https://x.fr</link>
        <item><title>Une CPTS</title><link>/index.php/une-cpts</link></item><item><title>Un contrat</title>
        <link>/contrat</link><description>&lt;p&gt;La CPTS signe.&lt;/p&gt;</description></item></channel></rss>""",
    )
    atom = Document(
        "https://x.fr/atom",
        b"""<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>B</title>
        <link href="https://x.fr/b"/></entry></feed>""",
    )
    assert list(feed_links(rss)) == [
        ("Une CPTS", f"{ARS}/une-cpts"),
        ("Un contrat La CPTS signe.", f"{ARS}/contrat"),
    ]
    assert list(feed_links(atom)) == [("B", "https://x.fr/b")]


@pytest.mark.parametrize("body", [b"", b"<rss", b"\x00\x01", b"not xml", b"{}"])
def test_what_is_no_feed_gives_no_link(body):
    document = Document("https://x.fr/rss.xml", body)
    assert list(feed_links(document)) == list(rest_pages(document)) == []


def test_pages_of_a_rest_answer_and_their_links():
    answer = Document(
        "https://x.fr/wp-json/wp/v2/pages",
        b'[{"link": "https://x.fr/cpts/", "content": {"rendered": "<a href=\'liste.pdf\'>Les CPTS</a>"}}, '
        b'"strange", {"title": "without a link"}, {"link": "/vide/", "content": null}]',
    )
    first, second = rest_pages(answer)
    assert (first.url, second.url) == ("https://x.fr/cpts/", "https://x.fr/vide/")
    assert worth_following(page_links(first)) == ["https://x.fr/cpts/liste.pdf"] and not list(page_links(second))


@pytest.mark.parametrize(
    ("host", "may"),
    [
        *(("cptsmarne.site-sante.fr", True), ("sites.google.com", True), ("un.wix.com", True), ("cpts-un.fr", True)),
        *(("fr-fr.facebook.com", False), ("maps.google.fr", False), ("paca.ars.sante.fr", False), ("sante.fr", False)),
        *(("sante.gouv.fr", False), ("", False)),
    ],
)
def test_a_network_or_an_administration_is_no_site_of_a_cpts(host, may):
    assert may_be_a_site(host) is may
