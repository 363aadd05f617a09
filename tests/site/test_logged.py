"""What a visitor typed is told to him alone: the log has nothing of it."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest
from datasette.app import Datasette
from datasette.utils.asgi import Request

from pipelines.site.errors import read
from pipelines.site.paging import complete_pages

TYPED = "un nom que personne ne doit lire"


def test_a_search_that_sqlite_refuses_is_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    async def search() -> None:
        database = Datasette(memory=True).get_database("_memory")
        complete_pages(database, {})
        with pytest.raises(Exception, match="incomplete input"):
            await database.execute("select :q from", {"q": TYPED})

    asyncio.run(search())
    said = capsys.readouterr()
    assert TYPED not in said.out + said.err and "ERROR" not in said.err


@pytest.mark.parametrize(("address", "status"), [("/observatoire/cpts?_search=x", 400), ("/observatoire/cpts", 500)])
def test_an_error_of_ours_is_logged_without_what_was_typed(
    capsys: pytest.CaptureFixture[str], address: str, status: int
) -> None:
    request = cast(Request, Request.fake(address))
    error: Any = None
    try:
        int(TYPED)
    except ValueError as caught:
        error = caught
    assert read(error, request).status == status
    logged = capsys.readouterr().err
    assert "ValueError" in logged and "test_logged.py" in logged
    assert (TYPED in logged) is (status == 500), "where nothing was typed, the message tells what is wrong"
