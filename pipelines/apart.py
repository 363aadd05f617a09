"""Work in a process of its own, whose memory goes with it: what takes much for a while weighs on nothing after."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeVar

Result = TypeVar("Result")


def apart(work: Callable[..., Result], *told: object) -> Result:
    """`work(*told)`; all of it can be pickled. Raises what it raises, and `ValueError` when its process dies."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        try:
            return pool.submit(work, *told).result()
        except BrokenProcessPool as error:
            name = work.__name__.strip("_")
            raise ValueError(f"the process of {name} was killed, for want of memory maybe: run it again") from error
