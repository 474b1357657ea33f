# SPDX-License-Identifier: Apache-2.0
"""Improvements: opened, worked on, closed with what came of them; and who complained hears what was done."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.actions.change import CaseRefused, RightMissing, checked_words, refuse_blank
from amends.apps.cases.actions.texts import kept
from amends.apps.cases.models import Case, Improvement, ImprovementCase, Task
from amends.apps.cases.models.desk_words import TaskKind
from amends.apps.cases.models.governance_words import Feedback, ImprovementKind, ImprovementState
from amends.apps.cases.queries.governance_content import names
from amends.apps.cases.queries.improvements import (
    Demand,
    commonest_domain,
    lacks_departments,
    may_lead,
    told_before,
    wants_feedback,
)
from amends.apps.cases.queries.rooting import roots
from amends.apps.core.actions.log import Log, writing
from amends.apps.core.actions.outbox import notify, ours
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.rules.roles import Right

REVIEW_WITHIN = timedelta(days=30)
TELL_WITHIN = timedelta(days=3)
_WHY = "the improvement was found within the person's scope"


class ImprovementRefused(CaseRefused):
    """A verb on an improvement was refused."""


class DepartmentsMissing(ImprovementRefused):
    """Nobody owns it, or a department that there is not."""

    sentence = _("请选至少一个负责的部门")


class OnlyOneDepartment(ImprovementRefused):
    """What was said differs from what is done, and one department alone is to close it; it may, once it was warned."""

    sentence = _("宣传与实际不符的差距，一个部门改不了：请加上共同负责的部门，或确认只由一个部门负责")


class ImprovementChanged(ImprovementRefused):
    """Somebody else changed it, or it is closed."""

    sentence = _("这项改进刚刚被别人改过或已经结项，请看过最新内容再提交")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to change, by whom, by when. `warned` says that the person saw the warning of too few departments."""

    title: str
    departments: Collection[str]
    owner: User
    due_date: date
    gap: int | None = None
    warned: bool = False
    domain: str = ""  # of the root: it goes to the departments that the domain routes to as well


def open_improvement(
    *, plan: Plan, unit: Unit, kind: ImprovementKind = ImprovementKind.CAUSE, cases: Collection[Case] = (),
    by: User, at: datetime,
) -> Improvement:  # fmt: skip
    """Open an improvement that answers some cases.

    Raises `WordsMissing`, `DepartmentsMissing`, `OnlyOneDepartment` (unless `warned`), `RightMissing`.
    """
    refuse_blank(plan.title)
    plan = routed(plan, cases)
    _check_departments(plan)
    if not by.may(Right.ASSIGN_CASES) or not by.scope.covers(unit.number):
        raise RightMissing
    with writing(by=by, at=at) as log:
        found = _create(plan, unit, kind, by, at, key=None)
        log(EventKind.IMPROVEMENT_OPENED, found, unit=unit, improvement_kind=str(kind), gap=plan.gap)
        for case in cases:
            _link(log, found, case, by, at)
    return found


def follow_gap(
    *, topic: str, plan: Plan, unit: Unit, cases: Collection[Case] = (), by: User, at: datetime
) -> Improvement:
    """The open improvement about a topic (`mismatch:<campaign>`): the one that is there, or a new one, whoever saw the
    gap first; it answers `cases` too. Once it is closed, the next sighting opens another."""
    rows = Improvement.objects.unscoped(_WHY)
    with writing(by=by, at=at) as log:
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # two sightings at once: one improvement
        known = rows.filter(key__startswith=f"{topic}#")
        found = known.filter(closed_at__isnull=True).first()
        if found is None:
            found = _create(plan, unit, ImprovementKind.CAUSE, by, at, key=f"{topic}#{known.count() + 1}")
            log(EventKind.IMPROVEMENT_OPENED, found, unit=unit, improvement_kind="cause", gap=plan.gap)
        linked = set(
            ImprovementCase.objects.unscoped(_WHY).filter(improvement=found).values_list("case", flat=True)
        )
        for case in cases:
            if case.pk not in linked:
                _link(log, found, case, by, at)
    return found


def routed(plan: Plan, cases: Collection[Case] = ()) -> Plan:
    """The plan with the departments that the root's domain goes to; the domain is the one chosen, else that of most
    of the cases. One query at most."""
    domain = plan.domain or commonest_domain(cases)
    departments = sorted({*plan.departments, *roots().departments(domain)})
    return replace(plan, domain=domain, departments=departments)


def _check_departments(plan: Plan) -> None:
    if not plan.departments or set(plan.departments) - set(names("departments")):
        raise DepartmentsMissing
    if lacks_departments(plan.gap, plan.departments) and not plan.warned:
        raise OnlyOneDepartment


def _create(
    plan: Plan, unit: Unit, kind: ImprovementKind, by: User | None, at: datetime, *, key: str | None
) -> Improvement:
    return Improvement.objects.create(
        kind=kind,
        key=key,
        title=kept(plan.title)[:120],
        gap=plan.gap,
        domain=plan.domain,
        unit=unit,
        owner=plan.owner,
        departments=sorted(set(plan.departments)),
        due_date=plan.due_date,
        state=ImprovementState.OPEN,
        opened_at=at,
        opened_by=by,
    )


def link_case(*, improvement: Improvement, case: Case, by: User, at: datetime) -> ImprovementCase:
    """Say that an improvement answers a case; once. Raises `ImprovementChanged` (closed), `RightMissing`."""
    if improvement.closed_at is not None:
        raise ImprovementChanged
    if not by.may(Right.WORK_CASES) or not by.scope.covers(case.unit.number):
        raise RightMissing
    found = ImprovementCase.objects.unscoped(_WHY).filter(improvement=improvement, case=case).first()
    if found:
        return found
    with writing(by=by, at=at) as log:
        _route_to(improvement, case)
        return _link(log, improvement, case, by, at)


def _route_to(found: Improvement, case: Case) -> None:
    """A case whose root lies elsewhere brings in the departments that answer for it."""
    row = Improvement.objects.unscoped(_WHY).select_for_update(no_key=True, of=("self",)).get(pk=found.pk)
    domain = commonest_domain([case])
    missing = {*roots().departments(domain)} - {*row.departments}
    if missing or not row.domain:
        row.departments, row.domain = sorted({*row.departments, *missing}), row.domain or domain
        row.save(update_fields=["departments", "domain"])


def _link(log: Log, found: Improvement, case: Case, by: User | None, at: datetime) -> ImprovementCase:
    row = ImprovementCase.objects.create(improvement=found, case=case, at=at, by=by)
    log(
        EventKind.IMPROVEMENT_LINKED,
        found,
        about=case.customer.code,
        unit=case.unit,
        number=case.number,
    )
    return row


def change_improvement(
    *, improvement: Improvement, version: int, plan: Plan, state: ImprovementState, by: User, at: datetime
) -> Improvement:
    """Change what is planned, or begin it. Raises `WordsMissing`, `DepartmentsMissing`, `OnlyOneDepartment`,
    `ImprovementChanged`, `RightMissing`."""
    title, plan = checked_words(plan.title), routed(plan)
    _check_departments(plan)
    with writing(by=by, at=at) as log:
        row = _locked(improvement, version, by)
        row.title, row.gap, row.owner, row.domain = title[:120], plan.gap, plan.owner, plan.domain
        row.departments, row.due_date = sorted(set(plan.departments)), plan.due_date
        row.state, row.version = state, version + 1
        row.save()
        log(EventKind.IMPROVEMENT_CHANGED, row, unit=row.unit, state=str(state))
    return row


def _locked(improvement: Improvement, version: int, by: User) -> Improvement:
    rows = Improvement.objects.unscoped(_WHY).select_related("unit", "owner")
    row = rows.select_for_update(no_key=True, of=("self",)).get(pk=improvement.pk)
    if row.version != version or row.closed_at is not None:
        raise ImprovementChanged
    if not may_lead(by, row):
        raise RightMissing
    return row


def close_improvement(
    *, improvement: Improvement, version: int, done: bool, effect: str, told: str = "", by: User, at: datetime
) -> Improvement:
    """Close an improvement with what came of it. Done, each customer whose case it answers is told once what was done
    (`told`), unless they want to be left alone.

    Raises `WordsMissing` (no effect, or nothing to tell although cases are linked), `ImprovementChanged`,
    `RightMissing`.
    """
    effect = checked_words(effect)
    with writing(by=by, at=at) as log:
        row = _locked(improvement, version, by)
        links = ImprovementCase.objects.unscoped(_WHY).filter(improvement=row, feedback="")
        linked = list(
            links.select_related("case__customer__unit", "case__owner", "case__unit").order_by("pk")
        )
        row.told = (checked_words(told) if done and linked else kept(told))[:200]
        row.state = ImprovementState.DONE if done else ImprovementState.DROPPED
        row.closed_at, row.closed_by, row.effect, row.version = at, by, effect[:400], version + 1
        row.save()
        log(EventKind.IMPROVEMENT_CLOSED, row, unit=row.unit, state=str(row.state), cases=len(linked))
        for each in linked if done else ():
            _feed_back(log, row, each, at)
    return row


def _feed_back(log: Log, found: Improvement, link: ImprovementCase, at: datetime) -> None:
    customer = link.case.customer
    if told_before(found, customer):
        link.feedback = Feedback.TOLD_ELSEWHERE
    elif not wants_feedback(customer):
        link.feedback = Feedback.NOT_WANTED
    else:
        link.feedback = Feedback.TASK
        _ask_to_tell(found, link, at)
        log(EventKind.FEEDBACK_QUEUED, link, about=customer.code, unit=link.case.unit, improvement=found.pk)
    link.feedback_at = at
    link.save(update_fields=["feedback", "feedback_at"])


def _ask_to_tell(found: Improvement, link: ImprovementCase, at: datetime) -> None:
    """Queue the message with the words to send: the operator's own gateway sends short messages, not this program."""
    words = ours(_("您反映过的事，我们改了：%(told)s"), told=found.told)
    Task.objects.unscoped(_WHY).create(
        case=link.case,
        kind=TaskKind.FEEDBACK,
        key=f"improvement:{found.pk}",
        text=words,
        facts={"improvement": found.pk},
        owner=link.case.owner,
        due_at=at + TELL_WITHIN,
        made_at=at,
        made_by=found.closed_by,
    )


def review_standards(*, demands: Collection[Demand], at: datetime) -> int:
    """Open a review of the standard for each demand beyond it that came again and again; once each, whoever runs this
    and however often. Cases that join later are linked. Returns how many were opened."""
    return sum(_review(each, at) for each in demands)


def _review(demand: Demand, at: datetime) -> bool:
    key = f"demand:{demand.key}"[:160]
    rows = Improvement.objects.unscoped(_WHY)
    found = rows.filter(key=key).first()
    if found and found.closed_at is None:
        _join(found, demand, at)
    return found is None and _opened(demand, key, at)


def _opened(demand: Demand, key: str, at: datetime) -> bool:
    first = demand.cases[0]
    leader = first.owner
    plan = Plan(
        title=ours(_("复审标准：客户多次要求「%(demand)s」"), demand=demand.words[:60]),
        departments=["operations"],
        owner=leader,
        due_date=localtime(at + REVIEW_WITHIN).date(),
        gap=2,
    )
    try:
        with writing(by=None, at=at) as log, transaction.atomic():
            row = _create(plan, first.unit, ImprovementKind.STANDARD, None, at, key=key)
            log(EventKind.IMPROVEMENT_OPENED, row, unit=first.unit, improvement_kind="standard", gap=2)
            for case in demand.cases:
                _link(log, row, case, None, at)
            notify(
                to=leader,
                subject=gettext("请复审服务标准"),
                at=at,
                body=row.title,
                key=f"improvement:{row.pk}",
            )
    except IntegrityError:  # another run opened it a moment ago
        return False
    return True


def _join(found: Improvement, demand: Demand, at: datetime) -> None:
    links = ImprovementCase.objects.unscoped(_WHY).filter(improvement=found)
    known = set(links.values_list("case", flat=True))
    missing = [case for case in demand.cases if case.pk not in known]
    if missing:
        with writing(by=None, at=at) as log:
            for case in missing:
                _link(log, found, case, None, at)
