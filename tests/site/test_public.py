"""The site that the public meets: who answers for it, under which name, and what nobody can make it say."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from pipelines.publish.changelog import as_text
from pipelines.site.feeds import lasting
from pipelines.site.guard import MAP
from pipelines.site.instance import NotConfigured, public_origin, web_origin
from pipelines.site.serve import ROOT, command
from tests.support.site_server import Site, make_release, running
from tests.support.synthetic import Row

SAID = {
    "OBSERVATOIRE_ADRESSE": "https://cpts.exemple.invalid/",
    "OBSERVATOIRE_CONTACT": "contact@exemple.invalid",
    "OBSERVATOIRE_EDITEUR": "Association d'exemple",
}
NAME = {"Host": "cpts.exemple.invalid"}
HOSTILE = (
    "<script>alert(1)</script> [ici](javascript:alert(2)) ![x](https://leurre.invalid/x.png) `x` www.leurre.invalid"
)


def hostile(tables: dict[str, list[Row]]) -> None:
    """The words of a publisher who writes for programs."""
    tables["changements"][0]["phrase"] = HOSTILE
    tables["sources"][0] |= {"titre": HOSTILE, "etat": "en_panne", "cause": HOSTILE}
    tables["cpts"][0] |= {"nom": HOSTILE, "alias": HOSTILE}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_release(tmp_path_factory.mktemp("releases"), edit=hostile)


@pytest.fixture(scope="module")
def site(release: Path) -> Iterator[Site]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in SAID.items():
            patch.setenv(name, value)
        with running(release, public=True) as found:
            yield found


@pytest.mark.parametrize("missing", ["OBSERVATOIRE_ADRESSE", "OBSERVATOIRE_CONTACT"])
def test_a_public_site_does_not_start_without_its_address_and_who_answers(release: Path, missing: str) -> None:
    environment = {**os.environ, **SAID, missing: " ", "PYTHONPATH": str(ROOT)}
    line = [sys.executable, "-m", "pipelines.site.serve", str(release), "--public", "--port", "1"]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and missing in done.stderr and "Traceback" not in done.stderr


def test_the_address_must_be_whole(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SAID.items():
        monkeypatch.setenv(name, value)
    assert "--public" in command(release, public=True) and public_origin() == "https://cpts.exemple.invalid"
    monkeypatch.setenv("OBSERVATOIRE_ADRESSE", "cpts.exemple.invalid")
    with pytest.raises(NotConfigured, match="https://"):
        command(release, public=True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OBSERVATOIRE_ADRESSE", "javascript:alert(1)"),
        ("OBSERVATOIRE_ADRESSE", "https://someone@cpts.exemple.invalid"),
        ("OBSERVATOIRE_ADRESSE", "https://cpts.exemple.invalid:99999"),
        ("OBSERVATOIRE_CONTACT", "javascript:alert(1)"),
        ("OBSERVATOIRE_CONTACT", "nobody"),
        ("OBSERVATOIRE_CORRECTION", "javascript:alert('{titre}{texte}')"),
    ],
)
def test_what_no_link_may_hold_starts_no_site(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    for key, said in {**SAID, name: value}.items():
        monkeypatch.setenv(key, said)
    with pytest.raises(NotConfigured, match=name):
        public_origin()


def test_a_form_of_another_site_names_its_origin() -> None:
    assert web_origin("https://forge.exemple.invalid:8443/o?body={texte}") == "https://forge.exemple.invalid:8443"
    assert web_origin("mailto:?body={texte}") == web_origin("https://[") == web_origin("") == ""


@pytest.mark.parametrize("host", ["127.0.0.1", "leurre.invalid", "cpts.exemple.invalid.leurre.invalid", "localhost:80"])
def test_a_name_nobody_configured_is_refused(site: Site, host: str) -> None:
    for path in ("/", "/static/observatoire.css", "/livraisons/2026-11-22/cpts.csv", "/observatoire/cpts.json"):
        reply = site.get(path, Host=host)
        assert reply.status == 421 and "ne répond pas sous ce nom" in reply.text and "leurre" not in reply.text


@pytest.mark.parametrize("host", ["cpts.exemple.invalid", "CPTS.exemple.invalid:443", "cpts.exemple.invalid:8001"])
def test_under_its_own_name_it_writes_the_address_of_the_operator_alone(site: Site, host: str) -> None:
    assert "https://cpts.exemple.invalid/2026-11-22/cpts" in site.get("/suivi", Host=host).text
    feed = site.get("/observatoire/flux_changements.atom", Host=host).text
    assert "<id>https://cpts.exemple.invalid/" in feed
    for path in ("/sitemap.xml", "/robots.txt", "/observatoire/cpts.json?_size=1"):
        text = site.get(path, Host=host).text
        assert "http://" not in text.replace("http://www.sitemaps.org", "") and ":8001" not in text, path


def test_no_server_has_a_port_beyond_the_last(site: Site) -> None:
    assert site.get("/", Host="cpts.exemple.invalid:65536").status == 400


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/mentions-legales", ("Association d&#39;exemple", "mailto:contact@exemple.invalid", "non renseigné")),
        (
            "/vie-privee",
            ("aucun cookie", f'aucun script, sauf <a href="{MAP}">', "mailto:contact@exemple.invalid", "CNIL"),
        ),
        ("/accessibilite", ("Aucun audit", "mailto:contact@exemple.invalid")),
        ("/retrait", ("Demander un retrait", "mailto:contact@exemple.invalid")),
        ("/signaler", ("mailto:contact@exemple.invalid",)),
    ],
)
def test_what_the_public_is_owed_is_a_page_and_every_page_leads_there(
    site: Site, path: str, said: tuple[str, ...]
) -> None:
    reply = site.get(path, **NAME)
    assert reply.status == 200 and all(words in reply.text for words in said), reply.text
    if path != "/signaler":
        assert f'href="{path}"' in site.get("/cpts/CPTS-000001", **NAME).text


def test_a_private_site_says_that_it_has_no_contact(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in SAID:
        monkeypatch.delenv(name, raising=False)
    with running(make_release(tmp_path)) as other:
        assert "n'est pas destinée au public" in other.get("/retrait").text


@pytest.mark.parametrize(
    "path", ["/", "/cpts/CPTS-000001", "/observatoire/cpts", "/observatoire/changements", "/sources"]
)
def test_the_words_of_a_source_are_words_on_every_page(site: Site, path: str) -> None:
    text = site.get(path, **NAME).text
    assert "<script>alert" not in text and 'href="javascript' not in text and "<img" not in text
    assert text.count("<script") == (path == "/")  # the description of the data, for search engines


@pytest.mark.parametrize("path", ["/observatoire/flux_changements.atom", "/observatoire/flux_sources.atom"])
def test_feeds_carry_no_markup_of_a_source(site: Site, path: str) -> None:
    reply = site.get(path, **NAME)
    assert reply.status == 200 and "alert(1)" in reply.text
    assert "&lt;" not in reply.text and "‹script›" in reply.text
    assert lasting(b"<title>A &amp; B</title>") == b"<title>A &amp; B</title>"


def test_the_change_log_carries_no_markup_of_a_source(release: Path) -> None:
    text = (release / "CHANGELOG.md").read_text(encoding="utf-8")
    shown = MarkdownIt().render(text)
    assert "alert(1)" in shown and "[ici](javascript:alert(2))" in shown  # the words, and not a link
    for markup in ("<script", "<a ", "<img", "<code"):
        assert markup not in shown
    for address in ("https:", "javascript:", " www."):  # which some readers make a link of
        assert address not in text


@pytest.mark.parametrize(
    "harmless",
    [
        "CPTS Vallée de l'Exemple a signé (ACI), 12\u202f000 habitants.",
        "« Nord & Sud » : 3 communes - 2 en plus",
        "1er mars",
    ],
)
def test_harmless_words_are_written_as_they_are(harmless: str) -> None:
    assert as_text(harmless) == harmless


def test_the_description_for_search_engines_carries_no_words_of_a_source(site: Site, release: Path) -> None:
    assert "alert" not in (release / "catalogue.jsonld").read_text(encoding="utf-8")
    block = site.get("/", **NAME).text.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert "<" not in block and "alert" not in block
