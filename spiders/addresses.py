"""Addresses as publishers write them, brought to one form per page.

The forms were read on the agencies' sites: `/index.php/` or not, `www` or not, `?parent=` left behind by a
menu. `-0`, `-1` … at the end of a slug are other pages, never the same one.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlencode, urljoin, urlsplit, urlunsplit

from lexicon.patterns import vocabulary

# parameters that choose nothing on the page: where the reader came from, who shared it
EMPTY_PARAMETERS = re.compile(r"^(parent|itok|utm_\w+|fbclid|gclid|mc_[ce]id|check_logged_in|noamp)$")

# which part of a list split over several pages; `p` is left out, WordPress numbers its articles with it
PAGE_PARAMETER = re.compile(r"^(page|paged|pg|start|limitstart|offset)$")
PAGE_PATH = re.compile(r"/page/(\d+)/?$")

# what a listing is never published as
NOT_A_DOCUMENT = re.compile(
    r"\.(?:jpe?g|png|gif|svg|webp|ico|css|js|woff2?|mp[34]|avi|mov|ics|vcf)(?:$|\?)", re.IGNORECASE
)


def is_agency(host: str) -> bool:
    """Whether the host is a regional health agency or their national portal."""
    return host.removeprefix("www.") == "ars.sante.fr" or host.endswith(".ars.sante.fr")


def may_be_a_site(host: str) -> bool:
    """Whether a CPTS may have its site there: on no network, and on no page of an administration."""
    told = vocabulary("html")
    return bool(host) and (host in told["a_site"] or not any(f".{bad}." in f".{host}." for bad in told["not_a_site"]))


def is_shared(host: str) -> bool:
    """Whether a host alone is the site of nobody, « facebook.com », « sites.google.com »: a page of it may be one."""
    host = host.removeprefix("www.")
    return host in vocabulary("html")["a_site"] or not may_be_a_site(host)


def canonical(url: str, base: str = "") -> str:
    """The one form of an address, resolved against `base`. Empty for what is no web page (`mailto:`,
    `javascript:`, an unreadable address)."""
    try:
        parts = urlsplit(urljoin(base, url.strip()))
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    try:
        host = host.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    scheme, path = parts.scheme, re.sub(r"/{2,}", "/", parts.path) or "/"
    if is_agency(host):
        scheme, host, port = "https", "www." + host.removeprefix("www."), None
        path = re.sub(r"^/index\.php(?=/|$)", "", path) or "/"
    query = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not EMPTY_PARAMETERS.match(name)
    ]
    # a parameter without a value (`/media/2763/download?inline`) keeps its form
    text = "&".join(urlencode([pair]) if pair[1] else quote(pair[0]) for pair in query)
    return urlunsplit((scheme, _place(scheme, host, port), quote(path, safe="/%:@!$&'()*+,;=~-._"), text, ""))


def _place(scheme: str, host: str, port: int | None) -> str:
    """The host and the port where they are asked; an address of IPv6 stands in brackets."""
    written = f"[{host}]" if ":" in host else host
    return f"{written}:{port}" if port and port != {"http": 80, "https": 443}[scheme] else written


def split_page(url: str) -> tuple[str, int]:
    """The address of a list without the part it shows, and that part: `?page=2`, `?start=20`, `/page/2/`.
    0 when the address names none, as that of a first page does not."""
    parts, number = urlsplit(url), 0
    query = []
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if PAGE_PARAMETER.match(name) and value.isdigit():
            number = int(value)
        else:
            query.append((name, value))
    path = parts.path
    if found := PAGE_PATH.search(path):
        number, path = int(found[1]), path[: found.start() + 1]
    return canonical(urlunsplit(parts._replace(path=path, query=urlencode(query)))), number


def is_home(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def is_attachment(url: str) -> bool:
    """Whether the address is that of a file: by the agencies' paths, else by its extension."""
    path = urlsplit(url).path
    return bool(
        re.match(r"/media/\d+/download$", path)
        or path.startswith(("/system/files/", "/sites/default/files/"))
        or re.search(r"\.(pdf|xlsx?|ods|csv|docx?|odt|kml|kmz|geojson|json|zip)$", path, re.IGNORECASE)
    )
