# SPDX-License-Identifier: Apache-2.0
"""What rows from other people's files have in common: whose unit, which time, who brought them, what they correct."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import Unit


class ImportedRow(models.Model):
    """One figure of a unit over the days from `first_date` to before `until_date`, as a file said it.

    Rows are never changed: a correction is a new row that `replaces` the older and says why in `reason`. The rows that
    nothing replaces are the figures that hold.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    first_date = models.DateField(_("起"))
    until_date = models.DateField(_("止（不含）"))
    reason = models.CharField(_("更正原因"), max_length=200, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    file_name = models.CharField(_("文件"), max_length=120)
    file_digest = models.CharField(max_length=64)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    imported_at = models.DateTimeField(_("导入时间"))

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=Q(until_date__gt=F("first_date")), name="%(class)s_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True, reason="") | (Q(replaces__isnull=False) & ~Q(reason="")),
                name="%(class)s_correction_says_why",
            ),
        )
