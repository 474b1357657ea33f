# SPDX-License-Identifier: Apache-2.0
"""Asks a WSGI application as a web server does, without one in between."""

import json
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.test import Client

Application = Callable[[dict[str, Any], Callable[..., object]], Iterable[bytes]]
_CSRF = "c" * 32


class Refused(Exception):
    """A page did not answer as it should: what it cost says nothing."""


class Asker:
    """One person, or a program, at an application. `headers` go with every request."""

    def __init__(self, application: Application, headers: Mapping[str, str] | None = None) -> None:
        self._application = application
        self._own = {f"HTTP_{name.upper().replace('-', '_')}": told for name, told in (headers or {}).items()}

    @classmethod
    def logged_in(cls, application: Application, username: str) -> "Asker":
        """A person with a session, which the caller does not measure."""
        client = Client()
        user = get_user_model()._default_manager.get(username=username)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        cookies = {name: each.value for name, each in client.cookies.items()} | {"csrftoken": _CSRF}
        told = "; ".join(f"{name}={value}" for name, value in cookies.items())
        return cls(application, {"Cookie": told, "X-CSRFToken": _CSRF})

    def get(self, address: str, expected: int = 200) -> bytes:
        """The body of a page. Raises `Refused`."""
        return self._ask("GET", address, expected)[0]

    def post(self, address: str, body: object) -> bytes:
        """The body of the answer to some JSON that makes something. Raises `Refused`."""
        return self._ask("POST", address, 201, json.dumps(body).encode())[0]

    def send(self, address: str, **fields: str) -> str:
        """Where a form that is sent leads to. Raises `Refused`."""
        body = urlencode(fields).encode()
        return self._ask("POST", address, 302, body, "application/x-www-form-urlencoded")[1]["Location"]

    def _ask(
        self, method: str, address: str, expected: int, body: bytes = b"", kind: str = "application/json"
    ) -> tuple[bytes, dict[str, str]]:
        told: list[tuple[str, dict[str, str]]] = []
        answer = self._application(
            self._environ(method, address, body, kind),
            lambda status, headers: told.append((status, dict(headers))),
        )
        said = b"".join(answer)
        if close := getattr(answer, "close", None):
            close()
        status, headers = told[-1]
        if not status.startswith(f"{expected} "):
            raise Refused(f"{method} {address} answered {status}: {said[:200]!r}")
        return said, headers

    def _environ(self, method: str, address: str, body: bytes, kind: str) -> dict[str, Any]:
        path, _, query = address.partition("?")
        return {
            "REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": query,
            "CONTENT_TYPE": kind if body else "", "CONTENT_LENGTH": str(len(body)),
            "SERVER_NAME": "testserver", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0), "wsgi.url_scheme": "http", "wsgi.input": BytesIO(body), "wsgi.errors": None,
            "wsgi.multithread": False, "wsgi.multiprocess": True, "wsgi.run_once": False, **self._own,
        }  # fmt: skip
