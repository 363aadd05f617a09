"""A page of our own making, read as any other."""

from __future__ import annotations

from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.extract.read import read
from spiders.listing import Extraction, Listing


def extract(markup: str, kind: str = "urps", region: str = "24") -> Extraction:
    page = f'<!DOCTYPE html><html lang="fr"><head><meta charset="utf-8"></head><body>{markup}</body></html>'
    document = Document(url="https://www.exemple.org/cpts", body=page.encode(), content_type="text/html; charset=utf-8")
    return read(document, SourceContext(kind=kind, regions=(region,)))


def by_name(found: Extraction) -> dict[str, Listing]:
    return {listing.name: listing for listing in found.listings}
