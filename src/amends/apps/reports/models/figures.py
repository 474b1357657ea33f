# SPDX-License-Identifier: Apache-2.0
"""The operator's own figures, measured nightly or entered from finance: what takes the place of cited numbers."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.reports.rules.figures import Entered, Figure

PLATFORM, FINANCE = "platform", "finance"
ORIGINS = {PLATFORM: _("平台实测"), FINANCE: _("财务提供")}


class MeasuredQuerySet(ScopedQuerySet["MeasuredValue"]):
    """Figures of units, always within somebody's scope."""


class MeasuredValue(models.Model):
    """One figure of a unit: its value with range over `n`, from `since_date` until before `until_date`. The platform's
    own is one row a month, counted anew each night; what finance says is added and never changed. `value` is empty
    where too few were there. `undated` are lines counted as lost of which nobody knows when they went."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    identifier = models.CharField(_("指标"), max_length=32)
    origin = models.CharField(_("来自"), max_length=8, choices=list(ORIGINS.items()))
    month = models.DateField(_("月份"))  # its first day
    value = models.FloatField(_("数值"), null=True, blank=True)
    low = models.FloatField(_("下限"), null=True, blank=True)
    high = models.FloatField(_("上限"), null=True, blank=True)
    n = models.PositiveIntegerField(_("基数"), default=0)
    undated = models.PositiveIntegerField(default=0)
    since_date = models.DateField(_("统计期自"), null=True, blank=True)
    until_date = models.DateField(_("统计期至"))
    source = models.CharField(_("出处"), max_length=200, blank=True)
    computed_at = models.DateTimeField(_("计算时间"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = MeasuredQuerySet.as_manager()

    class Meta:
        verbose_name = _("实测值")
        indexes: ClassVar = [
            models.Index(fields=["unit", "identifier", "-month", "-id"], name="measured_unit_newest"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["unit", "identifier", "month"],
                condition=Q(origin=PLATFORM),
                name="measured_once_a_month",
            ),
            models.CheckConstraint(
                condition=Q(identifier__in=sorted([*map(str, Figure), *map(str, Entered)])),
                name="measured_identifier_known",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=True, low__isnull=True, high__isnull=True, origin=PLATFORM)
                | Q(
                    value__isnull=False,
                    low__isnull=False,
                    high__isnull=False,
                    low__lte=F("value"),
                    high__gte=F("value"),
                ),
                name="measured_range_holds_value",
            ),
            models.CheckConstraint(
                condition=Q(origin=PLATFORM, entered_by__isnull=True)
                | (Q(origin=FINANCE, entered_by__isnull=False) & ~Q(source="")),
                name="measured_finance_says_source",
            ),
            models.CheckConstraint(
                condition=Q(since_date__isnull=True) | Q(since_date__lte=F("until_date")),
                name="measured_period_ordered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.identifier} {self.month:%Y-%m}"
