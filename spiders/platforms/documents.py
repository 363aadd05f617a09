"""Pages that publish their list as attached files: PDF, spreadsheets, CSV."""

from __future__ import annotations

from collections.abc import Iterable

from spiders.addresses import is_attachment
from spiders.discovery import page_links, slug, speaks_of_cpts
from spiders.document import Document
from spiders.listing import Extraction
from spiders.platforms.base import SourceSpider


class DocumentsSpider(SourceSpider):
    """Follows the attachments that speak of CPTS, or that the card's `follow` matches. What a file is, its
    bytes say: agencies serve DOCX and PDF at `/media/<id>/download`. Follow the text of the link, not its
    address: the folder of an upload changes with its month."""

    def links(self, document: Document, extraction: Extraction) -> Iterable[str]:
        yield from self.chosen(document, extraction)
        if document.kind != "html":
            return
        for text, link in page_links(document):
            if is_attachment(link) and speaks_of_cpts(text, slug(link)):
                yield link
