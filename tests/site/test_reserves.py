"""What is not known, corrected or only in part is said where a figure or a sentence is taken from."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from datetime import date
from html import unescape
from typing import Any

import jinja2
import pandas as pd
import pytest

from pipelines.paths import ROOT
from pipelines.site.plugin import prepare_jinja2_environment
from pipelines.site.readable import names
from tests.support.site_server import Site, make_release, running
from tests.support.synthetic import Row

NARROW = "\u202f"


def edit(held: dict[str, list[Row]]) -> None:
    proof = next(row for row in held["preuves"] if row["preuve_id"] == "CPTS-000001-2")
    told = "valeur corrigée le 01/03/2026 par la CPTS : un zéro de trop ; la source écrit « 195000 »"
    held["preuves"].append(
        proof
        | {"preuve_id": "CPTS-000001-9", "propriete": "population", "valeur": "19500", "regle": "correction"}
        | {"texte": "195 000 habitants", "citation": "195 000 habitants", "motif": told, "fondement": None}
    )
    held["corrections"].append(
        {
            "correction_id": "0123456789abcdef",
            "cpts_id": "CPTS-000001",
            "propriete": "population",
            "valeur_fausse": "195000",
            "valeur": "19500",
            "motif": "un zéro de trop",
            "qui": "cpts",
            "date": date(2026, 3, 1),
            "preuve": "https://exemple.invalid/projet.pdf",
            "etat": "appliquee",
        }
    )
    dated = next(row for row in held["preuves"] if row["preuve_id"] == held["evenements"][0]["preuve_id"])
    dated["citation"] = "Le contrat a été signé en juin 2023 avec l'agence."
    inferred = next(row for row in held["cpts"] if row["cpts_id"] == "CPTS-000002")
    inferred |= {"statut": "aci_signe", "statut_fondement": "deduit", "presence": "presente"}
    signed = [row for row in held["cpts"] if row["statut_prouve"] == "aci_signe"]
    signed[0] |= {"aci_echeance": "2025-12-17", "aci_a_verifier": True, "statut_depuis": "2020-12-17"}
    signed[1] |= {"statut_depuis": None}
    silent = next(row for row in held["cpts"] if row["cpts_id"] == "CPTS-000006")  # of which no commune is known
    silent |= {"region": "04", "departements": "974"}
    for row in (*held["regions"], *held["departements"]):
        row["nb_cpts"] += row.get("departement", row["region"] == "04" and "974") == "974"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The second release of its day."""
    root = tmp_path_factory.mktemp("reserves")
    make_release(root, maps=True)
    with running(make_release(root, maps=True, edit=edit)) as found:
        yield found


def words(page: str) -> str:
    """What a reader reads of a page, with plain spaces."""
    text = re.sub(r"[\u202f\u2009\s]+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))
    return re.sub(r" ([,.)])", r"\1", text)


def test_a_corrected_value_is_no_observation(site: Site) -> None:
    sheet = words(site.get("/cpts/CPTS-000001").text)
    assert "19 500 habitants 1 preuve, valeur corrigée" in sheet
    told = "Population : une source écrit 195 000 habitants ; valeur publiée : 19 500 habitants. Un zéro de trop."
    assert f"{told} Décidé le 1er mars 2026 par : CPTS" in sheet
    assert "19 500 habitants – Source d'exemple, novembre 2026 (valeur corrigée)" in sheet
    assert "Retenue valeur corrigée" not in sheet and "la source écrit « 195000 »" in sheet
    assert "valeur corrigée" not in words(site.get("/cpts/CPTS-000002").text)


@pytest.mark.parametrize("line", ["README.md", "/donnees"])
def test_the_line_to_copy_counts_as_the_page_does(site: Site, line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = unescape(site.get(line).text) if line[0] == "/" else (ROOT / line).read_text(encoding="utf-8")
    code = re.split("</code>|```", told[told.index("import pandas") :])[0]
    kept: list[pd.Series[int]] = []
    code = re.sub(r'"[^"]*/cpts\.parquet"', repr(str(site.release / "cpts.parquet")), code)
    exec(re.sub(r"(?:print\()?(cpts\[.*\.size\(\))\)?", r"kept.append(\1)", code), {"kept": kept})
    page = words(site.get("/suivi").text)
    assert f"connaît {kept[0]['aci_signe']} CPTS ayant signé un contrat" in page
    facet = json.loads(site.get("/observatoire/cpts.json?_facet=statut_prouve").body)["facet_results"]["statut_prouve"]
    assert {row["value"]: row["count"] for row in facet["results"]}["aci_signe"] == kept[0]["aci_signe"]


def summary(page: str) -> str:
    return unescape(page.split('<meta property="og:description" content="')[1].split('"')[0]).replace(NARROW, " ")


@pytest.mark.parametrize("path", ["/region/04", "/departement/974"])
def test_a_share_says_of_how_many_cpts_it_is_and_is_no_exact_figure(site: Site, path: str) -> None:
    page = site.get(path).text
    assert "communes connues pour 1 CPTS sur 2 : au moins 100 % de la population" in summary(page)
    sentence = words(page.split('id="citer"')[1])
    assert "au moins 100 % de la population" in sentence and "(communes connues pour 1 CPTS sur 2)" in sentence


def test_one_share_is_one_figure_in_the_sentence_its_row_and_the_tables(site: Site) -> None:
    home = site.get("/").text
    sentence, table = (words(part) for part in (home.split('id="citer"')[1], home.split("<tfoot>")[1]))
    (low, high) = re.findall(r"([\d,]+) % au moins et ([\d,]+) % au plus", sentence)[0]
    assert f"{low} % au moins et {high} % au plus" in table
    address = re.findall(r"/2026-11-22-2/deploiement/[^<\s]*tous_stades", sentence)[0]
    row = words(site.get(address).text)
    assert re.search(rf"(?<![\d,]){low} .* {high}(?![\d,])", row), row
    (held,) = json.loads(site.get(f"{address}.json?_shape=array").body)
    assert 0 < held["part_population_min"] - float(low.replace(",", ".")) < 0.1
    assert 0 < float(high.replace(",", ".")) - held["part_population_max"] < 0.1


def card(site: Site, kind: str, code: str) -> str:
    """The words of the picture of a shared link."""
    database = sqlite3.connect(site.release / "site" / "observatoire.db")
    database.row_factory = sqlite3.Row
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(ROOT / "datasets" / "site" / "templates"))
    prepare_jinja2_environment(environment)

    # `database` names it, as the templates do
    def sql(query: str, values: Any = (), **_: str) -> list[dict[str, Any]]:
        return [dict(row) for row in database.execute(query, values)]

    lisible = names(database.execute("select domaine, code, libelle from vocabulaire"), {})
    told = {"sorte": kind, "code": code, "sql": sql, "lisible": lisible, "livraison": {"livraison": "2026-11-22"}}
    return words(environment.get_template("_partage.txt").render(told))


AT_ITS_END = "ACI signé, contrat arrivé à échéance sans renouvellement connu"


@pytest.mark.parametrize(
    ("commune", "on_the_page", "taken_away"),
    [
        ("12145", ["Une partie de la commune seulement"], "Millau (12145), pour une partie de la commune seulement"),
        ("48095", ["arrivait à échéance le 17 décembre 2025 : aucune source lue ne dit"], None),
        ("48140", ["Un statut déduit n'entre pas dans les comptes", "« Projet de santé validé »"], None),
        ("97411", ["Aucune source lue ne dit depuis quand."], None),
    ],
)
def test_a_commune_keeps_the_reserves_of_its_cpts(
    site: Site, commune: str, on_the_page: list[str], taken_away: str | None
) -> None:
    page = site.get(f"/commune/{commune}").text
    assert all(one in words(page) for one in on_the_page)
    if taken_away:
        assert taken_away in words(page.split('id="citer"')[1])
        assert "1 CPTS connue, pour une partie de la commune seulement" in summary(page)
        assert "1 CPTS connue, pour une partie de la commune seulement" in card(site, "commune", commune)


def test_a_contract_at_its_end_is_quoted_as_one(site: Site) -> None:
    assert f"stade le plus avancé : {AT_ITS_END}" in summary(site.get("/commune/48095").text)
    assert f"Son stade : {AT_ITS_END}" in card(site, "commune", "48095")
    assert "contrat arrivé à échéance" not in summary(site.get("/commune/97411").text)
    sheet = site.get("/cpts/CPTS-000001").text
    since = "depuis le 17 décembre 2020, contrat arrivé à échéance sans renouvellement connu"
    assert since in summary(sheet) and since in words(sheet.split('id="citer"')[1])
    assert "contrat arrivé à échéance" in card(site, "cpts", "CPTS-000001")
    assert "ACI signé depuis juin 2023, statut déduit" in summary(site.get("/cpts/CPTS-000002").text)


def test_a_dated_event_is_quoted_with_its_sentence(site: Site) -> None:
    page = unescape(site.get("/cpts/CPTS-000001").text)
    story = page.split("<h2>Chronologie</h2>")[1].split("</section>")[0]
    assert "<blockquote>Le contrat a été signé en juin 2023 avec l'agence.</blockquote>" in story


def test_nothing_is_said_of_other_cpts_where_there_are_none(site: Site) -> None:
    whole, partly = (words(site.get(f"/departement/{code}").text) for code in ("48", "974"))
    assert "(communes connues pour 1 CPTS sur 2 ; rien n’est dit des autres)" in partly
    assert re.search(r"\(communes connues pour (\d+) CPTS sur \1\)", whole)


def test_the_card_of_a_territory_says_of_how_many_cpts_its_share_is(site: Site) -> None:
    assert "Communes connues pour 1 CPTS sur 2 : au moins 100 % de la population" in card(site, "region", "04")


def test_the_second_release_of_a_day_is_not_said_to_be_the_first(site: Site) -> None:
    home = words(site.get("/").text)
    assert "6 changements entre les livraisons du 22 novembre 2026" in home and "première livraison" not in home
    quality = words(site.get("/qualite").text)
    assert "Livraison d'un jour précédent" not in quality
    assert "Aucune livraison d'un jour précédent ne permet encore de comparer." in quality


def test_a_region_has_the_communes_of_its_population(site: Site) -> None:
    """Saint-Martin counts apart from Guadeloupe, whose agency is its own."""
    compared = words(site.get("/comparer?a=region:01&b=departement:978").text)
    assert "Communes 0 1 dont sans CPTS connue 0 1" in compared
    assert "ne sont ni dans celles de la Guadeloupe" in words(site.get("/departements").text)
