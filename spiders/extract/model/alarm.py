"""An alarm of a document, under the id of its source: what any pass raises."""

from __future__ import annotations

from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.listing import Alarm


def alarm(name: str, detail: str, document: Document, context: SourceContext) -> Alarm:
    return Alarm(name, detail, context.source_id, document.url)
