"""Open APIs that answer in JSON, page by page: `rows` of the card says where the records are, `[crawl.pages]` how the
next page is asked: by the address the answer gives, by how many records were seen, or by the number of the page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from scrapy.http import Request, Response

from spiders.extract.card.select import records
from spiders.platforms.paged import PagedSpider, with_query
from spiders.politeness import publisher_group


class OpenApiSpider(PagedSpider):
    gives_data = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._first: dict[str, str] = {}  # entry address → its first record

    def starts(self) -> Iterator[Request]:
        for url in self.card.entry_urls:
            yield from self.ask(url, "entry", self.parse_records, entry=url, seen=0, page=1)

    def parse_records(self, response: Response, entry: str, seen: int, page: int) -> Iterator[Any]:
        """One page, then the next one until the records end: none is left, the announced number is there, or the
        answer names no next page."""
        try:
            data = json.loads(response.body)
        except ValueError:
            data = None
        rows = records(data, self.card.extract.rows or "@") if data is not None else []
        if page > 1 and not rows:
            self._count(data, entry, seen, response.url)
            return
        first = json.dumps(rows[:1], sort_keys=True)
        if page > 1 and first == self._first.get(entry):
            detail = f"le service redonne ses {seen} premiers enregistrements quand on lui demande les suivants"
            self.alarm("Truncated", f"{detail} ; corriger `[crawl.pages]` sur la fiche", response.url)
            return
        self._first.setdefault(entry, first)
        yield from self.read_page(response)
        seen += len(rows)
        following = self._next(response.url, data, entry, seen, page) if rows else ""
        if following:
            yield from self.ask(following, "entry", self.parse_records, entry=entry, seen=seen, page=page + 1)
        else:
            self._count(data, entry, seen, response.url)

    def _next(self, here: str, data: object, entry: str, seen: int, page: int) -> str:
        """The address of the next page, empty after the last one."""
        pages = self.card.crawl.pages
        if pages is None:
            return ""
        if pages.next:
            told = next((one for one in records(data, pages.next) if isinstance(one, str) and one), "")
            following = urljoin(here, told) if told else ""
            if following and not self._is_ours(following):
                self.alarm("Truncated", f"la page suivante est sur un autre site, non demandée : {following}", here)
                return ""
            return following
        total = self._announced(data)
        if total is not None and seen >= total:
            return ""
        if pages.offset:
            return with_query(entry, **{pages.offset: str(seen)})
        asked = parse_qs(urlsplit(entry).query).get(pages.number or "", ["1"])[0]
        return with_query(entry, **{pages.number or "": str(int(asked if asked.isdigit() else 1) + page)})

    def _is_ours(self, url: str) -> bool:
        return publisher_group(urlsplit(url).hostname or "") in self.allowed_domains

    def _announced(self, data: object) -> int | None:
        """How many records the service says it has, where the card says where."""
        path = self.card.crawl.pages.total if self.card.crawl.pages else None
        found = next(iter(records(data, path)), None) if path else None
        text = str(found).strip()
        return int(text) if text.isdigit() else None

    def _count(self, data: object, entry: str, seen: int, url: str) -> None:
        total = self._announced(data)
        if total is not None and total != seen:
            detail = f"le service annonce {total} enregistrements et en a donné {seen}"
            self.alarm("CountMismatch", detail, url)
