"""From the claims of one CPTS to its published rows."""

import json

import pytest

from lexicon import gazetteer as geography
from pipelines.steps.coverage import coverage_rows, deployment_rows
from pipelines.steps.resolution import resolve

KINDS = {"agence": "ars", "journal": "presse", "site": "cpts"}
REGIONS = {"agence": ("27",), "journal": (), "site": ("27",)}


def claim(name, value, source="agence", mention="m1", page="2024-01-15", **data):
    return {
        "preuve_id": f"{name}-{value}-{source}-{mention}",
        "mention_id": mention,
        "propriete": name,
        "valeur": value,
        "texte": "des mots",
        "regle": "une_regle",
        "donnees": json.dumps(data),
        "source_id": source,
        "url": "https://exemple.fr/",
        "localisation": "/html",
        "capture": "c",
        "empreinte": "sha256:0",
        "date_page": page,
        "releve_le": "2026-11-22",
        "lu_depuis": "2026-11-22",
        "confirme_le": "2026-11-22",
        "reconstruction": True,
    }


def named(value="CPTS du Val", **options):
    return claim(
        "nom", value, court=value.removeprefix("CPTS "), sigle=None, alias=[], par_lieu=False, ref=None, **options
    )


def territory(codes, complete=True, **options):
    places = [{"texte": code, "codes": [code], "regle": "nom", "partiel": False} for code in codes]
    return claim(
        "territoire",
        " ; ".join(codes),
        codes=codes,
        lieux=places,
        annonce=None,
        complet=complete,
        departements=[],
        **options,
    )


def population(value, **options):
    return claim("population", str(value), valeur=value, precision="exact", **options)


def day(value, event, **options):
    return claim("date", value, evenement=event, precision="jour", jour_incompatible=False, **options)


def of(*claims):
    return resolve("cpts-test", list(claims), KINDS, REGIONS, geography.load())


def test_a_name_alone_is_a_cpts_without_status_territory_or_population():
    cpts = of(named()).cpts
    assert (cpts["statut"], cpts["nb_communes"], cpts["population_declaree"]) == (None, None, None)
    assert cpts["region"] == "27"


def test_population_is_recomputed_and_the_gap_published():
    inhabitants = geography.load().population(["21054", "21231"])
    cpts = of(named(), territory(["21054", "21231"]), population(inhabitants + 500)).cpts
    assert cpts["population_insee"] == inhabitants
    assert cpts["ecart_population"] == 500
    assert cpts["departements"] == "21"


def test_an_incomplete_list_gives_no_recomputed_population():
    cpts = of(named(), territory(["21054"], complete=False), population(60000)).cpts
    assert cpts["population_insee"] is None and cpts["ecart_population"] is None
    assert cpts["nb_communes"] == 1 and cpts["communes_completes"] is False


def test_a_city_with_arrondissements_is_published_by_arrondissement():
    rows = of(named(), territory(["69123"])).territoires
    assert [row["commune"] for row in rows] == [f"6938{number}" for number in range(1, 10)]


@pytest.mark.parametrize(("event", "expected"), [("signature", "2021-03-01"), ("lancement", None)])
def test_the_status_is_dated_by_its_own_event_only(event, expected):
    cpts = of(named(), claim("statut", "aci_signe"), day("2021-03-01", event)).cpts
    assert cpts["statut_depuis"] == expected


def test_the_earliest_signature_dates_the_status():
    cpts = of(
        named(),
        claim("statut", "aci_signe"),
        day("2023-03-01", "signature"),
        day("2021-03-01", "signature", mention="m2", source="journal"),
    ).cpts
    assert cpts["statut_depuis"] == "2023-03-01"  # that of the listing which proves the status
    cpts = of(
        named(),
        claim("statut", "aci_signe"),
        day("2023-03-01", "signature", mention="m3"),
        day("2021-03-01", "signature", mention="m2", source="journal"),
    ).cpts
    assert cpts["statut_depuis"] == "2021-03-01"


def test_a_signed_contract_carries_the_core_missions_that_nobody_declared():
    rows = of(named(), claim("statut", "aci_signe"), claim("missions", "prevention")).missions
    assert {row["mission"]: row["fondement"] for row in rows} == {
        "acces_soins": "contrat",
        "parcours": "contrat",
        "prevention": "declaree",
        "crises": "contrat",
    }


def test_without_a_contract_only_what_is_declared():
    rows = of(named(), claim("statut", "projet_valide"), claim("missions", "prevention")).missions
    assert [(row["mission"], row["fondement"]) for row in rows] == [("prevention", "declaree")]


def test_sources_that_differ_are_a_published_disagreement():
    dossier = of(named(), population(50000), population(52000, source="site", mention="m2"))
    assert [(row["valeur"], row["retenue"]) for row in dossier.desaccords] == [("50000", True), ("52000", False)]
    assert dossier.cpts["population_declaree"] == 50000


def test_every_claim_is_published_and_one_per_property_is_retained():
    dossier = of(named(), population(50000), population(52000, source="site", mention="m2"))
    kept = [row["valeur"] for row in dossier.preuves if row["retenue"] and row["propriete"] == "population"]
    assert kept == ["50000"] and len(dossier.preuves) == 3
    assert all(row["motif"] for row in dossier.preuves)


def test_an_end_of_life_is_said_in_the_presence():
    assert of(named(), claim("statut", "cessee")).cpts["presence"] == "dissoute"


def _row(**values):
    return {
        "cpts_id": "c1",
        "statut": "aci_signe",
        "presence": "presente",
        "region": "27",
        "departements": "21",
        "reconstruction": False,
        "communes_completes": True,
        "population_declaree": None,
        "population_precision": None,
    } | values


def _place(cpts_id: str, commune: str, partial: bool = False):
    inhabitants = geography.load().population([commune])
    return {"cpts_id": cpts_id, "commune": commune, "partiel": partial, "population": inhabitants}


PLACE = [_place("c1", "21231"), _place("c2", "21231")]


def test_each_commune_counts_once_in_the_population_covered():
    from datetime import date

    rows = deployment_rows(date(2026, 11, 22), [_row(), _row(cpts_id="c2")], PLACE, geography.load())
    france = next(row for row in rows if row["niveau"] == "france" and row["definition"] == "aci_signe")
    assert france["population_min"] == france["population_max"] == geography.load().population(["21231"])
    assert france["part_population_max"] == 100 * france["population_max"] / france["population_totale"]  # not rounded
    assert (france["nb_cpts"], france["nb_confirmees"], france["cible_cpts"]) == (2, 2, 1000)


@pytest.mark.parametrize(
    ("status", "counted"),
    [
        ("aci_signe", (1, 1, 1, 1)),
        ("projet_valide", (1, 1, 1, 0)),
        ("lettre_intention", (1, 1, 0, 0)),
        ("emergence", (1, 0, 0, 0)),
        (None, (1, 0, 0, 0)),
        ("cessee", (0, 0, 0, 0)),
    ],
)
def test_definitions_are_cumulative(status, counted):
    from datetime import date

    rows = deployment_rows(date(2026, 11, 22), [_row(statut=status)], PLACE[:1], geography.load())
    found = {row["definition"]: row["nb_cpts"] for row in rows if row["niveau"] == "france"}
    assert tuple(found[name] for name in ("tous_stades", "lettre_ou_plus", "projet_ou_plus", "aci_signe")) == counted


def test_every_total_is_the_sum_of_confirmed_carried_and_never_confirmed():
    from datetime import date

    rows = deployment_rows(
        date(2026, 11, 22),
        [
            _row(),
            _row(cpts_id="c2", presence="source_indisponible"),
            _row(cpts_id="c3", reconstruction=True),
            _row(cpts_id="c4", presence="absente_depuis"),
        ],
        [],
        geography.load(),
    )
    france = next(row for row in rows if row["niveau"] == "france" and row["definition"] == "tous_stades")
    assert (france["nb_cpts"], france["nb_confirmees"], france["nb_reportees"], france["nb_jamais_confirmees"]) == (
        3,
        1,
        1,
        1,
    )


def test_every_commune_of_the_country_is_in_the_coverage():
    rows = coverage_rows([_row()], PLACE[:1], geography.load())
    covered = [row for row in rows if row["nb_cpts"]]
    assert len(rows) > 34000 and [row["commune"] for row in covered] == ["21231"]
    assert covered[0]["statut_max"] == "aci_signe"
    assert not {"75056", "69123", "13055"} & {row["commune"] for row in rows}
