# SPDX-License-Identifier: Apache-2.0
"""Technical indicators: what machines measured of the quality that customers judge."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet
from amends.apps.satisfaction.models.imported import ImportedRow
from amends.apps.satisfaction.rules.origins import Better

DIRECTIONS = {Better.LOWER: _("越低越好"), Better.HIGHER: _("越高越好")}


class ReadingQuerySet(ScopedQuerySet["TechnicalReading"]):
    """Readings, always within somebody's scope."""


class TechnicalReading(ImportedRow):
    """One reading of an indicator of the pack, with the threshold that held then and the side of it that is fine."""

    topic = models.CharField(_("质量主题"), max_length=24)
    code = models.CharField(_("指标编码"), max_length=40)
    value = models.FloatField(_("实测值"))
    threshold = models.FloatField(_("门限"))
    direction = models.CharField(
        _("方向"), max_length=8, choices=[(each.value, words) for each, words in DIRECTIONS.items()]
    )

    objects = ReadingQuerySet.as_manager()

    class Meta(ImportedRow.Meta):
        verbose_name = _("技术指标")
        indexes = (models.Index(fields=["unit", "code", "-until_date"], name="reading_unit_code"),)
        constraints = (
            *ImportedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["code", "unit", "first_date", "until_date"],
                condition=Q(replaces__isnull=True),
                name="reading_said_once",
            ),
            models.CheckConstraint(
                condition=Q(direction__in=[each.value for each in Better]), name="reading_direction_known"
            ),
            models.CheckConstraint(condition=~Q(code="") & ~Q(topic=""), name="reading_is_named"),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def is_fine(self) -> bool:
        """Whether the value is on the good side of the threshold."""
        lower = self.direction == Better.LOWER
        return self.value <= self.threshold if lower else self.value >= self.threshold
