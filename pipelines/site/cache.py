"""Answers kept in memory: the data under the site never changes while it runs, so neither do its pages."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from pipelines.site.answers import Answer

TOTAL_BYTES = 40_000_000
EACH_BYTES = 2_000  # of the objects that hold one answer, its address and its headers
NO_PLACE = 503
Key = tuple[str, ...]


def weight(key: Key, answer: Answer) -> int:
    """Bytes that keeping `answer` takes: its address may be longer than itself."""
    headers = sum(len(name) + len(value) for name, value in answer.headers)
    return EACH_BYTES + sum(map(len, key)) + headers + len(answer.body) + len(answer.packed)


class PageCache:
    """Whole answers by address, the least recently read leaving first. A page that several visitors ask at once is
    made once."""

    def __init__(self, total: int = TOTAL_BYTES) -> None:
        self.total, self.held = total, 0
        self.answers: OrderedDict[Key, Answer] = OrderedDict()
        self.making: dict[Key, asyncio.Task[Answer]] = {}

    async def get(self, key: Key, make: Callable[[], Awaitable[Answer]]) -> Answer:
        """The answer of `key`; what `make` gives is kept when it is a page, and never when it is an error, a redirect
        or a file. A visitor who leaves does not stop the making: others may be waiting for it. Whoever waited for what
        another was refused for want of a place asks once in his own name."""
        known = self.answers.get(key)
        if known is not None:
            self.answers.move_to_end(key)
            return known
        waited = key in self.making
        answer = await self._one(key, make)
        return await self._one(key, make) if waited and answer.status == NO_PLACE else answer

    async def _one(self, key: Key, make: Callable[[], Awaitable[Answer]]) -> Answer:
        task = self.making.get(key)
        if task is None:
            task = self.making[key] = asyncio.ensure_future(make())
            task.add_done_callback(lambda done: self._made(key, done))
        return await asyncio.shield(task)

    def _made(self, key: Key, task: asyncio.Task[Answer]) -> None:
        del self.making[key]
        if task.cancelled() or task.exception() is not None:
            return
        answer = task.result()
        if answer.status != 200 or answer.file is not None:
            return
        self.answers[key] = answer
        self.held += weight(key, answer)
        while self.held > self.total:
            self.held -= weight(*self.answers.popitem(last=False))
