# SPDX-License-Identifier: Apache-2.0
"""Tell of cases that wait: whose turn it is first, the leaders when it lasts, and of cases in nobody's hands."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from amends.apps.cases.models import Case
from amends.apps.cases.queries.watch import TOLD_LEADERS, TOLD_OWNER, WHY
from amends.apps.core.actions.log import writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.queries.people import leaders_above
from amends.apps.core.rules.roles import Role


def tell_overdue(*, case: Case, at: datetime) -> bool:
    """Tell whose turn it is that the next action is late; their leaders where the account is off.

    Returns whether it was done: once for each next action, however often the schedule runs.
    """
    turn = case.next_owner or case.owner
    readers = [turn] if turn.is_active else _leaders(case)
    return _tell(case, TOLD_OWNER, readers, _("案件 %(number)s 的下一步已超时：%(what)s"), at)


def tell_leaders(*, case: Case, at: datetime) -> bool:
    """Tell the leaders above the owner that the next action has been late for a while; once for each."""
    words = _("案件 %(number)s 由 %(owner)s 负责，下一步久未办理：%(what)s")
    return _tell(case, TOLD_LEADERS, _leaders(case), words, at)


def tell_unattended(*, case: Case, at: datetime) -> bool:
    """Tell the leaders, once a day, that whoever has a case no longer works here. Returns whether anyone reads it."""
    words = _("案件 %(number)s 的责任人 %(owner)s 已停用，请移交")
    readers = _leaders(case)
    with writing(by=None, at=at) as log:
        log(EventKind.CASE_OVERDUE, case, about=case.customer.code, unit=case.unit, unattended=True)
        _notices(case, readers, words, at, key=f"unattended:{at:%Y-%m-%d}")
    return bool(readers)


def _tell(case: Case, level: int, readers: Iterable[User], words: str, at: datetime) -> bool:
    with transaction.atomic():
        rows = Case.objects.unscoped(WHY).filter(
            pk=case.pk, is_open=True, next_due_at=case.next_due_at, overdue_told__lt=level
        )
        if not rows.update(overdue_told=level):
            return False  # it was settled, put off or told of meanwhile
        with writing(by=None, at=at) as log:
            log(EventKind.CASE_OVERDUE, case, about=case.customer.code, unit=case.unit, level=level)
            _notices(case, readers, words, at, key=f"overdue:{level}:{case.next_due_at}")
    return True


def _notices(case: Case, readers: Iterable[User], words: str, at: datetime, *, key: str) -> None:
    values = {"number": case.number, "owner": case.owner, "what": case.next_action}
    link = reverse("cases:page", args=[case.number])
    for reader in dict.fromkeys(readers):
        notify(to=reader, subject=words % values, at=at, link=link, key=f"case:{case.pk}:{key}:{reader.pk}")


def _leaders(case: Case) -> list[User]:
    """The team leaders above the owner; where there are none, the managers."""
    line: Unit = case.owner.unit or case.unit
    return list(leaders_above(line, Role.TEAM_LEADER)) or list(leaders_above(line, Role.CITY_MANAGER))
