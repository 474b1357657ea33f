# SPDX-License-Identifier: Apache-2.0
"""What an improvement is to prevent, and what the later cases say of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.models import Improvement
from amends.apps.core.models import ScopedQuerySet, Unit, User
from amends.apps.quality.rules.preventing import Verdict

VERDICTS: dict[str, Promise] = {
    Verdict.TOO_EARLY: _("还太早"),
    Verdict.TOO_FEW: _("案件太少，看不出来"),
    Verdict.NOT_SEEN: _("没有看到效果"),
    Verdict.WORKED: _("有效"),
    Verdict.WORSE: _("反而多了"),
}


class PreventionQuerySet(ScopedQuerySet["Prevention"]):
    """What improvements are to prevent, within somebody's scope."""


class JudgementQuerySet(ScopedQuerySet["Judgement"]):
    """What was found, within somebody's scope."""

    scope_path = "prevention__unit"


class Prevention(models.Model):
    """The cases that an improvement should prevent: of this topic, cause or root, in this unit, from this day on."""

    improvement = models.OneToOneField(Improvement, models.PROTECT, related_name="+", primary_key=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("实施的机构"))
    topic = models.CharField(_("投诉分类"), max_length=16, blank=True)  # of any level
    cause = models.CharField(_("投诉原因"), max_length=24, blank=True)
    domain = models.CharField(_("根因所在环节"), max_length=24, blank=True)
    start_date = models.DateField(_("开始见效的日期"))
    weeks_before = models.PositiveSmallIntegerField(_("对照期（周）"), default=26)
    weeks_after = models.PositiveSmallIntegerField(_("观察期（周）"), default=12)
    expected_cut = models.PositiveSmallIntegerField(_("预计减少（%）"))
    co_owners = models.ManyToManyField(User, related_name="+", verbose_name=_("共同负责人"), blank=True)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = PreventionQuerySet.as_manager()

    class Meta:
        verbose_name = _("要防止的案件")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(topic="") | ~Q(cause="") | ~Q(domain=""), name="prevention_says_which_cases"
            ),
            models.CheckConstraint(
                condition=Q(expected_cut__gte=1, expected_cut__lte=100), name="prevention_cut_is_per_cent"
            ),
            models.CheckConstraint(
                condition=Q(weeks_before__gte=8, weeks_before__lte=104), name="prevention_before_8_to_104"
            ),
            models.CheckConstraint(
                condition=Q(weeks_after__gte=4, weeks_after__lte=104), name="prevention_after_4_to_104"
            ),
        ]

    def __str__(self) -> str:
        return str(self.improvement_id)


class Judgement(models.Model):
    """What the cases up to a day say; a later one stands beside it, never in its place."""

    prevention = models.ForeignKey(Prevention, models.PROTECT, related_name="judgements")
    until_date = models.DateField(_("看到哪一天"))  # the first day that is not counted any more
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField()  # of what was to be prevented
    verdict = models.CharField(
        _("结论"), max_length=12, choices=[(str(code), words) for code, words in VERDICTS.items()]
    )
    content = models.JSONField(_("数字"))

    objects = JudgementQuerySet.as_manager()

    class Meta:
        verbose_name = _("改进效果")
        ordering = ("-until_date", "-id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["prevention", "until_date", "version"], name="judgement_once"),
            models.CheckConstraint(
                condition=Q(verdict__in=sorted(map(str, VERDICTS))), name="judgement_verdict_known"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="judgement_version_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.prevention_id} {self.until_date} {self.verdict}"
