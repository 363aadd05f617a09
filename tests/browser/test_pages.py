"""The site in a real Chromium: what only a browser can tell.

Needs Debian's Chromium; skipped with the reason where there is none, required where `CI` is set.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.support.site_server import Site, running

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PAGES = (
    "/",
    "/carte",
    "/comparer",
    "/comparer?a=region:76&b=departement:48",
    "/regions",
    "/departements",
    "/region/76",
    "/departement/48",
    "/commune/48095",
    "/cpts/CPTS-000001",
    "/suivi",
    "/sources",
    "/sante",
    "/qualite",
    "/reperes",
    "/dictionnaire",
    "/donnees",
    "/api",
    "/commune/69123",
    "/commune/48061",
    "/a-propos",
    "/signaler",
    "/mentions-legales",
    "/vie-privee",
    "/accessibilite",
    "/retrait",
    "/-/search?q=mende",
    "/observatoire",
    "/observatoire/cpts",
    "/observatoire/communes_sans_cpts?departement=48",
    "/observatoire?sql=select+1",
    "/observatoire/sources/source-exemple",
    "/rien",
    "/2026-11-22",
    "/2026-11-22/cpts?statut=aci_signe",
    "/2026-11-22/cpts/CPTS-000001",
)
WIDTHS = (360, 1280)
NIGHT = ("/", "/cpts/CPTS-000001", "/sources", "/observatoire/cpts", "/rien")
PICTURES = Path(__file__).parents[1] / "artifacts"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists() and not os.environ.get("CI"), reason=f"no browser at {CHROMIUM}"),
]


@pytest.fixture(scope="module")
def site(drawn_release: Path) -> Iterator[Site]:
    PICTURES.mkdir(exist_ok=True)
    with running(drawn_release) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Any, site: Site) -> Iterator[Any]:
    """A page without JavaScript; `asked` collects the hosts it asked, `said` what the browser complained of."""
    context = browser.new_context(java_script_enabled=False, base_url=site.address, accept_downloads=True)
    page = context.new_page()
    page.asked, page.said = set(), []
    page.on("request", lambda request: page.asked.add(urlsplit(request.url).netloc))
    page.on("console", lambda message: page.said.append(message.text))
    yield page
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_page_reads_without_javascript_and_asks_no_other_host(page: Any, site: Site, path: str) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(path)
        assert page.locator("h1").count() == 1
        assert page.locator("main").inner_text().strip()
        _keep_picture(page, path, width)
    assert {host for host in page.asked if host} == {urlsplit(site.address).netloc}
    assert [line for line in page.said if "Content Security Policy" in line] == []


def _keep_picture(page: Any, path: str, width: int) -> None:
    """A picture for a reviewer, kept by continuous integration."""
    name = path.strip("/").replace("/", "-").replace("?", "-") or "accueil"
    page.screenshot(path=str(PICTURES / f"{name}-{width}.png"), full_page=True)


@pytest.fixture(scope="module")
def judged(browser: Any, site: Site) -> Iterator[Any]:
    """Pages for a program that judges them: a telephone by day, a screen by night. The driver evaluates its
    script; our policy forbids the page's own only."""
    contexts = [
        browser.new_context(
            base_url=site.address,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            reduced_motion="reduce",
        )
        for width, scheme in zip(WIDTHS, ("light", "dark"), strict=True)
    ]
    yield [context.new_page() for context in contexts]
    for context in contexts:
        context.close()


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious_and_no_page_scrolls_sideways(judged: Any, path: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    # contrast by night is the stylesheet's: a few pages hold all of its colours
    for page in judged if path in NIGHT else judged[:1]:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert [
            (one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in ("serious", "critical")
        ] == []


def test_axe_sees_what_is_wrong(judged: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = judged[0]
    page.goto("/a-propos")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=/static/icone.svg>')")
    assert "image-alt" in {one["id"] for one in Axe().run(page).response["violations"]}


def test_commune_search_by_keyboard(page: Any) -> None:
    page.goto("/")
    page.locator("#q").focus()
    page.keyboard.type("saint chely")
    page.keyboard.press("Enter")
    page.wait_for_url("**/-/search?q=*")
    page.get_by_role("link", name="Saint-Chély-d'Apcher").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/commune/48140")
    assert "CPTS Vallée de l'Exemple" in page.locator("main").inner_text()


def test_map_is_reached_and_followed_by_keyboard(page: Any) -> None:
    page.goto("/")
    link = page.get_by_role("link", name="Département 48 : 2 CPTS connues")
    assert "% au plus de la population dans une commune nommée" in link.get_attribute("aria-label")
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/departement/48")


def test_evidence_opens_in_one_click(page: Any) -> None:
    page.goto("/cpts/CPTS-000001")
    words = page.locator("#CPTS-000001-2 blockquote")
    assert not words.is_visible()
    page.locator('a[href="#CPTS-000001-2"]').first.click()
    assert words.is_visible()
    assert words.inner_text() == "Contrat signé en juin 2023"


def test_what_a_new_user_looks_for(page: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From the home page: the signed ACI of a region, the evidence behind a status, the communes without CPTS of a
    département as a file, and the snippet of the site run as it is written."""
    import pandas as pd

    page.goto("/")
    page.locator("main").get_by_role("link", name="Occitanie").first.click()
    assert "dont ACI signé\n1\n" in page.locator("dl.chiffres").inner_text()
    page.locator("section").get_by_role("link", name="CPTS des Trois Clochers", exact=True).last.click()
    page.locator("h1 ~ p a", has_text="preuve").click()
    assert page.locator("blockquote", has_text="Contrat signé en juin 2023").last.is_visible()

    page.goto("/departements")
    page.get_by_role("link", name="48 – Département 48").click()
    with page.expect_download() as waited:
        page.get_by_role("link", name="CSV", exact=True).click()
    waited.value.save_as(tmp_path / "communes.csv")
    assert sorted(pd.read_csv(tmp_path / "communes.csv")["nom"]) == ["Florac Trois Rivières", "Langogne"]

    page.goto("/donnees")
    exec(page.locator("pre").first.inner_text(), {})
    assert "aci_signe           2" in capsys.readouterr().out


def test_download_of_the_workbook(page: Any, tmp_path: Path) -> None:
    page.goto("/")
    with page.expect_download() as waited:
        page.get_by_role("link", name="Classeur Excel").click()
    waited.value.save_as(tmp_path / "classeur.xlsx")
    assert (tmp_path / "classeur.xlsx").read_bytes()[:2] == b"PK"


def test_a_printed_sheet_begins_at_the_top_and_holds_its_evidence(page: Any, tmp_path: Path) -> None:
    import pdfplumber

    page.goto("/cpts/CPTS-000001")
    page.pdf(path=str(tmp_path / "fiche.pdf"), format="A4")
    with pdfplumber.open(tmp_path / "fiche.pdf") as printed:
        texts = [one.extract_text() for one in printed.pages]
    assert "CPTS des Trois Clochers" in texts[0] and "L'essentiel" in texts[0]
    assert "Contrat signé en juin 2023" in "".join(texts) and "endroit exact, règle" in "".join(texts)
    assert "Chercher" not in "".join(texts)
    page.goto("/")
    page.pdf(path=str(tmp_path / "accueil.pdf"), format="A4")
    with pdfplumber.open(tmp_path / "accueil.pdf") as printed:
        assert "Combien de CPTS" in printed.pages[0].extract_text()


def test_dark_and_light_keep_their_contrast(browser: Any, site: Site) -> None:
    for scheme in ("light", "dark"):
        context = browser.new_context(base_url=site.address, color_scheme=scheme)
        page = context.new_page()
        page.goto("/cpts/CPTS-000001")
        for selector in ("main p", ".statut", "main a", ".alarme", ".bandeau p", ".proprietes dt"):
            ratio = page.evaluate(CONTRAST, selector)
            assert ratio >= 4.5, (scheme, selector, round(ratio, 2))
        context.close()


# WCAG contrast of the first match's text against the nearest opaque background behind it
CONTRAST = """selector => {
  const channels = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const element = document.querySelector(selector);
  let behind = element;
  while (behind && channels(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
  const a = light(channels(getComputedStyle(element).color));
  const b = light(channels(getComputedStyle(behind || document.body).backgroundColor));
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}"""
