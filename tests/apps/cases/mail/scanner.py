# SPDX-License-Identifier: Apache-2.0
"""A small scanner that speaks clamd's protocol on a real socket, by TCP or in a file."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

# The file by which every scanner is tried, written so that none takes this module for it.
EICAR = b"X5O!P%@AP[4" + rb"\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"
LARGEST = 200_000


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(size)
        server: Any = self.server
        server.seen.append(content)
        with suppress(OSError):
            self.wfile.write(server.answer or _answer(content))


def _answer(content: bytes) -> bytes:
    if len(content) > LARGEST:
        return b"INSTREAM size limit exceeded. ERROR\0"
    return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"


class Scanner:
    """One that listens at `place`; `seen` are the files it was sent, `answer` what it says instead of the truth."""

    def __init__(self, server: Any, place: str) -> None:
        server.seen, server.answer = [], b""
        self.server, self.place = server, place

    @property
    def seen(self) -> list[bytes]:
        """The files it was sent."""
        return list(self.server.seen)

    def says(self, answer: bytes) -> None:
        """From now on it answers so."""
        self.server.answer = answer


@contextmanager
def listening(place: Path | None = None) -> Iterator[Scanner]:
    """A scanner that listens in a file, or by TCP where none is named."""
    if place:
        server: Any = socketserver.ThreadingUnixStreamServer(str(place), _Talk)
        where = str(place)
    else:
        server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk)
        where = f"127.0.0.1:{server.server_address[1]}"
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield Scanner(server, where)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def nobodys_place() -> str:
    """A place by TCP where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"127.0.0.1:{free.getsockname()[1]}"
