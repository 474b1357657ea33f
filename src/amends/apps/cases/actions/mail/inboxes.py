# SPDX-License-Identifier: Apache-2.0
"""Reading a mailbox: what came since the last time, one mail after the other; nothing is lost where it breaks off."""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from amends.apps.cases.actions.intake import NobodyToTake
from amends.apps.cases.actions.mail.fetching import FLAGGED, SEEN, InboxFault, OpenInbox, open_inbox
from amends.apps.cases.actions.mail.taking import take_mail
from amends.apps.cases.models import Inbox, Mail
from amends.apps.cases.models.mail_words import MailState
from amends.apps.cases.queries.intake import holding_unit
from amends.apps.cases.queries.mail import A_DAY, unit_of
from amends.apps.cases.rules.mail.mailbox import Mailbox

logger = logging.getLogger(__name__)
MOST = 200  # mails of one box in one run; the next one goes on
_WHY = "the mailbox is read for its unit"
Clock = Callable[[], datetime]
Progress = Callable[[int, int], None]


def read_inbox(*, box: Mailbox, clock: Clock, progress: Progress, most: int = MOST) -> Counter[str]:
    """Take what came to a mailbox: how many mails went where, by the words of `MailState`; `known` are those that were
    taken before, `faults` is 1 where the box could not be read. Why not stands on its row, and is logged."""
    inbox, tally = _inbox(box), Counter[str]()
    if inbox is None:
        logger.warning("mailbox %s: there is no unit that could look after it", box.name)
        return Counter(faults=1)
    try:
        with open_inbox(box) as opened:
            _read(_Round(opened, inbox, clock, progress, most), tally)
        _refuse_strange_unit(box)
    except (InboxFault, NobodyToTake) as fault:
        logger.warning("mailbox %s: %s", box.name, fault)
        _note(inbox, tried_at=clock(), fault=str(fault)[:200])
        return tally + Counter(faults=1)
    _note(inbox, tried_at=clock(), read_at=clock(), fault="")
    return tally


def _refuse_strange_unit(box: Mailbox) -> None:
    """A unit that there is not is told, though nothing is held back for it: the holding unit takes its mails."""
    if box.unit and unit_of(box) is None:
        raise InboxFault(gettext("没有编码为 %(code)s 的机构，来信暂由上级机构接收") % {"code": box.unit})


def _inbox(box: Mailbox) -> Inbox | None:
    unit = unit_of(box) or holding_unit()
    if unit is None:
        return None
    found, _made = Inbox.objects.unscoped(_WHY).get_or_create(name=box.name, defaults={"unit": unit})
    if found.unit_id != unit.pk:
        _note(found, unit=unit)
    return found


def _note(inbox: Inbox, **values: object) -> None:
    Inbox.objects.unscoped(_WHY).filter(pk=inbox.pk).update(**values)
    for name, value in values.items():
        setattr(inbox, name, value)


@dataclass(frozen=True, slots=True)
class _Round:
    """One visit to a mailbox."""

    opened: OpenInbox
    inbox: Inbox
    clock: Clock
    progress: Progress
    most: int


def _read(turn: _Round, tally: Counter[str]) -> None:
    """Go on behind what is settled. The first time, and where the server numbered the folder anew, what nobody read is
    taken; then `settled_uid` stands where the server will go on counting."""
    opened, inbox = turn.opened, turn.inbox
    waiting = _waiting(opened, inbox)
    if inbox.uid_validity != opened.validity:
        _note(inbox, uid_validity=opened.validity, settled_uid=None)
    for done, uid in enumerate(waiting[: turn.most], start=1):
        tally[_take(opened, inbox, uid, turn.clock())] += 1
        if inbox.settled_uid is not None:
            _note(inbox, settled_uid=uid)
        turn.progress(done, min(len(waiting), turn.most))
    if inbox.settled_uid is None and len(waiting) <= turn.most:
        _note(inbox, settled_uid=max(opened.next_uid - 1, 0))


def _waiting(opened: OpenInbox, inbox: Inbox) -> list[int]:
    renumbered = inbox.uid_validity not in {None, opened.validity}
    if inbox.settled_uid is not None and not renumbered:
        return opened.after(inbox.settled_uid)
    found = set(opened.unread())
    if renumbered and inbox.read_at:  # what somebody opened by hand meanwhile is unknown to us, too
        found |= set(opened.since(inbox.read_at - A_DAY))
    rows = Mail.objects.unscoped(_WHY).filter(inbox=inbox, uid_validity=opened.validity, uid__in=found)
    return sorted(found - set(rows.values_list("uid", flat=True)))


def _take(opened: OpenInbox, inbox: Inbox, uid: int, at: datetime) -> str:
    """Take one mail, then mark it in the box: a run that is killed in between finds it known the next time."""
    post = opened.fetch(uid)
    if post is None:
        return "gone"
    row = take_mail(inbox=inbox, post=post, at=at)
    opened.mark(uid, SEEN)
    if row and row.state == MailState.SET_ASIDE:
        opened.mark(uid, FLAGGED)
    return str(row.state) if row else "known"
