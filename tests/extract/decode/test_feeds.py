"""Feeds: RSS, Atom and JSON, each entry read as the page it announces."""

from __future__ import annotations

from tests.support.cpts_tables import alarm_names, read_file, stages_and_dates

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>Actualités</title>
<item><title>Lettre d'intention pour la CPTS du Léon</title><link>https://a.example/1</link>
<description>&lt;p&gt;L'ARS a validé en mai 2021 la lettre d'intention de la CPTS du Léon (Finistère).&lt;/p&gt;</description>
<pubDate>Tue, 01 Jun 2021 09:00:00 +0200</pubDate></item>
<item><title>La CPTS du Léon signe</title><link>https://a.example/2</link>
<description>La CPTS du Léon a signé son contrat ACI le 4 mars 2023.</description>
<pubDate>Mon, 06 Mar 2023 09:00:00 +0100</pubDate></item>
<item><title>Journée des CPTS</title><link>https://a.example/3</link><description>Inscrivez-vous.</description></item>
</channel></rss>"""


ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Nouvelles</title>
<entry><title type="html">Deux CPTS &amp;amp; un contrat</title><link rel="self" href="https://a.example/x.atom"/>
<link rel="alternate" href="https://a.example/x"/><published>2022-02-02T08:00:00Z</published>
<updated>2024-02-02T08:00:00Z</updated><author><name>Solène Kerautret</name></author>
<summary>La CPTS Iroise a…</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>La CPTS Iroise a signé son ACI le 10 janvier 2022.</p>
</div></content></entry></feed>"""


def test_a_feed_is_read_entry_by_entry_the_latest_first():
    found = read_file(RSS, "rss.xml")
    assert stages_and_dates(found) == {"CPTS du Léon": ("aci_signe", "2023-03-04")}
    assert found.listings[0].page_date == "2023-03-06"
    assert "entrée 2 (https://a.example/2)" in found.listings[0].evidence.locator
    assert found.links == ("https://a.example/1", "https://a.example/2", "https://a.example/3")


def test_an_atom_entry_gives_its_whole_text_its_page_and_nobody():
    found = read_file(ATOM, "actus.atom")
    assert stages_and_dates(found) == {"CPTS Iroise": ("aci_signe", "2022-01-10")}
    assert found.listings[0].page_date == "2022-02-02"
    assert found.links[0] == "https://a.example/x"
    assert "Kerautret" not in repr(found)


def test_a_feed_without_entry_is_an_alarm():
    assert alarm_names(read_file('<rss version="2.0"><channel/></rss>', "rss.xml").alarms) == {"EmptyListing"}


def test_a_json_feed_is_a_feed():
    item = {
        "id": "1",
        "url": "https://a.example/1",
        "title": "La CPTS du Léon signe",
        "date_published": "2023-03-05T10:00:00Z",
        "content_html": "<p>La CPTS du Léon a signé son contrat ACI le 4 mars 2023.</p>",
    }
    found = read_file({"version": "https://jsonfeed.org/version/1.1", "items": [item]})
    assert (stages_and_dates(found), found.links) == (
        {"CPTS du Léon": ("aci_signe", "2023-03-04")},
        ("https://a.example/1",),
    )


def test_news_that_name_no_cpts_are_no_alarm():
    entry = {
        "id": 1,
        "link": "https://a.example/1",
        "title": {"rendered": "Nos vœux"},
        "content": {"rendered": "<p>Bonne année.</p>"},
    }
    assert not read_file([entry]).alarms
