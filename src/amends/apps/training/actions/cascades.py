# SPDX-License-Identifier: Apache-2.0
"""Training that goes down: a plan, its sessions, who was there. A team begins after its leaders passed."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.queries.people import people_within
from amends.apps.training.actions.refusals import (
    IN_HAND,
    CodeTaken,
    LearningRefused,
    NotOnYourself,
    covered,
    written,
)
from amends.apps.training.models.learning import GROUPS, Attendance, Cascade, Quiz, Session
from amends.apps.training.queries.cascades import leaders_of, passed_before


class LeaderNotPassed(LearningRefused):
    """The team's leader has not yet passed the quiz of the plan; `leaders` are those who lead it."""

    def __init__(self, leaders: list[User]) -> None:
        words = _("班组长%(names)s还没有通过这份测验，通过以后才能给班组安排培训。")
        super().__init__(words % {"names": " ".join(map(str, leaders))}, field="unit")
        self.leaders = leaders


class NobodyLeads(LearningRefused):
    """A team that nobody leads has nobody to pass the training on."""

    def __init__(self) -> None:
        super().__init__(_("这个机构没有班组长，请先在“人员与机构”里指定。"), field="unit")


class OutsidePlan(LearningRefused):
    """A session of a unit that the plan is not for, or people who do not work there."""

    def __init__(self, field: str) -> None:
        super().__init__(_("不在这份培训计划的范围里。"), field=field)


class NotYetHeld(LearningRefused):
    """Nobody was at a session of tomorrow."""

    def __init__(self) -> None:
        super().__init__(_("培训还没有开始，不能登记到场。"))


def plan_cascade(
    *, code: str, title: str, unit: Unit, quiz: Quiz, materials: str, by: User, at: datetime
) -> Cascade:
    """Plan a training that goes down from a unit. Raises `CodeTaken`, `NotYourUnit`, `WordsMissing`."""
    covered(unit, by)
    with writing(by=by, at=at) as log:
        if Cascade.objects.unscoped("codes are unique everywhere").filter(code=code).exists():
            raise CodeTaken
        row = Cascade.objects.create(
            code=code, title=written(title, "title"), unit=unit, quiz=quiz, materials=materials.strip(),
            made_by=by, made_at=at,
        )  # fmt: skip
        log(EventKind.CASCADE_PLANNED, row, unit=unit, quiz=quiz.code)
    return row


def arrange_session(
    *, cascade: Cascade, unit: Unit, group: str, held_at: datetime, minutes: int, place: str, trainer: User,
    by: User, at: datetime,
) -> Session:  # fmt: skip
    """Arrange a session: of leaders at once, of a team only after its leaders passed.
    Raises `LeaderNotPassed`, `NobodyLeads`, `OutsidePlan`, `NotYourUnit`, `WordsMissing`."""
    covered(unit, by)
    if not cascade.unit.scope.covers(unit.number) or group not in GROUPS:
        raise OutsidePlan("unit")
    with writing(by=by, at=at) as log:
        if group == "team":
            _leaders_passed(cascade, unit, at)
        row = Session.objects.create(
            cascade=cascade, unit=unit, group=group, held_at=held_at, minutes=minutes,
            place=written(place, "place"), trainer=trainer, made_by=by, made_at=at,
        )  # fmt: skip
        log(EventKind.SESSION_ARRANGED, row, unit=unit, group=group)
    return row


def note_attendance(*, session: Session, people: Collection[User], by: User, at: datetime) -> int:
    """Note who was there; who is noted already stays. Nobody notes themselves: the hours count for a certificate.
    Raises `NotYetHeld`, `OutsidePlan`, `NotOnYourself`, `NotYourUnit`."""
    covered(session.unit, by)
    if session.held_at > at:
        raise NotYetHeld
    there = set(people_within(session.unit.scope).values_list("pk", flat=True))
    if not {each.pk for each in people} <= there:
        raise OutsidePlan("people")
    with writing(by=by, at=at) as log:
        noted = Attendance.objects.unscoped(IN_HAND).filter(session=session).values_list("person", flat=True)
        there = set(noted)
        new = [each for each in people if each.pk not in there]
        if by.pk in {each.pk for each in new}:
            raise NotOnYourself
        rows = [Attendance(session=session, person=each, by=by, at=at) for each in new]
        Attendance.objects.bulk_create(rows)
        log(EventKind.ATTENDANCE_NOTED, session, unit=session.unit, new=len(rows))
    return len(rows)


def take_back_attendance(*, session: Session, people: Collection[User], by: User, at: datetime) -> int:
    """Take back that somebody was there, who was not; the log keeps who was noted and by whom it was taken back.
    Raises `NotYourUnit`."""
    covered(session.unit, by)
    with writing(by=by, at=at) as log:
        rows = Attendance.objects.unscoped(IN_HAND).filter(
            session=session, person__in=[each.pk for each in people]
        )
        gone = sorted(rows.values_list("person", flat=True))
        rows.delete()
        log(EventKind.ATTENDANCE_NOTED, session, unit=session.unit, taken_back=[*gone])
    return len(gone)


def _leaders_passed(cascade: Cascade, unit: Unit, at: datetime) -> None:
    leaders = leaders_of(unit)
    if not leaders:
        raise NobodyLeads
    passed = passed_before(cascade.quiz, leaders, at)
    waiting = [each for each in leaders if each.pk not in passed]
    if waiting:
        raise LeaderNotPassed(waiting)
