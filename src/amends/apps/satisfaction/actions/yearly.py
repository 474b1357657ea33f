# SPDX-License-Identifier: Apache-2.0
"""Verbs on the year of a unit: set a target, plan what is done for it, change it, end it with what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.apps.core.actions.log import subject_key, writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.rules.roles import Right
from amends.apps.satisfaction.models import PlanTask, YearTarget
from amends.apps.satisfaction.rules.origins import PlanState

_WHY = "the row was found within the person's scope"


class YearRefused(ValueError):
    """A verb was refused; `sentence` says why and what to do."""

    sentence: str | Promise = ""

    def __str__(self) -> str:
        return str(self.sentence)


class NotYours(YearRefused):
    """The person may not do this, or not in that unit."""

    sentence = _("您没有这个权限，或者不在机构范围内")


class OwnerElsewhere(YearRefused):
    """A task for somebody who does not belong to the unit or those around it."""

    sentence = _("负责人应在这个机构、它的上级或下级机构里")


class TargetMoved(YearRefused):
    """Somebody else set the same target in the meantime."""

    sentence = _("这个目标刚刚被别人改过，请看过最新的再提交")


class TaskChanged(YearRefused):
    """Somebody else changed the task, or it has ended."""

    sentence = _("这项任务刚刚被别人改过或已经结束，请看过最新内容再提交")


class WordsMissing(YearRefused):
    """A reason or a result was left empty."""

    sentence = _("请写明依据或结果")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done, for which element ("" for everything), by whom, by when."""

    title: str
    element: str
    owner: User
    due_date: date


def may_plan(by: User, unit: Unit) -> bool:
    """Whether a person sets targets and tasks of a unit."""
    return by.scope.covers(unit.number) and (by.may(Right.DESIGN_SURVEYS) or by.may(Right.ASSIGN_CASES))


def may_end(by: User, task: PlanTask) -> bool:
    """Whether a person may say what came of a task: its owner, and who plans."""
    return task.owner_id == by.pk or may_plan(by, task.unit)


def set_target(
    *, unit: Unit, year: int, element: str, value: float, reason: str, by: User, at: datetime
) -> YearTarget:
    """Set what a unit is to reach; an older target stays as what it replaces, and one that says the same (a button
    pressed twice) is returned. Raises `NotYours`, `WordsMissing`, `TargetMoved`."""
    if not may_plan(by, unit):
        raise NotYours
    if not reason.strip():
        raise WordsMissing
    key, reason = {"unit": unit, "year": year, "element": element}, reason.strip()[:200]
    before = YearTarget.objects.unscoped(_WHY).filter(**key, replaced_by__isnull=True).first()
    if before and (before.value, before.reason, before.set_by_id) == (value, reason, by.pk):
        return before
    try:
        with writing(by=by, at=at) as log, transaction.atomic():
            made = YearTarget.objects.create(
                **key, value=value, reason=reason, replaces=before, set_by=by, set_at=at
            )
            log(EventKind.YEAR_TARGET_SET, made, unit=unit, year=year, element=element, value=value)
    except IntegrityError as error:
        raise TargetMoved from error
    return made


def open_task(*, unit: Unit, year: int, plan: Plan, by: User, at: datetime) -> PlanTask:
    """Plan a task and tell its owner; the same task that is open already (a button pressed twice) is returned. Raises
    `NotYours`, `OwnerElsewhere`, `WordsMissing`."""
    if not may_plan(by, unit):
        raise NotYours
    _check(plan, unit)
    planned = {"unit": unit, "year": year, **_columns(plan)}
    with transaction.atomic():
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # two presses wait for each other
        open_now = PlanTask.objects.unscoped(_WHY).filter(ended_at__isnull=True, **planned).first()
        return open_now or _opened(planned, by, at)


def _opened(planned: Mapping[str, Any], by: User, at: datetime) -> PlanTask:
    with writing(by=by, at=at) as log:
        made = PlanTask.objects.create(made_by=by, made_at=at, **planned)
        log(
            EventKind.PLAN_TASK_OPENED,
            made,
            unit=made.unit,
            year=made.year,
            element=made.element,
            owner=made.owner_id,
        )
        _tell(made, by, at)
    return made


def change_task(*, task: PlanTask, version: int, plan: Plan, by: User, at: datetime) -> None:
    """Change what is planned. Raises `NotYours`, `OwnerElsewhere`, `WordsMissing`, `TaskChanged`."""
    if not may_plan(by, task.unit):
        raise NotYours
    _check(plan, task.unit)
    with writing(by=by, at=at) as log:
        _update(task, version, **_columns(plan))
        log(
            EventKind.PLAN_TASK_CHANGED,
            task,
            unit=task.unit,
            owner=plan.owner.pk,
            due=plan.due_date.isoformat(),
        )
        if task.owner_id != plan.owner.pk:
            task.owner = plan.owner
            _tell(task, by, at)


def end_task(*, task: PlanTask, version: int, done: bool, outcome: str, by: User, at: datetime) -> None:
    """End a task with what came of it. Raises `NotYours`, `WordsMissing`, `TaskChanged`."""
    if not may_end(by, task):
        raise NotYours
    if not outcome.strip():
        raise WordsMissing
    state = PlanState.DONE if done else PlanState.DROPPED
    with writing(by=by, at=at) as log:
        _update(task, version, state=state.value, outcome=outcome.strip()[:200], ended_at=at)
        log(EventKind.PLAN_TASK_ENDED, task, unit=task.unit, state=state.value)


def _check(plan: Plan, unit: Unit) -> None:
    if not plan.title.strip():
        raise WordsMissing
    home = plan.owner.unit
    near = home is not None and (unit.scope.covers(home.number) or home.scope.covers(unit.number))
    if not near or not plan.owner.is_active:
        raise OwnerElsewhere


def _columns(plan: Plan) -> dict[str, object]:
    title = plan.title.strip()[:120]
    return {"title": title, "element": plan.element, "owner": plan.owner, "due_date": plan.due_date}


def _update(task: PlanTask, version: int, **values: object) -> None:
    rows = PlanTask.objects.unscoped(_WHY).filter(pk=task.pk, version=version, ended_at__isnull=True)
    if not rows.update(version=F("version") + 1, **values):
        raise TaskChanged


def _tell(task: PlanTask, by: User, at: datetime) -> None:
    if task.owner_id != by.pk:
        words = _("年度满意度任务由您负责：%(title)s") % {"title": task.title}
        key = f"{subject_key(task)}:{task.owner_id}:{at.timestamp()}"
        notify(
            to=task.owner,
            subject=words,
            at=at,
            link=reverse("satisfaction:year_task", args=[task.pk]),
            key=key,
        )
