# SPDX-License-Identifier: Apache-2.0
"""The event log: one transaction, one chain, and no way to change it unseen."""

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from amends.apps.core.actions.jobs import enqueue
from amends.apps.core.actions.log import NothingLogged, writing
from amends.apps.core.models import Event, EventKind, LogHead, Unit
from amends.apps.core.models.log import append_only_sql
from amends.apps.core.queries.log import log_faults, log_page
from amends.apps.core.rules.organisation import NOTHING
from tests.people import NOON, People


def _drop_triggers() -> None:
    on = " ON core_event" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for verb in ("UPDATE", "DELETE"):
            cursor.execute(f"DROP TRIGGER IF EXISTS core_event_no_{verb}{on}")


def _create_triggers() -> None:
    with connection.cursor() as cursor:
        for statement in append_only_sql(connection.vendor):
            cursor.execute(statement)


def test_log_holds_when_nobody_touched_it(people: People) -> None:
    assert Event.objects.unscoped("a test").count() == 11
    assert log_faults() == []


def test_write_is_rolled_back_when_nothing_was_logged(people: People) -> None:
    with pytest.raises(NothingLogged), writing(by=people.ed, at=NOON):
        Unit.objects.filter(pk=people.east.pk).update(name="改名")
    assert Unit.objects.get(pk=people.east.pk).name == "东市"


def test_inner_write_joins_the_outer_one_and_shares_its_fate(people: People) -> None:
    def fail_after_inner_write() -> None:
        with writing(by=people.ed, at=NOON) as outer:
            outer(EventKind.USER_CHANGED, people.bob)
            with writing(by=people.ed, at=NOON) as inner:
                inner(EventKind.USER_CHANGED, people.alice)
            raise LookupError

    before = Event.objects.unscoped("a test").count()
    with pytest.raises(LookupError):
        fail_after_inner_write()
    assert Event.objects.unscoped("a test").count() == before


@pytest.mark.parametrize("statement", ["UPDATE core_event SET kind = 'x'", "DELETE FROM core_event"])
def test_database_refuses_to_change_the_log(people: People, statement: str) -> None:
    _create_triggers()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def _tampered(statement: str) -> list[int]:
    _drop_triggers()
    with connection.cursor() as cursor:
        cursor.execute(statement)
    return [fault.sequence for fault in log_faults()]


def test_edited_row_is_found(people: People) -> None:
    assert _tampered("UPDATE core_event SET subject = 'x' WHERE sequence = 4") == [4]


def test_row_moved_to_another_unit_is_found(people: People) -> None:
    assert _tampered(f"UPDATE core_event SET unit_id = {people.west.pk} WHERE sequence = 8") == [8]


def test_row_hidden_from_every_unit_is_found(people: People) -> None:
    assert _tampered("UPDATE core_event SET unit_id = NULL WHERE sequence = 8") == [8]


def test_removed_row_is_found(people: People) -> None:
    assert _tampered("DELETE FROM core_event WHERE sequence = 4") == [4]


def test_row_cut_off_at_the_end_is_found(people: People) -> None:
    assert _tampered("DELETE FROM core_event WHERE sequence = 11") == [11]


def test_reordered_rows_are_found(people: People) -> None:
    _drop_triggers()
    third, fourth = Event.objects.unscoped("a test").filter(sequence__in=[3, 4]).order_by("sequence")
    third.sequence, fourth.sequence = 4, 3
    Event.objects.unscoped("a test").filter(sequence__in=[3, 4]).delete()
    Event.objects.bulk_create([third, fourth])
    assert {fault.sequence for fault in log_faults()} >= {3, 4}


def test_rehashed_edit_is_found_by_the_row_behind_it(people: People) -> None:
    _drop_triggers()
    row = Event.objects.unscoped("a test").get(sequence=4)
    row.subject = "x"
    row.hash = row.entry.computed_hash()
    row.save()
    assert [fault.sequence for fault in log_faults()] == [5]


def test_head_is_one_row(people: People) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        LogHead.objects.create(pk=2, hash="0" * 64)


def test_events_of_no_unit_are_shown_to_those_who_look_after_the_whole_tree(people: People) -> None:
    enqueue("nightly_run", by=None, at=NOON)
    newest = {who: log_page(who.scope).events[0].kind for who in (people.ed, people.dora, people.alice)}
    assert newest[people.ed] == EventKind.JOB_QUEUED
    assert EventKind.JOB_QUEUED not in {newest[people.dora], newest[people.alice]}


def test_nobody_without_units_sees_the_log(people: People) -> None:
    enqueue("nightly_run", by=None, at=NOON)
    assert log_page(NOTHING).events == []
