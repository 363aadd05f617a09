"""The command line as a person uses it: messages that name the thing and the remedy, exit codes that mean something."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipelines.cli.main import main
from spiders.registry import SOURCES


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    return lambda *arguments: CliRunner().invoke(main, list(arguments))


PAGE = """<!doctype html><html lang="fr"><head><title>Une nouvelle CPTS</title></head><body><main>
<h1>Signature du contrat de la CPTS du Val Imaginé</h1>
<p>Le 12 janvier 2024, la CPTS du Val Imaginé a signé son contrat tripartite ACI avec l'ARS et la CPAM.
Elle couvre 2 communes : Dijon et Beaune, soit une population de 181 000 habitants.</p>
</main></body></html>"""


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


def rows(result):
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.output.splitlines()]


def test_extract_reads_a_document_of_an_unknown_source(run, page):
    found = rows(run("extract", str(page), "--url", "https://exemple.fr/p", "--kind", "ars", "--region", "27"))
    listing = found[0]
    assert listing["nom"] == "CPTS du Val Imaginé"
    assert listing["statut"] == "aci_signe"
    assert listing["communes"] == ["21054", "21231"]
    assert listing["communes_completes"] is True
    assert listing["departements"] == ["21"]
    assert listing["nb_communes_annonce"] == 2
    assert (listing["population"], listing["population_precision"]) == (181000, "exact")
    assert (listing["date"], listing["date_evenement"]) == ("2024-01-12", "signature_aci")
    assert listing["preuve"]["affirmations"]


def test_extract_has_every_promised_field(run, page):
    listing = rows(run("extract", str(page), "--url", "https://exemple.fr/p", "--kind", "ars", "--region", "27"))[0]
    assert set(listing) == {
        "nom",
        "statut",
        "departements",
        "communes",
        "communes_completes",
        "population",
        "population_precision",
        "missions",
        "date",
        "date_evenement",
        "nb_communes_annonce",
        "preuve",
    }


def test_extract_says_what_looks_wrong(run, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(
        "<html><head><title>Just a moment...</title></head><body>Checking your browser before "
        "accessing the site. Enable JavaScript and cookies to continue</body></html>"
    )
    found = rows(run("extract", str(path), "--url", "https://exemple.fr/p", "--kind", "ars", "--region", "27"))
    assert [row["alarme"] for row in found] == ["BlockedPage"]
    assert found[0]["detail"]


def test_extract_refuses_an_unknown_region_by_name(run, page):
    result = run("extract", str(page), "--url", "https://exemple.fr/p", "--kind", "ars", "--region", "99")
    assert result.exit_code == 2
    assert "99" in result.output


def test_extract_refuses_an_unknown_source_and_says_where_they_are(run, page):
    result = run("extract", str(page), "--url", "https://exemple.fr/p", "--source", "nulle-part")
    assert result.exit_code == 2
    assert "nulle-part" in result.output and "sources list" in result.output


@pytest.mark.parametrize(
    ("reader", "row", "field", "value"),
    [
        ("statut", {"text": "a signé son contrat ACI"}, "statut", "aci_signe"),
        ("missions", {"text": "soins non programmés"}, "missions", ["acces_soins"]),
        ("population", {"text": "près de 60 000 habitants"}, "population", 60000),
        ("territoire", {"text": "Dijon", "context": {"region_code": "27", "departements": ["21"]}}, "codes", ["21231"]),
        ("date", {"text": "le 12 janvier 2024", "page_date": None}, "date", "2024-01-12"),
        ("identite", {"a": {"name": "CPTS du Val"}, "b": {"name": "CPTS des Monts"}}, "same", False),
    ],
)
def test_explain_reads_json_lines(run, tmp_path, reader, row, field, value):
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(row) + "\n")
    result = rows(run("explain", reader, "--jsonl", str(path)))
    assert result[0][field] == value
    assert "regle" in result[0] and "extrait" in result[0]


def test_explain_speaks_to_a_person(run):
    result = run("explain", "statut", "vont contractualiser en mars")
    assert result.exit_code == 0
    assert "statut : —" in result.output and "règle :" in result.output


def test_explain_says_what_was_left_aside(run):
    result = run("explain", "population", "60 000 habitants et 230 000 euros par an")
    assert "population (habitants) : 60000" in result.output
    assert "laissé de côté : et 230 000 euros par an" in result.output


def test_explain_names_the_line_that_is_not_json(run, tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text('{"text": "x"}\n{broken\n')
    result = run("explain", "statut", "--jsonl", str(path))
    assert result.exit_code == 1
    assert "rows.jsonl, line 2" in result.output


def test_build_without_listings_names_the_command_that_makes_them(run):
    result = run("build")
    assert result.exit_code == 1
    assert "observatoire collect" in result.output


def test_serve_without_a_release_names_the_command_that_writes_one(run):
    result = run("serve")
    assert result.exit_code == 1
    assert "observatoire run" in result.output


def test_sources_list_is_the_registry(run):
    found = rows(run("sources", "list", "--json"))
    assert len(found) >= 14
    assert all(card["entry_urls"] and card["known"] for card in found)


def test_the_table_of_sources_in_the_docs_is_that_of_the_cards(run):
    written = (Path(__file__).parents[2] / "docs" / "sources-list.md").read_text(encoding="utf-8")
    assert run("sources", "list", "--markdown").output == written, "observatoire sources list --markdown > it"


def test_bounds_are_proposed_beside_those_of_the_card(run, tmp_path):
    from spiders.listing import Evidence, Listing, write_jsonl

    rows = [
        Listing(f"CPTS {number}", Evidence("concours-pluripro", "https://x.fr", "1", fetched_at="2026-11-27T08:00"))
        for number in range(10)
    ]
    write_jsonl(rows, tmp_path / "work" / "listings" / "concours-pluripro.jsonl")
    said = run("sources", "propose", "concours-pluripro").output
    assert "from the 10 listings of 2026-11-27" in said
    assert "minimum = 8  # now" in said and "maximum = 20  # now" in said
    assert "never lowered to fit a collapse" in said, "44 are read in the bundled pages"
    assert "no good run yet" in run("sources", "propose", "gecolib").output
    assert "did you mean gecolib" in run("sources", "propose", "gecolibb").output


def test_help_imports_nothing_heavy():
    script = (
        "import sys; from click.testing import CliRunner; from pipelines.cli.main import main; "
        "assert CliRunner().invoke(main, ['--help']).exit_code == 0; "
        "print([name for name in ('scrapy', 'pandas', 'pyarrow', 'dagster', 'great_expectations', "
        "'pydantic', 'lxml') if name in sys.modules])"
    )
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"


@pytest.mark.parametrize(
    "command", [["status"], ["sources", "list"], ["sources", "queue"], ["run", "--live", "--dry-run"]]
)
def test_a_card_that_cannot_be_used_ends_any_command_plainly(command, tmp_path, monkeypatch):
    bad = (SOURCES / "cpts-alaric.toml").read_text(encoding="utf-8").replace('kind = "cpts"', 'kind = "asso"')
    (tmp_path / "cpts-alaric.toml").write_text(bad, encoding="utf-8")
    for folder, words in ((tmp_path, "cpts-alaric.toml: kind"), (tmp_path / "none", "no such folder of cards")):
        monkeypatch.setenv("OBSERVATOIRE_CARDS", str(folder))
        done = CliRunner().invoke(main, command)
        assert (done.exit_code, type(done.exception)) == (2, SystemExit), done.exception
        assert words in done.output and "Traceback" not in done.output
