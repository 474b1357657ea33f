# SPDX-License-Identifier: Apache-2.0
"""Works and faults that customers are told of before they ask, and each customer's notice."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.customers.models import Customer
from amends.apps.recovery.rules.notices import About, NoticeState, OutageKind, OutageState, Why

OUTAGE_KINDS = {OutageKind.PLANNED: _("计划施工或割接"), OutageKind.FAULT: _("已知故障")}
OUTAGE_STATES = {
    OutageState.DRAFT: _("草稿"),
    OutageState.ANNOUNCED: _("告知中"),
    OutageState.CANCELLED: _("已取消"),
}
ABOUT = {About.OUTAGE: _("停用或故障"), About.BILL: _("账单突增")}
NOTICE_STATES = {
    NoticeState.LISTED: _("待发出"),
    NoticeState.LEFT: _("发送中"),
    NoticeState.SENT: _("已发出"),
    NoticeState.FAILED: _("没有发成"),
    NoticeState.SKIPPED: _("未发"),
}
WHYS = {
    Why.LINE_NOT_ACTIVE: _("号码停机或已销号"),
    Why.NO_NUMBER: _("没有可用的联系号码"),
    Why.DECLINED: _("登记谢绝联系"),
    Why.TOO_LATE: _("可发的时段到来时已经过了期限"),
    Why.CANCELLED: _("告知已取消"),
    Why.GATEWAY: _("短信网关没有收下"),
}
_SETTLED = [str(NoticeState.SENT), str(NoticeState.FAILED)]


class OutageQuerySet(ScopedQuerySet["PlannedOutage"]):
    """Outages, always within somebody's scope."""


class PlannedOutage(models.Model):
    """Works or a fault, whom it reaches and what they are told. Whom: customers of the unit and those below it, of the
    `regions` and the `settlement` where these are given, or exactly those of `codes`. `told_to` is the last customer
    who was looked at, so that a worker that was killed goes on where it stood."""

    name = models.CharField(_("名称"), max_length=80)
    kind = models.CharField(_("种类"), max_length=8, choices=[(str(k), v) for k, v in OUTAGE_KINDS.items()])
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    regions = models.JSONField(_("地区"), default=list, blank=True)
    settlement = models.CharField(_("城乡"), max_length=8, blank=True)
    codes = models.JSONField(_("客户编号"), default=list, blank=True)
    place = models.CharField(_("地点"), max_length=60)
    starts_at = models.DateTimeField(_("开始时间"))
    ends_at = models.DateTimeField(_("预计恢复时间"))
    words = models.CharField(_("告知内容"), max_length=200)
    state = models.CharField(
        _("状态"), max_length=12, choices=[(str(k), v) for k, v in OUTAGE_STATES.items()]
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("建立时间"))
    announced_at = models.DateTimeField(_("开始告知"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("取消时间"), null=True, blank=True)
    told_to = models.BigIntegerField(default=0)
    all_told_at = models.DateTimeField(_("名单走完"), null=True, blank=True)

    objects = OutageQuerySet.as_manager()

    class Meta:
        verbose_name = _("停用告知")
        indexes: ClassVar = [models.Index(fields=["unit", "-starts_at", "id"], name="outage_unit_starts")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(words=""), name="outage_says_something"),
            models.CheckConstraint(
                condition=Q(kind__in=[str(each) for each in OutageKind]), name="outage_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[str(each) for each in OutageState]), name="outage_state_known"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="outage_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(state="announced") | Q(announced_at__isnull=False),
                name="outage_announced_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state="cancelled", cancelled_at__isnull=False)
                | (~Q(state="cancelled") & Q(cancelled_at__isnull=True)),
                name="outage_cancelled_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class NoticeQuerySet(ScopedQuerySet["ProactiveNotice"]):
    """Notices, always within somebody's scope."""


class ProactiveNotice(models.Model):
    """What one customer is told before they ask: once an outage, once a month's bill. `facts` of a bill are how many
    times the usual it was and how much more; the text itself lies in the outbox under `notice:<key>`."""

    about = models.CharField(_("事由"), max_length=8, choices=[(str(k), v) for k, v in ABOUT.items()])
    outage = models.ForeignKey(PlannedOutage, models.PROTECT, null=True, related_name="notices")
    month = models.DateField(_("账期"), null=True, blank=True)
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="notices", verbose_name=_("客户"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    facts = models.JSONField(default=dict, blank=True)
    state = models.CharField(_("状态"), max_length=8, choices=[(str(k), v) for k, v in NOTICE_STATES.items()])
    why = models.CharField(
        _("原因"), max_length=16, choices=[(str(k), v) for k, v in WHYS.items()], blank=True
    )
    made_at = models.DateTimeField(_("列入时间"))
    left_at = models.DateTimeField(_("交发时间"), null=True, blank=True)
    settled_at = models.DateTimeField(_("发出时间"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("主动告知")
        indexes: ClassVar = [
            models.Index(fields=["about", "month", "state", "id"], name="notice_month_state"),
            models.Index(fields=["state", "id"], name="notice_state"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["outage", "customer"], condition=Q(outage__isnull=False), name="notice_once_an_outage"
            ),
            models.UniqueConstraint(
                fields=["customer", "month"], condition=Q(month__isnull=False), name="notice_once_a_bill"
            ),
            models.CheckConstraint(
                condition=Q(about="outage", outage__isnull=False, month__isnull=True)
                | Q(about="bill", outage__isnull=True, month__isnull=False),
                name="notice_has_its_cause",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[str(each) for each in NoticeState]), name="notice_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["skipped", "failed"], why__in=[str(each) for each in Why])
                | (~Q(state__in=["skipped", "failed"]) & Q(why="")),
                name="notice_not_sent_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["listed", "skipped"]) | Q(left_at__isnull=False),
                name="notice_left_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_SETTLED, settled_at__isnull=False)
                | (~Q(state__in=_SETTLED) & Q(settled_at__isnull=True)),
                name="notice_settled_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.customer_id}"
