"""`sources probe` and `sources new`: from a page to a draft card. `run` listens to Dagster and to bad words."""

import tomllib

import pytest
from loopback import Site, serve, table

from spiders import run
from spiders.collect import collect, collectable, default_captures
from spiders.commands import guess_platform, new, probe
from spiders.document import Document
from spiders.registry import read_card


@pytest.mark.parametrize(("url", "body", "platform"), [
    ("https://www.paca.ars.sante.fr/media/121455/download", b"%PDF-1.7", "ars"),
    ("https://urps.example.org/cpts", b"<html><link href='/wp-content/x.css'>", "wordpress"),
    ("https://umap.openstreetmap.fr/fr/map/cpts_12", b"<html>", "maps"),
    ("https://x.fr/arcgis/rest/services/c/FeatureServer/0", b"{}", "maps"),
    ("https://x.fr/liste.pdf", b"%PDF-1.7", "documents"),
    ("https://x.fr/liste", b"<html><body>", "site"),
    ("https://static.data.gouv.fr/finess-structures-1/x.json.gz", b"\x1f\x8b", "finess"),
])
def test_the_platform_is_read_from_the_address_and_the_page(url, body, platform):
    assert guess_platform(Document(url, body)) == platform


def test_a_saved_page_gives_a_card_that_can_be_used(tmp_path):
    page = tmp_path / "page.html"
    page.write_bytes(table("CPTS du Val Bleu", "CPTS des Trois Rivières"))
    found = probe(str(page), kind="urps", region="27", url="https://urps.example.org/cpts")
    assert [listing.name for listing in found.extraction.listings] == ["CPTS du Val Bleu", "CPTS des Trois Rivières"]
    card_file = tmp_path / "urps-example-org.toml"
    card_file.write_text(found.card, encoding="utf-8")
    card = read_card(card_file)
    assert (card.kind, card.regions, card.platform, card.verified) == ("urps", ("27",), "site", False)
    assert card.expect.minimum == 1 and card.expect.fill["status_text"] == 0.8


def test_a_page_is_probed_only_where_robots_txt_allows():
    site = Site(pages={"/cpts": table("CPTS du Val Bleu"), "/secret/cpts": table("CPTS cachée")})
    with serve(site):
        assert len(probe(site.url + "/cpts").extraction.listings) == 1
        assert site.headers["/cpts"]["User-Agent"].startswith("observatoire-cpts/")
        with pytest.raises(ConnectionError, match=r"robots\.txt refuses"):
            probe(site.url + "/secret/cpts")
        with pytest.raises(ConnectionError, match="404"):
            probe(site.url + "/absente")
        site.robots = (403, "text/html", b"<html>")
        with pytest.raises(ConnectionError, match="answered 403"):
            probe(site.url + "/cpts")
    with pytest.raises(ConnectionError, match="could not be fetched"):
        probe(site.url + "/cpts")


def test_a_new_source_comes_with_a_test_that_fails_until_it_is_written(tmp_path):
    paths = new("urps-essai", ["https://urps.example.org/cpts"], "urps", "27", tmp_path, tmp_path / "fixtures")
    assert read_card(paths[0]).entry_urls == ("https://urps.example.org/cpts",)
    assert paths[1].read_text() == "[]\n"
    compile(paths[2].read_text(encoding="utf-8"), "test", "exec")
    assert 'assert expected, "write the expected names' in paths[2].read_text(encoding="utf-8")
    with pytest.raises(FileExistsError, match=r"urps-essai\.toml"):
        new("urps-essai", ["https://urps.example.org/cpts"], "urps", "27", tmp_path, tmp_path / "fixtures")


def test_draft_cards_are_toml_whatever_the_address(tmp_path):
    found = probe(__file__, url='https://x.fr/a"b\\c')
    assert tomllib.loads(found.card)["entry_urls"]


def test_an_unknown_source_is_named_and_nothing_starts(capsys, tmp_path):
    assert run.main(["collect", "inconnue", "--output", str(tmp_path)]) == 2
    assert "inconnue" in capsys.readouterr().err


def test_a_process_that_dies_is_a_failed_report_with_its_last_words(tmp_path):
    (report,) = collect(["inconnue"], "replay", tmp_path, tmp_path / "out")
    assert report.failed and "no source 'inconnue'" in report.reason


def test_live_captures_go_where_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.setenv("OBSERVATOIRE_CAPTURES", str(tmp_path))
    assert default_captures("live") == tmp_path
    assert default_captures("replay").name == "captures"
    assert collectable("replay", tmp_path) == [] and collect((), "replay", tmp_path, tmp_path) == []
