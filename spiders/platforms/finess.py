"""The national register, read through the files its producer publishes."""

from __future__ import annotations

from spiders.platforms.base import SourceSpider


class FinessSpider(SourceSpider):
    """The extraction named on the card."""
