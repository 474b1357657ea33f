# SPDX-License-Identifier: Apache-2.0
"""Reports that were made, their files, and who gets one by itself."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.recovery.models import RecoveryWave
from amends.apps.reports.rules.documents.composition import Form, Kind
from amends.apps.reports.rules.documents.due import LAST_DAY, Every

REPORT_KINDS = {
    Kind.MONTHLY: _("满意度与投诉报告"),
    Kind.BOARD: _("管理层简报"),
    Kind.WAVE: _("修复波次报告"),
}
BY_ITSELF = (Kind.MONTHLY, Kind.BOARD)
SENT, REFUSED = "sent", "refused"


class ReportQuerySet(ScopedQuerySet["Report"]):
    """Reports of units, within somebody's scope."""


class Report(models.Model):
    """One report, frozen when it was made: `content` is its composition, `digest` the SHA-256 of that. It is about a
    unit and all below it from `first_date` until before `until_date`, or about a wave. `key` names what asked for it:
    a job that was killed finds what it has made."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    kind = models.CharField(
        _("种类"), max_length=8, choices=[(str(kind), words) for kind, words in REPORT_KINDS.items()]
    )
    first_date = models.DateField(_("统计期自"))
    until_date = models.DateField(_("统计期至"))
    wave = models.ForeignKey(RecoveryWave, models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(_("语言"), max_length=8, choices=settings.LANGUAGES)
    title = models.CharField(_("标题"), max_length=160)
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    key = models.CharField(max_length=80, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("生成时间"))

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("报告")
        ordering = ("-id",)
        indexes: ClassVar = [models.Index(fields=["unit", "-id"], name="report_unit_newest")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=sorted(map(str, Kind))), name="report_kind_known"),
            models.CheckConstraint(
                condition=Q(first_date__lt=F("until_date")), name="report_period_not_empty"
            ),
            models.CheckConstraint(
                condition=Q(kind=str(Kind.WAVE), wave__isnull=False)
                | (~Q(kind=str(Kind.WAVE)) & Q(wave__isnull=True)),
                name="report_of_wave_names_it",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ReportFileQuerySet(ScopedQuerySet["ReportFile"]):
    """Files of reports, seen by who may see the report."""

    scope_path = "report__unit"


class ReportFile(models.Model):
    """One file of a report. It lies on the disk under its `digest`: whoever fetches it again gets the same bytes."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="files")
    form = models.CharField(max_length=4, choices=[(str(form), form.value.upper()) for form in Form])
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    objects = ReportFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("报告文件")
        ordering = ("id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "form"], name="report_file_once_a_form"),
            models.CheckConstraint(condition=Q(size__gt=0), name="report_file_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}.{self.form}"


class ScheduleQuerySet(ScopedQuerySet["ReportSchedule"]):
    """Schedules of units, within somebody's scope."""


class ReportSchedule(models.Model):
    """A report of a unit that is made by itself and sent to some people, until it is ended. `day` is one of the month
    (1–28), or of the week (1–7)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    kind = models.CharField(
        _("种类"), max_length=8, choices=[(str(kind), REPORT_KINDS[kind]) for kind in BY_ITSELF]
    )
    every = models.CharField(
        _("频率"), max_length=5, choices=[(str(Every.MONTH), _("每月")), (str(Every.WEEK), _("每周"))]
    )
    day = models.PositiveSmallIntegerField(_("哪一天"))
    language = models.CharField(_("语言"), max_length=8, choices=settings.LANGUAGES)
    readers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", verbose_name=_("收件人"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        verbose_name = _("定时报告")
        ordering = ("-id",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=[str(kind) for kind in BY_ITSELF]), name="report_schedule_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(every=str(Every.MONTH), day__range=(1, LAST_DAY))
                | Q(every=str(Every.WEEK), day__range=(1, 7)),
                name="report_schedule_day_there",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="report_schedule_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind} {self.every}"


class DeliveryQuerySet(ScopedQuerySet["ReportDelivery"]):
    """Deliveries, seen by who may see their schedule."""

    scope_path = "schedule__unit"


class ReportDelivery(models.Model):
    """One report that fell due, and one reader: told of it, or refused with the reason (`why`). Once each."""

    schedule = models.ForeignKey(ReportSchedule, models.PROTECT, related_name="deliveries")
    due_date = models.DateField()
    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=[(SENT, _("已发送")), (REFUSED, _("没有发送"))])
    why = models.CharField(max_length=16, blank=True)
    at = models.DateTimeField()

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("报告发送")
        ordering = ("-id",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["schedule", "due_date", "to"], name="report_delivered_once"),
            models.CheckConstraint(
                condition=Q(state=SENT, why="") | (Q(state=REFUSED) & ~Q(why="")),
                name="report_refused_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.schedule_id} {self.due_date} {self.to_id}"
