"""Coordinates of what the templates draw as inline SVG: the curve since 2018, the window of a map."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

WIDTH, HEIGHT = 720, 300
LEFT, RIGHT, TOP, BOTTOM = 46, 16, 18, 30
FIRST_YEAR = 2018


def year_of(text: str) -> float:
    """`2023-02-15` → 2023.12; a date known to the year or the month stands at its middle."""
    parts = [int(part) for part in text.split("-") if part]
    month = parts[1] - 1 if len(parts) > 1 else 6
    day = (parts[2] - 1) / 31 if len(parts) > 2 else 0.5 if len(parts) > 1 else 0
    return parts[0] + (month + day) / 12


def curve(figures: Iterable[dict[str, Any]], own: Iterable[dict[str, Any]], last_day: str) -> dict[str, Any]:
    """Series and axes. `figures`: `date_etat, definition, valeur, editeur, url` of others; `own`: `date, definition,
    nb_cpts` of the observatory, one per release. Coordinates are pixels of a `WIDTH` × `HEIGHT` box."""
    last = max(year_of(last_day), FIRST_YEAR + 1) + 0.15
    top = 1100

    def x(when: float) -> float:
        return round(LEFT + (when - FIRST_YEAR) / (last - FIRST_YEAR) * (WIDTH - LEFT - RIGHT), 1)

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM), 1)

    def by_definition(rows: Iterable[dict[str, Any]], date: str, value: str) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for row in sorted(rows, key=lambda row: (year_of(row[date]), row[value])):
            found.setdefault(row["definition"], []).append({**row, "x": x(year_of(row[date])), "y": y(row[value])})
        return found

    series = by_definition(map(dict, figures), "date_etat", "valeur")
    ours = by_definition(map(dict, own), "date", "nb_cpts")
    return {
        "largeur": WIDTH,
        "hauteur": HEIGHT,
        "gauche": LEFT,
        "droite": WIDTH - RIGHT,
        "bas": HEIGHT - BOTTOM,
        "series": series,
        "traces": {name: _trace(points) for name, points in series.items()},
        "annees": [{"annee": year, "x": x(year)} for year in range(FIRST_YEAR, int(last) + 1)],
        "paliers": [{"valeur": value, "y": y(value)} for value in range(0, top + 1, 250)],
        "cible": {"y": y(1000), "x": x(2022.999)},
        "observatoire": ours,
        "traces_observatoire": {name: _trace(points) for name, points in ours.items() if len(points) > 1},
    }


def _trace(points: list[dict[str, Any]]) -> str:
    """The line through `points`; where several figures share a date it passes through their middle."""
    by_date = {x: [p["y"] for p in held] for x, held in groupby(points, key=lambda point: point["x"])}
    return "M" + "L".join(f"{x} {round(sum(held) / len(held), 1)}" for x, held in by_date.items())


def window(shapes: Iterable[Any]) -> dict[str, int]:
    """The box around `shapes` (rows with `gauche, haut, droite, bas`), widened by a margin of 6 %."""
    boxes = [(shape["gauche"], shape["haut"], shape["droite"], shape["bas"]) for shape in shapes]
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    margin = max(5, round(0.06 * max(right - left, bottom - top)))
    return {
        "gauche": left - margin,
        "haut": top - margin,
        "droite": right + margin,
        "bas": bottom + margin,
        "largeur": right - left + 2 * margin,
        "hauteur": bottom - top + 2 * margin,
    }
