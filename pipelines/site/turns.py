"""Whose turn it is: the workers of a lane are given to visitors in rotation, however much one of them asks.

A visitor who asks for a thousand pages waits for them one by one; who asks for one waits for one page of another.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Hashable

Ticket = asyncio.Future[None]  # one page that waits to be made


class Full(Exception):
    """The visitor who waits for most pages has one refused: too many wait."""


class Turns:
    """`places` at once, and at most `most` pages that wait for one."""

    def __init__(self, places: int, most: int) -> None:
        self.free, self.most = places, most
        self.waiting: dict[Hashable, Ticket] = {}
        self.queues: OrderedDict[str, deque[Hashable]] = OrderedDict()  # visitor → pages; whose turn is next, first
        self.last = ""  # who was given the last place

    async def take(self, page: Hashable, who: str, seconds: float) -> None:
        """Return once a place is `who`'s for `page`. Raises `TimeoutError` after `seconds`, `Full`."""
        if self.free:
            self.free -= 1
            self.last = who
            return
        if len(self.waiting) >= self.most:
            self._refuse_one(who)
        ticket = self.waiting[page] = asyncio.get_running_loop().create_future()
        self.join(page, who)
        try:
            async with asyncio.timeout(seconds):
                await ticket
        except BaseException:
            if ticket.done() and not ticket.cancelled() and ticket.exception() is None:
                self.give()  # it came too late
            self._forget(page, ticket)
            raise

    def join(self, page: Hashable, who: str) -> None:
        """Have `page`, if it waits, made at the turn of `who` too: another may have asked for it behind many."""
        if page in self.waiting:
            queue = self.queues.setdefault(who, deque())
            if page not in queue:
                queue.append(page)

    def give(self) -> None:
        """A place is free: it goes to the next visitor, and not to the last one again while others wait."""
        while self.queues:
            who = next((one for one in self.queues if one != self.last), self.last)
            page = self.queues[who].popleft()
            self.queues.move_to_end(who)
            if not self.queues[who]:
                del self.queues[who]
            ticket = self.waiting.pop(page, None)
            if ticket is not None and not ticket.done():
                self.last = who
                ticket.set_result(None)
                return
        self.free += 1

    def _refuse_one(self, who: str) -> None:
        """Make room for `who`. Raises `Full` when nobody waits for more pages than he does."""
        most = max(self.queues, key=lambda one: len(self.queues[one]))
        if len(self.queues[most]) <= len(self.queues.get(who, ())) + 1:
            raise Full
        page = self.queues[most].pop()
        ticket = self.waiting.pop(page, None)
        if ticket is not None and not ticket.done():
            ticket.set_exception(Full())

    def _forget(self, page: Hashable, ticket: Ticket) -> None:
        if self.waiting.get(page) is ticket:
            del self.waiting[page]
            for who in [one for one, queue in self.queues.items() if page in queue]:
                self.queues[who].remove(page)
                if not self.queues[who]:
                    del self.queues[who]
