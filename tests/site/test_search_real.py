"""Every CPTS, city and arrondissement there is, looked for in the ways people write them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

import pyarrow.parquet as pq
import pytest

from pipelines.paths import REFERENCE
from pipelines.publish import places
from pipelines.site.search import ORDINALS, Names, answers, cpts_key
from schema import Row

LEDGER = map(json.loads, (REFERENCE.parent / "identity" / "ledger.jsonl").read_text().splitlines())
CPTS = {one["cpts_id"]: one["name"] for one in LEDGER if one.get("type") == "cpts" and not one["redirect"]}
CITIES = {"Paris": (75100, 20), "Lyon": (69380, 9), "Marseille": (13200, 16)}
UNITS = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
ROMANS = ["X" * (rank // 10) + UNITS[rank % 10] for rank in range(1, 21)]
WORDS = {number: word for word, number in ORDINALS.items() if word != "second"}

Known = tuple[sqlite3.Connection, Names]


def _read(name: str) -> list[Row]:
    rows: list[Row] = pq.read_table(REFERENCE / name).to_pylist()
    return rows


@pytest.fixture(scope="module")
def known() -> Iterator[Known]:
    communes = _read(places.COMMUNES)
    cities = {row["commune"] for row in communes}
    today = [row | {"commune": row["code"]} for row in communes if row["code"] not in cities]
    people: dict[str, int] = {}
    for row in today:
        for area in (f"departement {row['departement']}", f"region {row['region']}"):
            people[area] = people.get(area, 0) + (row["population"] or 0)
    tables = {
        kind + "s": [
            row | {kind: row["code"], "population": people[f"{kind} {row['code']}"]}
            for row in _read(f"{kind}s.parquet")
        ]
        for kind in ("departement", "region")
    }
    called = dict.fromkeys(("nom_court", "sigle", "alias", "population_declaree"))
    tables |= {"couverture": today, "cpts": [{"cpts_id": code, "nom": name} | called for code, name in CPTS.items()]}
    connection = sqlite3.connect(":memory:")
    connection.execute("create table lieux (cle, nom, nature, code, poids)")
    connection.execute("create table couverture (commune primary key, nom, population, departement, region)")
    connection.executemany(
        "insert into couverture values (:commune, :nom, :population, :departement, :region)",
        [{name: row[name] for name in ("commune", "nom", "population", "departement", "region")} for row in today],
    )
    rows = places.rows(tables, communes, _read(places.FORMER))
    connection.executemany("insert into lieux values (:cle, :nom, :nature, :code, :poids)", rows)
    connection.execute("create index lieux_cle on lieux (cle)")
    yield connection, Names.read(connection)
    connection.close()


def _first(known: Known, typed: str) -> str:
    found = answers(*known, typed)
    return found[0].place.adresse if found else "nothing"


def test_the_full_name_of_a_cpts_leads_to_it(known: Known) -> None:
    alike: dict[str, set[str]] = {}
    for code, name in CPTS.items():
        alike.setdefault(cpts_key(name), set()).add(f"/cpts/{code}")
    assert len(CPTS) > 250
    first = {name: _first(known, name) for name in CPTS.values() if name.startswith("CPTS ")}
    assert {name: led for name, led in first.items() if led not in alike[cpts_key(name)]} == {}


@pytest.mark.parametrize("city", CITIES)
def test_an_arrondissement_is_found_however_its_rank_is_written(known: Known, city: str) -> None:
    base, last = CITIES[city]
    wrong = {}
    for rank in range(1, last + 1):
        suffix = "er" if rank == 1 else "e"
        for typed in (
            f"{city} {rank}{suffix} arrondissement",
            f"{rank}{suffix} arrondissement de {city}",
            f"le {rank}{suffix} arrondissement de {city}",
            f"{city} arrondissement {rank}",
            f"l'arrondissement {rank} de {city}",
            f"{city} {ROMANS[rank - 1]}{suffix}",
            f"{city} {WORDS[rank]}",
            f"{ROMANS[rank - 1]}{suffix} arr. de {city}",
            f"{city} ({rank}{suffix})",
            f"{city.upper()}{rank}",
        ):
            if (led := _first(known, typed)) != f"/commune/{base + rank}":
                wrong[typed] = led
    assert wrong == {}


@pytest.mark.parametrize("rank", [1, 9, 13, 19])
def test_an_arrondissement_without_city_is_that_of_every_city_and_no_departement(known: Known, rank: int) -> None:
    cities = {str(base + rank) for base, last in CITIES.values() if rank <= last}
    found = answers(*known, f"{rank}e arrondissement")
    assert {one.place.code for one in found if one.place.nature != "cpts"} == cities


@pytest.mark.parametrize(("code", "city"), [("75056", "Paris"), ("69123", "Lyon"), ("13055", "Marseille")])
def test_the_code_of_a_whole_city_leads_to_it(known: Known, code: str, city: str) -> None:
    assert [(one.place.nom, one.place.nature) for one in answers(*known, code)] == [(city, "code_insee")]


@pytest.mark.parametrize(
    ("typed", "first"),
    [("Vire", "14762"), ("Viré", "71584"), ("Frânois", "70252"), ("Franois", "25258"), ("chatonnay", "38094")],
)
def test_a_name_as_it_is_written_comes_before_one_whose_accents_are_others(
    known: Known, typed: str, first: str
) -> None:
    assert _first(known, typed) == f"/commune/{first}"
