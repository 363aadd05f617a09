"""A release of an earlier schema, on show under the pages of today."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import pytest

from pipelines.publish.checksums import read_sums, sha256, write_sums
from pipelines.site.earlier import columns_of, complements, completed
from tests.support.site_server import Site, make_release, running

LATER_COLUMNS = {
    "territoires": "deduite",
    "couverture": "cpts_deduites",
    "cpts": "statut_prouve",
    "comptes_publies": "origine precision",
    "carte_communes": "apercu",
    "carte_departements": "degres",
}
LATER_TABLES = ("comptes_locaux", "completude", "jalons", "lieux")
PAGES = (
    "/",
    "/carte",
    "/comparer?a=region:76&b=departement:48",
    "/commune/48095",
    "/commune/12202",
    "/cpts/CPTS-000001",
    "/departement/48",
    "/departements",
    "/donnees",
    "/qualite",
    "/region/76",
    "/regions",
    "/reperes",
    "/sante",
    "/signaler",
    "/sources",
    "/suivi",
    "/-/search?q=clochers",
    "/2026-11-22/cpts/CPTS-000001",
    "/2026-11-22/region/76",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    release = make_release(tmp_path_factory.mktemp("earlier"), maps=True)
    file = release / "site" / "observatoire.db"
    with sqlite3.connect(file) as database:
        for table, later in LATER_COLUMNS.items():
            held = ", ".join(column for column in columns_of(database, table) if column not in later.split())
            database.execute(f"create table earlier as select {held} from {table} order by rowid")
            database.execute(f"drop table {table}")
            database.execute(f"alter table earlier rename to {table}")
        for table in LATER_TABLES:
            database.execute(f"drop table {table}")
    database.close()
    write_sums(release, read_sums(release) | {"site/observatoire.db": sha256(file)})
    with running(release) as found:
        yield found


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_what_it_can_and_that_the_release_is_earlier(site: Site, path: str) -> None:
    reply = site.get(path)
    assert reply.status == 200, reply.text
    assert "antérieur à celui des pages" in reply.text
    assert "None" not in reply.text and 'd=""' not in reply.text


def test_what_is_held_is_shown_and_the_rest_is_said_to_lack(site: Site) -> None:
    assert "CPTS des Trois Clochers" in site.get("/commune/48095").text
    search = site.get("/-/search?q=mende").text
    assert "ne permet pas de chercher une commune" in search and "Rien ne porte ce nom" not in search
    assert "<script" not in site.get("/carte").text and 'class="dep ' in site.get("/carte").text
    assert site.get("/carte/france.json").status == 404


def test_a_release_of_this_schema_says_nothing_of_it(drawn_release: object) -> None:
    with sqlite3.connect(f"file:{drawn_release}/site/observatoire.db?mode=ro", uri=True) as database:
        assert complements(database) == {}
    database.close()


def test_a_select_reads_the_table_whole() -> None:
    database = sqlite3.connect(":memory:")
    database.execute("create table cpts (cpts_id text, nom text)")
    database.execute("insert into cpts values ('a', 'Une CPTS')")
    held = complements(database)
    rows = database.execute(
        completed("select c.nom, c.statut, (select count(*) from territoires) from cpts c where c.rowid = 1", held)
    ).fetchall()
    assert rows == [("Une CPTS", None, 0)]
    assert completed("select 1 from ailleurs", held) == "select 1 from ailleurs"
    database.close()
