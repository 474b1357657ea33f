# SPDX-License-Identifier: Apache-2.0
"""Campaigns: the plan as people agreed on it, and what it claims. Where one stands follows from its moments."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.customers.models import Segment
from amends.apps.promises.rules.campaigns.words import CampaignState, Moments, state_of

CAMPAIGN_STATES = {
    CampaignState.DRAFT: _("筹备"),
    CampaignState.RUNNING: _("进行中"),
    CampaignState.SUSPENDED: _("宣传已暂停"),
    CampaignState.CLOSED: _("已下线"),
}


def together(*fields: str) -> Q:
    """All of these are there, or none."""
    none, every = Q(), Q()
    for name in fields:
        none &= Q(**{f"{name}__isnull": True})
        every &= Q(**{f"{name}__isnull": False})
    return none | every


class CampaignQuerySet(ScopedQuerySet["Campaign"]):
    """Campaigns, always within somebody's scope."""


class Campaign(models.Model):
    """One campaign of a unit, for the customers of a segment at the time of asking. `channels` are codes of channels,
    `terms` codes of unified wordings, `counted` what counting the audience found (people left, people by reason),
    `quiz` which survey wave asks whether customers understood it and what is right there. `resumed_at` is when it last
    went on after a stop."""

    code = models.SlugField(_("编码"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=80)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    goal = models.TextField(_("目标"), blank=True)
    segment = models.ForeignKey(
        Segment, models.PROTECT, null=True, related_name="+", verbose_name=_("目标客户")
    )
    offer = models.TextField(_("优惠内容"), blank=True)
    capacity = models.PositiveIntegerField(_("容量（人）"), null=True, blank=True)
    budget = models.BigIntegerField(_("预算（分）"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="campaigns", verbose_name=_("负责人")
    )
    maker = models.CharField(_("谁来承诺"), max_length=80, blank=True)
    enabler = models.CharField(_("谁来保障"), max_length=80, blank=True)
    keeper = models.CharField(_("谁来兑现"), max_length=80, blank=True)
    starts_date = models.DateField(_("开始"), null=True, blank=True)
    ends_date = models.DateField(_("结束"), null=True, blank=True)
    exit_rule = models.TextField(_("退出与取消办法"), blank=True)
    expected_enquiries = models.PositiveIntegerField(_("预计每天咨询量"), null=True, blank=True)
    terms = models.JSONField(_("统一用语"), default=list)
    channels = models.JSONField(_("渠道"), default=list)
    quiz = models.JSONField(default=dict)
    counted = models.JSONField(default=dict)
    counted_at = models.DateTimeField(_("名单核算时间"), null=True, blank=True)
    told_at = models.DateTimeField(_("告知一线时间"), null=True, blank=True)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("建立时间"))
    launched_at = models.DateTimeField(_("上线时间"), null=True, blank=True)
    launched_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    suspended_at = models.DateTimeField(_("暂停时间"), null=True, blank=True)
    suspended_reason = models.TextField(_("暂停原因"), blank=True)
    resumed_at = models.DateTimeField(_("恢复时间"), null=True, blank=True)
    closed_at = models.DateTimeField(_("下线时间"), null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("营销活动")
        indexes = (models.Index(fields=["unit", "-id"], name="campaign_unit_newest"),)
        constraints = (
            models.CheckConstraint(condition=~Q(code="") & ~Q(name=""), name="campaign_is_named"),
            models.CheckConstraint(
                condition=Q(ends_date__isnull=True)
                | Q(starts_date__isnull=True)
                | Q(ends_date__gte=F("starts_date")),
                name="campaign_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(budget__isnull=True) | Q(budget__gte=0), name="campaign_budget_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__gt=0), name="campaign_capacity_positive"
            ),
            models.CheckConstraint(condition=together("told_at", "told_by"), name="campaign_told_by_whom"),
            models.CheckConstraint(
                condition=together("launched_at", "launched_by"), name="campaign_launched_by_whom"
            ),
            models.CheckConstraint(
                condition=together("closed_at", "closed_by"), name="campaign_closed_by_whom"
            ),
            models.CheckConstraint(
                condition=Q(launched_at__isnull=True)
                | (
                    ~Q(goal="")
                    & ~Q(offer="")
                    & Q(segment__isnull=False, capacity__isnull=False, budget__isnull=False)
                    & Q(starts_date__isnull=False, ends_date__isnull=False)
                ),
                name="campaign_launched_is_planned",
            ),
            models.CheckConstraint(
                condition=Q(suspended_at__isnull=True, suspended_reason="")
                | (Q(suspended_at__isnull=False, launched_at__isnull=False) & ~Q(suspended_reason="")),
                name="campaign_suspended_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(launched_at__isnull=False),
                name="campaign_closed_was_launched",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> CampaignState:
        """Where it stands."""
        return state_of(Moments(self.launched_at, self.suspended_at, self.closed_at))

    @property
    def may_be_changed(self) -> bool:
        """Whether its plan and claims may be changed: not while customers read them, nor afterwards."""
        return self.state in {CampaignState.DRAFT, CampaignState.SUSPENDED}


class ClaimQuerySet(ScopedQuerySet["Claim"]):
    """Claims, within the scope of their campaign."""

    scope_path = "campaign__unit"


class Claim(models.Model):
    """One thing that customers are told they will get. Both days are included. What was claimed once is kept: a claim
    that is taken back is dropped, not deleted."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="claims")
    words = models.CharField(_("宣传的内容"), max_length=400)
    amount = models.BigIntegerField(_("金额（分）"), null=True, blank=True)
    condition = models.CharField(_("条件"), max_length=400)
    starts_date = models.DateField(_("从"))
    ends_date = models.DateField(_("到"))
    delivery_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("兑现责任人")
    )
    capacity = models.PositiveIntegerField(_("能兑现多少人"), null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("登记时间"))
    dropped_at = models.DateTimeField(_("撤下时间"), null=True, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("宣传内容")
        constraints = (
            models.CheckConstraint(
                condition=~Q(words="") & ~Q(condition=""), name="claim_says_what_and_when"
            ),
            models.CheckConstraint(
                condition=Q(ends_date__gte=F("starts_date")), name="claim_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0), name="claim_amount_positive"
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__gt=0), name="claim_capacity_positive"
            ),
        )

    def __str__(self) -> str:
        return self.words
