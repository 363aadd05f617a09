"""The population covered as an interval: what is proved, what is named, nothing where nothing is known."""

from datetime import date

import pytest

from expectations.derived import frame
from lexicon import gazetteer as geography
from pipelines.steps.coverage import DEFINITIONS, coverage_rows, deployment_rows, from_first_schema
from pipelines.steps.cpts_territory import region_of
from pipelines.steps.population_bounds import commune_bounds, per_cent, total
from schema import load_schema

DAY = date(2026, 11, 22)


def cpts(cpts_id="c1", complete=True, declared=None, precision="exact", **other):
    return {
        "cpts_id": cpts_id,
        "communes_completes": complete,
        "population_declaree": declared,
        "population_precision": precision if declared else None,
    } | other


def place(commune, inhabitants, partial=False, cpts_id="c1"):
    return {"cpts_id": cpts_id, "commune": commune, "population": inhabitants, "partiel": partial, "deduite": False}


def test_only_a_complete_list_proves_anything():
    assert commune_bounds([cpts()], [place("a", 100)]) == {"a": (100, 100)}
    assert commune_bounds([cpts(complete=False)], [place("a", 100)]) == {"a": (0, 100)}
    assert commune_bounds([cpts(complete=None)], [place("a", 100)]) == {"a": (0, 100)}


def test_a_part_of_a_city_counts_for_what_its_cpts_declares():
    # 13 quarters of Toulouse, 120 808 inhabitants: neither Toulouse at least nor Toulouse at most
    toulouse = place("31555", 514819, partial=True)
    assert commune_bounds([cpts(declared=120808)], [toulouse]) == {"31555": (0, 120808)}
    assert commune_bounds([cpts()], [toulouse]) == {"31555": (0, 514819)}
    # « plus de » bounds nothing from above
    assert commune_bounds([cpts(declared=120808, precision="au_moins")], [toulouse]) == {"31555": (0, 514819)}


def test_the_declared_population_is_first_that_of_the_whole_communes():
    rows = [place("a", 60000), place("b", 200000, partial=True)]
    assert commune_bounds([cpts(declared=90000)], rows) == {"a": (60000, 60000), "b": (0, 30000)}
    # less than the whole communes alone: the figure says nothing of the part
    assert commune_bounds([cpts(declared=50000)], rows)["b"] == (0, 200000)


def test_a_commune_that_is_only_deduced_adds_nothing():
    """The name of a CPTS, its seat or a place where it acts is not said to be of its territory."""
    assert commune_bounds([cpts()], [place("a", 100) | {"deduite": True}]) == {}
    assert commune_bounds([cpts()], [place("a", 100) | {"deduite": True}, place("b", 50)]) == {"b": (50, 50)}


def test_a_commune_of_several_counts_once():
    two = [cpts(), cpts("c2", complete=False)]
    assert commune_bounds(two, [place("a", 100), place("a", 100, cpts_id="c2")]) == {"a": (100, 100)}
    parts = [cpts(declared=40), cpts("c2", declared=50)]
    rows = [place("a", 100, partial=True), place("a", 100, partial=True, cpts_id="c2")]
    assert commune_bounds(parts, rows) == {"a": (0, 90)}


def test_nothing_known_is_nothing_and_not_zero():
    assert total({}, ["a"]) == (None, None)
    assert total({"a": (0, 100)}, ["a"]) == (None, 100)
    assert total({"a": (100, 100)}, ["a", "b"]) == (100, 100)
    assert per_cent(None, 10) is None and per_cent(1, None) is None
    assert per_cent(1, 3) == 100 / 3


def counted(**values):
    return (
        cpts()
        | {
            "statut": "aci_signe",
            "statut_fondement": "acte",
            "statut_prouve": "aci_signe",
            "statut_prouve_fondement": "acte",
            "presence": "presente",
            "region": None,
            "departements": None,
            "reconstruction": False,
        }
        | values
    )


@pytest.fixture(scope="module")
def rows():
    """Dijon whole, signed; a part of Toulouse, at no stage; and a CPTS that nobody places."""
    population = geography.load().population
    return deployment_rows(
        DAY,
        [
            counted(region="27", departements="21"),
            counted(cpts_id="c2", statut=None, statut_fondement=None, statut_prouve=None,
                    statut_prouve_fondement=None, communes_completes=False, population_declaree=120808,
                    population_precision="exact", region="76", departements="31"),
            counted(cpts_id="c3"),
        ],
        [place("21231", population(["21231"])), place("31555", population(["31555"]), True, "c2")],
        geography.load(),
    )  # fmt: skip


def one(rows, territory, definition="tous_stades"):
    return next(row for row in rows if (row["territoire"], row["definition"]) == (territory, definition))


def test_an_interval_per_territory_and_definition(rows):
    dijon = geography.load().population(["21231"])
    assert (one(rows, "FR")["population_min"], one(rows, "FR")["population_max"]) == (dijon, dijon + 120808)
    assert (one(rows, "76")["population_min"], one(rows, "76")["population_max"]) == (None, 120808)
    # a stage has the population of its own stage
    assert one(rows, "76", "aci_signe")["population_max"] is None
    assert one(rows, "27", "aci_signe")["population_min"] == dijon


def test_a_territory_where_no_commune_is_known_says_nothing(rows):
    for row in (one(rows, "53"), one(rows, "35"), one(rows, "non_localisee")):
        assert {row[name] for name in ("population_min", "population_max", "part_population_min")} == {None}


def test_the_regions_and_the_unplaced_make_the_country(rows):
    for definition in DEFINITIONS:
        regions = [row for row in rows if row["niveau"] == "region" and row["definition"] == definition]
        france = one(rows, "FR", definition)
        for column in ("nb_cpts", "population_min", "population_max", "population_totale", "nb_communes_sans_cpts"):
            assert sum(row[column] or 0 for row in regions) == france[column], column
    assert one(rows, "non_localisee")["nb_cpts"] == 1


@pytest.mark.parametrize("column", ["nb_cpts", "population_max", "population_totale"])
def test_the_checks_refuse_a_total_unlike_its_parts(rows, column):
    table = load_schema()["deploiement"]
    assert all(frame(table, rows, {})["regions_font_le_total"])
    changed = [dict(row) for row in rows]
    one(changed, "27")[column] += 1
    assert not all(frame(table, changed, {})["regions_font_le_total"])


def test_guadeloupe_is_without_saint_martin(rows):
    known = geography.load()
    assert one(rows, "01")["population_totale"] == known.population(known.members_of_departement("971"))
    alone = [row for row in rows if (row["territoire"], row["definition"]) == ("978", "tous_stades")]
    assert {row["niveau"] for row in alone} == {"region", "departement"}
    assert {row["population_totale"] for row in alone} == {known.population(known.members_of_departement("978"))}


def test_a_cpts_of_saint_martin_is_not_counted_in_guadeloupe():
    known = geography.load()
    assert region_of([], ["978"], [], {}, known) == "978"
    (commune,) = known.members_of_departement("978")
    (covered,) = [row for row in coverage_rows([], [], known) if row["commune"] == commune]
    assert covered["region"] == "978"


@pytest.mark.parametrize("level", ["region", "departement"])
def test_each_level_makes_the_country_that_the_communes_make(rows, level):
    communes = coverage_rows([], [], geography.load())
    parts = [row for row in rows if (row["niveau"], row["definition"]) == (level, "tous_stades")]
    assert sum(row["population_totale"] or 0 for row in parts) == one(rows, "FR")["population_totale"]
    assert one(rows, "FR")["population_totale"] == sum(row["population"] or 0 for row in communes)
    assert one(rows, "FR")["nb_communes_sans_cpts"] == len(communes) - 2  # those of `rows`


def test_a_release_of_the_first_schema_is_carried_over_as_the_upper_bound_it_was():
    old = {"territoire": "FR", "population_couverte": 50, "part_population": 2.45, "population_totale": 2000}
    new = from_first_schema(old)
    assert (new["population_min"], new["population_max"], new["part_population_max"]) == (None, 50, 2.5)
    assert "population_couverte" not in new
    unknown = from_first_schema(old | {"population_couverte": 0})
    assert unknown["population_max"] is None and unknown["part_population_max"] is None
    assert from_first_schema(new) == new


def test_the_communes_make_the_country_a_part_as_a_part():
    population = geography.load().population
    toulouse = counted(cpts_id="c2", communes_completes=False, population_declaree=120808, population_precision="exact")
    both, territories = [counted(), toulouse], [place("21231", population(["21231"]))]
    territories.append(place("31555", population(["31555"]), True, "c2"))
    coverage = coverage_rows(both, territories, geography.load())
    known = {row["commune"]: row["population_max"] for row in coverage if row["nb_cpts"]}
    assert known == {"21231": population(["21231"]), "31555": 120808}
    france = one(deployment_rows(DAY, both, territories, geography.load()), "FR")
    assert sum(row["population_max"] or 0 for row in coverage) == france["population_max"]
