"""Coordinates of what the templates draw as inline SVG: the curves, the window of a map."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from schema import Row

# one drawing for a wide screen, one for a phone: letters keep their size in both
WIDE, NARROW_SCREEN = (720, 300), (330, 260)
LEFT, RIGHT, TOP, BOTTOM = 46, 16, 22, 30
FIRST_YEAR = 2018
LETTER, LINE = 0.56, 1.15  # width of a bold letter, height of a line, in sizes of the letters
TARGET, TARGET_YEAR = 1000, 2022
STEPS = (1, 2, 5, 10, 20, 50, 100, 250, 500, 1000, 2500)


def span_of(text: str) -> tuple[float, float]:
    """The first and last moment a date may mean, in years: `2024` → (2024.0, 2025.0); a day is a moment."""
    parts = [int(part) for part in text.split("-") if part]
    if len(parts) == 1:
        return float(parts[0]), parts[0] + 1.0
    month = parts[0] + (parts[1] - 1) / 12
    if len(parts) == 2:
        return month, month + 1 / 12
    day = month + (parts[2] - 1) / 372
    return day, day


def year_of(text: str) -> float:
    """`2023-02-15` → 2023.12; a date known to the year or the month stands at its middle."""
    return sum(span_of(text)) / 2


@dataclass(frozen=True)
class Axes:
    """A box of `width` × `height` pixels: years from `first` to `last`, numbers from 0 to `top`."""

    width: int
    height: int
    first: float
    last: float
    top: float

    def x(self, when: float) -> float:
        return round(LEFT + (when - self.first) / (self.last - self.first) * (self.width - LEFT - RIGHT), 1)

    def y(self, value: float) -> float:
        return round(self.height - BOTTOM - value / self.top * (self.height - TOP - BOTTOM), 1)

    def drawn(self) -> dict[str, Any]:
        """What a template draws of the axes."""
        step = next((step for step in STEPS if self.top / step <= 5), STEPS[-1])
        years = range(math.ceil(self.first), int(self.last) + 1)
        every = max(1, math.ceil(len(years) * 40 / (self.width - LEFT - RIGHT)))  # a year takes 40 pixels to write
        return {
            "largeur": self.width,
            "hauteur": self.height,
            "gauche": LEFT,
            "droite": self.width - RIGHT,
            "bas": self.height - BOTTOM,
            "annees": [{"annee": year, "x": self.x(year)} for year in years[::every]],
            "paliers": [{"valeur": value, "y": self.y(value)} for value in range(0, int(self.top) + 1, step)],
        }


def curve(figures: Iterable[Row], last_day: str, size: tuple[int, int] = WIDE) -> dict[str, Any]:
    """The counts that others published: `points`, and `traces` that join those of one author and one definition,
    never a bound. `figures`: `date_etat, definition, valeur, precision, auteur` and what else a template says."""
    held = [dict(figure) for figure in figures]
    last = max([year_of(last_day), FIRST_YEAR + 1.0, *(span_of(one["date_etat"])[1] for one in held)])
    top = max([TARGET, *(one["valeur"] for one in held)]) * 1.1
    axes = Axes(*size, FIRST_YEAR, last + 0.15, top)
    joined: dict[tuple[str, str], list[Row]] = {}
    for one in sorted(held, key=lambda one: (year_of(one["date_etat"]), one["valeur"])):
        begin, end = span_of(one["date_etat"])
        one |= {"x": axes.x((begin + end) / 2), "y": axes.y(one["valeur"])}
        one["entre"] = (axes.x(begin), axes.x(end)) if end - begin > 0.5 else None  # a month is narrower than its mark
        if one["auteur"] and one["precision"] in ("exact", "environ"):
            joined.setdefault((one["definition"], one["auteur"]), []).append(one)
    traces = [(definition, _line(run)) for (definition, _), points in joined.items() for run in _in_order(points)]
    target = {"y": axes.y(TARGET), "x": axes.x(TARGET_YEAR + 0.999)}
    return axes.drawn() | {"points": held, "traces": traces, "cible": target}


def own_curve(figures: Iterable[Row], size: tuple[int, int] = WIDE) -> dict[str, Any]:
    """The counts of the observatory, one per release and definition, on axes of their own: beside those of the whole
    country they would look like a fall. `figures`: `date, definition, nb_cpts`."""
    held = [dict(figure) for figure in figures]
    when = [year_of(one["date"]) for one in held]
    axes = Axes(*size, min(when), max(max(when), min(when) + 1 / 12), max(1, *(one["nb_cpts"] for one in held)) * 1.15)
    series: dict[str, list[Row]] = {}
    for one in sorted(held, key=lambda one: one["date"]):
        one |= {"x": axes.x(year_of(one["date"])), "y": axes.y(one["nb_cpts"])}
        series.setdefault(one["definition"], []).append(one)
    traces = [(definition, _line(points)) for definition, points in series.items() if len(points) > 1]
    return axes.drawn() | {"points": held, "traces": traces}


def _in_order(points: list[Row]) -> list[list[Row]]:
    """Runs of points whose order their dates tell: two of one year, or of a year and its month, are joined to none."""

    def at_once(one: Row, other: Row) -> bool:
        (begin, end), (start, stop) = span_of(one["date_etat"]), span_of(other["date_etat"])
        return (begin, end) == (start, stop) or (begin < stop and start < end)

    runs: list[list[Row]] = [[]]
    for one in points:
        if any(at_once(one, other) for other in points if other is not one):
            runs.append([])
        else:
            runs[-1].append(one)
    return [run for run in runs if len(run) > 1]


def _line(points: Iterable[Row]) -> str:
    return "M" + "L".join(f"{point['x']} {point['y']}" for point in points)


def names_apart(borders: Iterable[Any], box: dict[str, int], size: int) -> list[Row]:
    """The `borders` that are drawn (`contour`, `nom`, `nom_x`, `nom_y`), their names, in letters of `size`, within the
    `box`, and below the one before where two would stand on each other."""
    placed: list[Row] = []
    for border in sorted((dict(one) for one in borders if one["contour"]), key=lambda one: one["nom_y"]):
        half = border["half"] = len(border["nom"]) * size * LETTER / 2
        border["nom_x"] = round(min(max(border["nom_x"], box["gauche"] + half), box["gauche"] + box["largeur"] - half))
        for other in placed:
            if abs(border["nom_x"] - other["nom_x"]) < half + other["half"]:
                border["nom_y"] = max(border["nom_y"], round(other["nom_y"] + size * LINE))
        placed.append(border)
    return placed


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
