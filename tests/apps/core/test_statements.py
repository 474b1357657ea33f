# SPDX-License-Identifier: Apache-2.0
"""Statements that are written once answer as Django's own would."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from amends.apps.core.models import Asked, Event, JobRun, Unit, User, insert, insert_values, put, together
from amends.apps.core.models.inserting import NoSuchColumn
from amends.apps.core.models.statements import NotAsked
from tests.people import NOON, People

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)


def _run(job: str, at: datetime) -> JobRun:
    return JobRun(job=job, queued_at=at, not_before=at)


def _together(work: Callable[[], object]) -> None:
    with transaction.atomic(), together():
        work()


def test_rows_follow_the_values_of_each_call(people: People) -> None:
    asked = Asked(lambda code: Unit.objects.filter(code=code))
    assert asked(people.east.code) == [people.east]
    assert asked(people.west.code) == [people.west]
    assert asked("none") == []
    assert asked.first("none") is None


def test_what_is_joined_and_left_out_comes_as_django_has_it(
    people: People, django_assert_num_queries: Callable[[int], object]
) -> None:
    asked = Asked(lambda name: User.objects.select_related("unit").defer("email").filter(username=name))
    asked(people.bob.username)
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        (found,) = asked(people.alice.username)
        assert found.unit == people.alice.unit
    assert found.get_deferred_fields() == {"email"}


def test_moments_and_plain_rows_are_asked_for(people: People) -> None:
    insert([_run("a", NOON), _run("b", LATER)])
    runs = JobRun.objects.unscoped("a test").order_by("job").values_list("job", "queued_at")
    asked = Asked(lambda since: runs.filter(queued_at__gte=since))
    assert asked(NOON) == [("a", NOON), ("b", LATER)]
    assert asked(LATER) == [("b", LATER)]


def test_value_that_does_not_stand_in_the_query_is_refused() -> None:
    with pytest.raises(NotAsked):
        Asked(lambda word: Unit.objects.filter(name__contains=word))("东")


def test_several_rows_are_stored_at_once_with_their_keys(
    people: People, django_assert_num_queries: Callable[[int], object]
) -> None:
    rows = [_run(name, NOON) for name in ("a", "b", "c")]
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        insert(rows)
    assert [JobRun.objects.unscoped("a test").get(pk=row.pk).job for row in rows] == ["a", "b", "c"]
    assert not any(row._state.adding for row in rows)


def test_nothing_is_stored_for_nothing(django_assert_num_queries: Callable[[int], object]) -> None:
    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        assert insert([]) == []


def test_stored_row_is_read_back_as_it_was(people: People) -> None:
    words = {"note": "断网", "n": [1, None, True]}
    row = Event(sequence=10**12, at=NOON, kind="user_added", subject="core.user:1", payload=words, hash="h")
    insert([row])
    found = Event.objects.unscoped("a test").get(pk=row.pk)
    assert (found.payload, found.at, found.by_id, found.hash) == (words, NOON, None, "h")


def test_constraints_hold(people: People) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert([Unit(code=people.east.code, name="x", kind="city", parent=people.group, number=90, last=90)])


def test_values_alone_are_stored_with_the_defaults_of_the_rest(
    people: People, django_assert_num_queries: Callable[[int], object]
) -> None:
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        insert_values(JobRun, [{"job": name, "queued_at": NOON, "not_before": LATER} for name in ("a", "b")])
    (found, other) = JobRun.objects.unscoped("a test").order_by("job")
    assert (found.job, found.not_before, other.job) == ("a", LATER, "b")
    assert (found.state, found.arguments) == (JobRun().state, {})
    insert_values(JobRun, [])
    with pytest.raises(NoSuchColumn):
        insert_values(JobRun, [{"job": "c", "queued": NOON}])


def test_what_is_put_together_is_there_afterwards(
    people: People, django_assert_num_queries: Callable[[int], object]
) -> None:
    first, second = [_run("a", NOON)], [_run("c", LATER)]
    insert(second)
    others = [_run("d", NOON)]
    queries = 2 if connection.vendor == "postgresql" else 4  # another begins behind each that returns a key
    with transaction.atomic(), django_assert_num_queries(queries), together():  # type: ignore[attr-defined]
        insert(first)
        put("UPDATE core_jobrun SET job = %s WHERE job = %s", ["e", "c"])
        with together():  # joins the one around it
            insert_values(JobRun, [{"job": "b", "queued_at": NOON, "not_before": NOON}])
            insert(others)
    assert {each.job for each in JobRun.objects.unscoped("a test")} == {"a", "b", "d", "e"}
    assert first[0].pk
    assert others[0].pk
    assert not others[0]._state.adding


def test_what_is_put_together_is_refused_as_a_whole(people: People) -> None:
    same = Unit(code=people.east.code, name="x", kind="city", parent=people.group, number=90, last=90)
    with pytest.raises(IntegrityError):
        _together(lambda: (insert([_run("b", NOON)]), insert([same])))
    assert not JobRun.objects.unscoped("a test").exists()


def test_nothing_is_put_where_the_work_before_fails(people: People) -> None:
    with pytest.raises(ZeroDivisionError):
        _together(lambda: (insert([_run("a", NOON)]), 1 / 0))
    assert not JobRun.objects.unscoped("a test").exists()
