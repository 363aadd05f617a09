"""Whoever keeps the observatory hears of a failure, by mail and by webhook; here both are on the loopback."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import dagster as dg
import pytest

from pipelines.alerts import ADDRESSES, LONGEST, alert


class Mail(socketserver.StreamRequestHandler):
    """As much of SMTP as a message needs."""

    def handle(self) -> None:
        self.wfile.write(b"220 boucle\r\n")
        while line := self.rfile.readline():
            if line.upper().startswith(b"DATA"):
                self.wfile.write(b"354 go on\r\n")
                body = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.received.append(body)  # type: ignore[attr-defined]
            if line.upper().startswith(b"QUIT"):
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 ok\r\n")


class Hook(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.server.received.append(self.rfile.read(int(self.headers["Content-Length"])))  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[list[bytes], list[bytes]]]:
    """What the mail server and the webhook of the observatory received."""
    servers = [socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mail), ThreadingHTTPServer(("127.0.0.1", 0), Hook)]
    for server in servers:
        server.received = []  # type: ignore[attr-defined]
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    mail, hook = (server.server_address[1] for server in servers)
    where = f"mailto://127.0.0.1:{mail}/?from=observatoire@exemple.org&to=garde@exemple.org json://127.0.0.1:{hook}/"
    monkeypatch.setenv(ADDRESSES, where)
    yield tuple(server.received for server in servers)  # type: ignore[attr-defined, misc]
    for server in servers:
        server.shutdown()
        server.server_close()


def read(mail: bytes) -> str:
    parts = [one.get_payload(decode=True) for one in message_from_bytes(mail).walk() if not one.is_multipart()]
    return b"".join(parts).decode("utf-8")


def test_an_alert_comes_by_mail_and_by_webhook(told):
    mails, hooks = told
    assert alert("Observatoire des CPTS : livraison 2027-01-04", ["En panne : Agence (est), serveur en erreur (503)"])
    assert "En panne : Agence (est)" in read(mails[0])
    said = json.loads(hooks[0])
    assert (said["title"], said["message"]) == (
        "Observatoire des CPTS : livraison 2027-01-04",
        "En panne : Agence (est), serveur en erreur (503)",
    )


def test_nothing_to_say_or_nobody_to_tell_sends_nothing(told, monkeypatch):
    assert not alert("Observatoire", [])
    monkeypatch.delenv(ADDRESSES)
    assert alert("Observatoire", ["En panne"])
    assert told == ([], [])


def test_an_alert_that_does_not_arrive_stops_nothing_and_tells_no_password(monkeypatch, caplog):
    monkeypatch.setenv(ADDRESSES, "json://garde:secret@127.0.0.1:9/ inconnu://quelque-part")
    assert not alert("Observatoire : échec", ["x" * 2 * LONGEST])
    said = [one.getMessage() for one in caplog.records if one.name == "observatoire"]
    assert said == [f"an alert did not reach every address of {ADDRESSES}: Observatoire : échec"]


def test_a_step_that_fails_is_an_alert(told, tmp_path, monkeypatch):
    from pipelines.definitions import defs

    monkeypatch.setenv("OBSERVATOIRE_DATA", str(tmp_path))
    job = defs().resolve_job_def("publier")
    done = job.execute_in_process(instance=dg.DagsterInstance.ephemeral(), raise_on_error=False)
    assert not done.success
    (said,) = map(json.loads, told[1])
    assert said["title"] == "Observatoire des CPTS : échec de l'étape release" and "is not built" in said["message"]
