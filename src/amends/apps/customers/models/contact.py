# SPDX-License-Identifier: Apache-2.0
"""How a customer wants to be contacted, for what they agreed to, and what they need for it."""

from typing import TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from amends.apps.core.models import ScopedQuerySet
from amends.apps.customers.models.customer import Customer
from amends.apps.customers.models.words import (
    CHANNELS,
    DECISIONS,
    EVIDENCE_CHANNELS,
    INITIATIVES,
    LANGUAGES,
    NEEDS,
    PACES,
    PURPOSES,
    choices,
    plain,
)

M = TypeVar("M", bound=models.Model)


class OfCustomer(ScopedQuerySet[M]):
    """Rows about a customer; they are seen by who may see the customer."""

    scope_path = "customer__unit"


class PreferencesQuerySet(OfCustomer["Preferences"]):
    """Preferences, within a scope."""


class ConsentQuerySet(OfCustomer["Consent"]):
    """Lines of the ledger, within a scope."""


class CommunicationNeedQuerySet(OfCustomer["CommunicationNeed"]):
    """Communication needs, within a scope."""


class PersonalNeedQuerySet(OfCustomer["PersonalNeed"]):
    """Personal needs, within a scope."""


class Preferences(models.Model):
    """How a customer likes to be contacted; what is blank is not known. One row a customer."""

    customer = models.OneToOneField(Customer, models.CASCADE, primary_key=True, related_name="preferences")
    channel = models.CharField(_("渠道"), max_length=12, blank=True, choices=choices(CHANNELS))
    language = models.CharField(_("语言或方言"), max_length=12, blank=True, choices=choices(LANGUAGES))
    pace = models.CharField(_("语速"), max_length=8, blank=True, choices=choices(PACES))
    window_start = models.TimeField(_("方便时间从"), null=True, blank=True)
    window_end = models.TimeField(_("到"), null=True, blank=True)
    updated_at = models.DateTimeField(_("更新时间"))

    objects = PreferencesQuerySet.as_manager()

    class Meta:
        verbose_name = _("联系偏好")
        constraints = (
            models.CheckConstraint(
                condition=Q(window_start__isnull=True, window_end__isnull=True)
                | Q(window_start__isnull=False, window_end__isnull=False, window_end__gt=F("window_start")),
                name="preferences_window_ordered",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=["", *CHANNELS]), name="preferences_channel_known"
            ),
            models.CheckConstraint(
                condition=Q(language__in=["", *LANGUAGES]), name="preferences_language_known"
            ),
            models.CheckConstraint(condition=Q(pace__in=["", *PACES]), name="preferences_pace_known"),
        )

    def __str__(self) -> str:
        return f"{self.customer_id}"


class Consent(models.Model):
    """One line of the consent ledger: what a customer decided, in answer to which words. Lines are only added."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="consents")
    purpose = models.CharField(_("用途"), max_length=12, choices=choices(PURPOSES))
    decision = models.CharField(_("决定"), max_length=10, choices=choices(DECISIONS))
    initiative = models.CharField(_("由谁提出"), max_length=10, choices=choices(INITIATIVES))
    channel = models.CharField(_("渠道"), max_length=12, choices=choices(EVIDENCE_CHANNELS))
    wording_version = models.CharField(_("告知文本版本"), max_length=40)
    decided_at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("同意记录")
        indexes = (models.Index(fields=["customer", "purpose", "id"], name="consent_customer_purpose"),)
        constraints = (
            models.CheckConstraint(condition=Q(purpose__in=plain(PURPOSES)), name="consent_purpose_known"),
            models.CheckConstraint(condition=Q(decision__in=plain(DECISIONS)), name="consent_decision_known"),
            models.CheckConstraint(condition=~Q(wording_version=""), name="consent_says_which_words"),
        )

    def __str__(self) -> str:
        return f"{self.purpose} {self.decision}"


class CommunicationNeed(models.Model):
    """A way to be communicated with that the customer asked for and agreed to have on record."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="needs")
    need = models.CharField(_("沟通需要"), max_length=24, choices=choices(NEEDS))
    agreed = models.BooleanField(_("客户说过并同意记录"))
    noted_at = models.DateTimeField(_("登记时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CommunicationNeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("沟通需要")
        constraints = (
            models.CheckConstraint(condition=Q(need__in=plain(NEEDS)), name="need_known"),
            models.CheckConstraint(condition=Q(agreed=True), name="need_agreed"),
            models.UniqueConstraint(
                fields=["customer", "need"], condition=Q(ended_at__isnull=True), name="need_once"
            ),
        )

    def __str__(self) -> str:
        return self.need


class PersonalNeed(models.Model):
    """Something this one customer would like, in words; it changes no segment."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="personal_needs")
    text = models.CharField(_("个性化需求"), max_length=200)
    noted_at = models.DateTimeField(_("登记时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PersonalNeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("个性化需求")
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="personal_need_says_something"),)

    def __str__(self) -> str:
        return self.text
