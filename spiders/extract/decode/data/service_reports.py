"""The XML a service of maps answers instead of data."""

from __future__ import annotations

from lxml import etree

from spiders.document import Document
from spiders.extract.model.alarm import alarm
from spiders.extract.model.source import SourceContext
from spiders.listing import Extraction

_ROOTS = ("ExceptionReport", "ServiceExceptionReport", "Error")


def recognises(root: etree._Element) -> bool:
    return str(etree.QName(root).localname) in _ROOTS


def read(root: etree._Element, document: Document, context: SourceContext) -> Extraction:
    """`BlockedPage`, with what the service says."""
    detail = " ".join("".join(root.itertext()).split())[:200]
    return Extraction((), (alarm("BlockedPage", f"le service répond une erreur : {detail}", document, context),), "xml")
