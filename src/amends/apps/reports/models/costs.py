# SPDX-License-Identifier: Apache-2.0
"""What a complaint costs: the time and money that somebody put into a case."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.models import Case
from amends.apps.core.models import ScopedQuerySet
from amends.apps.reports.rules.costs import WorkKind

WORK_KINDS = {WorkKind.HANDLING: _("办理"), WorkKind.REWORK: _("返工")}


class WorkEntryQuerySet(ScopedQuerySet["WorkEntry"]):
    """Rows of cases, within somebody's scope."""

    scope_path = "case__unit"


class WorkEntry(models.Model):
    """Minutes and expenses (fen) of one kind. `hour_cost` is what finance's hour cost in fen when it was entered, so
    that a case keeps its cost; empty where there was none. It says what a complaint costs, and nothing of a person."""

    key = models.CharField(
        max_length=40, unique=True, null=True, blank=True
    )  # of the form: sent twice, noted once
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    kind = models.CharField(
        _("种类"), max_length=8, choices=[(str(kind), words) for kind, words in WORK_KINDS.items()]
    )
    minutes = models.PositiveIntegerField(_("用时（分钟）"), default=0)
    expenses = models.PositiveIntegerField(_("其他费用（分）"), default=0)
    hour_cost = models.PositiveIntegerField(_("每小时成本（分）"), null=True, blank=True)
    at = models.DateTimeField(_("登记时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = WorkEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("投诉成本")
        ordering = ("id",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=sorted(map(str, WorkKind))), name="work_entry_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(minutes__gt=0) | Q(expenses__gt=0), name="work_entry_says_something"
            ),
            models.CheckConstraint(condition=Q(minutes__lte=6000), name="work_entry_minutes_plausible"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"
