"""Answers kept in memory, and the form in which they are sent."""

from __future__ import annotations

import asyncio
import tempfile

import pytest

from pipelines.site.answers import Answer, accepts_gzip, lasting, send_answer
from pipelines.site.asgi import Message
from pipelines.site.cache import PageCache


class Maker:
    """Makes the answer of a page and remembers which were asked."""

    def __init__(self, answer: Answer) -> None:
        self.answer, self.asked = answer, []

    def of(self, page: str) -> object:
        async def make() -> Answer:
            self.asked.append(page)
            await asyncio.sleep(0)
            return self.answer

        return make


def test_a_page_is_made_once_and_the_oldest_is_forgotten() -> None:
    answer = Answer(200, (), b"x" * 40_000)
    maker, cache = Maker(answer), PageCache(total=90_000)

    async def ask() -> None:
        for page in ("/a", "/a", "/b", "/a", "/c", "/a", "/b"):
            assert await cache.get((page,), maker.of(page)) is maker.answer

    asyncio.run(ask())
    assert maker.asked == ["/a", "/b", "/c", "/b"]
    assert cache.held <= cache.total


def test_addresses_that_are_longer_than_their_answers_are_not_kept_without_end() -> None:
    """One visitor asks for ten bytes at as many addresses as he likes."""
    maker, cache = Maker(Answer(200, ((b"content-type", b"text/plain"),), b"0123456789")), PageCache(total=1_000_000)

    async def ask() -> None:
        for number in range(2_000):
            await cache.get(("/observatoire.json", f"sql=select+1&n={number}".ljust(7_900, "x")), maker.of("/a"))
        for number in range(2_000):  # short ones have a weight too
            await cache.get(("", str(number)), maker.of("/a"))

    asyncio.run(ask())
    assert cache.held <= cache.total and len(cache.answers) <= 500
    assert sum(len(part) for key in cache.answers for part in key) <= cache.total


def test_a_page_that_many_ask_at_once_is_made_once() -> None:
    maker, cache = Maker(Answer(404, ())), PageCache()

    async def ask() -> None:
        found = await asyncio.gather(*(cache.get(("/a",), maker.of("/a")) for _ in range(20)))
        assert all(answer is maker.answer for answer in found)

    asyncio.run(ask())
    assert maker.asked == ["/a"]


def test_who_waited_for_the_page_of_one_who_was_refused_asks_himself() -> None:
    maker, cache = Maker(Answer(503, ())), PageCache()

    async def ask() -> None:
        found = await asyncio.gather(*(cache.get(("/a",), maker.of("/a")) for _ in range(20)))
        assert all(answer is maker.answer for answer in found)

    asyncio.run(ask())
    assert maker.asked == ["/a", "/a"] and not cache.making


def test_a_visitor_who_leaves_does_not_stop_what_others_wait_for() -> None:
    maker, cache = Maker(Answer(200, (), b"x")), PageCache()

    async def ask() -> None:
        first = asyncio.create_task(cache.get(("/a",), maker.of("/a")))
        second = asyncio.create_task(cache.get(("/a",), maker.of("/a")))
        await asyncio.sleep(0)
        first.cancel()
        assert await second is maker.answer

    asyncio.run(ask())
    assert maker.asked == ["/a"]


@pytest.mark.parametrize("answer", [Answer(404, ()), Answer(302, ()), Answer(503, ())])
def test_errors_and_redirects_are_not_kept(answer: Answer) -> None:
    maker, cache = Maker(answer), PageCache()

    async def ask() -> None:
        for _ in range(2):
            await cache.get(("/a",), maker.of("/a"))

    asyncio.run(ask())
    assert maker.asked == ["/a", "/a"] and not cache.answers and not cache.making


@pytest.mark.parametrize("status", [302, 400, 404, 500, 503])
def test_what_is_no_page_has_no_lifetime(status: int) -> None:
    hashed = [(b"cache-control", b"max-age=31536000, public"), (b"location", b"/x"), (b"set-cookie", b"a=b")]
    assert lasting(status, hashed) == ((b"location", b"/x"), (b"cache-control", b"no-store"))
    assert dict(lasting(200, hashed))[b"cache-control"] == b"max-age=31536000, public"


@pytest.mark.parametrize(
    ("header", "accepted"),
    [
        (b"gzip", True),
        (b"br, GZIP", True),
        (b"gzip;q=0.5", True),
        (b"*", True),
        (b"", False),
        (b"br", False),
        (b"gzip;q=0", False),
        (b"gzip ; q=0.000", False),
        (b"*;q=0", False),
        (b"*, gzip;q=0", False),
        (b"xgzip", False),
        (b"gzip;q=beaucoup", False),
    ],
)
def test_who_accepts_gzip(header: bytes, accepted: bool) -> None:
    assert accepts_gzip(header) is accepted


def sent(answer: Answer, method: str = "GET", encoding: bytes = b"") -> tuple[dict[bytes, bytes], list[bytes]]:
    messages: list[Message] = []

    async def send(message: Message) -> None:
        messages.append(message)

    asyncio.run(send_answer(answer, {"method": method, "headers": [(b"accept-encoding", encoding)]}, send))
    return dict(messages[0]["headers"]), [message["body"] for message in messages[1:]]


def test_an_answer_is_sent_in_pieces_and_in_the_form_that_is_accepted() -> None:
    answer = Answer(200, (), b"a" * 200_000, b"packed")
    headers, pieces = sent(answer)
    assert b"".join(pieces) == answer.body and max(map(len, pieces)) <= 1 << 16
    assert headers[b"content-length"] == b"200000" and headers[b"vary"] == b"Accept-Encoding"
    headers, pieces = sent(answer, encoding=b"gzip")
    assert b"".join(pieces) == b"packed" and headers[b"content-encoding"] == b"gzip"
    headers, pieces = sent(answer, method="HEAD")
    assert b"".join(pieces) == b"" and headers[b"content-length"] == b"200000"


def test_a_large_answer_is_read_from_its_file_as_often_as_it_is_sent() -> None:
    with tempfile.TemporaryFile() as file:
        file.write(b"b" * 150_000)
        file.flush()
        answer = Answer(200, (), file=file, size=150_000)
        for _ in range(2):
            assert b"".join(sent(answer)[1]) == b"b" * 150_000
