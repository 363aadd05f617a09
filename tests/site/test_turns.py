"""Places are given to visitors in turn."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from pipelines.site.turns import Full, Turns

LONG = 60.0


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def made_in_turn(most: int, asked: list[tuple[str, str]], then: Callable[[Turns], None] = lambda _: None) -> list[str]:
    """Pages in the order they are given the one place, where `asked` are (visitor, page) in order; « - » before one
    that is refused."""

    async def visits() -> list[str]:
        turns, order = Turns(1, most), []
        await turns.take("first", "other", LONG)

        async def ask(who: str, page: str) -> None:
            try:
                await turns.take(page, who, LONG)
                order.append(page)
                turns.give()
            except Full:
                order.append(f"-{page}")

        asking: list[Awaitable[None]] = []
        for who, page in asked:
            asking.append(asyncio.ensure_future(ask(who, page)))
            await settle()
        then(turns)
        turns.give()
        await asyncio.gather(*asking)
        assert turns.free == 1 and not turns.waiting and not turns.queues
        return order

    return asyncio.run(visits())


def test_who_asks_for_one_page_waits_for_one_page_of_another() -> None:
    asked = [("a", f"a{number}") for number in range(5)] + [("b", "b0"), ("c", "c0"), ("b", "b1")]
    assert made_in_turn(100, asked) == ["a0", "b0", "c0", "a1", "b1", "a2", "a3", "a4"]


def test_a_visitor_alone_is_given_every_place() -> None:
    assert made_in_turn(100, [("a", "a0"), ("a", "a1"), ("a", "a2")]) == ["a0", "a1", "a2"]


def test_when_too_many_wait_the_one_who_asks_most_is_refused() -> None:
    asked = [("a", "a0"), ("a", "a1"), ("a", "a2"), ("a", "a3"), ("b", "b0"), ("c", "c0")]
    assert made_in_turn(3, asked) == ["-a3", "-a2", "-a1", "a0", "b0", "c0"]


def test_a_page_that_waits_behind_many_comes_at_the_turn_of_another_who_asks_for_it() -> None:
    asked = [("a", f"a{number}") for number in range(5)]
    assert made_in_turn(100, asked, lambda turns: turns.join("a4", "b")) == ["a0", "a4", "a1", "a2", "a3"]


def test_who_waits_too_long_is_told_and_takes_no_place() -> None:
    async def visits() -> None:
        turns = Turns(1, 100)
        await turns.take("first", "a", LONG)
        with pytest.raises(TimeoutError):
            await turns.take("second", "b", 0)
        gone = asyncio.ensure_future(turns.take("third", "b", LONG))
        await settle()
        gone.cancel()
        await settle()
        turns.give()
        assert turns.free == 1 and not turns.waiting and not turns.queues

    asyncio.run(visits())


def test_a_place_given_to_one_who_left_goes_to_the_next() -> None:
    async def visits() -> None:
        turns = Turns(1, 100)
        await turns.take("first", "a", LONG)
        gone, next_one = (asyncio.ensure_future(turns.take(page, page, LONG)) for page in "bc")
        await settle()
        turns.give()
        gone.cancel()  # before it knows
        await settle()
        assert next_one.done() and not turns.free

    asyncio.run(visits())
