"""What one visitor may ask, and the connections that do not go on."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pipelines.site import connections, visitors
from pipelines.site.connections import MOST_OF_ONE_VISITOR
from pipelines.site.visitors import BURST, PER_SECOND, Visitors, asker, visitor
from tests.support.site_server import Site, make_release, running

NAME = "cpts.exemple.invalid"


@pytest.mark.parametrize(
    ("client", "who"),
    [
        (("192.0.2.7", 1), "192.0.2.7"),
        (("2001:db8:1:2:3:4:5:6", 1), "2001:db8:1::/56"),
        (("2001:db8:1:ff:ffff::", 9), "2001:db8:1::/56"),
        (("::ffff:192.0.2.7", 1), "192.0.2.7"),
        (("a name", 1), ""),
        (None, ""),
    ],
)
def test_a_visitor_is_a_subscriber(client: tuple[str, int] | None, who: str) -> None:
    assert visitor(client) == who


@pytest.mark.parametrize(
    ("headers", "alone", "behind"),
    [
        ([], "192.0.2.7", ""),
        ([(b"x-forwarded-for", b"198.51.100.9")], "192.0.2.7", "198.51.100.9"),
        # what a visitor says of himself stands first
        ([(b"x-forwarded-for", b"203.0.113.1, 198.51.100.9")], "192.0.2.7", "198.51.100.9"),
        ([(b"x-forwarded-for", b"203.0.113.1"), (b"x-forwarded-for", b"198.51.100.9")], "192.0.2.7", "198.51.100.9"),
        ([(b"x-forwarded-for", b"2001:db8:1:2:3:4:5:6")], "192.0.2.7", "2001:db8:1::/56"),
        ([(b"x-forwarded-for", b"\xe9")], "192.0.2.7", ""),
    ],
)
def test_behind_a_proxy_the_visitor_is_the_one_it_names(
    headers: list[tuple[bytes, bytes]], alone: str, behind: str
) -> None:
    scope = {"client": ("192.0.2.7", 1), "headers": headers}
    assert (asker(scope, False), asker(scope, True)) == (alone, behind)


def test_a_visitor_may_ask_at_a_pace_and_does_not_slow_down_others() -> None:
    now = 0.0
    many = Visitors(lambda: now)
    assert [many.may_ask("a") for _ in range(BURST + 1)] == [True] * BURST + [False]
    assert many.may_ask("b")
    now = 1.0
    assert [many.may_ask("a") for _ in range(PER_SECOND + 1)] == [True] * PER_SECOND + [False]


def test_visitors_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visitors, "REMEMBERED", 3)
    many = Visitors(lambda: 0.0)
    for number in range(10):
        many.may_ask(str(number))
    assert list(many.left) == ["7", "8", "9"]


class Kernel:
    """A socket of `visitor` that remembers what was asked of it."""

    def __init__(self, visitor: str) -> None:
        self.visitor = visitor
        self.options: dict[int, object] = {}

    def getpeername(self) -> tuple[str, int]:
        return self.visitor, 1

    def getsockname(self) -> tuple[str, int]:
        return "192.0.2.1", 80

    def setsockopt(self, level: int, option: int, value: object) -> None:
        assert level == socket.SOL_SOCKET
        self.options[option] = value


class Transport(asyncio.Transport):
    """A connection whose other end is `taken`: how much of an answer it has left unread at each look."""

    def __init__(self, *unread: int, visitor: str = "192.0.2.7") -> None:
        self.kernel = Kernel(visitor)
        super().__init__({"socket": self.kernel})
        self.unread, self.aborted = list(unread), False

    def get_write_buffer_size(self) -> int:
        return self.unread.pop(0)

    def abort(self) -> None:
        self.aborted = True

    def close(self) -> None:
        self.aborted = True


class Cycle:
    """An answer under way."""

    response_complete = False


@pytest.mark.parametrize(
    ("answering", "unread", "closed"),
    [
        (False, (0, 0), True),  # half a request, twice
        (True, (0, 0), False),  # the page is being made
        (True, (900, 900), True),  # nothing was taken of the answer
        (True, (900, 400), False),  # something was
    ],
)
def test_a_connection_that_does_not_go_on_is_closed(answering: bool, unread: tuple[int, ...], closed: bool) -> None:
    import uvicorn
    from uvicorn.server import ServerState

    async def looked() -> bool:
        one = connections.Connection(uvicorn.Config(app=lambda: None, log_config=None), ServerState(), {})
        transport = Transport(*unread)
        one.connection_made(transport)
        if answering:
            one.cycle = Cycle()  # type: ignore[assignment]
        for _ in unread:
            one.look()
        one.look_again.cancel()
        options = transport.kernel.options  # the kernel keeps little of an answer, and nothing once it is cut
        assert options[socket.SO_SNDBUF] == connections.UNREAD_BYTES
        assert (options.get(socket.SO_LINGER) == connections.AT_ONCE) is transport.aborted
        return transport.aborted

    assert asyncio.run(looked()) == closed


def test_a_connection_costs_the_same_whatever_others_are_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who connects is looked up once: a count of all who are connected silenced the site for 28 s."""
    import uvicorn
    from uvicorn.server import ServerState

    looked_up: list[object] = []

    def counted(client: tuple[str, int] | None) -> str:
        looked_up.append(client)
        return visitor(client)

    async def connect(many: int) -> int:
        state, opened, cut = ServerState(), [], 0
        for number in range(many):
            one = connections.PublicConnection(uvicorn.Config(app=lambda: None, log_config=None), state, {})
            transport = Transport(visitor=f"192.0.2.{number % 3}")
            one.connection_made(transport)
            opened.append(one)
            cut += transport.aborted
        for one in opened:
            one.connection_lost(None)
        return cut

    monkeypatch.setattr(connections, "visitor", counted)
    monkeypatch.setattr(connections, "MOST_OF_ONE_VISITOR", 10)
    assert asyncio.run(connect(60)) == 30 and len(looked_up) == 60
    monkeypatch.setattr(connections, "MOST", 20)
    assert asyncio.run(connect(25)) == 5
    assert not connections.PublicConnection.open


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OBSERVATOIRE_ADRESSE", f"https://{NAME}/")
        patch.setenv("OBSERVATOIRE_CONTACT", "contact@exemple.invalid")
        with running(make_release(tmp_path_factory.mktemp("releases")), public=True) as found:
            yield found


def test_a_public_site_alone_slows_down_who_asks_too_much(public: Site) -> None:
    replies = [public.get("/static/icone.svg", Host=NAME) for _ in range(BURST * 3)]
    refused = [reply for reply in replies if reply.status == 429]
    assert refused and refused[0].headers["retry-after"] and "par visiteur" in refused[0].text
    assert {reply.status for reply in replies} == {200, 429}


def test_a_public_site_alone_holds_few_connections_of_one_visitor(public: Site) -> None:
    held, server = [], ("127.0.0.1", urlsplit(public.address).port or 0)
    try:
        for _ in range(MOST_OF_ONE_VISITOR + 20):
            held.append(socket.create_connection(server, timeout=5))
        held[-1].settimeout(5)
        assert held[-1].recv(1) == b""
    except ConnectionError:
        pass  # closed before it could be asked
    finally:
        for one in held:
            one.close()


def test_a_private_site_limits_nobody(tmp_path: Path) -> None:
    with running(make_release(tmp_path)) as site:
        assert {site.get("/static/icone.svg").status for _ in range(BURST * 3)} == {200}
