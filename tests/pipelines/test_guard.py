"""The guard: what an accident looks like, what news looks like, and who may publish all the same."""

from datetime import date

import pytest

from pipelines.steps.guard import HeldBack, hold_back, objections

SOURCES = [f"source-{number}" for number in range(10)]


def tables(failed=(), reconstruction=False, missing=(), more=(), each=3, lineages=()):
    """Ten sources with three CPTS each."""
    cpts = [(source, f"{source}-{number}") for source in SOURCES for number in range(each)]
    cpts = [(source, one) for source, one in cpts if one not in missing] + [("source-0", one) for one in more]
    return {
        "sources": [
            {
                "source_id": source,
                "cycle": "active",
                "etat": "en_panne" if source in failed else "a_jour",
                "dernier_succes": date(2026, 1, 18),
                "reconstruction": reconstruction,
            }
            for source in SOURCES
        ],
        "cpts": [{"cpts_id": one, "presence": "presente", "statut": None, "fin_nature": None} for _, one in cpts],
        "preuves": [{"cpts_id": one, "source_id": source} for source, one in cpts],
        "lignees": [
            {"de": former, "vers": heir, "nature": "fusion", "fondement": ground} for former, heir, ground in lineages
        ],
    }


def same(one):
    return one


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, ""),
        ({"failed": SOURCES[:2]}, ""),
        ({"failed": SOURCES[:3]}, "3 sources en panne sur 10"),
        ({"failed": SOURCES}, "10 sources en panne sur 10"),
        ({"missing": ["source-1-0", "source-2-0", "source-3-0"]}, ""),
        ({"missing": ["source-1-0", "source-2-0", "source-3-0", "source-4-0"]}, "4 CPTS perdues pour 30"),
        ({"more": ["a", "b", "c", "d"]}, "4 CPTS apparues pour 30"),
        # what a failed source no longer says is no loss: it was not asked with success
        ({"failed": ["source-1"], "missing": [f"source-1-{number}" for number in range(3)]}, ""),
    ],
)
def test_an_accident_is_held_back_and_news_is_not(change, said):
    found = objections(tables(**change), tables(), same)
    assert said in " ".join(found) and bool(found) == bool(said)


def test_a_carried_cpts_is_not_named_by_this_run():
    now = tables()
    for row in now["cpts"][:4]:
        row["presence"] = "absente_depuis"
    assert "4 CPTS perdues" in objections(now, tables(), same)[0]


def test_an_id_that_redirects_is_not_lost():
    gone = [f"source-{number}-0" for number in range(6)]
    assert objections(tables(missing=gone), tables(), lambda one: one.replace("-0", "-1") if one in gone else one) == []


def merged(ground, heirs):
    """Eight CPTS that become these, and what the guard says."""
    gone = [f"source-{number}-0" for number in range(1, 9)]
    lineages = [(one, heirs[number % len(heirs)], ground) for number, one in enumerate(gone)]
    found = objections(tables(missing=gone, more=heirs, lineages=lineages), tables(), same)
    return [("perdues" in one, "apparues" in one) for one in found]


@pytest.mark.parametrize(("ground", "held"), [("mots", True), ("decision", False), ("releves", True)])
def test_many_mergers_at_once_may_be_an_accident_unless_a_person_decided_them(ground, held):
    assert merged(ground, ["a", "b", "c", "d"]) == ([(True, False), (False, True)] if held else [])


@pytest.mark.parametrize(("ground", "held"), [("mots", False), ("decision", False), ("releves", True)])
def test_one_merger_that_is_told_is_news_however_many_it_takes(ground, held):
    assert merged(ground, ["a"]) == ([(True, False)] if held else [])


def test_ends_of_cpts_that_lists_go_on_naming_count_as_lost():
    now = tables()
    for row in now["cpts"][:4]:
        row |= {"statut": "cessee", "fin_nature": "dissolution"}
    assert "4 CPTS perdues pour 30" in objections(now, tables(), same)[0]
    assert objections(now, now, same) == []


def test_one_source_or_one_cpts_alone_is_news_whatever_its_share():
    small = {name: rows[:3] for name, rows in tables().items()}
    failing = {**small, "sources": [{**small["sources"][0], "etat": "en_panne"}, *small["sources"][1:]]}
    assert objections(failing, small, same) == []
    everything = {**small, "sources": [{**row, "etat": "en_panne"} for row in small["sources"]]}
    assert objections(everything, small, same)


def test_nothing_is_held_back_by_reconstructions_or_without_a_release_before():
    nothing_left = tables(failed=SOURCES)
    assert objections(nothing_left, tables(reconstruction=True), same) == []
    assert objections(nothing_left, None, same) == []


@pytest.mark.parametrize(("before", "now", "held"), [(30, 1000, False), (30, 1001, True), (1200, 1800, False),
                                                     (1200, 1801, True), (10_000, 10_500, False)])  # fmt: skip
def test_there_may_be_half_as_many_cpts_again_as_before_and_no_more(before, now, held):
    """Whoever names them: here a source that the release before did not have."""

    def of(count, source):
        alive = {"presence": "presente", "statut": None, "fin_nature": None}
        rows = [{"cpts_id": f"{number}", **alive} for number in range(count)]
        new = [{**tables()["sources"][0], "source_id": source}]
        named = [{"cpts_id": row["cpts_id"], "source_id": source} for row in rows]
        return {"sources": new, "cpts": rows, "preuves": named, "lignees": []}

    found = objections(of(now, "new"), of(before, "old"), same)
    assert found == ([f"{now} CPTS pour {before} auparavant ({max(1000, before * 3 // 2)} admises)"] if held else [])


def test_what_the_guard_says_names_the_way_out():
    with pytest.raises(HeldBack, match="--despite-guard REASON"):
        hold_back(tables(failed=SOURCES), tables(), same)


def test_the_tables_about_to_be_published_are_those_that_it_looks_at(tmp_path, monkeypatch):
    """As `publish` gives them: with the release before, of observations, nothing that it reads is missing."""
    import pyarrow as pa

    from pipelines.steps import build

    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    monkeypatch.setattr(build, "previous_tables", lambda *names: {name: tables()[name] for name in names})

    def about(**change):
        rows = tables(**change)
        names = ("de", "vers", "nature", "fondement")
        columns = {"lignees": pa.schema([(name, pa.string()) for name in names])}
        return {name: pa.Table.from_pylist(held, schema=columns.get(name)) for name, held in rows.items()}

    build.hold_back(about())
    with pytest.raises(HeldBack, match="3 sources en panne"):
        build.hold_back(about(failed=SOURCES[:3]))


def test_what_a_retired_source_named_is_not_lost():
    now = tables(missing=[f"source-1-{number}" for number in range(3)] + ["source-2-0"])
    now["sources"][1]["cycle"] = "retiree"
    assert objections(now, tables(), same) == []


def test_a_list_that_lost_half_its_rows_does_not_empty_the_counts_unseen():
    """Other pages still name the CPTS that its silence puts in doubt: none is lost, and none counts any more."""
    now = tables()
    for row in now["cpts"][:4]:
        row["presence"] = "a_confirmer"
    assert "4 CPTS que le silence d'une liste met à confirmer" in objections(now, tables(), same)[0]
    assert objections(now, now, same) == []
