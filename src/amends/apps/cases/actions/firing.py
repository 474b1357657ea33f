# SPDX-License-Identifier: Apache-2.0
"""Firing what is due: each warning, breach and rung once, however late, whoever else is firing."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from amends.apps.cases.actions.clocks import keep_time, note_breaches
from amends.apps.cases.actions.following_up import ask_progress
from amends.apps.cases.models import Case, Timer
from amends.apps.cases.models.clock_words import CLOCKS
from amends.apps.cases.queries.limits import clocks_of, policy
from amends.apps.cases.queries.policy import rules_for
from amends.apps.cases.rules.clocks import Clock, ClockKind, effective_due
from amends.apps.core.actions.log import Log, writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, User
from amends.apps.core.queries.people import leaders_above
from amends.apps.core.rules.chain import Json
from amends.apps.core.rules.roles import Role

OWNER = "owner"
WHY = "the schedule looks after everybody's cases"
ROLES = frozenset(map(str, Role))
# Who answers for a rung where nobody of its role is above the case: the next one that has somebody.
_INSTEAD = (Role.TEAM_LEADER, Role.CITY_MANAGER)


def fire(*, timer: Timer, at: datetime) -> bool:
    """Fire one timer, unless somebody did or the case no longer waits for it. Returns whether it was fired.

    The mark, the breach, the event and the notices are one transaction. The case is locked before anything else, as
    every verb does it: whoever works on the case meanwhile is waited for, and what they did counts.
    """
    with transaction.atomic():
        case = _locked(timer.case_id)
        due = Timer.objects.filter(pk=timer.pk, fired_at=None, due_at__lt=at)
        if not due.update(fired_at=at):
            return False
        clock = next((each for each in clocks_of(case, at=at) if each.key == timer.clock), None)
        if clock is None or not clock.is_open:  # a page was quicker, or the ledger of promises
            _follow_ledger(case, at)
            return False
        with writing(by=None, at=at) as log:
            _tell(timer, case, clock, log)
    return True


def _locked(pk: int) -> Case:
    cases = Case.objects.unscoped(WHY).select_related("customer", "unit", "owner__unit", "supervisor")
    return cases.select_for_update(no_key=True, of=("self",)).get(pk=pk)


def follow_promise(*, case: Case, at: datetime) -> bool:
    """Let what the ledger says of a case's promises reach its due time and its timers. Returns whether it was news."""
    with transaction.atomic():
        row = _locked(case.pk)
        found = clocks_of(row, at=at)
        running = {each.key for each in found if each.is_open and each.kind is ClockKind.PROMISED}
        timers = Timer.objects.filter(case=row, clock__startswith=ClockKind.PROMISED)
        there = set(timers.values_list("clock", flat=True))
        waiting = set(timers.filter(fired_at=None).values_list("clock", flat=True))
        if effective_due(found) == row.due_at and waiting <= running <= there:
            return False
        _follow_ledger(row, at)
    return True


def _follow_ledger(case: Case, at: datetime) -> None:
    """What the ledger of promises says reaches the due time and the timers of the case."""
    with writing(by=None, at=at) as log:
        before = case.due_at
        keep_time(case, (), by=None, at=at, log=log)
        Case.objects.unscoped(WHY).filter(pk=case.pk).update(due_at=case.due_at)
        log(
            EventKind.CASE_TIME_KEPT,
            case,
            about=case.customer.code,
            unit=case.unit,
            moved=before != case.due_at,
        )


def _tell(timer: Timer, case: Case, clock: Clock, log: Log) -> None:
    """A warning that comes when the limit is over already warns of nothing: the breach tells of it."""
    at, late = log.at, clock.breached(log.at)
    note_breaches(case, [clock], at=at, log=log)
    warns = timer.level in {rule.code for rule in policy().warnings}
    kind = EventKind.CASE_WARNED if warns else EventKind.CASE_ESCALATED
    payload: dict[str, Json] = {"clock": timer.clock, "level": timer.level}
    if warns and late:
        payload["too_late"] = True
    log(kind, case, about=case.customer.code, unit=case.unit, **payload)
    if clock.kind is ClockKind.NEXT_PROGRESS and late:
        ask_progress(case, clock=clock.key, rules=rules_for(case), at=at)
    if not (warns and late):
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
    words = _("案件 %(number)s 已超时：%(clock)s") if late else _("案件 %(number)s 快到时限：%(clock)s")
    notify(
        to=reader,
        subject=words % {"number": case.number, "clock": CLOCKS[clock.kind]},
        at=at,
        link=reverse("cases:page", args=[case.number]),
        key=f"timer:{timer.pk}:{reader.pk}:{timer.due_at:%y%m%d%H%M}",
    )
