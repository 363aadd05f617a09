"""A redesign whose page no longer says « CPTS »: told, last good list kept, and repaired by the card alone."""

from __future__ import annotations

import pytest

from spiders.collect import collect
from spiders.health import check
from spiders.listing import read_jsonl
from tests.support.loopback import QUICK, Site, serve, table, write_card

NAMES = ["CPTS du Val Bleu", "CPTS Haut Pays", "CPTS des Trois Lacs", "CPTS Rive Claire"]
CARD = "".join(
    f'<div class="structure"><h3>{name.removeprefix("CPTS ")}</h3><p>Contrat signé</p><p class="n">45 000 habitants</p></div>'
    for name in NAMES
)
REDESIGNED = f"<html><body><main><h1>Annuaire</h1>{CARD}</main></body></html>".encode()
REPAIR = """[extract]
rows = "div.structure"
[extract.fields]
name = "h3"
status_text = "p:not(.n)"
population_text = "p.n"
"""


@pytest.fixture(scope="module")
def weeks(tmp_path_factory):
    """The report and the names in place after the first visit, the redesign, and the repair of the card; and what
    `sources check` said of the redesigned page."""
    folder = tmp_path_factory.mktemp("repair")
    site = Site(pages={"/cpts": table(*NAMES)})
    found = {}

    def visit(week: str, day: str) -> None:
        (report,) = collect(
            ["essai"],
            "live",
            [folder / "captures"],
            folder / "rows",
            cards=folder / "cards",
            today=day,
            settings=QUICK,
        )
        found[week] = report, list(read_jsonl(folder / "rows" / "essai.jsonl"))

    with serve(site):
        write_card(folder / "cards", "essai", site.url + "/cpts", minimum=3)
        visit("first", "2026-11-09")
        site.pages["/cpts"] = REDESIGNED
        visit("redesigned", "2026-11-16")
        (health,) = check(["essai"], cards=folder / "cards", settings=QUICK)
        write_card(folder / "cards", "essai", site.url + "/cpts", minimum=3, crawl=REPAIR)
        visit("repaired", "2026-11-23")
    return found, health


def test_the_redesign_is_a_failure_that_keeps_the_last_good_list(weeks):
    report, rows = weeks[0]["redesigned"]
    assert report.failed and report.kept and "Collapse" in {one.name for one in report.alarms}
    assert [row.name for row in rows] == NAMES


def test_the_check_of_the_page_says_too_few(weeks):
    assert weeks[1].state == "too few" and "docs/reading-by-card.md" in weeks[1].remedy


def test_the_card_alone_gives_every_cpts_with_its_facts_again(weeks):
    report, rows = weeks[0]["repaired"]
    assert not report.failed, report.reason
    assert [row.name for row in rows] == [name.removeprefix("CPTS ") for name in NAMES]
    assert {(row.status_text, row.population_text) for row in rows} == {("Contrat signé", "45 000 habitants")}
    assert report.alarms == ()
