"""FINESS: the streamed structures file in both spellings, and the frozen `;` file. All structures are invented."""

from __future__ import annotations

import gzip
import io
import json

import ijson
import pytest

from pipelines.steps.claims import read_listing
from spiders.extract.decode.data import finess
from spiders.extract.decode.data.dispatch import read_json
from spiders.extract.decode.sheet.workbook import read_spreadsheet
from spiders.extract.model.source import SourceContext
from spiders.listing import Evidence
from tests.support.cpts_tables import alarm_names, document

NATIONAL = SourceContext(source_id="finess", kind="national")


def entity(published=False, **site):
    """One legal entity with one CPTS. `published`: the spelling of the published schema instead of the files'."""
    code = (
        (lambda value: {"code": value, "system": "https://smt.esante.gouv.fr"}) if published else (lambda value: value)
    )
    letters = ("Pmej", "Ege") if published else ("PMEJ", "EGE")
    return {
        f"informationsGenerales{letters[0]}": {
            "numFinessPm": "350012345",
            "siren": "888777666",
            "denominationPm": "ASSOCIATION CPTS IROISE",
            "statutJuridique": code("60"),
        },
        "ege": [
            {
                f"informationsGenerales{letters[1]}": {
                    "egeId": "00042",
                    "numFinessEge": "290054321",
                    "siret": "88877766600011",
                    "nomEgeCourt": "CPTS IROISE",
                    "nomEgeLong": "CPTS DU PAYS D'IROISE",
                    "dateOuverture": "2021-01-04",
                },
                "categorieentiteGeographiqueExercice": code("604"),
                "etatObjet": code("A"),
                "dateDerniereMaj": "2026-09-01",
                "adresse": [
                    {"usageAdresse": code("01"), "cogCommune": "75056"},
                    {"usageAdresse": code("03"), "cogCommune": "29019"},
                ],
                "contact": [{"nom": "DUROCHER", "prenom": "Camille", "email": "durocher@exemple.invalid"}],
                "engagement": [
                    {"typeEngagement": code("LABL"), "dateSignatureEngagement": "2019-01-01"},
                    {
                        "typeEngagement": code("CONV"),
                        "sousTypeEngagement": code("ACI"),
                        "dateSignatureEngagement": "2021-06-30",
                    },
                ],
                **site,
            }
        ],
    }


def structures(*entities):
    return json.dumps(
        {"generatedAt": "2026-09-05", "schemaVersion": "v1.0.0", "pmej": list(entities), "gco": [], "gcc": []}
    ).encode()


def one(**options):
    listings = list(finess.read_structures(io.BytesIO(structures(entity(**options)))))
    assert len(listings) == 1
    return listings[0]


@pytest.mark.parametrize("published", [False, True], ids=["files", "schema"])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "CPTS DU PAYS D'IROISE"),
        ("status_text", "contrat tripartite ACI signé le 2021-06-30"),
        ("date_text", "signature du contrat ACI le 2021-06-30"),
        ("department_text", "Finistère (29)"),
        ("finess", "290054321"),
        ("siren", "888777666"),
        ("publisher_ref", "00042"),
        ("territory_text", None),
        ("website", None),
    ],
)
def test_each_field(published, field, value):
    assert getattr(one(published=published), field) == value


def test_the_locator_names_entity_and_site():
    assert one().evidence.locator == "pmej 1, ege 290054321"


def test_contacts_are_never_read():
    assert "durocher" not in repr(one()).lower()


def test_the_address_of_the_site_is_chosen_by_its_use():
    assert ("commune du siège", "29019") in one().extra


def test_without_an_engagement_nothing_is_said_of_the_stage():
    listing = one(engagement=[])
    assert (listing.status_text, listing.date_text) == (None, None)


def test_a_closed_structure():
    assert one(etatObjet="I").status_text == "cessation d'activité : structure fermée"


def test_a_closed_structure_has_ceased_whatever_it_signed():
    closed = entity(etatObjet="I")
    closed["ege"][0]["informationsGeneralesEGE"]["dateFermeture"] = "2024-12-31"
    listing = next(iter(finess.read_structures(io.BytesIO(structures(closed)))))
    assert listing.status_text == "cessation d'activité : structure fermée le 2024-12-31"
    assert listing.date_text == "cessation d'activité : fermée le 2024-12-31"


def aci(signed, ended=None, kind="CONV"):
    days = {"dateSignatureEngagement": signed, "dateFinEngagement": ended}
    return {"typeEngagement": kind, "sousTypeEngagement": "ACI", **days}


def read_in_2027(**options):
    """The CPTS of a file read on 4 January 2027."""
    told = Evidence("finess", "https://exemple.fr/", "", fetched_at="2027-01-04T06:00:00Z")
    (listing,) = finess.read_structures(io.BytesIO(structures(entity(**options))), told)
    return listing


@pytest.mark.parametrize(
    ("engagements", "status", "dates"),
    [
        ([aci("2021-05-02", kind="AUTO")], None, None),
        (
            [aci("2022-05-02", "2027-05-01")],
            "contrat tripartite ACI signé le 2022-05-02",
            "signature du contrat ACI le 2022-05-02",
        ),
        (
            [aci("2020-05-02", "2025-05-01")],
            "contrat tripartite ACI terminé",
            "signature du contrat ACI le 2020-05-02",
        ),
        (
            [aci("02/05/2020", "01/05/2025"), aci("2025-05-02T00:00:00")],
            "contrat tripartite ACI signé le 2025-05-02",
            "signature du contrat ACI le 2020-05-02. Renouvellement du contrat ACI le 2025-05-02",
        ),
    ],
)
def test_only_a_contract_that_runs_is_one(engagements, status, dates):
    listing = read_in_2027(engagement=engagements)
    assert (listing.status_text, listing.date_text) == (status, dates)


def test_a_contract_that_is_over_proves_no_stage_and_keeps_its_day():
    said = read_listing(read_in_2027(engagement=[aci("2020-05-02", "2025-05-01")]))
    assert [claim.value for claim in said.values("statut")] == [None]
    assert [(claim.data["evenement"], claim.value) for claim in said.values("date")] == [
        ("signature_aci", "2020-05-02")
    ]


def test_a_closure_to_come_ends_nothing_yet():
    site = entity()["ege"][0]["informationsGeneralesEGE"] | {"dateFermeture": "2027-12-31"}
    listing = read_in_2027(informationsGeneralesEGE=site)
    assert listing.status_text == "contrat tripartite ACI signé le 2021-06-30"
    assert ("fermeture annoncée", "2027-12-31") in listing.extra


def test_other_categories_are_left_out():
    body = structures(entity(categorieentiteGeographiqueExercice="603"), entity(), {"informationsGeneralesPMEJ": {}})
    assert [listing.name for listing in finess.read_structures(io.BytesIO(body))] == ["CPTS DU PAYS D'IROISE"]


def test_a_gzipped_stream():
    assert len(list(finess.read_structures(io.BytesIO(gzip.compress(structures(entity(), entity())))))) == 2


def test_listings_come_before_the_end_of_the_stream():
    stream = io.BytesIO(structures(*[entity() for _ in range(3000)]))
    next(finess.read_structures(stream))
    assert stream.tell() < len(stream.getvalue()) / 2


def test_a_cut_stream_is_an_error_and_a_cut_document_an_alarm():
    body = structures(entity(), entity())
    with pytest.raises(ijson.JSONError):
        list(finess.read_structures(io.BytesIO(body[:-200])))
    found = read_json(document(body[:-200], "finess.json"), NATIONAL)
    assert len(found.listings) == 1
    assert alarm_names(found.alarms) == {"Truncated"}


def test_a_file_without_any_cpts_is_named():
    assert alarm_names(read_json(document(structures(), "finess.json"), NATIONAL).alarms) == {"EmptyListing"}


LEGACY = (
    "finess;etalab;93;2026-05-04\n"
    + "\n".join(
        [
            "structureet;290054321;350012345;CPTS IROISE;CPTS DU PAYS D'IROISE;;;1;R;DU PORT;;;019;29;FINISTERE;29200 BREST;0299000000;;604;"
            "Communauté Professionnelle Territoriale de Santé (CPTS);2204;Autre;88877766600011;9499Z;;;;;2021-01-04;;2026-01-02;",
            "structureet;290054322;350012346;MSP;MAISON DE SANTE;;;;;;;;019;29;FINISTERE;;;;603;Maison de santé;;;;;;;;;;;;",
            "geolocalisation;290054321;145000;6840000;1,ATLASANTE,96;2026-01-02",
        ]
    )
    + "\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1"])
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "CPTS DU PAYS D'IROISE"),
        ("department_text", "FINISTERE (29)"),
        ("finess", "290054321"),
        ("siren", "888777666"),
    ],
)
def test_each_field_of_the_frozen_file(encoding, field, value):
    found = read_spreadsheet(document(LEGACY.encode(encoding), "etalab-cs1100507.csv"), NATIONAL)
    assert [getattr(listing, field) for listing in found.listings] == [value]
    assert "0299000000" not in repr(found.listings)


def test_overseas_codes_of_the_frozen_file():
    body = LEGACY.replace(";019;29;FINISTERE;29200 BREST", ";411;9D;LA REUNION;97400 SAINT DENIS").encode()
    listing = read_spreadsheet(document(body, "etalab.csv"), NATIONAL).listings[0]
    assert listing.department_text == "LA REUNION (974)"
    assert ("commune du siège", "97411") in listing.extra
