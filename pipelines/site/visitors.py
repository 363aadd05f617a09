"""How much one visitor may ask: as much as the proxy that ships allows, where the public meets the site without it."""

from __future__ import annotations

import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable

from pipelines.site.asgi import Scope

# `limit_req` of deploy/nginx.conf
PER_SECOND, BURST = 20, 60
SUBSCRIBER = 56
REMEMBERED = 10_000  # visitors; who has been quiet for longest is forgotten


def visitor(client: tuple[str, int] | None) -> str:
    """Who asks, by address: one subscriber has up to a /56 of IPv6 (RIPE-690, 4.2)."""
    try:
        address = ipaddress.ip_address(client[0] if client else "")
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        return str(address.ipv4_mapped or ipaddress.IPv6Network((int(address), SUBSCRIBER), strict=False))
    return str(address)


def asker(scope: Scope, behind_proxy: bool) -> str:
    """The visitor who asks; behind a proxy the one whom the proxy names: the last address of `X-Forwarded-For`, for
    whatever stands before it may be the visitor's own words."""
    if not behind_proxy:
        return visitor(scope.get("client"))
    said = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
    return visitor((said[-1].decode("latin-1").split(",")[-1].strip(), 0) if said else None)


class Visitors:
    """A bucket per visitor, filled at `PER_SECOND`, that holds `BURST` requests."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self.left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # visitor → requests left, at this moment

    def may_ask(self, who: str) -> bool:
        now = self.clock()
        left, then = self.left.pop(who, (float(BURST), now))
        left = min(BURST, left + (now - then) * PER_SECOND)
        self.left[who] = (left - 1 if left >= 1 else left, now)
        if len(self.left) > REMEMBERED:
            self.left.popitem(last=False)
        return left >= 1
