# SPDX-License-Identifier: Apache-2.0
"""Trials: whether training moved the later scores, by a start that the system drew or by a comparison."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit

DESIGNS = {"stepped": _("随机分批开始"), "compared": _("与未培训的班组比较")}


class TrialQuerySet(ScopedQuerySet["Trial"]):
    """Trials, of the units in scope."""


class Trial(models.Model):
    """A training whose effect is measured. A stepped trial has its draw stored before the first team starts: `seed` and
    the order of teams, so that anybody can draw again and see the same."""

    code = models.SlugField(_("编码"), max_length=40, unique=True)
    title = models.CharField(_("名称"), max_length=80)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    design = models.CharField(_("办法"), max_length=12, choices=list(DESIGNS.items()))
    outcome = models.CharField(_("结果"), max_length=16)
    starts_date = models.DateField(_("第一批开始"))
    step_days = models.PositiveSmallIntegerField(_("每批间隔（天）"))
    steps = models.PositiveSmallIntegerField(_("批数"))
    seed = models.CharField(max_length=64)
    drawn_date = models.DateField(_("抽签日期"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = TrialQuerySet.as_manager()

    class Meta:
        verbose_name = _("培训效果")
        constraints = (
            models.CheckConstraint(condition=~Q(code="") & ~Q(title=""), name="trial_is_named"),
            models.CheckConstraint(condition=Q(design__in=list(DESIGNS)), name="trial_design_known"),
            models.CheckConstraint(
                condition=Q(steps__gte=1, step_days__gte=7), name="trial_steps_of_a_week_or_more"
            ),
            models.CheckConstraint(
                condition=Q(design="compared", steps=1) | (Q(design="stepped", steps__gte=2) & ~Q(seed="")),
                name="trial_stepped_was_drawn",
            ),
            models.CheckConstraint(
                condition=Q(design="compared") | Q(drawn_date__lt=F("starts_date")),
                name="trial_drawn_before_start",
            ),
        )

    def __str__(self) -> str:
        return self.title


class TrialTeamQuerySet(ScopedQuerySet["TrialTeam"]):
    """Teams of trials, within the scope of the trial."""

    scope_path = "trial__unit"


class TrialTeam(models.Model):
    """When a team starts: its step from 1; a team of a comparison that is not trained has none. `people` are the keys
    of those who worked in it on the day of the draw: who moves later takes no score along to another team."""

    trial = models.ForeignKey(Trial, models.CASCADE, related_name="teams")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    step = models.PositiveSmallIntegerField(_("批次"), null=True, blank=True)
    people = models.JSONField(default=list)

    objects = TrialTeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("培训批次")
        constraints = (
            models.UniqueConstraint(fields=["trial", "unit"], name="trial_team_once"),
            models.CheckConstraint(
                condition=Q(step__isnull=True) | Q(step__gte=1), name="trial_team_step_from_one"
            ),
        )

    def __str__(self) -> str:
        return f"{self.trial_id} {self.unit_id} {self.step}"
