"""What is told after a live run, and what it proposes to follow."""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from pipelines.cli.main import main
from pipelines.steps.proposals import proposals, unlinked
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
        listing("gecolib", "CPTS des Trois Gués"),
        listing("gecolib", "CPTS Val-Ondin"),
    ],
    "ars-bretagne": [listing("ars-bretagne", "CPTS du Val Ondin", "https://cpts-val-ondin.fr/")],
}
FAILED = {"name": "FetchFailed", "detail": "le serveur a répondu 503", "url": "https://www.corse.ars.sante.fr/"}
REPORTS = {
    "gecolib": {"outcome": "changed", "day": DAY, "last_success": DAY, "moved": {"https://a.fr/": "https://b.fr/"}},
    "ars-bretagne": {"outcome": "unchanged", "day": DAY, "last_success": DAY, "leads": {}},
    "ars-corse": {"outcome": "failed", "day": DAY, "alarms": [FAILED], "failing_since": "2026-01-04", "failures": 2},
    "ars-mayotte": {"outcome": "failed", "alarms": [{"name": "FetchFailed", "detail": "DownloadTimeoutError: 30 s"}]},
    "data-gouv-catalogue": {
        "outcome": "unchanged",
        "day": DAY,
        "last_success": DAY,
        "leads": {"https://www.data.gouv.fr/datasets/cpts-de-nulle-part/": "cpts-de-nulle-part"},
    },
}


def test_a_site_that_no_source_follows_is_proposed_once():
    found = proposals(CARDS.values(), REPORTS, LISTINGS)
    assert [(one.site, one.named_by) for one in found] == [
        ("cpts-val-ondin.fr", ("ars-bretagne", "gecolib")),
        ("https://www.data.gouv.fr/datasets/cpts-de-nulle-part/", ("data-gouv-catalogue",)),
    ], "neither a network nor a site that a card follows"


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://un.wixsite.com/accueil", "un.wixsite.com"),
        ("https://sites.google.com/view/cpts-un/accueil", "sites.google.com/view/cpts-un/accueil"),
        ("https://cpts-flot.pepsup.com/", "cpts-flot.pepsup.com"),
        ("https://cptsmarne.site-sante.fr", "cptsmarne.site-sante.fr"),
        ("https://www.audomaroise.cpts-audomaroise.pepsup.com/", None),
        ("https://www.fcpts.org/annuaire/cpts-un", None),
        ("https://www.paca.ars.sante.fr/cpts-un", None),
        ("https://www.linkedin.com/company/cpts-un", None),
    ],
)
def test_a_host_that_many_share_hides_no_site(address, site):
    """What follows a neighbour on the same host follows nobody else."""
    by_list = proposals(CARDS.values(), {}, {"gecolib": [listing("gecolib", "CPTS Une", address)]})
    by_link = proposals(CARDS.values(), {"gecolib": {"leads": {address: "CPTS Une"}}}, {})
    assert [one.site for one in by_list] == [one.site for one in by_link] == ([site] if site else [])


def test_a_cpts_named_without_an_address_that_nobody_holds_is_told_apart():
    found = unlinked(CARDS.values(), LISTINGS, ["CPTS d'ailleurs"])
    told = [(one.name, one.page, one.named_by) for one in found]
    page = "https://gecolib.fr/"
    assert told == [("CPTS des Trois Gués", page, ("gecolib",)), ("CPTS du Pont Vieux", page, ("gecolib",))]
    assert [one.name for one in unlinked(CARDS.values(), LISTINGS, ["Trois Gués"])] == ["CPTS du Pont Vieux"]


@pytest.mark.parametrize(
    ("addresses", "proposed", "without"),
    [
        (["https://pays.example.fr/cpts-ail", "https://pays.example.fr/cpts-lin"], ["CPTS Ail ; CPTS Lin"], []),
        (["https://cpts-audomaroise.pepsup.com/ail", "https://cpts-lin.fr"], ["CPTS Lin"], ["CPTS Ail"]),
        (["https://linktr.ee/", "https://linktr.ee/cptslin"], ["CPTS Lin"], ["CPTS Ail"]),
    ],
)
def test_a_cpts_that_no_source_follows_is_in_one_of_the_two_lists(addresses, proposed, without):
    rows = {
        "gecolib": [
            listing("gecolib", f"CPTS {name}", site) for name, site in zip(("Ail", "Lin"), addresses, strict=True)
        ]
    }
    assert [one.says for one in proposals(CARDS.values(), {}, rows)] == proposed
    assert [one.name for one in unlinked(CARDS.values(), rows, [])] == without


@pytest.fixture
def report():
    return run_report(list(CARDS.values()), REPORTS, LISTINGS, ["CPTS du Pont Vieux"], DAY)


def test_the_report_says_what_each_region_gave(report):
    bretagne = next(one for one in report["regions"] if one["region"] == "53")
    assert (bretagne["mentions"], bretagne["nouvelles"]) == (6, 5)
    assert report["sources_demandees"] == 4 and report["nb_sources_proposees"] == 2
    assert report["jamais_repondu"] == ["ars-mayotte"], "a server in error has answered"
    unread = {one["source"]: one["cause"] for one in report["jamais_lues"]}
    assert unread["ars-corse"] == "serveur en erreur (503)" and unread["ars-guyane"] == "pas encore demandée"
    assert not unread.keys() & {"gecolib", "ars-mayotte"}
    corse, mayotte = report["en_panne"]
    assert corse == {
        "source": "ars-corse",
        "editeur": "ARS Corse",
        "cause": "serveur en erreur (503)",
        "depuis": "2026-01-04",
        "de_suite": 2,
    }
    assert mayotte["cause"] == "pas de réponse dans le temps admis"


def test_what_to_do_first_stands_first_in_french(report, tmp_path):
    text = in_french(report)
    first = text.split("## Par région")[0]
    assert "ars-corse (ARS Corse) : serveur en erreur (503), 2 relevés de suite" in first
    assert "https://a.fr/ → https://b.fr/" in first and "2 sources proposées" in first
    assert "## CPTS nommées sans site à suivre, que la dernière livraison n'a pas (1)\n\n- CPTS des Trois Gués" in text
    assert "- URPS médecins libéraux Guyane (Guyane) : aucune adresse connue" in text
    assert "rien n'a été lu en Corse" in first and "rien n'a été lu en Bretagne" not in first
    assert write(report, tmp_path).read_text(encoding="utf-8") == text
    assert json.loads((tmp_path / "rapport.json").read_text(encoding="utf-8")) == report


def test_the_queue_of_the_runs_at_hand_is_printed(tmp_path, monkeypatch):
    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    folder = tmp_path / "work" / "listings"
    write_jsonl(LISTINGS["gecolib"], folder / "gecolib.jsonl")
    told = SourceReport("gecolib", "changed", "live", 5, 5, 1, "", day=DAY, last_success=str(date(2026, 1, 11)))
    write_report(told, folder)
    done = CliRunner().invoke(main, ["sources", "queue"])
    assert done.exit_code == 0 and "cpts-val-ondin.fr: CPTS du Val Ondin (named by gecolib)" in done.output
    assert "1 site(s) that no source follows, 2 CPTS named without a site to follow" in done.output
    assert "CPTS des Trois Gués: no address known (named by gecolib)\n  https://gecolib.fr/" in done.output
    site, *unknown = map(json.loads, CliRunner().invoke(main, ["sources", "queue", "--json"]).stdout.splitlines())
    assert site["named_by"] == ["gecolib"] and [one["name"] for one in unknown] == [
        "CPTS des Trois Gués",
        "CPTS du Pont Vieux",
    ]


def test_words_of_a_source_are_no_markup_of_the_report(report):
    told = {**report, "nouvelles_mentions": [{"source": "essai", "nom": "CPTS [a](x) *b* <i>\n# c|", "url": ""}]}
    assert "- CPTS \\[a\\](x) \\*b\\* \\<i\\> \\# c\\| (essai)" in in_french(told)
