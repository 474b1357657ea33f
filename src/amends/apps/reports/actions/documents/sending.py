# SPDX-License-Identifier: Apache-2.0
"""Reports that go out by themselves: who gets which, told once each, refused to who may not have it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from amends.apps.core.actions.jobs import enqueue
from amends.apps.core.actions.log import writing
from amends.apps.core.actions.outbox import notify, send_email
from amends.apps.core.models import EventKind, JobRun, Unit, User
from amends.apps.core.rules.roles import Right
from amends.apps.reports.actions.documents.making import NotYours, ReportRefused, Wanted, make_report
from amends.apps.reports.models import Report, ReportDelivery, ReportSchedule
from amends.apps.reports.models.documents import REFUSED, SENT, DeliveryQuerySet
from amends.apps.reports.rules.documents.composition import Kind
from amends.apps.reports.rules.documents.due import Every, Plan

_SCHEDULE = "the schedule serves every unit; each reader's scope is checked when it is sent"
JOB = "send_report"


class Why(StrEnum):
    """Why somebody did not get a report."""

    INACTIVE = "inactive"
    NO_RIGHT = "no_right"
    OUT_OF_SCOPE = "out_of_scope"


class NobodyReads(ReportRefused):
    """A schedule without readers."""

    sentence = gettext_lazy("请选收件人")


class ReaderRefused(ReportRefused):
    """Somebody among the readers may not have the report."""

    def __init__(self, who: Sequence[User]) -> None:
        super().__init__()
        self.who = tuple(who)

    def __str__(self) -> str:
        names = _("、").join(each.name for each in self.who)
        return _("不能发给：%(names)s。收件人要能看满意度，而且管辖这个机构。") % {"names": names}


class WrongDay(ReportRefused):
    """A day that not every month or week has."""

    sentence = gettext_lazy("每月填 1 到 28 日，每周填 1（周一）到 7（周日）")


@dataclass(frozen=True, slots=True)
class Order:
    """What is to go out, how often, on which day, to whom."""

    kind: Kind
    every: Every
    day: int
    language: str
    readers: tuple[User, ...]


def set_schedule(*, unit: Unit, order: Order, by: User, at: datetime) -> ReportSchedule:
    """A new schedule; the first report goes out on the next due day. Raises `ReportRefused`."""
    if not by.may(Right.SEE_RUNS) or refused(by, unit):
        raise NotYours
    if not order.readers:
        raise NobodyReads
    if not 1 <= order.day <= (28 if order.every is Every.MONTH else 7):
        raise WrongDay
    if barred := [each for each in order.readers if refused(each, unit)]:
        raise ReaderRefused(barred)
    with writing(by=by, at=at) as log:
        row = ReportSchedule.objects.create(
            unit=unit, kind=str(order.kind), every=str(order.every), day=order.day, language=order.language,
            made_by=by, made_at=at,
        )  # fmt: skip
        row.readers.set(order.readers)
        log(
            EventKind.REPORT_SCHEDULED,
            row,
            unit=unit,
            kind=row.kind,
            every=row.every,
            readers=len(order.readers),
        )
    return row


def end_schedule(*, schedule: ReportSchedule, by: User, at: datetime) -> None:
    """No more reports of it; what went out stays. Ended twice, ended once. Raises `NotYours`."""
    if not by.may(Right.SEE_RUNS) or refused(by, schedule.unit):
        raise NotYours
    with writing(by=by, at=at) as log:
        rows = ReportSchedule.objects.within(by.scope).filter(pk=schedule.pk, ended_at__isnull=True)
        rows.update(ended_at=at, ended_by=by)
        log(EventKind.REPORT_SCHEDULE_ENDED, schedule, unit=schedule.unit)


def refused(reader: User, unit: Unit) -> Why | None:
    """Why somebody may not have the report of a unit; None where they may."""
    if not reader.is_active:
        return Why.INACTIVE
    if not reader.may(Right.SEE_SATISFACTION):
        return Why.NO_RIGHT
    return None if reader.scope.covers(unit.number) else Why.OUT_OF_SCOPE


def queue_due_reports(*, at: datetime) -> int:
    """Queue what fell due and has not been sent, each in a run of its own: one that fails stops no other."""
    rows, queued = ReportSchedule.objects.unscoped(_SCHEDULE).filter(ended_at__isnull=True), 0
    for schedule in rows.order_by("pk"):
        due = plan_of(schedule).due_date(localtime(at).date())
        if due is not None and not _sent(schedule, due):
            ask_sending(schedule=schedule, due=due, by=None, at=at)
            queued += 1
    return queued


def ask_sending(*, schedule: ReportSchedule, due: date, by: User | None, at: datetime) -> JobRun:
    """Let a worker make and send it; once a due day, and once more for whoever asks after a failure."""
    key = run_key(schedule, due) if by is None else f"{run_key(schedule, due)}:{at:%Y%m%d%H%M}"
    return enqueue(JOB, by=by, at=at, key=key, arguments={"schedule": schedule.pk, "due": due.isoformat()})


def run_key(schedule: ReportSchedule, due: date) -> str:
    """What the run of a due day is known by."""
    return f"{JOB}:{schedule.pk}:{due:%Y%m%d}"


def plan_of(schedule: ReportSchedule) -> Plan:
    """When it falls due."""
    return Plan(Every(schedule.every), schedule.day, localtime(schedule.made_at).date())


def send_due(*, schedule: ReportSchedule, due: date, at: datetime) -> dict[str, int]:
    """Make the report of a due day, where it is not made, and tell each reader, who was not told; returns how many
    were told and refused. Killed on the way, the next run does what is left. Raises `NoFont`."""
    spell = plan_of(schedule).spell(due)
    wanted = Wanted(Kind(schedule.kind), schedule.unit, spell, schedule.language)
    report = make_report(wanted=wanted, by=None, at=at, key=f"schedule:{schedule.pk}:{due:%Y%m%d}")
    told = set(_deliveries(schedule, due).values_list("to", flat=True))
    found = {SENT: 0, REFUSED: 0}
    for reader in schedule.readers.exclude(pk__in=told).order_by("pk"):
        found[_tell(schedule, due, reader, report, at)] += 1
    return {"sent": found[SENT], "refused": found[REFUSED]}


def _tell(schedule: ReportSchedule, due: date, reader: User, report: Report, at: datetime) -> str:
    why = refused(reader, schedule.unit)
    state = REFUSED if why else SENT
    with writing(by=None, at=at) as log:
        ReportDelivery.objects.create(
            schedule=schedule, due_date=due, to=reader, report=report, state=state, why=str(why or ""), at=at
        )
        if not why:
            _write(schedule, due, reader, report, at)
        log(EventKind.REPORT_SENT, report, unit=schedule.unit, to=reader.pk, state=state)
    return state


def _write(schedule: ReportSchedule, due: date, reader: User, report: Report, at: datetime) -> None:
    """A notice, and a mail where there is an address: a link, never the report, which stays behind the log-in."""
    place = reverse("reports:document", args=[report.pk])
    with translation.override(schedule.language):
        period = report.content["period"]
        subject = _("%(title)s：%(unit)s，%(period)s") % {
            "title": report.title, "unit": schedule.unit.name, "period": period,
        }  # fmt: skip
        body = _("报告已经生成，登录以后在这里看和下载：\n%(link)s") % {
            "link": f"{settings.AMENDS_URL}{place}"
        }
    notify(
        to=reader, subject=subject, at=at, link=place, key=f"notice:{mail_key(schedule.pk, due, reader.pk)}"
    )
    if reader.email:
        send_email(
            address=reader.email, subject=subject, body=body, at=at, key=mail_key(schedule.pk, due, reader.pk)
        )


def mail_key(schedule: int, due: date, reader: int) -> str:
    """What the mail of a due day to a reader is known by."""
    return f"report:{schedule}:{due:%Y%m%d}:{reader}"


def _deliveries(schedule: ReportSchedule, due: date) -> DeliveryQuerySet:
    return ReportDelivery.objects.unscoped(_SCHEDULE).filter(schedule=schedule, due_date=due)


def _sent(schedule: ReportSchedule, due: date) -> bool:
    told = _deliveries(schedule, due).values("to")
    return not schedule.readers.exclude(pk__in=told).exists()
