# SPDX-License-Identifier: Apache-2.0
"""The operator's own examples of what a share of defects means; those of the pack may be changed or taken off."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class DefectExample(models.Model):
    """One example: of `base` things so many go wrong. One with the key of an example of the pack takes its place;
    `dropped` takes it off the list."""

    key = models.CharField(max_length=24, unique=True)
    name = models.CharField(_("说的是什么"), max_length=60)
    base = models.DecimalField(_("总量"), max_digits=15, decimal_places=2)
    counted = models.CharField(_("单位"), max_length=12)
    assumption = models.CharField(_("假设"), max_length=120)
    dropped = models.BooleanField(default=False)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("例子")
        ordering = ("id",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(base__gt=0), name="defect_example_base_above_0"),
            models.CheckConstraint(condition=~Q(name=""), name="defect_example_is_named"),
            models.CheckConstraint(condition=~Q(assumption=""), name="defect_example_says_assumption"),
        ]

    def __str__(self) -> str:
        return self.name
