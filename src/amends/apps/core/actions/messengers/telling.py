# SPDX-License-Identifier: Apache-2.0
"""What waits for groups is handed to their robots; what a robot refuses is tried again, or given up and said."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amends.apps.core.actions.filling import claimed
from amends.apps.core.actions.outbox import notify, ours
from amends.apps.core.actions.webhooks.posting import post
from amends.apps.core.actions.webhooks.secrets import OF_MESSENGER, opened_secret
from amends.apps.core.models import Message, MessageChannel, Messenger
from amends.apps.core.rules.messengers import MessengerKind, Taken, posted, read_answer
from amends.apps.core.rules.outgoing import held_until
from amends.apps.core.rules.queue import MOST_DELIVERIES, next_try
from amends.apps.core.rules.sealing import SealBroken

Clock = Callable[[], datetime]
HEADERS = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "Amends-Messenger/1"}


def tell_groups(*, at: datetime, clock: Clock, most: int = 20) -> int:
    """Hand waiting messages to the robots of their groups; returns how many were taken."""
    waiting = Message.objects.filter(
        channel=MessageChannel.GROUP, sent_at=None, given_up_at=None, not_before__lte=at
    ).select_related("messenger")
    return sum(_tell(message, clock) for message in waiting.order_by("not_before", "pk")[:most])


def _tell(message: Message, clock: Clock) -> bool:
    at, robot = clock(), message.messenger
    if robot is None or not claimed(message, at=at, again_at=held_until(message.attempts + 1, at)):
        return False
    found = _post(robot, message.body, at)
    _record(message, robot, found, clock())
    return found.taken


def _post(robot: Messenger, words: str, at: datetime) -> Taken:
    kind = MessengerKind(robot.kind)
    try:
        url = opened_secret(bytes(robot.url), of=OF_MESSENGER)
        secret = opened_secret(bytes(robot.secret), of=OF_MESSENGER) if robot.secret else ""
    except SealBroken as broken:
        return Taken(False, str(broken)[:200])
    asked = posted(kind, url, secret, words, at=at)
    outcome = post(asked.url, asked.body, HEADERS, private=settings.AMENDS_WEBHOOK_PRIVATE)
    found = read_answer(kind, outcome.status, outcome.answer)
    return Taken(found.taken, outcome.error, again=True) if outcome.status is None else found


def _record(message: Message, robot: Messenger, found: Taken, at: datetime) -> None:
    tries = message.attempts + 1
    row = Message.objects.filter(pk=message.pk, attempts=tries)
    if found.taken:
        Message.objects.filter(pk=message.pk).update(sent_at=at, error="", given_up_at=None)
    elif found.again and tries < MOST_DELIVERIES:
        row.update(error=found.error[:200], not_before=next_try(tries, at))
    elif row.update(error=found.error[:200], given_up_at=at) and robot.created_by:
        day = timezone.localtime(at).date()
        subject = ours(_("群机器人“%(name)s”没有接收消息，请检查地址和密钥"), name=robot.name)
        notify(
            to=robot.created_by,
            subject=subject,
            at=at,
            link="/messengers/",
            key=f"messenger:{robot.pk}:{day}:refused",
        )
