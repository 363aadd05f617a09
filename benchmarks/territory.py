"""Communes named by a text, each side with the same context: one commune beside rapidfuzz's `extractOne` among those of
its département, lists beside an Aho-Corasick automaton of its names.

Spellings are made from real communes: capitals, hyphens left out, « St » for « Saint », and as they are.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import partial
from time import process_time
from typing import Any

from benchmarks.harness import Pair, fresh_pairs, installed, side, spent_in
from benchmarks.report import Figure, Goal, Peer, Result

ROUNDS, TEXTS, LISTS, LONGEST = 6, 400, 100, 25  # no text comes twice
SCORERS = {"WRatio": 90, "QRatio": 70, "ratio": 70}  # of rapidfuzz → the least score


def measure() -> Iterator[Result]:
    one = side("territory:single")[1]
    pair = Pair.of(one["pairs"])
    peer = f"`extractOne` with `{one['scorer']}`, the best of {len(SCORERS)} scorers"
    yield Peer(f"one commune, {TEXTS} texts", f"{peer}, in the département", warm=pair, reason=_scores(one))
    yield Goal("one commune with its département", 1, pair.ratio, peer, _where(one))
    what = "lists of communes, F1 no lower"
    if not installed("ahocorasick"):
        yield Goal(what, 5, None, "an Aho-Corasick automaton", "pyahocorasick is not installed")
        return
    many = side("territory:lists")[1]
    pair = Pair.of(many["pairs"])
    yield Peer(f"{LISTS} lists of communes", "Aho-Corasick in the département", warm=pair, reason=_scores(many))
    lower = many["ours"] < many["theirs"]
    yield Goal(what, 5, pair.ratio, "an Aho-Corasick automaton", _where(many))
    yield Figure(
        "F1 of lists of communes", f"{many['ours']:.4f}, the automaton {many['theirs']:.4f}", "no lower", not lower
    )


def _scores(found: dict[str, Any]) -> str:
    return f"macro F1 {found['ours']:.3f} and {found['theirs']:.3f}"


def _where(found: dict[str, Any]) -> str:
    return f"groupings, exceptions and districts are sought too: {found['where']}"


def single() -> dict[str, Any]:
    """The peer takes the scorer that finds most, of equal ones the quickest, on texts that are not those measured."""
    from rapidfuzz import fuzz, process, utils

    def spelt(seed: int, count: int) -> list[tuple[str, tuple[str, ...], str]]:
        chance = random.Random(seed)
        return [(_spelt(one.name, chance), (one.code,), one.departement) for one in chance.sample(_communes(), count)]

    names = {
        departement: ([utils.default_process(one.name) for one in those], [one.code for one in those])
        for departement, those in _by_departement().items()
    }

    def theirs(scorer: str, text: str, departement: str) -> tuple[str, ...]:
        among, codes = names[departement]
        least, by = SCORERS[scorer], getattr(fuzz, scorer)
        best = process.extractOne(utils.default_process(text), among, scorer=by, score_cutoff=least)
        return (codes[best[2]],) if best else ()

    def merit(scorer: str) -> tuple[float, float]:
        tried, began = spelt(2025, TEXTS), process_time()
        found = [theirs(scorer, text, departement) for text, _, departement in tried]
        return round(macro_f1([codes for _, codes, _ in tried], found), 3), began - process_time()

    best = max(SCORERS, key=merit)
    return _compared(spelt(2026, ROUNDS * TEXTS), TEXTS, partial(theirs, best)) | {"scorer": best}


def lists() -> dict[str, Any]:
    """The automaton knows each name folded; the longest match wins, and it begins and ends with a word."""
    import ahocorasick

    from lexicon.text import fold_words

    chance = random.Random(2027)
    those = [one for one in _by_departement().values() if len(one) > LONGEST]
    rows = []
    for _ in range(ROUNDS * LISTS):
        chosen = chance.sample(chance.choice(those), chance.randrange(5, LONGEST))
        text = ", ".join(_spelt(one.name, chance) for one in chosen)
        rows.append((text, tuple(sorted(one.code for one in chosen)), chosen[0].departement))
    automata = {}
    for departement, communes in _by_departement().items():
        automata[departement] = automaton = ahocorasick.Automaton()
        for one in communes:
            for name in {fold_words(one.name), fold_words(one.name.replace("Saint", "St"))}:
                automaton.add_word(f" {name} ", (len(name) + 2, one.code))
        automaton.make_automaton()

    def theirs(text: str, departement: str) -> tuple[str, ...]:
        words = " , ".join(fold_words(item) for item in text.split(","))
        found = automata[departement].iter_long(f" {words} ")
        return tuple(sorted({code for _, (_, code) in found}))

    return _compared(rows, LISTS, theirs)


def _compared(rows: Sequence[tuple[str, tuple[str, ...], str]], size: int, theirs: Any) -> dict[str, Any]:
    from lexicon.gazetteer import load
    from pipelines.normalise.territory import resolve_territory

    regions = {code: one.region for code, one in load().departements.items()}

    def ours(text: str, departement: str) -> tuple[str, ...]:
        return resolve_territory(text, regions[departement], (departement,)).codes

    def all_of(side: Any, batch: Sequence[tuple[str, tuple[str, ...], str]]) -> list[tuple[str, ...]]:
        return [side(text, departement) for text, _, departement in batch]

    *batches, last = [rows[start : start + size] for start in range(0, len(rows), size)]
    wanted = [codes for _, codes, _ in rows]
    return {
        "pairs": fresh_pairs(lambda batch: all_of(ours, batch), lambda batch: all_of(theirs, batch), batches),
        "where": spent_in(lambda: all_of(ours, last)),
        "ours": macro_f1(wanted, all_of(ours, rows)),
        "theirs": macro_f1(wanted, all_of(theirs, rows)),
    }


def macro_f1(wanted: Sequence[tuple[str, ...]], found: Sequence[tuple[str, ...]]) -> float:
    scores = []
    for right, answer in zip(map(set, wanted), map(set, found), strict=True):
        scores.append(2 * len(right & answer) / (len(right) + len(answer)) if right or answer else 1.0)
    return sum(scores) / len(scores)


def _communes() -> list[Any]:
    from lexicon.gazetteer import load

    return [one for one in load().communes.values() if one.city is None and len(one.departement) == 2]


def _by_departement() -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for one in _communes():
        found.setdefault(one.departement, []).append(one)
    return found


def _spelt(name: str, chance: random.Random) -> str:
    spellings = [str.upper, lambda text: text.replace("-", " "), lambda text: text.replace("Saint", "St"), str]
    return str(chance.choice(spellings)(name))
