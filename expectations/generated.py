"""Expectations that follow from the schema: keys, required columns, enumerations, patterns, bounds, foreign keys.

Types are not checked here: the Arrow schema enforces them when a table is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from schema import Field, Table, load_schema

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

# severities as Great Expectations writes them; it takes the text where its own type asks for an enumeration
BLOCKING: Any = "critical"
WARNING: Any = "warning"


def known_column(field: str) -> str:
    """Name of the derived boolean column that says whether a foreign key is known: Great Expectations cannot
    look into another table."""
    return f"{field}__connu"


def from_schema(table: Table) -> list[Expectation]:
    """Every rule of the schema as a blocking expectation."""
    import great_expectations.expectations as gxe

    rules: list[Expectation] = []
    titles = {field.name: field.title for field in table.fields}
    if len(table.primary_key) == 1:
        rules.append(
            gxe.ExpectColumnValuesToBeUnique(
                column=table.primary_key[0], **_said(f"{_titles(table)} identifie une ligne et une seule")
            )
        )
    else:
        rules.append(
            gxe.ExpectCompoundColumnsToBeUnique(
                column_list=list(table.primary_key),
                **_said(f"{_titles(table)} identifient ensemble une ligne et une seule"),
            )
        )
    for field in table.fields:
        rules += _of_field(field)
    for key in table.foreign_keys:
        rules.append(
            gxe.ExpectColumnValuesToBeInSet(
                column=known_column(key.field),
                value_set=[True],
                **_said(f"« {titles[key.field]} » existe dans la table « {load_schema()[key.table].title} »"),
            )
        )
    return rules


def _of_field(field: Field) -> list[Expectation]:
    import great_expectations.expectations as gxe

    rules: list[Expectation] = []
    if field.required:
        rules.append(
            gxe.ExpectColumnValuesToNotBeNull(column=field.name, **_said(f"« {field.title} » est toujours renseigné"))
        )
    if field.unique:
        rules.append(
            gxe.ExpectColumnValuesToBeUnique(
                column=field.name, **_said(f"Une valeur de « {field.title} » n'apparaît qu'une fois")
            )
        )
    if field.enum:
        rules.append(
            gxe.ExpectColumnValuesToBeInSet(
                column=field.name,
                value_set=list(field.enum),
                **_said(f"« {field.title} » ne prend que les valeurs de sa liste"),
            )
        )
    if field.pattern:
        rules.append(
            gxe.ExpectColumnValuesToMatchRegex(
                column=field.name, regex=field.pattern, **_said(f"« {field.title} » suit la forme prévue")
            )
        )
    if field.minimum is not None or field.maximum is not None:
        rules.append(
            gxe.ExpectColumnValuesToBeBetween(
                column=field.name,
                min_value=field.minimum,
                max_value=field.maximum,
                **_said(f"« {field.title} » {_bounds(field)}"),
            )
        )
    return rules


def _titles(table: Table) -> str:
    """The columns of its key, as a reader knows them."""
    titles = {field.name: field.title for field in table.fields}
    return ", ".join(f"« {titles[name]} »" for name in table.primary_key)


def _bounds(field: Field) -> str:
    if field.minimum is None:
        return f"est au plus {field.maximum:g}"
    if field.maximum is None:
        return f"est au moins {field.minimum:g}"
    return f"reste entre {field.minimum:g} et {field.maximum:g}"


def _said(sentence: str) -> dict[str, Any]:
    return {"severity": BLOCKING, "description": sentence}
