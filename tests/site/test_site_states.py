"""What the site says of the past and of those that follow: states on a day, the nearest release, successions."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipelines.publish.release import write_release
from pipelines.site.archives import archived
from pipelines.site.instance import Instance
from schema import to_arrow
from tests.support.site_server import DAY, PROVENANCE, Site, make_release, running
from tests.support.synthetic import Row, rows

FIRST, SECOND, JOINED = "CPTS-000001", "CPTS-000002", "CPTS-000003"


def said(one: str, name: str, value: str, **more: object) -> Row:
    return {
        "affirmation_id": f"{abs(hash((one, name))):016x}"[:16],
        "cpts_id": one,
        "mention_id": f"{one[-6:]:0>16}",
        "propriete": name,
        "valeur": value,
        "donnees": json.dumps({"par_lieu": False, "alias": []}) if name == "nom" else None,
        "texte": value,
        "regle": "aci.signature",
        "source_id": "ars-exemple",
        "url": "https://exemple.org/cpts",
        "localisation": "/html/body/p",
        "date_page": "2026-06-10" if name == "statut" else None,
        "premiere_vue": date(2026, 10, 4),
        "derniere_vue": DAY,
        "retiree_le": None,
        "motif_retrait": None,
        "reconstruction": False,
        **more,
    }


def edit(tables: dict[str, list[Row]]) -> None:
    source = tables["sources"][0]["source_id"]
    for one in (FIRST, SECOND):
        name = next(row["nom"] for row in tables["cpts"] if row["cpts_id"] == one)
        tables["affirmations"] += [said(one, "nom", name, source_id=source)]
        tables["affirmations"] += [said(one, "statut", "aci_signe", source_id=source)]
    names = {row["cpts_id"]: row["nom"] for row in tables["cpts"]}
    tables["lignees"] = [
        {
            "lignee_id": "0123456789abcdef", "de": FIRST, "vers": SECOND, "nature": "fusion", "de_nom": names[FIRST],
            "vers_nom": names[SECOND], "date_evenement": "2026-11", "appris_le": date(2026, 11, 8), "fondement": "mots",
            "decidee_par": "regle", "motif": "les mots de la source", "texte": "La première a rejoint la seconde.",
            "source_id": source, "url": "https://exemple.org/cpts", "localisation": "", "capture": None,
            "preuve_id": None, "reconstruction": False,
        }
    ]  # fmt: skip
    retired = next(row for row in tables["cpts"] if row["cpts_id"] == JOINED)
    retired |= {"presence": "retiree", "reunie_a": SECOND}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    root: Path = tmp_path_factory.mktemp("states")
    with running(make_release(root, edit=edit)) as started:
        yield started


def stages(site: Site, path: str) -> dict[str, tuple[str | None, str | None]]:
    reply = site.get(path)
    assert reply.status == 200, reply.text
    return {row["cpts_id"]: (row["statut"], row["fin_nature"]) for row in json.loads(reply.text)["cpts"]}


def test_the_state_of_a_day_is_a_page_and_its_rows(site: Site) -> None:
    assert stages(site, "/etat/2026-12-01.json") == {FIRST: ("cessee", "fusion"), SECOND: ("aci_signe", None)}
    page = site.get("/etat/2026-12-01").text
    assert "1er décembre 2026" in page and f'href="/cpts/{SECOND}"' in page and "Fusion" in page


def test_what_was_known_on_another_day(site: Site) -> None:
    assert stages(site, "/etat/2026-12-01/2026-11-07.json")[FIRST] == ("aci_signe", None), "the merger was not known"
    assert stages(site, "/etat/2026-12-01/2026-10-03.json") == {}, "nothing had been read"
    assert "n'avait encore rien lu" in site.get("/etat/2026-12-01/2026-10-03").text


@pytest.mark.parametrize("path", ["/etat/2026-13-01", "/etat/hier", "/etat/2026-12-01/2026-02-30"])
def test_a_day_that_is_none_is_no_page(site: Site, path: str) -> None:
    assert site.get(path).status == 404


RELEASES = {name: Path(name) for name in ("2026-10-25", "2026-09-06.2", "2026-09-06")}


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("/2026-09-20/cpts?statut=aci_signe", "/2026-09-06-2/cpts?statut=aci_signe"),
        ("/2026-11-21/cpts/CPTS-000002.json", "/2026-11-20/cpts/CPTS-000002.json"),
        ("/2030-01-01", "/2026-11-20"),
        ("/2026-09-05/cpts", None),  # before the first release there is none
        ("/2026-99/cpts", None),
        ("/2027-02-30/cpts", None),
    ],
)
def test_a_day_without_release_leads_to_the_one_before(asked: str, given: str | None) -> None:
    sent: list[dict[str, object]] = []

    async def site(scope: object, receive: object, send: object) -> None:
        sent.append({"status": "that of the site"})

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    path, _, query = asked.partition("?")
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": []}
    instance = Instance("2026-11-20", Path("2026-11-20"), RELEASES)
    asyncio.run(archived(site, SimpleNamespace(), instance)(scope, None, send))  # type: ignore[arg-type]
    if given is None:
        assert sent == [{"status": "that of the site"}]
    else:
        assert (sent[0]["status"], dict(sent[0]["headers"])[b"location"]) == (302, given.encode())  # type: ignore[call-overload]


def test_both_records_tell_a_merger(site: Site) -> None:
    former, heir = site.get(f"/cpts/{FIRST}").text, site.get(f"/cpts/{SECOND}").text
    assert f'A fusionné, réunie à <a href="/cpts/{SECOND}">' in former and "novembre 2026" in former
    assert f'Réunit <a href="/cpts/{FIRST}">' in heir
    assert "La première a rejoint la seconde." in former and "La première a rejoint la seconde." in heir


def test_a_retired_id_leads_to_the_record_that_took_it_in(site: Site) -> None:
    assert site.get(f"/cpts/{JOINED}").text == site.get(f"/cpts/{SECOND}").text


def test_the_reason_of_a_release_that_the_guard_held_back_is_on_every_page(tmp_path: Path) -> None:
    held = {name: to_arrow(name, lines) for name, lines in rows().items()}
    told = write_release(held, tmp_path, DAY, replace(PROVENANCE, despite_guard="une région relue"), reference=tmp_path)
    with running(told) as started:
        assert "une région relue" in started.get("/").text


def test_sites_that_no_source_follows_are_counted(tmp_path: Path) -> None:
    held = {name: to_arrow(name, lines) for name, lines in rows().items()}
    told = write_release(held, tmp_path, DAY, replace(PROVENANCE, proposed_sources=7), reference=tmp_path)
    with running(told) as started:
        assert "7 sites que des pages disent d'une CPTS ne sont encore suivis" in unescape(started.get("/sante").text)
