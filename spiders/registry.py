"""The registry of sources: one TOML card per source under `spiders/sources/`.

Everything said of a source lives on its card; partitions, docs, the site's page of sources and the health
report are derived from it. An unknown key, an unknown platform or an id that differs from its file name is
refused with the name of the file.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from spiders.clock import REHEARSAL, rehearsing
from spiders.instructions import ExtractRules, is_path_of_data

SOURCES = Path(__file__).parent / "sources"
MISSING = Path(__file__).parent / "missing.toml"
CARDS = "OBSERVATOIRE_CARDS"  # another folder of cards, for a rehearsal or another territory

Kind = Literal["ars", "urps", "federation", "assurance_maladie", "cpts", "national", "presse"]
Platform = Literal["ars", "wordpress", "site", "documents", "maps", "json", "finess", "register"]

REGIONS = {
    "01": "Guadeloupe",
    "02": "Martinique",
    "03": "Guyane",
    "04": "La Réunion",
    "06": "Mayotte",
    "11": "Île-de-France",
    "24": "Centre-Val de Loire",
    "27": "Bourgogne-Franche-Comté",
    "28": "Normandie",
    "32": "Hauts-de-France",
    "44": "Grand Est",
    "52": "Pays de la Loire",
    "53": "Bretagne",
    "75": "Nouvelle-Aquitaine",
    "76": "Occitanie",
    "84": "Auvergne-Rhône-Alpes",
    "93": "Provence-Alpes-Côte d'Azur",
    "94": "Corse",
}

# the fields of a listing whose fill rate a card may require
FILLABLE = (
    "status_text",
    "territory_text",
    "department_text",
    "population_text",
    "missions_text",
    "date_text",
    "website",
    "finess",
    "siren",
    "commune_codes",
)


class CardError(ValueError):
    """A card that cannot be used. The message names the file, the field and the remedy."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Expectations(_Strict):
    """Bounds of one run. Below `minimum` the run fails and the last good one carries on; above `maximum` it
    warns. How to move a bound is written in `docs/sources.md`."""

    minimum: int = Field(ge=0)
    maximum: int = Field(ge=1)
    fill: dict[str, float] = Field(default_factory=dict)  # field of a listing → least share filled
    turnover: float = Field(default=0.5, gt=0, le=1)  # greatest share of names that may change
    max_age_days: int = Field(default=60, ge=1)

    @field_validator("fill")
    @classmethod
    def _known_fields(cls, fill: dict[str, float]) -> dict[str, float]:
        for name, share in fill.items():
            if name not in FILLABLE:
                raise ValueError(f"unknown field {name!r}; one of {', '.join(FILLABLE)}")
            if not 0 <= share <= 1:
                raise ValueError(f"{name}: a share lies between 0 and 1")
        return fill

    @model_validator(mode="after")
    def _ordered(self) -> Expectations:
        if self.minimum > self.maximum:
            raise ValueError("minimum is above maximum")
        return self


class Pages(_Strict):
    """How an open API is asked for its next page: one of `next`, `offset` and `number`."""

    next: str | None = None  # JMESPath of the address of the next page
    offset: str | None = None  # query parameter that holds how many records were seen
    number: str | None = None  # query parameter that holds the number of the page, 1 unless the entry address says
    total: str | None = None  # JMESPath of the number of records there are

    @model_validator(mode="after")
    def _one_way(self) -> Pages:
        if sum(map(bool, (self.next, self.offset, self.number))) != 1:
            raise ValueError("say one of next, offset and number")
        for path in filter(None, (self.next, self.total)):
            if not is_path_of_data(path):
                raise ValueError(f"no JMESPath: {path!r}")
        return self


class CrawlRules(_Strict):
    """What the spider may visit. A card can only be slower and smaller than the defaults."""

    delay: float = 1.5  # seconds between two requests to the publisher
    max_pages: int = Field(default=60, ge=1, le=500)
    reread_days: int | None = Field(default=None, ge=1)  # of a dated statement: least days between two readings
    follow: str | None = None  # regular expression on the address or the link text
    refuse: str | None = None  # regular expression on addresses never to visit
    pages: Pages | None = None  # of the platform `json`
    discovery: tuple[Literal["rss", "press", "search", "news", "sitemap", "menu", "rest", "links"], ...] = ()

    @field_validator("delay")
    @classmethod
    def _polite(cls, value: float) -> float:
        if value < (least := 0.0 if rehearsing() else 1.0):
            raise ValueError(f"delay is at least {least:g} second(s); 0 is for a rehearsal ({REHEARSAL}=1)")
        return value


class Lifecycle(_Strict):
    state: Literal["active", "paused", "retired"]
    since: date
    reason: str = Field(min_length=5)


class SourceCard(_Strict):
    id: str
    publisher: str
    title: str  # French, shown on the site
    kind: Kind
    regions: tuple[str, ...]  # INSEE region codes, () for a national source
    departements: tuple[str, ...] = ()  # where a local publisher works: a town, an insurance fund, the site of a CPTS
    platform: Platform
    entry_urls: tuple[str, ...] = Field(min_length=1)
    exhaustive: bool = False  # it says itself that it names every CPTS of its regions: its silence says something
    verified: bool  # somebody saw the listing page itself
    known: str = Field(min_length=10)  # what is known of the source, what to look for
    supposed: str = ""  # what nobody has seen: an address, a shape, a way
    licence: str
    expect: Expectations
    lifecycle: Lifecycle
    extract: ExtractRules = ExtractRules()
    crawl: CrawlRules = CrawlRules()

    @field_validator("id")
    @classmethod
    def _id(cls, value: str) -> str:
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
            raise ValueError("an id is lower-case words joined by hyphens")
        return value

    @field_validator("regions")
    @classmethod
    def _known_regions(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [code for code in value if code not in REGIONS]
        if unknown:
            raise ValueError(f"unknown region code {unknown}; quote codes as strings")
        return value

    @field_validator("entry_urls")
    @classmethod
    def _http(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for url in value:
            if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc:
                raise ValueError(f"not an http address: {url}")
        return value

    @model_validator(mode="after")
    def _of_its_platform(self) -> SourceCard:
        if self.platform == "json" and not self.extract.rows:
            raise ValueError("platform json: `[extract] rows` says where the records are")
        if self.crawl.pages and self.platform != "json":
            raise ValueError("`[crawl.pages]` is of the platform json")
        return self

    @property
    def hosts(self) -> tuple[str, ...]:
        """Hosts of the entry addresses, with and without `www.`."""
        found: dict[str, None] = {}
        for url in self.entry_urls:
            host = (urlsplit(url).hostname or "").removeprefix("www.")
            found[host] = None
            found["www." + host] = None
        return tuple(found)


def read_card(path: Path) -> SourceCard:
    try:
        card = SourceCard(**tomllib.loads(path.read_text(encoding="utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise CardError(f"{path.name}: not TOML ({error})") from error
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, item['loc'])) or 'card'}: {item['msg']}" for item in error.errors())
        raise CardError(f"{path.name}: {problems}") from error
    if card.id != path.stem:
        raise CardError(f"{path.name}: id is {card.id!r}; rename the file or the id")
    return card


def cards_folder() -> Path:
    """Where the cards are: `$OBSERVATOIRE_CARDS`, else those of the project."""
    return Path(os.environ.get(CARDS) or SOURCES)


def load_cards(folder: Path | None = None) -> dict[str, SourceCard]:
    """Every card of `folder` (`cards_folder()` by default), by id, sorted. Raises `CardError` on the first card that
    cannot be used, and for a folder that does not exist."""
    return _load(folder or cards_folder())


@cache
def _load(folder: Path) -> dict[str, SourceCard]:
    if not folder.is_dir():
        raise CardError(f"{folder}: no such folder of cards; look at {CARDS}")
    return {path.stem: read_card(path) for path in sorted(folder.glob("*.toml"))}


def not_asked(cards: Iterable[SourceCard]) -> list[tuple[str, tuple[str, ...], str]]:
    """(name, regions, why) of whom a live crawl leaves out: a card that is paused, a publisher of no known address."""
    paused = [(one.publisher, one.regions, one.lifecycle.reason) for one in cards if one.lifecycle.state == "paused"]
    return [*paused, *((name, regions, "aucune adresse connue") for name, regions in missing().items())]


def missing() -> dict[str, tuple[str, ...]]:
    """Publishers without a card, for want of an address → their regions; those of the project's own cards."""
    if cards_folder() != SOURCES:
        return {}
    rows = tomllib.loads(MISSING.read_text(encoding="utf-8"))["publisher"]
    return {row["name"]: tuple(row["regions"]) for row in rows}


def cards_of_host(host: str) -> tuple[SourceCard, ...]:
    """The cards with an entry address on `host`; only those that write it are read."""
    if not host:
        return ()
    written = host.removeprefix("www.")
    paths = (path for path in sorted(cards_folder().glob("*.toml")) if written in path.read_text("utf-8").lower())
    return tuple(one for one in map(read_card, paths) if host in one.hosts)


def card(source_id: str, folder: Path | None = None) -> SourceCard:
    cards = load_cards(folder)
    if source_id not in cards:
        close = " or ".join(get_close_matches(source_id, cards, 3)) or " or ".join(
            [one for one in cards if source_id in one][:3]
        )
        meant = f"; did you mean {close}?" if close else ";"
        raise CardError(f"no source {source_id!r}{meant} `observatoire sources list` names them all")
    return cards[source_id]


def as_markdown(cards: Iterable[SourceCard]) -> str:
    """The table of sources of the docs; `observatoire sources list --markdown > docs/sources-list.md`."""
    lines = [
        "# Sources",
        "",
        "Derived from the cards of `spiders/sources/`; how a card works is in `docs/sources.md`. *Seen* says whether "
        "somebody saw the listing itself, then what is known of it; *Supposed*, what nobody has seen. The last ones "
        "have no card, for want of an address (`spiders/missing.toml`).",
        "",
        "| Source | Publisher | Kind | Regions | Platform | State | Seen | Supposed |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [
        f"| [{one.id}]({one.entry_urls[0]}) | {one.publisher} | {one.kind} | {' '.join(one.regions) or 'national'} "
        f"| {one.platform} | {one.lifecycle.state} | {'yes' if one.verified else 'no'}: {_cell(one.known)} "
        f"| {_cell(one.supposed) or '—'} |"
        for one in cards
    ]
    lines += [f"| — | {name} | — | {' '.join(regions)} | — | missing | no | — |" for name, regions in missing().items()]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
