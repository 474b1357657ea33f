# SPDX-License-Identifier: Apache-2.0
"""An API of our own with one operation that counts what it does, behind tokens as the product's is."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from ninja import NinjaAPI, Schema, Status
from ninja.errors import HttpError
from ninja.security import django_auth

from amends.apps.core.actions.accounts import issue_token
from amends.apps.core.actions.log import writing
from amends.apps.core.api import TokenAuth, conditional, etag, idempotent, if_match, person
from amends.apps.core.models import Event, EventKind, User
from amends.apps.core.rules.roles import Right
from tests.people import NOON


class NoteIn(Schema):
    """What is noted."""

    words: str
    refuse: bool = False
    version: int = 3


class NoteOut(Schema):
    """The number of the event."""

    words: str
    count: int


api = NinjaAPI(title="of the tests", auth=[django_auth, TokenAuth()], urls_namespace="tests-of-core")


def notes() -> int:
    """How often the operation did its work."""
    return Event.objects.unscoped("a test").filter(kind=EventKind.USER_CHANGED).count()


@api.post("/notes", response={201: NoteOut})
@idempotent(lambda request, **_: person(request, Right.SEE_CUSTOMERS))
def note(request: HttpRequest, body: NoteIn, response: HttpResponse) -> Status[dict[str, object]]:
    """Logs an event; refuses afterwards where it is told to."""
    user = person(request, Right.SEE_CUSTOMERS)
    with writing(by=user, at=NOON) as log:
        log(EventKind.USER_CHANGED, user, unit=user.unit, words=body.words)
    if body.refuse:
        raise HttpError(409, "refused after the work")
    response["ETag"], response["Location"] = etag(1), "/t/notes/1"
    return Status(201, {"words": body.words, "count": notes()})


@api.patch("/notes", response=NoteOut)
@conditional
def change(request: HttpRequest, body: NoteIn) -> dict[str, object]:
    """Answers which version the caller saw."""
    return {"words": body.words, "count": if_match(request, body.version)}


class Program:
    """A program with a token; each call uses a client of its own, as each thread must."""

    def __init__(
        self, user: User, secret: str = "secret", rights: tuple[Right, ...] = (Right.SEE_CUSTOMERS,)
    ):
        self.headers = {"Authorization": f"Bearer {secret}"}
        self.token = issue_token(user=user, name="test", rights=rights, secret=secret, by=user, at=NOON)

    def send(self, body: object, method: str = "POST", **headers: str) -> Any:
        """The answer to a request."""
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return Client().generic(
            method, "/t/notes", text, content_type="application/json", headers={**self.headers, **named}
        )


urlpatterns = [path("t/", api.urls)]
