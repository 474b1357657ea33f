# SPDX-License-Identifier: Apache-2.0
"""One request to another system: nothing is followed, nothing private is reached, and it is over in 10 seconds."""

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from amends.apps.core.rules.webhooks import AddressRefused, check_url, may_call

PATIENCE = 5.0  # seconds to connect, and to wait for each answer
LONGEST = 10.0  # seconds for all of it, however slowly it drips
MOST_READ = 2_000  # bytes of an answer


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a request: the status, or why there is none; and how the answer begins."""

    status: int | None
    error: str = ""
    answer: bytes = b""

    @property
    def accepted(self) -> bool:
        """Whether the other system took it."""
        return self.status is not None and 200 <= self.status < 300


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, private: bool, longest: float = LONGEST
) -> Outcome:
    """POST `body` once. The host is looked up here and the connection goes to the very address that was checked,
    so that a name cannot lead elsewhere in between. Never raises for what the other side does."""
    try:
        check_url(url, private=private)
        with connected(url, private, longest) as connection:
            connection.request("POST", path_of(url), body, dict(headers))
            response = connection.getresponse()
            status, answer = response.status, response.read(MOST_READ)
    except AddressRefused as refused:
        return Outcome(None, f"address refused: {refused.reason}")
    except (OSError, http.client.HTTPException) as error:
        return Outcome(None, f"{type(error).__name__}: {error}"[:200])
    return Outcome(status, "" if 200 <= status < 300 else f"answered {status}", answer)


def path_of(url: str) -> str:
    """What is asked of the host."""
    parts = urlsplit(url)
    return f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"


@contextmanager
def connected(
    url: str, private: bool, longest: float, patience: float = PATIENCE
) -> Iterator[http.client.HTTPConnection]:
    """A connection to the checked address, cut when its time is over; `patience` seconds for each answer."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    raw = socket.create_connection((_address(parts.hostname or "", port, private), port), timeout=PATIENCE)
    cut = threading.Timer(longest, _cut, [raw])
    cut.daemon = True
    cut.start()
    try:
        connection = http.client.HTTPConnection(parts.netloc, timeout=patience)
        raw.settimeout(patience)
        connection.sock = _secured(raw, parts.hostname or "") if parts.scheme == "https" else raw
        try:
            yield connection
        finally:
            connection.close()
    finally:
        cut.cancel()
        raw.close()


def _cut(raw: socket.socket) -> None:
    try:
        raw.shutdown(socket.SHUT_RDWR)
    except OSError:  # it was over already
        return


def _secured(raw: socket.socket, host: str) -> socket.socket:
    context = ssl.create_default_context()
    return context.wrap_socket(raw, server_hostname=host)


def _address(host: str, port: int, private: bool) -> str:
    """The first address of the host that may be called; none of them may be one that may not."""
    found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found or not all(may_call(ip_address(each.partition("%")[0]), private=private) for each in found):
        raise AddressRefused("private")
    return found[0]
