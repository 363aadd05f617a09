"""The adapter between Great Expectations and the rest: suites in, rows of `qualite` out.

Great Expectations takes seconds and hundreds of megabytes to import: only here, only when a check runs.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Iterable
from typing import Any

from schema import Row, load_schema

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
