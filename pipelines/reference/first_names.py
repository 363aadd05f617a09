"""First names of the whole population, from those the INSEE counts at births.

    python -m pipelines.reference.first_names FOLDER

`FOLDER`: the `data` folder of the package `prenoms` 0.5.1 (MIT), which orders the names of the « Fichier des prénoms »
of the INSEE (open licence) by how many bear them. Names that are also words in our vocabularies, or words of the
name of a place unless many bear them, tell no person and are left out; `first_names.toml` adds by hand those that do.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from lexicon import gazetteer
from lexicon.text import fold

TARGET = Path(__file__).resolve().parents[2] / "lexicon" / "vocabulary" / "first_names.txt"
COMMON = 1500  # rank up to which a name tells a person although places are called after it
HEADER = "# INSEE, Fichier des prénoms (open licence), by prenoms 0.5.1; see pipelines/reference/first_names.py"


def first_names(folder: Path) -> dict[str, int]:
    """Folded name → its rank among those of its sex, 0 for the most borne."""
    ranks: dict[str, int] = {}
    for sex in "fm":
        listed = folder.joinpath(f"dist.prenoms.{sex}.all.txt").read_text(encoding="utf-8").split("\n")[1]
        for rank, name in enumerate(listed.split(",")):
            key = fold(name)
            ranks[key] = min(rank, ranks.get(key, rank))
    return ranks


def told_apart(ranks: dict[str, int], words: set[str]) -> Iterator[str]:
    """The names that tell a person. A compound is told by its first part."""
    whole, parts = _places()
    for name, rank in ranks.items():
        if not re.fullmatch(r"[a-z]{3,}(?:-[a-z]+)?", name) or name.split("-")[0] in ranks.keys() - {name}:
            continue
        if name not in words and name not in whole and (name not in parts or rank < COMMON):
            yield name


def _places() -> tuple[set[str], set[str]]:
    """Names of places of one word, and words of the others; what follows « Saint » is a first name."""
    known = gazetteer.load()
    named = [one.name for one in known.communes.values()] + [one.name for one in known.epci.values()]
    named += [one.name for one in known.departements.values()] + [one.name for one in known.regions.values()]
    split = [re.findall(r"[a-z]+", fold(name)) for name in [*named, *(one.name for one in known.former)]]
    saints = {"saint", "sainte", "st", "ste"}
    parts = {word for name in split for before, word in zip(["", *name], name, strict=False) if before not in saints}
    return {name[0] for name in split if len(name) == 1}, parts


def words_of(folders: Iterable[Path]) -> set[str]:
    """Words in lower case of our own vocabularies and pages."""
    found: set[str] = set()
    for path in (path for folder in folders for path in sorted(folder.rglob("*")) if path.suffix in (".toml", ".html")):
        if path.name != "first_names.toml":
            text = re.sub(
                r"<[^>]+>|https?://\S+|[\w.-]+@[\w.-]+", " ", path.read_text(encoding="utf-8", errors="ignore")
            )
            found |= {fold(word) for word in re.findall(r"(?<![\w-])[a-zà-ÿ]{2,}(?![\w-])", text)}
    return found


def main(folder: Path) -> None:
    root = TARGET.parents[2]
    words = words_of([root / "lexicon" / "vocabulary", root / "datasets" / "reconstructions"])
    kept = sorted(told_apart(first_names(folder), words))
    TARGET.write_text("\n".join([HEADER, *kept, ""]), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
