"""Work in a process of its own, whose memory goes with it: what takes much for a while weighs on nothing after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TypeVar

Result = TypeVar("Result")


def apart(work: Callable[..., Result], *told: object) -> Result:
    """`work(*told)`; all of it can be pickled. Raises what it raises, and `ValueError` when its process dies."""
    with beside(work, *told) as result:
        return result()


@contextmanager
def beside(work: Callable[..., Result], *told: object) -> Iterator[Callable[[], Result]]:
    """The same while the body goes on, on another core; what it is given waits for the result. The body ends when both
    have ended, however it does."""

    def result() -> Result:
        try:
            return begun.result()
        except BrokenProcessPool as error:
            name = work.__name__.strip("_")
            raise ValueError(f"the process of {name} was killed, for want of memory maybe: run it again") from error

    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        begun = pool.submit(work, *told)
        yield result
