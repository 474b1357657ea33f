# SPDX-License-Identifier: Apache-2.0
"""Coaching: what a person practises next, why, until when, and what came of it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit

_PERSON = settings.AUTH_USER_MODEL


class CoachingQuerySet(ScopedQuerySet["Coaching"]):
    """Coaching, within somebody's scope."""


class Coaching(models.Model):
    """One goal of one person. `key` keeps one source from opening the same skill twice."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    person = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("练习的人"))
    skill = models.CharField(_("技能"), max_length=16)
    reason = models.CharField(_("为什么"), max_length=300)
    source = models.CharField(_("来自"), max_length=60)
    key = models.CharField(max_length=90, unique=True)
    goal = models.CharField(_("目标"), max_length=200, blank=True)
    practice = models.CharField(_("练习的情景"), max_length=20, blank=True)
    due_date = models.DateField(_("跟进日期"))
    by = models.ForeignKey(_PERSON, models.PROTECT, related_name="+", verbose_name=_("辅导人"))
    at = models.DateTimeField(_("开始时间"))
    closed_by = models.ForeignKey(_PERSON, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("结束时间"), null=True)
    reached = models.BooleanField(_("达到目标"), null=True)
    result = models.CharField(_("后来怎样"), max_length=300, blank=True)

    objects = CoachingQuerySet.as_manager()

    class Meta:
        verbose_name = _("辅导")
        indexes = (models.Index(fields=["person", "closed_at"], name="coaching_person_closed"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(source="") & ~Q(skill=""), name="coaching_says_why"
            ),
            models.CheckConstraint(condition=~Q(person=F("by")), name="coaching_by_another"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True, reached__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False, reached__isnull=False) & ~Q(result=""),
                name="coaching_closed_with_a_result",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.skill}"
