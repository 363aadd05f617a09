"""What is not known, corrected or only in part is said where a figure or a sentence is taken from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from html import unescape

import pandas as pd
import pytest

from pipelines.paths import ROOT
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
    inferred = next(row for row in held["cpts"] if row["cpts_id"] == "CPTS-000002")
    inferred |= {"statut": "aci_signe", "statut_fondement": "deduit", "presence": "presente"}
    silent = next(row for row in held["cpts"] if row["cpts_id"] == "CPTS-000006")  # of which no commune is known
    silent |= {"region": "04", "departements": "974"}
    for row in (*held["regions"], *held["departements"]):
        row["nb_cpts"] += row.get("departement", row["region"] == "04" and "974") == "974"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(make_release(tmp_path_factory.mktemp("reserves"), maps=True, edit=edit)) as found:
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
    address = re.findall(r"/2026-11-22/deploiement/[^<\s]*tous_stades", sentence)[0]
    row = words(site.get(address).text)
    assert re.search(rf"(?<![\d,]){low} .* {high}(?![\d,])", row), row
    (held,) = json.loads(site.get(f"{address}.json?_shape=array").body)
    assert 0 < held["part_population_min"] - float(low.replace(",", ".")) < 0.1
    assert 0 < float(high.replace(",", ".")) - held["part_population_max"] < 0.1
