"""A visitor waits as long as his lane says, whatever the worker still does."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from pipelines.site.answers import Answer
from pipelines.site.lanes import Bounds, Lane, Refused, Workshop

PAGE = Answer(200, (), b"page")
ASKED = {"path": "/2026-11-22/cpts"}


class Opening:
    """A worker that answers once its release is open."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.reader = SimpleNamespace(at_eof=lambda: False)
        self.closed = self.stays = False

    async def ask(self, asked: dict[str, Any]) -> Answer:
        await self.open.wait()
        self.stays = True
        return PAGE

    def close(self) -> None:
        self.closed = True


def lane_of(*workers: Opening) -> Lane:
    left = list(workers)

    async def worker() -> Opening:
        return left.pop(0)

    bounds = Bounds(workers=1, wait=0.05, seconds=1, wall=0.05, opening=0)
    return Lane(cast(Workshop, SimpleNamespace(worker=worker)), bounds)


async def reason(lane: Lane) -> str:
    with pytest.raises(Refused) as refusal:
        await lane.ask(ASKED)
    return refusal.value.reason


def test_a_visitor_does_not_wait_for_a_release_to_open_and_gets_its_page_next_time() -> None:
    async def visits() -> None:
        worker = Opening()
        lane = lane_of(worker)
        assert await reason(lane) == "attente"
        assert await reason(lane) == "affluence", "the only worker is still at it"
        worker.open.set()
        await asyncio.sleep(0)
        assert await lane.ask(ASKED) is PAGE and not worker.closed

    asyncio.run(visits())


def test_a_worker_lost_after_its_visitor_left_is_replaced() -> None:
    async def visits() -> None:
        lost, next_one = Opening(), Opening()
        lane = lane_of(lost, next_one)

        async def ask(asked: dict[str, Any]) -> Answer:
            await lost.open.wait()
            raise asyncio.IncompleteReadError(b"", 4)

        lost.ask = ask  # type: ignore[method-assign]
        assert await reason(lane) == "attente"
        lost.open.set()
        next_one.open.set()
        await asyncio.sleep(0)
        assert await lane.ask(ASKED) is PAGE and lost.closed and not next_one.closed

    asyncio.run(visits())


def test_no_page_is_asked_of_a_worker_that_ends() -> None:
    """It may not have gone yet: the visitor would get an error for what the page before him cost."""

    async def visits() -> None:
        leaving, next_one = Opening(), Opening()
        lane = lane_of(leaving, next_one)

        async def ask(asked: dict[str, Any]) -> Answer:
            return PAGE

        leaving.ask = ask  # type: ignore[method-assign]
        next_one.open.set()
        assert await lane.ask(ASKED) is PAGE and leaving.closed
        assert await lane.ask(ASKED) is PAGE and next_one.stays and not next_one.closed

    asyncio.run(visits())
