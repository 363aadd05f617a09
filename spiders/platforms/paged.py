"""Services that give their rows page by page: what a map layer and an open API have in common."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from scrapy.http import Response

from spiders.extract.output.merge import join_pages
from spiders.platforms.base import SourceSpider


class PagedSpider(SourceSpider):
    """A source whose rows come in several answers, each read as it comes."""

    def read_page(self, response: Response) -> Iterator[Any]:
        """One page of rows; a CPTS whose communes began on the page before is kept once, with all of them."""
        before, self.found = self.found, []
        yield from self.parse_document(response)
        self.found = join_pages(before, self.found)

    def more_to_come(self, response: Response) -> None:
        """One answer of several is cut for whoever reads it alone; here the rest is asked for and counted."""
        self.alarms = [one for one in self.alarms if (one.name, one.url) != ("Truncated", response.url)]

    def answer(self, response: Response, required: bool = True) -> dict[str, Any] | None:
        """The JSON object of an answer; with `required`, an alarm where it is none."""
        document = self.document(response) if required else None
        if required and document is None:
            return None
        try:
            answer = json.loads(response.body)
        except ValueError:
            answer = None
        if isinstance(answer, dict):
            return answer
        if required:
            self.alarm("WrongType", "le service a répondu autre chose que du JSON", response.url)
            self.lost += [response.url] * (response.meta["role"] == "entry")
        return None


def with_query(url: str, **more: str) -> str:
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query)) | more
    return urlunsplit(parts._replace(query=urlencode(query)))
