# SPDX-License-Identifier: Apache-2.0
"""Replies by e-mail that left, or never will, and that nobody noted yet."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Q

from amends.apps.cases.models import Case, ClockEvent, Reply
from amends.apps.cases.rules.clocks import FactKind
from amends.apps.core.models import Message, MessageChannel

WHY = "the schedule looks after everybody's cases"
LOOKED_BACK = timedelta(days=7)  # the schedule may have stood still, the mail server gone on
_PREFIX = "reply:"
_SETTLED = [str(each) for each in (FactKind.REPLIED, FactKind.CONTACTED, FactKind.REPLY_LOST)]


def unsettled_mails(at: datetime) -> Iterator[tuple[Reply, datetime | None]]:
    """Replies whose mail left, with when, or was given up (`None`), within the days looked back. Three queries."""
    since = at - LOOKED_BACK
    over = Q(sent_at__gte=since) | Q(sent_at__isnull=True, given_up_at__gte=since)
    mails = Message.objects.filter(over, channel=MessageChannel.EMAIL, key__startswith=_PREFIX)
    left = {int(key.removeprefix(_PREFIX)): sent for key, sent in mails.values_list("key", "sent_at") if key}
    replies = list(Reply.objects.unscoped(WHY).filter(pk__in=left, queued=True).select_related("by"))
    known = _settled({each.case_id for each in replies})
    for each in replies:
        if each.pk not in known:
            yield each, left[each.pk]


def is_settled(reply: Reply) -> bool:
    """Whether it was noted what became of a reply. One query."""
    return reply.pk in _settled({reply.case_id})


def lost_replies(case: Case) -> set[object]:
    """The keys of the replies of a case that the mail server never took. One query."""
    events = ClockEvent.objects.unscoped("the case was found within the person's scope")
    lost = events.filter(case=case, kind=FactKind.REPLY_LOST)
    return set(lost.values_list("values__reply", flat=True))


def _settled(cases: set[int]) -> set[object]:
    events = ClockEvent.objects.unscoped(WHY).filter(case__in=cases, kind__in=_SETTLED)
    return set(events.values_list("values__reply", flat=True))
