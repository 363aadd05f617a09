"""A crawl asks public sites, or this machine when it rehearses; what it does not ask, it names."""

from __future__ import annotations

import pytest
from twisted.internet import defer
from twisted.internet.error import DNSLookupError

from spiders.clock import REHEARSAL
from spiders.collect import collect
from spiders.listing import read_jsonl
from spiders.registry import CardError, read_card
from spiders.wire import CachingThreadedResolver, JudgingResolver, refusal, refused_address
from tests.support.loopback import QUICK, Site, send, serve, table, write_card
from tests.support.site_server import free_port

PRIVATE = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://0.0.0.0/",
    "http://10.1.2.3/cpts",
    "http://192.168.0.1/",
    "http://172.16.0.9/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://224.0.0.1/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[fe80::1%25eth0]/",
    "http://[fd00::1]/",
    "http://localhost/",
    "http://localhost./",
    "http://cpts.localhost/",
    "http://intranet/",
    "http://imprimante.local/",
]
OTHER = ["ftp://www.example.org/", "file:///etc/passwd", "gopher://www.example.org/", "http://[::1/", "http:///cpts"]
PUBLIC = ["http://www.example.org/", "https://www.example.org:443/", "http://93.184.216.34/", "http://[2606:2800::1]/"]


@pytest.fixture(autouse=True)
def for_real(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(REHEARSAL, raising=False)


@pytest.mark.parametrize("url", [*PRIVATE, *OTHER])
def test_what_is_not_public_is_refused(url: str) -> None:
    assert refusal(url)


@pytest.mark.parametrize("url", PUBLIC)
def test_what_is_public_is_asked(url: str) -> None:
    assert refusal(url) == ""


def test_a_port_is_that_of_the_web_or_of_the_card() -> None:
    assert "port 8080" in refusal("https://www.example.org:8080/")
    assert refusal("https://www.example.org:8080/", {8080}) == ""
    assert "6379" in refusal("http://www.example.org:6379/", {8080})


@pytest.mark.parametrize("url", ["http://127.0.0.1:8123/liste", "http://[::1]:8123/", "http://localhost:8123/"])
def test_a_rehearsal_asks_this_machine(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(REHEARSAL, "1")
    assert refusal(url) == ""


@pytest.mark.parametrize("url", ["http://10.1.2.3/", "http://93.184.216.34/", "http://0.0.0.0/", "ftp://127.0.0.1/"])
def test_a_rehearsal_asks_nothing_else(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(REHEARSAL, "1")
    assert refusal(url)


@pytest.mark.parametrize(
    ("rehearsal", "address", "asked"),
    [("", "127.0.0.1", False), ("", "93.184.216.34", True), ("1", "127.0.0.1", True), ("1", "93.184.216.34", False)],
)
def test_a_name_is_judged_by_what_it_resolves_to(
    monkeypatch: pytest.MonkeyPatch, rehearsal: str, address: str, asked: bool
) -> None:
    monkeypatch.setenv(REHEARSAL, rehearsal)
    found = _resolve(monkeypatch, "rebond.example.org", address)
    assert found == address if asked else isinstance(found, DNSLookupError)
    assert ("rebond.example.org" in JudgingResolver.refused) is not asked
    JudgingResolver.refused.clear()
    assert bool(refused_address(address)) is not asked


def test_a_configured_proxy_may_be_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy.interne:3128")
    assert _resolve(monkeypatch, "proxy.interne", "10.0.0.5") == "10.0.0.5"
    assert isinstance(_resolve(monkeypatch, "autre.interne", "10.0.0.6"), DNSLookupError)
    JudgingResolver.refused.clear()
    assert refusal("http://10.0.0.6/"), "behind the proxy too, an address as written is judged"


def _resolve(monkeypatch: pytest.MonkeyPatch, name: str, address: str) -> object:
    monkeypatch.setattr(CachingThreadedResolver, "getHostByName", lambda *_: defer.succeed(address))
    resolver = JudgingResolver.__new__(JudgingResolver)
    found: list[object] = []
    resolver.getHostByName(name).addCallbacks(found.append, lambda failure: found.append(failure.value))
    return found[0]


def test_a_card_has_no_delay_in_a_rehearsal_only(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_card(tmp_path, "vive", "https://www.example.org/cpts", crawl="delay = 0")
    with pytest.raises(CardError, match="rehearsal"):
        read_card(tmp_path / "vive.toml")
    monkeypatch.setenv(REHEARSAL, "1")
    assert read_card(tmp_path / "vive.toml").crawl.delay == 0


# --- crawls ---------------------------------------------------------------------------------------------------

FINE = table("CPTS du Val Bleu")


def drip(handler) -> None:
    """Begins to answer and never ends; gives up when the client does."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    handler.close_connection = True
    handler.connection.settimeout(20)
    try:
        handler.wfile.write(b"<p>CPTS")
        handler.connection.recv(1)
    except OSError:
        return


def mute(handler) -> None:
    """Accepts and says nothing; gives up when the client does."""
    handler.close_connection = True
    handler.connection.settimeout(20)
    try:
        handler.connection.recv(1)
    except OSError:
        return


def to(address: str):
    return lambda handler: send(handler, b"", status=302, Location=address)


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory):
    """One crawl of every case, in a rehearsal: listings by source, reports, and what the server was asked."""
    folder = tmp_path_factory.mktemp("wire")
    site = Site(pages={"/fine": FINE, "/drip": drip, **{f"/muet/{number}": mute for number in range(4)}})
    with serve(site):
        elsewhere = site.url.replace("127.0.0.1", "localhost")
        site.pages |= {
            "/ailleurs": to(elsewhere + "/fine"),
            "/prive": to("http://10.1.2.3/cpts"),
            "/fichier": to("file:///etc/passwd"),
            "/liens": table("CPTS des Monts", more='<a href="/ailleurs">Les CPTS de la région voisine</a>'),
        }
        # an address without a name, where nobody answers
        write_card(folder / "cards", "ipv6", f"http://[::1]:{free_port()}/cpts", crawl="delay = 0")
        for name in ("drip", "ailleurs", "prive", "fichier"):
            write_card(folder / "cards", name, f"{site.url}/{name}", crawl="delay = 0")
        write_card(folder / "cards", "muet", *(f"{site.url}/muet/{number}" for number in range(4)), crawl="delay = 0")
        write_card(folder / "cards", "liens", f"{site.url}/liens", crawl='delay = 0\ndiscovery = ["links"]')
        settings = {**QUICK, "RETRY_TIMES": "2", "DOWNLOAD_TIMEOUT": "2"}
        sources = ["drip", "ailleurs", "prive", "fichier", "muet", "liens", "ipv6"]
        done = collect(
            sources, "live", [folder / "captures"], folder / "out", cards=folder / "cards", settings=settings
        )
    names = {path.stem: [one.name for one in read_jsonl(path)] for path in sorted((folder / "out").glob("*.jsonl"))}
    return {one.source_id: one for one in done}, names, site.asked


def said(report) -> str:
    return " ".join(f"{alarm.name}: {alarm.detail}" for alarm in report.alarms)


def test_an_answer_without_end_is_asked_once(reports) -> None:
    found, _, asked = reports
    assert "DownloadTimeoutError" in said(found["drip"]) and asked["/drip"] == 1


def test_a_server_that_says_nothing_is_left_alone_after_three_pages(reports) -> None:
    found, _, asked = reports
    assert [asked[f"/muet/{number}"] for number in range(4)] == [1, 1, 1, 0]
    assert found["muet"].outcome == "failed" and "3 pages de suite sans réponse" in said(found["muet"])


def test_a_redirect_of_an_entry_page_to_another_host_is_followed(reports) -> None:
    found, names, _ = reports
    assert names["ailleurs"] == ["CPTS du Val Bleu"]
    assert found["ailleurs"].outcome == "changed"


def test_a_redirect_to_another_network_is_refused_by_name(reports) -> None:
    found, names, _ = reports
    assert found["prive"].failed and "10.1.2.3" in said(found["prive"]) and "prive" not in names


def test_a_redirect_to_another_scheme_is_named(reports) -> None:
    found, names, _ = reports
    assert (
        found["fichier"].failed
        and "302 et mène à une adresse en « file »" in said(found["fichier"])
        and "fichier" not in names
    )


def test_an_entry_page_of_ipv6_is_asked_like_another(reports) -> None:
    found, _, _ = reports
    assert found["ipv6"].failed and "FetchFailed" in said(found["ipv6"])
    assert "spider itself" not in found["ipv6"].reason and "[::1]" in found["ipv6"].reason


def test_a_page_that_leads_to_another_site_is_named(reports) -> None:
    found, names, _ = reports
    assert names["liens"] == ["CPTS des Monts"]
    assert "mène à un autre site (localhost)" in said(found["liens"])


def test_a_crawl_for_real_never_asks_this_machine(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(pages={"/fine": FINE})
    with serve(site), monkeypatch.context() as for_real:
        for_real.delenv(REHEARSAL)
        for_real.setenv("OBSERVATOIRE_CONTACT", "contact@exemple.org")
        write_card(tmp_path / "cards", "locale", site.url + "/fine")
        (report,) = collect(["locale"], "live", [tmp_path / "captures"], tmp_path / "out", cards=tmp_path / "cards")
    assert report.failed and "adresse privée ou locale" in said(report) and not site.asked


def test_a_trial_asks_no_more_than_a_crawl(monkeypatch: pytest.MonkeyPatch) -> None:
    from spiders.probe import probe

    monkeypatch.setenv("OBSERVATOIRE_CONTACT", "contact@exemple.org")
    monkeypatch.setattr("socket.getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("10.0.0.7", 0))])
    for url in ("http://127.0.0.1:1/cpts", "https://rebond.example.org/cpts"):
        with pytest.raises(ConnectionError, match="is not asked"):
            probe(url)
