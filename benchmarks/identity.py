"""Which mentions speak of one CPTS, and which id it bears: against splink on the same mentions, and the worst week of
the ledger, when every anchor has changed, against grouping."""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from benchmarks.harness import Pair, installed, side
from benchmarks.report import Figure, Goal, Peer, Result

CPTS = 1_000
DAY = "2026-11-30"


def measure() -> Iterator[Result]:
    ledger = side("identity:ledger", CPTS)[1]
    pair = Pair.of(ledger["pairs"])
    yield Peer(f"ids when every anchor changed, {CPTS} CPTS", "grouping the same mentions", warm=pair)
    yield Goal("identity with every anchor changed (`assign`)", 0.5, pair.ratio, "grouping the same mentions")
    yield Figure("… ids that were found again", f"{ledger['kept']} of {ledger['known']}")
    if not installed("splink"):
        yield Peer("mentions into CPTS", "splink", reason="splink is not installed")
        return
    ours, mine = side("identity:grouped", CPTS)
    theirs, other = side("identity:linked", CPTS)
    told = f"F1 of the pairs: {mine['f1']:.3f} and {other['f1']:.3f}; splink knows name, département and region"
    yield Peer(
        f"{2 * CPTS} mentions into CPTS",
        "splink on DuckDB",
        Pair.of([(ours.cpu, theirs.cpu)]),
        Pair.of([(mine["seconds"], other["seconds"])]),
        told,
    )


def ledger(cpts: str) -> dict[str, object]:
    """Seconds of `assign` with no anchor left and of `group`, and how many ids were found again."""
    from benchmarks.harness import warm_pairs
    from benchmarks.mentions import moved, population
    from pipelines.identity.grouping import group
    from pipelines.identity.ledger import assign
    from pipelines.identity.ledger_file import Ledger

    mentions, _ = population(int(cpts))
    by_id = {one.mention_id: one for one in mentions}
    groups = [[by_id[one] for one in members] for members in group(mentions).groups]
    first = assign(groups, Ledger(), DAY)
    later = [[moved(one) for one in members] for members in groups]
    others = [moved(one) for one in mentions]
    again = assign(later, first.ledger, DAY)
    known = set(first.ids.values())
    spent = warm_pairs(lambda: assign(later, first.ledger, DAY), lambda: group(others), 3)
    return {"pairs": spent, "known": len(known), "kept": len(known & set(again.ids.values()))}


def grouped(cpts: str) -> dict[str, float]:
    from time import process_time

    from benchmarks.mentions import population
    from pipelines.identity.grouping import group

    mentions, origin = population(int(cpts))
    group(mentions)
    began = process_time()
    found = group(mentions).groups
    return {"seconds": process_time() - began, "f1": f1(found, origin)}


def linked(cpts: str) -> dict[str, float]:
    """The same mentions by splink: names by Jaro-Winkler, places exactly, trained on the mentions themselves."""
    from time import process_time

    import pandas as pd
    import splink.comparison_library as compare
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    from benchmarks.mentions import population
    from lexicon.text import fold_words

    warnings.simplefilter("ignore")
    mentions, origin = population(int(cpts))
    rows = [
        {
            "unique_id": one.mention_id,
            "name": fold_words(one.name).removeprefix("cpts "),
            "departement": one.departements[0] if one.departements else None,
            "region": one.region_code,
        }
        for one in mentions
    ]
    began = process_time()
    name = compare.JaroWinklerAtThresholds("name", [0.95, 0.88, 0.8])
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[name, compare.ExactMatch("departement")],
        blocking_rules_to_generate_predictions=[block_on("region", "substr(name, 1, 4)"), block_on("departement")],
    )
    database = DuckDBAPI()
    linker = Linker(database.register(pd.DataFrame(rows)), settings)
    linker.training.estimate_probability_two_random_records_match([block_on("name", "region")], recall=0.5)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("departement"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("name"))
    pairs = linker.inference.predict(threshold_match_probability=0.5)
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, 0.5).as_pandas_dataframe()
    spent = process_time() - began
    scores = [_score(clusters, origin)]
    for threshold in (0.8, 0.95, 0.99):  # whichever is best for it
        found = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold)
        scores.append(_score(found.as_pandas_dataframe(), origin))
    return {"seconds": spent, "f1": max(scores)}


def _score(clusters: Any, origin: Mapping[str, str]) -> float:
    return f1([list(members) for _, members in clusters.groupby("cluster_id")["unique_id"]], origin)


def f1(groups: Iterable[Sequence[str]], origin: Mapping[str, str]) -> float:
    """Of the pairs of mentions that were put together."""
    together = right = 0
    for members in groups:
        together += _pairs(len(members))
        right += sum(_pairs(count) for count in Counter(origin[one] for one in members).values())
    wanted = sum(_pairs(count) for count in Counter(origin.values()).values())
    return 2 * right / (together + wanted)


def _pairs(count: int) -> int:
    return count * (count - 1) // 2
