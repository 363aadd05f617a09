"""A page of our own making, read as any other."""

from __future__ import annotations

from typing import Any

from pipelines.steps.claims import main_date, read_listing
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


def told(body: str, kind: str = "presse", region: str = "75", title: str = "") -> dict[str, dict[str, Any]]:
    """What a page says of each CPTS, normalised: only what is told."""
    html = f"<html><head><title>{title}</title></head><body><main>{body}</main></body></html>"
    context = SourceContext(kind=kind, regions=(region,))
    found = {}
    for listing in read(Document("https://exemple.fr/page", html.encode(), "text/html"), context).listings:
        statement = read_listing(listing, (region,), publisher_kind=kind)
        facts = {
            claim.topic: claim.value
            for claim in reversed(statement.claims)
            if claim.value and claim.topic not in ("nom", "date")
        }
        if any(claim.data.get("activite") for claim in statement.claims):
            facts["activite"] = True
        date = main_date(statement)
        if date:
            facts["date"] = date.value
        if "missions" in facts:
            facts["missions"] = sorted(claim.value for claim in statement.values("missions"))
        found[listing.name.removeprefix("CPTS ")] = facts
    return found
