"""Which mentions speak of one CPTS, and which id it bears: against splink on the same mentions, and the worst week of
the ledger, when every anchor has changed, against grouping."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from benchmarks.harness import ROUNDS, Pair, installed, side
from benchmarks.report import Figure, Goal, Peer, Result

CPTS = 1_000
DAY = "2026-11-30"
THRESHOLDS = (0.02, 0.1, 0.3, 0.5, 0.8, 0.95, 0.99)  # of splink: whichever is best for it
LEGAL = re.compile("^(la )?(cpts|communaute professionnelle territoriale de sante) ")
ARTICLES = re.compile("^(de la|de l|du|des|de|d|la|le|les) ")


def measure() -> Iterator[Result]:
    ledger = side("identity:ledger", CPTS)[1]
    pair = Pair.of(ledger["pairs"])
    yield Peer(f"ids when every anchor changed, {CPTS} CPTS", "grouping the same mentions", warm=pair)
    yield Goal(
        "identity with every anchor changed (`assign`)", 0.5, pair.ratio, "grouping the same mentions", ledger["where"]
    )
    yield Figure("… ids that were found again", f"{ledger['kept']} of {ledger['known']}")
    if not installed("splink"):
        yield Peer("mentions into CPTS", "splink", reason="splink is not installed")
        return
    best = side("identity:thresholds", CPTS)[1]
    least = max(best, key=lambda one: best[one])
    cold, warm = (
        [(side("identity:grouped", CPTS, times), side("identity:linked", CPTS, times, least)) for _ in range(ROUNDS)]
        for times in (1, 2)
    )
    mine = cold[0][0][1]["f1"]
    told = f"F1 of the pairs: {mine:.3f} and {best[least]:.3f}; splink knows the name without what all names have, "
    yield Peer(
        f"{2 * CPTS} mentions into CPTS",
        "splink on DuckDB",
        Pair.of([(ours.cpu, theirs.cpu) for (ours, _), (theirs, _) in cold]),
        Pair.of([(ours["seconds"], theirs["seconds"]) for (_, ours), (_, theirs) in warm]),
        f"{told}département and region, at the best of {len(best)} thresholds",
    )


def ledger(cpts: str) -> dict[str, object]:
    """Seconds of `assign` with no anchor left and of `group`, and how many ids were found again."""
    from benchmarks.harness import spent_in, warm_pairs
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
    where = spent_in(lambda: assign(later, first.ledger, DAY))
    return {"where": where, "pairs": spent, "known": len(known), "kept": len(known & set(again.ids.values()))}


def grouped(cpts: str, times: str) -> dict[str, float]:
    """Seconds of the last of so many groupings, and its score."""
    from time import process_time

    from benchmarks.mentions import population
    from pipelines.identity.grouping import group

    mentions, origin = population(int(cpts))
    for _ in range(int(times)):
        began = process_time()
        found = group(mentions).groups
        spent = process_time() - began
    return {"seconds": spent, "f1": f1(found, origin)}


def linked(cpts: str, times: str, threshold: str) -> dict[str, float]:
    """Seconds of the last of so many linkages by splink at that threshold."""
    from time import process_time

    from benchmarks.mentions import population

    mentions = population(int(cpts))[0]
    for _ in range(int(times)):
        began = process_time()
        linker, pairs = _linker(mentions, float(threshold))
        linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, float(threshold)).as_pandas_dataframe()
        spent = process_time() - began
    return {"seconds": spent}


def thresholds(cpts: str) -> dict[str, float]:
    """F1 of splink at each of `THRESHOLDS`."""
    from benchmarks.mentions import population

    mentions, origin = population(int(cpts))
    linker, pairs = _linker(mentions, min(THRESHOLDS))
    cluster = linker.clustering.cluster_pairwise_predictions_at_threshold
    return {f"{one}": _score(cluster(pairs, one).as_pandas_dataframe(), origin) for one in THRESHOLDS}


def _linker(mentions: Sequence[Any], threshold: float) -> tuple[Any, Any]:
    """The same mentions by splink: names by Jaro-Winkler, places exactly, trained on the mentions themselves."""
    import pandas as pd
    import splink.comparison_library as compare
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    warnings.simplefilter("ignore")
    rows = [
        {
            "unique_id": one.mention_id,
            "name": _bare(one.name),
            "departement": one.departements[0] if one.departements else None,
            "region": one.region_code,
        }
        for one in mentions
    ]
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
    return linker, linker.inference.predict(threshold_match_probability=threshold)


def _bare(name: str) -> str:
    """A name without « CPTS » in short or in full, and without the article it begins with, as our reader takes it."""
    from lexicon.text import fold_words

    rest = LEGAL.sub("", fold_words(name)).replace(" et ", " ")
    return ARTICLES.sub("", rest)


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
