"""A release of schema 1.0 is a valid predecessor: its rows are carried in the columns of today."""

from datetime import date

import pytest

from pipelines.steps.changes import change_rows
from pipelines.steps.predecessor import upgraded
from schema import load_schema, to_arrow
from tests.support.published_columns import stored

DAY = date(2026, 9, 1)
CPTS = {
    "cpts_id": "c1",
    "nom": "CPTS du Val",
    "statut": "aci_signe",
    "statut_depuis": "2021-03-01",
    "region": "27",
    "population_declaree": 50000,
    "population_precision": "plus_de",
    "presence": "presente",
    "vu_le": DAY,
    "premiere_vue": DAY,
    "nb_sources": 1,
    "reconstruction": True,
}


def row_of_first_schema(name, **values):
    """A row with every column of schema 1.0, in its types; what the test does not say is empty."""
    columns = stored()["1.0.0"][name]["columns"]
    assert set(values) <= set(columns)
    return dict.fromkeys(columns) | values


def event(nature):
    return row_of_first_schema(
        "evenements",
        evenement_id=f"e-{nature}",
        cpts_id="c1",
        nature=nature,
        date_evenement="2021-03-01",
        precision_date="jour",
        jour_incompatible=False,
        appris_le=DAY,
        preuve_id="p1",
    )


def test_every_table_of_the_first_schema_fits_the_columns_of_today():
    rows = {"cpts": [row_of_first_schema("cpts", **CPTS)], "evenements": [event("signature")]}
    for name, held in rows.items():
        assert to_arrow(name, upgraded(name, held)).num_rows == 1
    assert set(stored()["1.0.0"]) <= set(load_schema())


@pytest.mark.parametrize(
    ("old", "column", "new"),
    [
        ({"presence": "fusionnee"}, "presence", "retiree"),
        ({"presence": "dissoute", "statut": "cessee"}, "presence", "presente"),
        ({"population_precision": "plus_de"}, "population_precision", "au_moins"),
        ({"population_precision": "moins_de"}, "population_precision", "au_plus"),
        ({}, "statut_fondement", "deduit"),  # 1.0 gave no ground: such a stage does not count as proved
        ({"statut": None}, "statut_fondement", None),
        ({}, "statut_prouve", None),
    ],
)
def test_a_code_of_the_first_schema_says_the_same_today(old, column, new):
    (row,) = upgraded("cpts", [row_of_first_schema("cpts", **CPTS | old)])
    assert row[column] == new


def test_an_event_without_a_counterpart_is_not_carried():
    rows = upgraded("evenements", [event(one) for one in ("signature", "creation", "validation", "etat", "fusion")])
    assert [row["nature"] for row in rows] == ["signature_aci", "lancement", "fusion"]


@pytest.mark.parametrize(
    ("stage", "ground", "counts"),
    [("aci_signe", "acte", True), ("aci_signe", "deduit", False), ("cessee", "acte", False), (None, None, False)],
)
def test_before_the_proved_stage_was_a_column_the_published_one_counted(stage, ground, counts):
    (row,) = upgraded("cpts", [row_of_first_schema("cpts", **CPTS) | {"statut": stage, "statut_fondement": ground}])
    assert (row["statut_prouve"], row["statut_prouve_fondement"]) == ((stage, ground) if counts else (None, None))


def test_a_row_of_today_stays_as_it_is():
    (row,) = upgraded("cpts", [row_of_first_schema("cpts", **CPTS)])
    assert upgraded("cpts", [row | {"statut_fondement": "acte"}]) == [row | {"statut_fondement": "acte"}]


def test_changes_are_told_from_a_release_of_the_first_schema():
    before = {"cpts": upgraded("cpts", [row_of_first_schema("cpts", **CPTS)]), "territoires": []}
    (old,) = before["cpts"]
    now = {"cpts": [old | {"statut": "projet_valide"}], "territoires": [], "preuves": []}
    labels = {"aci_signe": "ACI signé", "projet_valide": "Projet de santé validé"}
    assert [row["nature"] for row in change_rows(now, before, labels, date(2026, 11, 29))] == ["statut"]
