"""One part of a document must not cost the others: what a reader met in it is told, and the rest is read."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from spiders.document import Document, TooHeavyDocument, UnreadableDocument
from spiders.extract.model.alarm import alarm
from spiders.extract.model.source import SourceContext
from spiders.listing import Alarm

logger = logging.getLogger(__name__)
Read = TypeVar("Read")


def attempt(
    part: str, read: Callable[[], Read], nothing: Read, document: Document, context: SourceContext
) -> tuple[Read, tuple[Alarm, ...]]:
    """What `read` gives of the part; `nothing` and an alarm when it raises. Lack of memory and refusals are of the
    whole document, and go through."""
    try:
        return read(), ()
    except (MemoryError, UnreadableDocument, TooHeavyDocument):
        raise
    except Exception as error:
        if out_of_memory(error):
            raise MemoryError from error
        logger.debug("reading %s of %s", part, document.url, exc_info=True)
        detail = f"{part} : la lecture a échoué ({type(error).__name__} : {error})"
        return nothing, (alarm("UnreadText", detail, document, context),)


def out_of_memory(error: Exception) -> bool:
    """Whether it is libxml2's way to say that it was given no more memory: a syntax error on line 0."""
    from lxml import etree

    return isinstance(error, etree.LxmlError) and any(
        entry.type == etree.ErrorTypes.ERR_NO_MEMORY for entry in error.error_log
    )
