# SPDX-License-Identifier: Apache-2.0
"""What ends or begins a limit of the law beside the steps: a fault repaired, arrears paid, a line restored."""

from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.appealing import NotThen
from amends.apps.cases.actions.change import CaseRefused, changing, checked_words
from amends.apps.cases.actions.noting import keep_words_of
from amends.apps.cases.actions.ownership import refuse_ended
from amends.apps.cases.models import Case
from amends.apps.cases.queries.limits import history
from amends.apps.cases.rules.clocks import Fact, FactKind
from amends.apps.core.models import EventKind, User


class Milestone(StrEnum):
    """What happened to the customer's line."""

    REPAIRED = "repaired"
    ARREARS_PAID = "arrears_paid"
    RESTORED = "restored"


MILESTONES = {
    Milestone.REPAIRED: _("故障已修复"),
    Milestone.ARREARS_PAID: _("客户已补足欠费"),
    Milestone.RESTORED: _("服务已恢复"),
}
# What must have begun before it can end.
_AFTER = {Milestone.REPAIRED: FactKind.FAULT_REPORTED, Milestone.RESTORED: FactKind.ARREARS_PAID}


class NothingBegun(CaseRefused):
    """A repair without a fault, or a restoring without arrears that were paid."""

    sentence = _("登记修复前要先有故障类分类，登记恢复前要先登记补足欠费")


def reach_milestone(
    *,
    case: Case,
    version: int,
    what: Milestone,
    words: str,
    happened_at: datetime | None = None,
    by: User,
    at: datetime,
) -> Case:
    """Note what happened to the line, when (by default now) and how we know: limits by law go by that moment.

    Raises `WordsMissing`, `NotThen`, `NothingBegun`, `CaseEnded`, `CaseChanged`, `RightMissing`.
    """
    words, moment = checked_words(words), happened_at or at
    with changing(case, version=version, by=by, at=at) as change:
        refuse_ended(change.case)
        _refuse(history(change.case), what, moment, at)
        facts = {"milestone": str(what), "happened_at": moment.isoformat()}
        note = keep_words_of(change.case, MILESTONES[what], words, facts=facts, by=by, at=at)
        change.fact(FactKind(str(what)), moment)
        change.follow()
        change.note(
            EventKind.CASE_MILESTONE_REACHED, what=str(what), note=note.pk, happened_at=moment.isoformat()
        )
    return change.case


def _refuse(story: tuple[Fact, ...], what: Milestone, moment: datetime, at: datetime) -> None:
    begun = [each for each in story if each.kind is _AFTER.get(what, FactKind.RECEIVED)]
    if not begun:
        raise NothingBegun
    earliest = min(each.at for each in begun)
    if not earliest <= moment <= at:
        raise NotThen
