"""The adapter between Great Expectations and the rest: suites in, rows of `qualite` out.

Great Expectations takes seconds and hundreds of megabytes to import: only here, only when a check runs, and in a build
in a process that ends with them.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.apart import apart
from schema import Row, load_schema
from spiders.files import write_text
from spiders.made_with import code

if TYPE_CHECKING:
    import pyarrow

CHECKERS = ("expectations", "pipelines", "lexicon", "schema", "spiders", "datasets/schema", "datasets/reference")
CHECKED = tuple(name for name in load_schema() if name != "qualite")


def run_checks(tables: dict[str, list[Row]], names: Iterable[str] = CHECKED) -> list[Row]:
    """Runs the suites of the tables `names` (all by default; foreign keys look into the others). Rows of
    `qualite`, failing ones included; an expectation that raises is a blocking failure with its message."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    logging.getLogger("great_expectations").setLevel(logging.WARNING)
    import great_expectations as gx

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
    source = context.data_sources.add_pandas("build")
    results: list[Row] = []
    for name in names:
        results += _check(name, tables, source)
    return results


def run_apart(tables: Mapping[str, pyarrow.Table]) -> list[Row]:
    """`run_checks` in a process of its own."""
    return apart(_checks, tables)


def _checks(tables: Mapping[str, pyarrow.Table]) -> list[Row]:
    return run_checks({name: table.to_pylist() for name, table in tables.items()})


def checked_once(tables: Mapping[str, pyarrow.Table], digests: Mapping[str, str], record: Path) -> list[Row]:
    """What `run_apart` says of the tables; what it said (`record`) when tables of the same digests were last checked
    by the same code and libraries. A record that is damaged says nothing, and none is kept of what blocks: a check that
    could not run is tried again."""
    origin = _digest(f"{code(*CHECKERS).hex()} {sorted(digests.items())}")
    with suppress(OSError, ValueError):
        known, _, said = record.read_text(encoding="utf-8").partition("\n")
        if known == f"{origin} {_digest(said)}":
            kept: list[Row] = json.loads(said)
            return kept
    results = run_apart(tables)
    if not blocking_failures(results):
        said = json.dumps(results, ensure_ascii=False)
        write_text(record, f"{origin} {_digest(said)}\n{said}")
    return results


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _check(name: str, tables: dict[str, list[Row]], source: Any) -> list[Row]:
    import great_expectations as gx

    from expectations.derived import NO_PERSONAL_DATA, TEXTS, frame
    from expectations.generated import from_schema
    from expectations.semantic import SUITES, no_personal_data

    table = load_schema()[name]
    rules = from_schema(table)
    if name in TEXTS:
        rules += no_personal_data(NO_PERSONAL_DATA)
    if name in SUITES:
        rules += SUITES[name]()
    data = frame(table, tables[name], tables)
    batch = (
        source.add_dataframe_asset(name)
        .add_batch_definition_whole_dataframe("all")
        .get_batch(batch_parameters={"dataframe": data})
    )

    def found(which: list[Any], result_format: str) -> dict[str, Row]:
        told = {
            "result_format": result_format,
            "unexpected_index_column_names": list(table.primary_key),
            "return_unexpected_index_query": False,
            "partial_unexpected_count": 5,
        }
        outcome = batch.validate(gx.ExpectationSuite(name=name, expectations=which), result_format=told)
        return {row["controle_id"]: row for row in (_row(name, len(data), result) for result in outcome.results)}

    rows = found(rules, "BASIC")
    # which rows fail takes half as long again to find out, even where none does
    failed = {one for one, row in rows.items() if row["nb_inattendus"]}
    again = [rule for rule in rules if _id(name, rule.configuration) in failed]
    return list((rows | (found(again, "COMPLETE") if again else {})).values())


def _id(name: str, config: Any) -> str:
    """Of one expectation on table `name`."""
    said = f"{name}\x1f{config.type}\x1f{_column(config)}\x1f{config.description or config.type}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _column(config: Any) -> str | None:
    return config.kwargs.get("column") or ", ".join(config.kwargs.get("column_list", ())) or None


def _row(name: str, count: int, result: Any) -> Row:
    config = result.expectation_config
    raised = (result.exception_info or {}).get("exception_message") or _first_exception(result.exception_info)
    found = result.result or {}
    severity = getattr(config.severity, "value", config.severity)
    return {
        "controle_id": _id(name, config),
        "table_controlee": name,
        "colonne": _column(config),
        "attente": config.description or config.type,
        "gravite": "bloquant" if severity == "critical" or raised else "avertissement",
        "succes": bool(result.success) and not raised,
        "nb_lignes": count,
        "nb_inattendus": int(found.get("unexpected_count") or (0 if result.success else 1)),
        "exemples": raised or _examples(found),
    }


def _first_exception(info: Any) -> str | None:
    """Great Expectations nests the exceptions of metrics one level down and reports success False beside."""
    for value in (info or {}).values():
        if isinstance(value, dict) and value.get("exception_message"):
            return str(value["exception_message"])
    return None


def _examples(found: Row) -> str | None:
    rows = found.get("unexpected_index_list") or []
    if rows:
        return " ; ".join(", ".join(f"{key}={value}" for key, value in row.items()) for row in rows[:5])
    return None if found.get("observed_value") is None else str(found["observed_value"])


def blocking_failures(results: list[Row]) -> list[Row]:
    return [row for row in results if not row["succes"] and row["gravite"] == "bloquant"]
