# SPDX-License-Identifier: Apache-2.0
"""Texts out: handed to a real HTTP gateway after the work that caused them, never to a reader who may not be told."""

import json
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings as DjangoSettings

from amends.apps.core.actions.outbox import deliver, remove_old_messages, send_filled
from amends.apps.core.actions.texts import deliver_texts
from amends.apps.core.actions.webhooks.posting import Outcome
from amends.apps.core.models import Message, MessageChannel
from amends.apps.core.queries.jobs import stuck_messages
from amends.apps.core.rules.outgoing import CalledOff, HeldBack, Outgoing
from amends.apps.core.rules.queue import MOST_DELIVERIES
from amends.apps.core.rules.webhooks import signature
from tests.apps.core.webhooks.conftest import Receiver, receiver
from tests.people import NOON

__all__ = ["receiver"]
pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def fills(message: Message, at: datetime) -> Outgoing:
    """The area that wrote the message: its subject says what it answers."""
    if message.subject == "night":
        raise HeldBack(at + HOUR)
    if message.subject == "answered":
        raise CalledOff("answered")
    return Outgoing("13800001215", message.body.replace("{link}", "L"), "T1", {"link": "L"})


@pytest.fixture
def gateway(receiver: Receiver, settings: DjangoSettings) -> Receiver:
    """The operator's SMS gateway, and an area that fills messages."""
    settings.AMENDS_SMS_URL = f"{receiver.url}/sms"
    settings.AMENDS_SMS_SECRET, settings.AMENDS_SMS_TOKEN = "shared", "word"
    settings.AMENDS_SMS_SIGN = "【示例】"
    settings.AMENDS_FILLERS = {"test": "tests.apps.core.test_texts.fills"}
    return receiver


def leave(subject: str = "day", *, key: str = "k", channel: MessageChannel = MessageChannel.SMS) -> Message:
    body = "请作答 {link}"
    send_filled(
        channel=channel, filled_by="test", subject=subject, body=body, key=key, at=NOON, not_before=NOON
    )
    return Message.objects.get(key=key)


def turn(at: datetime = NOON) -> int:
    return deliver_texts(at=at, clock=lambda: at)


def test_a_text_reaches_the_gateway_once_and_its_number_is_kept_nowhere(gateway: Receiver) -> None:
    message = leave()
    assert [turn(), turn(), turn(NOON + HOUR)] == [1, 0, 0]
    [request] = gateway.received
    assert json.loads(request.body) == {
        "id": f"amends-{message.pk}", "to": "13800001215", "template": "T1", "parameters": {"link": "L"},
        "text": "【示例】请作答 L",
    }  # fmt: skip
    message.refresh_from_db()
    assert (message.address, message.body, message.sent_at) == ("", "请作答 {link}", NOON)


def test_the_gateway_can_tell_who_posts(gateway: Receiver) -> None:
    leave()
    turn()
    [request] = gateway.received
    assert request.headers["Authorization"] == "Bearer word"
    assert request.headers["X-Amends-Signature"] == signature(request.body, secrets=["shared"], at=NOON)


def test_a_text_written_twice_under_one_key_is_one(gateway: Receiver) -> None:
    leave()
    leave()
    assert (turn(), len(gateway.received)) == (1, 1)


def test_a_text_that_is_not_taken_is_tried_again_and_at_last_given_up(gateway: Receiver) -> None:
    gateway.status = 409
    message = leave()
    for tried in range(MOST_DELIVERIES + 2):
        assert turn(NOON + tried * 2 * HOUR) == 0
    message.refresh_from_db()
    assert (message.attempts, message.error) == (MOST_DELIVERIES, "answered 409")
    assert message.given_up_at is not None
    assert stuck_messages() == 1
    assert len({json.loads(each.body)["id"] for each in gateway.received}) == 1


@pytest.mark.parametrize("status", [401, 403, 404, 408, 410, 429, 500, 503])
def test_no_text_is_given_up_for_a_gateway_that_does_not_serve(gateway: Receiver, status: int) -> None:
    gateway.status = status
    texts = [leave(key=str(number)) for number in range(2)]
    for tried in range(MOST_DELIVERIES + 2):
        assert turn(NOON + tried * 2 * HOUR) == 0
    for message in texts:
        message.refresh_from_db()
        assert (message.attempts, message.given_up_at) == (0, None)
    assert len(gateway.received) == MOST_DELIVERIES + 2  # one a turn
    assert stuck_messages() == 2
    gateway.status = 200
    assert turn(NOON + 99 * HOUR) == 2
    assert stuck_messages() == 0


def _tried(gateway: Receiver, status: int, at: datetime) -> int:
    gateway.status = status
    return turn(at)


@pytest.mark.parametrize("status", [500, 503])
def test_a_text_at_which_only_it_makes_the_gateway_fail_is_tried_later_and_later_then_given_up(
    gateway: Receiver, status: int
) -> None:
    bad, waits = leave(key="bad"), []
    for tried in range(MOST_DELIVERIES + 2):
        at = max(NOON + tried * 2 * HOUR, bad.not_before)
        _tried(gateway, status, at)  # only this one is due
        waits.append(bad.not_before)
        leave(key=f"good-{tried}")
        assert _tried(gateway, 200, at + timedelta(minutes=1)) == 1  # it serves all others
        bad.refresh_from_db()
    assert (bad.attempts, bad.error) == (MOST_DELIVERIES, f"answered {status}")
    assert bad.given_up_at is not None
    assert waits == sorted(waits)


def test_good_texts_leave_though_many_make_the_gateway_fail(
    gateway: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = leave(key="first")
    turn()
    first.refresh_from_db()
    bad = {leave(key=f"bad-{number}").pk for number in range(5)}
    leave(key="good")

    def fails(_url: str, body: bytes, *_: object, **__: object) -> Outcome:
        pk = int(json.loads(body)["id"].removeprefix("amends-"))
        return Outcome(500, "answered 500") if pk in bad else Outcome(200)

    monkeypatch.setattr("amends.apps.core.actions.texts.post", fails)
    assert [turn(NOON + timedelta(minutes=number)) for number in range(2)] == [0, 1]


def test_a_text_is_not_taken_up_again_while_a_slow_gateway_has_it(
    gateway: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = leave()
    again: list[int] = []

    def slow(*_: object, **__: object) -> Outcome:
        if not again:
            again.append(turn(NOON + timedelta(seconds=30)))
        return Outcome(409, "answered 409")

    monkeypatch.setattr("amends.apps.core.actions.texts.post", slow)
    turn()
    message.refresh_from_db()
    assert (again, message.attempts) == ([0], 1)
    assert message.not_before == NOON + timedelta(seconds=10)


def test_a_number_that_the_gateway_does_not_know_is_given_up_at_once(gateway: Receiver) -> None:
    gateway.status = 422
    message = leave()
    turn()
    message.refresh_from_db()
    assert message.given_up_at == NOON


def test_a_gateway_out_of_reach_is_left_alone_until_the_next_turn(settings: DjangoSettings) -> None:
    settings.AMENDS_SMS_URL = "http://127.0.0.1:1/"
    settings.AMENDS_FILLERS = {"test": "tests.apps.core.test_texts.fills"}
    messages = [leave(key=str(number)) for number in range(3)]
    assert turn() == 0
    assert sum(Message.objects.get(pk=each.pk).error != "" for each in messages) == 1


def test_without_a_gateway_texts_wait(settings: DjangoSettings) -> None:
    settings.AMENDS_SMS_URL = ""
    message = leave()
    assert turn() == 0
    message.refresh_from_db()
    assert message.attempts == 0


def test_a_text_that_may_not_leave_at_night_waits_and_counts_no_attempt(gateway: Receiver) -> None:
    message = leave("night")
    assert turn() == 0
    message.refresh_from_db()
    assert (message.attempts, message.not_before, gateway.received) == (0, NOON + HOUR, [])


@pytest.mark.parametrize("channel", [MessageChannel.SMS, MessageChannel.EMAIL])
def test_a_message_that_is_called_off_never_leaves(gateway: Receiver, channel: MessageChannel) -> None:
    message = leave("answered", channel=channel)
    turn()
    deliver(at=NOON, clock=lambda: NOON)
    message.refresh_from_db()
    assert (message.sent_at, message.given_up_at, message.error) == (None, NOON, "answered")
    assert stuck_messages() == 0, "nothing is wrong with the gateway"


def test_a_filled_mail_leaves_with_what_only_its_reader_may_know(
    gateway: Receiver, mailoutbox: list[object]
) -> None:
    leave(channel=MessageChannel.EMAIL)
    assert deliver(at=NOON, clock=lambda: NOON) == 1
    [mail] = mailoutbox
    assert (mail.to, mail.body) == (["13800001215"], "请作答 L")  # type: ignore[attr-defined]


def test_texts_sent_long_ago_are_removed(gateway: Receiver) -> None:
    leave()
    turn()
    assert remove_old_messages(at=NOON + timedelta(days=181)) == 1


@pytest.mark.parametrize(
    "bad",
    [
        {"channel": "sms"},  # nobody fills it
        {"channel": "sms", "filled_by": "test", "key": "k", "address": "a@example.com"},
        {"channel": "email", "filled_by": "test"},  # no key to fill it by
        {"channel": "email"},
    ],
)
def test_database_refuses_a_message_that_reaches_nobody(bad: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(subject="x", created_at=NOON, not_before=NOON, **bad)
