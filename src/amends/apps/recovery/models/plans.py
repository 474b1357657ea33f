# SPDX-License-Identifier: Apache-2.0
"""The catalogue of plans: what was sold from when to when, and what follows what."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Plan(models.Model):
    """One plan; sold from `on_sale_date` until before `retired_date`. `successor` is the plan its customers are led
    to and `path` how: without both there is a gap. The catalogue is the whole operator's."""

    code = models.CharField(_("套餐编码"), max_length=40, unique=True)
    name = models.CharField(_("套餐名称"), max_length=80)
    fee_fen = models.PositiveBigIntegerField(_("月费（分）"), null=True, blank=True)
    on_sale_date = models.DateField(_("上架日期"))
    retired_date = models.DateField(_("下架日期"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("接续套餐")
    )
    path = models.CharField(_("迁移路径"), max_length=200, blank=True)
    updated_at = models.DateTimeField(_("更新时间"))

    class Meta:
        verbose_name = _("套餐")
        ordering = ("code",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(code="") & ~Q(name=""), name="plan_is_named"),
            models.CheckConstraint(
                condition=Q(retired_date__isnull=True) | Q(retired_date__gt=F("on_sale_date")),
                name="plan_retires_after_start",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("pk")),
                name="plan_does_not_follow_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name
