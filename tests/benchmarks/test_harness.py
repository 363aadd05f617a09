"""The harness of the benchmarks on what is known: no time is asserted."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import main, measured
from benchmarks.harness import Failed, Pair, cost, exponent, shared, side, spent_in
from benchmarks.mentions import fictional, real_mentions
from benchmarks.report import Curve, Figure, Goal, Peer, Trouble, page, tables
from benchmarks.weeks import captured
from lexicon.text import fold_words
from schema import load_schema
from spiders.clock import REHEARSAL
from spiders.collect import BUNDLED, collectable
from spiders.registry import load_cards
from tests.support.weeks import Observatory, card, listing


@pytest.mark.parametrize(("power", "factor"), [(1.0, 1.0), (2.0, 0.5), (0.0, 3.0)])
def test_the_exponent_is_that_of_known_data(power: float, factor: float) -> None:
    sizes = (1_000, 3_000, 10_000)
    assert exponent(sizes, [factor * size**power for size in sizes]) == pytest.approx(power)


def test_a_pair_has_the_median_of_ratios_and_not_the_ratio_of_medians() -> None:
    pair = Pair.of([(1.0, 1.0), (8.0, 2.0), (9.0, 3.0)])
    assert (pair.ours, pair.theirs, pair.ratio) == (8.0, 2.0, 3.0)


def test_the_cost_of_a_process_counts_its_children_and_its_memory() -> None:
    held = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'b = bytearray(80_000_000); print(len(b))'])"
    found = cost([sys.executable, "-c", held])
    assert found.memory > 80
    assert found.said.strip() == "80000000"
    assert found.cpu > 0


def test_processes_that_live_at_once_are_counted_together() -> None:
    child = "import time; b = bytearray(60_000_000); time.sleep(1.5)"
    held = f"import subprocess, sys; b = bytearray(60_000_000); subprocess.run([sys.executable, '-c', {child!r}])"
    found = cost([sys.executable, "-c", held])
    assert found.together > 120, "neither of them holds 80"
    assert found.held["command"] == found.together


def test_what_a_process_spends_is_told_by_its_kind() -> None:
    busy = "import time\nuntil = time.process_time() + 0.6\nwhile time.process_time() < until: pass\ntime.sleep(1.5)"
    began = f"one = subprocess.Popen([sys.executable, '-c', {busy!r}, 'spiders' + '.run'])"
    dead = "os.waitid(os.P_PID, one.pid, os.WEXITED | os.WNOWAIT); time.sleep(1)"  # and not waited for
    child = f"import os, subprocess, sys, time; {began}; {dead}"
    found = cost([sys.executable, "-c", child])
    assert found.shares["crawl"] > 0.3 > found.shares["command"]
    assert "in Scrapy" in shared([found])


def test_a_profile_names_the_module_that_spends() -> None:
    def call() -> None:
        for number in range(20_000):
            fold_words(f"Saint-Étienne {number}")

    assert spent_in(call).startswith("lexicon.text ")


def test_a_command_that_fails_is_no_cost() -> None:
    with pytest.raises(Failed, match="exit 3: no luck"):
        cost([sys.executable, "-c", "import sys; print('no luck'); sys.exit(3)"])
    assert cost([sys.executable, "-c", "import sys; sys.exit(3)"], success=(0, 3)).cpu > 0


def test_a_side_says_what_its_function_returned() -> None:
    assert side("harness:installed", "json")[1] is True
    assert side("harness:installed", "no_such_package")[1] is False


def test_an_unmet_goal_says_so_and_why() -> None:
    line = Goal("a run", 1.4, 2.5, "plain functions", "it starts three programs").line()
    assert line == "| a run | ≤ 1.4 × | 2.50 × | plain functions | **not met**: it starts three programs |"
    assert "no reason is known" in Goal("a run", 1.4, 2.5, "plain functions").line()


def test_a_goal_that_could_not_be_measured_is_not_met() -> None:
    goal = Goal("lists", 5, None, "an automaton", "pyahocorasick is not installed")
    assert not goal.met
    assert goal.line().endswith("| not measured: pyahocorasick is not installed |")
    assert Goal("a run", 1.4, 1.4, "plain functions").met


def test_the_page_counts_the_goals_and_names_what_failed() -> None:
    results = [
        Goal("one", 1, 0.5, "a peer"),
        Goal("two", 1, 1.5, "a peer", "slow"),
        Peer("work", "a peer that is absent", reason="absent is not installed"),
        Curve("claims", "CPTS", (10, 100), (1.0, 10.0)),
        Figure("weight", "120 kB", "under 100 kB", good=False),
        Trouble("site", "Failed: no server"),
    ]
    text = page(results, "0.1", "1.2", 19.6)
    assert "Goals met: 1 of 2" in text
    assert "| work | a peer that is absent | not measured |  | absent is not installed |" in text
    assert "| claims | 10 100 CPTS | 1 10 | 1.00 |" in text
    assert "**exceeded**" in text
    assert "`site`: not measured to its end: Failed: no server" in text
    assert tables([]) == "\n"


def test_a_benchmark_that_fails_keeps_what_it_had_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> object:
        yield Figure("before", "1")
        raise Failed("no luck")

    monkeypatch.setattr("benchmarks.territory.measure", broken)
    assert list(measured("territory")) == [Figure("before", "1"), Trouble("territory", "Failed: no luck")]
    assert main(["territory"]) == 1


def test_an_unknown_benchmark_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["nothing"])
    assert "no benchmark nothing; there are commands" in capsys.readouterr().err


def test_the_web_of_a_live_week_holds_every_entry_that_was_captured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(REHEARSAL, "1")
    pages = captured(tmp_path / "cards")
    cards = load_cards(tmp_path / "cards")
    assert sorted(cards) == sorted(collectable("replay", [BUNDLED]))
    assert {card.crawl.delay for card in cards.values()} == {0}
    served = [any(url.rstrip("/") in pages for url in card.entry_urls) for card in cards.values()]
    assert sum(served) > len(cards) * 0.95


def test_the_plain_build_makes_every_table_of_the_schema(tmp_path: Path) -> None:
    """Or the peer of `run` and `build` would do less than they."""
    card(tmp_path / "cards", "liste")
    Observatory(tmp_path / "data").crawl("2027-01-11", {"liste": [listing("liste", "CPTS de Mende", "Mende")]})
    where = {"OBSERVATOIRE_DATA": str(tmp_path / "data"), "OBSERVATOIRE_CARDS": str(tmp_path / "cards")}
    where["OBSERVATOIRE_REPETITION"] = "1"  # the day is not of this clock
    assert side("commands:plain_build", environment=where)[1] == len(load_schema())


def test_ten_thousand_made_cpts_are_as_many_names() -> None:
    chance, one = random.Random(1), real_mentions()[0]
    made = {fictional(one, number, chance).name for number in range(10_000)}
    assert len(made) > 9_950
