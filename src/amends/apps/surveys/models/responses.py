# SPDX-License-Identifier: Apache-2.0
"""Responses: what one customer answered, whole and by item."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet, Unit
from amends.apps.customers.models import Customer
from amends.apps.surveys.models.questionnaires import Item
from amends.apps.surveys.models.waves import WAYS, Invitation, OpenLink, SurveyWave
from amends.apps.surveys.rules.words import AskedBy


class ResponseQuerySet(ScopedQuerySet["Response"]):
    """Responses, always within somebody's scope."""


class Response(models.Model):
    """One filled questionnaire, whole or begun. `answers` is what the customer gave, checked on the server; `flags` are
    doubts about how it came (`speeder`, `straight_line`, …): such answers are marked, never silently dropped; `low` are
    the reasons for which somebody must act. `session` is the hash by which an anonymous answer is resumed, `device` and
    `network` keyed hashes of where it came from."""

    wave = models.ForeignKey(SurveyWave, models.PROTECT, related_name="responses")
    invitation = models.OneToOneField(Invitation, models.PROTECT, null=True, related_name="response")
    link = models.ForeignKey(OpenLink, models.PROTECT, null=True, related_name="responses")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="responses")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    way = models.CharField(max_length=8, choices=[(each.value, words) for each, words in WAYS.items()])
    language = models.CharField(max_length=8, default="zh-cn")
    answers = models.JSONField(default=dict)
    page = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(_("开始作答"))
    saved_at = models.DateTimeField(_("最近保存"))
    submitted_at = models.DateTimeField(_("提交时间"), null=True, blank=True)
    complete = models.BooleanField(default=False)  # submitted, and not screened out
    seconds = models.PositiveIntegerField(_("用时（秒）"), default=0)
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    session = models.CharField(max_length=64, null=True, unique=True)
    device = models.CharField(max_length=64, blank=True)
    network = models.CharField(max_length=64, blank=True)
    flags = models.JSONField(default=list)
    low = models.JSONField(default=list)
    is_low = models.BooleanField(default=False)
    followed_at = models.DateTimeField(
        null=True, blank=True
    )  # when the low answer was put in somebody's hands
    weight = models.FloatField(default=1.0)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("答卷")
        indexes = (
            models.Index(fields=["wave", "complete", "submitted_at"], name="response_wave_complete"),
            models.Index(fields=["unit", "-submitted_at"], name="response_unit_submitted"),
            models.Index(fields=["customer", "-submitted_at"], name="response_customer_submitted"),
            models.Index(fields=["wave", "device"], name="response_wave_device"),
            models.Index(
                fields=["submitted_at"],
                condition=Q(is_low=True, followed_at__isnull=True),
                name="response_low_waiting",
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(invitation__isnull=False, link__isnull=True)
                | Q(invitation__isnull=True, link__isnull=False),
                name="response_came_one_way",
            ),
            models.CheckConstraint(
                condition=Q(invitation__isnull=True) | Q(customer__isnull=False),
                name="response_invited_has_customer",
            ),
            models.CheckConstraint(
                condition=Q(way__in=[each.value for each in AskedBy]), name="response_way_known"
            ),
            models.CheckConstraint(
                condition=Q(complete=False) | Q(submitted_at__isnull=False),
                name="response_complete_submitted",
            ),
            models.CheckConstraint(
                condition=Q(is_low=False) | Q(submitted_at__isnull=False), name="response_low_submitted"
            ),
            models.CheckConstraint(condition=Q(weight__gt=0), name="response_weight_positive"),
        )

    def __str__(self) -> str:
        return str(self.pk)


class AnswerQuerySet(ScopedQuerySet["Answer"]):
    """Answers, within the scope of their response."""

    scope_path = "response__unit"


class Answer(models.Model):
    """One item of one submitted response: a number on the item's scale, or the codes chosen, or the masked words."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="items")
    item = models.ForeignKey(Item, models.PROTECT, related_name="answers")
    number = models.FloatField(null=True, blank=True)
    chosen = models.JSONField(default=list)
    words = models.TextField(blank=True)
    not_applicable = models.BooleanField(default=False)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("答案")
        indexes = (models.Index(fields=["item", "number"], name="answer_item_number"),)
        constraints = (
            models.UniqueConstraint(fields=["response", "item"], name="answer_once_a_response"),
            models.CheckConstraint(
                condition=Q(not_applicable=False) | Q(number__isnull=True, words=""),
                name="answer_not_applicable_is_empty",
            ),
        )

    def __str__(self) -> str:
        return f"{self.response_id} {self.item_id}"
