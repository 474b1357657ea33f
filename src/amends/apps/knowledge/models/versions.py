# SPDX-License-Identifier: Apache-2.0
"""What terms, wordings and scripts have in common: versions of a unit, written by one, approved by another."""

from collections.abc import Sequence
from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.core.rules.organisation import Scope

V = TypeVar("V", bound="Versioned")


class VersionedQuerySet(ScopedQuerySet[V]):
    """Versions within the scope of their unit; what a unit publishes is read by all below it."""

    def reaching(self, unit: Unit) -> Self:
        """Those of a unit and of the units above it, those furthest above first."""
        found = self.unscoped("what a unit publishes is read below it")
        above = found.filter(unit__number__lte=unit.number, unit__last__gte=unit.number)
        return above.order_by("unit__number", "number")

    def concerning(self, scope: Scope) -> Self:
        """Those that somebody with that scope reads or looks after."""
        found = self.unscoped("what a unit publishes is read below it")
        above = Q(unit__number__lte=scope.first, unit__last__gte=scope.first)
        return found.filter(above | Q(unit__number__range=(scope.first, scope.last)))

    def in_use(self) -> Self:
        """The approved ones that were not retired; of several of one name the highest number counts."""
        return self.filter(approved_at__isnull=False, retired_at__isnull=True)


class Versioned(models.Model):
    """One version. The newest approved one of a unit is in use, unless it was retired: then what stands above it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("版本"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    review_date = models.DateField(_("复审日期"), null=True, blank=True)
    note = models.CharField(_("改了什么"), max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("提交时间"))
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(_("批准时间"), null=True, blank=True)
    retired_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(_("停用时间"), null=True, blank=True)
    retired_reason = models.CharField(_("停用原因"), max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def state(self) -> str:
        """`draft`, `approved` or `retired`."""
        if self.retired_at:
            return "retired"
        return "approved" if self.approved_at else "draft"


def version_constraints(name: str, *identity: str) -> Sequence[models.BaseConstraint]:
    """What the database refuses of versions: a number twice, half an approval, approval by the writer, a retirement
    without a reason."""
    approved = Q(approved_at__isnull=True, approved_by__isnull=True)
    approved |= Q(approved_at__isnull=False, approved_by__isnull=False)
    retired = Q(retired_at__isnull=True, retired_by__isnull=True, retired_reason="")
    retired |= Q(retired_at__isnull=False, retired_by__isnull=False) & ~Q(retired_reason="")
    return (
        models.UniqueConstraint(fields=["unit", *identity, "number"], name=f"{name}_version_once"),
        models.CheckConstraint(condition=Q(number__gt=0), name=f"{name}_numbered"),
        models.CheckConstraint(condition=approved, name=f"{name}_approved_by_whom"),
        models.CheckConstraint(
            condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("made_by")), name=f"{name}_four_eyes"
        ),
        models.CheckConstraint(condition=retired, name=f"{name}_retired_for_a_reason"),
    )
