"""The map that zooms, in a real Chromium with its script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from pipelines.site.serve import ROOT
from pipelines.tables import parquet
from tests.browser.test_pages import PICTURES, browser, pytestmark  # noqa: F401 (a fixture, and when to skip)
from tests.support.site_server import Site, make_release, running
from tests.support.synthetic import Row

FRANCE, REGION, COMMUNES = "5.5/46.6/2.4", "8/44.5/3.5", "10/44.5/3.5"


def one_with_departement_alone(tables: dict[str, list[Row]]) -> None:
    """The CPTS without communes is known to be in Aveyron and on an island that has no outline."""
    tables["cpts"][5] |= {"departements": "12 ; 978", "region": "76"}
    next(row for row in tables["departements"] if row["departement"] == "978")["nom"] = "Saint-Martin"


PARIS = "9/48.8/2.4"
OVERLAPS = """() => {
  const names = [...document.querySelectorAll(".carte-nom")].filter((one) => one.checkVisibility({ visibilityProperty: true }));
  const boxes = names.map((one) => [one.textContent, one.getBoundingClientRect()]);
  const pairs = boxes.flatMap(([name, a], at) => boxes.slice(at + 1)
    .filter(([, b]) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
    .map(([other]) => `${name} / ${other}`));
  return { names: boxes.map(([name]) => name), pairs };
}"""


def as_in_the_map(tables: dict[str, list[Row]]) -> None:
    """Paris and what surrounds it has its communes, people and names."""
    one_with_departement_alone(tables)
    around = ("75", "92", "93", "94")
    for row in parquet.read(ROOT / "datasets" / "reference" / "communes.parquet").to_pylist():
        if row["departement"] in around:
            place = {"commune": row["code"], "nb_cpts": 0, "statut_max": None, "cpts_ids": None, "cpts_deduites": None}
            told = {name: row[name] for name in ("nom", "departement", "region", "epci", "population")}
            tables["couverture"].append(tables["couverture"][0] | place | told)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(make_release(tmp_path_factory.mktemp("map"), maps=True, edit=as_in_the_map)) as found:
        yield found


@pytest.fixture
def page(browser: Any, site: Site) -> Iterator[Any]:  # noqa: F811
    """A page with its script; what the browser complains of fails the test."""
    PICTURES.mkdir(exist_ok=True)
    context = browser.new_context(base_url=site.address, viewport={"width": 1280, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(15_000)
    said: list[str] = []
    asked: set[str] = set()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    yield page
    context.close()
    assert said == []
    assert {host for host in asked if host} == {urlsplit(site.address).netloc}


def opened(page: Any, where: str) -> None:
    page.goto("about:blank")
    page.goto(f"/carte#{where}")
    page.locator(".carte-cpts, .cercle").first.wait_for(state="attached")


def test_places_are_named_from_the_zoom_at_which_there_is_room(page: Any) -> None:
    opened(page, FRANCE)
    assert page.locator(".carte-nom:visible").count() == 0
    opened(page, REGION)
    assert page.locator(".carte-nom:visible", has_text="48").count() == 1
    opened(page, COMMUNES)
    page.locator(".carte-commune").first.wait_for(state="attached")
    assert page.locator(".carte-nom.des-7:visible").count() == 0


@pytest.mark.parametrize("where", ["7/46.6/2.4", PARIS, "11/48.86/2.35"])
def test_no_name_covers_another(page: Any, where: str) -> None:
    opened(page, where)
    page.wait_for_load_state("networkidle")
    page.locator(".carte-nom:visible").nth(1).wait_for()
    seen = page.evaluate(OVERLAPS)
    assert seen["pairs"] == [], seen
    page.screenshot(path=str(PICTURES / f"carte-noms-{where.split('/')[0]}.png"))


def test_three_zooms(page: Any) -> None:
    opened(page, FRANCE)
    assert page.locator(".carte-dep").count() == 101 and page.locator(".cercle").count() == 2
    everywhere = page.locator("[data-cpts]:visible").count()
    page.screenshot(path=str(PICTURES / "carte-france.png"))

    opened(page, REGION)
    nearby = page.locator("[data-cpts]:visible").count()
    assert 0 < nearby < everywhere
    assert page.locator(".carte-commune").count() == 0
    page.screenshot(path=str(PICTURES / "carte-region.png"))

    opened(page, COMMUNES)
    page.locator(".carte-commune.plein-aci_signe").first.wait_for(state="attached")
    assert page.locator(".carte-commune.plein-aucune").count() >= 2
    page.screenshot(path=str(PICTURES / "carte-communes.png"))


def test_a_card_on_hover_and_the_sheet_behind_it(page: Any) -> None:
    opened(page, REGION)
    page.locator(".carte-cpts.plein-aci_signe").first.dispatch_event("mouseover")
    card = page.locator("#carte-fiche")
    assert "ACI signé" in card.inner_text() and "communes connues" in card.inner_text()
    card.get_by_role("link").first.click()
    page.wait_for_url("**/cpts/CPTS-0*")


def test_the_card_is_on_a_small_screen_and_the_legend_holds_the_land(page: Any) -> None:
    page.set_viewport_size({"width": 1366, "height": 768})
    opened(page, FRANCE)
    page.locator(".carte-dep").last.dispatch_event("mouseover")
    box = page.locator("#carte-fiche").bounding_box()
    assert box["y"] + box["height"] <= 768
    land = "getComputedStyle(document.querySelector('.carte-dep')).fill"
    for mode in ("stade", "fondement"):
        page.locator("#montrer").select_option(mode)
        held = f"[...document.querySelectorAll('[data-legende={mode}] .puce')].map((one) => getComputedStyle(one).backgroundColor)"
        assert page.evaluate(land) in page.evaluate(held)


def test_keyboard_alone_zooms_moves_and_reads(page: Any) -> None:
    opened(page, FRANCE)
    page.locator("#carte").focus()
    page.keyboard.press("+")
    page.wait_for_url(re.compile(r"#6\.5/"))
    page.keyboard.press("ArrowDown")
    page.wait_for_url(lambda url: float(url.split("/")[-2]) < 46.5)
    page.locator("[data-cpts]:visible a").first.focus()
    assert page.locator(".choisie").count() == 1
    assert page.locator(".cercle[tabindex], .carte-cpts[tabindex]").count() == 0  # the list is the way to them


def test_the_list_lights_the_circles_of_a_cpts_whose_communes_are_unknown(page: Any) -> None:
    opened(page, FRANCE)
    page.locator("[data-cpts=CPTS-000006] a").focus()
    assert page.locator(".cercle.choisie").count() == 2 and page.locator(".choisie").count() == 2
    assert "Aucune source lue ne dit ses communes" in page.locator("#carte-fiche").inner_text()
    page.get_by_role("button", name="Saint-Martin").click()
    page.wait_for_url(re.compile(r"/1[78]\.\d+/-6[23]\."))
    assert page.locator("[data-cpts]:visible").count() == 1


def test_another_address_moves_an_open_map(page: Any) -> None:
    opened(page, FRANCE)
    page.evaluate("location.hash = '#8/44.5/3.5'")
    page.wait_for_function("document.querySelectorAll('.plan-communes').length && location.hash.startsWith('#8/')")
    page.wait_for_function("[...document.querySelectorAll('[data-cpts]')].some((one) => one.hidden)")


def test_what_is_shown_can_be_chosen(page: Any) -> None:
    opened(page, FRANCE)
    for mode, seen in (
        ("fondement", ".carte-cpts.fond-acte, .carte-cpts.fond-declaration, .carte-cpts.fond-liste_officielle"),
        ("population", ".carte-dep.couvert-0"),
        ("nombre", ".carte-dep.couvert-2"),
    ):
        page.select_option("#montrer", mode)
        assert page.locator(seen).count() > 0, mode
        assert page.locator("[data-legende]:visible").count() == 1
        assert page.locator(f"[data-legende={mode}]").is_visible()
    page.get_by_role("button", name="La Réunion").click()
    page.wait_for_url(re.compile("/-21"))


def test_a_phone_has_the_map_the_card_and_the_list(page: Any) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    opened(page, REGION)
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.locator("[data-cpts]:visible a").first.focus()
    assert page.locator("#carte-fiche a").count() == 1
    page.screenshot(path=str(PICTURES / "carte-telephone.png"), full_page=True)
