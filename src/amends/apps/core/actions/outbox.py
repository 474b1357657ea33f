# SPDX-License-Identifier: Apache-2.0
"""Verbs on messages: written with the work that causes them, handed over afterwards, tried again when refused."""

import smtplib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import override

from amends.apps.core.actions.filling import claimed, outgoing, put_off
from amends.apps.core.models import Message, MessageChannel, User
from amends.apps.core.rules.outgoing import CalledOff, HeldBack, held_until
from amends.apps.core.rules.queue import MOST_DELIVERIES, next_try

KEPT = timedelta(days=180)


def ours(words: Promise, /, **values: object) -> str:
    """Words of ours that are kept with a row, go to a customer or to a group: in the language that everybody here
    reads, whichever language the colleague has chosen who causes them."""
    with override(settings.LANGUAGE_CODE):
        return str(words % values if values else words)


def notify(
    *, to: User, subject: str, at: datetime, body: str = "", link: str = "", key: str | None = None
) -> None:
    """Put a notice on a person's home page. With a `key`, a second notice of the same thing is not written.

    Called inside the action that causes it, so that it exists exactly when the action's rows do.
    """
    if key and Message.objects.filter(key=key).exists():
        return
    Message.objects.create(
        channel=MessageChannel.NOTICE,
        to=to,
        subject=subject[:160],
        body=body,
        link=link,
        key=key,
        created_at=at,
        not_before=at,
        sent_at=at,
    )


def send_email(*, address: str, subject: str, body: str, at: datetime, key: str | None = None) -> None:
    """Leave an e-mail in the outbox; it goes out after the commit, or never when the work is rolled back."""
    if key and Message.objects.filter(key=key).exists():
        return
    Message.objects.create(
        channel=MessageChannel.EMAIL,
        address=address,
        subject=subject[:160],
        body=body,
        key=key,
        created_at=at,
        not_before=at,
    )


def send_filled(
    *,
    channel: MessageChannel,
    filled_by: str,
    subject: str,
    body: str,
    key: str,
    at: datetime,
    not_before: datetime,
) -> None:
    """Leave an e-mail or a text whose reader and secrets `filled_by` gives when it leaves, not before `not_before`.

    What has this `key` already is not written again.
    """
    row = {"channel": channel, "filled_by": filled_by, "subject": subject[:160], "body": body}
    Message.objects.get_or_create(key=key, defaults=row | {"created_at": at, "not_before": not_before})


def read_notices(*, user: User, at: datetime) -> int:
    """Mark a person's notices as read; returns how many."""
    return Message.objects.filter(to=user, read_at__isnull=True).update(read_at=at)


def remove_old_messages(*, at: datetime) -> int:
    """Remove notices that were read, and e-mails that went out, more than 180 days ago; returns how many.

    Whatever its key warned of has been settled or warned of by marks on the rows themselves.
    """
    before = at - KEPT
    sent = ~Q(channel=MessageChannel.NOTICE) & Q(sent_at__lt=before)
    done = Q(channel=MessageChannel.NOTICE, read_at__lt=before) | sent
    removed, _ = Message.objects.filter(done).delete()
    return removed


def deliver(*, at: datetime, clock: Callable[[], datetime], most: int = 50) -> int:
    """Hand waiting e-mails to the mail server; returns how many went out.

    Each message is claimed before it is sent by pushing its next try into the future: a worker killed in the
    middle leaves it to be tried again, and two workers never send the same one.
    """
    waiting = Message.objects.filter(
        channel=MessageChannel.EMAIL, sent_at__isnull=True, given_up_at__isnull=True, not_before__lte=at
    )
    return sum(_deliver_one(message, clock) for message in waiting.order_by("not_before", "pk")[:most])


def _deliver_one(message: Message, clock: Callable[[], datetime]) -> bool:
    at = clock()
    if not claimed(message, at=at, again_at=held_until(message.attempts + 1, at)):
        return False
    try:
        mail = outgoing(message, at)
    except (HeldBack, CalledOff) as why:
        put_off(message, why, at)
        return False
    headers = {"Message-ID": f"<amends-{message.pk}@amends>", **_more_headers(message)}
    try:
        EmailMessage(message.subject, mail.body, to=[mail.address], headers=headers).send()
    except (OSError, smtplib.SMTPException) as error:
        _refused(message, error, clock())
        return False
    Message.objects.filter(pk=message.pk).update(sent_at=clock(), error="")
    return True


def _more_headers(message: Message) -> Mapping[str, str]:
    """What an area above adds to a mail of its own, by the key of the message: the thread that it belongs to."""
    found: Mapping[str, str] = import_string(settings.AMENDS_MAIL_HEADERS)(message.key) if message.key else {}
    return found


def _refused(message: Message, error: Exception, at: datetime) -> None:
    tries = message.attempts + 1
    with transaction.atomic():
        Message.objects.filter(pk=message.pk, attempts=tries).update(
            error=str(error)[:200],
            not_before=next_try(tries, at),
            given_up_at=at if tries >= MOST_DELIVERIES else None,
        )
