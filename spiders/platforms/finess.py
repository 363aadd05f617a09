"""The national register, through the files its producer publishes.

The structures file is a gzip of about 715 MB once opened: its body stays compressed from the wire to the
reader, which opens it piece by piece. The frozen `;` file is read like any other document.
"""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from scrapy.settings import BaseSettings

from spiders.document import Document
from spiders.listing import Extraction
from spiders.platforms.asking import Role
from spiders.platforms.base import SourceSpider

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spiders.listing import Listing

MAX_COMPRESSED = 256 * 1024 * 1024


class FinessSpider(SourceSpider):
    gives_data = True

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        super().update_settings(settings)
        settings.set("COMPRESSION_ENABLED", False, priority="spider")
        settings.set("DOWNLOAD_MAXSIZE", MAX_COMPRESSED, priority="spider")
        settings.set("DOWNLOAD_TIMEOUT", 900, priority="spider")

    def read(self, document: Document, role: Role) -> Extraction:
        if document.kind != "gzip":
            return super().read(document, role)
        listings = tuple(self._structures(document))
        self.found.extend(listings)
        if not listings:
            self.alarm("EmptyListing", "aucune structure de catégorie 604 dans le fichier", document.url)
        return Extraction(listings, extractor="finess")

    def _structures(self, document: Document) -> Iterator[Listing]:
        import ijson

        from spiders.extract.decode.data.finess import read_structures

        evidence = self.context.evidence(document, "")
        try:
            yield from read_structures(BytesIO(document.body), evidence)
        except (ijson.JSONError, EOFError, OSError, zlib.error) as error:
            self.alarm("Truncated", f"le fichier des structures s'arrête trop tôt ({error})", document.url)
