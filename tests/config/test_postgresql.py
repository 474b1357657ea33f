# SPDX-License-Identifier: Apache-2.0
"""A kept connection that the server ended is opened anew with the next request, and one that stands is not asked."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker

from amends.apps.core.models.planned import planned_cursor
from amends.config import environment
from tests import postgres

NUMBER = "SELECT pg_backend_pid()"


@pytest.fixture
def connections(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, django_db_blocker: DjangoDbBlocker
) -> Iterator[ConnectionHandler]:
    if postgres.binaries() is None:
        pytest.skip("PostgreSQL is not installed")
    monkeypatch.setenv("AMENDS_DATABASE_URL", postgres.start())
    settings = environment.database("AMENDS_DATABASE_URL", tmp_path)
    handler = ConnectionHandler({"default": settings, "another": settings})
    with django_db_blocker.unblock():
        yield handler
        handler.close_all()
    postgres.stop()


def _number(own: Any) -> int:
    with planned_cursor(own) as cursor:
        cursor.execute(NUMBER, [])
        return int(cursor.fetchone()[0])


def test_connection_that_the_server_ended_is_opened_anew(connections: ConnectionHandler) -> None:
    own, another = connections["default"], connections["another"]
    first = _number(own)
    own.close_if_unusable_or_obsolete()  # as a request begins
    assert _number(own) == first
    with another.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [first])
    own.close_if_unusable_or_obsolete()
    assert _number(own) != first


def test_connection_that_stands_is_not_asked(connections: ConnectionHandler) -> None:
    own, another = connections["default"], connections["another"]
    number = _number(own)
    assert own.is_usable()
    with another.cursor() as cursor:
        cursor.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [number])
        assert cursor.fetchone() == (NUMBER,)  # the last that it heard
    own.connection.close()
    assert not own.is_usable()
