"""Text that runs over the edge of its cell, on a page of a PDF: brought back inside before any cell is read.

A spreadsheet printed with narrow columns draws the whole of a long name over the rule, or under the words of the next
cell. By place alone half of the name is in the next cell, letter by letter between those of its words. What tells them
apart is that each text is drawn in one run.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pdfplumber.page import Page

Char = dict[str, Any]
Rules = dict[int, list[tuple[float, float]]]  # place of upright rules, in points → (top, bottom) of each
# all in letter sizes
_KERNED = 0.3  # by which two letters of one text may overlap
_SPACED = 1.0  # by which two letters of one text may be apart
_OVER = 0.5  # over an edge by more, a text is not only tight
_RIVER = 0.7  # left white before the words of the next column
_SPACE = 0.15  # a gap that stands for a space


def without_doubles(page: Page) -> Page:
    """The page with each text inside its cell, and without the letters drawn twice for want of a bold font. A letter
    of one text upon the same letter of another is no double."""
    moved = set(map(id, _bring_back(page)))
    doubles = set(map(id, _doubles(char for char in page.chars if id(char) not in moved)))
    return page.filter(lambda thing: id(thing) not in doubles)  # a page of its own: what is moved stays so


def _doubles(chars: Iterable[Char]) -> Iterator[Char]:
    """The letters drawn again within a point of the same letter. `Page.dedupe_chars` finds them in a time that grows
    with the square of the page."""
    kept: dict[tuple[object, ...], list[tuple[float, float]]] = defaultdict(list)
    for char in chars:
        x, y, kind = char["x0"], char["top"], (char["text"], char["fontname"], char["size"], char["upright"])
        around = ((*kind, int(x) + dx, int(y) + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        if any(abs(x - left) <= 1 and abs(y - top) <= 1 for place in around for left, top in kept.get(place, ())):
            yield char
        else:
            kept[*kind, int(x), int(y)].append((x, y))


def _bring_back(page: Page) -> list[Char]:
    """Moves the letters of each run that crosses an upright rule, or the beginning of another run of its line, to the
    left of it: closer together, in their order. The letters moved, and the spaces put between their words."""
    rules = _rules(page.edges)
    lines: dict[int, list[list[Char]]] = defaultdict(list)
    for run in _runs(page.chars, rules):
        lines[round(run[0]["top"])].append(run)
    moved: list[Char] = []
    spaces: list[Char] = []
    for runs in lines.values():
        runs.sort(key=lambda run: float(run[0]["x0"]))
        starts = [float(run[0]["x0"]) for run in runs]
        for run in runs:
            limit = min(_next_text(run, starts), _next_rule(run, rules))
            if limit < run[-1]["x1"] - _OVER * run[0]["size"]:
                spaces += _squeezed(run, limit)
                moved += run
    if spaces:
        page.objects["char"].extend(spaces)
    return moved + spaces


def _runs(chars: Sequence[Char], rules: Rules) -> Iterator[list[Char]]:
    """The letters drawn one after the other, from left to right, on one line; blanks at both ends left out."""
    run: list[Char] = []
    for char in chars:
        if run and not (_goes_on(run[-1], char) and not _begins_a_cell(run[-1], char, rules)):
            yield from _with_ink(run)
            run = []
        run.append(char)
    yield from _with_ink(run)


def _goes_on(last: Char, char: Char) -> bool:
    gap = char["x0"] - last["x1"]
    alike = char["upright"] and abs(char["top"] - last["top"]) < 1 and abs(char["size"] - last["size"]) < 0.1
    return bool(alike and -_KERNED * char["size"] <= gap <= _SPACED * char["size"])


def _begins_a_cell(last: Char, char: Char, rules: Rules) -> bool:
    """« VannesLettre d'intention », with a rule just left of the capital: two texts that touch; « validée 48 924 »,
    with a rule in a gap where no space was drawn."""
    apart = last["text"].strip() and char["x0"] - last["x1"] > _SPACE * char["size"]
    if not (apart or (last["text"].islower() and char["text"].isupper())):
        return False
    near = range(int(char["x0"] - (_SPACED if apart else _OVER) * char["size"]), round(char["x0"]) + 1)
    return _crossing((char["top"] + char["bottom"]) / 2, near, rules) is not None


def _crossing(height: float, places: Iterable[int], rules: Rules) -> int | None:
    """The first of `places` where an upright rule passes at a height."""
    at = (place for place in places if any(top <= height <= bottom for top, bottom in rules.get(place, ())))
    return next(at, None)


def _with_ink(run: list[Char]) -> Iterator[list[Char]]:
    inked = [number for number, char in enumerate(run) if char["text"].strip()]
    if inked and run[0]["upright"]:
        yield run[inked[0] : inked[-1] + 1]


def _rules(edges: Sequence[dict[str, Any]]) -> Rules:
    found: Rules = defaultdict(list)
    for edge in edges:
        if edge["orientation"] == "v":
            found[round(edge["x0"])].append((edge["top"], edge["bottom"]))
    return found


def _next_text(run: Sequence[Char], starts: Sequence[float]) -> float:
    """Where the words of the next column begin, less a river, when the run goes under them."""
    size = run[0]["size"]
    after = bisect_right(starts, run[0]["x0"] + size)
    return starts[after] - _RIVER * size if after < len(starts) else float("inf")


def _next_rule(run: Sequence[Char], rules: Rules) -> float:
    """The first upright rule that goes through the run, or infinity."""
    size = run[0]["size"]
    left, right = run[0]["x0"] + _OVER * size, run[-1]["x1"] - _OVER * size
    crossed = sorted(place for place in rules if left < place < right)
    first = _crossing((run[0]["top"] + run[0]["bottom"]) / 2, crossed, rules)
    return float("inf") if first is None else first


def _squeezed(run: Sequence[Char], limit: float) -> list[Char]:
    """Brings a run between its beginning and `limit`. The spaces that no letter stands for, to be added: closer
    together, its words would be one."""
    left, size = float(run[0]["x0"]), float(run[0]["size"])
    scale = max(limit - left, size * 0.1) / (run[-1]["x1"] - left)
    gaps = [(one, other) for one, other in pairwise(run) if other["x0"] - one["x1"] > _SPACE * size]
    spaces = [one | {"text": " ", "x0": one["x1"], "x1": other["x0"]} for one, other in gaps]
    for char in (*run, *spaces):
        char["x0"], char["x1"] = (left + (char[side] - left) * scale for side in ("x0", "x1"))
        char["width"] = char["x1"] - char["x0"]
    return spaces
