"""From an address to what a source would give: one page looked at, then a short trial of the very spider that would
collect it, with the draft card. A saved file is tried in the same way, by replay: what it lacks is what else a crawl
would ask for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from spiders.addresses import canonical
from spiders.baseline import fill_rates
from spiders.collect import Mode, collect
from spiders.contact import required_contact
from spiders.document import MAX_BYTES, Document
from spiders.draft import draft, guess_kind
from spiders.extract.model.source import SourceContext
from spiders.listing import Alarm, Extraction, Listing, read_jsonl
from spiders.propose_reading import LEAST_ROWS, as_toml, propose
from spiders.recognise import Recognised, pages_of, recognise
from spiders.registry import REGIONS, CardError, Kind, load_cards, read_card
from spiders.report import SourceReport

TRIAL = "essai"  # id of the source during the trial
TRIAL_PAGES = 8  # enough to see the layers, the attachments or the first parts of a list
ROWS_SHOWN, PAGES_SHOWN = 5, 12


@dataclass(frozen=True)
class Probe:
    """`documents`: the pages of the trial, in the order asked. `unvisited`: those that a crawl would also ask.
    `card`: a draft in TOML, valid; what only a person can say is marked."""

    url: str
    recognised: Recognised
    extractor: str  # of the document that gave most of the rows
    documents: tuple[Document, ...]
    best: Document
    listings: tuple[Listing, ...]
    alarms: tuple[Alarm, ...]
    unvisited: tuple[str, ...]
    known: tuple[str, ...]
    card: str

    @property
    def blocked(self) -> str:
        """Why nothing can be said of the page: it is a challenge, a login or an error."""
        return next((one.detail for one in self.alarms if one.name == "BlockedPage" and one.url == self.url), "")


def best_document(documents: Sequence[Document], listings: Iterable[Listing]) -> Document:
    """The document that gave most of the rows; the first one when none did."""
    counts = Counter(listing.evidence.url for listing in listings)
    return max(documents, key=lambda document: counts[document.url])


def probe(
    url_or_file: str,
    kind: Kind | None = None,
    region: str = "",
    url: str = "",
    card_id: str = "",
    on_progress: Callable[[dict[str, Any]], None] | None = None,
    settings: Mapping[str, str] | None = None,
) -> Probe:
    """`url`: the address a file was saved from. Raises `ConnectionError` with the reason when the page cannot
    be fetched, `CardError` when the region is none, `NoContact` when nobody answers for a live trial."""
    if region and region not in REGIONS:
        regions = ", ".join(f"{code} {name}" for code, name in REGIONS.items())
        raise CardError(f"no region {region!r}; one of {regions}")
    path = Path(url_or_file)
    first = _first(url_or_file, path, url)
    alone = _read(first, kind, region)
    found = recognise(first, len(alone.listings))
    with TemporaryDirectory() as aside:
        folder = Path(aside)
        _write_trial_card(draft(first, found, (), kind, region, TRIAL), folder / "cards")
        if path.is_file():
            _record(first, folder / "captures" / TRIAL / "page.warc.gz")
        mode: Mode = "replay" if path.is_file() else "live"
        (report,) = collect(
            [TRIAL],
            mode,
            [folder / "captures"],
            folder / "listings",
            on_progress,
            cards=folder / "cards",
            settings=settings,
        )
        kept = folder / "listings" / f"{TRIAL}.jsonl"
        listings = tuple(read_jsonl(kept)) if kept.exists() else ()
        documents = documents_of(folder / "captures" / TRIAL) or (first,)
    best = best_document(documents, listings)
    own = [one for one in listings if one.evidence.url == best.url]
    pages = pages_of(best)
    reading = as_toml(propose(best, own, _context(best, kind, region), 1 if pages else LEAST_ROWS))
    if reading and pages:
        found = Recognised("json", "an open API that gives its records page by page", pages=pages)
    return Probe(
        url=first.url,
        recognised=found,
        extractor=_read(best, kind, region).extractor,
        documents=documents,
        best=best,
        listings=listings,
        alarms=_of_the_site(report, first.url),
        unvisited=(*(one.url for one in report.alarms if one.name == "ReplayMiss"), *report.left),
        known=_already_known(first.url),
        card=draft(first, found, listings, kind, region, card_id, reading),
    )


def _first(url_or_file: str, path: Path, url: str) -> Document:
    """The document to look at, under one form of its address."""
    if path.is_file():
        first = Document(url=url or f"https://a-completer.invalid/{path.name}", body=path.read_bytes())
    else:
        required_contact()
        first = _fetch(url_or_file)
    return replace(first, url=canonical(first.url) or first.url)


def _of_the_site(report: SourceReport, entry: str) -> tuple[Alarm, ...]:
    """The alarms of the trial, without those of its own limits."""
    limits = {("Truncated", entry)} if report.left else set()
    return tuple(one for one in report.alarms if one.name != "ReplayMiss" and (one.name, one.url) not in limits)


def describe(found: Probe) -> str:
    """For a person, in the order of their questions."""
    lines = [
        f"{found.url}",
        f"platform   {found.recognised.platform}: {found.recognised.why}",
        f"extractor  {found.extractor or 'none'} ({found.best.kind}, {found.best.url})",
    ]
    lines += [f"known      {card_id} reads this site already" for card_id in found.known]
    lines.append(f"found      {len(found.listings)} listings in {len(found.documents)} document(s)")
    shares = [f"{name} {share:.0%}" for name, share in fill_rates(found.listings).items() if share]
    lines += [f"filled     {', '.join(shares)}"] if shares else []
    lines += [f"  {_row(listing)}" for listing in found.listings[:ROWS_SHOWN]]
    if len(found.listings) > ROWS_SHOWN:
        lines.append(f"  … and {len(found.listings) - ROWS_SHOWN} more")
    lines += [f"alarm      {alarm.name}: {alarm.detail} {alarm.url}" for alarm in found.alarms]
    counts = Counter(listing.evidence.url for listing in found.listings)
    lines += [f"visited    {one.url} ({one.kind}, {counts[one.url]} listings)" for one in found.documents]
    lines += [f"would ask  {url}" for url in found.unvisited[:PAGES_SHOWN]]
    if len(found.unvisited) > PAGES_SHOWN:
        lines.append(f"would ask  {len(found.unvisited) - PAGES_SHOWN} more")
    lines += [f"hint       {hint}" for hint in found.recognised.hints]
    return "\n".join([*lines, *_advice(found)])


def _advice(found: Probe) -> list[str]:
    """What to do where nothing was read."""
    if found.blocked:
        return [
            "hint       a robot is not shown this page: open it in a browser; if the list is public, save it "
            "as a WARC (docs/captures.md), if it is not, there is no source here"
        ]
    if not found.listings:
        return [
            "hint       nothing was read: is the list drawn by a script, in a file, or on another page? "
            "`observatoire extract FILE --url ADDRESS` reads a saved one",
            "hint       a list whose names lack « CPTS » is read once a card names its rows (docs/reading-by-card.md); "
            "`observatoire extract FILE --url ADDRESS --source ID` tries the card on the saved page",
        ]
    return []


def _row(listing: Listing) -> str:
    said = (listing.status_text, listing.population_text, listing.department_text, listing.territory_text)
    return " · ".join([listing.name, *(text if len(text) < 60 else text[:59] + "…" for text in said if text)])


def _read(document: Document, kind: Kind | None, region: str) -> Extraction:
    from spiders.extract.bounded import read_bounded

    return read_bounded(document, _context(document, kind, region))


def _context(document: Document, kind: Kind | None, region: str) -> SourceContext:
    host = urlsplit(document.url).hostname or ""
    return SourceContext(kind=kind or guess_kind(host), regions=(region,) if region else ())


def _write_trial_card(text: str, folder: Path) -> None:
    folder.mkdir()
    text = text.replace("[lifecycle]", "[crawl]\n\n[lifecycle]") if "[crawl]" not in text else text
    text = text.replace("[crawl]\n", f"[crawl]\nmax_pages = {TRIAL_PAGES}\n")
    text = re.sub(r"^maximum = .*", "maximum = 100000", text, flags=re.MULTILINE)
    path = folder / f"{TRIAL}.toml"
    path.write_text(text, encoding="utf-8")
    read_card(path)


def _already_known(url: str) -> tuple[str, ...]:
    host = urlsplit(url).hostname or ""
    return tuple(card_id for card_id, card in load_cards().items() if host in card.hosts)


# -- the pages of a trial ------------------------------------------------------------------------------------


def _record(document: Document, path: Path) -> None:
    from spiders.archive.writer import CaptureWriter

    writer = CaptureWriter(path, {"software": "a saved file"}, lambda: "2026-01-01T00:00:00Z")
    writer.answer(document.url, (), "200 OK", (), document.body)
    writer.close()


def documents_of(folder: Path) -> tuple[Document, ...]:
    """The pages of the captures of one source that came with status 200, each once, in the order asked."""
    from spiders.archive.reader import Capture

    found: dict[str, Document] = {}
    for path in sorted(folder.glob("*.warc.gz")):
        capture = Capture(path)
        for url in capture.addresses():
            answers = [one for one in capture.exchanges(url) if one.status == 200]
            if answers and urlsplit(url).path != "/robots.txt":
                last = answers[-1]
                found[url] = Document(url, last.decoded, last.header("Content-Type") or "")
    return tuple(found.values())


def _fetch(url: str) -> Document:
    """One page, with the crawl's own manners: its user agent, robots.txt first."""
    from urllib.error import URLError
    from urllib.request import HTTPRedirectHandler, Request, build_opener

    from protego import Protego

    from spiders.politeness import robots_refusal
    from spiders.settings import DOWNLOAD_TIMEOUT, USER_AGENT
    from spiders.wire import refusal_resolved

    address = canonical(url)
    if not address:
        raise ConnectionError(f"{url} is neither a file nor an http address")
    parts = urlsplit(address)

    def judge(hop: str) -> None:
        if why := refusal_resolved(hop, {parts.port or 80}):
            raise ConnectionError(f"{hop} is not asked: {why}")

    class Judged(HTTPRedirectHandler):
        def redirect_request(self, *hop: Any) -> Request | None:
            judge(hop[-1])
            return super().redirect_request(*hop)

    opener = build_opener(Judged)

    def get(address: str) -> tuple[int, str, bytes, str]:
        judge(address)
        request = Request(address, headers={"User-Agent": USER_AGENT})
        try:
            with opener.open(request, timeout=DOWNLOAD_TIMEOUT) as answer:
                kind = answer.headers.get("Content-Type", "")
                return answer.status, kind, answer.read(MAX_BYTES), answer.url
        except URLError as error:
            if status := getattr(error, "code", None):
                return status, "", b"", address
            raise ConnectionError(f"{address} could not be fetched ({error.reason})") from error
        except OSError as error:
            raise ConnectionError(f"{address} could not be fetched ({error})") from error

    status, kind, body, _ = get(f"{parts.scheme}://{parts.netloc}/robots.txt")
    refusal = robots_refusal(status, kind, body)
    if not refusal and status == 200:
        rules = Protego.parse(body.decode("utf-8", "replace"))
        refusal = "" if rules.can_fetch(address, USER_AGENT) else "robots.txt refuses the page"
    if refusal:
        raise ConnectionError(f"{address}: {refusal}")
    status, kind, body, final = get(address)
    if status != 200:
        raise ConnectionError(f"{address} answered {status}")
    return Document(url=final, body=body, content_type=kind)
