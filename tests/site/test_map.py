"""The map that zooms: what it draws, who may run a script, and where its library comes from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely

from pipelines.publish.maps import degrees_paths
from pipelines.site.map_data import coordinates
from tests.support.site_server import Site, make_release, running


@pytest.fixture(scope="module")
def site(drawn_release: Path) -> Iterator[Site]:
    with running(drawn_release) as found:
        yield found


def test_an_outline_comes_back_from_its_path_with_holes_and_islands() -> None:
    held = shapely.from_wkt(
        "MULTIPOLYGON (((2 48, 3 48, 3 49, 2 49, 2 48), (2.2 48.2, 2.4 48.2, 2.4 48.4, 2.2 48.4, 2.2 48.2)),"
        " ((-61.5 16, -61.4 16, -61.4 16.1, -61.5 16)))"
    )
    (path,) = degrees_paths([held])
    found = shapely.from_geojson(json.dumps({"type": "MultiPolygon", "coordinates": coordinates(path)}))
    assert found.equals(held)


def test_the_country_has_every_departement_and_each_counted_cpts_once(site: Site) -> None:
    drawn = json.loads(site.get("/carte/france.json").body)
    assert len(drawn["departements"]["features"]) == 101
    with_outline = [one["properties"]["cpts_id"] for one in drawn["cpts"]["features"]]
    without = [one["cpts_id"] for one in drawn["ailleurs"]]
    rows = json.loads(site.get("/observatoire/cpts.json?_shape=array").body)
    assert sorted(with_outline + without) == sorted(row["cpts_id"] for row in rows)
    assert not set(with_outline) & set(without) and without
    first = drawn["cpts"]["features"][0]["properties"]
    assert first["stade"] == "ACI signé" and first["departements"] == ["48"]
    for feature in (*drawn["departements"]["features"], *drawn["cpts"]["features"]):
        assert shapely.from_geojson(json.dumps(feature["geometry"])).area > 0
        point = feature["properties"]
        if "latitude" in point:
            assert (
                shapely.from_geojson(json.dumps(feature["geometry"]))
                .buffer(0.01)
                .contains(shapely.Point(point["longitude"], point["latitude"]))
            )


def test_the_communes_of_a_departement_say_their_cpts(site: Site) -> None:
    communes = json.loads(site.get("/carte/communes/48.json").body)["features"]
    of = {one["properties"]["commune"]: one["properties"] for one in communes}
    assert of["48095"]["cpts"] == ["CPTS-000001"] and of["48095"]["statut_max"] == "aci_signe"
    assert of["48061"]["cpts"] == [] and of["48061"]["nb_cpts"] == 0
    assert site.get("/carte/communes/99.json").status == 404


def test_the_page_of_the_map_alone_may_run_a_script_and_only_ours(site: Site) -> None:
    assert "script-src 'self';" in site.get("/carte").headers["content-security-policy"]
    for other in ("/", "/carte/france.json", "/regions", "/static/carte.js", "/rien"):
        assert "script-src 'none'" in site.get(other).headers["content-security-policy"], other
    text = site.get("/carte").text
    assert text.count("<script") == 2 and " style=" not in text and "onclick" not in text
    for name in ("/static/leaflet.js", "/static/leaflet.css", "/static/carte.js"):
        assert f'"{name}"' in text and site.get(name).status == 200
    assert b"Leaflet 1." in site.get("/static/leaflet.js").body[:200]


def test_the_page_holds_its_map_and_its_list_without_the_script(site: Site) -> None:
    text = site.get("/carte").text
    assert text.count('class="dep ') == 105 and text.count("data-cpts=") == 6


def test_a_release_without_outlines_has_a_list_and_no_script(tmp_path: Path) -> None:
    with running(make_release(tmp_path)) as bare:
        text = bare.get("/carte").text
        assert "<script" not in text and text.count("data-cpts=") == 6
        assert bare.get("/carte/france.json").status == 404
