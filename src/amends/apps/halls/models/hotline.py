# SPDX-License-Identifier: Apache-2.0
"""Calls of the hotline, one row a call, and the pieces of time in which customers were on hold."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.customers.models import Customer
from amends.apps.halls.rules.hotline.words import Direction, Outcome

DIRECTIONS = {Direction.IN: _("来电"), Direction.OUT: _("去电")}
OUTCOMES = {
    Outcome.SERVED: _("已办理"),
    Outcome.CALL_BACK: _("约好回电"),
    Outcome.MESSAGE: _("留言"),
    Outcome.TRANSFERRED: _("已转接"),
    Outcome.MISDIAL: _("打错"),
    Outcome.ABANDONED: _("未接通或中断"),
}


class CallQuerySet(ScopedQuerySet["Call"]):
    """Calls of the units in scope."""


class Call(models.Model):
    """One call. `held_seconds` sums its closed holds; `held_since` is the open one. `risk_at` is when it had gone on
    too long, which is raised once. `agent` is who has the call now, `answered_by` who took it
    first. The caller's number is not kept here: who is known is a customer."""

    code = models.CharField(_("通话编号"), max_length=64, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="+")
    direction = models.CharField(_("方向"), max_length=4, choices=list(DIRECTIONS.items()))
    offered_at = models.DateTimeField(_("振铃时间"))
    answered_at = models.DateTimeField(_("接听时间"), null=True, blank=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    ring_seconds = models.PositiveIntegerField(_("振铃秒数"), null=True, blank=True)
    held_seconds = models.PositiveIntegerField(_("等待秒数"), default=0)
    held_since = models.DateTimeField(_("等待开始"), null=True, blank=True)
    risk_at = models.DateTimeField(_("等得过久"), null=True, blank=True)
    call_back_by = models.DateTimeField(_("最晚回电"), null=True, blank=True)
    called_back_at = models.DateTimeField(_("已回电"), null=True, blank=True)
    outcome = models.CharField(_("结果"), max_length=12, choices=list(OUTCOMES.items()), blank=True)
    live = models.BooleanField(_("现场登记"), default=False)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("通话")
        indexes = (
            models.Index(fields=["unit", "offered_at"], name="call_of_unit"),
            models.Index(fields=["agent", "-offered_at"], name="call_of_agent"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["agent"], condition=Q(ended_at__isnull=True), name="call_one_open_an_agent"
            ),
            models.CheckConstraint(
                condition=Q(direction__in=[str(each) for each in Direction]), name="call_direction_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at__isnull=True)
                | Q(
                    outcome__in=[str(each) for each in Outcome],
                    ended_at__isnull=False,
                    held_since__isnull=True,
                ),
                name="call_end_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, held_seconds=0, held_since__isnull=True)
                | Q(answered_at__gte=F("offered_at"), ring_seconds__isnull=False),
                name="call_answered_after_it_rang",
            ),
            models.CheckConstraint(
                condition=Q(called_back_at__isnull=True) | Q(call_back_by__isnull=False),
                name="call_back_was_owed",
            ),
        )

    def __str__(self) -> str:
        return self.code


class HoldQuerySet(ScopedQuerySet["Hold"]):
    """Holds, within the scope of their calls."""

    scope_path = "call__unit"


class Hold(models.Model):
    """One piece of time on hold; the open one stands on the call."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="holds")
    began_at = models.DateTimeField(_("开始"))
    ended_at = models.DateTimeField(_("结束"))

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("等待")
        constraints = (
            models.UniqueConstraint(fields=["call", "began_at"], name="hold_once"),
            models.CheckConstraint(condition=Q(ended_at__gte=F("began_at")), name="hold_ends_after_it_began"),
        )

    def __str__(self) -> str:
        return f"{self.call_id} {self.began_at}"
