# SPDX-License-Identifier: Apache-2.0
"""What machines ask: alive, ready, how long the queues are; to nobody else, and about nobody."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django import Settings as DjangoSettings

from amends.apps.core.actions.jobs import enqueue
from amends.apps.core.actions.outbox import send_email
from amends.apps.core.rules.gauges import Gauge, exposition
from amends.apps.core.views import health
from tests.people import People

TOKEN = {"Authorization": "Bearer watch"}


def test_alive_asks_no_database(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, db: None
) -> None:
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok\n"


def test_ready_says_what_is_lacking(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    health._complete.cache_clear()
    assert client.get("/readyz").json() == {"ready": True, "lacking": ""}
    monkeypatch.setattr(connection, "cursor", _gone)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "lacking": "database"})
    monkeypatch.undo()  # what is cleaned up afterwards needs it


def _gone(*_given: object) -> None:
    raise DatabaseError("the server is down")


def test_ready_waits_for_migrations(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    health._complete.cache_clear()
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *_: [("core", "9999")])
    assert client.get("/readyz").json() == {"ready": False, "lacking": "migrations"}
    monkeypatch.undo()
    assert client.get("/readyz").status_code == 200


def test_gauges_are_told_to_who_shows_the_token(
    client: Client,
    people: People,
    settings: DjangoSettings,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    assert client.get("/metrics", headers=TOKEN).status_code == 404  # none is set
    settings.AMENDS_METRICS_TOKEN = "watch"
    assert client.get("/metrics", headers={"Authorization": "Bearer other"}).status_code == 404
    long_ago = timezone.now() - timedelta(hours=2)
    enqueue("tidy_intake", by=None, at=long_ago)
    send_email(address="bob@example.test", subject="鲍勃的案件", body="", at=long_ago)
    with django_assert_max_num_queries(12):
        told = client.get("/metrics", headers=TOKEN).content.decode()
    assert "\namends_jobs_due 1\n" in told
    assert "\namends_cases_open 0\n" in told
    assert 'amends_messages_due{channel="email"} 1' in told
    age = float(told.split("\namends_jobs_due_age_seconds ")[1].split("\n")[0])
    assert 7_200 <= age < 7_300
    assert "鲍勃" not in told
    assert "bob" not in told


def test_gauges_of_one_name_stand_together_and_labels_are_escaped() -> None:
    text = exposition(
        [Gauge("b", "B.", 2), Gauge("a", "A.", 1, {"x": 'q"\\'}), Gauge("b", "B.", 3, {"y": "z"})]
    )
    assert text == (
        '# HELP a A.\n# TYPE a gauge\na{x="q\\"\\\\"} 1\n# HELP b B.\n# TYPE b gauge\nb 2\nb{y="z"} 3\n'
    )
