# SPDX-License-Identifier: Apache-2.0
"""Questions that an agent asks in writing while the customer is on the line."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.halls.models.hotline import Call


class QuestionQuerySet(ScopedQuerySet["Question"]):
    """Questions, within the scope of the askers."""


class Question(models.Model):
    """One question to the people of a unit: `sent_to` is whose turn it is, `tried` those before. Personal data is
    masked before it is kept: the customer stands on the call."""

    code = models.CharField(_("编号"), max_length=32, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    call = models.ForeignKey(Call, models.PROTECT, null=True, related_name="questions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("提问时间"))
    group = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("请教哪里"))
    words = models.CharField(_("问题"), max_length=400)
    sent_to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(_("送达时间"))
    tried = models.JSONField(default=list)
    answer = models.CharField(_("答复"), max_length=600, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("通话中的请教")
        indexes = (models.Index(fields=["asked_by", "-asked_at"], name="question_of_asker"),)
        constraints = (
            models.CheckConstraint(condition=~Q(words=""), name="question_says_something"),
            models.CheckConstraint(condition=~Q(sent_to=F("asked_by")), name="question_to_another"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                name="question_answer_is_whole",
            ),
        )

    def __str__(self) -> str:
        return self.code
