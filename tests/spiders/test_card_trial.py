"""`sources test`: a card tried on its fixtures and captures, with what differs from the rows a person expects."""

from __future__ import annotations

import json

from click.testing import CliRunner

from pipelines.cli import main as cli
from spiders.card_trial import describe, try_card
from spiders.registry import read_card
from tests.support.loopback import write_card

PAGE = "<html><body><main><ul class='l'>{}</ul></main></body></html>"
EXTRACT = '[extract]\nrows = "ul.l > li"\n[extract.fields]\nname = "b"\npopulation_text = "i"'


def trial(folder, rows: list[tuple[str, str]], expected: list[dict]):
    write_card(folder / "cards", "essai", "https://a.example/cpts", crawl=EXTRACT)
    fixture = folder / "fixtures" / "sources" / "essai"
    fixture.mkdir(parents=True)
    items = "".join(f"<li><b>{name}</b> <i>{people}</i></li>" for name, people in rows)
    (fixture / "page.html").write_text(PAGE.format(items), encoding="utf-8")
    (fixture / "meta.json").write_text(json.dumps({"url": "https://a.example/cpts", "source": "essai"}))
    (fixture / "expected.jsonl").write_text("\n".join(map(json.dumps, expected)), encoding="utf-8")
    return try_card(read_card(folder / "cards" / "essai.toml"), [folder / "captures"], folder / "fixtures")


def test_a_card_that_reads_its_fixture_is_sound(tmp_path):
    (tried,) = trial(tmp_path, [("Val Bleu", "42 000")], [{"name": "Val Bleu", "population_text": "42 000"}])
    assert tried.sound and tried.found.extractor == "html:card+prose"
    assert "1 listings by html:card" in describe([tried]) and "population_text 100%" in describe([tried])


def test_what_differs_is_said(tmp_path):
    expected = [{"name": "Val Bleu", "population_text": "45 000"}, {"name": "Haut Pays"}]
    (tried,) = trial(tmp_path, [("Val Bleu", "42 000"), ("Bas Pays", "")], expected)
    assert not tried.sound
    assert tried.differences == (
        "missing: Haut Pays",
        "not expected: Bas Pays",
        "Val Bleu: population_text is '42 000', '45 000' expected",
    )


def test_a_page_without_its_rows_is_not_sound(tmp_path):
    (tried,) = trial(tmp_path, [], [])
    assert not tried.sound and "LayoutDrift" in describe([tried])


def test_the_command_says_whether_a_bundled_card_reads_its_page():
    result = CliRunner().invoke(cli.main, ["sources", "test", "apta-idf93"])
    assert result.exit_code == 0 and "12 listings by html:card" in result.output
    assert CliRunner().invoke(cli.main, ["sources", "test", "apta"]).exit_code == 1
