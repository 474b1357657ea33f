# SPDX-License-Identifier: Apache-2.0
"""What became of a reply by e-mail: it counts from when the mail server took it, and one that it never took counts as
none, and its writer is told."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import Change
from amends.apps.cases.actions.opening import tell
from amends.apps.cases.actions.replies import count_reply
from amends.apps.cases.actions.searching import keep_words
from amends.apps.cases.models import Case, Reply
from amends.apps.cases.queries.mailed import WHY, is_settled
from amends.apps.cases.rules.clocks import FactKind
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind


def settle_mail(*, reply: Reply, left_at: datetime | None, at: datetime) -> bool:
    """Note that a reply by e-mail left at `left_at`, or (`None`) that the mail server never took it. What somebody
    else is writing on the case meanwhile stays valid. Returns whether it was noted: once for each reply."""
    with transaction.atomic():
        case = _locked(reply)
        if is_settled(reply):
            return False
        with writing(by=None, at=at) as log:
            change = Change(case, log, reply.by, at)
            if left_at:
                _left(change, reply, left_at)
            else:
                _lost(change, reply)
            change.keep_facts()
            case.save(update_fields=["due_at", "outer_channel_told"])
            keep_words(case)
    return True


def _locked(reply: Reply) -> Case:
    cases = Case.objects.unscoped(WHY).with_procedure("unit", "customer", "owner")
    return cases.select_for_update(no_key=True, of=("self",)).get(pk=reply.case_id)


def _left(change: Change, reply: Reply, left_at: datetime) -> None:
    count_reply(change, reply, left_at)
    change.note(EventKind.REPLY_DELIVERED, reply=reply.pk, left_at=left_at.isoformat())


def _lost(change: Change, reply: Reply) -> None:
    """The limits run on: to whom it was to go was not answered."""
    change.fact(FactKind.REPLY_LOST, reply=reply.pk)
    change.note(EventKind.REPLY_LOST, reply=reply.pk)
    words = _("案件 %(number)s 的邮件答复没有送出，客户还没有收到：请核对地址或改用其他方式")
    for reader in {change.case.owner, reply.by}:
        tell(reader, words, change.case, at=change.at, key=f"lost:{reply.pk}")
