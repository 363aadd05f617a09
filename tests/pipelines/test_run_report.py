"""What is told after a live run, and what it proposes to follow."""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from pipelines.cli.main import main
from pipelines.steps.proposals import proposals
from pipelines.steps.run_report import in_french, run_report, write
from spiders.listing import Evidence, Listing, write_jsonl
from spiders.registry import load_cards
from spiders.report import SourceReport, write_report

CARDS = load_cards()
DAY = "2026-01-11"


def listing(source_id, name, website=None, since=DAY):
    evidence = Evidence(source_id, f"https://{source_id}.fr/", "", fetched_at=f"{since}T08:00:00Z")
    return Listing(name=name, evidence=evidence, website=website)


LISTINGS = {
    "gecolib": [
        listing("gecolib", "CPTS du Val Ondin", "www.cpts-val-ondin.fr/accueil"),
        listing("gecolib", "CPTS du Pont Vieux", "https://facebook.com/cptspontvieux", since="2026-01-04"),
        listing("gecolib", "CPTS Audomaroise", "https://cpts-audomaroise.pepsup.com/"),
    ],
    "ars-bretagne": [listing("ars-bretagne", "CPTS du Val Ondin", "https://cpts-val-ondin.fr/")],
}
FAILED = {"name": "FetchFailed", "detail": "le serveur a répondu 503", "url": "https://www.corse.ars.sante.fr/"}
REPORTS = {
    "gecolib": {"outcome": "changed", "day": DAY, "last_success": DAY, "moved": {"https://a.fr/": "https://b.fr/"}},
    "ars-bretagne": {"outcome": "unchanged", "day": DAY, "last_success": DAY, "leads": {}},
    "ars-corse": {"outcome": "failed", "day": DAY, "alarms": [FAILED], "failing_since": "2026-01-04", "failures": 2},
    "data-gouv-catalogue": {
        "outcome": "unchanged",
        "day": DAY,
        "last_success": DAY,
        "leads": {"https://www.data.gouv.fr/datasets/cpts-de-nulle-part/": "cpts-de-nulle-part"},
    },
}


def test_a_site_that_no_source_follows_is_proposed_once():
    found = proposals(CARDS.values(), REPORTS, LISTINGS)
    assert [(one.publisher, one.named_by) for one in found] == [
        ("cpts-val-ondin.fr", ("ars-bretagne", "gecolib")),
        ("https://www.data.gouv.fr/datasets/cpts-de-nulle-part/", ("data-gouv-catalogue",)),
    ], "neither a shared host nor a site that a card follows"


@pytest.fixture
def report():
    return run_report(list(CARDS.values()), REPORTS, LISTINGS, DAY)


def test_the_report_says_what_each_region_gave(report):
    bretagne = next(one for one in report["regions"] if one["region"] == "53")
    assert (bretagne["mentions"], bretagne["nouvelles"]) == (4, 3)
    assert report["sources_demandees"] == 4 and report["nb_sources_proposees"] == 2
    assert "ars-guyane" in report["jamais_repondu"] and "gecolib" not in report["jamais_repondu"]
    assert report["en_panne"] == [
        {
            "source": "ars-corse",
            "editeur": "ARS Corse",
            "cause": "serveur en erreur (503)",
            "depuis": "2026-01-04",
            "de_suite": 2,
        }
    ]


def test_what_to_do_first_stands_first_in_french(report, tmp_path):
    text = in_french(report)
    first = text.split("## Par région")[0]
    assert "ars-corse (ARS Corse) : serveur en erreur (503), 2 relevés de suite" in first
    assert "https://a.fr/ → https://b.fr/" in first and "2 sources proposées" in first
    assert "rien n'a été lu en Corse" in first and "rien n'a été lu en Bretagne" not in first
    assert write(report, tmp_path).read_text(encoding="utf-8") == text
    assert json.loads((tmp_path / "rapport.json").read_text(encoding="utf-8")) == report


def test_the_queue_of_the_runs_at_hand_is_printed(tmp_path, monkeypatch):
    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    folder = tmp_path / "work" / "listings"
    write_jsonl(LISTINGS["gecolib"], folder / "gecolib.jsonl")
    told = SourceReport("gecolib", "changed", "live", 3, 3, 1, "", day=DAY, last_success=str(date(2026, 1, 11)))
    write_report(told, folder)
    done = CliRunner().invoke(main, ["sources", "queue"])
    assert done.exit_code == 0 and "cpts-val-ondin.fr: CPTS du Val Ondin (named by gecolib)" in done.output
    assert "1 site(s) that no source follows" in done.output
    (row,) = CliRunner().invoke(main, ["sources", "queue", "--json"]).stdout.splitlines()
    assert json.loads(row)["named_by"] == ["gecolib"]


def test_words_of_a_source_are_no_markup_of_the_report(report):
    told = {**report, "nouvelles_mentions": [{"source": "essai", "nom": "CPTS [a](x) *b* <i>\n# c|", "url": ""}]}
    assert "- CPTS \\[a\\](x) \\*b\\* \\<i\\> \\# c\\| (essai)" in in_french(told)
