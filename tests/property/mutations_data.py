"""Mutations of data: JSON, maps and the register, as another export of the same records would write them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tests.property.mutations import Documents, mutation, rewritten, text_of
from tests.support.corpus import Case
from tests.support.make_fixtures import made


def data_of(case: Case) -> Any:
    return json.loads(text_of(case)) if case.document.kind == "json" else None


def written(case: Case, data: Any, **options: Any) -> Documents:
    return rewritten(case, json.dumps(data, **{"ensure_ascii": False, **options})) if data is not None else []


def records_of(data: Any) -> list[dict]:
    """The records of a JSON document, where its family puts them; empty for the register and the settings."""
    if isinstance(data, list):
        return data
    if not isinstance(data, dict):
        return []
    return next((data[key] for key in ("results", "features") if key in data), [])


def fields_of(record: dict) -> dict:
    return next((record[key] for key in ("properties", "attributes", "acf") if key in record), record)


def _each(data: Any, change: Callable[[dict], dict]) -> Any:
    """`data` with every object changed, innermost first."""
    if isinstance(data, list):
        return [_each(one, change) for one in data]
    if isinstance(data, dict):
        return change({key: _each(one, change) for key, one in data.items()})
    return data


@mutation(on=10)
def keys_shuffled(case: Case) -> Documents:
    """Last key first. The register says in its head what it is, and its producer writes it so."""
    shuffled = _each(data_of(case), lambda one: dict(reversed(one.items())))
    return [] if case.family == "finess" else written(case, shuffled)


@mutation(on=10)
def written_on_one_line(case: Case) -> Documents:
    return written(case, data_of(case), separators=(",", ":"))


@mutation(on=10)
def escaped_to_ascii(case: Case) -> Documents:
    return written(case, data_of(case), ensure_ascii=True)


@mutation(on=8)
def wrapped_in_a_call(case: Case) -> Documents:
    return rewritten(case, f"rappel({text_of(case)});") if records_of(data_of(case)) else []


@mutation("UnreadText", "EmptyListing", on=8)
def nested_under_other_keys(case: Case) -> Documents:
    data = data_of(case)
    return written(case, {"statut": "ok", "reponse": {"contenu": data}}) if records_of(data) else []


@mutation("UnreadText", "EmptyListing", on=8)
def beside_other_data(case: Case) -> Documents:
    data, menu = data_of(case), [{"titre": "Accueil", "lien": "/"}, {"titre": "Contact", "lien": "/contact"}]
    return written(case, {"menu": menu, "contenu": data}) if records_of(data) else []


@mutation()
def one_record_per_line(case: Case) -> Documents:
    """As data portals export: no list around the records."""
    if case.family != "json":
        return []
    return rewritten(case, "\n".join(json.dumps(one, ensure_ascii=False) for one in records_of(data_of(case))))


@mutation(on=8)
def an_unknown_property(case: Case) -> Documents:
    data = data_of(case)
    for number, record in enumerate(records_of(data)):
        fields_of(record)["zorglub"] = f"texte libre {'abc'[number % 3]}"
    return written(case, data) if records_of(data) else []


@mutation(on=10)
def an_empty_property_left_out(case: Case) -> Documents:
    def full(one: dict) -> dict:
        return {key: value for key, value in one.items() if value not in (None, "")}

    return written(case, _each(data_of(case), full))


@mutation("Truncated", on=8)
def given_in_two_pages(case: Case) -> Documents:
    """Two answers of a service that pages; each still says the total."""
    data = data_of(case)
    records = records_of(data)
    if len(records) < 2:
        return []
    half = (len(records) + 1) // 2
    pages = [records[:half], records[half:]]
    if isinstance(data, list):
        return [document for page in pages for document in written(case, page)]
    key = "results" if "results" in data else "features"
    return [document for page in pages for document in written(case, {**data, key: page})]


# --- maps -----------------------------------------------------------------------------------------------

# names that the vintages of the national layer and its neighbours give to one field
VINTAGES = (
    {"nom_cpts", "LIBELLE", "nm_cpts", "NOM_CPTS", "nom"},
    {"statut", "ETAT_AVANCEMENT", "etape", "STATUT"},
    {"dep", "CODE_DEPARTEMENT", "departement", "code_dep"},
    {"pop_2021", "NB_HAB", "population", "POP_TOTALE"},
    {"nb_com", "NB_COMMUNES", "nombre_communes"},
)


def _of_another_vintage(case: Case, order: Callable[[set[str]], list[str]]) -> Documents:
    data = data_of(case)
    if not case.name.startswith("map/wfs"):
        return []
    for feature in records_of(data):
        renamed = {}
        for key, value in feature["properties"].items():
            others = next((order(names - {key}) for names in VINTAGES if key in names), [key])
            renamed[others[0]] = value
        feature["properties"] = renamed
    return written(case, data)


@mutation(on=3)
def properties_of_another_vintage(case: Case) -> Documents:
    return _of_another_vintage(case, sorted)


@mutation(on=3)
def properties_of_a_third_vintage(case: Case) -> Documents:
    return _of_another_vintage(case, lambda names: sorted(names, reverse=True))


def projected(case: Case, target: int, declared: bool) -> Documents:
    """A map in degrees, drawn in another projection."""
    from pyproj import Transformer

    data = data_of(case)
    if case.name != "map/wfs_4326":
        return []
    into = Transformer.from_crs(4326, target, always_xy=True)

    def moved(points: Any) -> Any:
        return list(into.transform(*points)) if isinstance(points[0], float) else [moved(one) for one in points]

    for feature in data["features"]:
        feature["geometry"]["coordinates"] = moved(feature["geometry"]["coordinates"])
    if declared:
        data["crs"] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{target}"}}
    return written(case, data)


@mutation()
def projected_in_lambert_93(case: Case) -> Documents:
    return projected(case, 2154, declared=False)


@mutation()
def projected_for_the_web(case: Case) -> Documents:
    return projected(case, 3857, declared=True)


@mutation(on=10)
def geometries_left_out(case: Case) -> Documents:
    return written(case, _each(data_of(case), lambda one: {**one, "geometry": None} if "geometry" in one else one))


def kml_of(case: Case) -> str:
    text = case.source.get("text", "") or text_of(case)
    return text if "<kml" in text else ""


def drawn(case: Case, text: str) -> Documents:
    """The map with another KML, in its archive where it has one."""
    if case.source and text:
        return [replace(case.document, body=made({**case.source, "text": text}))]
    return rewritten(case, text)


@mutation(on=2)
def elements_with_a_prefix(case: Case) -> Documents:
    text = re.sub(r"(</?)([A-Za-z]+)(?=[\s>/])", r"\1k:\2", re.sub(r"<!\[CDATA\[.*?\]\]>", _escaped, kml_of(case)))
    return drawn(case, text.replace("<k:kml xmlns=", "<k:kml xmlns:k="))


def _escaped(cdata: re.Match[str]) -> str:
    return cdata.group()[9:-3].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@mutation(on=2)
def folders_in_a_folder(case: Case) -> Documents:
    text = kml_of(case).replace("<Folder>", "<Folder><name>Calque sans titre</name><Folder>", 1)
    return drawn(case, "</Folder></Folder></Document>".join(text.rsplit("</Folder></Document>", 1)))


# --- the register ---------------------------------------------------------------------------------------


@mutation()
def register_in_the_spelling_of_its_schema(case: Case) -> Documents:
    """Codes as objects and other capitals, as the published schema writes them."""
    codes = {"categorieentiteGeographiqueExercice", "etatObjet", "typeEngagement", "sousTypeEngagement", "usageAdresse"}

    def as_schema(one: dict) -> dict:
        spelt = {key.replace("PMEJ", "Pmej").replace("EGE", "Ege"): value for key, value in one.items()}
        system = "https://smt.exemple.fr"
        return {key: {"code": value, "system": system} if key in codes else value for key, value in spelt.items()}

    return written(case, _each(data_of(case), as_schema)) if case.name == "finess/structures" else []


@mutation()
def register_with_more_columns(case: Case) -> Documents:
    text = text_of(case) if case.name == "finess/frozen" else ""
    return rewritten(case, re.sub(r"(?m)^(structureet;.*)$", r"\1nouveau;champ;", text))
