"""The project's own cards on the first connected day, through a proxy: every CPTS served is found and none invented."""

import os
import shutil
import subprocess
import sys
from collections import Counter

import pytest

from spiders.clock import REHEARSAL
from spiders.registry import SOURCES as CARDS
from tests.rehearsal import first_day
from tests.rehearsal.play import ROOT
from tests.rehearsal.web import Web, serve

pytestmark = pytest.mark.long
DAYS = ("2027-01-04", "2027-01-11")


@pytest.fixture(scope="module")
def days(tmp_path_factory):
    """(exit code, words, statuses answered) of each day, and the data folder."""
    data = tmp_path_factory.mktemp("first-day")
    (data / "cards").mkdir()
    for source_id in first_day.SOURCES:
        shutil.copy(CARDS / f"{source_id}.toml", data / "cards")
    web, told = Web(first_day.pages()), []
    with serve(web, data) as environment:
        for day in DAYS:
            web.asked = Counter()
            done = subprocess.run(
                [
                    *(sys.executable, "-m", "pipelines.cli.main", "run", "--live"),
                    *("--today", day, "--cards", str(data / "cards")),
                ],
                cwd=ROOT,
                text=True,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env={**os.environ, **environment, REHEARSAL: "1", "OBSERVATOIRE_DATA": str(data)},
            )
            told.append((done.returncode, done.stdout, web.asked))
    return told, data


def rows(days, table, day=DAYS[0]):
    import pyarrow.parquet as pq

    return pq.ParquetFile(days[1] / "releases" / day / f"{table}.parquet").read().to_pylist()


def plain(name):
    return name.replace("’", "'").lower()


def named(days, name):
    (found,) = [one for one in rows(days, "cpts") if plain(one["nom"]) == plain(name)]
    return found


def test_both_days_are_published_without_a_failure(days):
    assert [code for code, _, _ in days[0]] == [0, 0], "\n".join(said for _, said, _ in days[0])


def test_every_cpts_served_is_found_and_none_is_invented(days):
    found = Counter(plain(one["nom"]) for one in rows(days, "cpts"))
    assert found == Counter(map(plain, first_day.EVERY))


def test_the_numbers_reach_those_that_have_them_and_nobody_else(days):
    numbered = named(days, "CPTS du Val Ondin")
    assert (numbered["finess"], numbered["siren"], numbered["rna"]) == ("450000011", "900000019", "W451000001")
    assert {plain(one["nom"]) for one in rows(days, "cpts") if one["siren"]} == {
        plain(numbered["nom"]),
        plain(first_day.CEASED),
    }


def test_a_register_tells_the_end(days):
    for name, day in ((first_day.CEASED, "2026-10-31"), (first_day.DISSOLVED, "2026-09-15")):
        over = named(days, name)
        assert (over["statut"], over["statut_fondement"], over["statut_depuis"]) == ("cessee", "registre", day)
        assert over["registre"] == "registre_seul"
    assert named(days, first_day.DISSOLVED)["fin_nature"] == "dissolution"
    assert named(days, first_day.CEASED)["fin_nature"] is None, "closed in a register: nobody says it was dissolved"


def test_who_is_in_a_register_and_on_a_page_is_counted(days):
    (france,) = [
        row for row in rows(days, "deploiement") if (row["niveau"], row["definition"]) == ("france", "tous_stades")
    ]
    assert named(days, "CPTS du Val Ondin")["registre"] == "registre_et_page"
    assert france["nb_registre_seul"] == 0, "the two that only a register names are over"
    assert france["nb_page_seule"] == len(first_day.EVERY) - 3


def test_no_leader_of_a_register_is_published(days):
    release = days[1] / "releases" / DAYS[0]
    for path in release.rglob("*"):
        if path.is_file():
            assert first_day.NOBODY.encode() not in path.read_bytes(), path.name


def test_a_second_run_asks_conditionally(days):
    first, second = (asked for _, _, asked in days[0])
    assert first[304] == 0 and second[304] > 15
    assert second[200] < first[200]
    assert {plain(one["nom"]) for one in rows(days, "cpts", DAYS[1])} == {
        plain(one["nom"]) for one in rows(days, "cpts")
    }
