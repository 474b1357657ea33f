# SPDX-License-Identifier: Apache-2.0
"""Runs of jobs: a queue is a row with a claim."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models.scope import ScopedQuerySet


class JobState(models.TextChoices):
    """Where a run of a job stands."""

    QUEUED = "queued", _("排队中")
    RUNNING = "running", _("进行中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("失败")


class JobRunQuerySet(ScopedQuerySet["JobRun"]):
    """Runs by who asked for them, always within somebody's scope; those of the schedule are for the whole tree."""

    scope_path = "by__unit"
    root_sees_no_unit = True


class JobRun(models.Model):
    """One run of one job. A worker claims it with a lease, renews the lease while it lives, and gives it back
    by dying: whoever finds the lease run out starts the run again."""

    job = models.CharField(_("任务"), max_length=64)
    key = models.CharField(max_length=160, unique=True, null=True, blank=True)
    arguments = models.JSONField(_("参数"), default=dict)
    state = models.CharField(_("状态"), max_length=8, choices=JobState.choices, default=JobState.QUEUED)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    queued_at = models.DateTimeField(_("排队时间"))
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    result = models.JSONField(_("结果"), default=dict)
    error = models.TextField(_("错误"), blank=True)

    objects = JobRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("任务运行")
        ordering = ("-id",)
        indexes = (models.Index(fields=["state", "not_before"], name="job_state_not_before"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="running") | Q(lease_until__isnull=False, started_at__isnull=False),
                name="job_running_has_lease",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "failed"], finished_at__isnull=False)
                | Q(state__in=["queued", "running"], finished_at__isnull=True),
                name="job_finished_at_matches_state",
            ),
        )

    def __str__(self) -> str:
        return f"{self.job} #{self.pk}"

    @property
    def name(self) -> str:
        """What people call the job."""
        return str(settings.AMENDS_JOB_NAMES.get(self.job, self.job))

    @property
    def is_active(self) -> bool:
        """Whether it is still to end."""
        return self.state in {JobState.QUEUED, JobState.RUNNING}
