"""`scrapy list` and `scrapy crawl <source>`: one spider per card, without a module per source."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.utils.misc import load_object

from spiders.registry import SourceCard, cards_folder, load_cards

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request, Spider
    from scrapy.settings import BaseSettings

PLATFORMS = {
    "ars": "spiders.platforms.ars.ArsSpider",
    "wordpress": "spiders.platforms.wordpress.WordpressSpider",
    "site": "spiders.platforms.site.SiteSpider",
    "documents": "spiders.platforms.documents.DocumentsSpider",
    "maps": "spiders.platforms.maps.MapsSpider",
    "json": "spiders.platforms.open_api.OpenApiSpider",
    "finess": "spiders.platforms.finess.FinessSpider",
    "register": "spiders.platforms.register.RegisterSpider",
}


def bind(card: SourceCard) -> type[Spider]:
    """The platform class of a card, as a class of its own named after the source."""
    platform = load_object(PLATFORMS[card.platform])
    name = card.id.title().replace("-", "") + platform.__name__
    return type(name, (platform,), {"name": card.id, "card": card, "__doc__": card.title})


class CardLoader:
    """Scrapy's `SPIDER_LOADER_CLASS`. `SOURCE_CARDS` names another folder of cards."""

    def __init__(self, folder: Path) -> None:
        self.cards = load_cards(folder)

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        return cls(Path(settings["SOURCE_CARDS"] or cards_folder()))

    def load(self, spider_name: str) -> type[Spider]:
        if spider_name not in self.cards:
            raise KeyError(f"no source {spider_name!r}; `scrapy list` names them all")
        return bind(self.cards[spider_name])

    def list(self) -> list[str]:
        return list(self.cards)

    def find_by_request(self, request: Request) -> __builtins__.list[str]:
        from urllib.parse import urlsplit

        host = urlsplit(request.url).hostname
        return [source_id for source_id, card in self.cards.items() if host in card.hosts]
