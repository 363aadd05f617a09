"""The communes that CPTS cover, and how many CPTS each definition counts."""

from datetime import date

import pytest

from lexicon import gazetteer as geography
from pipelines.steps.coverage import coverage_rows, deployment_rows

TODAY = date(2026, 11, 22)


def _row(**values):
    stage, ground = values.get("statut", "aci_signe"), values.get("statut_fondement", "acte")
    proved = stage != "cessee" and ground != "deduit"
    return {
        "cpts_id": "c1",
        "statut": stage,
        "statut_fondement": ground,
        "statut_prouve": stage if proved else None,
        "statut_prouve_fondement": ground if stage and proved else None,
        "fin_nature": None,
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
    return {"cpts_id": cpts_id, "commune": commune, "partiel": partial, "deduite": False, "population": inhabitants}


PLACE = [_place("c1", "21231"), _place("c2", "21231")]


def test_each_commune_counts_once_in_the_population_covered():
    rows = deployment_rows(date(2026, 11, 22), [_row(), _row(cpts_id="c2")], PLACE, geography.load())
    france = next(row for row in rows if row["niveau"] == "france" and row["definition"] == "aci_signe")
    assert france["population_min"] == france["population_max"] == geography.load().population(["21231"])
    assert france["part_population_max"] == 100 * france["population_max"] / france["population_totale"]  # not rounded
    assert (france["nb_cpts"], france["nb_confirmees"], france["cible_cpts"]) == (2, 2, 1000)


@pytest.mark.parametrize(
    ("stage", "counted"),
    [
        ("aci_signe", (1, 1, 1, 1)),
        ("projet_valide", (1, 1, 1, 0)),
        ("lettre_intention", (1, 1, 0, 0)),
        ("emergence", (1, 0, 0, 0)),
        (None, (1, 0, 0, 0)),
        ("cessee", (0, 0, 0, 0)),
    ],
)
def test_definitions_are_cumulative(stage, counted):
    rows = deployment_rows(TODAY, [_row(statut=stage)], PLACE[:1], geography.load())
    found = {row["definition"]: row["nb_cpts"] for row in rows if row["niveau"] == "france"}
    assert tuple(found[name] for name in ("tous_stades", "lettre_ou_plus", "projet_ou_plus", "aci_signe")) == counted


def test_every_total_is_the_sum_of_confirmed_carried_and_never_confirmed():
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


def test_a_deduced_stage_is_counted_apart():
    rows = deployment_rows(TODAY, [_row(), _row(cpts_id="c2", statut_fondement="deduit")], [], geography.load())
    found = {row["definition"]: row for row in rows if row["niveau"] == "france"}
    assert [(found[name]["nb_cpts"], found[name]["nb_deduit"]) for name in ("tous_stades", "aci_signe")] == [
        (2, 1),
        (1, 1),
    ]
    assert found["aci_signe"]["nb_acte"] == 1


def test_what_is_proved_below_a_deduced_stage_counts():
    deduced = _row(statut_fondement="deduit") | {"statut_prouve": "projet_valide", "statut_prouve_fondement": "acte"}
    rows = deployment_rows(TODAY, [deduced], [], geography.load())
    found = {row["definition"]: row for row in rows if row["niveau"] == "france"}
    counted = {name: (row["nb_cpts"], row["nb_acte"], row["nb_deduit"]) for name, row in found.items()}
    assert counted == {
        "tous_stades": (1, 1, 0),
        "lettre_ou_plus": (1, 1, 0),
        "projet_ou_plus": (1, 1, 0),
        "aci_signe": (0, 0, 1),
    }


def test_a_refused_project_is_counted_nowhere():
    rows = deployment_rows(TODAY, [_row(statut=None, statut_fondement=None, fin_nature="refus")], [], geography.load())
    assert {row["nb_cpts"] for row in rows} == {0}


def test_a_deduced_commune_is_told_apart_and_covered_by_nobody():
    rows = coverage_rows([_row()], [PLACE[0] | {"deduite": True}], geography.load())
    dijon = next(row for row in rows if row["commune"] == "21231")
    assert (dijon["nb_cpts"], dijon["cpts_ids"], dijon["statut_max"], dijon["cpts_deduites"]) == (0, None, None, "c1")
    assert {row["nb_cpts"] for row in rows} == {0}


def test_a_deduced_stage_is_not_the_stage_of_a_commune():
    rows = coverage_rows([_row(statut_fondement="deduit")], PLACE[:1], geography.load())
    assert next(row for row in rows if row["nb_cpts"])["statut_max"] is None


def test_every_commune_of_the_country_is_in_the_coverage():
    rows = coverage_rows([_row()], PLACE[:1], geography.load())
    covered = [row for row in rows if row["nb_cpts"]]
    assert len(rows) > 34000 and [row["commune"] for row in covered] == ["21231"]
    assert covered[0]["statut_max"] == "aci_signe"
    assert not {"75056", "69123", "13055"} & {row["commune"] for row in rows}
