"""The attacks of `tests/site/attacks.toml`, sent as written: no client cleans them on the way."""

from __future__ import annotations

import itertools
import json
import re
import socket
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

LIST = Path(__file__).parents[1] / "site" / "attacks.toml"
LOCATION = re.compile(r"^location: (?:http://[^/]*)?(/(?!/).*?)\r?$", re.IGNORECASE | re.MULTILINE)
MOST_REDIRECTS = 5
FRESH = itertools.count(1)
# what an attack may get: a page, a way to one, or a refusal, which may be without a word (0); never an error of ours
ANSWERS = {0, 200, 206, 301, 302, 304, 400, 403, 404, 405, 408, 413, 414, 416, 421, 429, 431, 501, 503, 505}


@dataclass(frozen=True)
class Attack:
    """`request` is one HTTP request, `{host}` and `{n}` to be filled in."""

    name: str
    request: str
    refused: bool
    unfinished: bool  # the wait is the attacker's own


@dataclass(frozen=True)
class Fate:
    """`status` is 0 when the connection was closed without a word."""

    status: int
    body: bytes


def _sql(entry: dict[str, Any]) -> str:
    sql = str(entry["sql"])
    if "columns" in entry:
        column = str(entry.get("column", "1"))
        if "column_repeat" in entry:
            opening, middle, closing, times = entry["column_repeat"]
            column = opening * times + middle + closing * times
        sql = sql.replace("{columns}", ", ".join([column] * entry["columns"]))
    sql = sql.replace("{union}", " union all ".join(["select 1"] * entry.get("union", 0)))
    sql = sql.replace("{words}", " ".join(f"mot{number}" for number in range(entry.get("words", 0))))
    sql = sql.replace("{values}", ", ".join(["(1)"] * entry.get("values", 0)))
    sql = sql.replace("{conditions}", " or ".join(["nom like '%a%'"] * entry.get("conditions", 0)))
    form = ".json?_shape=array&sql=" if entry.get("json") else "?sql="
    return f"/observatoire{form}{quote(sql)}&n={{n}}"


def _request(entry: dict[str, Any], path: str) -> str:
    piece, times = entry.get("repeat", ["", 0])
    if "request" in entry:
        return str(entry["request"]).replace("{repeat}", piece * times)
    headers = entry.get("headers", [["Host", "{host}"]])
    lines = [f"{entry.get('method', 'GET')} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
    text = "\r\n".join([*lines, "Connection: close", "", ""])
    return text.replace("{repeat}", piece * times)


def attacks() -> list[Attack]:
    """Every attack of the list."""
    listed = tomllib.loads(LIST.read_text(encoding="utf-8"))
    found = [(entry, _sql(entry)) for entry in listed["sql"]]
    found += [(entry, entry["path"]) for entry in listed["address"]]
    found += [(entry, entry.get("path", "/")) for entry in listed["header"]]
    return [
        Attack(entry["name"], _request(entry, path), entry.get("refused", False), entry.get("unfinished", False))
        for entry, path in found
    ]


def sent(attack: Attack, address: str, timeout: float = 30) -> Fate:
    """What `attack` gets from the server at `address` (`http://host:port`), redirects of the site followed: that of a
    table to its hashed address answers nothing yet. Raises `TimeoutError`."""
    host, _, port = address.removeprefix("http://").partition(":")
    request = attack.request.replace("{host}", f"{host}:{port}").replace("{n}", str(next(FRESH)))
    for _ in range(MOST_REDIRECTS):
        head, _, body = _exchanged(request.encode(), (host, int(port)), timeout).partition(b"\r\n\r\n")
        status = int(head.split(b" ")[1]) if head.startswith(b"HTTP/") else 0
        leads = LOCATION.search(head.decode("latin-1")) if status in (301, 302, 307, 308) else None
        if leads is None:
            break
        method, _, rest = request.partition(" ")
        request = f"{method} {leads[1]} {rest.partition(' ')[2]}"
    return Fate(status, body)


def _exchanged(request: bytes, server: tuple[str, int], timeout: float) -> bytes:
    answer = bytearray()
    with socket.create_connection(server, timeout=timeout) as connection:
        try:
            connection.sendall(request)
            while piece := connection.recv(1 << 16):
                answer += piece
        except ConnectionError:
            pass  # what was read until then is the answer
    return bytes(answer)


def memory(process: int) -> int:
    """Bytes that the tree of `process` takes, what its members share counted once (Linux's proportional set size)."""
    total = 0
    for member in [process, *_children(process)]:
        try:
            lines = Path(f"/proc/{member}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue  # it has just ended
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total * 1024


def _children(process: int) -> list[int]:
    found = []
    for path in Path("/proc").glob(f"{process}/task/*/children"):
        try:
            found += [int(child) for child in path.read_text().split()]
        except OSError:
            continue
    return found + [one for child in found for one in _children(child)]


def said(fate: Fate) -> str:
    """The words of an answer, as far as they can be read."""
    try:
        return str(json.loads(fate.body))
    except ValueError:
        return fate.body.decode("utf-8", "replace")
