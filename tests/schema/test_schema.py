"""The one schema: every table loads, keys exist, and rows that break it are refused by name."""

from datetime import date

import pyarrow as pa
import pytest

from schema import ORDER, SchemaError, load_schema, to_arrow

LABEL = {"domaine": "statut", "code": "emergence", "libelle": "En émergence", "definition": None, "ordre": 1}


def test_every_table_of_the_order_has_a_file():
    assert tuple(load_schema()) == ORDER


@pytest.mark.parametrize("name", ORDER)
def test_titles_and_descriptions_are_written(name):
    table = load_schema()[name]
    assert table.title and table.description
    for field in table.fields:
        assert field.title and field.description, field.name


@pytest.mark.parametrize("name", ORDER)
def test_foreign_keys_point_at_existing_columns(name):
    for key in load_schema()[name].foreign_keys:
        assert key.target in load_schema()[key.table].columns
        assert key.field in load_schema()[name].columns


def test_arrow_types_and_nullability_follow_the_schema():
    schema = load_schema()["cpts"].arrow()
    assert schema.field("cpts_id") == pa.field("cpts_id", pa.string(), nullable=False)
    assert schema.field("vu_le").type == pa.date32()
    assert schema.field("population_declaree").nullable


def test_rows_are_sorted_by_key_whatever_their_order():
    rows = [LABEL | {"code": code} for code in ("b", "a", "c")]
    assert to_arrow("vocabulaire", rows).equals(to_arrow("vocabulaire", rows[::-1]))


def test_an_unknown_column_is_refused_by_name():
    with pytest.raises(SchemaError, match="couleur"):
        to_arrow("vocabulaire", [LABEL | {"couleur": "bleu"}])


def test_a_missing_required_value_names_the_row():
    with pytest.raises(SchemaError, match=r"statut.*libelle is required"):
        to_arrow("vocabulaire", [LABEL | {"libelle": None}])


def test_a_value_of_another_type_names_the_column():
    with pytest.raises(SchemaError, match=r"vocabulaire\.ordre"):
        to_arrow("vocabulaire", [LABEL | {"ordre": date(2026, 1, 1)}])
