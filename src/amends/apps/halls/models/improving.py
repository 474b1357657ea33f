# SPDX-License-Identifier: Apache-2.0
"""Improvements of a hall, measured before and after."""

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.halls.rules.improving import Measure

MEASURES = {
    Measure.WAIT: _("等候 P90（分）"),
    Measure.LEFT: _("离开的比例"),
    Measure.HANDLING: _("办理 P90（分）"),
    Measure.SCORE: _("满意度（0 至 100）"),
}


class HallImprovementQuerySet(ScopedQuerySet["HallImprovement"]):
    """Improvements, within somebody's scope."""


class HallImprovement(models.Model):
    """What is done about a weakness of a hall. `before` was measured when it was begun, over the `days` before that
    day; `after` once, over the `days` from the day it was done."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("营业厅"))
    title = models.CharField(_("做什么"), max_length=120)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("负责人")
    )
    measure = models.CharField(
        _("看哪个数"), max_length=12, choices=[(each.value, words) for each, words in MEASURES.items()]
    )
    days = models.PositiveSmallIntegerField(_("前后各看几天"))
    begun_date = models.DateField(_("开始"))
    due_date = models.DateField(_("到期"))
    done_date = models.DateField(_("做完"), null=True, blank=True)
    before = models.FloatField(null=True, blank=True)
    before_n = models.PositiveIntegerField(default=0)
    after = models.FloatField(null=True, blank=True)
    after_n = models.PositiveIntegerField(default=0)
    measured_at = models.DateTimeField(null=True, blank=True)

    objects = HallImprovementQuerySet.as_manager()

    class Meta:
        verbose_name = _("营业厅改进")
        indexes = (models.Index(fields=["unit", "begun_date"], name="hall_improvement_unit"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(measure__in=[each.value for each in Measure]),
                name="hall_improvement_measure_known",
            ),
            models.CheckConstraint(condition=Q(days__range=(7, 56)), name="hall_improvement_days"),
            models.CheckConstraint(
                condition=Q(due_date__gte=F("begun_date"))
                & (Q(done_date__isnull=True) | Q(done_date__gte=F("begun_date"))),
                name="hall_improvement_in_order",
            ),
            models.CheckConstraint(
                condition=Q(measured_at__isnull=True, after__isnull=True, after_n=0)
                | Q(measured_at__isnull=False, done_date__isnull=False),
                name="hall_improvement_measured_when_done",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def ripe_date(self) -> date | None:
        """From which day on the time after can be measured."""
        return self.done_date + timedelta(days=self.days) if self.done_date else None
