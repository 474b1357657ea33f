# SPDX-License-Identifier: Apache-2.0
"""Each use of the assistant: what for, how long it took, what a person made of the answer. No text is kept."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models.organisation import Unit
from amends.apps.core.models.scope import ScopedQuerySet


class AssistOutcome(models.TextChoices):
    """What became of an answer."""

    FAILED = "failed", _("没有答复")
    OFFERED = "offered", _("没有处理")
    ACCEPTED = "accepted", _("采用")
    EDITED = "edited", _("改后采用")
    REJECTED = "rejected", _("不用")


DECIDED = (AssistOutcome.ACCEPTED, AssistOutcome.EDITED, AssistOutcome.REJECTED)


class AssistUseQuerySet(ScopedQuerySet["AssistUse"]):
    """Uses, within somebody's scope."""


class AssistUse(models.Model):
    """One question to the model: `about` is the number of what it was asked about, never a word of it."""

    purpose = models.CharField(_("用途"), max_length=24)
    about = models.CharField(_("编号"), max_length=36, blank=True, db_index=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("时间"))
    model = models.CharField(_("模型"), max_length=120)
    tokens_in = models.PositiveIntegerField(_("送出的词元"), default=0)
    tokens_out = models.PositiveIntegerField(_("收到的词元"), default=0)
    seconds = models.FloatField(_("用时（秒）"))
    findings = models.PositiveIntegerField(_("用语提示"), default=0)
    fault = models.CharField(_("没有答复的原因"), max_length=16, blank=True)
    outcome = models.CharField(_("结果"), max_length=8, choices=AssistOutcome.choices)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = AssistUseQuerySet.as_manager()

    class Meta:
        verbose_name = _("助手的使用")
        ordering = ("-asked_at", "-id")
        indexes: ClassVar = [models.Index(fields=["asked_at", "purpose"], name="assist_use_at")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome="failed") & ~Q(fault="") | ~Q(outcome="failed") & Q(fault=""),
                name="assist_failed_says_why",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["accepted", "edited", "rejected"], decided_at__isnull=False)
                | Q(outcome__in=["failed", "offered"], decided_at__isnull=True),
                name="assist_decided_has_moment",
            ),
            models.CheckConstraint(condition=~Q(purpose=""), name="assist_has_purpose"),
            models.CheckConstraint(condition=Q(seconds__gte=0), name="assist_seconds_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.about}"
