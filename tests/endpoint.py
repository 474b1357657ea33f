# SPDX-License-Identifier: Apache-2.0
"""A real HTTP server that speaks the protocol of chat completions, well or badly: what it received is looked at."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event as Flag
from threading import Thread
from typing import Any


@dataclass
class Endpoint:
    """The model: answers `says`, or in the way that `manner` names."""

    url: str = ""
    says: str = "好的。"
    manner: str = "well"
    received: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    go_on: Flag = field(default_factory=Flag)

    @property
    def heard(self) -> str:
        """All that left our process, as it was sent."""
        return "\n".join(body.decode() for body in self.received)

    @property
    def asked(self) -> dict[str, Any]:
        """The last question."""
        found: dict[str, Any] = json.loads(self.received[-1])
        return found


def _completion(says: str, **more: object) -> bytes:
    choice = {"index": 0, "message": {"role": "assistant", "content": says}, "finish_reason": "stop"} | more
    usage = {"prompt_tokens": 120, "completion_tokens": 30, "total_tokens": 150}
    return json.dumps({"id": "x", "choices": [choice], "usage": usage}).encode()


def _answer(endpoint: Endpoint) -> tuple[int, bytes]:
    return {
        "well": (200, _completion(endpoint.says)),
        "500": (500, b'{"error": {"message": "overloaded"}}'),
        "moved": (307, b""),
        "garbage": (200, b"<html>it works</html>"),
        "empty": (200, b'{"choices": []}'),
        "blank": (200, _completion("  ")),
        "cut": (200, _completion("说到一半", finish_reason="length")),
        "strange": (200, b'{"choices": [{"message": {"content": {"a": 1}}}], "usage": []}'),
        "huge": (200, _completion("长" * 500_000)),
        "wordy": (200, _completion("长" * 9_000)),
        "slow": (200, _completion(endpoint.says)),
    }[endpoint.manner]


def _handler(endpoint: Endpoint) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            endpoint.received.append(self.rfile.read(int(self.headers["Content-Length"])))
            endpoint.headers.append(dict(self.headers))
            endpoint.paths.append(self.path)
            if endpoint.manner == "slow":
                endpoint.go_on.wait(20)
            status, body = _answer(endpoint)
            self.send_response(status)
            self.send_header("Location", endpoint.url + "/elsewhere")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:  # the asker left, as it should
                return

        def do_GET(self) -> None:
            raise AssertionError("a redirect was followed")

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def listening() -> Iterator[Endpoint]:
    """A model at an address of this machine, while the block runs."""
    endpoint = Endpoint()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(endpoint))
    server.daemon_threads = True
    endpoint.url = f"http://127.0.0.1:{server.server_port}/v1"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield endpoint
    finally:
        endpoint.go_on.set()
        server.shutdown()
        server.server_close()
        thread.join()
