"""From the claims of one CPTS to its published rows."""

import json
from datetime import date

import pytest

from lexicon import gazetteer as geography
from lexicon.dates import read_dates
from pipelines.steps.event_dates import event_data
from pipelines.steps.resolution import resolve

KINDS = {"agence": "ars", "journal": "presse", "site": "cpts"}
REGIONS = {"agence": ("27",), "journal": (), "site": ("27",)}


TODAY = date(2026, 11, 22)


def claim(name, value, source="agence", mention="m1", page="2024-01-15", rule="une_regle", **data):
    return {
        "preuve_id": f"{name}-{value}-{source}-{mention}",
        "mention_id": mention,
        "propriete": name,
        "valeur": value,
        "texte": "des mots",
        "regle": rule,
        "regle_lecture": "phrase.nomme",
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


def status(value, rule="aci.signature", **options):
    return claim("statut", value, rule=rule, **options)


def of(*claims):
    return resolve("cpts-test", list(claims), KINDS, REGIONS, geography.load(), TODAY)


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


@pytest.mark.parametrize(("event", "expected"), [("signature_aci", "2021-03-01"), ("lancement", None)])
def test_the_status_is_dated_by_its_own_event_only(event, expected):
    cpts = of(named(), status("aci_signe"), day("2021-03-01", event)).cpts
    assert cpts["statut_depuis"] == expected


def test_the_earliest_signature_dates_the_status():
    cpts = of(
        named(),
        status("aci_signe"),
        day("2023-03-01", "signature_aci"),
        day("2021-03-01", "signature_aci", mention="m2", source="journal"),
    ).cpts
    assert cpts["statut_depuis"] == "2023-03-01"  # that of the listing which proves the status
    cpts = of(
        named(),
        status("aci_signe"),
        day("2023-03-01", "signature_aci", mention="m3"),
        day("2021-03-01", "signature_aci", mention="m2", source="journal"),
    ).cpts
    assert cpts["statut_depuis"] == "2021-03-01"


def test_two_days_of_one_signature_are_a_published_disagreement():
    def told(other, **more):
        dossier = of(
            named(),
            status("aci_signe"),
            day("2023-12-01", "signature_aci"),
            day(other, "signature_aci", mention="m2", source="journal", **more),
        )
        return [(row["valeur"], row["retenue"]) for row in dossier.desaccords if row["propriete"] == "date"]

    assert told("2023-12-07") == [("2023-12-01", True), ("2023-12-07", False)]
    assert told("2023-12-01") == told("2023-12") == told("2028-12-01") == []


def test_two_years_of_one_launch_are_a_published_disagreement():
    def told(other):
        launches = day("2022", "lancement"), day(other, "lancement", mention="m2", source="journal")
        return [row["valeur"] for row in of(named(), *launches).desaccords if row["propriete"] == "date"]

    assert told("2023") == ["2022", "2023"]
    assert told("2022-03-01") == []


def test_a_day_told_more_finely_elsewhere_dates_the_stage():
    cpts = of(
        named(),
        status("aci_signe"),
        day("2024-07", "signature_aci"),
        day("2024-07-10", "signature_aci", mention="m2", source="journal"),
    ).cpts
    assert (cpts["statut_date"], cpts["statut_depuis"]) == ("2024-07-10", "2024-07-10")


def test_a_signed_contract_carries_the_core_missions_that_nobody_declared():
    rows = of(named(), status("aci_signe"), claim("missions", "prevention")).missions
    assert {row["mission"]: row["fondement"] for row in rows} == {
        "acces_soins": "contrat",
        "parcours": "contrat",
        "prevention": "declaree",
        "crises": "contrat",
    }


def test_without_a_contract_only_what_is_declared():
    rows = of(named(), status("projet_valide", "projet_de_sante.validation"), claim("missions", "prevention")).missions
    assert [(row["mission"], row["fondement"]) for row in rows] == [("prevention", "declaree")]


def test_sources_that_differ_are_a_published_disagreement():
    dossier = of(named(), population(50000), population(52000, source="site", mention="m2"))
    assert [(row["valeur"], row["retenue"]) for row in dossier.desaccords] == [("50000", True), ("52000", False)]
    assert dossier.cpts["population_declaree"] == 50000


@pytest.mark.parametrize(
    ("figures", "sides"),
    [
        (((60_000, "au_moins"), (62_310, "exact")), set()),
        (((90_000, "au_plus"), (62_310, "exact")), set()),
        (((40_000, "au_moins"), (60_000, "au_plus")), set()),
        (((70_000, "au_moins"), (62_310, "exact")), {"70000", "62310"}),
        (((60_000, "au_plus"), (62_310, "exact")), {"60000", "62310"}),
        (((60_000, "au_moins"), (62_310, "exact"), (71_500, "exact")), {"62310", "71500"}),
        (((62_310, "exact"), (71_500, "exact")), {"62310", "71500"}),
    ],
)
def test_a_bound_differs_only_from_what_breaks_it(figures, sides):
    claims = [
        claim("population", str(value), mention=f"m{number}", valeur=value, precision=precision)
        for number, (value, precision) in enumerate(figures)
    ]
    rows = of(named(), *claims).desaccords
    assert {row["valeur"] for row in rows if row["propriete"] == "population"} == sides


def test_every_claim_is_published_and_one_per_property_is_retained():
    dossier = of(named(), population(50000), population(52000, source="site", mention="m2"))
    kept = [row["valeur"] for row in dossier.preuves if row["retenue"] and row["propriete"] == "population"]
    assert kept == ["50000"] and len(dossier.preuves) == 3
    assert all(row["motif"] for row in dossier.preuves)


def test_a_deduced_contract_carries_no_mission():
    assert of(named(), status("aci_signe", "avenant.signature")).missions == []


def test_an_end_of_life_is_a_status_with_its_nature_and_not_a_presence():
    cpts = of(named(), claim("statut", "cessee", rule="fusion", fin="fusion")).cpts
    assert (cpts["statut"], cpts["fin_nature"], cpts["presence"]) == ("cessee", "fusion", "presente")


def test_a_refusal_is_an_end_without_a_stage():
    stages = ["emergence", "lettre_intention", "projet_valide", "aci_signe"]
    cpts = of(named(), claim("statut", None, rule="opposition", nie=stages, fin="refus")).cpts
    assert (cpts["statut"], cpts["fin_nature"], cpts["statut_fondement"]) == (None, "refus", None)


def test_a_stage_has_a_ground_a_date_and_an_age():
    cpts = of(named(), status("aci_signe", page="2021-03-29"), day("2021-03-01", "signature_aci")).cpts
    assert (cpts["statut_fondement"], cpts["statut_date"], cpts["statut_date_nature"]) == (
        "acte",
        "2021-03-01",
        "evenement",
    )
    assert cpts["statut_age_mois"] == 68
    cpts = of(named(), status("lettre_intention", "lettre_d_intention.depot", page="2019-03")).cpts
    assert (cpts["statut_date"], cpts["statut_date_nature"], cpts["statut_age_mois"]) == ("2019-03", "page", 91)
    cpts = of(named(), status("lettre_intention", "lettre_d_intention.depot", page=None)).cpts
    assert (cpts["statut_date"], cpts["statut_date_nature"], cpts["statut_age_mois"]) == (None, None, None)


@pytest.mark.parametrize(
    ("value", "rule", "event"),
    [
        ("lettre_intention", "lettre_d_intention.depot", "depot"),
        ("lettre_intention", "lettre_d_intention.validation", "validation_lettre"),
        ("projet_valide", "projet_de_sante.validation", "validation_projet"),
        ("cessee", "dissolution", "dissolution"),
    ],
)
def test_every_stage_is_dated_by_its_event(value, rule, event):
    assert of(named(), status(value, rule), day("2022-05-04", event)).cpts["statut_depuis"] == "2022-05-04"


def test_a_plan_dates_no_stage_and_is_no_event():
    planned = day("2024-12", "signature_aci", prevu=True)
    dossier = of(named(), status("projet_valide", "projet_de_sante.validation", page="2024-06"), planned)
    assert (dossier.cpts["statut_depuis"], dossier.cpts["prevu_le"]) == (None, "2024-12")
    assert dossier.evenements == []


def test_a_contract_of_the_agency_to_come_is_a_plan():
    planned = day("2018-01-17", "signature_contrat_territorial", prevu=True)
    assert of(named(), status(None), planned).cpts["prevu_le"] == "2018-01-17"


def test_a_plan_is_forgotten_once_the_contract_is_signed():
    assert of(named(), status("aci_signe"), day("2023-12", "signature_aci", prevu=True)).cpts["prevu_le"] is None


def test_an_earlier_step_is_no_disagreement():
    signed = status("aci_signe", page="2024-09-27")
    letter = status("lettre_intention", page="2023-05-01", mention="m2", source="journal")
    assert of(named(), signed, letter).desaccords == []
    later = status("lettre_intention", page="2025-05-01", mention="m2", source="journal")
    assert {row["valeur"] for row in of(named(), signed, later).desaccords} == {"aci_signe", "lettre_intention"}


def test_a_contract_past_its_five_years_is_to_be_verified():
    cpts = of(named(), status("aci_signe"), day("2021-03-01", "signature_aci")).cpts
    assert (cpts["aci_echeance"], cpts["aci_a_verifier"]) == ("2026-03-01", True)
    cpts = of(named(), status("aci_signe"), day("2021-12", "signature_aci")).cpts
    assert (cpts["aci_echeance"], cpts["aci_a_verifier"]) == ("2026-12", False)
    renewed = day("2026-03-02", "avenant", mention="m2")
    cpts = of(named(), status("aci_signe"), day("2021-03-01", "signature_aci"), renewed).cpts
    assert cpts["aci_a_verifier"] is False
    assert of(named(), status("aci_signe")).cpts["aci_a_verifier"] is None
    told = of(named(), status("aci_signe", page="2021-02-05")).cpts  # « vient d'être signée »: by then at the latest
    assert (told["aci_echeance"], told["aci_a_verifier"]) == (None, True)
    assert of(named(), status("aci_signe", page="2024-02-05")).cpts["aci_a_verifier"] is None


@pytest.mark.parametrize(
    ("event", "when", "to_verify"),
    [
        ("avenant", "2025-11-20", True),  # an extension, before the term: the contract still ended
        ("avenant", "2026-03", False),
        ("renewal", "2026-02-10", False),
        ("renewal", "2026-03", False),
    ],
)
def test_a_renewal_is_often_signed_before_the_term(event, when, to_verify):
    renews = {"renouvelle": True} if event == "renewal" else {}
    later = day(when, "avenant", mention="m2", **renews)
    cpts = of(named(), status("aci_signe"), day("2021-03", "signature_aci"), later).cpts
    assert (cpts["aci_echeance"], cpts["aci_a_verifier"]) == ("2026-03", to_verify)


def test_a_renewal_is_published_as_an_amendment_and_told_apart_from_an_extension():
    assert event_data(read_dates("L'ACI a été reconduit le 9 juin 2025")[0])["evenement"] == "avenant"
    words = ["La CPTS a renouvelé son contrat en mai 2025", "Elle a signé un nouvel ACI le 7 avril 2025"]
    assert all(event_data(read_dates(text)[0]).get("renouvelle") for text in words)
    extension = event_data(read_dates("avenant signé le 3 mars 2023 pour accueillir douze communes")[0])
    assert (extension["evenement"], extension.get("renouvelle")) == ("avenant", None)


def test_activity_is_apart_from_the_stage():
    cpts = of(named(), claim("statut", None, "journal", rule="en_activite", page="2024-04", activite=True)).cpts
    assert (cpts["statut"], cpts["activite_attestee_le"], cpts["activite_fondement"]) == (
        None,
        "2024-04",
        "affirmation",
    )


def test_one_event_told_at_two_precisions_is_one():
    rows = of(
        named(),
        day("2022-10", "signature_aci"),
        day("2022-10-06", "signature_aci", source="journal", mention="m2"),
        day("2022", "lancement"),
    ).evenements
    assert [(row["nature"], row["date_evenement"]) for row in rows] == [
        ("lancement", "2022"),
        ("signature_aci", "2022-10-06"),
    ]


def test_a_situation_is_no_event():
    assert of(named(), day("2022-01-01", "etat")).evenements == []


def test_the_region_of_communes_in_several_is_that_of_the_departement_told_alone():
    astride = territory(["40001", "32008", "32333"])  # Aire-sur-l'Adour and communes of the Gers that hold more people
    landaise = claim("departements", "40", rule="departement_nomme", mention="m2")
    both = claim("departements", "32 ; 40", rule="departement_nomme", mention="m3")
    assert of(named(), astride, both).cpts["region"] == of(named(), astride).cpts["region"]
    assert of(named(), astride, both, landaise).cpts["region"] == "75"
