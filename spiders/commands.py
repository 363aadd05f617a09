"""What `observatoire sources check|probe|new` do, ready to be printed."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from spiders.addresses import canonical, is_agency
from spiders.baseline import PROPOSED_CEILING, PROPOSED_FLOOR, fill_rates
from spiders.collect import ROOT, collect
from spiders.document import MAX_BYTES, Document
from spiders.extract.context import SourceContext
from spiders.listing import Extraction
from spiders.registry import SOURCES, load_cards
from spiders.report import SourceReport

FIXTURES = ROOT / "tests" / "fixtures" / "sources"


def check(source_ids: Sequence[str] = (),
          on_progress: Callable[[dict[str, Any]], None] | None = None) -> list[SourceReport]:
    """Asks robots.txt and the entry pages of each source and nothing else, keeps nothing. The state of a
    source is in `outcome`, `robots`, `statuses`, `alarms` and `reason` of its report."""
    wanted = list(source_ids) or [i for i, card in load_cards().items() if card.lifecycle.state == "active"]
    with TemporaryDirectory() as aside:
        folder = Path(aside)
        return collect(wanted, "live", folder / "captures", folder / "listings", on_progress,
                       settings={"ENTRY_PAGES_ONLY": "True"})


@dataclass(frozen=True)
class Probe:
    """What a document seems to be. `card` is a draft in TOML; what only a person can say is marked."""

    url: str
    platform: str
    extraction: Extraction
    card: str


def probe(url_or_file: str, kind: str = "presse", region: str = "", url: str = "") -> Probe:
    """Which platform and extractor fit a page or a file. `url`: the address a file was saved from.

    Raises `ConnectionError` with the reason when the page cannot be fetched.
    """
    path = Path(url_or_file)
    if path.is_file():
        document = Document(url=url or f"https://a-completer.invalid/{path.name}", body=path.read_bytes())
    else:
        document = _fetch(url_or_file)
    context = SourceContext(kind=kind, regions=(region,) if region else ())
    from spiders.extract.read import read

    extraction = read(document, context)
    platform = guess_platform(document)
    return Probe(document.url, platform, extraction, _draft(document, platform, kind, region, extraction))


def guess_platform(document: Document) -> str:
    """The platform of a card for this document, by its address and its markup."""
    url, host = document.url, urlsplit(document.url).hostname or ""
    if is_agency(host):
        return "ars"
    if re.search(r"umap|google\.[a-z.]+/maps/d|(Feature|Map)Server/|service=wfs|\.(kml|geojson)$", url, re.I):
        return "maps"
    if "finess" in url.lower():
        return "finess"
    if document.kind != "html":
        return "documents"
    if re.search(r"/wp-(content|includes|json)/", document.text):
        return "wordpress"
    return "site"


def new(card_id: str, urls: Sequence[str], kind: str = "presse", region: str = "",
        sources: Path = SOURCES, fixtures: Path = FIXTURES) -> list[Path]:
    """Writes a draft card, a fixture folder for the saved page, and a test that fails until the expected
    rows are written. Refuses to overwrite."""
    paths = [sources / f"{card_id}.toml", fixtures / card_id / "expected.json",
             ROOT / "tests" / f"test_source_{card_id.replace('-', '_')}.py"]
    if sources != SOURCES:
        paths[2] = sources / paths[2].name
    for path in paths:
        if path.exists():
            raise FileExistsError(f"{path.name} exists already; choose another id or edit it")
    first = Document(url=canonical(urls[0]) or urls[0], body=b"<html>")
    card = _draft(first, guess_platform(first), kind, region, Extraction(), card_id, urls)
    tomllib.loads(card)
    for path, text in zip(paths, (card, "[]\n", TEST.format(card_id=card_id)), strict=True):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return paths


TEST = '''"""The page of `{card_id}`, as our own reconstruction: save it as `page.html` (or .pdf, .xlsx …) beside
`expected.json`, and write there the names that must be read, in the order of the page."""

import json
from pathlib import Path

from spiders.document import Document
from spiders.extract.context import SourceContext
from spiders.extract.read import read
from spiders.registry import card

FOLDER = Path(__file__).parent / "fixtures" / "sources" / "{card_id}"


def test_the_page_gives_the_expected_names():
    source = card("{card_id}")
    expected = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
    assert expected, "write the expected names in expected.json"
    page = next(path for path in FOLDER.iterdir() if path.stem == "page")
    document = Document(url=source.entry_urls[0], body=page.read_bytes())
    assert [listing.name for listing in read(document, SourceContext.from_card(source)).listings] == expected
'''


def _draft(document: Document, platform: str, kind: str, region: str, extraction: Extraction,
           card_id: str = "", urls: Sequence[str] = ()) -> str:
    host = (urlsplit(document.url).hostname or "source").removeprefix("www.")
    identifier = card_id or re.sub(r"[^a-z0-9]+", "-", host.lower()).strip("-")
    count = len(extraction.listings)
    rates = ", ".join(
        f"{name} = {rate * PROPOSED_FLOOR:.2f}"
        for name, rate in fill_rates(extraction.listings).items() if rate >= 0.5
    )
    addresses = "\n".join(f"    {json.dumps(url, ensure_ascii=False)}," for url in urls or (document.url,))
    return f'''id = "{identifier}"
publisher = "{host}"
title = "À COMPLÉTER : titre français montré sur le site"
kind = "{kind}"
regions = [{f'"{region}"' if region else ""}]
platform = "{platform}"
entry_urls = [
{addresses}
]
verified = false
known = "À COMPLÉTER : ce que la page montre, ce qu'il faut y chercher"
licence = "À COMPLÉTER : mentions légales du site"

[expect]
minimum = {int(count * PROPOSED_FLOOR)}
maximum = {max(2, int(count * PROPOSED_CEILING))}
fill = {{ {rates} }}

[lifecycle]
state = "active"
since = {date.today().isoformat()}
reason = "page trouvée, à relire"
'''


def _fetch(url: str) -> Document:
    """One page, with the crawl's own manners: its user agent, robots.txt first."""
    from urllib.error import URLError
    from urllib.request import Request, urlopen

    from protego import Protego

    from spiders.politeness import robots_refusal
    from spiders.settings import DOWNLOAD_TIMEOUT, USER_AGENT

    def get(address: str) -> tuple[int, str, bytes, str]:
        request = Request(address, headers={"User-Agent": USER_AGENT})
        try:
            with urlopen(request, timeout=DOWNLOAD_TIMEOUT) as answer:
                kind = answer.headers.get("Content-Type", "")
                return answer.status, kind, answer.read(MAX_BYTES), answer.url
        except URLError as error:
            if status := getattr(error, "code", None):
                return status, "", b"", address
            raise ConnectionError(f"{address} could not be fetched ({error.reason})") from error
        except OSError as error:
            raise ConnectionError(f"{address} could not be fetched ({error})") from error

    parts = urlsplit(url)
    status, kind, body, _ = get(f"{parts.scheme}://{parts.netloc}/robots.txt")
    refusal = robots_refusal(status, kind, body)
    if not refusal and status == 200:
        rules = Protego.parse(body.decode("utf-8", "replace"))
        refusal = "" if rules.can_fetch(url, USER_AGENT) else "robots.txt refuses the page"
    if refusal:
        raise ConnectionError(f"{url}: {refusal}")
    status, kind, body, final = get(url)
    if status != 200:
        raise ConnectionError(f"{url} answered {status}")
    return Document(url=final, body=body, content_type=kind)
