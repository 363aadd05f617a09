"""A worker answers, refuses what costs too much, and is lost without a word when its time is up."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader, Environment

from pipelines.site import application, frames
from pipelines.site.application import Compiled
from pipelines.site.asgi import App, Receive, Scope, Send
from pipelines.site.lanes import Refused, Worker
from pipelines.site.limits import ANSWERING_BYTES, TooLarge, counted_rows, end_after, limit_connection, opening
from pipelines.site.workshop import ANSWER_BYTES, work

pytestmark = pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="needs Linux")


held: list[bytearray] = []


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """One behaviour per path."""
    path = scope["path"]
    await send({"type": "http.response.start", "status": 200, "headers": [(b"Content-Type", b"text/plain")]})
    if path == "/endless":
        while True:
            pass
    elif path == "/memory":
        bytearray(1_000_000_000)
    elif path == "/error":
        raise KeyError("a template that does not hold")
    elif path == "/stream":
        for _ in range(3):
            await send({"type": "http.response.body", "body": b"x" * 50_000, "more_body": True})
        await send({"type": "http.response.body", "body": b"end"})
    else:
        if path == "/held":
            held.append(bytearray(ANSWERING_BYTES // 2))
        body = b"y" * (ANSWER_BYTES + 1) if path == "/large" else scope["path"].encode() * 300
        await send({"type": "http.response.body", "body": body})


@contextmanager
def worker(made_by: App) -> Iterator[socket.socket]:
    """The socket of a worker in a process of its own."""
    ours, theirs = socket.socketpair()
    process = os.fork()
    if process == 0:
        ours.close()
        try:
            work(made_by, theirs)
        finally:
            os._exit(0)
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        os.waitpid(process, 0)


def asked(path: str, seconds: float = 5) -> dict[str, Any]:
    return {"target": path, "path": path, "query": "", "scheme": "http", "host": "x", "seconds": seconds, "wall": 20}


async def answers(connection: socket.socket, *paths: str, seconds: float = 5) -> list[Any]:
    one = Worker(*await asyncio.open_connection(sock=connection))
    found = []
    for path in paths:
        try:
            answer = await one.ask(asked(path, seconds))
            found.append(os.pread(answer.file.fileno(), 1 << 20, 0) if answer.file else answer.body)
        except Refused as refusal:
            found.append(refusal.reason)
        except asyncio.IncompleteReadError:
            found.append("lost")
    one.close()
    return found


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/stream", b"x" * 150_000 + b"end"),
        ("/large", "volume"),
        ("/memory", "memoire"),
        ("/error", "erreur"),
        ("/a", b"/a" * 300),
    ],
)
def test_a_page_is_answered_or_refused(path: str, found: Any) -> None:
    with worker(app) as connection:
        assert asyncio.run(answers(connection, path)) == [found]


def test_a_worker_answers_one_page_after_the_other() -> None:
    with worker(app) as connection:
        assert asyncio.run(answers(connection, "/a", "/stream", "/b")) == [
            b"/a" * 300,
            b"x" * 150_000 + b"end",
            b"/b" * 300,
        ]


@pytest.mark.parametrize(("path", "stays"), [("/a", True), ("/stream", True), ("/held", False)])
def test_a_worker_says_with_its_answer_whether_it_ends(path: str, stays: bool) -> None:
    async def last_word(connection: socket.socket) -> bool:
        one = Worker(*await asyncio.open_connection(sock=connection))
        await one.ask(asked(path))
        one.close()
        return one.stays

    with worker(app) as connection:
        assert asyncio.run(last_word(connection)) is stays


def test_a_page_that_does_not_end_is_ended_by_the_kernel() -> None:
    with worker(app) as connection:
        assert asyncio.run(answers(connection, "/a", "/endless", seconds=0.2)) == [b"/a" * 300, "lost"]


def test_an_answer_worth_it_is_compressed_by_the_worker() -> None:
    with worker(app) as connection, connection.makefile("rwb") as pipe:
        pipe.write(frames.frame(json.dumps(asked("/a")).encode()))
        pipe.flush()
        head, body, packed = (frames.read(pipe) for _ in range(3))
        assert json.loads(head or b"")["headers"] == [["content-type", "text/plain"]]
        assert body and packed and len(packed) < len(body)


def test_the_rows_of_each_statement_are_counted_apart() -> None:
    connection = sqlite3.connect(":memory:")
    connection.row_factory = counted_rows(most=100)
    for _ in range(3):
        assert len(connection.execute("select 'xxxxxxxxxx' union all select 1").fetchall()) == 2
    with pytest.raises(TooLarge):
        connection.execute("select zeroblob(60) union all select zeroblob(61)").fetchall()


def test_opening_an_earlier_release_takes_no_time_from_a_query() -> None:
    end_after(100, 200)
    try:
        with opening():
            assert 0 < signal.getitimer(signal.ITIMER_REAL)[0] < 100
        left = signal.getitimer(signal.ITIMER_PROF)[0], signal.getitimer(signal.ITIMER_REAL)[0]
        assert 90 < left[0] < 101 < 190 < left[1] < 201
    finally:
        end_after(0, 0)


def limited() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("create table cpts (nom text)")
    limit_connection(connection)
    return connection


@pytest.mark.parametrize(
    "sql",
    [
        "select fts3_tokenizer('simple')",
        "select FTS3_TOKENIZER('simple')",
        "select load_extension('x')",
        "select * from dbstat",
        "select * from pragma_database_list",
        "pragma hard_heap_limit = 0",
        "attach database ':memory:' as x",
        "create virtual table temp.x using fts5(a)",
        "create temp table x (a)",
    ],
)
def test_a_statement_may_only_read_tables(sql: str) -> None:
    with pytest.raises(sqlite3.DatabaseError, match=r"not authorized|prohibited"):
        limited().execute(sql).fetchall()


@pytest.mark.parametrize(
    "sql",
    [
        "select count(*), upper('a') from cpts",
        "with recursive n(x) as (select 1 union all select x + 1 from n limit 3) select x from n",
        "select value from json_each('[1]')",
        "pragma table_info(cpts)",
    ],
)
def test_a_statement_may_read_tables(sql: str) -> None:
    assert limited().execute(sql).fetchall()


def test_templates_are_compiled_once_for_a_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def rendered(code: str) -> str:
        pages = Environment(loader=DictLoader({"page": "{{ 'a'|lettre }}"}), bytecode_cache=Compiled(code))
        pages.filters["lettre"] = lambda _: code
        return pages.get_template("page").render()

    monkeypatch.setattr(application, "COMPILED", tmp_path / "compiled")
    assert [rendered("one"), rendered("one"), rendered("two")] == ["one", "one", "two"]
    (kept,) = tmp_path.rglob("*.cache")
    assert kept.parent.name == "two"
    monkeypatch.setattr(application, "COMPILED", Path("/proc/compiled"))  # where nobody can write
    assert rendered("three") == "three"
