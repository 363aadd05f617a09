"""Where a crawl may go. A live one asks public addresses, over http(s), on the ports of the web or of the card; a
rehearsal (`OBSERVATOIRE_REPETITION=1`) asks this machine alone.

Addresses are judged as written and, for names, as they resolve, at every hop: a page may redirect inside the network
of whoever crawls. Behind a proxy names are resolved by the proxy, which may stand anywhere, and are its business.
"""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

from spiders.clock import rehearsing
from spiders.contact import required_contact
from spiders.politeness import publisher_group

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Request, Response
    from twisted.internet.defer import Deferred

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

WEB_PORTS = {80, 443}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_LOCAL_NAMES = (".localhost", ".local", ".internal", ".localdomain")


class AddressRefused(IgnoreRequest):
    """An address that a crawl does not ask. The message, published, says why."""


def refusal(url: str, ports: Collection[int] = ()) -> str:
    """Why an address as written is not asked, empty when it is. `ports`: those that the card itself names."""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return "adresse illisible"
    if parts.scheme not in ("http", "https") or not host:
        return f"adresse en « {parts.scheme} » : seules http et https sont relevées"
    literal = _literal(host)
    if literal:
        wrong = refused_address(literal)
    elif rehearsing():
        wrong = ""
    else:
        local = host == "localhost" or f".{host}".endswith(_LOCAL_NAMES) or "." not in host
        wrong = f"nom local ({host}) : seuls des sites publics sont relevés" if local else ""
    if not wrong and not rehearsing() and port and port not in WEB_PORTS and port not in ports:
        wrong = f"port {port}, que la fiche ne nomme pas"
    return wrong


def _literal(host: str) -> Address | None:
    """The address that a host is, in any of the forms a resolver takes: `127.0.0.1`, `2130706433`, `0x7f.1`, `::1`."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except OSError:
        return None


def refused_address(address: Address | str) -> str:
    """Why an address, written or resolved, is not asked; empty when it is."""
    here = ipaddress.ip_address(address) if isinstance(address, str) else address
    inside = _embedded(here)
    if rehearsing():
        return "" if inside.is_loopback else f"{here} n'est pas cette machine : une répétition ne demande qu'elle"
    if inside.is_global and not inside.is_multicast:
        return ""
    return f"adresse privée ou locale ({here}) : seuls des sites publics sont relevés"


def _embedded(address: Address) -> Address:
    """The IPv4 address that an IPv6 one carries to a gateway."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address


def refusal_resolved(url: str, ports: Collection[int] = ()) -> str:
    """`refusal`, and what the name of the address resolves to unless a proxy asks for us; a name that does not resolve
    is left to whoever connects."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if (why := refusal(url, ports)) or (parts.scheme in getproxies() and not proxy_bypass(host)):
        return why
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return ""
    return next(filter(None, (refused_address(str(one[4][0]).partition("%")[0]) for one in found)), "")


class JudgingResolver(CachingThreadedResolver):
    """Names whose address is refused do not resolve. `refused`: name → why, for whoever tells of it."""

    refused: dict[str, str] = {}

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> Deferred[str]:
        found: Deferred[str] = super().getHostByName(name, timeout)
        proxies = {urlsplit(proxy).hostname or proxy.partition(":")[0] for proxy in getproxies().values()}
        return found if name in proxies else found.addCallback(self._judge, name)

    def _judge(self, address: str, name: str) -> str:
        if why := refused_address(address):
            self.refused[name] = f"{name} : {why}"
            raise DNSLookupError(self.refused[name])
        return address


class AddressGuard:
    """Refuses what must not be asked, before anything else looks at a request; in a replay, where nothing is asked,
    only the pages that lead to another site."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        settings = crawler.settings
        self.on_the_wire = settings["ARCHIVE_MODE"] != "replay" and not settings["RECONSTRUCTIONS"]
        if self.on_the_wire:
            required_contact()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        if self.on_the_wire and (why := refusal(request.url, self._ports(request.url))):
            raise AddressRefused(f"{request.url} : {why}")
        host = urlsplit(request.url).hostname or ""
        if request.meta.get("role") in (None, "entry", "brought") or self._of_the_source(host):
            return
        raise AddressRefused(
            f"la page mène à un autre site ({host}), que la fiche ne nomme pas : elle n'est pas suivie"
        )

    def process_exception(self, request: Request, exception: Exception) -> None:
        """A name that our own resolver refused is told as such."""
        why = JudgingResolver.refused.get(urlsplit(request.url).hostname or "")
        if why and isinstance(exception, CannotResolveHostError):
            raise AddressRefused(why) from exception

    def _ports(self, url: str) -> set[int]:
        """Ports that the card names for the host of `url`."""
        host = urlsplit(url).hostname
        entries = (urlsplit(entry) for entry in self.crawler.spider.card.entry_urls)  # type: ignore[union-attr]
        return {entry.port for entry in entries if entry.hostname == host and entry.port}

    def _of_the_source(self, host: str) -> bool:
        return publisher_group(host) in self.crawler.spider.allowed_domains  # type: ignore[union-attr]


def not_followed(response: Response) -> str:
    """Where an answer leads that Scrapy does not follow, in words; empty when it leads nowhere or over http."""
    scheme = urlsplit((response.headers.get("Location") or b"").decode("latin-1")).scheme
    wrong = scheme and scheme not in ("http", "https")
    return f" et mène à une adresse en « {scheme} » : seules http et https sont relevées" if wrong else ""
