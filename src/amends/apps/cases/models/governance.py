# SPDX-License-Identifier: Apache-2.0
"""How the desk is governed: special persons, hard contacts, why customers leave, improvements, self-assessments."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.models.case import Case
from amends.apps.cases.models.desk_words import SPECIALS
from amends.apps.cases.models.governance_words import (
    CHURN_REASONS,
    FEEDBACKS,
    GAPS,
    IMPROVEMENT_KINDS,
    IMPROVEMENT_STATES,
)
from amends.apps.cases.models.words import choices
from amends.apps.core.models import ScopedQuerySet, Unit, User

_TO_UNIT = "case__unit"


class SpecialFlagQuerySet(ScopedQuerySet["SpecialFlag"]):
    """Rows of cases, within somebody's scope."""

    scope_path = _TO_UNIT


class HardContactQuerySet(ScopedQuerySet["HardContact"]):
    """Rows of cases, within somebody's scope."""

    scope_path = _TO_UNIT


class ChurnReasonQuerySet(ScopedQuerySet["ChurnReason"]):
    """Rows of cases, within somebody's scope."""

    scope_path = _TO_UNIT


class ImprovementQuerySet(ScopedQuerySet["Improvement"]):
    """Improvements of units, within somebody's scope."""


class ImprovementCaseQuerySet(ScopedQuerySet["ImprovementCase"]):
    """Rows of cases, within somebody's scope."""

    scope_path = _TO_UNIT


class AssessmentQuerySet(ScopedQuerySet["Assessment"]):
    """Self-assessments of units, within somebody's scope."""


class SpecialFlag(models.Model):
    """Why the case of an expert, a lawyer or a reporter needs a trained owner; `Case.special` repeats the kind
    for lists. The clock and the limits are those of everybody."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="special_flag", primary_key=True)
    kind = models.CharField(_("特殊人物"), max_length=12, choices=choices(SPECIALS))
    reason = models.CharField(_("理由"), max_length=400)
    confidential = models.BooleanField(_("保密"), default=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = SpecialFlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("特殊人物标记")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="special_says_why"),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(map(str, SPECIALS))), name="special_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.case_id}"


class HardContact(models.Model):
    """A contact in which a colleague was abused: what a break is offered for, never a mark on the customer."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="hard_contacts")
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = HardContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("辱骂来电")
        indexes: ClassVar = [models.Index(fields=["person", "at"], name="hard_contact_person_at")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.case_id}"


class ChurnReason(models.Model):
    """Why a customer leaves or says that they will, as they said it when the case was worked on."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="churn_reason", primary_key=True)
    reason = models.CharField(_("离网原因"), max_length=20, choices=choices(CHURN_REASONS))
    words = models.CharField(_("客户的说法"), max_length=200, blank=True)
    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = ChurnReasonQuerySet.as_manager()

    class Meta:
        verbose_name = _("离网原因")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(reason__in=sorted(CHURN_REASONS)), name="churn_reason_known"),
        ]

    def __str__(self) -> str:
        return self.reason


class Improvement(models.Model):
    """Something that is to change so that the complaint does not come again; `departments` own it together.

    `effect` says what came of it, `told` what customers who complained are told: «you said, we did»."""

    kind = models.CharField(_("种类"), max_length=10, choices=choices(IMPROVEMENT_KINDS))
    key = models.CharField(
        max_length=160, unique=True, null=True, blank=True
    )  # what is opened by rule exists once
    title = models.CharField(_("改进事项"), max_length=120)
    gap = models.PositiveSmallIntegerField(_("差距"), null=True, blank=True, choices=[*GAPS.items()])
    domain = models.CharField(_("根因所在环节"), max_length=24, blank=True)  # one of the ten of the pack
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("负责人"))
    departments = models.JSONField(_("共同负责的部门"), default=list)
    due_date = models.DateField(_("完成期限"))
    state = models.CharField(_("状态"), max_length=8, choices=choices(IMPROVEMENT_STATES))
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(_("结项时间"), null=True, blank=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    effect = models.CharField(_("效果"), max_length=400, blank=True)
    told = models.CharField(_("告诉客户的话"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ImprovementQuerySet.as_manager()

    class Meta:
        verbose_name = _("改进")
        indexes: ClassVar = [
            models.Index(fields=["unit", "closed_at", "due_date"], name="improvement_unit_due")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=["open", "doing"], closed_at__isnull=True, closed_by__isnull=True)
                | (Q(state__in=["done", "dropped"], closed_at__isnull=False) & ~Q(effect="")),
                name="improvement_closed_says_effect",
            ),
            models.CheckConstraint(
                condition=Q(gap__isnull=True) | Q(gap__in=[1, 2, 3, 4]), name="improvement_gap_1_to_4"
            ),
            models.CheckConstraint(condition=~Q(title=""), name="improvement_has_title"),
            models.CheckConstraint(
                condition=Q(kind__in=sorted(map(str, IMPROVEMENT_KINDS))), name="improvement_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ImprovementCase(models.Model):
    """A case that an improvement answers, and what became of the message to its customer."""

    improvement = models.ForeignKey(Improvement, models.PROTECT, related_name="case_rows")
    case = models.ForeignKey(Case, models.PROTECT, related_name="improvements")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    feedback = models.CharField(max_length=12, choices=choices(FEEDBACKS), blank=True)
    feedback_at = models.DateTimeField(null=True, blank=True)

    objects = ImprovementCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("改进涉及的案件")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["improvement", "case"], name="improvement_case_once"),
            models.CheckConstraint(
                condition=Q(feedback="", feedback_at__isnull=True)
                | (~Q(feedback="") & Q(feedback_at__isnull=False)),
                name="improvement_feedback_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.improvement_id} {self.case_id}"


class Assessment(models.Model):
    """A self-assessment of the loyalty programme: each of the eight elements from 1 to 5, and the score in 100."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    scores = models.JSONField()
    notes = models.JSONField(default=dict, blank=True)
    score = models.FloatField(_("得分"))

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("体系自评")
        ordering = ("-at", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(score__gte=0, score__lte=100), name="assessment_score_within_0_and_100"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.at:%Y-%m-%d}"


class SelfReview(models.Model):
    """How somebody sees their own work against the nine goals of their post; their own, not a mark for others."""

    person = models.ForeignKey(User, models.CASCADE, related_name="+")
    at = models.DateTimeField()
    marks = models.JSONField()
    next_goal = models.CharField(_("下一步想做好的一件事"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("岗位目标自评")
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.person_id} {self.at:%Y-%m-%d}"
