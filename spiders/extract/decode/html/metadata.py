"""What a page says of itself: title, name of the site, date of publication."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from lxml import etree

from lexicon import months
from lexicon.cpts_names import find_names, name_key
from lexicon.dates import read_dates
from lexicon.gate import gated
from lexicon.months import MONTH
from lexicon.text import fold, tidy
from spiders.extract.decode.html.content_root import lines_of, visible_text

_PUBLISHED = gated(
    r"\b(?:publiee?|mis(?:e)?s? (?:en ligne|a jour)|paru|redigee?|actualise|modifiee?)\s*(?:le|:)?\s*:?\s*(?:\w+\s+)?"
    r"(?:(\d{1,2})\s?(?:er)?\s+(" + MONTH + r")\s+(\d{4})|(\d{1,2})[/.](\d{1,2})[/.](\d{4}))"
)

_MARK = gated(r"^\W*(?:[Cc]opyright|[Tt]ous droits réservés)?[\W\d]*")
_SIGNED = gated(r"(?:l'|la )?(?:association )?(?:c[pt]{2}s|communaute)\b")


TITLE = "/titre"  # the place of `<title>`


def page_title(tree: etree._Element) -> str:
    """`<title>` or `og:title`, tidied."""
    titles = tree.xpath("//head//title/text() | //title/text()") + tree.xpath("//meta[@property='og:title']/@content")
    return next((tidy(title) for title in titles if title.strip()), "")


def site_names(tree: etree._Element) -> list[tuple[str, str]]:
    """What the site calls itself, and where: `og:site_name`, the logo's alternative text, the title of the site."""
    named = tree.xpath("//meta[@property='og:site_name' or @name='application-name']/@content")
    named += tree.xpath(
        "//header//img/@alt | //*[contains(@class, 'logo')]//img/@alt | //img[contains(@class, 'logo')]/@alt | "
        "//*[contains(@class,'site-title') or contains(@class,'site-name')]//text()"
    )
    root = tree.getroottree()
    return [(tidy(name), root.getpath(name.getparent())) for name in named if name.strip()]


def signature(tree: etree._Element) -> tuple[str, str]:
    """The words of the foot of a page that name one CPTS, whose page it is, and the place of the foot: « © 2024 CPTS du
    Val », « CPTS du Val – 3 place de la Mairie ». Empty where the foot names several, or says more before the name."""
    for foot in tree.xpath("//footer | //*[@role='contentinfo']"):
        lines = (_MARK.sub("", line) for line in lines_of(foot).split("\n"))
        named = {name_key(one.name): line for line in lines for one in find_names(line)}
        if len(named) == 1 and _SIGNED.match(fold(line := next(iter(named.values())))):
            return line, foot.getroottree().getpath(foot)
    return "", ""


def page_date(tree: etree._Element, url: str) -> str | None:
    """ISO date the page gives itself: metadata, `<time>`, JSON-LD, « Publié le », else the date in its address."""
    stamps = tree.xpath(
        "//meta[@property='article:published_time' or @name='date' or @name='DC.date' or @name='dcterms.date' or "
        "@itemprop='datePublished' or @name='publish-date']/@content"
    )
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        stamps += _published_in(script)
    stamps += tree.xpath("(//article | //main | //body)[1]//time/@datetime | //*[@itemprop='datePublished']/@content")
    for stamp in stamps:
        found = _iso(stamp)
        if found:
            return found
    said = _PUBLISHED.search(fold(visible_text(tree)[:20000]))
    if said:
        return _said(said)
    slug = re.search(r"(?<!\d)(20[0-3]\d)[-/](0[1-9]|1[0-2])[-/](0[1-9]|[12]\d|3[01])(?!\d)", urlsplit(url).path)
    return _valid(int(slug.group(1)), int(slug.group(2)), int(slug.group(3))) if slug else None


_DATE_LINE = gated(
    r"(?:[^.;:!?]{0,50}(?:[|–-]|,)\s*)?(?:le\s+)?(?:(\d{1,2})(?:er)?\s+)?("
    + MONTH
    + r")\s+(20\d{2})(?:\s*[|–-][^.;:!?]{0,40})?"
)


def date_line(lines: Sequence[str]) -> str | None:
    """The date of a page that writes it on a line of its own near its title: « 15 mars 2021 », « Par … |
    Décembre 2025 ». To the month when the day is not written. A line that tells a step (« Septembre 2021 – validation
    du projet de santé ») is of a chronology."""
    for line in lines[:6]:
        match = _DATE_LINE.fullmatch(fold(line).strip())
        if match and not any(one.event for one in read_dates(line)):
            year, month = int(match.group(3)), months.number(match.group(2))
            return _valid(year, month, int(match.group(1))) if match.group(1) else f"{year}-{month:02d}"
    return None


def _published_in(script: str) -> list[str]:
    try:
        nodes = list(_nodes(json.loads(script)))
    except (ValueError, RecursionError):
        return []
    return [value for node in nodes if isinstance(value := node.get("datePublished"), str)]


def _nodes(data: object) -> Iterator[dict[str, Any]]:
    if isinstance(data, dict):
        yield data
        for value in data.values():
            yield from _nodes(value)
    elif isinstance(data, list):
        for value in data:
            yield from _nodes(value)


def _iso(stamp: str) -> str | None:
    match = re.match(r"\s*(\d{4})-(\d{2})-(\d{2})", stamp)
    return _valid(*map(int, match.groups())) if match else None


def _said(match: re.Match[str]) -> str | None:
    if match.group(3):
        return _valid(int(match.group(3)), months.number(match.group(2)), int(match.group(1)))
    return _valid(int(match.group(6)), int(match.group(5)), int(match.group(4)))


def _valid(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
