"""`catalogue.jsonld`: the release for search engines (schema.org) and for catalogues that harvest (DCAT)."""

from __future__ import annotations

from datetime import date
from typing import Any

from pipelines.publish.provenance import LICENCE_URL, TITLE

CONTEXT = {
    "@vocab": "https://schema.org/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "spdx": "http://spdx.org/rdf/terms#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dcat:downloadURL": {"@type": "@id"},
    "dcat:accessURL": {"@type": "@id"},
    "dcat:mediaType": {"@type": "@id"},
    "dcat:byteSize": {"@type": "xsd:nonNegativeInteger"},
    "dcat:startDate": {"@type": "xsd:date"},
    "dcat:endDate": {"@type": "xsd:date"},
    "dct:issued": {"@type": "xsd:date"},
    "dct:modified": {"@type": "xsd:date"},
    "dct:license": {"@type": "@id"},
    "license": {"@type": "@id"},
    "contentUrl": {"@type": "@id"},
}
FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/MONTHLY"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types"
FRANCE = "http://publications.europa.eu/resource/authority/country/FRA"


def _distribution(entry: dict[str, Any], address: str, release: str) -> dict[str, Any]:
    url = f"{address}/livraisons/{release}/{entry['path']}" if address else entry["path"]
    return {
        "@type": ["DataDownload", "dcat:Distribution"],
        "name": entry.get("title") or entry["path"],
        "dct:title": entry.get("title") or entry["path"],
        "contentUrl": url,
        "dcat:downloadURL": url,
        "dcat:accessURL": url,
        "encodingFormat": entry["mediatype"],
        "dcat:mediaType": f"{MEDIA_TYPES}/{entry['mediatype']}",
        "contentSize": str(entry["bytes"]),
        "dcat:byteSize": str(entry["bytes"]),
        "sha256": entry["hash"].removeprefix("sha256:"),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": entry["hash"].removeprefix("sha256:"),
        },
        "dct:license": LICENCE_URL,
    }


def build_catalogue(package: dict[str, Any], day: date, address: str = "") -> dict[str, Any]:
    """The catalogue of one release, from its data package. Addresses are relative while the site has none."""
    release = package["livraison"]
    description = " ".join(filter(None, (package["reconstruction"], package["description"])))
    # schemas and their examples describe the data, they are not the data
    files = [
        entry for entry in [*package["resources"], *package["fichiers"]] if not entry["path"].startswith("schemas/")
    ]
    dataset: dict[str, Any] = {
        "@id": f"{address}/#donnees" if address else f"urn:observatoire-cpts:{release}",
        "@type": ["Dataset", "dcat:Dataset"],
        "name": package["title"],
        "dct:title": {"@value": package["title"], "@language": "fr"},
        "description": description,
        "dct:description": {"@value": description, "@language": "fr"},
        "inLanguage": "fr",
        "keywords": package["keywords"],
        "dcat:keyword": [{"@value": word, "@language": "fr"} for word in package["keywords"]],
        "license": LICENCE_URL,
        "dct:license": LICENCE_URL,
        "isAccessibleForFree": True,
        "version": package["version"],
        "datePublished": day.isoformat(),
        "dct:issued": day.isoformat(),
        "dct:modified": day.isoformat(),
        "temporalCoverage": f"2018-09-18/{day.isoformat()}",
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": "2018-09-18",
            "dcat:endDate": day.isoformat(),
        },
        "spatialCoverage": {"@type": "Place", "name": "France"},
        "dct:spatial": {"@id": FRANCE},
        "dct:accrualPeriodicity": {"@id": FREQUENCY},
        "creator": {"@type": "Organization", "name": TITLE},
        "dct:publisher": {"@type": ["Organization", "foaf:Agent"], "name": TITLE, "foaf:name": TITLE},
        "variableMeasured": [
            {"@type": "PropertyValue", "name": field["name"], "description": field["description"]}
            for field in package["resources"][0]["schema"]["fields"]
        ],
        "distribution": [_distribution(entry, address, release) for entry in files],
    }
    if address:
        dataset["url"] = address
    catalogue = {
        "@id": f"{address}/#catalogue" if address else "urn:observatoire-cpts:catalogue",
        "@type": "dcat:Catalog",
        "dct:title": {"@value": TITLE, "@language": "fr"},
        "dct:description": {"@value": package["description"], "@language": "fr"},
        "dct:license": LICENCE_URL,
        "dcat:dataset": {"@id": dataset["@id"]},
    }
    for entry in dataset["distribution"]:
        entry["@id"] = f"urn:sha256:{entry['sha256']}"
    dataset["dcat:distribution"] = [{"@id": entry["@id"]} for entry in dataset["distribution"]]
    return {"@context": CONTEXT, "@graph": [catalogue, dataset]}
