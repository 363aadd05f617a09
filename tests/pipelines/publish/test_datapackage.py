"""`datapackage.json` and `catalogue.jsonld` are valid for the tools that read them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import frictionless
import pytest

from pipelines.publish.catalogue import build_catalogue
from tests.support.site_server import make_release


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_release(tmp_path_factory.mktemp("releases"))


@pytest.fixture(scope="module")
def package(release: Path) -> dict[str, Any]:
    return dict(json.loads((release / "datapackage.json").read_text(encoding="utf-8")))


def test_frictionless_validates_package_and_rows(release: Path) -> None:
    report = frictionless.validate(str(release / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])[:5]


def test_frictionless_sees_a_changed_byte(release: Path, tmp_path: Path) -> None:
    for name in ("datapackage.json", *(path.name for path in release.glob("*.csv"))):
        (tmp_path / name).write_bytes((release / name).read_bytes())
    changed = (tmp_path / "cpts.csv").read_text(encoding="utf-8").replace("19500", "19501")
    (tmp_path / "cpts.csv").write_text(changed, encoding="utf-8", newline="")
    assert not frictionless.validate(str(tmp_path / "datapackage.json")).valid


def test_package_says_where_it_comes_from(package: dict[str, Any]) -> None:
    assert package["$schema"].endswith("/2.0/datapackage.json")
    assert package["created"] == "2026-11-22T00:00:00Z"
    assert package["licenses"][0]["name"] == "etalab-2.0"
    assert package["version_code"] == "9.9.9"
    assert package["captures"] == [
        {
            "source_id": "source-exemple",
            "fichier": "source-exemple.warc.gz",
            "sha256": "cd" * 32,
            "reconstruction": True,
        }
    ]
    assert package["millesimes"][0]["millesime"] == "COG 2026"
    assert package["sources"] == [{"title": "Source d'exemple", "path": "https://exemple.invalid/cpts"}]
    assert "Ce n'est pas le nombre de CPTS en France." in package["reconstruction"]


def test_every_file_of_the_release_is_described_once(release: Path, package: dict[str, Any]) -> None:
    described = [entry["path"] for entry in [*package["resources"], *package["fichiers"]]]
    written = {path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file()}
    assert sorted(described) == sorted(written - {"datapackage.json", "catalogue.jsonld", "SHA256SUMS"})


def test_catalogue_is_rdf_with_both_vocabularies(release: Path) -> None:
    from rdflib import Graph, Namespace
    from rdflib.namespace import DCAT, DCTERMS, RDF

    schema = Namespace("https://schema.org/")
    graph = Graph().parse(release / "catalogue.jsonld", format="json-ld")
    (catalogue,) = graph.subjects(RDF.type, DCAT.Catalog)
    (dataset,) = graph.objects(catalogue, DCAT.dataset)
    assert (dataset, RDF.type, schema.Dataset) in graph
    assert str(next(graph.objects(dataset, DCTERMS.license))).startswith("https://www.etalab.gouv.fr/")
    files = set(graph.objects(dataset, DCAT.distribution))
    assert files == set(graph.objects(dataset, schema.distribution)) and len(files) > 30
    for file in files:
        (address,) = graph.objects(file, DCAT.downloadURL)
        # relative to the catalogue itself, so that the folder opens wherever it is copied
        assert Path(urlsplit(address).path).is_file() and list(graph.objects(file, DCAT.accessURL)) == [address]
        assert str(next(graph.objects(file, DCAT.mediaType))).startswith("https://www.iana.org/")
        assert next(graph.objects(file, DCAT.byteSize)).toPython() == Path(urlsplit(address).path).stat().st_size
    assert next(graph.objects(dataset, DCTERMS.issued)).toPython() == date(2026, 11, 22)


def test_catalogue_of_a_public_site_gives_whole_addresses(package: dict[str, Any]) -> None:
    address = "https://observatoire.example"
    graph = build_catalogue(package, date(2026, 11, 22), address)["@graph"]
    (dataset,) = [entry for entry in graph if "distribution" in entry]
    assert dataset["url"] == address
    for file in dataset["distribution"]:
        assert file["contentUrl"].startswith(f"{address}/livraisons/2026-11-22/")


def test_each_schema_stands_alone_with_a_valid_example(release: Path) -> None:
    from schema import VERSION, load_schema

    for name in load_schema():
        folder = release / "schemas" / name
        described = json.loads((folder / "schema.json").read_text(encoding="utf-8"))
        assert {
            "name",
            "title",
            "description",
            "countryCode",
            "created",
            "lastModified",
            "contributors",
            "licenses",
            "fields",
            "primaryKey",
        } <= set(described)
        assert described["version"] == VERSION and described["resources"][0]["path"] == "exemple-valide.csv"
        report = frictionless.Resource(
            path="exemple-valide.csv", basepath=str(folder), schema=frictionless.Schema.from_descriptor(described)
        ).validate()
        assert report.valid, report.flatten(["type", "note"])[:5]
