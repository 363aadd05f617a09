"""Maps: GeoJSON and WFS, ArcGIS, uMap, KML and KMZ. Reconstructions of the published shapes."""

from __future__ import annotations

import json

import pytest

from spiders.extract.decode.data.dispatch import read_json, read_xml
from spiders.extract.model.source import SourceContext
from tests.support.cpts_tables import ARS, alarm_names, document, names, says_nobody
from tests.support.writers import collection

NATIONAL = SourceContext(source_id="santegraphie", kind="national")
WFS = "geoserver/GCS/ows?service=WFS&typeName=GCS%3AAMBU_CPTS"


def geo(data, name=WFS, context=NATIONAL):
    return read_json(document(json.dumps(data).encode(), name), context)


def xml(text, name="carte.kml"):
    return read_xml(document(text if isinstance(text, bytes) else text.encode(), name), ARS)


# --- GeoJSON and WFS ---------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["signataire", "validé", "rédaction", "initiative"])
def test_status_words_are_kept(words):
    assert geo(collection([{"nom": "Redon", "statut": words}])).listings[0].status_text == words


@pytest.mark.parametrize(
    ("point", "crs"),
    [
        ((-2.08, 47.65), "EPSG:4326"),
        ((321000.0, 6738000.0), "EPSG:2154"),
        ((-231000.0, 6050000.0), "EPSG:3857"),
    ],
)
def test_the_projection_is_told_from_the_coordinates(point, crs):
    listing = geo(collection([{"nom": "CPTS de Redon", "statut": "validé"}], point)).listings[0]
    assert ("géométrie", f"MultiPolygon, {crs}") in listing.extra


def test_a_declared_projection_wins():
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2975"}}
    assert ("géométrie", "MultiPolygon, EPSG:2975") in geo(
        collection([{"nom": "CPTS Ouest"}], (340000.0, 7650000.0), crs=crs)
    ).listings[0].extra


def test_one_feature_per_commune_is_grouped():
    rows = [
        {"INSEE_COM": "35236", "NOM_COM": "Redon", "CPTS": "CPTS de Redon"},
        {"INSEE_COM": "56001", "NOM_COM": "Allaire", "CPTS": "CPTS de Redon"},
        {"INSEE_COM": "35115", "NOM_COM": "Fougères", "CPTS": None},
    ]
    (listing,) = geo(collection(rows)).listings
    assert (listing.territory_text, listing.commune_codes) == ("Redon, Allaire", ("35236", "56001"))
    assert listing.evidence.locator == "entité 1 (AMBU_CPTS.1) (et 1 suivantes)"


def test_people_of_a_feature_are_dropped():
    rows = [
        {
            "nom": "CPTS de Redon",
            "president": "Camille DUROCHER",
            "mail": "durocher@exemple.invalid",
            "referent": {"nom": "PELLERIN", "prenom": "Sacha"},
        }
    ]
    found = geo(collection(rows))
    assert names(found.listings) == ["CPTS de Redon"]
    assert says_nobody(found.listings)


def test_a_server_that_holds_more_than_it_sent():
    assert "Truncated" in alarm_names(
        geo(collection([{"nom": "CPTS de Redon"}], numberMatched=800, numberReturned=1)).alarms
    )
    assert "Truncated" not in alarm_names(geo(collection([{"nom": "CPTS de Redon"}], totalFeatures=1)).alarms)


def test_an_empty_collection_is_named():
    assert alarm_names(geo({"type": "FeatureCollection", "features": []}).alarms) == {"EmptyListing"}


def test_a_map_of_something_else_gives_nothing():
    assert geo(collection([{"nom": "Pharmacie du Port", "commune": "Brest"}]), "pharmacies.geojson").listings == ()


def test_gml_of_a_wfs():
    found = xml(
        """<?xml version="1.0"?><wfs:FeatureCollection xmlns:wfs="w" xmlns:GCS="c" xmlns:gml="g" numberMatched="3" numberReturned="2">
<wfs:member><GCS:AMBU_CPTS gml:id="a.1"><GCS:nom>CPTS de Redon</GCS:nom><GCS:etat>validé</GCS:etat></GCS:AMBU_CPTS></wfs:member>
<wfs:member><GCS:AMBU_CPTS gml:id="a.2"><GCS:nom>CPTS de Fougères</GCS:nom><GCS:etat>initiative</GCS:etat></GCS:AMBU_CPTS></wfs:member>
</wfs:FeatureCollection>""",
        WFS,
    )
    assert [(one.name, one.status_text) for one in found.listings] == [
        ("CPTS de Redon", "validé"),
        ("CPTS de Fougères", "initiative"),
    ]
    assert alarm_names(found.alarms) == {"Truncated"}


def test_an_error_of_a_wfs_is_named():
    assert alarm_names(
        xml(
            "<?xml version='1.0'?><ServiceExceptionReport><ServiceException>Unknown layer</ServiceException></ServiceExceptionReport>"
        ).alarms
    ) == {"BlockedPage"}


# --- ArcGIS ------------------------------------------------------------------------------------------


def arcgis(rows, **more):
    fields = [
        {"name": "n1", "alias": "Nom de la CPTS"},
        {"name": "s", "alias": "Statut", "domain": {"codedValues": [{"code": 3, "name": "ACI signé"}]}},
        {"name": "pop", "alias": "Population"},
    ]
    return geo(
        {
            "objectIdFieldName": "OBJECTID",
            "fields": fields,
            "features": [{"attributes": row} for row in rows],
            **more,
        },
        "FeatureServer/0/query",
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "CPTS du Perche"), ("status_text", "ACI signé"), ("population_text", "45 000 habitants")],
)
def test_each_field_of_arcgis(field, value):
    assert getattr(arcgis([{"OBJECTID": 1, "n1": "CPTS du Perche", "s": 3, "pop": 45000}]).listings[0], field) == value


def test_a_transfer_limit_is_named():
    assert "Truncated" in alarm_names(arcgis([{"n1": "CPTS du Perche"}], exceededTransferLimit=True).alarms)


def test_an_error_of_arcgis_is_named():
    assert alarm_names(geo({"error": {"code": 499, "message": "Token Required"}}).alarms) == {"BlockedPage"}


def test_a_service_leads_to_its_layers():
    found = geo({"currentVersion": 11, "layers": [{"id": 0, "name": "cpts"}]}, "FeatureServer?f=json")
    assert found.links == ("https://www.bretagne.ars.sante.fr/FeatureServer/0",)


# --- uMap --------------------------------------------------------------------------------------------


def umap(*layers):
    return {
        "type": "umap",
        "properties": {"name": "Les CPTS de Bretagne"},
        "layers": [
            {
                "type": "FeatureCollection",
                "_umap_options": {"name": name},
                "features": [
                    {"type": "Feature", "properties": row, "geometry": {"type": "Point", "coordinates": [-4, 48]}}
                    for row in rows
                ],
            }
            for name, rows in layers
        ],
    }


def test_layers_of_umap():
    found = geo(
        umap(
            (
                "Finistère",
                [
                    {
                        "name": "Brest",
                        "description": "**Population** : 210 000\nStatut : ACI signé\nContact : Dr Camille DUROCHER durocher@exemple.invalid",
                    }
                ],
            ),
            (
                "CPTS en projet",
                [{"name": "CPTS de Morlaix", "description": "48 000 habitants<br>Président : Sacha PELLERIN"}],
            ),
            ("Maisons de santé", [{"name": "Pôle de Brest", "description": "Statut : ouverte"}]),
        ),
        "map/cpts_42.umap",
        ARS,
    )
    assert [(one.name, one.department_text, one.status_text, one.population_text) for one in found.listings] == [
        ("Brest", "Finistère", "ACI signé", "210 000 habitants"),
        ("CPTS de Morlaix", None, "CPTS en projet", "48 000 habitants"),
    ]
    assert found.listings[0].evidence.locator == "calque Finistère, entité 1"
    assert says_nobody(found.listings)


@pytest.mark.parametrize(
    ("description", "stage"),
    [
        ("CPTS ayant signé leur ACI", "CPTS ayant signé leur ACI"),
        ("<b>Carte</b><br>CPTS dont le projet de santé est validé", "CPTS dont le projet de santé est validé"),
        ("Signées, en projet", None),
        ("CPTS en projet<br>CPTS sous ACI", None),
        ("La CPTS du Lac a signé son ACI en mars 2024", None),
        ("Projet de santé : ce que fait une CPTS", None),
    ],
)
def test_a_layer_or_folder_tells_its_stage_in_its_description(description, stage):
    data = umap(("Rouge", [{"name": "CPTS du Lac"}]))
    data["layers"][0]["_umap_options"]["description"] = description
    assert geo(data).listings[0].status_text == stage
    assert geo(collection([{"nom": "CPTS du Lac"}]) | {"description": description}).listings[0].status_text == stage
    told = f"Rouge</name><description><![CDATA[{description}]]></description><name>"
    assert folder(told, placemark("CPTS du Lac")).listings[0].status_text == stage


def test_the_innermost_description_wins_and_the_name_over_it():
    data = umap(("Rouge", [{"name": "CPTS du Lac"}]), ("En émergence", [{"name": "CPTS du Pin"}]))
    data["properties"]["description"] = "CPTS sous ACI"
    data["layers"][1]["_umap_options"]["description"] = "CPTS dont le projet de santé est validé"
    assert [one.status_text for one in geo(data).listings] == ["CPTS sous ACI", "En émergence"]


def test_settings_of_umap_lead_to_the_layers():
    data = {
        "type": "Feature",
        "properties": {
            "name": "CPTS",
            "id": 42,
            "datalayers": [{"id": "a-b", "name": "Finistère"}],
            "urls": {"datalayer_view": "/fr/datalayer/{map_id}/{pk}/"},
        },
    }
    assert geo(data, "fr/map/cpts_42").links == ("https://www.bretagne.ars.sante.fr/fr/datalayer/42/a-b/",)


# --- KML ---------------------------------------------------------------------------------------------


def test_a_kmz_that_is_none_is_named():
    assert alarm_names(xml(b"PK\x03\x04 broken", "carte.kmz").alarms) == {"WrongType"}


# --- what maps write in their own way --------------------------------------------------------------------


def test_an_instant_in_milliseconds_is_a_day_of_paris():
    layer = {
        "objectIdFieldName": "OBJECTID",
        "fields": [{"name": "DT", "alias": "Date de signature ACI", "type": "esriFieldTypeDate"}],
        "features": [{"attributes": {"NOM_CPTS": "CPTS du Lac", "DT": 1633816800000, "EditDate": 1733816800000}}],
    }
    listing = geo(layer, "arcgis/rest/services/CPTS/FeatureServer/0/query").listings[0]
    assert listing.date_text == "Date de signature ACI : 2021-10-10"


def test_a_bare_aci_under_a_field_of_status_is_a_stage():
    listing = geo(collection([{"CPTS": "CPTS du Lac", "AVANCEMENT": "ACI", "INSEE_COM": "41018"}])).listings[0]
    assert listing.status_text == "sous ACI"


def placemark(name, description=""):
    return f"<Placemark><name>{name}</name><description><![CDATA[{description}]]></description></Placemark>"


def folder(name, *placemarks):
    return xml(
        f"<?xml version='1.0'?><kml><Document><Folder><name>{name}</name>{''.join(placemarks)}</Folder></Document></kml>"
    )


def test_communes_listed_in_a_description_without_a_label():
    found = folder(
        "ACI signé", placemark("CPTS du Lac", "Annecy, Sevrier, Le Grand-Bornand<br>105 000 habitants<br>Statut ACI")
    )
    listing = found.listings[0]
    assert listing.territory_text == "Annecy, Sevrier, Le Grand-Bornand"
    assert (listing.population_text, listing.status_text) == ("105 000 habitants", "sous ACI")


@pytest.mark.parametrize(
    "line", ["Camille Durocher, Sacha Pellerin, Maxence Trivier", "Prévention, Parcours, Crises sanitaires"]
)
def test_people_and_missions_of_a_description_are_no_communes(line):
    found = folder("Isère", placemark("CPTS du Lac", line))
    assert found.listings[0].territory_text is None
    assert says_nobody(found.listings)


def test_a_folder_called_after_one_cpts_holds_its_communes():
    found = folder("CPTS du Médoc", placemark("Lesparre"), placemark("Pauillac"))
    assert [(one.name, one.territory_text) for one in found.listings] == [("CPTS du Médoc", "Lesparre, Pauillac")]
    found = folder("CPTS du Médoc", placemark("Pharmacie du Port"), placemark("Dr Camille Durocher"))
    assert [(one.name, one.territory_text) for one in found.listings] in ([], [("CPTS du Médoc", None)])
    assert says_nobody(found.listings)
