"""The one schema: `datasets/schema/*.yaml`, in the vocabulary of Frictionless Table Schema.

Everything that knows a column derives from here: the Arrow schema of the Parquet files, the expectations on
types, nulls, enumerations and keys, the SQLite file, the site's metadata, the dictionary, `datapackage.json`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow

# a row of any table, column → value; `pipelines.tables.rows` tells those that steps pass on
Row = dict[str, Any]

SCHEMA = Path(__file__).parents[1] / "datasets" / "schema"

# the version of the published columns: raise the first number when a column is removed or changes meaning, then
# `python -m tests.support.published_columns`
VERSION = "2.14.0"

# between the values of a column that holds several; with spaces, because names may hold a semicolon
SEPARATOR = " ; "

# the order in which tables are shown and written; a table file that is not named here is refused
ORDER = (
    "cpts",
    "territoires",
    "missions",
    "evenements",
    "preuves",
    "affirmations",
    "desaccords",
    "corrections",
    "lignees",
    "couverture",
    "deploiement",
    "comptes_publies",
    "comptes_locaux",
    "financements",
    "enveloppes",
    "jalons",
    "structures_appui",
    "regions",
    "departements",
    "sources",
    "alarmes",
    "qualite",
    "completude",
    "changements",
    "travaux",
    "vocabulaire",
)


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    title: str
    type: str  # `string`, `integer`, `number`, `boolean`, `date`
    description: str
    required: bool = False
    unique: bool = False
    enum: tuple[str, ...] = ()
    pattern: str | None = None
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class ForeignKey:
    field: str
    table: str
    target: str


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    title: str
    description: str
    primary_key: tuple[str, ...]
    fields: tuple[Field, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    def arrow(self) -> pyarrow.Schema:
        """The Arrow schema: nullability follows `required`; dates are `date32`, integers `int64`."""
        import pyarrow as pa

        types = {
            "string": pa.string(),
            "integer": pa.int64(),
            "number": pa.float64(),
            "boolean": pa.bool_(),
            "date": pa.date32(),
        }
        return pa.schema(
            [pa.field(field.name, types[field.type], nullable=not field.required) for field in self.fields]
        )


class SchemaError(ValueError):
    """A schema file that cannot be used. The message names the file and the column."""


def _field(raw: dict[str, Any], where: str) -> Field:
    constraints = raw.get("constraints") or {}
    unknown = set(raw) - {"name", "title", "type", "description", "constraints"}
    unknown |= set(constraints) - {"required", "unique", "enum", "pattern", "minimum", "maximum"}
    if unknown:
        raise SchemaError(f"{where}, {raw.get('name')}: unknown key {sorted(unknown)}")
    if raw["type"] not in ("string", "integer", "number", "boolean", "date"):
        raise SchemaError(f"{where}, {raw['name']}: unknown type {raw['type']!r}")
    return Field(
        name=raw["name"],
        title=raw["title"],
        type=raw["type"],
        description=raw["description"],
        required=bool(constraints.get("required")),
        unique=bool(constraints.get("unique")),
        enum=tuple(constraints.get("enum") or ()),
        pattern=constraints.get("pattern"),
        minimum=constraints.get("minimum"),
        maximum=constraints.get("maximum"),
    )


@cache
def load_schema(folder: Path = SCHEMA) -> dict[str, Table]:
    """Every published table, in `ORDER`."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast; every process reads the schema
    tables = {}
    for path in folder.glob("*.yaml"):
        raw = yaml.load(path.read_text(encoding="utf-8"), loader)
        if raw["name"] != path.stem or raw["name"] not in ORDER:
            raise SchemaError(f"{path.name}: table {raw['name']!r} is not in ORDER or not named as its file")
        table = Table(
            name=raw["name"],
            title=raw["title"],
            description=raw["description"],
            primary_key=tuple(raw["primaryKey"]),
            fields=tuple(_field(entry, path.name) for entry in raw["fields"]),
            foreign_keys=tuple(
                ForeignKey(key["fields"][0], key["reference"]["resource"], key["reference"]["fields"][0])
                for key in raw.get("foreignKeys") or ()
            ),
        )
        missing = set(table.primary_key) - set(table.columns)
        if missing:
            raise SchemaError(f"{path.name}: primary key {sorted(missing)} is no column")
        tables[table.name] = table
    return {name: tables[name] for name in ORDER if name in tables}


def to_arrow(name: str, rows: list[dict[str, Any]]) -> pyarrow.Table:
    """Rows as the Arrow table of the schema, sorted by primary key so that equal data gives equal bytes.

    A row with a column that the schema does not have, or without one that it requires, is refused.
    """
    import pyarrow as pa

    table = load_schema()[name]
    columns = set(table.columns)
    for number, row in enumerate(rows):
        if set(row) - columns:
            raise SchemaError(f"{name}, row {number}: column {sorted(set(row) - columns)} is not in the schema")
    rows = sorted(rows, key=lambda row: tuple(str(row[key]) for key in table.primary_key))
    arrays = []
    for field, arrow_field in zip(table.fields, table.arrow(), strict=True):
        values = [row.get(field.name) for row in rows]
        if field.required and any(value is None for value in values):
            number = next(index for index, value in enumerate(values) if value is None)
            key = {name: rows[number].get(name) for name in table.primary_key}
            raise SchemaError(f"{name}, {key}: {field.name} is required and empty")
        try:
            arrays.append(pa.array(values, type=arrow_field.type))
        except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
            raise SchemaError(f"{name}.{field.name}: {error}") from error
    return pa.Table.from_arrays(arrays, schema=table.arrow())
