# SPDX-License-Identifier: Apache-2.0
"""When lines ended, as far as anybody looked: the register of customers says how a line stands, never since when."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet
from amends.apps.customers.models import Customer


class LineEndQuerySet(ScopedQuerySet["LineEnd"]):
    """Ended lines; seen by who may see the customer."""

    scope_path = "customer__unit"


class LineEnd(models.Model):
    """The line of somebody who complained or answered is gone: still there on `alive_date` (empty where nobody had
    looked since), gone on `seen_date`. Taken back when the line is there again."""

    customer = models.OneToOneField(Customer, models.CASCADE, related_name="+", primary_key=True)
    alive_date = models.DateField(null=True, blank=True)
    seen_date = models.DateField(_("发现销户的日期"))

    objects = LineEndQuerySet.as_manager()

    class Meta:
        verbose_name = _("销户")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(alive_date__isnull=True) | Q(alive_date__lte=F("seen_date")),
                name="line_end_after_alive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}"


class LineLook(models.Model):
    """A day on which all lines that matter were looked at: who was there then is known to have been."""

    day = models.DateField(unique=True)

    class Meta:
        verbose_name = _("查看销户的日期")

    def __str__(self) -> str:
        return f"{self.day}"
