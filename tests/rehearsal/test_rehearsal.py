"""Ten weeks of an invented web, played through the real crawler: what is published, week after week."""

import os
import pickle
from datetime import date
from itertools import pairwise

import pytest
from filelock import FileLock

from tests.rehearsal.play import HERE, play
from tests.support.site_server import running

pytestmark = pytest.mark.long

FIRST, QUIET, SIGNED, RENAMED, MERGED, SPLIT, REFUSED, CORRECTED, OUTAGE, RECOVERED = range(10)


@pytest.fixture(scope="module")
def weeks(tmp_path_factory):
    """Played once for all the processes of pytest-xdist."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared
    held = shared / "rehearsal.pickle"
    with FileLock(shared / "rehearsal.lock"):
        if not held.exists():
            played = list(play(HERE / "scenario.toml", HERE / "cards", shared / "rehearsal"))
            held.write_bytes(pickle.dumps(played))
    return pickle.loads(held.read_bytes())


def named(week, name):
    """The row of a CPTS, whatever its apostrophe."""
    return next(row for row in week.rows("cpts") if row["nom"].replace("’", "'") == name)


def source(week, source_id):
    return next(row for row in week.rows("sources") if row["source_id"] == source_id)


def phrases(week):
    return [row["phrase"].replace("’", "'") for row in week.changes()]


def proofs(week, one):
    return [row for row in week.rows("preuves") if row["cpts_id"] == one["cpts_id"]]


def test_every_week_ends_as_its_scenario_says(weeks):
    assert len(weeks) >= 8
    assert [(one.week.day, one.code) for one in weeks] == [(one.week.day, one.week.code) for one in weeks], "\n".join(
        one.said for one in weeks if one.code != one.week.code
    )


def test_each_week_but_that_of_the_outage_has_its_release(weeks):
    assert [one.release.name for one in weeks if one.fresh] == [
        one.week.day for one in weeks if one is not weeks[OUTAGE]
    ]
    assert weeks[OUTAGE].release == weeks[CORRECTED].release, "latest stays where it was"
    assert "the guard" in weeks[OUTAGE].said and "8 sources en panne sur 8" in weeks[OUTAGE].said


def test_a_week_without_news_costs_304_and_publishes_no_change(weeks):
    quiet = weeks[QUIET]
    assert quiet.asked[304] == 7 and phrases(quiet) == []
    assert {row["etat"] for row in quiet.rows("sources")} == {"a_jour"}
    assert {row["presence"] for row in quiet.rows("cpts")} == {"presente"}


def test_a_page_that_answers_304_for_ten_weeks_is_fresh_and_known_since_the_first(weeks):
    last = weeks[RECOVERED]
    fixed = source(last, "caisse-est")
    assert (fixed["etat"], fixed["dernier_succes"]) == ("a_jour", date(2027, 3, 8))
    one = named(last, "CPTS Deux Clochers")
    assert (one["premiere_vue"], one["vu_le"]) == (date(2027, 1, 4), date(2027, 3, 8))


def test_what_a_page_says_every_week_was_learnt_once(weeks):
    """The page of the federation is sent again in full every week; the others answer 304."""
    first = {row["evenement_id"]: row["appris_le"] for row in weeks[FIRST].rows("evenements")}
    assert first
    for week in (weeks[QUIET], weeks[SIGNED]):
        later = {row["evenement_id"]: row["appris_le"] for row in week.rows("evenements")}
        assert {one: later[one] for one in first} == first


def test_a_new_cpts_and_a_signature_are_told(weeks):
    told = phrases(weeks[SIGNED])
    assert "CPTS du Gué Paisible apparaît dans l'observatoire." in told
    assert any(one.startswith("CPTS de l'Orée Claire passe de « Projet") for one in told)
    assert named(weeks[SIGNED], "CPTS de l'Orée Claire")["statut"] == "aci_signe"


def test_a_site_that_moves_for_good_is_read_at_its_new_address(weeks):
    for week in (weeks[RENAMED], weeks[MERGED], weeks[RECOVERED]):
        assert source(week, "cpts-val-ondin")["etat"] == "a_jour"
    addresses = {row["url"] for row in proofs(weeks[RENAMED], named(weeks[RENAMED], "CPTS du Val Ondin"))}
    assert "https://www.val-ondin.test/cpts-val-ondin" in addresses


def test_three_weeks_of_failure_are_carried_and_said(weeks):
    for week in (weeks[MERGED], weeks[SPLIT], weeks[REFUSED]):
        failed = source(week, "union-nord")
        assert (failed["etat"], failed["dernier_succes"]) == ("en_panne", date(2027, 1, 25))
        alone = named(week, "CPTS du Pont Vieux")
        assert (alone["presence"], alone["vu_le"]) == ("source_indisponible", date(2027, 1, 25))
        assert named(week, "CPTS du Phare Blanc")["presence"] == "presente", "a newspaper names it too"
    back = weeks[CORRECTED]
    assert source(back, "union-nord")["etat"] == "a_jour"
    assert named(back, "CPTS du Pont Vieux")["presence"] == "presente"


def test_what_failed_is_not_counted_as_confirmed(weeks):
    for week in weeks:
        if not week.fresh:
            continue
        (whole,) = [
            row
            for row in week.rows("deploiement")
            if (row["date"].isoformat(), row["niveau"], row["definition"]) == (week.week.day, "france", "tous_stades")
        ]
        carried = {row["cpts_id"] for row in week.rows("cpts") if row["presence"] == "source_indisponible"}
        assert whole["nb_confirmees"] + whole["nb_reportees"] == whole["nb_cpts"]
        assert whole["nb_reportees"] == len(carried) and whole["nb_jamais_confirmees"] == 0
        assert bool(carried) == (week in weeks[MERGED : REFUSED + 1])


def test_a_page_that_is_gone_and_returns_loses_nothing(weeks):
    assert source(weeks[RENAMED], "cpts-haut-sentier")["etat"] == "en_panne"
    assert source(weeks[MERGED], "cpts-haut-sentier")["etat"] == "a_jour"
    ids = {named(week, "CPTS du Haut Sentier")["cpts_id"] for week in weeks}
    assert len(ids) == 1


def test_ids_are_those_of_the_first_week_to_the_last(weeks):
    ids = [{row["nom"]: row["cpts_id"] for row in week.rows("cpts")} for week in weeks]
    for earlier, later in pairwise(ids):
        assert {name: later[name] for name in earlier if name in later} == {
            name: one for name, one in earlier.items() if name in later
        }


def test_a_figure_that_is_corrected_is_told_twice(weeks):
    wrong, right = (named(weeks[number], "CPTS Rive Dorée") for number in (REFUSED, CORRECTED))
    assert (wrong["population_declaree"], right["population_declaree"]) == (600_000, 60_000)
    for number in (REFUSED, CORRECTED):
        assert any("CPTS Rive Dorée : population" in one for one in phrases(weeks[number]))


def lines(week):
    """(nature, from, to) of what became of the CPTS."""
    return {
        (row["nature"], row["de_nom"].replace("’", "'"), (row["vers_nom"] or "").replace("’", "'"))
        for row in week.rows("lignees")
    }


def test_a_cpts_that_takes_another_name_is_the_same(weeks):
    before, after = named(weeks[SIGNED], "CPTS Loire Haute"), named(weeks[RENAMED], "CPTS Santé Giennois")
    assert before["cpts_id"] == after["cpts_id"] and after["alias"] == "CPTS Loire Haute"
    assert "CPTS Loire Haute s'appelle désormais CPTS Santé Giennois." in phrases(weeks[RENAMED])
    for week in weeks[RENAMED:]:
        assert ("renommage", "CPTS Loire Haute", "CPTS Santé Giennois") in lines(week)


def test_two_that_merge_are_followed_by_one_and_counted_once(weeks):
    told = phrases(weeks[MERGED])
    for name in ("CPTS des Sources Neuves", "CPTS Porte des Lacs"):
        assert f"{name} a fusionné et est réunie à CPTS Sources et Lacs." in told
        for week in weeks[MERGED:]:
            one = named(week, name)
            assert (one["statut"], one["fin_nature"]) == ("cessee", "fusion")
            assert ("fusion", name, "CPTS Sources et Lacs") in lines(week)
    assert not any(
        "n'est plus citée" in one or "inconnu" in one for week in weeks if week.fresh for one in phrases(week)
    )


def test_one_that_splits_is_followed_by_its_parts(weeks):
    assert any("a été scindée et laisse la place à" in one for one in phrases(weeks[SPLIT]))
    assert named(weeks[SPLIT], "CPTS de l'Étang Rond")["fin_nature"] == "scission"
    parts = {("scission", "CPTS de l'Étang Rond", name) for name in ("CPTS Étang Nord", "CPTS Étang Sud")}
    for week in weeks[SPLIT:]:
        assert parts <= lines(week)


def test_a_refusal_is_no_stage_and_no_validation(weeks):
    for week in weeks[REFUSED:]:
        one = named(week, "CPTS du Grand Taillis")
        assert (one["statut"], one["fin_nature"]) == (None, "refus")
        assert ("refus", "CPTS du Grand Taillis", "") in lines(week)
        assert "validation_projet" not in {
            row["nature"] for row in week.rows("evenements") if row["cpts_id"] == one["cpts_id"]
        }


def test_the_site_tells_successions_and_states(weeks):
    with running(weeks[RECOVERED].release) as site:
        over, heir = (named(weeks[RECOVERED], name) for name in ("CPTS Porte des Lacs", "CPTS Sources et Lacs"))
        assert f'/cpts/{heir["cpts_id"]}"' in site.get(f"/cpts/{over['cpts_id']}").text
        assert f'/cpts/{over["cpts_id"]}"' in site.get(f"/cpts/{heir['cpts_id']}").text
        assert "CPTS Sources et Lacs" in site.get("/etat/2027-03-08").text
        assert "Sources Neuves a fusionné" in site.get("/observatoire/flux_changements.atom").text


def test_a_page_made_anew_fails_by_name_and_its_card_alone_repairs_it(weeks):
    failed, repaired = (source(weeks[number], "gazette-nord") for number in (SIGNED, RENAMED))
    assert (failed["etat"], failed["dernier_succes"]) == ("en_panne", date(2027, 1, 11))
    assert (repaired["etat"], repaired["nb_lignes"]) == ("a_jour", 3)
    for number in (SIGNED, RENAMED):  # another source names them meanwhile, and nobody is born or lost
        assert named(weeks[number], "CPTS de l'Anse Brune")["presence"] == "presente"
        assert not any("Anse Brune" in one or "Falaises" in one or "Phare" in one for one in phrases(weeks[number]))
    read = {
        row["propriete"]: row["valeur"]
        for row in proofs(weeks[RENAMED], named(weeks[RENAMED], "CPTS du Phare Blanc"))
        if row["source_id"] == "gazette-nord"
    }
    assert (read["statut"], read["territoire"]) == ("aci_signe", "76351")


def test_a_page_laid_out_anew_says_the_same(weeks):
    assert source(weeks[CORRECTED], "gazette-nord")["nb_lignes"] == 3
    assert source(weeks[CORRECTED], "gazette-nord")["etat"] == "a_jour"


def test_the_week_after_the_outage_finds_everything_again(weeks):
    last = weeks[RECOVERED]
    assert {row["etat"] for row in last.rows("sources")} == {"a_jour"}
    assert phrases(last) == []


def test_the_site_and_its_feed_tell_the_last_changes(weeks):
    with running(weeks[SIGNED].release) as site:
        feed = site.get("/observatoire/flux_changements.atom")
        assert feed.status == 200 and "CPTS du Gué Paisible" in feed.text
        signed = named(weeks[SIGNED], "CPTS de l'Orée Claire")
        page = site.get(f"/cpts/{signed['cpts_id']}")
        assert page.status == 200 and "ACI" in page.text
        assert "Données reconstituées" not in site.get("/").text
    with running(weeks[MERGED].release) as site:
        assert "union-nord" in site.get("/sources").text and "panne" in site.get("/sources").text
        assert "Union inventée du Nord" in site.get("/observatoire/flux_sources.atom").text
