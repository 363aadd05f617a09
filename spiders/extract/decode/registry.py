"""Who decodes what: the kind of a document, told by its bytes, and the function that reads it.

The modules are imported when a document needs them: a page asks for no reader of PDF. The shapes of data have their own
registry in `spiders.extract.decode.data.shapes`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType

from spiders.document import Document
from spiders.extract.model.source import SourceContext
from spiders.listing import Extraction

Decoder = Callable[[Document, SourceContext], Extraction]

_DATA, _SHEET = "spiders.extract.decode.data.dispatch", "spiders.extract.decode.sheet.workbook"
DECODERS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "html": ("spiders.extract.decode.html.page", "read_page"),
        "text": ("spiders.extract.decode.text", "read_plain_text"),
        "pdf": ("spiders.extract.decode.pdf.document", "read_pdf"),
        "xlsx": (_SHEET, "read_spreadsheet"),
        "ods": (_SHEET, "read_spreadsheet"),
        "xls": (_SHEET, "read_spreadsheet"),
        "csv": (_SHEET, "read_spreadsheet"),
        "zip": (_SHEET, "read_broken_zip"),
        "json": (_DATA, "read_json"),
        "xml": (_DATA, "read_xml"),
        "kmz": (_DATA, "read_xml"),
    }
)


def decoder_of(kind: str) -> Decoder | None:
    """The function that reads documents of a kind; `None` for a kind that nothing reads."""
    if kind not in DECODERS:
        return None
    module, name = DECODERS[kind]
    decoder: Decoder = getattr(import_module(module), name)
    return decoder
