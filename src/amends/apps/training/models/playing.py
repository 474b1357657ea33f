# SPDX-License-Identifier: Apache-2.0
"""Role-play: scenarios of the operator's own, plays, and each answer in them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.training.rules.playing.scenario import Ending

ENDINGS = {
    Ending.RECOVERED: _("客户满意，事情办成"),
    Ending.CALMED: _("情绪平了，事情没有办完"),
    Ending.ESCALATES: _("客户去申诉或曝光"),
    Ending.LEAVES: _("客户不再说话，悄悄离开"),
}


class ScenarioVersionQuerySet(ScopedQuerySet["ScenarioVersion"]):
    """Scenarios of the units in scope."""

    def above(self, unit: Unit) -> "ScenarioVersionQuerySet":
        """Those of a unit and of the units above it: what is written for a city is not played in another."""
        held = self.unscoped("a unit plays its own scenarios and those of the units above it")
        return held.filter(unit__number__lte=unit.number, unit__last__gte=unit.number)


class ScenarioVersion(models.Model):
    """One version of a scenario; of its code the newest that somebody else approved is played. `case_hash` stands for
    the case that it was drawn from, where there is one: the case cannot be read from it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    code = models.CharField(_("编码"), max_length=20)
    number = models.PositiveSmallIntegerField(_("版本"))
    title = models.CharField(_("名称"), max_length=60)
    content = models.JSONField()
    note = models.CharField(_("改了什么"), max_length=200, blank=True)
    case_hash = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("提交时间"))
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField(_("批准时间"), null=True, blank=True)
    retired_at = models.DateTimeField(_("停用时间"), null=True, blank=True)

    objects = ScenarioVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("演练场景")
        constraints = (
            models.UniqueConstraint(fields=["unit", "code", "number"], name="scenario_version_once"),
            models.CheckConstraint(condition=~Q(code="") & ~Q(title=""), name="scenario_has_a_name"),
            models.CheckConstraint(
                condition=~Q(approved_by=F("made_by")), name="scenario_approved_by_another"
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="scenario_approval_is_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} v{self.number}"


class PlayQuerySet(ScopedQuerySet["Play"]):
    """Plays of people of the units in scope."""


class Play(models.Model):
    """One person playing one scenario, as it was when they began; `state` is where the conversation stands."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="plays")
    code = models.CharField(_("场景"), max_length=20)
    title = models.CharField(_("名称"), max_length=60)
    content = models.JSONField()
    state = models.JSONField()
    answers = models.PositiveSmallIntegerField(_("应答次数"), default=0)
    asked = models.PositiveSmallIntegerField(default=0)  # the answer for which an assistant was asked last
    asked_at = models.DateTimeField(null=True, blank=True)
    begun_at = models.DateTimeField(_("开始时间"))
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    ending = models.CharField(_("结局"), max_length=10, blank=True)
    last_line = models.CharField(_("客户最后一句"), max_length=400, blank=True)
    points = models.PositiveSmallIntegerField(_("得分"), null=True, blank=True)
    passed = models.BooleanField(_("通过"), default=False)

    objects = PlayQuerySet.as_manager()

    class Meta:
        verbose_name = _("演练")
        indexes = (
            models.Index(fields=["person", "-id"], name="play_newest"),
            models.Index(fields=["unit", "-begun_at"], name="play_of_unit"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["person", "code"], condition=Q(ended_at__isnull=True), name="play_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ending="", points__isnull=True, passed=False)
                | Q(ended_at__isnull=False, points__isnull=False, ending__in=[str(each) for each in Ending]),
                name="play_end_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__lte=100), name="play_points_to_100"
            ),
            models.CheckConstraint(
                condition=Q(passed=False) | Q(ending="recovered"), name="play_passed_recovered"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.person_id}"


class PlayTurnQuerySet(ScopedQuerySet["PlayTurn"]):
    """Answers in plays of people of the units in scope."""

    scope_path = "play__unit"


class PlayTurn(models.Model):
    """One answer, what the customer said to it, and what it did; the words are forgotten after a while."""

    play = models.ForeignKey(Play, models.CASCADE, related_name="turns")
    number = models.PositiveSmallIntegerField(_("第几次"))
    said = models.TextField(_("应答"), blank=True)
    reply = models.CharField(_("客户说"), max_length=400)
    judged = models.JSONField(default=dict)
    at = models.DateTimeField(_("时间"))

    objects = PlayTurnQuerySet.as_manager()

    class Meta:
        verbose_name = _("演练应答")
        constraints = (
            models.UniqueConstraint(fields=["play", "number"], name="play_turn_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="play_turn_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.play_id} {self.number}"
