# SPDX-License-Identifier: Apache-2.0
"""How a relationship stands: tiers and stages with their history, agreed expectations, passing guidance."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.customers.models.contact import OfCustomer
from amends.apps.customers.models.customer import Customer
from amends.apps.customers.models.words import HANDLING, STAGES, STANCES, TIERS, choices, plain
from amends.apps.customers.rules.handling import HandlingType
from amends.apps.customers.rules.ladder import Stance

STAGE_CHOICES = [(int(stage), label) for stage, label in STAGES.items()]


class TierEntryQuerySet(OfCustomer["TierEntry"]):
    """Tiers, within a scope."""


class StageEntryQuerySet(OfCustomer["StageEntry"]):
    """Moves on the ladder, within a scope."""


class ExpectationQuerySet(OfCustomer["Expectation"]):
    """Expectations, within a scope."""


class HandlingNoteQuerySet(OfCustomer["HandlingNote"]):
    """Guidance, within a scope."""


class TierEntry(models.Model):
    """The relationship tier from a day on, and why; the newest row holds, the others are its history."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="tiers")
    tier = models.CharField(_("关系层次"), max_length=16, choices=choices(TIERS))
    since_date = models.DateField(_("自"))
    reason = models.CharField(_("理由"), max_length=200)
    noted_at = models.DateTimeField(_("登记时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = TierEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("关系层次")
        indexes = (models.Index(fields=["customer", "-id"], name="tier_customer_newest"),)
        constraints = (
            models.CheckConstraint(condition=Q(tier__in=plain(TIERS)), name="tier_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="tier_has_reason"),
        )

    def __str__(self) -> str:
        return self.tier


class StageEntry(models.Model):
    """One move on the ladder of expectations: a step forward with its evidence, or a lapse with its reason."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="stages")
    stage = models.PositiveSmallIntegerField(_("期望阶段"), choices=STAGE_CHOICES)
    previous = models.PositiveSmallIntegerField(default=0)
    is_lapse = models.BooleanField(default=False)
    evidence = models.CharField(_("依据"), max_length=200)
    moved_at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = StageEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("期望阶段")
        indexes = (models.Index(fields=["customer", "-id"], name="stage_customer_newest"),)
        constraints = (
            models.CheckConstraint(condition=Q(stage__range=(1, 5)), name="stage_known"),
            models.CheckConstraint(condition=~Q(evidence=""), name="stage_has_evidence"),
            models.CheckConstraint(
                condition=Q(is_lapse=False, stage=F("previous") + 1)
                | Q(is_lapse=True, stage__lt=F("previous")),
                name="stage_moves_one_forward_or_lapses",
            ),
        )

    def __str__(self) -> str:
        return f"{self.previous} → {self.stage}"


class Expectation(models.Model):
    """What was agreed about an expectation: exceed it, meet it, or adjust it in the customer's own words."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="expectations")
    stance = models.CharField(_("做法"), max_length=8, choices=choices(STANCES))
    about = models.CharField(_("客户的期望"), max_length=200)
    agreed_words = models.CharField(_("客户认可的新说法"), max_length=200, blank=True)
    agreed_date = models.DateField(_("约定日期"))
    noted_at = models.DateTimeField(_("登记时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ExpectationQuerySet.as_manager()

    class Meta:
        verbose_name = _("期望约定")
        constraints = (
            models.CheckConstraint(condition=Q(stance__in=plain(STANCES)), name="expectation_stance_known"),
            models.CheckConstraint(
                condition=~Q(stance=Stance.ADJUST.value) | ~Q(agreed_words=""),
                name="expectation_adjusted_in_words",
            ),
        )

    def __str__(self) -> str:
        return self.about


class HandlingNote(models.Model):
    """Guidance for the next conversations, until a day; shown as tips, never as a judgement."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="handling_notes")
    handling = models.CharField(_("沟通方式提示"), max_length=12, choices=choices(HANDLING))
    told_and_agreed = models.BooleanField(_("客户说过并同意记录"), default=False)
    noted_at = models.DateTimeField(_("登记时间"))
    until_date = models.DateField(_("有效至"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = HandlingNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("沟通方式提示")
        indexes = (models.Index(fields=["customer", "-id"], name="handling_customer_newest"),)
        constraints = (
            models.CheckConstraint(condition=Q(handling__in=plain(HANDLING)), name="handling_known"),
            models.CheckConstraint(
                condition=~Q(handling=HandlingType.VULNERABLE.value) | Q(told_and_agreed=True),
                name="handling_vulnerable_told_and_agreed",
            ),
        )

    def __str__(self) -> str:
        return self.handling
