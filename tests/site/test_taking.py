"""What re-users take: stable addresses, documents, their description, stored queries that answer their title."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from pipelines.site.metadata import stored_queries
from pipelines.tables import parquet
from schema import Row, load_schema
from tests.support.site_server import Site, make_release, running
from tests.support.synthetic_places import BESIDE

COUNTED = ("presente", "reportee", "a_confirmer", "source_indisponible")


@pytest.fixture(scope="module")
def site(drawn_release: Path) -> Iterator[Site]:
    with running(drawn_release) as found:
        yield found


@pytest.fixture(scope="module")
def tables(drawn_release: Path) -> dict[str, list[Row]]:
    names = ("cpts", "couverture", "territoires", "regions", "deploiement")
    return {name: parquet.read(drawn_release / f"{name}.parquet").to_pylist() for name in names}


def answered(site: Site, query: str) -> list[Row]:
    reply = site.get(f"/observatoire/{query}{'&' if '?' in query else '?'}_shape=array&_size=max")
    assert reply.status == 200, reply.text
    rows: list[Row] = json.loads(reply.text)
    return rows


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("cpts.parquet", "application/vnd.apache.parquet"),
        ("cpts.csv", "text/csv; charset=utf-8"),
        ("excel/cpts.csv", "text/csv; charset=utf-8"),
        ("territoires-contours.parquet", "application/vnd.apache.parquet"),
        ("territoires-contours.geojson", "application/geo+json"),
        ("regions/76.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("site/observatoire.db", "application/vnd.sqlite3"),
    ],
)
def test_the_latest_release_has_an_address_that_stays(site: Site, name: str, kind: str) -> None:
    reply = site.get(f"/livraisons/latest/{name}")
    assert reply.status == 200 and reply.headers["content-type"] == kind
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.body == (site.release / name).read_bytes()
    part = site.get(f"/livraisons/latest/{name}", Range="bytes=1-4")
    assert part.status == 206 and part.body == reply.body[1:5]


def test_the_folder_of_a_release_leads_to_its_list(site: Site) -> None:
    for path in ("/livraisons/", "/livraisons/latest/"):
        assert site.leads(path) == "/donnees", path
    assert site.leads(f"/livraisons/{site.release.name}/") == f"/{site.release.name}/donnees"
    assert site.get("/livraisons/1999-01-01/").status == 404


def test_the_second_release_of_a_day_answers_under_both_its_names(tmp_path: Path) -> None:
    make_release(tmp_path)
    again = make_release(tmp_path, reconstruction=False)
    assert again.name == "2026-11-22.2"
    with running(again) as site:
        assert site.leads("/2026-11-22.2/suivi") == "/2026-11-22-2/suivi"
        assert site.leads("/livraisons/2026-11-22-2/cpts.csv") == "/livraisons/2026-11-22.2/cpts.csv"
        assert site.leads("/livraisons/2026-11-22.2/") == "/2026-11-22-2/donnees"
        assert site.leads("/2026-11-22.2/cpts?statut=aci_signe") == "/2026-11-22-2/cpts?statut=aci_signe"
        assert site.leads("/2026-11-22-2/cpts.csv?_stream=on") == "/livraisons/2026-11-22.2/cpts.csv"


def test_a_whole_table_is_the_file_of_the_release(site: Site) -> None:
    """Typed: a boolean is `true`, and not 1."""
    file = f"/livraisons/{site.release.name}/cpts.csv"
    for asked in ("_stream=on", "_stream=on&_size=max", "_stream=on&_dl=on"):
        assert site.leads(f"/observatoire/cpts.csv?{asked}") == file, asked
    for asked in ("_stream=on&statut=aci_signe", "_stream=on&_nocol=nom", "_size=max"):
        assert "/livraisons/" not in site.leads(f"/observatoire/cpts.csv?{asked}"), asked


def test_a_document_holds_the_rows_of_its_page(site: Site) -> None:
    commune = json.loads(site.get("/commune/48095.json").text)
    assert commune["couverture"]["commune"] == "48095" and commune["livraison"] == site.release.name
    assert [row["cpts_id"] for row in commune["territoires"]] == ["CPTS-000001"]
    sheet = site.get("/cpts/CPTS-000001.json")
    assert sheet.headers["access-control-allow-origin"] == "*"
    cpts = json.loads(sheet.text)
    assert len(cpts["territoires"]) == 3 and cpts["cpts"]["reconstruction"] is True and cpts["preuves"]
    assert site.get(cpts["adresse"].removeprefix(site.address)).status == 200
    assert json.loads(site.get("/departement/48.json").text)["cpts"]
    region = json.loads(site.get("/region/76.json").text)
    assert region["comptes_publies"] and {row["definition"] for row in region["deploiement"]} > {"aci_signe"}
    missing = site.get("/commune/99999.json")
    assert missing.status == 404 and "99999" in json.loads(missing.text)["error"]


def test_the_addresses_are_described_and_the_described_ones_answer(site: Site) -> None:
    described = json.loads(site.get("/openapi.json").text)
    assert (
        described["openapi"].startswith("3.1") and described["components"]["schemas"]["cpts"]["properties"]["cpts_id"]
    )
    for path, operations in described["paths"].items():
        parameters = operations["get"]["parameters"]
        in_path = {one["name"]: one["example"] for one in parameters if one["in"] == "path"}
        address = path.format(**in_path)
        codes = {"departement": "48", "region": "76", "depuis": "2026-01-01"}
        required = [one["name"] for one in parameters if one["in"] == "query" and one.get("required")]
        asked = "&".join(f"{name}={codes[name]}" for name in required)
        assert site.get(f"{address}?{asked}").status == 200, path


def test_programs_are_told_where_things_are(site: Site) -> None:
    page = site.get("/api").text
    for word in ("read_parquet", "duckdb", "arrow::", "fetch(", "/openapi.json", 'lang="en"', "01053"):
        assert word in page.lower() or word in page, word
    text = site.get("/llms.txt")
    assert text.headers["content-type"].startswith("text/plain") and text.text.startswith("# Observatoire des CPTS")
    for address in ("/api", "/donnees", "/suivi", "/livraisons/latest/cpts.parquet"):
        assert f"{site.address}{address})" in text.text and site.get(address).status == 200


@pytest.mark.parametrize("table", load_schema())
def test_the_lines_for_a_csv_keep_every_text(site: Site, table: str) -> None:
    """Those of `/api`, run as they stand there for each table: a code that joins is no number."""
    (lines,) = re.findall(r"<code>(u = .*?)</code>", html.unescape(site.get("/api").text), re.S)
    *before, last = lines.replace("couverture", table).splitlines()
    held: dict[str, Any] = {"pd": pd}
    exec("\n".join([*before, f"read = {last}"]), held)
    texts = {field.name for field in load_schema()[table].fields if field.type == "string"}
    assert {name for name in texts if held["read"][name].dtype != "string"} == set()
    expected = pd.read_parquet(site.release / f"{table}.parquet", columns=sorted(texts))
    assert held["read"][sorted(texts)].fillna("").equals(expected.astype("string").fillna(""))


def test_a_wrong_column_is_an_error_that_names_the_near_one(site: Site) -> None:
    reply = site.get("/observatoire/cpts.json?statuts=aci_signe")
    assert reply.status == 400 and "« statut »" in json.loads(reply.text)["error"]


def test_every_table_has_a_csv_for_a_french_excel(site: Site) -> None:
    assert {path.stem for path in (site.release / "excel").iterdir()} == set(load_schema())
    page = site.get("/donnees").text
    assert [name for name in load_schema() if f"/excel/{name}.csv" not in page] == []


def test_a_csv_for_a_french_excel_has_words_and_no_formula(site: Site) -> None:
    body = site.get("/livraisons/latest/excel/cpts.csv").body
    assert body.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))
    assert rows[0]["Statut"] == "ACI signé" and rows[0]["Région"] == "Occitanie"
    assert not any(str(cell).startswith(("=", "+", "@")) for row in rows for cell in row.values())


def test_signed_contracts_by_region(site: Site, tables: dict[str, list[Row]]) -> None:
    signed: dict[str, int] = {}
    for row in tables["cpts"]:
        if row["statut"] == "aci_signe" and row["statut_fondement"] != "deduit" and row["presence"] in COUNTED:
            signed[row["region"]] = signed.get(row["region"], 0) + 1
    rows = answered(site, "aci_par_region.json")
    assert {row["region"]: row["nb_aci"] for row in rows if row["nb_aci"]} == signed
    for row in rows:
        (told,) = [
            one
            for one in tables["deploiement"]
            if (one["niveau"], one["territoire"], one["definition"]) == ("region", row["region"], "aci_signe")
        ]
        # one answer three ways: the query, the table of the release, the page
        assert row["population_max"] == told["population_max"]


@pytest.mark.parametrize(("level", "code"), [("region", "76"), ("departement", "48")])
def test_the_page_of_a_territory_says_what_its_contracts_rest_on(
    site: Site, tables: dict[str, list[Row]], level: str, code: str
) -> None:
    (told,) = [
        row
        for row in tables["deploiement"]
        if (row["niveau"], row["territoire"], row["definition"]) == (level, code, "aci_signe")
    ]
    assert told["nb_acte"]
    assert f"<small>{told['nb_acte']} par un acte nommé" in site.get(f"/{level}/{code}").text


def test_communes_without_cpts(site: Site, tables: dict[str, list[Row]]) -> None:
    expected = {row["commune"] for row in tables["couverture"] if row["departement"] == "48" and not row["nb_cpts"]}
    assert {row["commune"] for row in answered(site, "communes_sans_cpts.json?departement=48")} == expected != set()


def test_cpts_of_a_departement(site: Site, tables: dict[str, list[Row]]) -> None:
    expected = {
        row["cpts_id"]
        for row in tables["cpts"]
        if "48" in (row["departements"] or "").split(" ; ") and row["presence"] in COUNTED and row["statut"] != "cessee"
    }
    assert {row["cpts_id"] for row in answered(site, "cpts_d_un_departement.json?departement=48")} == expected != set()


def test_population_by_stage_counts_each_commune_once(site: Site, tables: dict[str, list[Row]]) -> None:
    """With the one answer that the page of the country gives: its people, those covered at most, a part as a part."""
    rows = answered(site, "population_par_statut.json")
    (france,) = (
        row for row in tables["deploiement"] if (row["niveau"], row["definition"]) == ("france", "tous_stades")
    )
    assert sum(row["population"] for row in rows) == france["population_totale"]
    for query in ("population_par_statut", "couverture_par_taille_de_commune"):
        covered = [row["population_couverte_au_plus"] or 0 for row in answered(site, f"{query}.json")]
        assert sum(covered) == france["population_max"]
    signed = sum(row["population_max"] for row in tables["couverture"] if row["statut_max"] == "aci_signe")
    assert {row["statut"]: row["population_couverte_au_plus"] for row in rows}["ACI signé"] == signed


def test_cpts_over_two_regions(site: Site, tables: dict[str, list[Row]]) -> None:
    region = {row["commune"]: row["region"] for row in tables["couverture"]}
    names = {row["region"]: row["nom"] for row in tables["regions"]}
    held: dict[str, dict[str, list[int]]] = {}
    for row in tables["territoires"]:
        if not row["deduite"]:
            held.setdefault(row["cpts_id"], {}).setdefault(region[row["commune"]], []).append(row["population"])
    expected = {
        (one, names[code], len(people), sum(people))
        for one, shares in held.items()
        for code, people in shares.items()
        if len(shares) > 1
    }
    rows = answered(site, "cpts_sur_deux_regions.json")
    assert {(row["cpts_id"], row["region"], row["communes"], row["population"]) for row in rows} == expected


def test_differences_of_population_and_shared_communes(site: Site, tables: dict[str, list[Row]]) -> None:
    expected = {row["cpts_id"] for row in tables["cpts"] if row["ecart_population"] is not None}
    rows = answered(site, "ecarts_de_population.json")
    assert {row["cpts_id"] for row in rows} == expected
    sizes = [abs(row["ecart_population"] / row["population_insee"]) for row in rows]
    assert sizes == sorted(sizes, reverse=True)
    whole = {row["commune"] for row in tables["territoires"] if not row["partiel"] and not row["deduite"]}
    several = {row["commune"] for row in tables["couverture"] if row["nb_cpts"] > 1}
    assert {row["commune"] for row in answered(site, "communes_partagees.json")} == several & whole


def test_what_is_new_since_a_day(site: Site, tables: dict[str, list[Row]]) -> None:
    assert len(answered(site, "nouveautes.json?depuis=2000-01-01")) == len(tables["cpts"])
    assert answered(site, "nouveautes.json?depuis=2100-01-01") == []


def test_coverage_by_epci_and_by_size_of_commune(site: Site, tables: dict[str, list[Row]]) -> None:
    known = [row for row in tables["couverture"] if row["population"] is not None and row["commune"] not in BESIDE]
    of_epci: dict[str, list[Row]] = {}
    for row in known:
        if row["epci"] and row["region"] == "76":
            of_epci.setdefault(row["epci"], []).append(row)
    rows = answered(site, "couverture_par_epci.json?region=76")
    assert {row["epci"]: (row["communes"], row["population_couverte_au_plus"]) for row in rows} == {
        epci: (len(held), sum(row["population_max"] or 0 for row in held) or None) for epci, held in of_epci.items()
    }
    sizes = ((0, 500), (500, 2_000), (2_000, 10_000), (10_000, 50_000), (50_000, 10**9))
    expected = {}
    for number, (least, below) in enumerate(sizes, 1):
        if held := [row for row in known if least <= row["population"] < below]:
            expected[number] = (len(held), sum(bool(row["nb_cpts"]) for row in held))
    rows = answered(site, "couverture_par_taille_de_commune.json")
    assert {int(row["habitants"][0]): (row["communes"], row["communes_couvertes"]) for row in rows} == expected


def test_cpts_over_two_departements_and_communes_far_from_any(site: Site, tables: dict[str, list[Row]]) -> None:
    held: dict[str, dict[str, int]] = {}
    for row in tables["territoires"]:
        counted = held.setdefault(row["cpts_id"], {})
        counted[row["departement"]] = counted.get(row["departement"], 0) + 1
    expected = {(one, code, n) for one, counted in held.items() if len(counted) > 1 for code, n in counted.items()}
    rows = answered(site, "cpts_sur_deux_departements.json")
    assert {(row["cpts_id"], row["departement"], row["communes"]) for row in rows} == expected
    rows = answered(site, "communes_eloignees.json?departement=48")
    far = {row["commune"] for row in tables["couverture"] if row["departement"] == "48" and not row["nb_cpts"]}
    assert {row["commune"] for row in rows} == far != set()


def test_the_gini_index_is_half_the_mean_difference_of_shares(site: Site, tables: dict[str, list[Row]]) -> None:
    last = max(row["date"] for row in tables["deploiement"])
    by_definition: dict[str, list[tuple[float, int]]] = {}
    for row in tables["deploiement"]:
        if row["niveau"] == "departement" and row["date"] == last and row["population_max"] is not None:
            weight = row["population_totale"]
            by_definition.setdefault(row["definition"], []).append((row["population_max"] / weight, weight))
    rows = answered(site, "gini_de_la_couverture.json")
    assert (
        {row["definition"] for row in rows}
        == {one for one, parts in by_definition.items() if any(part for part, _ in parts)}
        != set()
    )
    for row in rows:
        parts = by_definition[row["definition"]]
        assert row["departements"] == len(parts)  # one of which no territory is known is not one without cover
        total = sum(weight for _, weight in parts)
        mean = sum(part * weight for part, weight in parts) / total
        apart = sum(w * v * abs(one - other) for one, w in parts for other, v in parts) / total**2
        assert row["gini"] == pytest.approx(apart / (2 * mean), abs=0.001)


def test_every_stored_query_that_is_no_feed_is_recomputed_here() -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    for name in stored_queries():
        assert name.startswith("flux_") or name == "territoires_geojson" or f'"{name}.json' in here, name
