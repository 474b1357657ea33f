# SPDX-License-Identifier: Apache-2.0
"""Verbs on improvements of a hall: begin with the value before, say that it is done, measure the value after."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from amends.apps.cases.actions.texts import kept
from amends.apps.core.actions.log import writing
from amends.apps.core.models import EventKind, Unit, User
from amends.apps.core.rules.organisation import UnitKind
from amends.apps.core.rules.roles import Right
from amends.apps.halls.actions.refusals import HallRefused, NotYours
from amends.apps.halls.models import HallImprovement
from amends.apps.halls.queries.improving import measured, owners
from amends.apps.halls.rules.improving import Measure


class DueBehindUs(HallRefused):
    """The day by which it should be done has passed."""

    def __init__(self) -> None:
        super().__init__(_("到期的日子已经过了。"), field="due_date")


class TooEarly(HallRefused):
    """The time after is not over."""

    def __init__(self, ripe: date | None) -> None:
        words = _("要先做完，再看同样长的一段时间。") if ripe is None else ""
        super().__init__(
            words or _("要到 %(day)s 才看满同样长的一段时间。") % {"day": ripe.isoformat() if ripe else ""}
        )


class NotNow(HallRefused):
    """It was done or measured before."""

    def __init__(self) -> None:
        super().__init__(_("这项改进已经不在这一步了。"))


@dataclass(frozen=True, slots=True)
class Planned:
    """What is to be done, by whom until when, and what it is measured by, over how many days before and after."""

    title: str
    owner: User
    due_date: date
    measure: Measure
    days: int


def begin_improvement(*, hall: Unit, planned: Planned, by: User, at: datetime) -> HallImprovement:
    """Begin an improvement; the value before is frozen now. Raises `NotYours`, `DueBehindUs`."""
    _may(hall, by)
    if planned.owner not in owners(hall, by):
        raise NotYours
    today = timezone.localdate(at)
    if planned.due_date < today:
        raise DueBehindUs
    first = today - timedelta(days=planned.days)
    value, n = measured(hall, planned.measure, first, planned.days, at)
    with writing(by=by, at=at) as log:
        row = HallImprovement.objects.create(
            unit=hall, title=kept(planned.title).strip()[:120], owner=planned.owner, due_date=planned.due_date,
            measure=planned.measure.value, days=planned.days, begun_date=today, before=value, before_n=n,
        )  # fmt: skip
        log(EventKind.HALL_IMPROVEMENT_BEGUN, row, unit=hall, measure=row.measure, before=value, n=n)
    return row


def improvement_done(*, hall: Unit, key: int, by: User, at: datetime) -> HallImprovement:
    """Say that an improvement is done; from today on the value after is gathered. Raises `NotYours`, `NotNow`."""
    _may(hall, by)
    with writing(by=by, at=at) as log:
        row = _locked(hall, key)
        if row.done_date is not None:
            raise NotNow
        row.done_date = timezone.localdate(at)
        row.save(update_fields=["done_date"])
        log(EventKind.HALL_IMPROVEMENT_DONE, row, unit=hall)
    return row


def measure_improvement(*, hall: Unit, key: int, by: User, at: datetime) -> HallImprovement:
    """Measure the value after, once. Raises `NotYours`, `NotNow`, `TooEarly`."""
    _may(hall, by)
    with writing(by=by, at=at) as log:
        row = _locked(hall, key)
        if row.measured_at is not None:
            raise NotNow
        if row.done_date is None or row.ripe_date is None or timezone.localdate(at) < row.ripe_date:
            raise TooEarly(row.ripe_date)
        row.after, row.after_n = measured(hall, Measure(row.measure), row.done_date, row.days, at)
        row.measured_at = at
        row.save(update_fields=["after", "after_n", "measured_at"])
        log(EventKind.HALL_IMPROVEMENT_MEASURED, row, unit=hall, after=row.after, n=row.after_n)
    return row


def _may(hall: Unit, by: User) -> None:
    if hall.kind != UnitKind.HALL or not by.may(Right.ASSIGN_CASES) or not by.scope.covers(hall.number):
        raise NotYours


def _locked(hall: Unit, key: int) -> HallImprovement:
    rows = HallImprovement.objects.within(hall.scope).select_for_update(no_key=True, of=("self",))
    row = rows.filter(unit=hall, pk=key).first()
    if row is None:
        raise NotNow
    return row
