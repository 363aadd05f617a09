"""Coordinates of the curves: nothing joined that one author did not say, no figure drawn more certain than it is."""

from __future__ import annotations

import itertools
from typing import Any

from pipelines.site.charts import LETTER, NARROW_SCREEN, curve, names_apart, own_curve, span_of, year_of


def figure(when: str, value: float, author: str | None = "Sénat", precision: str = "exact") -> dict[str, Any]:
    return {"date_etat": when, "definition": "aci_signe", "valeur": value, "auteur": author, "precision": precision}


def test_a_line_joins_the_figures_of_one_author_alone() -> None:
    figures = [
        figure("2021-06", 134),
        figure("2022-06", 282),
        figure("2023-02", 391, "Fédération"),
        figure("2024", 1, None),
    ]
    drawn = curve(figures, "2026-11-22")
    (joined,) = drawn["traces"]
    points = [(point["x"], point["y"]) for point in drawn["points"] if point["auteur"] == "Sénat"]
    assert joined == ("aci_signe", "M" + "L".join(f"{x} {y}" for x, y in points))


def test_figures_of_one_date_stay_apart_and_bounds_are_not_joined() -> None:
    drawn = curve([figure("2019-04", 150, precision="au_moins"), figure("2019-04", 200, precision="au_plus")], "2026")
    assert drawn["traces"] == [] and len({point["y"] for point in drawn["points"]}) == 2


def test_figures_whose_order_no_date_tells_are_not_joined() -> None:
    days = [("2021-01", 90), ("2022-05-01", 150), ("2024", 567), ("2024", 691), ("2025-05", 690), ("2026-01-01", 700)]
    drawn = curve([figure(day, count) for day, count in days], "2026-11-22")
    at = {point["valeur"]: f"{point['x']} {point['y']}" for point in drawn["points"]}
    assert [line for _, line in drawn["traces"]] == [f"M{at[90]}L{at[150]}", f"M{at[690]}L{at[700]}"]
    within = curve([figure("2024", 567), figure("2024-03", 580)], "2026-11-22")
    assert within["traces"] == []


def test_a_date_known_to_the_year_is_drawn_as_wide_as_its_year() -> None:
    year, day = curve([figure("2024", 821), figure("2024-02-01", 738)], "2026-11-22")["points"]
    assert year["entre"][0] < day["x"] < year["x"] < year["entre"][1] and day["entre"] is None
    assert span_of("2021") == (2021, 2022) and year_of("2021") == 2021.5
    assert span_of("2021-12")[1] == 2022


def test_target_is_at_the_end_of_2022_and_everything_is_within_the_drawing() -> None:
    for size in ((720, 300), NARROW_SCREEN):
        drawn = curve([figure("2021-06", 134), figure("2023-02-15", 1391)], "2026-11-22", size)
        first, second = drawn["points"]
        assert first["x"] < drawn["cible"]["x"] < second["x"] <= drawn["droite"]
        assert 0 < second["y"] < drawn["cible"]["y"] < first["y"] < drawn["bas"]
        years = [year["x"] for year in drawn["annees"]]
        assert all(after - before >= 40 for before, after in itertools.pairwise(years))


def test_names_of_a_map_stand_apart_and_within_it() -> None:
    box = {"gauche": 0, "haut": 0, "largeur": 1000, "hauteur": 1000}
    said = [("Gers", 500, 300), ("Hautes-Pyrénées", 20, 310), ("Haute-Garonne", 300, 305), ("Lot", 900, 10)]
    borders = [{"contour": "M0 0z", "nom": name, "nom_x": x, "nom_y": y} for name, x, y in said]
    placed = names_apart([*borders, {"contour": None, "nom": "Nord", "nom_x": None, "nom_y": None}], box, 24)
    assert {one["nom"] for one in placed} == {name for name, *_ in said}
    boxes = [(one["nom_x"], one["nom_y"], len(one["nom"]) * 24 * LETTER / 2) for one in placed]
    assert all(x - half >= -1 and x + half <= 1001 for x, _, half in boxes)
    for (x, y, half), (at, height, other) in itertools.combinations(boxes, 2):
        assert abs(x - at) >= half + other or abs(y - height) >= 24
    assert next(one["nom_y"] for one in placed if one["nom"] == "Lot") == 10


def test_our_own_figures_have_axes_of_their_own() -> None:
    own = [
        {"date": day, "definition": definition, "nb_cpts": count}
        for day, count in (("2026-12-20", 9), ("2026-11-22", 5), ("2027-01-24", 7))
        for definition in ("aci_signe", "tous_stades")
    ]
    drawn = own_curve(own)
    for definition in ("aci_signe", "tous_stades"):
        points = sorted((one for one in drawn["points"] if one["definition"] == definition), key=lambda one: one["x"])
        assert [point["date"] for point in points] == ["2026-11-22", "2026-12-20", "2027-01-24"]
        assert points[1]["y"] < points[2]["y"] < points[0]["y"] < drawn["bas"]
    assert [definition for definition, _ in drawn["traces"]] == ["aci_signe", "tous_stades"]
    assert own_curve(own[:1])["traces"] == []


def test_releases_of_one_year_have_a_curve() -> None:
    """No first of January between them: an axis without a year."""
    figures = [{"date": f"2026-{month}-25", "definition": "aci_signe", "nb_cpts": 2} for month in (10, 11)]
    drawn = own_curve(figures)
    assert drawn["annees"] == [] and len(drawn["points"]) == 2
