# SPDX-License-Identifier: Apache-2.0
"""The programme of the five gaps: who answers for a gap in a unit, and what managers think that customers expect."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ROLES, ScopedQuerySet, Unit
from amends.apps.satisfaction.rules.gaps import GapState
from amends.apps.surveys.models import SurveyWave

GAP_STATES = {
    GapState.WATCHING: _("观察"),
    GapState.ACTING: _("整改中"),
    GapState.HOLDING: _("已稳住"),
}


class GapChargeQuerySet(ScopedQuerySet["GapCharge"]):
    """Charges, always within somebody's scope."""


class GapCharge(models.Model):
    """Which role answers for a gap in a unit, and where the work stands; without a row it is as the pack says."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    gap = models.PositiveSmallIntegerField(_("差距"))
    owner_role = models.CharField(
        _("责任岗位"), max_length=24, choices=[(each.value, words) for each, words in ROLES.items()]
    )
    state = models.CharField(
        _("状态"), max_length=12, choices=[(each.value, words) for each, words in GAP_STATES.items()]
    )
    note = models.CharField(_("说明"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("更新时间"))
    version = models.PositiveIntegerField(default=1)

    objects = GapChargeQuerySet.as_manager()

    class Meta:
        verbose_name = _("差距责任")
        constraints = (
            models.UniqueConstraint(fields=["unit", "gap"], name="gap_charged_once"),
            models.CheckConstraint(condition=Q(gap__range=(1, 5)), name="gap_charge_1_to_5"),
            models.CheckConstraint(condition=~Q(owner_role=""), name="gap_charge_has_role"),
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in GapState]), name="gap_charge_state_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} {self.gap}"


class ForecastQuerySet(ScopedQuerySet["ManagerForecast"]):
    """Forecasts, always within somebody's scope."""


class ManagerForecast(models.Model):
    """What one manager thinks that customers expect, item by item of a wave, and what they think customers complain
    of most; the newest they gave holds."""

    wave = models.ForeignKey(SurveyWave, models.PROTECT, related_name="forecasts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    answers = models.JSONField(_("预计"))  # item code → number on the item's scale
    topics = models.JSONField(_("预计投诉最多的事"), default=list)  # second levels of the taxonomy
    at = models.DateTimeField(_("填写时间"))

    objects = ForecastQuerySet.as_manager()

    class Meta:
        verbose_name = _("管理人员的预计")
        constraints = (
            models.UniqueConstraint(fields=["wave", "person"], name="forecast_once_a_wave"),
            models.CheckConstraint(condition=~Q(answers={}), name="forecast_says_something"),
        )

    def __str__(self) -> str:
        return f"{self.wave_id} {self.person_id}"
