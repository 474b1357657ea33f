# SPDX-License-Identifier: Apache-2.0
"""Rows of the log may lose what they say of a person, and nothing else; the chain tells the two apart."""

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from amends.apps.core.actions.log import writing
from amends.apps.core.actions.redacting import empty_events
from amends.apps.core.models import Event, EventKind
from amends.apps.core.models.redacting import emptying_sql
from amends.apps.core.queries.log import log_faults
from tests.people import NOON, People


def _emptied(people: People) -> Event:
    with writing(by=people.alice, at=NOON) as log:
        log(EventKind.USER_CHANGED, people.bob, about="C-1", unit=people.east, note="张明明住在东街")
    rows = Event.objects.unscoped("a test").filter(about="C-1")
    with writing(by=people.alice, at=NOON) as log:
        assert (
            empty_events(rows, code="C-1", pseudonym="f-1", about=people.bob, unit=people.east, log=log) == 1
        )
    return Event.objects.unscoped("a test").get(kind=EventKind.USER_CHANGED, about="f-1")


def test_emptied_row_keeps_its_place_and_the_log_holds(people: People) -> None:
    row = _emptied(people)
    assert (row.payload, row.by) == ({}, people.alice)
    assert log_faults() == []


@pytest.mark.parametrize("change", [{"payload": {"note": "别的"}}, {"about": "C-2"}, {"kind": "x"}])
def test_emptied_row_that_is_changed_afterwards_is_found(people: People, change: dict[str, object]) -> None:
    row = _emptied(people)
    if connection.vendor == "postgresql":  # which would refuse it
        with connection.cursor() as cursor:
            cursor.execute("DROP TRIGGER core_event_no_UPDATE ON core_event")
    Event.objects.unscoped("a test").filter(pk=row.pk).update(**change)
    assert [each.sequence for each in log_faults()] == [row.sequence]


def test_row_emptied_by_hand_is_found(people: People) -> None:
    row = Event.objects.unscoped("a test").exclude(payload={}).order_by("sequence").last()
    assert row is not None
    Event.objects.unscoped("a test").filter(pk=row.pk).update(payload={})
    assert [each.sequence for each in log_faults()] == [row.sequence]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_event SET kind = 'x'",
        "UPDATE core_event SET hash = 'x', payload = '{}'",
        "UPDATE core_event SET payload = '{\"a\": 1}'",
    ],
)
def test_database_lets_nothing_else_through(people: People, statement: str) -> None:
    with connection.cursor() as cursor:
        for each in emptying_sql(connection.vendor):
            cursor.execute(each)
        cursor.execute("UPDATE core_event SET payload = '{}', about = 'f-2' WHERE sequence = 1")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(statement)
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER core_event_no_UPDATE")
