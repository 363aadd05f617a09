"""What a new user does, by hand, in a browser without script: four questions of a journalist, five searches of
communes, a regional workbook, one figure by three ways, a phone, the keyboard alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
import pytest

from tests.browser.test_pages import browser, page, pytestmark  # noqa: F401 (fixtures, and when to skip)
from tests.support.site_server import Site, running


@pytest.fixture(scope="module")
def site(drawn_release: Path) -> Iterator[Site]:
    with running(drawn_release) as found:
        yield found


def test_four_questions_of_a_journalist(page: Any) -> None:  # noqa: F811
    """How many are there, of when, who says so? How many of them can be named? Where do they stand in my region, and
    what may I quote?"""
    page.goto("/")
    first = page.locator(".compteur").inner_text()
    assert "au moins 650" in " ".join(first.split()) and "Ministère" in first and "2025" in first
    assert "L'observatoire peut en nommer 2" in first
    page.locator("main").get_by_role("link", name="Occitanie").first.click()
    assert "auteur non dit, janvier 2024" in page.locator("main").inner_text()
    page.locator("#citer blockquote a").first.click()
    assert "1 ligne" in page.locator(".phrase").inner_text()  # the number quoted is the number of rows


@pytest.mark.parametrize(
    ("typed", "name", "code"),
    [
        ("48000", "Mende", "48095"),  # a postal code
        ("Florac", "Florac Trois Rivières", "48061"),  # an old name
        ("La Salle-Prunet", "Florac Trois Rivières", "48061"),  # another, of a commune that has merged
        ("saint chely d apcher", "Saint-Chély-d'Apcher", "48140"),  # neither accent nor apostrophe
        ("marvejol", "Marvejols", "48092"),  # a misspelling
    ],
)
def test_five_searches_of_communes(page: Any, typed: str, name: str, code: str) -> None:  # noqa: F811
    page.goto("/")
    page.locator("#q").fill(typed)
    page.keyboard.press("Enter")
    page.wait_for_url("**/-/search?q=*")
    first = page.locator(".reponses li").first
    assert name in first.inner_text()
    first.get_by_role("link").first.click()
    assert name in page.locator("h1").inner_text()


def test_a_regional_workbook_with_sites(page: Any, tmp_path: Path) -> None:  # noqa: F811
    page.goto("/region/76")
    with page.expect_download() as waited:
        page.get_by_role("link", name="classeur de la région").click()
    waited.value.save_as(tmp_path / "76.xlsx")
    cpts = pd.read_excel(tmp_path / "76.xlsx", sheet_name="CPTS", engine="calamine")
    assert set(cpts["Région"]) == {"Occitanie"} and "Site" in cpts.columns


def test_population_covered_by_signed_aci_has_one_answer_three_ways(page: Any, site: Site) -> None:  # noqa: F811
    """The page of the stored query and that of a region, its JSON, and the Parquet files read from their address: the
    counts, and the communes themselves, joined as `/api` says."""
    table = pd.read_parquet(f"{site.address}/livraisons/latest/deploiement.parquet", dtype_backend="pyarrow")
    last = table[
        (table["niveau"] == "region") & (table["definition"] == "aci_signe") & (table["date"] == table["date"].max())
    ]
    kept = last[["territoire", "nb_cpts", "population_min", "population_max"]].astype(object)
    read = {code: numbers for code, *numbers in kept.where(kept.notna(), None).itertuples(index=False)}
    answered = json.loads(site.get("/observatoire/aci_par_region.json?_shape=array").body)
    assert {row["region"]: [row["nb_aci"], row["population_min"], row["population_max"]] for row in answered} == read
    page.goto("/observatoire/aci_par_region")
    rows = page.locator(".rows-and-columns tbody tr")
    shown = [[cell.replace("\u202f", "") for cell in row.locator("td").all_inner_texts()] for row in rows.all()]
    assert len(shown) == len(read)
    names = {row["region"]: row["nom"] for row in answered}
    for region, (count, low, high) in read.items():
        line = next(line for line in shown if names[region] in line)
        assert ["–" if one is None else str(one) for one in (count, low, high)] == line[2:5], region
    communes = pd.read_parquet(f"{site.address}/livraisons/latest/couverture.parquet", dtype_backend="pyarrow")
    signed = communes[communes["statut_max"] == "aci_signe"].groupby("region")["population_max"].sum().to_dict()
    assert signed == {region: high for region, (_, _, high) in read.items() if high}
    for region, high in signed.items():
        page.goto(f"/region/{region}")
        card = page.locator(".chiffre", has_text="dont ACI signé").inner_text().replace("\u202f", "")
        assert f"{high} habitants" in card, card


def test_the_country_reads_on_a_phone_in_ten_seconds(page: Any) -> None:  # noqa: F811
    """Without scrolling: the published figure."""
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/")
    box = page.locator(".grand strong").bounding_box()
    assert box is not None and box["y"] + box["height"] < 640 and box["x"] + box["width"] <= 360


def test_keyboard_alone_from_home_to_evidence(page: Any) -> None:  # noqa: F811
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Aller au contenu"
    page.locator("#q").focus()
    page.keyboard.type("trois clochers")
    page.keyboard.press("Enter")
    page.wait_for_url("**/-/search?q=*")
    page.get_by_role("link", name="CPTS des Trois Clochers").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/cpts/CPTS-000001")
    page.locator("h1 ~ p a", has_text="preuve").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("blockquote", has_text="Contrat signé en juin 2023").last.is_visible()


def test_two_territories_side_by_side(page: Any) -> None:  # noqa: F811
    page.goto("/regions")
    page.get_by_role("link", name="Comparer deux territoires").click()
    page.select_option("#a", "region:76")
    page.select_option("#b", "departement:12")
    page.get_by_role("button", name="Comparer").click()
    assert "Occitanie et Département 12 (12)" in page.locator("h1").inner_text()
    rows = [row.split("\t") for row in page.locator(".tableau tbody").inner_text().splitlines()]
    assert ["dont ACI signé", "1", "0"] in rows
    assert page.locator('a[href^="/observatoire/deploiement?niveau=region"]').count() == 1


def test_a_chart_is_taken_as_a_file_that_stands_alone(page: Any, tmp_path: Path) -> None:  # noqa: F811
    page.goto("/suivi")
    with page.expect_download() as waited:
        page.get_by_role("link", name="SVG").first.click()
    waited.value.save_as(tmp_path / "courbe.svg")
    text = (tmp_path / "courbe.svg").read_text(encoding="utf-8")
    assert "livraison du 22 novembre 2026" in text and "var(--" not in text and "<a " not in text
    page.goto(f"file://{quote(str(tmp_path / 'courbe.svg'))}")
    assert page.locator("svg .point").count() > 3
    assert page.evaluate("getComputedStyle(document.querySelector('.cible')).stroke") == "rgb(179, 71, 29)"


def test_a_correction_carries_what_was_typed(
    browser: Any,  # noqa: F811
    site: Site,
    drawn_release: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """From the sheet to where the operator takes corrections: here the search of another site, which shows them."""
    monkeypatch.setenv("OBSERVATOIRE_CORRECTION", f"{site.address}/-/search?q={{texte}}")
    with running(drawn_release) as other:
        context = browser.new_context(java_script_enabled=False, base_url=other.address)
        page = context.new_page()
        page.goto("/cpts/CPTS-000001")
        page.get_by_role("link", name="Signaler").first.click()
        assert "Livraison : 22 novembre 2026" in page.locator("#texte").input_value()
        page.locator("#texte").fill("Le statut est inexact")
        page.get_by_role("button", name="Continuer sur").click()
        page.wait_for_url(f"{site.address}/-/search?q=*")
        assert "Le statut est inexact" in page.locator("h1").inner_text()
        context.close()
