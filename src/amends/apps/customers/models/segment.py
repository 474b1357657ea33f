# SPDX-License-Identifier: Apache-2.0
"""Definitions of segments; who is in one follows from the definition and is never stored."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.customers.models.words import DIMENSIONS, choices, plain


class SegmentQuerySet(ScopedQuerySet["Segment"]):
    """Definitions of the units in scope."""


class Segment(models.Model):
    """A group of customers: conditions that all hold, on what is known of them."""

    code = models.SlugField(_("编码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=60)
    dimension = models.CharField(_("维度"), max_length=12, choices=choices(DIMENSIONS))
    conditions = models.JSONField(_("条件"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    defined_at = models.DateTimeField(_("定义时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = SegmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("客户分群")
        constraints = (
            models.CheckConstraint(
                condition=Q(dimension__in=plain(DIMENSIONS)), name="segment_dimension_known"
            ),
            models.CheckConstraint(condition=~Q(conditions=[]), name="segment_has_conditions"),
        )

    def __str__(self) -> str:
        return self.name
