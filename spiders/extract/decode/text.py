"""Plain text: lines of cells where they say something as a table, else prose."""

from __future__ import annotations

from spiders.document import Document
from spiders.extract.decode.html.page import read_text
from spiders.extract.decode.sheet.workbook import looks_delimited, read_spreadsheet
from spiders.extract.model.source import SourceContext
from spiders.listing import Extraction


def read_plain_text(document: Document, context: SourceContext) -> Extraction:
    # sentences may have as many commas on each line: what says nothing as a table is read as prose
    found = read_spreadsheet(document, context) if looks_delimited(document) else None
    return found or read_text(document, context)
