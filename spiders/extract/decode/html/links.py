"""Links of a page: their absolute address, and which are worth following."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

from lxml import etree

from lexicon.gate import gated
from lexicon.text import fold
from spiders.extract.decode.html.content_root import text_of
from spiders.extract.decode.html.metadata import page_title

_SPEAKS_OF_CPTS = gated(r"\bc(?:pt|tp)s|professionnelles? (?:et )?territoriales?|territoriales? professionnelles?")


_IS_FILE = gated(r"\.(?:pdf|xlsx?|ods|csv|geojson|kml|docx)$|/media/\d+/download|/system/files/")


def links(tree: etree._Element, url: str) -> tuple[str, ...]:
    """Absolute addresses worth following: CPTS (and its misspellings) in the text or the address, and the
    documents of a page about CPTS."""
    about_cpts = re.search(r"\bc(?:pt|tp)s\b", fold(url + " " + page_title(tree)))
    found: dict[str, None] = {}
    for anchor in tree.xpath("//a[@href]"):
        address = absolute(url, anchor.get("href"))
        if not address:
            continue
        path = urlsplit(address).path
        words = fold(" ".join((text_of(anchor), anchor.get("title") or "", re.sub(r"[-_]", " ", path))))
        if _SPEAKS_OF_CPTS.search(words) or (about_cpts and _IS_FILE.search(path.lower())):
            found[address] = None
    return tuple(found)


def absolute(base: str, href: str | None) -> str:
    """The absolute http(s) address of a link; the site of a CPTS is often written without its scheme."""
    href = (href or "").strip()
    if not href or href.startswith(("#", "mailto:", "tel:", "javascript:", "data:")):
        return ""
    if re.match(r"www\.[\w-]+\.\w", href):
        href = "https://" + href
    try:
        address = urljoin(base, href)
        return address if urlsplit(address).scheme in ("http", "https") and urlsplit(address).netloc else ""
    except ValueError:
        return ""
