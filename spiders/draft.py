"""A draft card in TOML: complete and valid, with what only a person can say marked `À COMPLÉTER`."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

from spiders.addresses import is_agency
from spiders.baseline import propose
from spiders.document import Document
from spiders.listing import Listing
from spiders.recognise import Recognised
from spiders.registry import Kind, cards_of_host, load_cards

TO_FILL = "À COMPLÉTER"
KINDS_BY_HOST: tuple[tuple[str, Kind], ...] = (
    (r"\bars\.sante\.fr$", "ars"),
    (r"ameli|cpam|assurance-maladie", "assurance_maladie"),
    (r"urps|guichet", "urps"),
    (r"^(www\.)?fcpts|inter-?cpts|feder", "federation"),
    (r"^(www\.)?[a-z-]*cpts", "cpts"),
    (r"femas|fmps|feml|fecop", "federation"),
    (r"gouv\.fr$|santegraphie|finess", "national"),
)


def guess_kind(host: str) -> Kind:
    """That of the card that reads this host already, else what its words say."""
    known = cards_of_host(host)
    return known[0].kind if known else next((one for words, one in KINDS_BY_HOST if re.search(words, host)), "presse")


def guess_region(host: str) -> str:
    """That of the agency whose host it is; nothing else in an address tells a region for sure."""
    cards = load_cards().values() if is_agency(host) else ()
    return next((card.regions[0] for card in cards if card.kind == "ars" and host in card.hosts), "")


def identifier(host: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", host.lower().removeprefix("www.")).strip("-") or "source"


def draft(
    document: Document,
    found: Recognised,
    listings: Sequence[Listing],
    kind: Kind | None = None,
    region: str = "",
    card_id: str = "",
    reading: str = "",
) -> str:
    """`reading`: the table `[extract]`, in TOML."""
    host = urlsplit(document.url).hostname or "source"
    publisher, title = _names(document)
    code = region or guess_region(host)
    bounds = propose(listings)
    fill = ", ".join(f"{name} = {share}" for name, share in bounds.fill.items())
    crawl = f"[crawl]\ndiscovery = {json.dumps(found.discovery)}\n\n" if found.discovery else ""
    if found.pages:
        crawl = "\n".join(["[crawl.pages]", *(f"{key} = {_text(one)}" for key, one in found.pages.items()), "\n"])
    return f'''id = {_text(card_id or identifier(host))}
publisher = {_text(publisher or host.removeprefix("www."))}
title = {_text(title or f"{TO_FILL} : titre français montré sur le site")}
kind = "{kind or ("ars" if found.platform == "ars" else guess_kind(host))}"
regions = [{_text(code) if code else ""}]{"" if code else "  # INSEE code in quotes; empty for a national source only"}
platform = "{found.platform}"
entry_urls = [
    {_text(document.url)},
]
verified = false  # true once a person has looked at the listing page itself
known = "{TO_FILL} : ce que la page montre, ses pièges, ce qu'il faut y chercher ensuite"
licence = "{TO_FILL} : mentions légales du site"

[expect]
minimum = {bounds.minimum}
maximum = {bounds.maximum}
fill = {{ {fill} }}

{reading}{crawl}[lifecycle]
state = "active"
since = {date.today().isoformat()}
reason = "{TO_FILL} : qui a lu la page, et quand"
'''


def _names(document: Document) -> tuple[str, str]:
    """The publisher and the title that an HTML page gives itself."""
    if document.kind != "html":
        return "", ""
    from lxml import html

    tree = html.fromstring(document.text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))
    site = tree.xpath("string(//meta[@property='og:site_name']/@content)")
    return " ".join(site.split()), " ".join(tree.xpath("string(//title)").split())


def _text(value: str) -> str:
    """A TOML string: JSON's escapes are TOML's."""
    return json.dumps(value, ensure_ascii=False)
