# SPDX-License-Identifier: Apache-2.0
"""What is queued is sent once, signed, tried again when refused, and never delays or fails anybody else."""

import hashlib
import hmac
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier, Event, Thread
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import DatabaseError, connection

from amends.apps.core import worker
from amends.apps.core.actions.webhooks.sending import MOST_FOR_ONE, Courier, claim_delivery
from amends.apps.core.actions.webhooks.targets import (
    Terms,
    add_target,
    change_secret,
    remove_old_deliveries,
    send_again,
    send_test,
    switch_off,
    switch_on,
)
from amends.apps.core.models import Event as Happening
from amends.apps.core.models import EventKind, Message, WebhookDelivery, WebhookTarget
from amends.apps.core.worker import keep_sending, send_waiting
from tests.apps.core.api.notes import Program
from tests.apps.core.webhooks.conftest import KIND, SECRET, MakeTarget, Received, Receiver
from tests.apps.core.webhooks.test_queue import happen
from tests.people import NOON, People, make_people

HOUR = timedelta(hours=1)


def send(at: datetime = NOON) -> None:
    """Send what is due."""
    send_waiting(clock=lambda: at)


def _signed_with(secret: str, request: Received) -> bool:
    moment, *digests = request.headers["X-Amends-Signature"].split(",")
    signed = moment.removeprefix("t=").encode() + b"." + request.body
    expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return f"v1={expected}" in digests


def test_event_is_told_signed_and_numbered(people: People, target_at: MakeTarget, receiver: Receiver) -> None:
    target = target_at(receiver.url + "/in?x=1")
    happen(people.alice, people.east)
    send()
    delivery, request = WebhookDelivery.objects.get(), receiver.received[0]
    assert (delivery.sent_at, delivery.status_code, delivery.error) == (NOON, 200, "")
    assert json.loads(request.body) == {"delivery": str(delivery.pk), **delivery.payload}
    assert request.headers["X-Amends-Delivery"] == str(delivery.pk)
    assert request.headers["X-Amends-Event"] == "core.user_changed"
    assert _signed_with(SECRET, request)
    target.refresh_from_db()
    assert (target.succeeded_at, target.failures) == (NOON, 0)


def test_nothing_is_sent_twice(people: People, target_at: MakeTarget, receiver: Receiver) -> None:
    target_at(receiver.url)
    happen(people.alice, people.east)
    send()
    send(NOON + 48 * HOUR)
    assert len(receiver.received) == 1


def test_refused_delivery_is_tried_again_with_growing_pauses(
    people: People, target_at: MakeTarget, receiver: Receiver
) -> None:
    target_at(receiver.url)
    happen(people.alice, people.east)
    receiver.status = 500
    at, tries = NOON, []
    for seconds in (0, 10, 60, 300, 1_800, 7_200, 21_600, 21_600, 21_600):
        send(at + timedelta(seconds=max(seconds - 1, 0)))
        at += timedelta(seconds=seconds)
        send(at)
        tries.append(len(receiver.received))
    assert tries == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    delivery = WebhookDelivery.objects.get()
    assert (delivery.given_up_at, delivery.status_code, delivery.error) == (at, 500, "answered 500")
    send(at + 48 * HOUR)
    assert len(receiver.received) == 9


@pytest.mark.peer("django-helpdesk: new-ticket webhook target refuses, customer gets 500")
def test_dead_target_fails_no_request(people: People, target_at: MakeTarget, settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.apps.core.api.notes"
    target_at("http://127.0.0.1:1/nobody")
    assert Program(people.alice).send({"words": "x"}, Idempotency_Key="k").status_code == 201
    assert WebhookDelivery.objects.get().attempts == 0
    send()
    delivery = WebhookDelivery.objects.get()
    assert delivery.error.startswith("ConnectionRefusedError")
    assert (delivery.sent_at, delivery.not_before) == (None, NOON + timedelta(seconds=10))


def test_slow_target_delays_no_other(people: People, target_at: MakeTarget, receiver: Receiver) -> None:
    slow, quick = target_at(receiver.url + "/slow"), target_at(receiver.url + "/quick")
    for _ in range(MOST_FOR_ONE + 3):
        happen(people.alice, people.east)
    courier, until = Courier(clock=lambda: NOON), monotonic() + 15
    while WebhookDelivery.objects.filter(target=quick, sent_at=None).exists() and monotonic() < until:
        courier.turn()
        sleep(0.01)
    waiting = WebhookDelivery.objects.filter(target=slow)
    assert not WebhookDelivery.objects.filter(target=quick, sent_at=None).exists()
    assert (waiting.filter(attempts=1).count(), waiting.filter(attempts=0).count()) == (MOST_FOR_ONE, 3)
    receiver.go_on.set()
    while courier.turn():
        sleep(0.01)
    courier.close()
    assert not waiting.filter(sent_at=None).exists()


def test_killed_worker_leaves_its_delivery_to_another(people: People, target_at: MakeTarget) -> None:
    target_at()
    happen(people.alice, people.east)
    assert claim_delivery(at=NOON) is not None
    assert claim_delivery(at=NOON + timedelta(seconds=59)) is None
    again = claim_delivery(at=NOON + timedelta(seconds=60))
    assert again is not None
    assert again.attempts == 2


def test_late_answer_of_a_lost_lease_changes_nothing(
    people: People, target_at: MakeTarget, receiver: Receiver
) -> None:
    target_at(receiver.url + "/slow")
    happen(people.alice, people.east)
    courier = Courier(clock=lambda: NOON)
    courier.turn()
    other = claim_delivery(at=NOON + timedelta(minutes=2))
    receiver.go_on.set()
    courier.close()
    row = WebhookDelivery.objects.get()
    assert other is not None
    assert (row.sent_at, row.attempts, row.not_before) == (None, 2, other.not_before)


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_delivery_once(receiver: Receiver, settings: Any) -> None:
    people = make_people()
    terms = Terms(name="x", url=receiver.url, unit=people.group, kinds=(KIND,))
    add_target(terms=terms, secret=SECRET, by=people.ed, at=NOON)
    for _ in range(12):
        happen(people.alice, people.east)
    together = Barrier(2)

    def work(_: int) -> None:
        together.wait(timeout=20)
        send()
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    numbers = [each.headers["X-Amends-Delivery"] for each in receiver.received]
    assert (len(numbers), len(set(numbers))) == (12, 12)
    assert set(WebhookDelivery.objects.values_list("attempts", "sent_at")) == {(1, NOON)}


def test_target_that_fails_is_spared_and_comes_back(
    people: People, target_at: MakeTarget, receiver: Receiver
) -> None:
    target = target_at(receiver.url)
    receiver.status = 503
    for _ in range(8):
        happen(people.alice, people.east)
    send()
    assert len(receiver.received) < 8  # it rests after three failures, whatever else waits for it
    target.refresh_from_db()
    assert target.failing_since == NOON
    receiver.status = 200
    send(NOON + timedelta(minutes=10))
    assert WebhookTarget.objects.filter(failures=0, failing_since=None, rests_until=None).exists()
    assert not WebhookDelivery.objects.filter(sent_at=None).exists()


def test_target_that_failed_all_day_is_switched_off_and_somebody_is_told(
    people: People, target_at: MakeTarget, receiver: Receiver
) -> None:
    target = target_at(receiver.url)
    receiver.status = 500
    happen(people.alice, people.east)
    send()
    happen(people.alice, people.east)
    send(NOON + 25 * HOUR)
    target.refresh_from_db()
    assert target.switched_off_at == NOON + 25 * HOUR
    assert Message.objects.filter(to=people.ed, link=f"/webhooks/{target.pk}/").count() == 1
    assert (
        Happening.objects.unscoped("a test").filter(kind=EventKind.WEBHOOK_SWITCHED_OFF, by=None).count() == 1
    )


def test_what_waited_while_it_was_off_is_sent_when_it_is_on(
    people: People, target_at: MakeTarget, receiver: Receiver
) -> None:
    target = target_at(receiver.url)
    happen(people.alice, people.east)
    switch_off(target=target, by=people.ed, at=NOON)
    send(NOON + HOUR)
    assert receiver.received == []
    switch_on(target=target, by=people.ed, at=NOON + 30 * HOUR)
    send(NOON + 30 * HOUR)
    assert len(receiver.received) == 1


def test_given_up_delivery_is_sent_again_under_its_number(
    people: People, target_at: MakeTarget, receiver: Receiver
) -> None:
    target_at(receiver.url)
    happen(people.alice, people.east)
    WebhookDelivery.objects.update(given_up_at=NOON, attempts=9)
    delivery = WebhookDelivery.objects.get()
    send_again(delivery=delivery, by=people.ed, at=NOON + HOUR)
    send(NOON + HOUR)
    assert receiver.received[0].headers["X-Amends-Delivery"] == str(delivery.pk)
    assert WebhookDelivery.objects.get().sent_at == NOON + HOUR


def test_test_reaches_its_target_alone(people: People, target_at: MakeTarget, receiver: Receiver) -> None:
    target = target_at(receiver.url, people.east)
    target_at(receiver.url + "/other")
    send_test(target=target, by=people.ed, at=NOON)
    send()
    assert [each.headers["X-Amends-Event"] for each in receiver.received] == ["core.webhook_tested"]


def test_old_secret_signs_for_a_day_more(people: People, target_at: MakeTarget, receiver: Receiver) -> None:
    target = target_at(receiver.url)
    change_secret(target=target, secret="another-secret", by=people.ed, at=NOON)
    for at in (NOON + 23 * HOUR, NOON + 24 * HOUR):
        happen(people.alice, people.east)
        send(at)
    during, after = receiver.received
    assert _signed_with("another-secret", during)
    assert _signed_with(SECRET, during)
    assert _signed_with("another-secret", after)
    assert not _signed_with(SECRET, after)


def test_secret_is_kept_sealed_and_survives_a_change_of_the_operators(
    people: People, target_at: MakeTarget, receiver: Receiver, settings: Any
) -> None:
    target = target_at(receiver.url)
    assert SECRET.encode() not in bytes(target.secret)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "the-new-secret-of-the-operator"
    happen(people.alice, people.east)
    send()
    assert _signed_with(SECRET, receiver.received[0])


def test_secret_that_does_not_open_is_a_failure_in_words(
    people: People, target_at: MakeTarget, receiver: Receiver, settings: Any
) -> None:
    target_at(receiver.url)
    settings.SECRET_KEY = "another"
    happen(people.alice, people.east)
    send()
    assert receiver.received == []
    assert "AMENDS_SECRET_KEY" in WebhookDelivery.objects.get().error


def test_secret_is_in_no_event(people: People, target_at: MakeTarget) -> None:
    change_secret(target=target_at(), secret="another-secret", by=people.ed, at=NOON)
    told = " ".join(str(each.payload) for each in Happening.objects.unscoped("a test"))
    assert SECRET not in told
    assert "another-secret" not in told


def test_old_deliveries_are_removed_and_waiting_ones_stay(people: People, target_at: MakeTarget) -> None:
    target_at()
    for _ in range(2):
        happen(people.alice, people.east)
    first = WebhookDelivery.objects.order_by("event").values_list("pk", flat=True)[0]
    WebhookDelivery.objects.filter(pk=first).update(sent_at=NOON)
    assert remove_old_deliveries(at=NOON + timedelta(days=30)) == 0
    assert remove_old_deliveries(at=NOON + timedelta(days=31)) == 1
    assert WebhookDelivery.objects.get().sent_at is None


def test_thread_of_the_worker_survives_a_busy_database(monkeypatch: pytest.MonkeyPatch) -> None:
    stopped, turns = Event(), []

    def turn(_: Courier) -> bool:
        turns.append(1)
        if len(turns) == 1:
            raise DatabaseError("database is locked")
        stopped.set()
        return False

    monkeypatch.setattr(Courier, "turn", turn)
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)
    options = {"stopped": stopped, "clock": lambda: NOON, "every": 0.01}
    thread = Thread(target=keep_sending, kwargs=options)
    thread.start()
    thread.join(timeout=10)
    assert len(turns) == 2
