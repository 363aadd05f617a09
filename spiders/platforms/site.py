"""One or a few known pages: regional federations, CPAM pages, the sites of single CPTS."""

from __future__ import annotations

from spiders.platforms.base import SourceSpider


class SiteSpider(SourceSpider):
    """The entry pages, and the links that the card's `follow` matches."""
