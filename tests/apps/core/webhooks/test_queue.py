# SPDX-License-Identifier: Apache-2.0
"""Deliveries are written with the event, for who is told of it, and cost nothing where nobody is."""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from amends.apps.core.actions.log import writing
from amends.apps.core.actions.webhooks.targets import Terms, change_target, switch_off, switch_on
from amends.apps.core.models import Event, EventKind, LogHead, Unit, User, WebhookDelivery, WebhookTarget
from tests.apps.core.webhooks.conftest import KIND, MakeTarget
from tests.people import NOON, People


def happen(by: User, unit: Unit | None, kind: EventKind = KIND, **payload: str) -> Event:
    """Log an event about a customer."""
    with writing(by=by, at=NOON) as log:
        log(kind, by, about="C-1", unit=unit, **payload)
    return Event.objects.unscoped("a test").latest("sequence")


def test_event_is_queued_for_who_is_told_of_it(people: People, target_at: MakeTarget) -> None:
    target = target_at()
    event = happen(people.alice, people.east_team, colour="red")
    delivery = WebhookDelivery.objects.get(event=event)
    assert (delivery.target, delivery.queued_at, delivery.attempts) == (target, NOON, 0)
    assert delivery.payload == {
        "event": "core.user_changed",
        "sequence": event.sequence,
        "at": "2026-11-02T04:00:00.000+00:00",
        "subject": f"core.user:{people.alice.pk}",
        "data": {"colour": "red"},
    }


def test_payload_names_neither_the_customer_nor_the_person(people: People, target_at: MakeTarget) -> None:
    target_at()
    happen(people.alice, people.east_team)
    told = str(WebhookDelivery.objects.get().payload)
    assert "C-1" not in told
    assert "alice" not in told


def test_payload_holds_nothing_that_somebody_wrote(people: People, target_at: MakeTarget) -> None:
    target_at()
    happen(people.alice, people.east_team, colour="red", note="客户说家里有病人")
    assert WebhookDelivery.objects.get().payload["data"] == {"colour": "red"}


def test_other_kinds_are_not_told(people: People, target_at: MakeTarget) -> None:
    target_at()
    happen(people.alice, people.east_team, EventKind.LOGGED_IN)
    assert not WebhookDelivery.objects.exists()


@pytest.mark.parametrize(
    ("own", "where", "told"),
    [
        ("east", "east_team", True),
        ("east", "east", True),
        ("east", "west_team", False),
        ("east", "province", False),
        ("east", None, False),
        ("group", None, True),
    ],
)
def test_only_events_of_its_subtree_are_told(
    people: People, target_at: MakeTarget, own: str, where: str | None, told: bool
) -> None:
    target_at(unit=getattr(people, own))
    happen(people.alice, getattr(people, where) if where else None)
    assert WebhookDelivery.objects.exists() is told


def test_each_target_is_told_once(people: People, target_at: MakeTarget) -> None:
    targets = {target_at(), target_at("http://127.0.0.1:9/y", people.east)}
    happen(people.alice, people.east)
    assert {each.target for each in WebhookDelivery.objects.all()} == targets


def test_work_that_is_rolled_back_tells_nobody(people: People, target_at: MakeTarget) -> None:
    target_at()

    def dies() -> Iterator[None]:
        with transaction.atomic():
            happen(people.alice, people.east)
            raise KeyError
        yield

    with pytest.raises(KeyError):
        next(dies())
    assert not WebhookDelivery.objects.exists()


def test_target_that_is_off_is_told_nothing_until_it_is_on(people: People, target_at: MakeTarget) -> None:
    target = target_at()
    switch_off(target=target, by=people.ed, at=NOON)
    happen(people.alice, people.east)
    assert not WebhookDelivery.objects.exists()
    switch_on(target=target, by=people.ed, at=NOON)
    happen(people.alice, people.east)
    assert WebhookDelivery.objects.count() == 1


def test_change_of_kinds_counts_from_the_next_event(people: People, target_at: MakeTarget) -> None:
    target = target_at()
    happen(people.alice, people.east)  # the process knows the kinds from now on
    terms = Terms(target.name, target.url, target.unit, (EventKind.LOGGED_IN,))
    change_target(target=target, terms=terms, by=people.ed, at=NOON)
    happen(people.alice, people.east)
    happen(people.alice, people.east, EventKind.LOGGED_IN)
    assert sorted(each.payload["event"] for each in WebhookDelivery.objects.all()) == [
        "core.logged_in",
        "core.user_changed",
    ]


def test_change_in_another_process_is_noticed(people: People, target_at: MakeTarget) -> None:
    target = target_at()
    happen(people.alice, people.east)
    WebhookTarget.objects.filter(pk=target.pk).update(kinds=[])
    LogHead.objects.update(targets_mark="f" * 32)
    happen(people.alice, people.east)
    assert WebhookDelivery.objects.count() == 1


def _queries(people: People) -> int:
    with CaptureQueriesContext(
        connection,
    ) as made:
        happen_only(people)
    return len(made)


def happen_only(people: People) -> None:
    with writing(by=people.alice, at=NOON) as log:
        log(KIND, people.alice, unit=people.east)


def test_event_costs_no_query_where_nobody_is_told(people: People, target_at: MakeTarget) -> None:
    before = _queries(people)
    target_at(kinds=(EventKind.LOGGED_IN,))
    _queries(people)  # the targets are read once
    assert _queries(people) == before


def test_event_costs_three_queries_where_somebody_is_told(people: People, target_at: MakeTarget) -> None:
    before = _queries(people)
    for _ in range(5):
        target_at()
    _queries(people)
    assert _queries(people) == before + 3


@pytest.mark.parametrize(
    "bad",
    [{"failures": 1}, {"failing_since": NOON}, {"name": ""}, {"url": ""}],
    ids=lambda bad: str(next(iter(bad))),
)
def test_database_refuses_a_target_that_cannot_be(target_at: MakeTarget, bad: dict[str, object]) -> None:
    target = target_at()
    with pytest.raises(IntegrityError), transaction.atomic():
        WebhookTarget.objects.filter(pk=target.pk).update(**bad)


def test_database_refuses_to_tell_twice_or_to_give_up_what_was_sent(
    people: People, target_at: MakeTarget
) -> None:
    target_at()
    happen(people.alice, people.east)
    row = WebhookDelivery.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        WebhookDelivery.objects.create(
            target=row.target, event=row.event, queued_at=NOON, not_before=NOON, payload={}
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        WebhookDelivery.objects.filter(pk=row.pk).update(sent_at=NOON, given_up_at=NOON)
