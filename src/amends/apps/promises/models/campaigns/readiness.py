# SPDX-License-Identifier: Apache-2.0
"""Whether a campaign can be carried out: the items of the checklist that were answered, the units that were briefed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.customers.models.words import choices, plain
from amends.apps.promises.models.campaigns.plans import Campaign
from amends.apps.promises.rules.campaigns.words import Briefed, CheckState

CHECK_STATES = {CheckState.DONE: _("已做到"), CheckState.NOT_APPLICABLE: _("不适用")}
BRIEFED = {Briefed.LEADERS: _("班组长"), Briefed.FRONT_LINE: _("一线人员")}


class CheckQuerySet(ScopedQuerySet["CampaignCheck"]):
    """Answers to the checklist, within the scope of their campaign."""

    scope_path = "campaign__unit"


class CampaignCheck(models.Model):
    """What a person last said of one item: done, with the proof, or not applicable, with the reason."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="checks")
    item = models.CharField(_("检查项"), max_length=16)
    state = models.CharField(_("结论"), max_length=16, choices=choices(CHECK_STATES))
    words = models.CharField(_("凭证或原因"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))

    objects = CheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("活动检查")
        constraints = (
            models.UniqueConstraint(fields=["campaign", "item"], name="campaign_check_once_an_item"),
            models.CheckConstraint(condition=~Q(item="") & ~Q(words=""), name="campaign_check_has_proof"),
            models.CheckConstraint(
                condition=Q(state__in=plain(CHECK_STATES)), name="campaign_check_state_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.item} {self.state}"


class BriefingQuerySet(ScopedQuerySet["Briefing"]):
    """Briefings, of the units in scope."""


class Briefing(models.Model):
    """One briefing of a unit: how many were there, and how many could tell the key points in their own words."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="briefings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    who = models.CharField(_("对谁"), max_length=12, choices=choices(BRIEFED))
    held_date = models.DateField(_("日期"))
    briefed = models.PositiveIntegerField(_("参加人数"))
    passed = models.PositiveIntegerField(_("通过人数"))
    how = models.CharField(_("怎样检验"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("登记时间"))

    objects = BriefingQuerySet.as_manager()

    class Meta:
        verbose_name = _("活动培训")
        indexes = (models.Index(fields=["campaign", "unit", "who", "-id"], name="briefing_newest"),)
        constraints = (
            models.CheckConstraint(condition=Q(briefed__gt=0), name="briefing_of_somebody"),
            models.CheckConstraint(condition=Q(passed__lte=F("briefed")), name="briefing_passed_were_there"),
            models.CheckConstraint(condition=Q(who__in=plain(BRIEFED)), name="briefing_who_known"),
            models.CheckConstraint(condition=~Q(how=""), name="briefing_says_how"),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.passed}/{self.briefed}"
