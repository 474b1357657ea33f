# SPDX-License-Identifier: Apache-2.0
"""One request: what is reached, what is not, and that it ends."""

import contextlib
import socket
import ssl
from datetime import timedelta
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from amends.apps.core.actions.webhooks.posting import post
from tests.apps.core.webhooks.conftest import Receiver
from tests.people import NOON


def test_accepted_request_arrives_whole(receiver: Receiver) -> None:
    outcome = post(receiver.url + "/a?b=1", "中".encode(), {"X-A": "1"}, private=True)
    assert (outcome.accepted, outcome.status, outcome.error) == (True, 200, "")
    arrived = receiver.received[0]
    assert (arrived.path, arrived.body, arrived.headers["X-A"]) == ("/a?b=1", "中".encode(), "1")
    assert arrived.headers["Host"] == receiver.url.removeprefix("http://")


@pytest.mark.parametrize("status", [300, 400, 404, 410, 500, 503])
def test_other_answer_is_a_failure_with_its_number(receiver: Receiver, status: int) -> None:
    receiver.status = status
    outcome = post(receiver.url, b"{}", {}, private=True)
    assert (outcome.accepted, outcome.status, outcome.error) == (False, status, f"answered {status}")


def test_redirect_is_not_followed(receiver: Receiver) -> None:
    assert post(receiver.url + "/moved", b"{}", {}, private=True).error == "answered 302"
    assert [each.path for each in receiver.received] == ["/moved"]


def test_private_address_is_not_reached_unless_allowed(receiver: Receiver) -> None:
    secure = receiver.url.replace("http:", "https:")
    assert post(secure, b"{}", {}, private=False).error == "address refused: private"
    assert post(receiver.url, b"{}", {}, private=False).error == "address refused: scheme"
    assert receiver.received == []


@pytest.mark.parametrize("found", [["10.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::1"], ["fe80::1%eth0"], []])
def test_name_that_leads_to_a_private_address_is_refused(
    monkeypatch: pytest.MonkeyPatch, found: list[str]
) -> None:
    def looked_up(*_: Any, **__: Any) -> list[Any]:
        return [(2, 1, 6, "", (each, 443)) for each in found]

    def reached(*_: Any, **__: Any) -> None:
        raise AssertionError("it was called")

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(socket, "create_connection", reached)
    assert post("https://innocent.example/", b"", {}, private=False).error == "address refused: private"


def test_connection_goes_to_the_address_that_was_checked(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def looked_up(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        return [(2, 1, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    url = receiver.url.replace("127.0.0.1", "bus.internal")
    assert post(url, b"{}", {}, private=True).accepted
    assert asked.count("bus.internal") == 1
    assert receiver.received[0].headers["Host"].startswith("bus.internal:")


def test_nobody_there_is_a_failure_in_words() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
    outcome = post(url, b"{}", {}, private=True)
    assert outcome.status is None
    assert outcome.error.startswith("ConnectionRefusedError")


def test_answer_that_drips_is_cut() -> None:
    server = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        other, _ = server.accept()
        with other:
            try:
                while True:
                    other.sendall(b"H")
                    sleep(0.02)
            except OSError:
                return

    thread = Thread(target=drip)
    thread.start()
    outcome = post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {}, private=True, longest=0.3)
    thread.join(timeout=10)
    server.close()
    assert outcome.status is None
    assert not thread.is_alive()


def test_server_that_speaks_no_http_is_a_failure() -> None:
    server = socket.create_server(("127.0.0.1", 0))

    def mumble() -> None:
        other, _ = server.accept()
        with other:
            other.recv(65536)
            other.sendall(b"220 mail.example\r\n\r\n")

    thread = Thread(target=mumble)
    thread.start()
    outcome = post(f"http://127.0.0.1:{server.getsockname()[1]}/", b"{}", {}, private=True)
    thread.join(timeout=10)
    server.close()
    assert "BadStatusLine" in outcome.error


def _certificate(folder: Path) -> ssl.SSLContext:
    """What a server shows that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    unsigned = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    dated = unsigned.not_valid_before(NOON).not_valid_after(NOON + timedelta(days=3650))
    certificate = dated.serial_number(1).sign(key, hashes.SHA256())
    plain = serialization.NoEncryption()
    kept = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    place = folder / "pair.pem"
    place.write_bytes(kept + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(place)
    return context


def test_certificate_that_nobody_vouches_for_is_refused(receiver: Receiver, tmp_path: Path) -> None:
    server = socket.create_server(("127.0.0.1", 0))
    context = _certificate(tmp_path)

    def shake_hands() -> None:
        other, _ = server.accept()
        with other, contextlib.suppress(OSError):
            context.wrap_socket(other, server_side=True)

    thread = Thread(target=shake_hands)
    thread.start()
    outcome = post(f"https://127.0.0.1:{server.getsockname()[1]}/", b"{}", {}, private=True)
    thread.join(timeout=10)
    server.close()
    assert outcome.error.startswith("SSLCertVerificationError")
