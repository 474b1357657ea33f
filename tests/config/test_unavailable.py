# SPDX-License-Identifier: Apache-2.0
"""While the database takes no writes people and programs are told so, and that nothing was kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from amends.apps.core.models import Event
from amends.apps.promises.models import Promise
from amends.apps.training.queries.library import library
from tests.apps.cases.conftest import make_customer
from tests.people import People

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def locked() -> Iterator[None]:
    """Nobody else can write; we wait for a moment only."""
    sqlite = connection.vendor == "sqlite"
    other = connections.create_connection("default")
    other.set_autocommit(sqlite)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50" if sqlite else "SET lock_timeout = 50")
    with other.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE" if sqlite else "LOCK TABLE core_loghead IN EXCLUSIVE MODE")
    try:
        yield
    finally:
        other.close()


def _terms(customer: str) -> dict[str, str]:
    due = timezone.now() + timedelta(days=1)
    return {
        "customer": customer,
        "kind": "call_back",
        "words": "明天回电",
        "channel": "phone",
        "due_at": due.isoformat(),
    }


def test_program_is_told_that_nothing_was_kept_and_when_to_come_again(client: Client, people: People) -> None:
    customer = make_customer(people)
    client.force_login(people.alice)
    asked = {"data": _terms(customer.code), "content_type": "application/json"}
    with locked():
        answer = client.post("/api/v1/promises", **asked)  # type: ignore[arg-type]
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert answer.json()["code"] == "unavailable"
    assert not Promise.objects.unscoped("a test looks").exists()
    assert client.post("/api/v1/promises", **asked).status_code == 201  # type: ignore[arg-type]


def test_person_is_told_that_nothing_was_kept(client: Client, people: People) -> None:
    client.force_login(people.alice)
    events = Event.objects.unscoped("a test looks").count()
    card = next(iter(library().cards))
    with locked():
        page = client.post(f"/training/library/{card}/read/")
    assert page.status_code == 503
    assert "一点都没有保存" in page.content.decode()
    assert Event.objects.unscoped("a test looks").count() == events
