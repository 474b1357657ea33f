# SPDX-License-Identifier: Apache-2.0
"""Coaching: opened from what was found, closed with what came of it."""

from datetime import date, datetime

from django.db import models
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from amends.apps.cases.actions.texts import kept
from amends.apps.core.actions.log import subject_key, writing
from amends.apps.core.actions.outbox import notify
from amends.apps.core.models import EventKind, User
from amends.apps.core.rules.roles import Right
from amends.apps.quality.actions.refusals import NotYours, QualityRefused
from amends.apps.quality.models import Coaching
from amends.apps.quality.queries.scorecards import scenarios, skills


class CoachingRefused(QualityRefused):
    """Nobody is coached by themselves, without a reason, or for a day that is past."""


def open_coaching(
    *, person: User, skill: str, reason: str, source: models.Model | str, by: User, at: datetime,
    due_date: date, goal: str = "", practice: str = "",
) -> Coaching:  # fmt: skip
    """What a person practises next. `source` is the row (or its name) that it comes from: the same skill from the same
    source is opened once, and given as it is. `practice` is the code of a scenario of role-play.

    Raises `NotYours`, `CoachingRefused`.
    """
    _check(person, by)
    if skill not in skills():
        raise CoachingRefused(_("没有这一项技能。"), field="skill")
    if not reason.strip():
        raise CoachingRefused(_("请写明为什么。"), field="reason")
    if due_date <= localdate(at):
        raise CoachingRefused(_("跟进日期要在今天以后。"), field="due_date")
    named = source if isinstance(source, str) else subject_key(source)
    key = f"{named[:60]}:{person.pk}:{skill}"
    assert person.unit is not None  # checked
    with writing(by=by, at=at) as log:
        row, is_new = Coaching.objects.unscoped("its key says that it is the same").get_or_create(
            key=key,
            defaults={
                "unit": person.unit, "person": person, "skill": skill, "reason": kept(reason).strip()[:300],
                "source": named[:60], "goal": kept(goal).strip()[:200], "due_date": due_date, "by": by, "at": at,
                "practice": practice if practice in scenarios() else "",
            },
        )  # fmt: skip
        log(EventKind.COACHING_OPENED, row, unit=row.unit, of=person.pk, skill=skill, again=not is_new)
        notify(
            to=person, at=at, key=f"coaching:{row.pk}", link=reverse("quality:coaching"),
            subject=_("为您安排了一次辅导：%(skill)s") % {"skill": skills()[skill]},
        )  # fmt: skip
    return row


def _check(person: User, by: User) -> None:
    if person.unit is None or not may_coach(by) or not by.scope.covers(person.unit.number):
        raise NotYours
    if person.pk == by.pk:
        raise CoachingRefused(_("不能为自己安排辅导。"), field="person")


def may_coach(user: User) -> bool:
    """Whether somebody coaches others: inspectors, trainers and leaders."""
    return user.may(Right.INSPECT) or user.may(Right.MANAGE_TRAINING) or user.may(Right.ASSIGN_CASES)


def close_coaching(*, coaching: Coaching, reached: bool, result: str, by: User, at: datetime) -> Coaching:
    """What came of it. Raises `NotYours` (not the one who is coached), `CoachingRefused` (closed, or nothing said)."""
    if not result.strip():
        raise CoachingRefused(_("请写后来怎样。"), field="result")
    with writing(by=by, at=at) as log:
        rows = Coaching.objects.unscoped("the row in hand").select_for_update(no_key=True, of=("self",))
        row = rows.select_related("unit").get(pk=coaching.pk)
        if by.pk == row.person_id or not may_coach(by) or not by.scope.covers(row.unit.number):
            raise NotYours
        if row.closed_at is not None:
            raise CoachingRefused(_("已经结束。"))
        row.closed_by, row.closed_at, row.reached, row.result = by, at, reached, kept(result).strip()[:300]
        row.save(update_fields=["closed_by", "closed_at", "reached", "result"])
        log(EventKind.COACHING_CLOSED, row, unit=row.unit, of=row.person_id, reached=reached)
    return row
