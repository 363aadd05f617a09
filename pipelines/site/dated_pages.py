"""Pages as the site designs them, at an address that begins with the date of a release: the sheet of a CPTS with its
evidence, a commune, a département, a region and their drawings, the progress of the country, two territories compared,
the files.

They are the templates of today on the data of then. In a release whose columns a template does not know, the address
leads to the row of its table.
"""

from __future__ import annotations

import re
import traceback

from pipelines.site.answers import Answer, redirection, refused
from pipelines.site.asgi import App, Message, Receive, Scope
from pipelines.site.cells import ROWS
from pipelines.site.instance import DATABASE

DESIGNED = re.compile(
    r"/(?:(cpts|commune|departement|region)/[^/.]+|suivi|comparer|donnees|graphiques/[a-z]+(?:/[^/.]+)?\.(?:svg|png))"
)
STATE = re.compile(r"/etat/(\d{4}-\d{2}-\d{2})")
MARK = "dated"  # in the scope: the page stands under the date of its release
_LINK = re.compile(
    rb'((?:href|action)=")/(cpts|commune|departement|region|suivi|comparer|graphiques|sources|regions|departements|'
    + DATABASE.encode()
    + rb'(?!/flux_))([/"?#])'
)


def within(page: bytes, prefix: str) -> bytes:
    """`page` with the links of its content to pages and rows of its own release, under `prefix`; what a release does
    not hold (help, forms, feeds) stays where it is."""
    head, opening, rest = page.partition(b"<main")
    body, closing, foot = rest.partition(b"</main>")

    def dated(link: re.Match[bytes]) -> bytes:
        start, name, after = link[1], link[2], link[3]
        if name == DATABASE.encode():
            return start + prefix.encode() + after
        if name == b"sources" and after == b"#":
            return start + f"{prefix}/{ROWS['source_id']}/".encode()
        return start + f"{prefix}/".encode() + name + after

    return head + opening + _LINK.sub(dated, body) + closing + foot


def _row(raw: bytes, prefix: str) -> list[Message]:
    """The way to the row that the designed address `raw` is of; nothing where there is no other row to go to: the
    address of a CPTS is that of its row as well."""
    kind, _, code = raw.decode("latin-1").lstrip("/").partition("/")
    if kind not in ROWS:
        return []
    return _messages(redirection(f"{prefix}/{ROWS[kind]}/{code}"))


def _messages(answer: Answer) -> list[Message]:
    start = {"type": "http.response.start", "status": answer.status, "headers": list(answer.headers)}
    return [start, {"type": "http.response.body", "body": answer.body}]


async def designed(release: App, scope: Scope, receive: Receive, prefix: str) -> list[Message]:
    """What `release` says at the designed address that stands under `prefix`; nothing where it has no such page."""
    path = scope["path"].removeprefix(prefix)
    if path == "/carte":
        return _messages(refused("carte"))
    if STATE.fullmatch(path):  # the same release tells what was known on another day
        return _messages(redirection(f"{path}/{prefix[1:11]}"))
    if not DESIGNED.fullmatch(path):
        return []
    said: list[Message] = []

    async def keep(message: Message) -> None:
        said.append(message)

    raw = scope["raw_path"].split(b"?")[0].removeprefix(prefix.encode())
    try:
        await release({**scope, "path": path, "raw_path": raw, MARK: True}, receive, keep)
    except MemoryError:
        raise  # the worker says so and ends
    except Exception as error:  # templates of today on columns of then may fail in any way
        traceback.print_exception(error)  # for the maintainer
        return _row(raw, prefix)
    start = said[0]
    if start["status"] in (301, 302):
        headers = [
            (name, prefix.encode() + value if name == b"location" and value.startswith(b"/") else value)
            for name, value in start["headers"]
        ]
        return [{**start, "headers": headers}, *said[1:]]
    if start["status"] == 404:
        return said
    if start["status"] != 200:  # a table or a column that this release has not
        return _row(raw, prefix)
    page = within(b"".join(message.get("body", b"") for message in said[1:]), prefix)
    headers = [pair for pair in start["headers"] if pair[0].lower() != b"content-length"]
    return [{**start, "headers": headers}, {"type": "http.response.body", "body": page}]
