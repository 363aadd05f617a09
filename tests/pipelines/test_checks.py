"""The adapter to Great Expectations: sound tables pass, each planted fault is found, nothing passes on nothing."""

import copy
from datetime import date

import pytest

from pipelines.steps.checks import CHECKED, blocking_failures, run_checks
from schema import load_schema

DAY = date(2026, 11, 22)


def _commune(number: int) -> dict:
    return {
        "commune": f"X{number:04d}",
        "nom": "Invéville",
        "departement": "99",
        "region": "98",
        "epci": None,
        "population": 100,
        "nb_cpts": 0,
        "statut_max": None,
        "cpts_ids": None,
    }


@pytest.fixture(scope="module")
def sound() -> dict[str, list[dict]]:
    """Invented tables that hold every rule; 34 500 communes because coverage must be whole."""
    evidence = {
        "preuve_id": "p1",
        "cpts_id": "c1",
        "propriete": "statut",
        "valeur": "aci_signe",
        "texte": "contrat signé",
        "citation": "contrat signé",
        "fondement": "acte",
        "regle": "r",
        "regle_lecture": "phrase.nomme",
        "retenue": True,
        "motif": "m",
        "source_id": "s1",
        "url": "https://exemple.fr/",
        "localisation": "/html",
        "capture": None,
        "empreinte": None,
        "date_page": None,
        "releve_le": DAY,
        "reconstruction": True,
    }
    cpts = dict.fromkeys(load_schema()["cpts"].columns) | {
        "cpts_id": "c1",
        "nom": "CPTS d'Invéville",
        "statut": "aci_signe",
        "statut_fondement": "acte",
        "statut_prouve": "aci_signe",
        "statut_prouve_fondement": "acte",
        "statut_date": "2021-03-01",
        "statut_date_nature": "evenement",
        "statut_depuis": "2021-03-01",
        "region": "98",
        "presence": "presente",
        "vu_le": DAY,
        "premiere_vue": DAY,
        "nb_sources": 1,
        "reconstruction": True,
        "population_declaree": 100,
        "population_insee": 100,
        "ecart_population": 0,
        "nb_communes": 1,
    }
    source = dict.fromkeys(load_schema()["sources"].columns) | {
        "source_id": "s1",
        "titre": "t",
        "editeur": "e",
        "nature": "ars",
        "plateforme": "ars",
        "url": "https://exemple.fr/",
        "licence": "l",
        "verifiee": True,
        "connu": "c",
        "cycle": "active",
        "etat": "a_jour",
        "nb_lignes": 1,
        "reconstruction": True,
    }
    place = {
        "population": 3_450_000,
        "nb_communes": 34500,
        "nb_cpts": 1,
        "nb_aci": 1,
        "population_min": None,
        "population_max": 100,
        "part_population_min": None,
        "part_population_max": 0.003,
    }
    deployment = {
        "date": DAY,
        "niveau": "france",
        "territoire": "FR",
        "territoire_nom": "France",
        "definition": "aci_signe",
        "nb_cpts": 1,
        "nb_acte": 1,
        "nb_liste_officielle": 0,
        "nb_registre": 0,
        "nb_declaration": 0,
        "nb_deduit": 0,
        "nb_statut_inconnu": 0,
        "nb_confirmees": 0,
        "nb_reportees": 0,
        "nb_jamais_confirmees": 1,
        "population_min": None,
        "population_max": 100,
        "population_totale": 3_450_000,
        "part_population_min": None,
        "part_population_max": 0.003,
        "nb_communes_sans_cpts": 34499,
        "cible_cpts": 1000,
    }
    event = {
        "evenement_id": "e1",
        "cpts_id": "c1",
        "nature": "signature_aci",
        "date_evenement": "2021-03-01",
        "precision_date": "jour",
        "jour_incompatible": False,
        "annee_deduite": False,
        "texte": "contrat signé",
        "appris_le": DAY,
        "preuve_id": "p1",
    }
    tables = {name: [] for name in CHECKED}
    tables |= {
        "cpts": [cpts],
        "preuves": [evidence],
        "sources": [source],
        "deploiement": [
            deployment,
            deployment | {"niveau": "region", "territoire": "98", "territoire_nom": "Inventie", "cible_cpts": None},
            deployment | {"niveau": "departement", "territoire": "99", "territoire_nom": "Inventé", "cible_cpts": None},
        ],
        "evenements": [event],
        "couverture": [_commune(number) for number in range(34500)],
        "territoires": [
            {
                "cpts_id": "c1",
                "commune": "X0001",
                "commune_nom": "Invéville",
                "departement": "99",
                "partiel": False,
                "deduite": False,
                "population": 100,
                "texte": "Invéville",
                "regle": "r",
                "preuve_id": "p1",
            }
        ],
        "regions": [place | {"region": "98", "nom": "Inventie", "nb_sources": 1}],
        "departements": [
            place | {"departement": "99", "nom": "Inventé", "region": "98", "nb_communes_sans_cpts": 34499}
        ],
    }
    return tables


@pytest.fixture(scope="module")
def results(sound) -> list[dict]:
    return run_checks(sound)


def test_sound_tables_have_no_blocking_failure(results):
    assert blocking_failures(results) == []


def test_every_table_is_checked(results):
    assert {row["table_controlee"] for row in results} == set(CHECKED)


def test_results_fit_the_published_table(results):
    from schema import to_arrow

    assert to_arrow("qualite", results).num_rows == len(results) > 100


def _break(tables: dict, table: str, **values) -> dict:
    broken = copy.copy(tables)
    broken[table] = [broken[table][0] | values, *broken[table][1:]]
    return broken


FAULTS = {
    "duplicate key": ("cpts", lambda t: t | {"cpts": t["cpts"] * 2}),
    "missing required value": ("cpts", lambda t: _break(t, "cpts", presence=None)),
    "unknown code": ("cpts", lambda t: _break(t, "cpts", statut="autre")),
    "bad pattern": ("cpts", lambda t: _break(t, "cpts", statut_depuis="mars 2021")),
    "out of bounds": ("cpts", lambda t: _break(t, "cpts", taille_aci=5)),
    "unknown foreign key": ("territoires", lambda t: _break(t, "territoires", commune="Z9999")),
    "contract before the agreement": ("cpts", lambda t: _break(t, "cpts", statut_depuis="2018-01-01")),
    "status without evidence": ("cpts", lambda t: _break(t, "preuves", retenue=False)),
    "stage that counts and is not the one proved": (
        "cpts",
        lambda t: _break(t, "cpts", statut_prouve="lettre_intention"),
    ),
    "stage without a ground": ("cpts", lambda t: _break(t, "cpts", statut_fondement=None)),
    "date of nothing": ("cpts", lambda t: _break(t, "cpts", statut_date_nature=None)),
    "refusal with a stage": ("cpts", lambda t: _break(t, "cpts", fin_nature="refus")),
    "event before the law": ("evenements", lambda t: _break(t, "evenements", date_evenement="2015-12-31")),
    "event after its reading": ("evenements", lambda t: _break(t, "evenements", date_evenement="2027")),
    "grounds that do not add up": ("deploiement", lambda t: _break(t, "deploiement", nb_registre=1)),
    "whole city with arrondissements": ("territoires", lambda t: _break(t, "territoires", commune="75056")),
    "an e-mail in a text": ("preuves", lambda t: _break(t, "preuves", texte="écrire à jeanne.inventee@exemple.fr")),
    "a phone in a text": ("preuves", lambda t: _break(t, "preuves", texte="appeler le 06 39 98 12 34")),
    "sum that is not one": ("deploiement", lambda t: _break(t, "deploiement", nb_confirmees=3)),
    "a département left out": ("deploiement", lambda t: t | {"deploiement": t["deploiement"][:2]}),
    "no CPTS at all": ("cpts", lambda t: t | {"cpts": [], "preuves": [], "territoires": []}),
    "communes missing": ("couverture", lambda t: t | {"couverture": t["couverture"][:100]}),
}


@pytest.mark.parametrize(("table", "fault"), [(name, fault) for fault, (name, _) in FAULTS.items()])
def test_each_planted_fault_blocks(sound, table, fault):
    assert not blocking_failures(run_checks(sound, [table]))
    assert blocking_failures(run_checks(FAULTS[fault][1](sound), [table]))


def test_a_warning_does_not_block(sound):
    results = run_checks(_break(sound, "sources", etat="en_panne"), ["sources"])
    failed = [row for row in results if not row["succes"]]
    assert [row["gravite"] for row in failed] == ["avertissement"]


def test_a_missing_column_is_a_failure_with_its_message(sound, monkeypatch):
    from expectations import derived

    monkeypatch.setattr(derived, "EXTRA", {})
    failures = blocking_failures(run_checks(sound, ["cpts"]))
    assert any(
        "ecart_relatif" in (row["exemples"] or "") or "statut_a_preuve" in (row["exemples"] or "") for row in failures
    )
