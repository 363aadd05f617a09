"""Page objects, one module per host: the rows of a list whose elements no selector joins.

A card that says `rows = "page object"` leaves to its host's object which elements make a row; what the row says is read
by the rest of the card. How to write one is in `docs/reading-by-card.md`. Imported by the pages of such cards alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parsel import Selector
from web_poet import ItemPage, consume_modules, default_registry, item_from_fields_sync
from web_poet.mixins import SelectorShortcutsMixin


@dataclass(frozen=True)
class Rows:
    """The rows of a page, in its order: the elements that make each, that of the name first."""

    rows: Sequence[Sequence[Selector]]


class ListPage(SelectorShortcutsMixin, ItemPage[Rows]):
    """A page whose rows a host's object gives, as the web-poet field `rows`."""

    def __init__(self, selector: Selector) -> None:
        self.selector = selector


def rows_of_page(selector: Selector, url: str) -> Sequence[Sequence[Selector]]:
    """The rows by the object of the host; none where no module has one."""
    consume_modules(__name__)
    page = default_registry.page_cls_for_item(url, Rows)
    return item_from_fields_sync(page(selector), item_cls=Rows).rows if page else ()
