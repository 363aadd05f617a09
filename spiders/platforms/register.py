"""A national register behind a public service that answers in JSON, part after part.

A card holds the first request of each search; the service says itself how to go on. Shapes are documented in
`docs/platforms/register.md` and read by `spiders.extract.decode.data.registers`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from scrapy.http import Response

from spiders.extract.decode.data.registers import further
from spiders.platforms.base import SourceSpider


class RegisterSpider(SourceSpider):
    """One listing per row of a register; a row that two searches find is kept once."""

    gives_data = True

    def parse_document(self, response: Response) -> Iterator[Any]:
        before, self.found = self.found, []
        yield from super().parse_document(response)
        known = {(one.publisher_ref, one.name) for one in before}
        self.found = [*before, *(one for one in self.found if (one.publisher_ref, one.name) not in known)]
        try:
            answer = json.loads(response.body) if response.status == 200 else None
        except ValueError:
            return
        if following := further(answer, response.url):
            yield from self.ask(following, "entry")
