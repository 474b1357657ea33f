# SPDX-License-Identifier: Apache-2.0
"""A real HTTP server to be told of events, and a target that names it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event as Flag
from threading import Thread
from typing import Any

import pytest

from amends.apps.core.actions.webhooks.targets import Terms, add_target
from amends.apps.core.models import EventKind, Unit, WebhookTarget
from tests.people import NOON, People

SECRET = "a-secret-of-the-other-system"
KIND = EventKind.USER_CHANGED


@dataclass
class Received:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """The other system: answers `status` and `answer`, at `/slow` only when told to go on."""

    url: str = ""
    status: int = 200
    answer: bytes = b""
    received: list[Received] = field(default_factory=list)
    go_on: Flag = field(default_factory=Flag)


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.received.append(Received(self.path, dict(self.headers), body))
            if self.path == "/slow":
                receiver.go_on.wait(20)
            self.send_response(302 if self.path == "/moved" else receiver.status)
            self.send_header("Location", receiver.url + "/elsewhere")
            self.send_header("Content-Length", str(len(receiver.answer)))
            self.end_headers()
            self.wfile.write(receiver.answer)

        def do_GET(self) -> None:
            raise AssertionError("a redirect was followed")

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    return Handler


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """The other system, on this machine."""
    settings.AMENDS_WEBHOOK_PRIVATE = True
    told = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(told))
    told.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield told
    told.go_on.set()
    server.shutdown()
    server.server_close()
    thread.join()


MakeTarget = Callable[..., WebhookTarget]


@pytest.fixture
def target_at(people: People, settings: Any) -> MakeTarget:
    """Makes targets; by default of the whole tree, told of changes of people."""
    settings.AMENDS_WEBHOOK_PRIVATE = True

    def make(
        url: str = "http://127.0.0.1:9/x", unit: Unit | None = None, kinds: tuple[EventKind, ...] = (KIND,)
    ) -> WebhookTarget:
        terms = Terms(name="工单总线", url=url, unit=unit or people.group, kinds=kinds)
        return add_target(terms=terms, secret=SECRET, by=people.ed, at=NOON)

    return make
