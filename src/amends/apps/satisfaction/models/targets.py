# SPDX-License-Identifier: Apache-2.0
"""The year of a unit: what is to be reached, and what is done so that it is."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.satisfaction.rules.origins import PlanState

PLAN_STATES = {
    PlanState.OPEN: _("进行中"),
    PlanState.DONE: _("已完成"),
    PlanState.DROPPED: _("不再进行"),
}
YEARS = Q(year__gte=2000, year__lte=2100)


class TargetQuerySet(ScopedQuerySet["YearTarget"]):
    """Targets, always within somebody's scope."""


class YearTarget(models.Model):
    """The index from 0 to 100 that a unit is to reach in a year, of one element or (`element` empty) of everything.

    A new target `replaces` the older, which stays; `reason` says where the figure comes from.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    year = models.PositiveSmallIntegerField(_("年度"))
    element = models.CharField(_("感知要素"), max_length=24, blank=True)
    value = models.FloatField(_("目标值"))
    reason = models.CharField(_("目标依据"), max_length=200)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField(_("设定时间"))

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("年度目标")
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "year", "element"],
                condition=Q(replaces__isnull=True),
                name="target_set_once",
            ),
            models.CheckConstraint(condition=Q(value__gte=0, value__lte=100), name="target_on_hundred"),
            models.CheckConstraint(condition=~Q(reason=""), name="target_has_reason"),
            models.CheckConstraint(condition=YEARS, name="target_year_plausible"),
        )

    def __str__(self) -> str:
        return f"{self.year} {self.element}".strip()


class PlanTaskQuerySet(ScopedQuerySet["PlanTask"]):
    """Tasks of response plans, always within somebody's scope."""


class PlanTask(models.Model):
    """One thing that is done so that a unit reaches its target of a year; `element` is the risk that it answers."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    year = models.PositiveSmallIntegerField(_("年度"))
    element = models.CharField(_("针对哪个要素"), max_length=24, blank=True)
    title = models.CharField(_("做什么"), max_length=120)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("负责人")
    )
    due_date = models.DateField(_("完成期限"))
    state = models.CharField(
        _("状态"),
        max_length=8,
        default=PlanState.OPEN.value,
        choices=[(each.value, words) for each, words in PLAN_STATES.items()],
    )
    outcome = models.CharField(_("结果"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(_("建立时间"))
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    objects = PlanTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("应对任务")
        indexes = (models.Index(fields=["unit", "year", "due_date"], name="plan_task_unit_year"),)
        constraints = (
            models.CheckConstraint(condition=~Q(title=""), name="plan_task_is_named"),
            models.CheckConstraint(condition=YEARS, name="plan_task_year_plausible"),
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in PlanState]), name="plan_task_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=PlanState.OPEN.value, ended_at__isnull=True, outcome="")
                | (~Q(state=PlanState.OPEN.value) & Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="plan_task_end_says_what_came",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("made_at")),
                name="plan_task_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return self.title
