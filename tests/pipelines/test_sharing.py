"""The steps of a run shared among processes: one source is one step, and no publisher is asked twice at once."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter

import dagster as dg
import pytest

from pipelines.assets.collect import SOURCES
from pipelines.definitions import graph
from pipelines.executors import EXECUTOR, chosen, executor
from spiders.clock import REHEARSAL
from spiders.plan import publishers
from spiders.politeness import publisher_group
from spiders.registry import card
from tests.pipelines.test_operator import CARD, page
from tests.rehearsal.graph import run
from tests.rehearsal.web import Web, serve

CARDS = {"nord": "nord.caisse.test", "sud": "sud.caisse.test", "agence": "www.agence.test"}
PAGES = {
    "https://nord.caisse.test/cpts": page("CPTS du Val Ondin", "Dijon, Quetigny"),
    "https://sud.caisse.test/cpts": page("CPTS Rive Dorée", "Chalon-sur-Saône, Givry"),
    "https://www.agence.test/cpts": page("CPTS Haut Vallon", "Beaune, Nuits-Saint-Georges"),
}


@pytest.fixture(scope="module")
def shared():
    return graph("multiprocess")


def test_one_source_is_one_step_in_the_pool_of_its_publisher(shared):
    steps = {
        name.removeprefix("listings.releve_"): node.pool
        for assets in shared.resolve_asset_graph().assets_defs
        if "listings" in {key.to_user_string() for key in assets.keys}
        for name, node in ((f"listings.{one.name}", one) for one in assets.node_def.iterate_op_defs())
        if one_source(name)
    }
    assert set(steps) == {one.replace("-", "_") for one in SOURCES.get_partition_keys()}
    agencies = {pool for name, pool in steps.items() if name.startswith("ars_") and name != "ars_portail_national"}
    assert agencies == {"ars.sante.fr"} and all(steps.values())


def one_source(name):
    return name.startswith("listings.releve_")


def test_two_publishers_of_one_source_are_one():
    cards = [card(one) for one in SOURCES.get_partition_keys()]
    found = publishers(cards)
    by_group = {}
    for one in cards:
        for url in one.entry_urls:
            by_group.setdefault(publisher_group(url.split("/")[2].split(":")[0]), set()).add(found[one.id])
    assert all(len(names) == 1 for names in by_group.values())
    assert found["projets-de-sante-rediffuses"] in ("readkong.com", "scribd.com")


def test_the_asset_is_the_same_whoever_executes_it(shared):
    alone = graph("in_process")

    def told(definitions):
        assets = definitions.resolve_asset_graph()
        spec = {one.key: one for one in definitions.resolve_all_asset_specs()}
        return {
            one.key.to_user_string(): (one.description, one.group_name, one.code_version, one.partitions_def)
            for one in spec.values()
        }, set(assets.asset_check_keys)

    assert told(shared) == told(alone)


def test_an_executor_that_does_not_exist_is_refused_by_name(monkeypatch):
    monkeypatch.setenv(EXECUTOR, "grappe")
    with pytest.raises(ValueError, match=f"{EXECUTOR}=grappe: choose among in_process, multiprocess"):
        chosen()
    monkeypatch.delenv(EXECUTOR)
    assert executor(chosen()) is dg.in_process_executor


@pytest.fixture
def watched(tmp_path):
    """Runs `collecte` by an executor on a slow web that notes the publishers who were asked twice at once."""
    web, held, twice, lock = Web(PAGES), Counter(), [], threading.Lock()

    def find(host, path, scheme):
        publisher = publisher_group(host)
        with lock:
            held[publisher] += 1
            if held[publisher] > 1:
                twice.append(host)
            together.append(len([one for one in held.values() if one]))
        time.sleep(0.5)
        with lock:
            held[publisher] -= 1
        return Web.find(web, host, path, scheme)

    together = []
    web.find = find
    (tmp_path / "cards").mkdir()
    for one, host in CARDS.items():
        text = CARD.format(id=one).replace(f"www.{one}.test", host)
        (tmp_path / "cards" / f"{one}.toml").write_text(text, encoding="utf-8")

    def play(executor, down=(), partition="", **crawling):
        web.down = frozenset(down)
        config = {"resources": {"crawling": {"config": {"mode": "live", "today": "2027-01-04", **crawling}}}}
        more = {EXECUTOR: executor, REHEARSAL: "1", "OBSERVATOIRE_CARDS": str(tmp_path / "cards"), **environment}
        told = run(tmp_path / executor, "collecte", config, partition, **more | {"no_proxy": "127.0.0.1"})
        return told | {"twice": list(twice), "together": max(together)}

    with serve(web, tmp_path) as environment:
        yield play


@pytest.mark.long
def test_processes_that_share_a_crawl_read_the_same_and_ask_no_publisher_twice_at_once(watched, tmp_path):
    alone, shared = watched("in_process"), watched("multiprocess")
    assert alone["success"] and shared["success"] and not shared["twice"]
    assert {one for one in shared["steps"] if "releve" in one} == {f"listings.releve_{one}" for one in CARDS}
    assert shared["told"] == alone["told"] and shared["health"] == alone["health"]
    for one in CARDS:
        read = [
            (tmp_path / who / "work" / "listings" / f"{one}.jsonl").read_bytes()
            for who in ("in_process", "multiprocess")
        ]
        assert read[0] == read[1]


@pytest.mark.long
def test_a_source_that_fails_is_asked_anew_in_its_step_and_stops_no_other(watched):
    told = watched("multiprocess", down=["sud.caisse.test"], retries=1, retry_minutes=0)
    assert told["success"] and told["retried"] == 1 and told["health"][""] == [False, "WARN"]
    assert told["told"]["nord"]["listings"] == 1 and told["told"]["sud"]["ill"]
    back = watched("multiprocess", partition="sud", again=True)
    assert set(back["told"]) == {"sud"} and [one for one in back["steps"] if "releve" in one] == ["listings.releve_sud"]


@pytest.mark.parametrize(("name", "library"), [("docker", "dagster_docker"), ("k8s", "dagster_k8s")])
def test_the_graph_loads_for_containers(name, library):
    pytest.importorskip(library, reason=f"the group {name} is not installed")
    assert graph(name).resolve_job_def("semaine").executor_def.name == executor(name).name


def test_an_executor_whose_library_is_missing_says_which_group(monkeypatch):
    monkeypatch.setitem(sys.modules, "dagster_k8s", None)
    with pytest.raises(ValueError, match="group `k8s`"):
        executor("k8s")
