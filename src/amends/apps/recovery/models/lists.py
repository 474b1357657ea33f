# SPDX-License-Identifier: Apache-2.0
"""What the nightly run found, as people read it: runs, and the customers that each listed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.models import Case
from amends.apps.cases.models.words import CLASSES
from amends.apps.core.models import ScopedQuerySet, Unit, User
from amends.apps.customers.models import Customer
from amends.kernel.recovery_class import RecoveryClass

CAUSES: dict[str, Promise] = {**CLASSES, RecoveryClass.PROFILE: _("没有可修复的原因")}
# Those of `pipeline.marts.schemas.Blocked` are written by the run; the desk finds the others, and may find those.
_LISTED = {
    "line_suspended": _("号码已停机，联系不上"),
    "do_not_contact": _("客户谢绝主动联系"),
    "open_complaint": _("已有投诉在办，由经办人负责"),
    "refused": _("客户拒绝过修复联系"),
    "rest_period": _("三十天内已经联系过"),
    "attempts_exhausted": _("三十天内已经尝试三次"),
    "line_closed": _("号码已销户"),
    "in_hand": _("已有人跟进"),
    "no_cause": _("还不知道原因，请在客户页面选定类别后开案"),
}
# Decided by no run's rules but by chance, to compare with.
BLOCKS = _LISTED | {"held_out": _("对照客户：观察期内不主动联系，投诉和承诺照常办理")}
EVIDENCE = {
    "stated": _("客户在调查中说过"),
    "detected": _("系统从记录中发现"),
    "signals": _("符合触发信号"),
}


class PublishedRun(models.Model):
    """One run of the pipeline that pages show; the newest is the current one."""

    run_id = models.CharField(_("运行编号"), max_length=64, unique=True)
    as_of = models.DateField(_("数据截止"))
    published_at = models.DateTimeField(_("发布时间"), db_index=True)
    listed = models.PositiveIntegerField(_("列入名单"))
    summary = models.JSONField(_("概要"))

    class Meta:
        verbose_name = _("夜间运行")
        ordering = ("-published_at", "-pk")

    def __str__(self) -> str:
        return self.run_id


class TargetQuerySet(ScopedQuerySet["Target"]):
    """Listed customers, always within somebody's scope."""


class Target(models.Model):
    """One customer that one run found dissatisfied: how likely, for which cause, and what was done about it."""

    run = models.ForeignKey(PublishedRun, models.CASCADE, related_name="targets")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="targets", verbose_name=_("客户"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    region = models.CharField(_("地区"), max_length=40, blank=True)
    value_tier = models.CharField(_("价值等级"), max_length=12, blank=True)
    list_date = models.DateField(_("名单日期"), null=True)
    rank = models.PositiveIntegerField(_("机构内名次"))
    priority = models.FloatField(_("先后"))
    evidence = models.CharField(_("依据来源"), max_length=12, choices=list(EVIDENCE.items()))
    probability = models.FloatField(_("不满意概率"))
    main_cause = models.CharField(_("主要原因"), max_length=12, choices=list(CAUSES.items()), blank=True)
    reasons = models.JSONField(_("依据"), default=list)
    silent = models.BooleanField(_("沉默客户"), default=False)
    blocked_reason = models.CharField(
        _("不联系的原因"), max_length=24, choices=list(_LISTED.items()), blank=True
    )
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", verbose_name=_("案件"))
    opened_at = models.DateTimeField(_("开案时间"), null=True)
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("名单客户")
        indexes: ClassVar = [
            models.Index(fields=["run", "blocked_reason", "-priority", "id"], name="target_run_priority"),
            models.Index(fields=["run", "main_cause"], name="target_run_cause"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "customer"], name="target_once_a_run"),
            models.CheckConstraint(
                condition=Q(probability__gte=0, probability__lte=1), name="target_probability_is_one"
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=True, opened_at__isnull=True, opened_by__isnull=True)
                | Q(case__isnull=False, opened_at__isnull=False, opened_by__isnull=False),
                name="target_opened_is_paired",
            ),
            models.CheckConstraint(
                condition=Q(list_date__isnull=True) | Q(blocked_reason=""),
                name="target_listed_is_not_blocked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.probability:.2f}"
