"""Many visitors at once, on one thread: what they ask, what they get, how long they wait."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field


@dataclass
class Load:
    """`statuses` counts the answers by status, `failures` says what was none, `seconds` is the wait of each."""

    statuses: dict[int, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def _answer(reader: asyncio.StreamReader) -> int:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    size = next(int(line.split(":")[1]) for line in head.split("\r\n") if line.startswith("content-length:"))
    await reader.readexactly(size)
    return int(head.split(" ")[1])


async def visitors(port: int, path: str, connections: int, seconds: float, pause: float = 0) -> Load:
    """`connections` visitors who ask for `path` again and again for `seconds`, each on a connection kept open."""
    load = Load()
    end = time.monotonic() + seconds
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: gzip\r\n\r\n".encode()

    async def connected(answered: int = 0) -> None:
        """Ask until the end, or until the server closes a connection that has served its time."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.monotonic() < end:
            began = time.monotonic()
            try:
                writer.write(request)
                async with asyncio.timeout(30):
                    status = await _answer(reader)
            except (ConnectionError, asyncio.IncompleteReadError) as error:
                if answered and not getattr(error, "partial", b""):
                    break
                raise
            answered += 1
            load.seconds.append(time.monotonic() - began)
            load.statuses[status] = load.statuses.get(status, 0) + 1
            await asyncio.sleep(pause)
        writer.close()

    async def visitor() -> None:
        try:
            while time.monotonic() < end:
                await connected()
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            load.failures.append(repr(error))

    await asyncio.gather(*(visitor() for _ in range(connections)))
    return load
