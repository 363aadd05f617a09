"""Every alarm from the page that raises it to the table a visitor reads: two crawls and a replay on the loopback."""

import gzip
from dataclasses import replace
from datetime import date

import pytest

from pipelines.steps.context_tables import alarm_rows, source_rows, vocabulary_rows
from pipelines.steps.inputs import read_reports
from spiders.archive.reader import Capture
from spiders.archive.writer import CaptureWriter
from spiders.collect import ROOT, collect
from spiders.listing import ALARMS, Evidence, Listing, read_jsonl, write_jsonl
from spiders.registry import load_cards
from spiders.report import read_report, write_report
from tests.support.bombs import repeated_rows
from tests.support.loopback import QUICK, Site, send, serve, table, write_card

SIX = [f"CPTS du Val {name}" for name in ("Bleu", "Vert", "Noir", "Clair", "Fleuri", "Perdu")]
OTHERS = [f"CPTS du Mont {name}" for name in ("Blanc", "Rond", "Vert", "Chauve", "Gris", "Noir")]
LOGIN = b"<html><title>Connexion</title><body><form><input type='password'></form></body></html>"


def page(body):
    head = "<html><head><title>Les CPTS</title></head><body><main><h1>Les CPTS</h1>"
    return f"{head}{body}</main></body></html>".encode()


def cut(handler):
    send(handler, gzip.compress(table(*SIX), mtime=0)[:-9], Content_Encoding="gzip")


# alarm → the page that raises it; what needs an earlier run or another server has its own place below
PAGES = {
    "LayoutDrift": table(*SIX),
    "EmptyListing": page("<h2>Liste des CPTS</h2><p>Aucun résultat.</p>"),
    "BlockedPage": LOGIN,
    "WrongType": lambda handler: send(handler, b"\x89PNG\r\n\x00", kind="application/pdf"),
    "TooHeavy": repeated_rows(),
    "CountMismatch": page("<p>Les 4 CPTS de la région :</p><ul><li>CPTS du Val Bleu</li><li>CPTS du Lac</li></ul>"),
    "UnknownHeader": page(
        "<table><tr><th>Nom de la CPTS</th><th>Zorglub</th></tr>"
        "<tr><td>CPTS du Lac</td><td>x</td></tr><tr><td>CPTS du Cap</td><td>y</td></tr></table>"
    ),
    "UnreadText": page(
        "<h2>Les CPTS de la région</h2><ul><li>CPTS du Val Bleu</li><li>CPTS du Lac</li>"
        "<li>Professions de santé</li></ul>"
    ),
    "Truncated": cut,
    "FetchFailed": None,
    "ReplayMiss": table(*SIX, more='<a href="/fiche-cpts">La CPTS du Lac</a>'),
    "Collapse": table(*SIX),
    "Turnover": table(*SIX),
    "Stale": table(*SIX),
    "LastGoodUnreadable": table(*SIX),
}
# alarm that fails the run, or comes with what does → why the source is down
CAUSES = {
    "BlockedPage": "page fermée (contrôle, identification ou maintenance), depuis le 20/11/2026",
    "WrongType": "autre type de document que celui attendu, depuis le 20/11/2026",
    "TooHeavy": "document trop lourd à lire, depuis le 20/11/2026",
    "FetchFailed": "page disparue (404), depuis le 20/11/2026",
    "RobotsRefused": "refusé par robots.txt (403), depuis le 20/11/2026",
    "ReplayMiss": "page absente de la capture, depuis le 20/11/2026",
    "Collapse": "moins de mentions qu'attendu, depuis le 21/11/2026",
    "Turnover": "trop de noms diffèrent du dernier relevé réussi, depuis le 21/11/2026",
    "Stale": "serveur en erreur (500), depuis le 21/11/2026",
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Reports by source, the rows of the tables, and the listings that stayed in place."""
    folder = tmp_path_factory.mktemp("alarms")
    cards, captures, output = folder / "cards", folder / "captures", folder / "listings"
    site = Site(pages={f"/{name.lower()}": answer for name, answer in PAGES.items() if answer})
    refusing = Site(robots=(403, "text/html", b"<html>no</html>"))
    site.pages["/fiche-cpts"] = table("CPTS du Lac")

    def crawl(mode, day, *sources):
        collect(sources, mode, [captures], output, cards=cards, today=day, settings={**QUICK, "RETRY_TIMES": "0"})

    with serve(site), serve(refusing):
        for name in PAGES:
            extract = '[extract]\nexpect_heading = "Annuaire complet"' if name == "LayoutDrift" else ""
            minimum = 1 if name in ("Collapse", "Turnover", "Stale") else 0
            write_card(
                cards,
                name.lower(),
                f"{site.url}/{name.lower()}",
                minimum=minimum,
                crawl=f'discovery = ["links"]\n{extract}',
            )
        write_card(cards, "robotsrefused", refusing.url + "/cpts")
        write_card(cards, "barred", site.url + "/barred", site.url + "/rest")
        site.pages["/barred"], site.pages["/rest"] = table(*SIX[:2]), table(*SIX[2:])
        write_card(cards, "reconstructed", site.url + "/observed")
        site.pages["/observed"] = table(*SIX[:2])
        write_jsonl(
            [Listing(name, Evidence("reconstructed", "https://x.fr", "1", reconstruction=True)) for name in OTHERS],
            output / "reconstructed.jsonl",
        )
        crawl("live", "2026-11-20", *map(str.lower, PAGES), "robotsrefused", "barred", "reconstructed")
        # the next day, four pages are no longer what they were, one of them last read long ago; a file is damaged
        site.pages["/collapse"], site.pages["/turnover"] = table(*SIX[:2]), table(*OTHERS)
        site.pages["/stale"] = lambda handler: send(handler, b"", status=500)
        site.pages["/barred"] = LOGIN
        _age(output, "stale")
        (output / "lastgoodunreadable.jsonl").write_bytes(b'{"name": "CPTS du V\xff')
        crawl("live", "2026-11-21", "collapse", "turnover", "stale", "barred", "lastgoodunreadable")
        _forget(captures / "replaymiss" / "2026-11-20.warc.gz", "fiche-cpts")
        crawl("replay", "", "replaymiss")
    listings = {path.stem: list(read_jsonl(path)) for path in output.glob("*.jsonl")}
    reports = read_reports(output)
    states = {
        row["source_id"]: row for row in source_rows(load_cards(cards).values(), reports, listings, date(2026, 11, 21))
    }
    return reports, states, alarm_rows(reports), listings


def _age(output, source_id):
    """As if the last good run had been in the spring."""
    write_report(replace(read_report(output, source_id), last_success="2026-03-01"), output)


def _forget(path, address):
    """The same capture without one of its exchanges."""
    whole = Capture(path)
    kept = [one for url in whole.addresses() if address not in url for one in whole.exchanges(url)]
    writer = CaptureWriter(path, whole.info, lambda: "2026-11-20T00:00:00Z")
    for one in kept:
        writer.answer(one.url, (), f"{one.status} X", one.headers, one.body)
    writer.close()


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_is_raised_by_what_it_names(runs, name):
    assert name in {alarm["name"] for alarm in runs[0][name.lower()]["alarms"]}


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_reaches_the_tables_with_a_french_label(runs, name):
    labels = {row["code"]: row for row in vocabulary_rows() if row["domaine"] == "alarme"}
    assert labels[name]["definition"]
    raised = {row["alarme"] for row in runs[2] if row["source_id"] == name.lower()}
    assert name in raised and raised <= labels.keys()


@pytest.mark.parametrize("name", ALARMS)
def test_a_source_that_is_down_says_why_and_one_that_is_read_names_its_alarms(runs, name):
    (label,) = [row["libelle"] for row in vocabulary_rows() if (row["domaine"], row["code"]) == ("alarme", name)]
    state = runs[1][name.lower()]
    if name in CAUSES:
        assert (state["etat"], state["cause"]) == ("en_panne", CAUSES[name])
    else:
        assert state["etat"] == "degradee" and f"{label} (" in state["cause"]


@pytest.mark.parametrize("name", ALARMS)
def test_an_alarm_has_its_remedy_in_the_docs(name):
    text = (ROOT / "docs" / "collecting.md").read_text(encoding="utf-8")
    (row,) = [line for line in text.splitlines() if line.startswith(f"| `{name}` |")]
    assert len(row.split("|")) == 5 and all(len(cell.strip()) > 10 for cell in row.split("|")[2:4])


@pytest.mark.parametrize("name", ["Collapse", "Turnover", "Stale"])
def test_what_fails_keeps_the_last_good_listings_and_the_site_says_it_is_down(runs, name):
    reports, states, _, listings = runs
    assert reports[name.lower()]["outcome"] == "failed" and reports[name.lower()]["kept"]
    assert len(listings[name.lower()]) == 6
    assert states[name.lower()]["etat"] == "en_panne"


def test_a_login_in_the_place_of_one_page_of_two_takes_no_cpts_away(runs):
    reports, _, _, listings = runs
    assert reports["barred"]["outcome"] == "failed" and "Connexion" in reports["barred"]["reason"]
    assert len(listings["barred"]) == 6


def test_a_first_observation_is_not_judged_by_the_reconstruction_it_replaces(runs):
    reports, _, _, listings = runs
    assert reports["reconstructed"]["outcome"] == "changed", "neither Collapse nor Turnover"
    assert [one.name for one in listings["reconstructed"]] == SIX[:2]


def test_a_source_that_nobody_reads_any_more_becomes_stale_by_itself(runs):
    reports, _, _, listings = runs
    (old,) = [card for card in load_cards(ROOT / "spiders" / "sources").values() if card.id == "gecolib"]
    quiet = {"gecolib": {**reports["stale"], "outcome": "unchanged", "alarms": []}}
    (row,) = source_rows([old], quiet, {"gecolib": listings["stale"]}, date(2026, 11, 21))
    assert row["etat"] == "perimee" and "01/03/2026" in row["cause"]
