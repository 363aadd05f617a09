"""How long grouping takes, and how it grows: mentions made by perturbing real names of CPTS.

    python benchmarks/bench_identity.py [--sizes 2500 10000] [--facts FILE]

Two populations: `sources` gives each CPTS ten mentions, so that more mentions are more CPTS, as when the whole
country is collected; `repetitions` perturbs the same CPTS over and over, as when years of releases add up. Prints
processor seconds on one core, the growth exponent between the sizes (time ~ n^x), and how right the groups are.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from pipelines.identity.grouping import group
from pipelines.identity.mention import Mention, mention_from

REAL = [
    ("CPTS Aunis Nord", "75", "17"),
    ("CPTS Aunis Sud", "75", "17"),
    ("CPTS Erdre et Cens", "52", "44"),
    ("CPTS Erdre et Canal", "52", "44"),
    ("CPTS Sèvre et Loire", "52", "44"),
    ("CPTS Forez-Est", "84", "42"),
    ("CPTS Loire-Forez", "84", "42"),
    ("CPTS Ondaine-Forez", "84", "42"),
    ("CPTS Vallée du Gier", "84", "42"),
    ("CPTS de Lyon 5ème", "84", "69"),
    ("CPTS de Lyon 9ème", "84", "69"),
    ("CPTS Lyon Nord", "84", "69"),
    ("CPTS des Coteaux Rhodaniens", "84", "69"),
    ("CPTS du Voironnais", "84", "38"),
    ("CPTS du Sud-Est grenoblois", "84", "38"),
    ("CPTS Centre Essonne", "11", "91"),
    ("CPTS Val d'Orge", "11", "91"),
    ("CPTS Paris 13", "11", "75"),
    ("CPTS Paris 19", "11", "75"),
    ("CPTS Auxois-Morvan", "27", "21"),
    ("CPTS du Chalonnais", "27", "71"),
    ("CPTS du Grand Douai", "32", "59"),
    ("CPTS Ouest Toulousain", "76", "31"),
    ("CPTS Canal Garonne", "76", "31"),
    ("CPTS du Béthunois", "32", "62"),
    ("CPTS de la Faïence et du Cristal", "44", "54"),
    ("CPTS du Massif Vosgien", "44", "88"),
    ("CPTS Grand Saumurois", "52", "49"),
    ("CPTS du Bergeracois", "75", "24"),
    ("CPTS Royans Vercors", "84", "26"),
]


def real_mentions(facts: Path | None) -> list[Mention]:
    if facts is None:
        return [Mention(f"r{n}", name, region, (dep,)) for n, (name, region, dep) in enumerate(REAL)]
    rows = [json.loads(line) for line in facts.read_text(encoding="utf-8").splitlines()]
    found = [mention_from(row, f"r{number}") for number, row in enumerate(rows) if row.get("name")]
    # one mention of each, so that a CPTS of the benchmark is one CPTS
    by_id = {one.mention_id: one for one in found}
    return [by_id[members[0]] for members in group(found).groups]


def perturbed(mention: Mention, number: int, chance: random.Random) -> Mention:
    """Another publisher's way of writing it: case, articles, hyphens, one wrong letter, fields left out."""
    name = mention.name
    for change in chance.sample(range(7), k=chance.randint(0, 3)):
        if change == 0:
            name = name.upper()
        elif change == 1:
            name = name.replace("-", " ")
        elif change == 2:
            name = name.replace("CPTS d", "CPTS D").replace("CPTS ", "la CPTS ")
        elif change == 3:
            name = name.replace("'", "’").replace(" et ", " & ")
        elif change == 4 and len(word := max(name.split(), key=len)) >= 8 and word.isalpha():
            place = chance.randrange(2, len(word) - 2)
            name = name.replace(word, word[:place] + word[place + 1 :])
        elif change == 5:
            name = name.replace("CPTS", "Communauté professionnelle territoriale de santé")
        elif change == 6:
            name = name.removeprefix("CPTS ")
    keep = [one for one in mention.commune_codes if chance.random() > 0.1]
    return replace(
        mention,
        mention_id=f"{number:06d}",
        name=name,
        source_id=f"s{chance.randrange(40)}",
        departements=mention.departements if chance.random() > 0.2 else (),
        commune_codes=tuple(keep) if chance.random() > 0.5 else (),
        communes_text=(),
        population=mention.population if chance.random() > 0.5 else None,
    )


def fictional(mention: Mention, number: int, chance: random.Random) -> Mention:
    """Another CPTS of the same département: a real shape of name, another made-up place."""
    syllables = ("ba", "cor", "du", "fel", "gri", "lan", "mor", "nou", "pey", "que", "ris", "sau", "ter", "vil", "zon")
    place = "".join(chance.choice(syllables) for _ in range(3)).capitalize()
    name = f"CPTS {chance.choice(('du Pays de ', 'de ', 'Grand ', 'Nord ', 'Vallée de '))}{place}"
    return replace(mention, name=name, commune_codes=(), communes_text=(), population=None)


def population(real: list[Mention], size: int, kind: str) -> tuple[list[Mention], dict[str, str]]:
    """Mentions, and the CPTS each was made from."""
    chance = random.Random(f"{kind} {size}")  # nothing read for one size is known for the next
    if kind == "repetitions":
        models = real
    else:
        models = [real[n] if n < len(real) else fictional(chance.choice(real), n, chance) for n in range(size // 10)]
    origin: dict[str, str] = {}
    mentions = []
    for number in range(size):
        chosen = number % len(models)
        mentions.append(perturbed(models[chosen], number, chance))
        origin[mentions[-1].mention_id] = f"{chosen}"
    return mentions, origin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[2500, 10_000])
    parser.add_argument("--facts", type=Path, help="mentions as JSON lines (name, region_code, departement, communes)")
    options = parser.parse_args()
    real = real_mentions(options.facts)
    group(real)  # reference tables and vocabularies are read once
    for kind in ("sources", "repetitions"):
        measures = []
        for size in options.sizes:
            mentions, origin = population(real, size, kind)
            start = time.process_time()  # the growth must not depend on the neighbours
            found = group(mentions)
            seconds = time.process_time() - start
            measures.append((size, seconds))
            mixed = sum(len({origin[one] for one in members}) > 1 for members in found.groups)
            print(
                f"{kind:12} {size:7} mentions  {seconds:7.2f} s  {1e6 * seconds / size:7.0f} µs each  "
                f"{len(found.groups):6} groups for {len(set(origin.values()))} CPTS, {mixed} mixed"
            )
        for (small, before), (large, after) in pairwise(measures):
            exponent = math.log(after / before) / math.log(large / small)
            print(f"{kind:12} grows as n^{exponent:.2f} from {small} to {large}")


if __name__ == "__main__":
    main()
