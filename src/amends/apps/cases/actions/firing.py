# SPDX-License-Identifier: Apache-2.0
"""Firing what is due: each warning, breach and rung once, however late, whoever else is firing."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from amends.apps.cases.actions.clocks import note_breaches
from amends.apps.cases.actions.following_up import ask_progress
from amends.apps.cases.models import Case, Timer
from amends.apps.cases.queries.limits import clocks_of
from amends.apps.cases.queries.policy import rules_for
from amends.apps.cases.rules.clocks import Clock, ClockKind
from amends.apps.core.actions.log import Log, writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, User
from amends.apps.core.queries.people import leaders_above
from amends.apps.core.rules.roles import Role

OWNER = "owner"
WHY = "the schedule looks after everybody's cases"
ROLES = frozenset(map(str, Role))
# Who answers for a rung where nobody of its role is above the case: the next one that has somebody.
_INSTEAD = (Role.TEAM_LEADER, Role.CITY_MANAGER)


def fire(*, timer: Timer, at: datetime) -> bool:
    """Fire one timer, unless somebody did or the case no longer waits for it. Returns whether it was fired.

    The mark, the breach, the event and the notices are one transaction.
    """
    with transaction.atomic():
        waiting = Timer.objects.filter(pk=timer.pk, fired_at=None, due_at__lte=at)
        if not waiting.update(fired_at=at):
            return False
        case = _case(timer)
        clock = next((each for each in clocks_of(case, at=at) if each.key == timer.clock), None)
        if clock is None or not clock.is_open:  # a page that was closing the case was quicker
            return False
        with writing(by=None, at=at) as log:
            _tell(timer, case, clock, log)
    return True


def _case(timer: Timer) -> Case:
    cases = Case.objects.unscoped(WHY).select_related("customer", "unit", "owner__unit", "supervisor")
    return cases.get(pk=timer.case_id)


def _tell(timer: Timer, case: Case, clock: Clock, log: Log) -> None:
    at = log.at
    note_breaches(case, [clock], at=at, log=log)
    kind = EventKind.CASE_ESCALATED if clock.breached(at) else EventKind.CASE_WARNED
    log(kind, case, about=case.customer.code, unit=case.unit, clock=timer.clock, level=timer.level)
    if clock.kind is ClockKind.NEXT_PROGRESS and clock.breached(at):
        ask_progress(case, clock=clock.key, rules=rules_for(case), at=at)
    for reader in readers(case, timer.role):
        _notice(reader, timer, case, clock, at)


def readers(case: Case, role: str) -> Iterable[User]:
    """Whom a level calls: the owner, or the nearest of a role along the reporting line; a supervisor always."""
    if role == OWNER and case.owner.is_active:
        found = [case.owner]
    else:
        found = _nearest(case, dict.fromkeys([role, *map(str, _INSTEAD)]))
    return dict.fromkeys([*found, *([case.supervisor] if case.supervisor else [])])


def _nearest(case: Case, roles: Iterable[str]) -> list[User]:
    for role in roles:
        line = list(leaders_above(case.owner.unit or case.unit, Role(role))) if role in ROLES else []
        if line:
            return [leader for leader in line if leader.unit_id == line[0].unit_id]
    return []


def _notice(reader: User, timer: Timer, case: Case, clock: Clock, at: datetime) -> None:
    late = clock.breached(at)
    words = _("案件 %(number)s 已超时") if late else _("案件 %(number)s 快到时限")
    notify(
        to=reader,
        subject=words % {"number": case.number},
        at=at,
        link=reverse("cases:page", args=[case.number]),
        key=f"timer:{timer.pk}:{reader.pk}",
    )
