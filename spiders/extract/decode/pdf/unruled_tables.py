"""A table drawn without rules, or with rules in one direction only: columns are the white rivers between the words
under a header, rows begin where a name begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby, pairwise
from statistics import median

from spiders.extract.decode.pdf.lines import Line
from spiders.extract.table.header_meaning import meaning_of, names_a_cpts, speaks_of_cpts
from spiders.extract.table.header_rows import Row, is_header_row

Cell = tuple[str, float, float]  # text, left, right
_COLUMN_GAP = 0.55  # white space between columns, in letter sizes; a space is about 0.28
_STEP = 1.0  # points between two tried places of a column boundary


@dataclass(frozen=True, slots=True)
class Drawn:
    """A table made of words: its rows, the (page, place) of each, the lines of title above it, and those it is made
    of."""

    rows: list[Row]
    places: list[tuple[int, str]]
    titles: Sequence[Line]
    lines: Sequence[Line]


def grids_of_words(lines: Sequence[Line]) -> list[Drawn]:
    """The tables whose columns only white space separates, one per header: under another header the columns may stand
    in another order. Nothing when no line reads as a header or the rows under it do not hold."""
    headers = [_header_lines(lines, number) for number, line in enumerate(lines) if is_header_line(line)]
    found: list[Drawn] = []
    start = 0  # the first line that no table has taken
    for number, (first, last) in enumerate(headers):
        if first < start:
            continue  # the same header on the next page, or its second line
        others = (span for span in headers[number + 1 :] if span[0] > last)
        end = next((span[0] for span in others if _heads_another(lines, (first, last), span)), len(lines))
        drawn = _grid(lines, first, last, end, max(start, first - 4))
        if drawn is not None:
            start = first + len(drawn.lines)
            found.append(drawn)
    return found


def _heads_another(lines: Sequence[Line], one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether a second header heads a table of its own: it differs from the first, holds two of its columns, and
    rows that begin with a name stand under it."""
    headers = [_header(lines[first : last + 1]) for first, last in (one, other)]
    texts, fields = zip(
        *(
            (
                [text for text, _, _ in header],
                {meaning.field for text, _, _ in header if (meaning := meaning_of(text))} - {"other"},
            )
            for header in headers
        ),
        strict=True,
    )
    if texts[0] == texts[1] or len(fields[0] & fields[1]) < 2:
        return False
    body = lines[other[1] + 1 : other[1] + 13]
    bounds = _bounds(headers[1], body)
    return bool(_starts([(line, row_within(line, bounds)) for line in body], texts[1]))


def _grid(lines: Sequence[Line], first: int, last: int, end: int, above: int) -> Drawn | None:
    """The table under the header of lines `first` to `last`. `end`: the line of the next header; the lines between the
    last row and it are the titles of the next table. `above`: the first of those of this one."""
    header = _header(lines[first : last + 1])
    body = _body(lines[first : last + 1], lines[last + 1 : end])
    bounds = _bounds(header, body)
    parts = [(line, row_within(line, bounds)) for line in body]
    starts = _starts(parts, [text for text, _, _ in header])
    if not starts:
        return None
    owners = _owners(parts, starts)
    if end < len(lines):  # the lines after the last row are the titles of the next table
        owners = owners[: max(number for number, owner in enumerate(owners) if owner is not None) + 1]
    rows: list[Row] = [[text for text, _, _ in header]]
    places = [(lines[first].page, lines[first].place)]
    for number, (owner, (line, part)) in enumerate(zip(owners, parts, strict=False)):
        if owner is not None and number > owners.index(owner):
            rows[-1] = [f"{over}\n{cell}".strip() for over, cell in zip(rows[-1], part, strict=True)]
            continue
        # a line of its own is a heading between rows, or a note under the table
        rows.append([line.text] + [""] * (len(header) - 1) if owner is None else list(part))
        places.append((line.page, line.place))
    after = lines.index(body[len(owners) - 1]) + 1
    return Drawn(rows, places, lines[above:first], lines[first:after])


def _body(header: Sequence[Line], below: Sequence[Line]) -> list[Line]:
    """The lines below a header, without those that say it again on the next pages."""
    again = {line.text for line in header}
    return [line for line in below if line.text not in again]


def _header_lines(lines: Sequence[Line], found: int) -> tuple[int, int]:
    """First and last line of a header whose cells wrap: the lines that overlap it, and a line of few cells close
    under it that does not overlap the row below."""
    first = last = found
    while first and _overlap(lines[first - 1], lines[first]):
        first -= 1
    while last + 1 < len(lines):
        line, after = lines[last + 1], lines[last + 2] if last + 2 < len(lines) else None
        few = len(cells_of(line)) * 2 <= len(cells_of(lines[found])) and not speaks_of_cpts(line.text)
        close = line.page == lines[last].page and line.top - lines[last].bottom < line.size * 0.6
        row_below = after is not None and _overlap(line, after) and not _overlap(lines[last], line)
        if not (few and close) or row_below:
            break
        last += 1
    return first, last


def _header(lines: Sequence[Line]) -> list[Cell]:
    """The cells of a header of one or more lines, from left to right."""
    cells: list[Cell] = []
    for line in lines:
        for text, left, right in cells_of(line):
            over = next((number for number, (_, a, b) in enumerate(cells) if left < b and right > a), None)
            if over is None:
                cells.append((text, left, right))
            else:
                known, a, b = cells[over]
                cells[over] = (f"{known} {text}", min(a, left), max(b, right))
    return sorted(cells, key=lambda cell: cell[1])


def is_header_line(line: Line) -> bool:
    return is_header_row([text for text, _, _ in cells_of(line)], {})


def cells_of(line: Line) -> list[Cell]:
    """Words joined where the space between them is one of prose."""
    cells: list[Cell] = []
    for text, left, right in line.words:
        if cells and left - cells[-1][2] < _COLUMN_GAP * line.size:
            cells[-1] = (f"{cells[-1][0]} {text}", cells[-1][1], right)
        else:
            cells.append((text, left, right))
    return cells


def _bounds(header: Sequence[Cell], body: Sequence[Line]) -> list[float]:
    """Between two header cells, the middle of the best white river that the fewest words cross."""
    space = _COLUMN_GAP * median(line.size for line in body) if body else 0.0
    spans = [(left, right) for line in body for _, left, right in _whole_numbers(line)]
    bounds = []
    for (_, left, _), (_, _, right) in pairwise(header):
        river = max(_rivers(left, right, spans), key=partial(_worth, spans=spans, space=space))
        bounds.append((river[0] + river[-1]) / 2)
    return bounds


def _rivers(left: float, right: float, spans: Sequence[tuple[float, float]]) -> list[list[float]]:
    """The runs of tried places from `left` to `right` that the fewest words cross."""
    places = [left + _STEP * step for step in range(1, max(2, int((right - left) / _STEP)))]
    crossed = [sum(a < x < b for a, b in spans) for x in places]
    fewest = min(crossed)
    runs = groupby(zip(places, crossed, strict=True), key=lambda tried: tried[1] == fewest)
    return [[place for place, _ in run] for white, run in runs if white]


def _worth(river: Sequence[float], spans: Sequence[tuple[float, float]], space: float) -> tuple[bool, int, int]:
    """What makes a river the one between two columns: first that it is wider than the space between two words, then
    that most lines begin a word right after it (justified text has rivers of its own), then its width."""
    after = sum(abs(a - river[-1]) <= 2 * _STEP for a, _ in spans)
    return river[-1] - river[0] + 2 * _STEP > space, after, len(river)


def row_within(line: Line, bounds: Sequence[float]) -> list[str]:
    """The words of a line by column; `bounds` separate the columns."""
    row = [""] * (len(bounds) + 1)
    for text, left, right in _whole_numbers(line):
        column = sum((left + right) / 2 > bound for bound in bounds)
        row[column] = f"{row[column]} {text}".strip()
    return row


def _whole_numbers(line: Line) -> list[Cell]:
    """The words of a line, « 31 322 » as one: the space between thousands is no river, however many lines have it."""
    words: list[Cell] = []
    for text, left, right in line.words:
        near = bool(words) and left - words[-1][2] < _COLUMN_GAP * line.size
        if near and re.fullmatch(r"\d{3}", text) and re.fullmatch(r"\d{1,3}(?: \d{3})*", words[-1][0]):
            words[-1] = (f"{words[-1][0]} {text}", words[-1][1], right)
        else:
            words.append((text, left, right))
    return words


def _starts(parts: Sequence[tuple[Line, Row]], header: Sequence[str]) -> list[int]:
    """Lines that begin a row: the cell of the name column opens a name. Without « CPTS » in the names, a line
    with most columns filled does."""
    meanings = [meaning_of(text) for text in header]
    column = next((number for number, meaning in enumerate(meanings) if meaning and meaning.field == "name"), 0)
    named = [number for number, (_, row) in enumerate(parts) if names_a_cpts(row[column], about=False)]
    full = [number for number, (_, row) in enumerate(parts) if row[column] and sum(map(bool, row)) * 2 > len(row)]
    prefixed = sum(speaks_of_cpts(row[column]) for _, row in parts)
    if prefixed * 2 >= len(full) and named:
        return named
    return full if len(full) >= 2 else []


def _owners(parts: Sequence[tuple[Line, Row]], starts: Sequence[int]) -> list[int | None]:
    """The row each line belongs to: that of the line it overlaps, else the row above while the lines follow
    closely; `None` for a line of its own."""
    owners = _centred(parts, starts)
    for number, (line, row) in enumerate(parts):
        below = parts[number + 1][0] if number + 1 < len(parts) else None
        if owners[number] is None and below and owners[number + 1] is not None and _overlap(line, below):
            owners[number] = owners[number + 1]
        elif owners[number] is None and number and _follows(parts[number - 1][0], line, row):
            owners[number] = owners[number - 1]
    return owners


def _follows(above: Line, line: Line, row: Row) -> bool:
    """Whether a line goes on with the row above: close under it, and no bold text alone in the first column."""
    close = above.page != line.page or line.top - above.bottom < line.size * 0.9
    alone = sum(map(bool, row)) == 1 and row[0] and not _overlap(above, line) and line.bold
    return close and not alone


def _centred(parts: Sequence[tuple[Line, Row]], starts: Sequence[int]) -> list[int | None]:
    """The rows of the lines where names begin, and, where words stand above the first name, of the lines around
    them: cells are then centred in their rows, with a line above the name for each line below it."""
    owners: list[int | None] = [None] * len(parts)
    for first in starts:
        owners[first] = first
    column = next((number for number, cell in enumerate(parts[starts[0]][1]) if speaks_of_cpts(cell)), 0)

    def free(number: int, page: int) -> bool:
        inside = 0 <= number < len(parts) and owners[number] is None
        return inside and parts[number][0].page == page and not parts[number][1][column]

    if not all(free(number, parts[starts[0]][0].page) for number in range(starts[0])):
        return owners
    for first in starts if starts[0] else ():
        line, step = parts[first][0], 1
        while free(first - step, line.page) and free(first + step, line.page):
            above, below = parts[first - step][0], parts[first + step][0]
            if abs((line.top - above.top) - (below.top - line.top)) > 0.3 * line.size:
                break
            owners[first - step] = owners[first + step] = first
            step += 1
    return owners


def _overlap(above: Line, below: Line) -> bool:
    return above.page == below.page and below.top < above.bottom + 0.05 * below.size
