"""Work in proportion to the document, counted in calls: those of one row are as many in a long document."""

from __future__ import annotations

import cProfile
import itertools

import pytest

from benchmarks import bench_growth
from lexicon import text
from spiders.document import Document
from spiders.extract.read import read


def calls(made, count: int) -> float:
    """Calls of functions for each row of a document of so many."""
    body, profile = made(count), cProfile.Profile()
    profile.runcall(read, Document("https://a.example/cpts", body), bench_growth.CONTEXT)
    return sum(one.callcount for one in profile.getstats()) / count


_PLACES = itertools.count(2)  # no number twice: answers about a name are remembered


def headings_without_a_name(count: int) -> bytes:
    return bench_growth.page("".join(f"<h2>CPTS en {next(_PLACES)} lieux</h2>" for _ in range(count)))


@pytest.mark.parametrize(
    ("made", "few", "many"),
    [
        (bench_growth.prose_of_one, 200, 1000),
        (bench_growth.prose, 100, 500),
        (bench_growth.html_list, 200, 1000),
        (bench_growth.unknown_bullets, 200, 1000),
        (bench_growth.no_cpts, 200, 1000),
        (headings_without_a_name, 200, 1000),
        # more rows than what is remembered of cells by their last few thousand
        pytest.param(bench_growth.html_table, 1000, 6000, marks=pytest.mark.long),
        pytest.param(bench_growth.csv, 1000, 6000, marks=pytest.mark.long),
    ],
)
def test_a_row_takes_no_more_in_a_long_document(made, few, many):
    calls(made, few)  # what is read once: vocabularies, the gazetteer
    assert calls(made, many) < 1.15 * calls(made, few)


@pytest.mark.parametrize(
    ("made", "most"),
    [
        (bench_growth.html_table, 2000),
        (bench_growth.csv, 1700),
        (bench_growth.html_list, 2400),
        (bench_growth.prose, 3300),
        (bench_growth.prose_of_one, 1500),
    ],
)
def test_a_row_asks_little(made, most):
    calls(made, 200)  # what is read once
    assert calls(made, 400) < most


def test_a_text_of_a_long_table_is_folded_once():
    body, before = bench_growth.csv_communes(10_000), text._remembered.cache_info().misses
    read(Document("https://a.example/cpts", body), bench_growth.CONTEXT)
    assert text._remembered.cache_info().misses - before < 3 * 10_000  # three cells a row, a name for twenty
