"""The site of a regional health agency: eighteen of them share one Drupal theme.

To recognise it: `data-drupal-selector`, a `main-content` anchor, pages at the root (`/slug`), attachments at
`/media/<id>/download`. A list page of CPTS is rare; most facts are in press releases, so the crawl looks in
the feed, the list of press releases, the site search, the sitemap and the menu for what speaks of CPTS, besides the
pages of the card (`spiders.platforms.ways`). None of these is certain to exist in a region: only the pages of the card
must.
"""

from __future__ import annotations

from collections.abc import Iterable

from spiders.addresses import is_attachment
from spiders.discovery import feed_links, page_links, slug, speaks_of_cpts, worth_following
from spiders.document import Document
from spiders.listing import Extraction
from spiders.platforms.base import SourceSpider


class ArsSpider(SourceSpider):
    def links(self, document: Document, extraction: Extraction) -> Iterable[str]:
        """From a list page, named on the card or found by the menu, the pages and files of each CPTS; from a press
        release, its attachments only: the other news beside it are found by the ways above."""
        yield from self.chosen(document, extraction)
        whole = self.is_list(document.url)
        if document.kind != "html":
            # a card whose list was never seen starts from the feed of the agency
            yield from worth_following(feed_links(document)) if whole else ()
            return
        for text, link in page_links(document):
            if (whole or is_attachment(link)) and speaks_of_cpts(text, slug(link)):
                yield link
