# SPDX-License-Identifier: Apache-2.0
"""What waits for whom is counted for the groups: notices that nobody read for five minutes, once each.

A group is told how many reminders wait for whom, never what they say: it holds people who may see less, and a
messenger is another firm's.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from amends.apps.core.actions.outbox import ours
from amends.apps.core.models import Message, MessageChannel, Messenger
from amends.apps.core.rules.messengers import MOST_LINES, counted, is_night
from amends.apps.core.rules.organisation import Scope

UNREAD_FOR = timedelta(minutes=5)  # who sits at the desk has read it by then
NOT_OLDER = timedelta(hours=12)
MOST_AT_ONCE = 2_000


def count_for_groups(*, at: datetime) -> int:
    """Leave a message for each group whose people have reminders that they did not read; returns how many groups.

    A reminder goes to the robot of the nearest unit above its reader. Where it is night a group waits till morning.
    """
    robots = list(Messenger.objects.filter(switched_off_at=None).select_related("unit"))
    if not robots:
        return 0
    rested = {each.pk for each in robots if not each.by_night and is_night(timezone.localtime(at).hour)}
    waiting: dict[Messenger, list[Message]] = {}
    for notice in _unread(at, since=min(each.told_since for each in robots)):
        robot = _nearest(robots, notice)
        if robot and robot.pk not in rested and notice.created_at >= robot.told_since:
            waiting.setdefault(robot, []).append(notice)
    return sum(_count(robot, notices, at) for robot, notices in waiting.items())


def _unread(at: datetime, *, since: datetime) -> Iterable[Message]:
    span = (max(since, at - NOT_OLDER), at - UNREAD_FOR)
    rows = Message.objects.filter(
        channel=MessageChannel.NOTICE, sent_at__range=span, given_up_at=None, read_at=None, counted_at=None
    )
    return rows.select_related("to__unit").order_by("pk")[:MOST_AT_ONCE]


def _nearest(robots: Sequence[Messenger], notice: Message) -> Messenger | None:
    """The robot of the smallest subtree that the reader belongs to."""
    number = notice.to.unit.number if notice.to and notice.to.unit else None
    scopes = [(Scope(each.unit.number, each.unit.last), each) for each in robots]
    covering = [
        (scope.last - scope.first, each.pk, each) for scope, each in scopes if number and scope.covers(number)
    ]
    return min(covering)[2] if covering else None


def _count(robot: Messenger, notices: Sequence[Message], at: datetime) -> bool:
    """Write a group's message and mark what it counts, both or neither; where another worker was quicker, neither."""
    numbers = [each.pk for each in notices]
    with transaction.atomic():
        marked = Message.objects.filter(pk__in=numbers, counted_at=None).update(counted_at=at)
        if marked == len(numbers):
            words = _words([str(each.to) for each in notices])
            leave(robot, subject=ours(_("未读提醒")), body=words, at=at, key=f"{numbers[0]}-{numbers[-1]}")
            return True
        transaction.set_rollback(True)
    return False


def _words(readers: Iterable[str]) -> str:
    people = counted(readers)
    lines = [ours(_("%(reader)s：%(n)s 条"), reader=reader, n=n) for reader, n in people[:MOST_LINES]]
    if len(people) > MOST_LINES:
        lines.append(ours(_("……还有 %(n)s 人"), n=len(people) - MOST_LINES))
    head = ours(_("【着落】有未读的提醒，请登录首页处理："))
    return "\n".join([head, *lines, *([settings.AMENDS_URL] if settings.AMENDS_URL else [])])


def leave(robot: Messenger, *, subject: str, body: str, at: datetime, key: str) -> None:
    """Leave a message to a group in the outbox."""
    Message.objects.create(
        channel=MessageChannel.GROUP, messenger=robot, subject=subject, body=body,
        key=f"messenger:{robot.pk}:{key}", created_at=at, not_before=at,
    )  # fmt: skip
