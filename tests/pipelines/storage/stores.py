"""Stores in memory: one as it should be, one that lets two writers create one file."""

from __future__ import annotations

import itertools

from fsspec.implementations.memory import MemoryFileSystem

from pipelines.storage.objects import Objects

_numbers = itertools.count(1)


def store() -> Objects:
    return Objects.at(f"memory://observatoire/{next(_numbers)}")


class Careless(MemoryFileSystem):
    """Writes whatever the condition, as gateways do that do not know If-None-Match."""

    cachable = False

    def pipe_file(self, path, value, mode="overwrite", **kwargs):
        return super().pipe_file(path, value, **kwargs)


def careless() -> Objects:
    address = f"memory://careless/{next(_numbers)}"
    return Objects(address, Careless(), address.removeprefix("memory:/"))
