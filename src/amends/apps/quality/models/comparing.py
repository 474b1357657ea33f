# SPDX-License-Identifier: Apache-2.0
"""Whether groups of customers are treated alike: each comparison as it was made, and the reviews that it led to."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.models import Improvement
from amends.apps.core.models import ScopedQuerySet, Unit, User


class TreatmentRunQuerySet(ScopedQuerySet["TreatmentRun"]):
    """Comparisons of units, within somebody's scope."""


class TreatmentReviewQuerySet(ScopedQuerySet["TreatmentReview"]):
    """Reviews of differences, within somebody's scope."""

    scope_path = "run__unit"


class TreatmentRun(models.Model):
    """All groups of a unit's cases of a period beside each other. `last_date` belongs to it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    first_date = models.DateField(_("从"))
    last_date = models.DateField(_("到"))
    made_at = models.DateTimeField(_("计算时间"))
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    cases = models.PositiveIntegerField(_("案件"))
    tests = models.PositiveIntegerField(_("比较次数"))
    flagged = models.PositiveIntegerField(_("要查原因"))
    content = models.JSONField(_("结果"))

    objects = TreatmentRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("待遇比较")
        ordering = ("-made_at", "-id")
        indexes: ClassVar = [models.Index(fields=["unit", "made_at"], name="treatment_run_unit")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(last_date__gte=F("first_date")), name="treatment_period_not_empty"
            ),
            models.CheckConstraint(condition=Q(flagged__lte=F("tests")), name="treatment_flags_are_tests"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.first_date}…{self.last_date}"


class TreatmentReview(models.Model):
    """A difference that somebody looks into: once a run, measure and group."""

    run = models.ForeignKey(TreatmentRun, models.PROTECT, related_name="reviews")
    measure = models.CharField(max_length=16)
    attribute = models.CharField(max_length=16)
    group = models.CharField(max_length=80)
    improvement = models.OneToOneField(Improvement, models.PROTECT, related_name="+")

    objects = TreatmentReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("待遇差异的复核")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["run", "measure", "attribute", "group"], name="treatment_review_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.attribute} {self.group}"
