# SPDX-License-Identifier: Apache-2.0
"""The other systems: a mail server, and a target of events. Both count what arrives, by its number."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from aiosmtpd.controller import Controller

from benchmarks.reliability.installation import free_port


@dataclass(slots=True)
class Outside:
    """What arrived: e-mails and events, each by the number that stays the same at every try."""

    url: str = ""
    down: bool = False  # everything is refused for now
    smtp_port: int = 0
    letters: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - as aiosmtpd asks
        """An e-mail, taken; or not now."""
        if self.down:
            return "451 not now"
        self.letters[str(message_from_bytes(envelope.content)["Message-ID"])] += 1
        return "250 taken"


def _handler(outside: Outside) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            if not outside.down:
                outside.events[self.headers["X-Amends-Delivery"]] += 1
            self.send_response(503 if outside.down else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing of a sender that was killed while it spoke: that is the run."""


@contextmanager
def outside() -> Iterator[Outside]:
    """Both systems, listening."""
    heard = Outside()
    server = _Server(("127.0.0.1", 0), _handler(heard))
    heard.url = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    mail = Controller(heard, hostname="127.0.0.1", port=free_port())
    mail.start()
    heard.smtp_port = mail.port
    try:
        yield heard
    finally:
        mail.stop()
        server.shutdown()
        server.server_close()
