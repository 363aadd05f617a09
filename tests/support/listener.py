"""A mail server and a webhook on the loopback, for what the observatory tells."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


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


@contextmanager
def listening() -> Iterator[tuple[str, list[bytes], list[bytes]]]:
    """The addresses to tell, the mails and the bodies that came."""
    servers = [socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mail), ThreadingHTTPServer(("127.0.0.1", 0), Hook)]
    received: list[list[bytes]] = [[], []]
    for server, heard in zip(servers, received, strict=True):
        server.received = heard  # type: ignore[attr-defined]
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    mail, hook = (server.server_address[1] for server in servers)
    where = f"mailto://127.0.0.1:{mail}/?from=observatoire@exemple.org&to=garde@exemple.org json://127.0.0.1:{hook}/"
    try:
        yield where, received[0], received[1]
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
