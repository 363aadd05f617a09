"""Mentions made by perturbing real names of CPTS, each with the CPTS it was made from."""

from __future__ import annotations

import random
from dataclasses import replace

from pipelines.identity.mention import Mention
from tests.support.mentions import REAL

CONSONANTS = "bcdfglmnprstv"
VOWELS = ("a", "e", "i", "o", "u", "an", "on", "ou", "in", "er")


def real_mentions() -> list[Mention]:
    return [Mention(f"r{n}", name, region, (dep,)) for n, (name, region, dep) in enumerate(REAL)]


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
    """Another CPTS of the same département: a real shape of name, another made-up place. Places begin in thousands of
    ways, as communes do (7 946 for 35 014): 10 000 CPTS would else bear the names of each other."""
    place = "".join(chance.choice(CONSONANTS) + chance.choice(VOWELS) for _ in range(3)).capitalize()
    name = f"CPTS {chance.choice(('du Pays de ', 'de ', 'Grand ', 'Nord ', 'Vallée de '))}{place}"
    return replace(mention, name=name, commune_codes=(), communes_text=(), population=None)


def population(cpts: int, each: int = 2) -> tuple[list[Mention], dict[str, str]]:
    """`each` mentions of every one of so many CPTS, and the CPTS each was made from."""
    chance = random.Random(f"{cpts} {each}")  # nothing read for one size is known for the next
    real = real_mentions()
    models = [real[n] if n < len(real) else fictional(chance.choice(real), n, chance) for n in range(cpts)]
    mentions = [perturbed(models[number % cpts], number, chance) for number in range(cpts * each)]
    return mentions, {one.mention_id: f"{number % cpts}" for number, one in enumerate(mentions)}


def moved(mention: Mention) -> Mention:
    """The same words at other addresses of another source: no anchor of the ledger survives."""
    return replace(mention, mention_id=f"m{mention.mention_id}", source_id=f"autre-{mention.source_id}")
