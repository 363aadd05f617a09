"""Datasette as our pages are made by."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest

from pipelines.site.pages import Pages


def test_a_query_that_is_wrong_is_not_written_to_the_log(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such column"):
        asyncio.run(Pages(memory=True).execute("_memory", f"select {'a' * 5000}"))
    assert capfd.readouterr().err == ""
