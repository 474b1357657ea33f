# SPDX-License-Identifier: Apache-2.0
"""Mailboxes that complaints are read from, and a row for each mail that was read: never its words."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from amends.apps.cases.models.case import Case
from amends.apps.cases.models.mail_words import MAIL_REASONS, MAIL_STATES
from amends.apps.cases.models.words import choices
from amends.apps.cases.rules.mail.leaving import LeftOut
from amends.apps.core.models import ScopedQuerySet, Unit

_WITH_CASE = ["opened", "joined"]


class InboxQuerySet(ScopedQuerySet["Inbox"]):
    """Mailboxes of units within somebody's scope."""


class MailQuerySet(ScopedQuerySet["Mail"]):
    """Mails of mailboxes of units within somebody's scope."""


class Inbox(models.Model):
    """How far a mailbox was read, and what kept it from being read the last time. Mails up to `settled_uid` are never
    asked for again; it is empty until everything that was unread at the beginning went in."""

    name = models.CharField(_("邮箱"), max_length=40, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    uid_validity = models.BigIntegerField(null=True, blank=True)
    settled_uid = models.BigIntegerField(null=True, blank=True)
    tried_at = models.DateTimeField(_("最近一次尝试"), null=True, blank=True)
    read_at = models.DateTimeField(_("最近一次读取"), null=True, blank=True)
    fault = models.CharField(_("故障"), max_length=200, blank=True)

    objects = InboxQuerySet.as_manager()

    class Meta:
        verbose_name = _("收件邮箱")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(settled_uid__isnull=True) | Q(uid_validity__isnull=False),
                name="inbox_settled_within_a_validity",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Mail(models.Model):
    """A mail that was read: once for each fingerprint, whichever box it came to and however often it is read."""

    inbox = models.ForeignKey(Inbox, models.PROTECT, related_name="mails", verbose_name=_("邮箱"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("机构"))
    uid_validity = models.BigIntegerField()
    uid = models.BigIntegerField()
    fingerprint = models.CharField(max_length=64, unique=True)
    message_id = models.CharField(max_length=250, blank=True, db_index=True)
    sender = models.CharField(
        max_length=64, blank=True
    )  # a keyed hash: finds earlier mails of the same address
    sender_sealed = models.BinaryField(default=bytes)  # the address that answers go to
    sender_shown = models.CharField(_("发件人"), max_length=80, blank=True)  # masked
    subject = models.CharField(_("主题"), max_length=80, blank=True)  # masked
    attached = models.PositiveSmallIntegerField(_("附件"), default=0)
    attached_kept = models.PositiveSmallIntegerField(_("已收附件"), default=0)
    cut = models.BooleanField(_("只收了一部分"), default=False)
    state = models.CharField(_("去向"), max_length=12, choices=choices(MAIL_STATES))
    reason = models.CharField(_("原因"), max_length=12, choices=choices(MAIL_REASONS), blank=True)
    detail = models.CharField(_("说明"), max_length=200, blank=True)
    case = models.ForeignKey(Case, models.PROTECT, null=True, blank=True, related_name="mails")
    acknowledged = models.BooleanField(_("已发回执"), default=False)
    received_at = models.DateTimeField(_("收到时间"))
    read_at = models.DateTimeField(_("读取时间"))

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("来信")
        ordering = ("-id",)
        indexes: ClassVar = [
            models.Index(fields=["sender", "read_at"], name="mail_sender"),
            models.Index(fields=["inbox", "uid_validity", "uid"], name="mail_place"),
            models.Index(fields=["unit", "state", "id"], name="mail_unit_state"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(map(str, MAIL_STATES))), name="mail_state_known"
            ),
            models.CheckConstraint(
                condition=Q(reason__in=["", *sorted(map(str, MAIL_REASONS))]), name="mail_reason_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=_WITH_CASE, case__isnull=False, reason="")
                | (~Q(state__in=_WITH_CASE) & ~Q(reason="")),
                name="mail_has_a_case_or_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged=False) | Q(state="opened"), name="mail_acknowledged_was_opened"
            ),
            models.CheckConstraint(
                condition=Q(received_at__lte=models.F("read_at")), name="mail_received_then_read"
            ),
            models.CheckConstraint(
                condition=Q(attached_kept__lte=models.F("attached")), name="mail_kept_of_what_was_attached"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inbox_id} {self.uid}"

    @property
    def may_be_taken(self) -> bool:
        """Whether a person may say that it is a complaint after all: of what we wrote ourselves nobody may."""
        return self.state not in _WITH_CASE and self.reason not in {LeftOut.OWN, LeftOut.BOUNCE}

    @property
    def why(self) -> str | Promise:
        """Why it opened no case, in words."""
        return MAIL_REASONS.get(self.reason, "")
