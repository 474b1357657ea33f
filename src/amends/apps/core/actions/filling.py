# SPDX-License-Identifier: Apache-2.0
"""What only the reader may know is put into a message when it leaves, by the area that wrote it."""

from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from amends.apps.core.models import Message
from amends.apps.core.rules.outgoing import CalledOff, HeldBack, Outgoing


def outgoing(message: Message, at: datetime) -> Outgoing:
    """A message as it leaves at this time. Raises `HeldBack` or `CalledOff`."""
    if not message.filled_by:
        return Outgoing(message.address, message.body)
    found: Outgoing = import_string(settings.AMENDS_FILLERS[message.filled_by])(message, at)
    return found


def claimed(message: Message, *, at: datetime, again_at: datetime) -> bool:
    """Take a message by pushing its next try into the future: a worker killed in the middle leaves it to be tried
    again, and two workers never send the same one."""
    unclaimed = Message.objects.filter(
        pk=message.pk, attempts=message.attempts, not_before__lte=at, sent_at=None, given_up_at=None
    )
    return bool(unclaimed.update(attempts=message.attempts + 1, not_before=again_at))


def put_off(message: Message, why: HeldBack | CalledOff, at: datetime) -> None:
    """Keep a message that may not leave: until its time, or for good. Waiting is no attempt; what is called off has
    none, which tells it from what nobody would take."""
    rows = Message.objects.filter(pk=message.pk)
    if isinstance(why, HeldBack):
        rows.update(attempts=message.attempts, not_before=why.until)
    else:
        rows.update(attempts=0, given_up_at=at, error=why.reason[:200])
