# SPDX-License-Identifier: Apache-2.0
"""What a customer is unhappy about and how far it has grown; what they did about it; who left without a word."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.models import Case
from amends.apps.cases.models.words import CLASSES
from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.customers.models import Customer
from amends.apps.recovery.models.lists import BLOCKS
from amends.apps.recovery.rules.grievances import Sign, Stage
from amends.apps.recovery.rules.reactions import Act

GRIEVANCE_STAGES = {
    Stage.LATENT: _("潜在"),
    Stage.VISIBLE: _("显现"),
    Stage.POTENTIAL: _("潜在投诉"),
    Stage.COMPLAINT: _("投诉"),
}
SIGNS = {
    Sign.LOW_SCORE: _("打低分"),
    Sign.DETECTED: _("系统发现"),
    Sign.CONTACT: _("来咨询或查询"),
    Sign.LET_DOWN: _("修复未成"),
    Sign.COMPLAINED: _("投诉"),
}
ACTS = {
    Act.THIRD_PARTY: _("向监管、消协、媒体等第三方反映"),
    Act.WORD_OF_MOUTH: _("告诉亲友或在网上说"),
}
_TOPICS = [str(each) for each in CLASSES]


class GrievanceQuerySet(ScopedQuerySet["GrievanceStage"]):
    """Grievances, always within somebody's scope."""


class GrievanceStage(models.Model):
    """One customer and one topic: how far it has grown, by the signs of the last 180 days (`signs` counts them).

    It is put right (`settled_at`) once the customer confirmed a recovery, or nothing was heard for 180 days; new signs
    begin it anew. `case` is the recovery task that it raised; the same row carries on, so a pair never stands twice.
    """

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="grievances", verbose_name=_("客户"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    topic = models.CharField(_("主题"), max_length=12, choices=[(str(k), v) for k, v in CLASSES.items()])
    stage = models.CharField(
        _("阶段"), max_length=12, choices=[(str(k), v) for k, v in GRIEVANCE_STAGES.items()]
    )
    signs = models.JSONField(_("迹象"), default=dict)
    first_at = models.DateTimeField(_("最早的迹象"))
    last_at = models.DateTimeField(_("最近的迹象"))
    moved_at = models.DateTimeField(_("进入本阶段的时间"))
    settled_at = models.DateTimeField(_("平息时间"), null=True, blank=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+", verbose_name=_("修复任务"))
    kept_from = models.CharField(
        max_length=24, blank=True
    )  # why no task was raised when it was looked at last

    objects = GrievanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("不满阶段")
        indexes: ClassVar = [
            models.Index(fields=["unit", "stage", "-last_at", "id"], name="grievance_unit_stage"),
            models.Index(fields=["stage", "case", "settled_at"], name="grievance_to_recover"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "topic"], name="grievance_once"),
            models.CheckConstraint(
                condition=Q(stage__in=[str(each) for each in Stage]), name="grievance_stage_known"
            ),
            models.CheckConstraint(condition=Q(topic__in=_TOPICS), name="grievance_topic_known"),
            models.CheckConstraint(condition=Q(last_at__gte=F("first_at")), name="grievance_signs_in_order"),
            models.CheckConstraint(
                condition=Q(case__isnull=True) | Q(kept_from=""), name="grievance_has_task_or_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.topic} {self.stage}"


class ReactionQuerySet(ScopedQuerySet["Reaction"]):
    """Reactions, always within somebody's scope."""


class Reaction(models.Model):
    """What a dissatisfied customer said they did besides coming to us. Once a customer, act and day."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="reactions", verbose_name=_("客户"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    act = models.CharField(_("客户做了什么"), max_length=12, choices=[(str(k), v) for k, v in ACTS.items()])
    noted_date = models.DateField(_("日期"))
    noted_at = models.DateTimeField(_("登记时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = ReactionQuerySet.as_manager()

    class Meta:
        verbose_name = _("客户反应")
        indexes: ClassVar = [models.Index(fields=["customer", "noted_at"], name="reaction_customer_at")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "act", "noted_date"], name="reaction_once_a_day"),
            models.CheckConstraint(condition=Q(act__in=[str(each) for each in Act]), name="reaction_known"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.act}"


class DepartureQuerySet(ScopedQuerySet["SilentDeparture"]):
    """Departures, always within somebody's scope."""


class SilentDeparture(models.Model):
    """One customer whose line is closed and of whom nobody heard a complaint in the year before. `month` is the first
    of the month of the data in which a nightly run saw it first; `joined_months` how long they had been with us."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="departures", verbose_name=_("客户"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    month = models.DateField(_("月份"))
    seen_date = models.DateField(_("首次发现"))
    joined_months = models.PositiveIntegerField(_("在网月数"), null=True, blank=True)
    signs = models.JSONField(_("离开前的迹象"), default=list)  # topics that a run had found before

    objects = DepartureQuerySet.as_manager()

    class Meta:
        verbose_name = _("沉默离网")
        indexes: ClassVar = [models.Index(fields=["unit", "month", "id"], name="departure_unit_month")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["customer", "month"], name="departure_once_a_month"),
            models.CheckConstraint(condition=Q(month__day=1), name="departure_month_begins"),
            models.CheckConstraint(condition=Q(seen_date__gte=F("month")), name="departure_seen_in_month"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.month:%Y-%m}"


# Why nobody was sent to a customer whose grievance shows itself, when it was looked at last.
KEPT_FROM = BLOCKS | {
    "held_out": _("在对照组中，观察期内不主动修复"),
    "nobody": _("机构里没有人能接手，请安排值班或负责人"),
}
