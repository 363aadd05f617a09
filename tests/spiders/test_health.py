"""`sources check`: every state a source can be in, met on the loopback, with its cause and its remedy."""

import pytest
from click.testing import CliRunner

from pipelines.cli import main as cli
from spiders.archive.writer import CaptureWriter
from spiders.health import HEALTHY, REMEDIES, check
from tests.spiders.test_faults import hang
from tests.support.bombs import repeated_rows
from tests.support.loopback import QUICK, Site, send, serve, table, write_card

LIST = table("CPTS du Val Bleu", more='<a href="/fiche-cpts">CPTS du Val Bleu</a><a href="?page=1">2</a>')
CHALLENGE = b"<html><head><title>Just a moment...</title></head><body>Enable JavaScript and cookies</body></html>"
REDESIGNED = b"<html><body><main><h1>Annuaire</h1><div>Val Bleu</div><div>Haut Pays</div></main></body></html>"
EMPTY = """<html><body><main><h1>Les CPTS de la région</h1><p>Liste des CPTS : aucun résultat.</p>
<a href="/fiche-cpts">Une CPTS</a></main></body></html>"""


def status(code, **headers):
    return lambda handler: send(handler, b"<html><body>non</body></html>", status=code, **headers)


# state → the page that has it, and the words of the cause
PAGES = {
    "ok": (LIST, ""),
    "moved": (status(301, Location="/ok"), "/moved → http"),
    "moved-for-today": (status(302, Location="/ok"), ""),
    "gone": (status(404), "a répondu 404"),
    "refused": (status(403), "a répondu 403"),
    "server error": (status(500), "a répondu 500"),
    "timeout": (hang, "TimeoutError"),
    "blocked": (CHALLENGE, "Just a moment"),
    "type changed": (LIST, "html, was pdf when last recorded"),
    "too heavy": (repeated_rows(), "démesuré"),
    "too few": (REDESIGNED, "0 mentions, la fiche en attend au moins 5"),
    "layout changed": (LIST, "Nos territoires"),
    "alarm": (EMPTY.encode(), "vide"),
}
ROBOTS = {"robots": (403, "text/html", b"<html>no</html>"), "ruled": (200, "text/plain", b"User-agent: *\nDisallow: /")}


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("health")
    cards, site = folder / "cards", Site()
    closed = {name: Site(robots=robots, pages={"/liste": LIST}) for name, robots in ROBOTS.items()}
    for name, (page, _) in PAGES.items():
        site.pages["/" + name.replace(" ", "-")] = page
    with serve(site), serve(closed["robots"]), serve(closed["ruled"]):
        for name in PAGES:
            source_id = name.replace(" ", "-")
            extract = '[extract]\nexpect_heading = "Nos territoires"' if name == "layout changed" else ""
            write_card(
                cards, source_id, f"{site.url}/{source_id}", crawl=f'discovery = ["links"]\n{extract}', minimum=5
            )
        for name, one in closed.items():
            write_card(cards, name, one.url + "/liste")
        write_card(cards, "unreachable", "http://127.0.0.1:9/liste")
        recorded = folder / "captures" / "type-changed" / "2026-11-20.warc.gz"
        before = CaptureWriter(recorded, {"software": "observatoire-cpts"}, lambda: "2026-11-20T00:00:00Z")
        before.answer(site.url + "/type-changed", (), "200 OK", (("Content-Type", "application/pdf"),), b"%PDF-1.7 x")
        before.close()
        found = check(
            cards=cards, captures=[folder / "captures"], settings={**QUICK, "RETRY_TIMES": "0", "DOWNLOAD_TIMEOUT": "3"}
        )
    return {one.source_id: one for one in found}, site


@pytest.mark.parametrize(("name", "said"), [(name, said) for name, (_, said) in PAGES.items()])
def test_a_page_has_its_state_and_its_cause(checked, name, said):
    health = checked[0][name.replace(" ", "-")]
    assert health.state == ("ok" if name == "moved-for-today" else name), health
    assert said in health.cause


@pytest.mark.parametrize(
    ("name", "state", "said"),
    [
        ("robots", "robots", "a répondu 403"),
        ("ruled", "robots", "refuse"),
        ("unreachable", "unreachable", "robots.txt"),
    ],
)
def test_a_site_that_answers_no_robot_is_named(checked, name, state, said):
    health = checked[0][name]
    assert health.state == state and said in health.cause


def test_only_robots_txt_and_the_entry_pages_are_asked(checked):
    assert checked[1].asked["/fiche-cpts"] == checked[1].asked["/ok?page=1"] == 0
    assert checked[1].asked["/robots.txt"] == len(PAGES)


def test_every_state_was_met_and_what_is_ill_has_a_remedy(checked):
    assert {health.state for health in checked[0].values()} == set(REMEDIES)
    assert all(health.remedy for health in checked[0].values() if health.state != "ok")
    assert {name for name, health in checked[0].items() if health.healthy} == {"ok", "moved", "moved-for-today"}
    assert {"ok", "moved"} == HEALTHY


@pytest.mark.parametrize(("ids", "code"), [(("ok", "moved"), 0), (("ok", "gone"), 1)])
def test_the_command_prints_what_to_do_and_its_exit_code_says_whether_all_can_be_read(checked, monkeypatch, ids, code):
    monkeypatch.setattr("spiders.health.check", lambda *_, **__: [checked[0][one] for one in ids])
    monkeypatch.setattr("spiders.registry.card", lambda one: one)
    result = CliRunner().invoke(cli.main, ["sources", "check", *ids])
    assert result.exit_code == code, result.output
    assert "2 source(s) asked, 1 ok" in result.output
    assert checked[0][ids[1]].remedy.split()[0] in result.output and ids[1] in result.output
