# SPDX-License-Identifier: Apache-2.0
"""What was done on a case: states passed, steps, contacts, and the customer's word. `round` counts re-openings."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.models.case import Case
from amends.apps.cases.models.words import (
    ALLOWANCES,
    CHANNELS,
    DIRECTIONS,
    RESULTS,
    STATES,
    STEP_RESULTS,
    choices,
)
from amends.apps.cases.rules.contact import Attempt, Channel, ResultCode
from amends.apps.core.models import ScopedQuerySet, User

_TO_UNIT = "case__unit"


class TransitionQuerySet(ScopedQuerySet["Transition"]):
    """Rows of cases, within somebody's scope."""

    scope_path = _TO_UNIT


class StepQuerySet(ScopedQuerySet["Step"]):
    """Rows of cases, within somebody's scope."""

    scope_path = _TO_UNIT


class ContactQuerySet(ScopedQuerySet["Contact"]):
    """Rows of cases, within somebody's scope."""

    scope_path = _TO_UNIT


class VerificationQuerySet(ScopedQuerySet["Verification"]):
    """Rows of cases, within somebody's scope."""

    scope_path = _TO_UNIT


class Transition(models.Model):
    """One state that a case came into, when, and by whom."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="transitions")
    before = models.CharField(max_length=16, choices=choices(STATES), blank=True)
    after = models.CharField(max_length=16, choices=choices(STATES))
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(User, models.PROTECT, db_index=False, null=True, related_name="+")
    reason = models.TextField(_("原因"), blank=True)

    objects = TransitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("状态变化")
        ordering = ("id",)
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(after=models.F("before")), name="transition_changes_state"),
        ]

    def __str__(self) -> str:
        return f"{self.before}→{self.after}"


class Step(models.Model):
    """One action of the procedure, done or set aside with the reason."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    round = models.PositiveSmallIntegerField(default=0)
    order = models.PositiveSmallIntegerField(_("步骤"))
    result = models.CharField(_("结果"), max_length=12, choices=choices(STEP_RESULTS))
    note = models.TextField(_("说明"), blank=True)
    record = models.JSONField(_("记录"), default=dict, blank=True)  # what was recorded, by the field's code
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = _("办理步骤")
        ordering = ("order",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "round", "order"], name="step_once_a_round"),
            models.CheckConstraint(
                condition=Q(result__in=sorted(map(str, STEP_RESULTS))), name="step_result_known"
            ),
            models.CheckConstraint(condition=Q(result="done") | ~Q(note=""), name="step_set_aside_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.order}"


class Contact(models.Model):
    """One contact with the customer. `allowance` says why one outside the rules may stand."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="contacts")
    round = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(  # nobody of ours where the customer wrote by themselves
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    channel = models.CharField(_("渠道"), max_length=8, choices=choices(CHANNELS))
    direction = models.CharField(_("方向"), max_length=8, choices=choices(DIRECTIONS))
    result = models.CharField(_("结果"), max_length=16, choices=choices(RESULTS))
    note = models.TextField(_("说明"), blank=True)
    allowance = models.CharField(_("例外"), max_length=12, choices=choices(ALLOWANCES), blank=True)
    hung_up_first = models.BooleanField(_("我方先挂断"), null=True)  # where the telephone system says so

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("联系记录")
        ordering = ("-at", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(result__in=sorted(map(str, RESULTS))), name="contact_result_known"
            ),
            models.CheckConstraint(
                condition=Q(channel__in=sorted(map(str, CHANNELS))), name="contact_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(direction__in=sorted(map(str, DIRECTIONS))), name="contact_direction_known"
            ),
            models.CheckConstraint(
                condition=~Q(allowance="appointment") | ~Q(note=""), name="contact_appointment_says_which"
            ),
            models.CheckConstraint(
                condition=~Q(allowance="emergency") | ~Q(note=""), name="contact_emergency_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(result="sent") | Q(channel="sms", direction="outbound"),
                name="contact_sent_is_sms",
            ),
            models.CheckConstraint(
                condition=Q(by__isnull=False) | Q(direction="inbound", channel="online"),
                name="contact_by_nobody_is_written_by_the_customer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.result}"

    @property
    def attempt(self) -> Attempt:
        """The contact as the rules of contact see it."""
        inbound = self.direction == "inbound"
        return Attempt(self.at, ResultCode(self.result), Channel(self.channel), self.by_id, inbound)


class Verification(models.Model):
    """The customer's answers after the case was handled, in one contact, and what they mean."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="verifications")
    contact = models.OneToOneField(Contact, models.PROTECT, related_name="verification")
    round = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    answers = models.JSONField(_("客户的回答"))
    score = models.PositiveSmallIntegerField(_("评分"), null=True, blank=True)
    recovered = models.BooleanField(_("客户认可"))

    objects = VerificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("客户确认")
        ordering = ("-at", "-id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=1, score__lte=10),
                name="verification_score_within_1_and_10",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.score}"
