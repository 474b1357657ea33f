# SPDX-License-Identifier: Apache-2.0
"""Messages out: written with the work, handed to a real mail server afterwards, tried again when it is down."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import Settings as DjangoSettings

from amends.apps.core.actions.outbox import (
    deliver,
    notify,
    read_notices,
    remove_old_messages,
    send_email,
)
from amends.apps.core.models import Message
from amends.apps.core.queries.jobs import unread_notices
from amends.apps.core.rules.queue import MOST_DELIVERIES
from tests.people import NOON, People


class Inbox:
    def __init__(self) -> None:
        self.subjects: list[str] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.subjects.append(str(message_from_bytes(envelope.content)["Message-ID"]))
        return "250 taken"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture
def inbox(settings: DjangoSettings) -> Iterator[Inbox]:
    box = Inbox()
    server = Controller(box, hostname="127.0.0.1", port=_free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield box
    server.stop()


def _deliver(days: int = 0) -> int:
    at = NOON + timedelta(days=days)
    return deliver(at=at, clock=lambda: at)


def test_email_goes_out_once(people: People, inbox: Inbox) -> None:
    send_email(address="a@example.com", subject="您好", body="…", at=NOON)
    assert [_deliver(), _deliver(), _deliver(days=1)] == [1, 0, 0]
    assert len(inbox.subjects) == 1


def test_email_of_rolled_back_work_never_goes_out(people: People, inbox: Inbox) -> None:
    def write_and_fail() -> None:
        with transaction.atomic():
            send_email(address="a@example.com", subject="x", body="", at=NOON)
            raise LookupError

    with pytest.raises(LookupError):
        write_and_fail()
    assert _deliver() == 0


def test_dead_mail_server_fails_nobody_and_is_tried_again(people: People, settings: DjangoSettings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    send_email(address="a@example.com", subject="x", body="", at=NOON)
    assert _deliver() == 0
    message = Message.objects.get()
    assert message.attempts == 1
    assert message.not_before > NOON
    for day in range(1, MOST_DELIVERIES + 2):
        _deliver(days=day)
    message.refresh_from_db()
    assert (message.attempts, message.given_up_at is not None) == (MOST_DELIVERIES, True)


def test_notice_with_the_same_key_is_written_once_and_can_be_read(client: Client, people: People) -> None:
    for _ in range(2):
        notify(to=people.alice, subject="承诺今天到期", at=NOON, link="/promises/", key="late-1")
    assert [m.subject for m in unread_notices(people.alice)] == ["承诺今天到期"]
    assert not list(unread_notices(people.bob))
    assert read_notices(user=people.alice, at=NOON) == 1
    assert not list(unread_notices(people.alice))


def test_database_refuses_a_message_without_a_reader(people: People) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Message.objects.create(channel="email", subject="x", created_at=NOON, not_before=NOON)


def test_what_was_read_or_sent_long_ago_goes(people: People) -> None:
    long_ago, at = NOON - timedelta(days=181), NOON
    for subject in ("read", "unread"):
        notify(to=people.alice, subject=subject, at=long_ago)
    for subject in ("sent", "waiting", "given up"):
        send_email(address="a@example.com", subject=subject, body="", at=long_ago)
    Message.objects.filter(subject="read").update(read_at=long_ago)
    Message.objects.filter(subject="sent").update(sent_at=long_ago)
    Message.objects.filter(subject="given up").update(given_up_at=long_ago)
    notify(to=people.alice, subject="read lately", at=long_ago)
    Message.objects.filter(subject="read lately").update(read_at=NOON - timedelta(days=179))
    assert remove_old_messages(at=at) == 2
    left = ["given up", "read lately", "unread", "waiting"]
    assert sorted(Message.objects.values_list("subject", flat=True)) == left
